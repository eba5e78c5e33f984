"""Honours of the month and of earlier months: to whom, what decided, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.params.appraisal import BOARD, Honour
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.tables.appraisal import about_appraisal, not_counted
from reviewbook.tables.printed import MOST, head, more

__all__ = ["honours", "honours_history"]

#: Names in a row at most.
_NAMED = 8


@about_appraisal
def honours(review: Slice) -> Table:
    """
    Give each honour of the month: who has it, or that there is no clear winner and who may be the best.

    Returns
    -------
    Table
        In the order of ``appraisal.yaml``; one that is given within teams has a row for each team.
    """
    words, given = review.words, review.frames["honoured"]
    now = given[given["period"] == review.period.key]
    decided = [
        (honour, team, rows)
        for honour in review.appraisal.honours
        for team, rows in _fields(review, now[now["honour"] == honour.name], honour)
    ]
    got = sum((rows["outcome"] == "given").any() for _, _, rows in decided)
    title = words("tables.honours.plain")
    if review.audience.kind == "company" and decided:
        told = {"count": words.number(int(got)), "all": words.number(len(decided))}
        title = words("tables.honours.given" if got else "tables.honours.none", **told)
    return Table(
        "honours",
        title,
        (
            head(review, "tables.honours.honour", 1.4),
            head(review, "tables.honours.among", 1.0),
            head(review, "tables.honours.who", 1.3),
            head(review, "tables.honours.decided", 2.0),
            head(review, "tables.honours.sure", 2.6),
        ),
        tuple(_row(review, honour, team, rows) for honour, team, rows in decided),
        note=words("tables.honours.note") if any(honour.decision == "clear" for honour, _, _ in decided) else "",
        empty=words("tables.honours.empty"),
    )


@about_appraisal
def honours_history(review: Slice) -> Table:
    """Give the honours of earlier months as they were published, the latest first."""
    words, given = review.words, review.frames["honoured"]
    earlier = given[(given["period"] < review.period.key) & (given["cadence"] == review.period.cadence.value)]
    order = {honour.name: place for place, honour in enumerate(review.appraisal.honours)}
    rows = []
    for (period, name), found in earlier.groupby(["period", "honour"]):
        honour = review.appraisal.honour(str(name))
        place = order.get(str(name), len(order))
        for team, part in _fields(review, found, honour):
            rows.append(((-_age(review, str(period)), place, team), _earlier(review, honour, team, part)))
    rows.sort(key=lambda row: row[0])
    return Table(
        "honours-history",
        words("tables.honours_history.title"),
        (
            head(review, "tables.period", 1.0),
            head(review, "tables.honours.honour", 1.6),
            head(review, "tables.honours.among", 1.0),
            head(review, "tables.honours.who", 2.4),
            head(review, "tables.honours_history.edition", 2.0),
        ),
        tuple(cells for _, cells in rows[:MOST]),
        note=words("tables.space").join(filter(None, [more(review, len(rows)), words("tables.honours_history.note")]))
        if rows
        else "",
        empty=words("tables.honours_history.empty"),
    )


def _age(review: Slice, period: str) -> int:
    """Give the day on which a period began, as a number."""
    return Period.parse(period, review.period.cadence).start_on.toordinal()


def _fields(review: Slice, rows: pd.DataFrame, honour: Honour | None) -> Iterator[tuple[str, pd.DataFrame]]:
    """Go through those among whom an honour is given: everybody (no team), or each team that the review is about."""
    if honour is None or honour.within == "company":
        yield "", rows
        return
    teams = set(review.frames["teams"]["team_id"]) or set(rows["team_id"])
    found = [
        (review.name("team", str(team)), str(team), part) for team, part in rows.groupby("team_id") if team in teams
    ]
    for _, team, part in sorted(found, key=lambda field: field[:2]):
        yield team, part


def _row(review: Slice, honour: Honour, team: str, rows: pd.DataFrame) -> tuple[Cell, ...]:
    who, sure = _outcome(review, honour, rows)
    return (
        Cell(honour.title(review.language)),
        Cell(_among(review, team)),
        who,
        Cell(_decided(review, honour, rows)),
        Cell(sure),
    )


def _among(review: Slice, team: str) -> str:
    return review.name("team", team) if team else review.name("company", "company")


def _outcome(review: Slice, honour: Honour, rows: pd.DataFrame) -> tuple[Cell, str]:
    """Say who has an honour, and how sure that is."""
    words = review.words
    if rows.empty:
        return Cell(words("tables.honours.elsewhere"), tone=Tone.MUTED), ""
    outcome = str(rows["outcome"].iloc[0])
    if outcome == "nobody":
        reason = not_counted(review, rows["reason"].iloc[0])
        return Cell(words("tables.honours.nobody"), tone=Tone.MUTED), reason
    names = sorted(review.name("person", who) for who in rows["person_id"])
    if outcome == "given":
        sure = "clear" if honour.decision == "clear" else "highest"
        return Cell(words.join(names), tone=Tone.GOOD), words(f"tables.honours.{sure}")
    return Cell(words("tables.honours.no_clear_winner"), tone=Tone.MUTED), _tied(review, honour, rows)


def _tied(review: Slice, honour: Honour, rows: pd.DataFrame) -> str:
    """Say who may be the best; of many, or where it is everybody, how many there are."""
    words, board = review.words, review.frames["standings"]
    names = sorted(review.name("person", who) for who in rows["person_id"])
    if len(names) == 1:
        return words("tables.honours.one")
    own = board[(board["board"] == honour.name) & board["eligible"].astype(bool)]
    own = own[own["team_id"].isin(rows["team_id"])] if honour.within == "team" else own
    count = words.number(len(names))
    if len(names) > _NAMED or len(names) == len(own):
        return words("tables.honours.many", count=count)
    return words("tables.honours.tied", count=count, names=words.join(names))


def _decided(review: Slice, honour: Honour, rows: pd.DataFrame) -> str:
    """Say what decides, with the value of whoever has it or the range of those who may be the best."""
    words, what = review.words, _measure(review, honour)
    board = review.frames["standings"]
    own = board[(board["board"] == honour.name) & board["person_id"].isin(rows["person_id"])].sort_values("score")
    if own.empty:
        return what
    low, high = own.iloc[0], own.iloc[-1]
    if len(own) == 1:
        value, lower, upper = (_value(review, honour, low[name]) for name in ("score", "lower", "upper"))
        return words("tables.honours.value", what=what, value=value, low=lower, high=upper)
    lowest, highest = (_value(review, honour, row["score"]) for row in (low, high))
    return words("tables.honours.range", what=what, low=lowest, high=highest)


def _measure(review: Slice, honour: Honour) -> str:
    words = review.words
    if honour.measure == BOARD:
        return words("tables.honours.title_of_appraisal")
    title = review.title(honour.measure)
    if honour.months == 1:
        return words("tables.honours.measure", measure=title)
    return words("tables.honours.months", measure=title, months=words.number(honour.months))


def _value(review: Slice, honour: Honour, value: float) -> str:
    if honour.measure == BOARD:
        return review.words.number(value, 1)
    return review.words.value(value, review.measures[honour.measure].unit, review.company.currency)


def _earlier(review: Slice, honour: Honour | None, team: str, rows: pd.DataFrame) -> tuple[Cell, ...]:
    words, first = review.words, rows.iloc[0]
    names = sorted(review.name("person", who) for who in rows["person_id"].dropna())
    told = {
        "given": words.join(names),
        "no_clear_winner": words("tables.honours.no_clear_winner_then"),
        "nobody": words("tables.honours.nobody"),
    }[str(first["outcome"])]
    return (
        Cell(words.period(Period.parse(str(first["period"]))), first["period"]),
        Cell(honour.title(review.language) if honour else str(first["honour"])),
        Cell(_among(review, team)),
        Cell(told, tone=Tone.NONE if first["outcome"] == "given" else Tone.MUTED),
        Cell(str(first["edition"])),
    )
