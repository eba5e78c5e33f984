"""Complaints: how many, how fast they are resolved, and which are still open for how long."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Notice, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import CASES, opening
from reviewbook.tables.printed import MOST, absent, clock, head, hours, more
from reviewbook.tables.reported import excerpt
from reviewbook.wording import DASH

__all__ = ["complaints", "open_complaints"]

_MEASURES = ("complaints", "complaints_per_100_orders", "resolution_hours", "open_complaints")

#: Characters of a text that stand in a table; its cell keeps the whole.
_LONGEST = 80


def _recorded(shown: Callable[[Slice], Table]) -> Callable[[Slice], Table | Notice]:
    """Let what is shown of complaints give way to one sentence where none is on record."""

    @wraps(shown)
    def told(review: Slice) -> Table | Notice:
        if review.recorded("complaints"):
            return shown(review)
        return review.unheard or Notice(review.words("absent.complaints"), Tone.MUTED)

    return told


@_recorded
@of_one
def complaints(review: Slice) -> Table:
    """Give the complaints of the period by team (or person): opened, for every 100 orders, resolved how fast, open."""
    kind, ids = review.parts
    own = (review.audience.kind, review.audience.id)
    known = [part for part in ids if any(review.value(m, kind, part) for m in _MEASURES)]
    rows = tuple(_measured(review, kind, part, review.name(kind, part)) for part in known)
    total = (_measured(review, *own, review.words("tables.total")),)
    counted = review.value("complaints") is not None
    return Table(
        "complaints",
        review.words("tables.complaints.title"),
        (head(review, f"kind.{kind}", 1.6), *(review.head(measure) for measure in _MEASURES)),
        rows or (total if counted else ()),
        totals=total if rows and known != [review.audience.id] else (),
        note=review.words("tables.complaints.note") if counted else "",
        empty=absent(review, "complaints"),
    )


def _measured(review: Slice, kind: str, entity: str, name: str) -> tuple[Cell, ...]:
    cells = (review.cell(measure, review.value(measure, kind, entity)) for measure in _MEASURES[:-1])
    standing = review.cell("open_complaints", review.value("open_complaints", kind, entity))
    return (Cell(name), *cells, opening(standing, CASES))


@_recorded
@of_one
def open_complaints(review: Slice) -> Table:
    """Give the complaints that are open at the end of the period, the oldest first."""
    words, cases = review.words, review.frames["cases"]
    rows = cases[cases["age_hours"].notna()].sort_values(["opened_at", "complaint_id"])
    rows = rows.sort_values("age_hours", ascending=False, kind="stable")
    title, told = words("tables.open_complaints.plain"), []
    if len(rows):
        told = [words("tables.open_complaints.note"), more(review, len(rows))]
        oldest = words.number(float(rows["age_hours"].iloc[0]), 1)
        title = words("tables.open_complaints.finding", count=words.number(len(rows)), hours=oldest)
    keys = ("severity", "category")
    return Table(
        CASES,
        title,
        (
            head(review, "tables.open_complaints.customer", 1.6),
            *(head(review, f"tables.open_complaints.{key}", 0.7) for key in keys),
            head(review, "tables.open_complaints.text", 2.5),
            head(review, "kind.person"),
            head(review, "tables.open_complaints.opened", 0.9),
            head(review, "tables.open_complaints.answered", 0.9),
            Head(words("tables.open_complaints.age"), "", "right", 0.9, "0.0"),
        ),
        tuple(_case(review, row) for row in rows.head(MOST).to_dict("records")),
        note=words("tables.space").join(filter(None, told)),
        empty=words("tables.open_complaints.empty"),
    )


def _case(review: Slice, row: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    who, severity = row["person_id"], row["severity"]
    known = severity in ("low", "medium", "high")
    return (
        excerpt(row["customer"] if pd.notna(row["customer"]) else row["customer_id"], _LONGEST),
        Cell(
            review.words(f"tables.open_complaints.{severity}") if known else str(severity),
            tone=Tone.BAD if severity == "high" else Tone.NONE,
        ),
        excerpt(row["category"], _LONGEST),
        excerpt(row["text"], _LONGEST),
        Cell(DASH, None, Tone.MUTED) if pd.isna(who) else Cell(review.name("person", who)),
        clock(review, row["opened_at"]),
        clock(review, row["answered_at"]),
        hours(review, row["age_hours"]),
    )
