"""How each rule is kept: by how many, and how late the late ones are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.params.templates import Rule
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import COUNTED, due_in_period
from reviewbook.tables.opening import OWED, opening
from reviewbook.tables.printed import count, counted_head, duration_head, head
from reviewbook.tables.rules import due_in_words
from reviewbook.wording import DASH

__all__ = ["Kept", "kept", "rule_in_words", "rules_kept"]

#: On-time rate below which a rule is called always late, when at least so many reports were due.
_ALWAYS_LATE, _LEAST = 0.8, 20

#: Normal quantile of a one-sided test at 2.5%.
_Z = 1.96


@dataclass(frozen=True)
class Kept:
    """
    How a rule was kept in the period.

    Parameters
    ----------
    rule : Rule
        Its last version that was in force.
    due, on_time, late, missing : int
        Reports; the due ones are those of the three states.
    hour : int
        Late ones that came within an hour of being due.
    median : float, optional
        Seconds by which half of the late ones were late, by the clock on the wall.
    """

    rule: Rule
    due: int
    on_time: int
    late: int
    missing: int
    hour: int
    median: float | None

    @property
    def rate(self) -> float:
        """On-time rate."""
        return self.on_time / self.due

    @property
    def always_late(self) -> bool:
        """Whether the on-time rate is below 80%, and not by chance: 80% lies above its 95% Wilson interval."""
        chance = _Z * (_ALWAYS_LATE * (1 - _ALWAYS_LATE) / self.due) ** 0.5
        return self.due >= _LEAST and self.rate < _ALWAYS_LATE - chance

    @property
    def later(self) -> time | None:
        """The due time an hour later, where that would make most of the late reports on time; never past midnight."""
        moved = datetime.combine(date.min, self.rule.due.time) + timedelta(hours=1)
        return moved.time() if 2 * self.hour > self.late and moved.date() == date.min else None


def kept(review: Slice) -> list[Kept]:
    """Give how each rule was kept that had a report due in the period, in the order of ``templates.yaml``."""
    due = due_in_period(review)
    due = due[due["status"].isin(COUNTED)]
    names = dict.fromkeys(rule.name for rule in review.templates.rules)
    rows = {name: due[due["rule"] == name] for name in names}
    return [_kept(review, own) for own in rows.values() if len(own)]


@about_reports
def rules_kept(review: Slice) -> Table:
    """Give for each rule how many reports were due, on time, late and missing, and how late the late ones were."""
    words, found = review.words, kept(review)
    late = sum(rule.always_late for rule in found)
    values = {"count": words.number(late), "all": words.number(len(found)), "share": words.percent(_ALWAYS_LATE, 0)}
    return Table(
        "rules-kept",
        words("tables.kept.title_late" if late else "tables.kept.title", **values),
        (
            head(review, "tables.kept.rule", 2.4),
            counted_head(review, "tables.reporting.due"),
            *(counted_head(review, f"status.{state}") for state in COUNTED),
            review.head("on_time_rate"),
            duration_head(review, "tables.kept.median", 1.2),
            counted_head(review, "tables.kept.hour"),
        ),
        tuple(_row(review, rule) for rule in found),
        note=words("tables.kept.note") if found else "",
        empty=words("tables.kept.empty"),
    )


def rule_in_words(review: Slice, rule: Rule) -> dict[str, str]:
    """Give what a rule asks for, and by when."""
    title = review.templates.template(rule.template).title(review.language)
    return {"report": title, "due": due_in_words(review, rule.due)}


def _kept(review: Slice, rows: pd.DataFrame) -> Kept:
    states = rows["status"].value_counts()
    late = rows[rows["status"] == "late"]
    seconds = (late["submitted_at"] - late["due_at"]).dt.total_seconds() if len(late) else pd.Series(dtype=float)
    return Kept(
        rule=_version(review, rows.sort_values("due_at").iloc[-1]),
        due=len(rows),
        on_time=int(states.get("on_time", 0)),
        late=len(late),
        missing=int(states.get("missing", 0)),
        hour=int((seconds <= 3600).sum()),
        median=float(seconds.median()) if len(seconds) else None,
    )


def _version(review: Slice, owed: pd.Series) -> Rule:
    """Find the version of the rule by which a report was judged."""
    versions = [rule for rule in review.templates.rules if rule.name == owed["rule"]]
    begun = None if pd.isna(owed["rule_from"]) else pd.Timestamp(owed["rule_from"]).date()
    return next((rule for rule in versions if rule.valid_from == begun), versions[-1])


def _row(review: Slice, rule: Kept) -> tuple[Cell, ...]:
    words = review.words
    median = Cell(DASH, None, Tone.MUTED)
    if rule.median is not None:
        median = Cell(words.duration(rule.median), rule.median / 3600)
    return (
        Cell(words("tables.kept.asked", **rule_in_words(review, rule.rule))),
        count(review, rule.due),
        count(review, rule.on_time),
        count(review, rule.late, Tone.WARN),
        count(review, rule.missing, Tone.BAD),
        opening(review.cell("on_time_rate", rule.rate, Tone.BAD if rule.always_late else Tone.NONE, rule.rate), OWED),
        median,
        count(review, rule.hour),
    )
