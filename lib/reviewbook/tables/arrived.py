"""The rows behind what differs from the edition before: what came, was corrected or is gone since."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Table, Tone
from reviewbook.schema import TABLES, Kind
from reviewbook.slices import Slice
from reviewbook.tables.opening import ARRIVALS
from reviewbook.tables.printed import clock, head
from reviewbook.wording import DASH, entries

__all__ = ["arrival_rows"]

_Row = Mapping[Hashable, Any]


def arrival_rows(review: Slice) -> Table | None:
    """
    Give the rows that came, were corrected or are gone since the edition before: whose, of when, and what differs.

    Returns
    -------
    Table or None
        None in a first edition, and where no row of the audience differs.
    """
    words, rows = review.words, review.frames["arrivals"]
    if rows.empty:
        return None
    return Table(
        ARRIVALS,
        words("changes.arrivals.title", count=words.number(len(rows))),
        (
            head(review, "changes.arrivals.table", 0.9),
            head(review, "changes.arrivals.key", 1.5),
            head(review, "changes.arrivals.state", 0.6),
            head(review, "changes.arrivals.kind", 1.2),
            head(review, "changes.arrivals.person"),
            head(review, "changes.arrivals.on", 0.8),
            head(review, "changes.arrivals.came", 0.9),
            head(review, "changes.arrivals.differs", 1.8),
        ),
        tuple(_cells(review, row) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        empty=words("changes.arrivals.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _cells(review: Slice, row: _Row) -> tuple[Cell, ...]:
    words, on = review.words, row["on"]
    return (
        Cell(words(f"changes.table.{row['table']}")),
        Cell(str(row["key"])),
        Cell(words(f"changes.state.{row['state']}")),
        Cell(words(f"changes.cause.{row['kind']}")),
        _whose(review, row),
        _dash() if pd.isna(on) else Cell(words.day(on.date()), on.date().isoformat()),
        clock(review, row["came_at"]),
        Cell(_differs(review, row)) if pd.notna(row["differs"]) else _dash(),
    )


def _whose(review: Slice, row: _Row) -> Cell:
    """Name whose the row is; of one that went from one to another, both."""
    people = [review.name("person", str(row[name])) for name in ("person_before", "person_id") if pd.notna(row[name])]
    if len(people) > 1:
        return Cell(review.words("changes.from_to", before=people[0], after=people[1]))
    if people:
        return Cell(people[0])
    return Cell(review.name("team", str(row["team_id"]))) if pd.notna(row["team_id"]) else _dash()


def _differs(review: Slice, row: _Row) -> str:
    """Tell the columns that differ, with their values where these are numbers, days, times or words of ours."""
    words, told = review.words, []
    for name, before, now in json.loads(str(row["differs"])):
        column = words(f"changes.column.{name}")
        values = [_written(review, str(row["table"]), name, value) for value in (before, now)]
        known = any(value != DASH for value in values) and "" not in values
        told.append(words("changes.differs", column=column, before=values[0], after=values[1]) if known else column)
    return words("changes.why").join(told)


def _written(review: Slice, table: str, name: str, value: str | None) -> str:
    """Write a value as readers know it; empty text of one that has no words."""
    words = review.words
    if value is None:
        return DASH
    match TABLES[table].column(name).kind:
        case Kind.INSTANT:
            return clock(review, pd.Timestamp(value)).text
        case Kind.DATE:
            return words.day(pd.Timestamp(value).date())
        case Kind.NUMBER | Kind.INTEGER | Kind.MONEY:
            number = float(value)
            return words.number(number, 0 if number == int(number) else 2)
        case _:
            return words(f"changes.choice.{value}") if f"changes.choice.{value}" in entries() else ""


def _dash() -> Cell:
    return Cell(DASH, None, Tone.MUTED)
