"""How the tables of the contract stand in the file.

Each table has its own columns and three more: the source the row was pulled from,
and the two instants between which this version of the row was known,
``[known_from, known_to)``. An empty ``known_to`` is the version that holds.
Names are quoted everywhere, for the contract may use any word of SQL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

import pyarrow as pa

from reviewbook.schema import FRAMES, TABLES, Column, Kind, Table

__all__ = ["ABOUT", "DDL", "LAYOUT", "VERSION", "analysed", "arrow_schema", "instant", "listed", "quoted"]

_SQL = {
    Kind.DATE: "DATE",
    Kind.INSTANT: "TIMESTAMP WITH TIME ZONE",
    Kind.NUMBER: "DOUBLE",
    Kind.INTEGER: "BIGINT",
    Kind.MONEY: "DOUBLE",
    Kind.FLAG: "BOOLEAN",
}
_ARROW = {
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us", "UTC"),
    Kind.NUMBER: pa.float64(),
    Kind.INTEGER: pa.int64(),
    Kind.MONEY: pa.float64(),
    Kind.FLAG: pa.bool_(),
}
_VERSIONED = (
    '"pulled_from" VARCHAR NOT NULL',
    '"known_from" TIMESTAMP WITH TIME ZONE NOT NULL',
    '"known_to" TIMESTAMP WITH TIME ZONE',
)


def quoted(name: str) -> str:
    """Write a name of the contract so that SQL takes it for nothing else."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Iterable[str], of: str = "") -> str:
    """Write several columns in a row, of the named relation when one is given."""
    return ", ".join(f"{of}.{quoted(name)}" if of else quoted(name) for name in names)


def instant(at: datetime) -> str:
    """
    Write an instant as SQL does; a view cannot take parameters.

    Raises
    ------
    ValueError
        When the instant has no zone: it would be read in whatever zone the reader is in.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return f"TIMESTAMPTZ '{at.astimezone(UTC).isoformat(sep=' ', timespec='microseconds')}'"


def analysed(column: Column, value: str = "") -> str:
    """
    Give a column, or an expression in its place, in the form that the analysis works on.

    Parameters
    ----------
    column : Column
        Decides the form and the name.
    value : str
        SQL to use instead of the bare column.
    """
    value = value or quoted(column.name)
    match column.kind:
        case Kind.DATE:
            value = f"strftime({value}, '%Y-%m-%d')"
        case Kind.INSTANT:
            value = f"epoch_us({value})"
    return f"{value} AS {quoted(column.name)}"


def arrow_schema(table: Table, *more: tuple[str, pa.DataType]) -> pa.Schema:
    """Give the types in which rows travel into DuckDB, so that it guesses none of them."""
    own = [(column.name, _ARROW.get(column.kind, pa.string())) for column in table.columns]
    return pa.schema([*own, *more])


def _columns(table: Table) -> list[str]:
    return [
        f"{quoted(column.name)} {_SQL.get(column.kind, 'VARCHAR')}" + ("" if column.optional else " NOT NULL")
        for column in table.columns
    ]


def _create(table: Table, more: tuple[str, ...] = ()) -> str:
    return f"CREATE TABLE {quoted(table.name)} ({', '.join([*_columns(table), *more])})"


#: What the file says of itself: which layout its tables have, and which reviewbook gave it to them.
ABOUT = 'CREATE TABLE "about" ("version" VARCHAR NOT NULL, "reviewbook" VARCHAR)'

#: One statement for each table of the file, but for ``about``.
DDL = (
    *(_create(table, _VERSIONED) for table in TABLES.values()),
    _create(FRAMES["rejected"]),
    _create(FRAMES["origins"]),
)

#: Raised with the first change of the tables after a release; `migrations` says how the former layout becomes this one.
LAYOUT = 2

#: Differs as soon as a table has another column: nobody can forget it.
VERSION = f"{LAYOUT}." + hashlib.sha256("\n".join([ABOUT, *DDL]).encode()).hexdigest()[:8]
