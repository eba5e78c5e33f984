"""Putting what a source gave into the file, once, in one transaction.

Each source has its own history of each key, and loading the same rows again adds
nothing to it. Where two sources give the same key, the one that said something
new last is believed (see `held`); what the other says stays in the file and is
believed again as soon as the first one takes its row back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from reviewbook.errors import Problem, WarehouseError, nearest
from reviewbook.schema import TABLES, Table
from reviewbook.warehouse.layout import arrow_schema, instant, listed, quoted
from reviewbook.warehouse.notes import note_origins, note_rejected
from reviewbook.warehouse.references import NAMING, REFERENCES
from reviewbook.warehouse.statements import bring_in, count

__all__ = ["Loaded", "Pull", "TableLoad", "load"]


@dataclass(frozen=True)
class TableLoad:
    """
    What loading did to one table, in rows.

    Parameters
    ----------
    table : str
        Its name.
    received : int
        Rows that came.
    added : int
        Keys that this source had not given before, or had taken back.
    changed : int
        Keys whose former version was closed and a new one opened.
    removed : int
        Keys that are no longer in a complete snapshot, or can no longer be loaded.
    """

    table: str
    received: int
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class Loaded:
    """
    What loading a source did.

    Parameters
    ----------
    source : str
        Its name.
    tables : tuple of TableLoad
        In the order in which they were loaded.
    rejected : int
        Rows that could not be loaded, those refused by the mapping included.
    """

    source: str
    tables: tuple[TableLoad, ...]
    rejected: int

    @property
    def is_changed(self) -> bool:
        """Whether anything is known now that was not known before."""
        return any(table.added or table.changed or table.removed for table in self.tables)


@dataclass(frozen=True)
class Pull:
    """
    One pull of one source.

    Parameters
    ----------
    source : str
        Name of the source.
    at : datetime
        When it was pulled, with its zone.
    complete : bool
        Whether it is all that the source has; then what it no longer has was deleted there.
    """

    source: str
    at: datetime
    complete: bool


def load(
    connection: duckdb.DuckDBPyConnection, pull: Pull, tables: Mapping[str, pd.DataFrame], rejected: pd.DataFrame | None
) -> Loaded:
    """
    Load one pull; see `Warehouse.load`.

    Raises
    ------
    WarehouseError
        When a table is unknown, or the pull is older than one that was loaded.
    """
    _check(connection, pull, tables)
    with _transaction(connection):
        connection.execute("CREATE TEMP TABLE refused AS FROM rejected LIMIT 0")
        done = []
        for table in TABLES.values():
            if table.name in tables or (pull.complete and _holds(connection, table, pull.source)):
                _arrive(connection, table, tables.get(table.name))
                done.append(_load_table(connection, table, pull))
                connection.execute("DROP TABLE incoming")
        refusals = note_rejected(connection, pull.source, rejected)
        note_origins(connection, pull.source, pull.at, [table.table for table in done])
        connection.execute("DROP TABLE refused")
    return Loaded(pull.source, tuple(done), refusals)


def _check(connection: duckdb.DuckDBPyConnection, pull: Pull, tables: Mapping[str, pd.DataFrame]) -> None:
    problems = [
        Problem(f"source {pull.source}", f"it gives a table {name!r}", nearest(name, TABLES))
        for name in tables
        if name not in TABLES
    ]
    newest = connection.execute(
        f"SELECT strftime(max(pulled_at), '%Y-%m-%d %H:%M UTC') FROM origins "
        f"WHERE source = $source HAVING max(pulled_at) > {instant(pull.at)}",
        {"source": pull.source},
    ).fetchone()
    if newest:
        problems.append(
            Problem(
                f"source {pull.source}",
                f"this pull of {pull.at:%Y-%m-%d %H:%M %Z} is older than one that is loaded ({newest[0]})",
                "Pulls are loaded in the order in which they were made.",
                "To start over, delete the warehouse and run `reviewbook pull`.",
            )
        )
    if problems:
        raise WarehouseError(*problems)


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    whole = False
    try:
        yield
        whole = True
    finally:
        connection.execute("COMMIT" if whole else "ROLLBACK")


def _holds(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM {quoted(table.name)} WHERE pulled_from = $source AND known_to IS NULL LIMIT 1",
        {"source": source},
    ).fetchall()
    return bool(found)


def _arrive(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame | None) -> None:
    schema = arrow_schema(table, ("_file", pa.string()), ("_line", pa.int64()), ("_order", pa.int64()))
    if frame is None:
        rows = schema.empty_table()
    else:
        rows = pa.Table.from_pandas(frame.assign(_order=np.arange(len(frame))), schema=schema, preserve_index=False)
    bring_in(connection, rows, "CREATE TEMP TABLE incoming AS FROM arriving")


def _load_table(connection: duckdb.DuckDBPyConnection, table: Table, pull: Pull) -> TableLoad:
    received = count(connection, "SELECT count(*) FROM incoming")
    _recognise(connection, table, pull)
    _refuse_unknown(connection, table)
    _refuse_repeated(connection, table)
    changed, removed = _close(connection, table, pull)
    opened = _open(connection, table, pull)
    return TableLoad(table.name, received, opened - changed, changed, removed)


def _recognise(connection: duckdb.DuckDBPyConnection, table: Table, pull: Pull) -> None:
    """Put the company's id for a person whom the source calls ``source:id``, where `identities` knows who that is."""
    for one in NAMING:
        if one.table == table.name:
            column = quoted(one.column)
            connection.execute(
                f"UPDATE incoming SET {column} = known.person_id FROM ("
                "SELECT $source || ':' || external_id AS called, arg_max(person_id, known_from) AS person_id "
                "FROM identities WHERE system = $source AND known_to IS NULL GROUP BY called) AS known "
                f"WHERE incoming.{column} = known.called AND {one.meant}",
                {"source": pull.source},
            )


def _refuse_repeated(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Keep the last of several rows with one key; an exact repetition is no news, a different one is refused."""
    key = listed(table.key)
    connection.execute(
        f"CREATE TEMP TABLE repeated AS SELECT {key}, max(_order) AS _last FROM incoming "
        f"GROUP BY {key} HAVING count(*) > 1"
    )
    if count(connection, "SELECT count(*) FROM repeated"):
        same = _same(table, "incoming", "repeated")
        shown = " || ', ' || ".join(f"CAST(incoming.{quoted(name)} AS VARCHAR)" for name in table.key)
        connection.execute(
            f"INSERT INTO refused SELECT '', '{table.name}', incoming._file, incoming._line, '{', '.join(table.key)}', "
            f"{shown}, 'the same key stands again in ' || latest._file || ', line ' || latest._line FROM incoming "
            f"JOIN repeated ON {same} JOIN incoming AS latest ON latest._order = repeated._last "
            f"WHERE incoming._order < repeated._last AND ({_different(table, 'incoming', 'latest')})"
        )
        connection.execute(f"DELETE FROM incoming USING repeated WHERE {same} AND incoming._order < repeated._last")
    connection.execute("DROP TABLE repeated")


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    for reference in REFERENCES:
        if reference.table == table.name:
            connection.execute(
                f"INSERT INTO refused SELECT '', '{table.name}', _file, _line, '{reference.column}', "
                f"{quoted(reference.column)}, {reference.reason} FROM incoming WHERE {reference.broken}"
            )
            connection.execute(f"DELETE FROM incoming WHERE {reference.broken}")


def _close(connection: duckdb.DuckDBPyConnection, table: Table, pull: Pull) -> tuple[int, int]:
    """Close the versions that changed or, in a complete snapshot, are gone; give how many of each."""
    name = quoted(table.name)
    gone = "incoming._order IS NULL"
    changed = f"incoming._order IS NOT NULL AND ({_different(table, 'held', 'incoming')})"
    connection.execute(
        f"CREATE TEMP TABLE closing AS SELECT held.rowid AS id, {gone} AS gone FROM {name} AS held "
        f"LEFT JOIN incoming ON {_same(table, 'held', 'incoming')} "
        f"WHERE held.pulled_from = $source AND held.known_to IS NULL AND ({changed}{f' OR {gone}' * pull.complete})",
        {"source": pull.source},
    )
    connection.execute(f"UPDATE {name} SET known_to = {instant(pull.at)} WHERE rowid IN (SELECT id FROM closing)")
    removed = count(connection, "SELECT count(*) FROM closing WHERE gone")
    total = count(connection, "SELECT count(*) FROM closing")
    connection.execute("DROP TABLE closing")
    return total - removed, removed


def _open(connection: duckdb.DuckDBPyConnection, table: Table, pull: Pull) -> int:
    """Open a version for every row that this source does not hold as it is; give how many."""
    name = quoted(table.name)
    opened = connection.execute(
        f"INSERT INTO {name} SELECT {listed(table.names, 'incoming')}, $source, {instant(pull.at)}, NULL FROM incoming "
        f"WHERE NOT EXISTS (SELECT 1 FROM {name} AS held WHERE held.pulled_from = $source "
        f"AND held.known_to IS NULL AND {_same(table, 'held', 'incoming')}) ORDER BY incoming._order",
        {"source": pull.source},
    ).fetchone()
    return int(opened[0]) if opened else 0


def _same(table: Table, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{quoted(name)} = {right}.{quoted(name)}" for name in table.key)


def _different(table: Table, left: str, right: str) -> str:
    rest = [name for name in table.names if name not in table.key]
    return " OR ".join(f"{left}.{quoted(name)} IS DISTINCT FROM {right}.{quoted(name)}" for name in rest)
