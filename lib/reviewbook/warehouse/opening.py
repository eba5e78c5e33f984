"""Opening the file, and saying who has it or what is wrong with it when it does not open."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from reviewbook.errors import Problem, WarehouseError
from reviewbook.warehouse import spilling
from reviewbook.warehouse.layout import DDL, VERSION

__all__ = ["connect", "create_or_connect"]

_REBUILD = "Delete it and run `reviewbook pull`: it is rebuilt from the snapshots."


def create_or_connect(path: Path) -> duckdb.DuckDBPyConnection:
    """
    Open the file for writing, and create what is not there yet.

    Raises
    ------
    WarehouseError
        When somebody else has it, or it is of another version.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connected(path, read_only=False)
    spilling.tidied(connection, path)
    # A run that ended while it created the file leaves one without tables; that is as good as none.
    if not _tables(connection):
        _create(connection)
    return _of_this_version(connection, path)


def connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """
    Open the file that is there.

    Raises
    ------
    WarehouseError
        When it is missing, somebody else has it, or it is of another version.
    """
    if not path.exists():
        raise WarehouseError(Problem(str(path), "there is no warehouse yet", "", "Run `reviewbook pull` first."))
    return _of_this_version(_connected(path, read_only), path)


def _connected(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except duckdb.ConnectionException:
        raise WarehouseError(
            Problem(str(path), "this process has it open already, in another way", "", "Close that one first.")
        ) from None
    except (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException) as error:
        raise WarehouseError(_refusal(path, str(error))) from None
    connection.execute("SET TimeZone = 'UTC'")
    spilling.bound(connection, path)
    # DuckDB draws its progress even into a file; what a run says is said by the command line. In a notebook the
    # setting can only be touched where it is on.
    if connection.sql("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        connection.execute("SET enable_progress_bar = false")
    return connection


def _refusal(path: Path, message: str) -> Problem:
    if "lock" in message:
        held = re.search(r"PID (\d+)", message)
        who = f" (process {held.group(1)})" if held else ""
        return Problem(
            str(path),
            f"another run or notebook{who} has it open",
            "One writes alone; several may read.",
            "Wait until it has finished, or close it.",
        )
    return Problem(str(path), f"it cannot be opened: {message.splitlines()[0]}", "", _REBUILD)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()]


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    statements = ("BEGIN", *DDL, f"CREATE TABLE about AS SELECT '{VERSION}' AS version", "COMMIT")
    connection.execute("; ".join(statements))


def _of_this_version(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyConnection:
    about = connection.sql("SELECT version FROM about").fetchall() if "about" in _tables(connection) else []
    if about == [(VERSION,)]:
        return connection
    spilling.close(connection)
    found = f"it was made by version {about[0][0]} of the tables" if about else "it is not a warehouse of reviewbook"
    raise WarehouseError(Problem(str(path), found, f"This is version {VERSION}.", _REBUILD))
