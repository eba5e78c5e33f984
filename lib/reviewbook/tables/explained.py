"""Why a report has its status, in words: so that any "but I did submit" can be settled from the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from reviewbook.blocks import Notice, Statements, Tone
from reviewbook.params.templates import WEEKDAYS, Rule
from reviewbook.periods import Cadence, Period
from reviewbook.tables.elsewhere import elsewhere
from reviewbook.tables.known import Known, Row
from reviewbook.tables.not_asked import not_asked
from reviewbook.wording import Wording

__all__ = ["Explanation", "as_statements", "explained"]

_TONES = {"late": Tone.WARN, "missing": Tone.BAD, "on_time": Tone.GOOD}


@dataclass(frozen=True)
class Explanation:
    """
    Why a report has its status, or why none was asked for.

    Parameters
    ----------
    title : str
        Which report, for which period, and what became of it.
    sentences : tuple of str
        Why, in the order in which it came about.
    tone : Tone
        Good or bad news.
    """

    title: str
    sentences: tuple[str, ...]
    tone: Tone = Tone.NONE


def explained(known: Known, person: str, period: Period, template: str = "") -> tuple[Explanation, ...]:
    """
    Explain every report of a person that was due in a period or is for it, and those that were not asked for.

    Parameters
    ----------
    known : Known
        Where the answer comes from.
    person : str
        Id of the person.
    period : Period
        A day, week, month …; a week shows its daily reports and the weekly one.
    template : str
        Only this report; all of them when not given.

    Returns
    -------
    tuple of Explanation
        By due time, then those that nobody owed. Where the period is longer than a day, a report that was simply on
        time is told in one sentence.
    """
    rows = [row for row in known.rows("owed", person, template) if _concerns(row, period)]
    rows.sort(key=lambda row: (row["due_at"], row["template"], row["period"]))
    told = [_of_row(known, row, brief=period.cadence is not Cadence.DAILY) for row in rows]
    owed = {(str(row["template"]), str(row["period"])) for row in rows}
    rest = not_asked(known, person, period, template, owed)
    return (*told, *(Explanation(title, sentences) for title, sentences in rest))


def as_statements(explanations: tuple[Explanation, ...], words: Wording) -> Statements:
    """Give explanations as a block for a notebook: one item for each report."""
    space = words("tables.space")
    texts = [words("explained.item", title=e.title, why=space.join(e.sentences)) for e in explanations]
    return Statements(tuple(Notice(text, e.tone) for text, e in zip(texts, explanations, strict=True)))


def _concerns(row: Row, asked: Period) -> bool:
    own = Period.parse(str(row["period"]))
    return row["due_on"].date() in asked or (asked.start_on <= own.start_on and own.last_on <= asked.last_on)


def _of_row(known: Known, row: Row, brief: bool) -> Explanation:
    words, status = known.words, str(row["status"])
    title = words(
        "explained.title",
        report=known.title(row["template"]),
        period=words.period(str(row["period"])),
        status=words(f"status.{status}"),
    )
    plain = status == "on_time" and pd.isna(row["reason"])
    sentences = _came(known, row) if brief and plain else _whole(known, row)
    return Explanation(title, tuple(sentences), _TONES.get(status, Tone.NONE))


def _whole(known: Known, row: Row) -> Iterator[str]:
    yield _asked(known, row)
    yield _due(known, row)
    if row["provisional"]:
        yield known.words("explained.provisional")
    if row["status"] != "exempt":
        yield _limits(known, row)
    yield from _leave(known, row)
    yield from _came(known, row)
    yield from _verdict(known, row)
    if row["status"] == "missing":
        yield from elsewhere(known, row)


def _asked(known: Known, row: Row) -> str:
    since = row["rule_from"]
    return known.words(
        "explained.asked" if pd.isna(since) else "explained.asked_since",
        rule=row["rule"],
        since="" if pd.isna(since) else known.words.long_date(since.date()),
        name=known.name(row["person_id"]),
        team=known.team(row["team_id"]),
        role=known.words(f"explained.role.{row['role']}"),
    )


def _due(known: Known, row: Row) -> str:
    at, how = known.full(row["due_at"], row["team_id"]), _how(known, row)
    return known.words("explained.due_how", at=at, how=how) if how else known.words("explained.due", at=at)


def _how(known: Known, row: Row) -> str:
    """Say how the due day came about; nothing where the calendar of the team is not at hand to tell it."""
    words, calendar, on = known.words, known.calendar(row["team_id"]), row["due_on"].date()
    period, rule = Period.parse(str(row["period"])), _rule(known, row)
    if rule is None or calendar.due_on(rule.due, period) != on:
        return ""
    if period.cadence is Cadence.DAILY:
        return words(f"explained.how.{row['day_kind']}")
    if rule.due.working_day is not None:
        return words("explained.how.nth", number=rule.due.working_day)
    if rule.due.last_working_day:
        return words("explained.how.last")
    named = _named(rule, period)
    if named == on:
        return words("explained.how.weekday" if rule.due.weekday else "explained.how.on", day=words.weekday(on))
    key = "explained.how.moved_back" if on < named else "explained.how.moved_on"
    kind = known.day_off(calendar, Period(named, Cadence.DAILY))
    return words(key, named=words.day(named), kind=kind)


def _rule(known: Known, row: Row) -> Rule | None:
    since: date | None = None if pd.isna(row["rule_from"]) else row["rule_from"].date()
    found = (r for r in known.templates.rules if (r.name, r.template) == (row["rule"], row["template"]))
    return next((rule for rule in found if rule.valid_from == since), None)


def _named(rule: Rule, period: Period) -> date:
    """Give the day that the rule names, whether it is worked or not."""
    if rule.due.weekday is not None:
        return next(on for on in reversed(period.days) if on.weekday() == WEEKDAYS.index(rule.due.weekday))
    month_day = rule.due.on or ""
    years = (period.end_on.year, period.end_on.year + 1)
    return next(on for year in years if (on := date.fromisoformat(f"{year}-{month_day}")) >= period.end_on)


def _limit(row: Row) -> pd.Timestamp:
    limit: pd.Timestamp = row["due_at"] + timedelta(minutes=int(row["grace_minutes"]))
    return limit


def _limits(known: Known, row: Row) -> str:
    grace, team = int(row["grace_minutes"]), row["team_id"]
    closes = known.clock(row["closes_at"], team)
    if not grace:
        return known.words("explained.no_grace", closes=closes)
    return known.words("explained.grace", grace=grace, limit=known.clock(_limit(row), team), closes=closes)


def _leave(known: Known, row: Row) -> Iterator[str]:
    if not row["leave_days"]:
        return
    words, daily = known.words, row["cadence"] == Cadence.DAILY
    values = {"days": int(row["working_days"]), "leave": f"{row['leave_days']:g}", "name": known.name(row["person_id"])}
    if row["reason"] == "leave":
        yield words("explained.leave_day" if daily else "explained.leave_all", **values)
    else:
        yield words("explained.leave_half" if daily else "explained.leave_part", **values)


def _came(known: Known, row: Row) -> Iterator[str]:
    words, at = known.words, row["submitted_at"]
    if pd.isna(at):
        if row["status"] != "exempt":
            yield words("explained.nothing", as_of=known.full(known.as_of, row["team_id"]))
        return
    seconds = (at - row["due_at"]).total_seconds()
    near = (row["due_at"], _limit(row), row["closes_at"])
    if row["status"] == "exempt":
        yield words("explained.all_the_same", at=known.clock(at, row["team_id"]))
        return
    key = "explained.came_at" if not seconds else "explained.came_after" if seconds > 0 else "explained.came_before"
    span = words.duration(abs(seconds)) if abs(seconds) >= 60 else words("explained.seconds", count=f"{abs(seconds):g}")
    yield words(key, at=known.clock(at, row["team_id"], near), span=span)
    yield from _revisions(known, row)


def _revisions(known: Known, row: Row) -> Iterator[str]:
    same = [r for r in known.rows("reports", row["person_id"], row["template"]) if r["period"] == row["period"]]
    after = sum(r["submitted_at"] > row["closes_at"] for r in same)
    counting = [r for r in same if (r["report_id"], r["revision"]) == (row["report_id"], row["revision"])]
    if len(same) > 1 and counting:
        at = known.clock(counting[0]["submitted_at"], row["team_id"], (row["closes_at"],))
        yield known.words("explained.revisions", count=len(same), number=row["revision"], at=at)
        if after:
            yield known.words("explained.after_closing", count=after)


def _verdict(known: Known, row: Row) -> Iterator[str]:
    status: str = row["status"]
    reason: str = "" if pd.isna(row["reason"]) else row["reason"]
    if reason == "leave":  # said already, with the days of leave
        return
    hours: float = 0.0 if pd.isna(row["lateness_hours"]) else float(row["lateness_hours"])
    if status == "late":
        key = status if hours >= 0.05 else "late_at_once"
    else:
        key = f"{status}.{reason.replace(' ', '_') or 'plain'}"
    yield known.words(
        f"explained.verdict.{key}",
        name=known.name(row["person_id"]),
        hours=known.words.number(hours, 1),
        closes=known.clock(row["closes_at"], row["team_id"]),
    )
