"""Reports that are late or missing, and those that may still be handed in."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import due_in_period
from reviewbook.tables.printed import MOST, clock, head, more, person, reason_in_words, report, short_period
from reviewbook.wording import DASH

__all__ = ["late_or_missing", "still_owed"]

_TONES = {"late": Tone.WARN, "missing": Tone.BAD}


@about_reports
def late_or_missing(review: Slice) -> Table:
    """Give the reports due in the period that came late or not at all, the missing first, then by due time."""
    words = review.words
    due = due_in_period(review)
    rows = due[due["status"].isin(list(_TONES))]
    rows = rows.sort_values(["status", "due_at", "person_id", "template"], ascending=[False, True, True, True])
    keys = ("kind.person", "kind.team", "tables.report", "tables.for", "tables.due", "tables.received", "tables.status")
    heads = (*(head(review, key) for key in keys), head(review, "tables.late.by", 1, "right"))
    return Table(
        "late-or-missing",
        words("tables.late.title", count=words.number(len(rows))),
        heads,
        tuple(_late_row(review, row) for row in rows.head(MOST).to_dict("records")),
        note=more(review, len(rows)) or words("tables.late.note"),
        empty=words("tables.late.empty"),
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
def still_owed(review: Slice) -> Table:
    """Give the reports that have not come and may still be handed in, the first to close on top."""
    words = review.words
    owed = review.frames["owed"]
    begun = pd.to_datetime(owed["due_on"]) < pd.Timestamp(review.period.end_on)
    open_ = owed["status"].isin(["pending", "missing"]) & owed["submitted_at"].isna()
    rows = owed[begun & open_ & (owed["closes_at"] > pd.Timestamp(review.as_of))]
    rows = rows.sort_values(["closes_at", "due_at", "person_id", "template"])
    keys = ("kind.person", "kind.team", "tables.report", "tables.for", "tables.due", "tables.status", "tables.closes")
    return Table(
        "still-owed",
        words("tables.still_owed.title", count=words.number(len(rows))),
        tuple(head(review, key) for key in keys),
        tuple(_open_row(review, row) for row in rows.head(MOST).to_dict("records")),
        note=more(review, len(rows)) or words("tables.still_owed.note"),
        empty=words("tables.still_owed.empty"),
    )


def _open_row(review: Slice, owed: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    overdue = owed["status"] == "missing"
    return (
        person(review, owed["person_id"]),
        Cell(review.name("team", owed["team_id"])),
        report(review, owed["template"]),
        short_period(review, owed["period"]),
        clock(review, owed["due_at"]),
        Cell(review.words("tables.overdue" if overdue else "status.pending"), tone=Tone.WARN if overdue else Tone.NONE),
        clock(review, owed["closes_at"]),
    )
