"""What the reports say of competitors and the market, in numbers and in their own words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Any, TypeVar

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Block, Cell, Head, Notice, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.opening import MENTIONS, opening
from reviewbook.tables.printed import counted_head, head, person, report, short_period
from reviewbook.tables.reported import excerpt
from reviewbook.verdicts import Verdict, of_unit
from reviewbook.wording import DASH

__all__ = ["about_market", "competitors", "mention_rows", "rising_terms", "voices"]

_Shown = TypeVar("_Shown", bound=Block)
_Row = Mapping[Hashable, Any]

#: Sentences on the page; all of them are in the folded rows.
_LATEST = 10

#: Characters of a sentence that stand in a table; its cell keeps the whole.
_LONGEST = 120

#: Periods before the one under review, with which terms are compared.
_BEFORE = 8


def about_market(shown: Callable[[Slice], _Shown]) -> Callable[[Slice], _Shown | Notice]:
    """Let what is shown of the market give way to one sentence where a company names nothing to look for."""

    @wraps(shown)
    def told(review: Slice) -> _Shown | Notice:
        return shown(review) if review.market.asked else Notice(review.words("absent.market"), Tone.MUTED)

    return told


@about_market
def competitors(review: Slice) -> Table:
    """
    Give in how many reports each competitor is named, and whether that is more than chance.

    Returns
    -------
    Table
        Signals first, then by share. A signal calls for attention, whichever way it goes. Who is named neither now nor
        in the period before is told in the note.
    """
    words, rows = review.words, _shares(review)
    shown = [row for row in rows if row["reports"] or row["verdict"] == "signal" or (row["previous"] or 0) > 0]
    silent = [review.market.title(row["topic"], review.language) for row in rows if row not in shown]
    said = [words("tables.competitors.note")]
    said += [words("tables.competitors.others", names=words.join(silent))] if silent and shown else []
    return Table(
        "competitors",
        _finding(review, rows),
        (
            head(review, "tables.competitors.who", 1.5),
            counted_head(review, "tables.competitors.reports", 0.8),
            Head(words("tables.competitors.share"), "", "right", 1.2, "0.0%"),
            head(review, "tables.competitors.interval", 1.2, "right"),
            head(review, "tables.competitors.change", 1.0, "right"),
            head(review, "tables.signals.verdict", 3.0),
        ),
        tuple(_share_row(review, row, max(float(row["share"]) for row in shown)) for row in shown),
        note=words("tables.space").join(said),
        empty=words("tables.competitors.empty") if not rows else _finding(review, rows),
    )


def _shares(review: Slice) -> list[dict[Hashable, Any]]:
    """Give the row of each competitor in the period under review, signals first, then by share and name."""
    frame = review.frames["market"]
    own = (frame["entity_kind"] == review.audience.kind) & (frame["entity_id"] == review.audience.id)
    rows = frame[own & (frame["period"] == review.period.key)]
    told = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return sorted(told, key=lambda row: (row["verdict"] != "signal", -row["reports"], row["topic"]))


def _finding(review: Slice, rows: list[dict[Hashable, Any]]) -> str:
    """Say who is named more or less than before, else who is named most."""
    words = review.words
    if not rows:
        return words("tables.competitors.plain")
    first, every = rows[0], words.number(rows[0]["submitted"])
    name = review.market.title(first["topic"], review.language)
    if first["verdict"] == "signal":
        key = "tables.competitors.more" if first["side"] == "above" else "tables.competitors.fewer"
        return words(key, name=name, count=words.number(first["reports"]), all=every)
    naming = review.frames["mentions"]["report_id"].nunique()
    if not naming:
        return words("tables.competitors.nobody", all=every)
    return words("tables.competitors.named", name=name, count=words.number(naming), all=every)


def _share_row(review: Slice, row: _Row, full: float) -> tuple[Cell, ...]:
    words, share, before = review.words, float(row["share"]), row["previous"]
    change = None if before is None else share - before
    interval = f"{words.percent(row['lower'])}–{words.percent(row['upper'])}"
    loud = row["verdict"] == "signal"
    return (
        Cell(review.market.title(row["topic"], review.language)),
        opening(Cell(words.number(row["reports"]), row["reports"]), MENTIONS),
        opening(Cell(words.percent(share), share, bar=share / full if full else 0.0), MENTIONS),
        Cell(interval),
        Cell(DASH) if change is None else Cell(words.points(change), 100 * change),
        Cell(of_unit(review, "share", _verdict(row)), tone=Tone.WARN if loud else Tone.NONE),
    )


def _verdict(row: _Row) -> Verdict:
    rule, side, since = (str(row[name] or "") for name in ("rule", "side", "since"))
    centre, lower, upper = (row[name] for name in ("centre", "limit_lower", "limit_upper"))
    verdict, baseline = str(row["verdict"]), int(row["baseline"])
    return Verdict(float(row["share"]), centre, lower, upper, verdict, rule, side, since, baseline)


@about_market
def voices(review: Slice) -> Table:
    """Give the latest sentences about competitors, with who wrote them and when."""
    words, rows = review.words, _newest(review.frames["mentions"])
    count, every = words.number(min(len(rows), _LATEST)), words.number(len(rows))
    return Table(
        "voices",
        words("tables.voices.title", count=count, all=every) if len(rows) else words("tables.voices.plain"),
        _voice_heads(review),
        tuple(_voice(review, row) for row in rows.head(_LATEST).to_dict("records")),
        empty=words("tables.voices.empty"),
    )


@about_market
def mention_rows(review: Slice) -> Table:
    """Give every sentence about a competitor, folded away until a share is opened."""
    words, rows = review.words, _newest(review.frames["mentions"])
    return Table(
        MENTIONS,
        words("tables.voices.rows"),
        (*_voice_heads(review), head(review, "behind.no")),
        tuple((*_voice(review, row), Cell(row["report_id"])) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        note=words("tables.voices.note"),
        empty=words("tables.voices.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _newest(mentions: pd.DataFrame) -> pd.DataFrame:
    newest = mentions.sort_values(["report_id", "field", "topic"])
    return newest.sort_values("due_on", ascending=False, kind="stable")


def _voice_heads(review: Slice) -> tuple[Head, ...]:
    return (
        head(review, "tables.competitors.who", 1.2),
        head(review, "tables.voices.sentence", 4.0),
        head(review, "kind.person"),
        head(review, "kind.team"),
        head(review, "tables.report"),
        head(review, "tables.voices.when", 0.8),
    )


def _voice(review: Slice, row: _Row) -> tuple[Cell, ...]:
    return (
        Cell(review.market.title(row["topic"], review.language)),
        excerpt(row["sentence"], _LONGEST),
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        report(review, row["template"]),
        short_period(review, row["period"]),
    )


@about_market
def rising_terms(review: Slice) -> Table:
    """Give the terms that come up more often than in the eight periods before, each with its latest sentence."""
    words, frame = review.words, review.frames["terms"]
    own = (frame["entity_kind"] == review.audience.kind) & (frame["entity_id"] == review.audience.id)
    rows = frame[own].sort_values(["score", "term"], ascending=[False, True])
    said = {"before": words.number(_BEFORE), "count": words.number(len(rows))}
    return Table(
        "rising-terms",
        words("tables.terms.title" if len(rows) else "tables.terms.plain", **said),
        (
            head(review, "tables.terms.term"),
            counted_head(review, "tables.competitors.reports", 0.7),
            counted_head(review, "tables.terms.people", 0.7),
            Head(words("tables.terms.before", **said), "", "right", 0.9, "#,##0"),
            head(review, "tables.terms.latest", 4.0),
            head(review, "tables.terms.by"),
        ),
        tuple(_term_row(review, row) for row in rows.to_dict("records")),
        note=words("tables.terms.note") if len(rows) else "",
        empty=words("tables.terms.empty", **said),
    )


def _term_row(review: Slice, row: _Row) -> tuple[Cell, ...]:
    counts = (int(row[name]) for name in ("reports", "people", "before"))
    return (
        Cell(row["term"]),
        *(Cell(review.words.number(number), number) for number in counts),
        excerpt(row["sentence"], _LONGEST),
        person(review, row["person_id"]),
    )
