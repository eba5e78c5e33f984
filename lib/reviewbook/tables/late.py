"""Reports that are late or missing, and reports that came without being asked for."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.periods import Period
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import due_in_period
from reviewbook.tables.of_one import of_one
from reviewbook.tables.printed import (
    MOST,
    clock,
    duration_head,
    head,
    more,
    person,
    reason_in_words,
    report,
    short_period,
)
from reviewbook.wording import DASH

__all__ = ["late_or_missing", "voluntary"]

_TONES = {"late": Tone.WARN, "missing": Tone.BAD}


@about_reports
@of_one
def late_or_missing(review: Slice) -> Table:
    """Give the reports due in the period that came late or not at all, the missing first, then by due time."""
    words = review.words
    due = due_in_period(review)
    rows = due[due["status"].isin(list(_TONES))]
    rows = rows.sort_values(["status", "due_at", "person_id", "template"], ascending=[False, True, True, True])
    keys = ("kind.person", "kind.team", "tables.report", "tables.for", "tables.due", "tables.received", "tables.status")
    heads = (*(head(review, key) for key in keys), duration_head(review, "tables.late.by"))
    return Table(
        "late-or-missing",
        words("tables.late.title", count=words.number(len(rows))),
        heads,
        tuple(_late_row(review, row) for row in rows.head(MOST).to_dict("records")),
        note=more(review, len(rows)) or words("tables.late.note"),
        empty=words("tables.reporting.empty" if due.empty else "tables.late.empty"),
    )


def _late_row(review: Slice, owed: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    return (
        person(review, owed["person_id"]),
        Cell(review.name("team", owed["team_id"])),
        report(review, owed["template"]),
        short_period(review, owed["period"]),
        clock(review, owed["due_at"]),
        clock(review, owed["submitted_at"]),
        Cell(_fate(review, owed), tone=_TONES[owed["status"]]),
        _lateness(review, owed),
    )


def _lateness(review: Slice, owed: Mapping[Hashable, Any]) -> Cell:
    """Give the time by which a report was late, by the clock on the wall, which the reader can check in the row."""
    if owed["status"] != "late":
        return Cell(DASH)
    seconds = (owed["submitted_at"] - owed["due_at"]).total_seconds()
    return Cell(review.words.duration(seconds), seconds / 3600)


def _fate(review: Slice, owed: Mapping[Hashable, Any]) -> str:
    said = review.words(f"status.{owed['status']}")
    if pd.isna(owed["reason"]):
        return said
    return review.words("tables.late.fate", status=said, reason=reason_in_words(review, owed["reason"]))


@about_reports
@of_one
def voluntary(review: Slice) -> Table:
    """Give the reports submitted for the period, or for a day or week in it, that nobody owed: kept, in no rate."""
    words = review.words
    rows = review.frames["voluntary"]
    begun = pd.Series([_begins(review, key) for key in rows["period"]], index=rows.index, dtype=bool)
    rows = rows[begun].sort_values(["submitted_at", "person_id", "report_id"])
    keys = ("kind.person", "tables.report", "tables.for", "tables.received", "tables.voluntary.why")
    heads = (*(head(review, key) for key in keys), head(review, "tables.voluntary.number", 1.4))
    return Table(
        "voluntary",
        words("tables.voluntary.title", count=words.number(len(rows))),
        heads,
        tuple(_voluntary_row(review, row) for row in rows.head(MOST).to_dict("records")),
        note=more(review, len(rows)) or words("tables.voluntary.note"),
        empty=words("tables.voluntary.empty"),
    )


def _begins(review: Slice, key: str) -> bool:
    return Period.parse(key).start_on in review.period


def _voluntary_row(review: Slice, came: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    return (
        person(review, came["person_id"]),
        report(review, came["template"]),
        short_period(review, came["period"]),
        clock(review, came["submitted_at"]),
        Cell(review.words(f"tables.voluntary.{came['reason'].replace(' ', '_')}")),
        Cell(came["report_id"]),
    )
