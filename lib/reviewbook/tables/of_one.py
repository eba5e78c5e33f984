"""Tables in the review of one person: whose a row is goes without saying there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from reviewbook.blocks import Cell, Table
from reviewbook.slices import Slice

__all__ = ["of_one"]

#: Heads of the columns that say whose a row is.
_WHOSE = ("kind.person", "kind.team", "tables.signals.whose")


def of_one(shown: Callable[[Slice], Table]) -> Callable[[Slice], Table]:
    """Let the review of a person go without the columns that say the same person and team in each row of a table."""

    @wraps(shown)
    def told(review: Slice) -> Table:
        table = shown(review)
        return _without_whose(review, table) if review.audience.kind == "person" else table

    return told


def _without_whose(review: Slice, table: Table) -> Table:
    whose, rows = {review.words(key) for key in _WHOSE}, (*table.rows, *table.totals)
    kept = [
        place
        for place, head in enumerate(table.heads)
        if head.text not in whose or len({row[place].text for row in rows}) > 1
    ]

    def lean(cells: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(row[place] for place in kept) for row in cells)

    heads = tuple(table.heads[place] for place in kept)
    return replace(table, heads=heads, rows=lean(table.rows), totals=lean(table.totals))
