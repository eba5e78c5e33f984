"""Tables of the warehouse, and the facts and frames that a review is made of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reviewbook.schema import FACTS, FRAMES, TABLES
from reviewbook.schema.columns import Column, Table

__all__ = ["frames", "tables"]

_KINDS = {
    "id": "id: text that is the same wherever the same thing is meant",
    "text": "text",
    "choice": "one of the words beside it",
    "period": "key of a period: `2026-11-23`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`",
    "date": "calendar day, `2026-11-23`",
    "instant": "date and time with an offset from UTC, or in the zone of the source",
    "number": "number",
    "integer": "whole number",
    "money": "amount of money; its currency stands in a column beside it",
    "flag": "true or false",
}


def tables(_root: Path) -> str:
    """Write the page about the tables that sources fill."""
    head = (
        "# Tables\n\nWhat sources are loaded into. A file that is named after a table and has its columns loads without a "
        "mapping ([own data](../own-data.md)). A column that *may be empty* may also be missing from the file.\n\n"
        "| kind | what it holds |\n| --- | --- |\n"
    )
    kinds = "".join(f"| `{kind}` | {words} |\n" for kind, words in _KINDS.items())
    return head + kinds + _listed(TABLES.values())


def frames(_root: Path) -> str:
    """Write the page about facts and frames."""
    head = (
        "# Facts and frames\n\nWhat is derived from the tables. In a notebook `review.facts` holds the facts and "
        "`review.frames[name]` a frame; `reviewbook measure` writes all of them as Parquet and CSV, and an edition "
        "holds those of its audience. The kinds of columns are those of the [tables](tables.md).\n"
    )
    return head + _listed([FACTS, *FRAMES.values()])


def _listed(found: Iterable[Table]) -> str:
    return "".join(_table(one) for one in sorted(found, key=lambda one: one.name))


def _table(table: Table) -> str:
    rows = "".join(f"| `{column.name}` | {_kind(column)} | {_emptiness(column)} |\n" for column in table.columns)
    key = ", ".join(f"`{name}`" for name in table.key)
    return f"\n## `{table.name}`\n\nA row: {table.row}. Key: {key}.\n\n| column | kind | empty? |\n| --- | --- | --- |\n{rows}"


def _kind(column: Column) -> str:
    return (
        f"`{column.kind}`: {', '.join(f'`{one}`' for one in column.choices)}" if column.choices else f"`{column.kind}`"
    )


def _emptiness(column: Column) -> str:
    return "may be empty" if column.optional else ""
