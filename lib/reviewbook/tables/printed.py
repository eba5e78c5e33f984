"""How times, reports and long lists are printed in tables."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.blocks import Cell, Head, Tone
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.wording import DASH, entries

__all__ = [
    "MOST",
    "absent",
    "clock",
    "count",
    "counted_head",
    "day",
    "duration_head",
    "head",
    "hours",
    "more",
    "noted",
    "person",
    "reason_in_words",
    "report",
    "short_period",
]

#: Rows of a list on the page; the data files of the edition hold all of them.
MOST = 15


def head(review: Slice, key: str, share: float = 1.0, align: str = "left") -> Head:
    """Give the head of a column of words."""
    return Head(review.words(key), "", align, share)


def counted_head(review: Slice, key: str, share: float = 1.0) -> Head:
    """Give the head of a column of counts."""
    return Head(review.words(key), "", "right", share, "#,##0")


def duration_head(review: Slice, key: str, share: float = 1.0) -> Head:
    """Give the head of a column of durations, printed in days, hours and minutes; their values are hours."""
    return Head(review.words(key), "", "right", share, review.words("workbook.hours"))


def count(review: Slice, value: int, tone: Tone = Tone.NONE) -> Cell:
    """Give a count; the tone is that of one or more, since none is no news."""
    return Cell(review.words.number(value), value, tone if value else Tone.NONE)


def absent(review: Slice, measure: str) -> str:
    """Say in a sentence that a measure has no value, and why."""
    return review.words("tables.statements.absent", what=review.title(measure), reason=review.reason(measure))


def clock(review: Slice, at: pd.Timestamp) -> Cell:
    """Give month, day and time of an instant in the zone of the review, with a year that is not the review's."""
    if pd.isna(at):
        return Cell(DASH, None, Tone.MUTED)
    text, year = review.words.clock(at.to_pydatetime(), review.zone), at.tz_convert(review.zone).year
    own = review.as_of.astimezone(ZoneInfo(review.zone)).year
    return Cell(text if year == own else f"{year}-{text}", at.isoformat())


def day(on: pd.Timestamp) -> Cell:
    """Give a date with its year; a dash for none."""
    return Cell(DASH, None, Tone.MUTED) if pd.isna(on) else Cell(f"{on:%Y-%m-%d}", f"{on:%Y-%m-%d}")


def hours(review: Slice, value: float | None) -> Cell:
    """Give working hours with one decimal; a dash for none."""
    known = None if value is None or pd.isna(value) else float(value)
    return Cell(review.words.number(known, 1), known, Tone.NONE if known is not None else Tone.MUTED)


def person(review: Slice, entity: str) -> Cell:
    """Give the name of a person."""
    return Cell(review.name("person", entity))


def reason_in_words(review: Slice, reason: str) -> str:
    """Say the reason of a row of ``owed``."""
    key = f"reason.{reason.replace(' ', '_')}"
    return review.words(key if key in entries() else "reason.other")


def report(review: Slice, template: str) -> Cell:
    """Give the title of a report's template."""
    return Cell(review.templates.template(template).title(review.language))


def short_period(review: Slice, key: str) -> Cell:
    """Give the period for which a report is."""
    return Cell(review.words.short_period(Period.parse(key)), key)


def noted(review: Slice, note: str, total: int) -> str:
    """Give a note, and how many rows are not on the page where some are not."""
    return review.words("tables.space").join(said for said in (note, more(review, total)) if said)


def more(review: Slice, total: int) -> str:
    """Say how many rows are not on the page; nothing when all are."""
    return review.words("tables.more", count=total - MOST) if total > MOST else ""
