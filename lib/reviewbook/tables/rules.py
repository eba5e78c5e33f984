"""Which rules changed: what they ask now and asked before, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.params.templates import Due, Rule
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.printed import head, report
from reviewbook.wording import DASH

__all__ = ["due_in_words", "rule_changes"]


@dataclass(frozen=True)
class _Change:
    """A version of a rule that begins, after a former one or as the first, or the end that no version follows."""

    on: date
    rule: Rule
    former: Rule | None = None
    ended: bool = False


@about_reports
def rule_changes(review: Slice) -> Table:
    """Give what changed in the rules for the audience in the period or the month before it, the newest first."""
    words = review.words
    month = Period.containing(review.period.start_on, Cadence.MONTHLY)
    first, end = month.shift(-1).start_on, review.period.end_on
    changes = [change for change in _changes(_own_rules(review)) if first <= change.on < end]
    changes.sort(key=lambda change: change.on, reverse=True)
    rows = tuple(row for change in changes for row in _rows(review, change))
    keys = ("tables.rules.report", "tables.rules.from", "tables.rules.what", "tables.rules.former", "tables.rules.now")
    return Table(
        "rule-changes",
        words("tables.rules.title" if rows else "tables.rules.plain", count=words.number(len(changes))),
        tuple(head(review, key, 1.6 if key.endswith(("former", "now")) else 1.0) for key in keys),
        rows,
        note=words("tables.rules.note") if rows else "",
        empty=words("tables.rules.empty"),
    )


def due_in_words(review: Slice, due: Due) -> str:
    """Say by when a report is due: ``18:00 on Friday``."""
    words, time = review.words, due.time.strftime("%H:%M")
    if due.weekday:
        return words(f"tables.rules.at.{due.weekday}", time=time)
    if due.working_day:
        return words("tables.rules.at.working_day", time=time, number=due.working_day)
    if due.last_working_day:
        return words("tables.rules.at.last_working_day", time=time)
    return words("tables.rules.at.on", time=time, on=due.on) if due.on else words("tables.rules.at.daily", time=time)


def _own_rules(review: Slice) -> list[Rule]:
    """Give the rules that ask something of the audience: of all, of a team it sees, or of somebody just now."""
    seen, asked = set(review.frames["teams"]["team_id"]), set(review.frames["owed"]["rule"])
    rules = review.templates.rules
    return [rule for rule in rules if "all" in rule.teams or seen.intersection(rule.teams) or rule.name in asked]


def _changes(rules: list[Rule]) -> Iterator[_Change]:
    for name in dict.fromkeys(rule.name for rule in rules):
        versions = sorted((r for r in rules if r.name == name), key=lambda rule: rule.valid_from or date.min)
        former: Rule | None = None
        for rule, after in zip(versions, [*versions[1:], None], strict=True):
            if rule.valid_from:
                yield _Change(rule.valid_from, rule, former)
            followed = after is not None and after.valid_from == rule.valid_to
            if rule.valid_to and not followed:
                yield _Change(rule.valid_to, rule, ended=True)
            former = rule if followed else None


def _rows(review: Slice, change: _Change) -> Iterator[tuple[Cell, ...]]:
    words, dash = review.words, Cell(DASH, None, Tone.MUTED)
    now = _said(review, change.rule)
    first = (report(review, change.rule.template), Cell(words.long_date(change.on), change.on.isoformat()))
    if change.former is not None:
        former = _said(review, change.former)
        for part in (part for part in now if former[part] != now[part]):
            yield (*first, Cell(words(f"tables.rules.{part}")), Cell(former[part]), Cell(now[part]))
        return
    whole = Cell(words.join(list(now.values())))
    if change.ended:
        yield (*first, Cell(words("tables.rules.ended")), whole, dash)
    else:
        yield (*first, Cell(words("tables.rules.begun")), dash, whole)


def _said(review: Slice, rule: Rule) -> dict[str, str]:
    """Say what a version of a rule asks, part by part."""
    words = review.words
    within = words("tables.rules.no_reply")
    if rule.reply_within is not None:
        within = words("tables.rules.working_hours", count=f"{rule.reply_within:g}")
    return {
        "due": due_in_words(review, rule.due),
        "grace_minutes": words("tables.rules.minutes", count=rule.grace_minutes),
        "closes_after": words("tables.rules.working_days", count=rule.closes_after),
        "reply_within": within,
        "who": _who(review, rule),
    }


def _who(review: Slice, rule: Rule) -> str:
    words = review.words
    roles = words.join([words(f"tables.rules.{role}") for role in rule.roles])
    if "all" in rule.teams:
        return words("tables.rules.everyone", roles=roles)
    return words("tables.rules.some", roles=roles, teams=words.join([review.name("team", team) for team in rule.teams]))
