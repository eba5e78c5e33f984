"""Opening the file, and saying who has it or what is wrong with it when it does not open."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from reviewbook import __version__
from reviewbook.errors import Problem, WarehouseError
from reviewbook.warehouse import spilling
from reviewbook.warehouse.layout import ABOUT, DDL, VERSION
from reviewbook.warehouse.migrations import Made, made_by, migrate, set_aside, way

__all__ = ["connect", "create_or_connect", "is_readable"]

_REBUILD = "Delete it and run `reviewbook pull`: it is rebuilt from the snapshots."


def create_or_connect(path: Path) -> duckdb.DuckDBPyConnection:
    """
    Open the file for writing, and create what is not there yet.

    A file of an older version gets the tables of this one. Where that cannot be, it is set aside, and the file is
    as good as new; whoever pulls then fills it from the snapshots.

    Raises
    ------
    WarehouseError
        When somebody else has it, it is of a newer version, or it is no warehouse.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connected(path, read_only=False)
    spilling.tidied(connection, path)
    # A run that ended while it created the file leaves one without tables; that is as good as none.
    if not _tables(connection):
        _create(connection)
    made = _known(connection, path)
    if made.version == VERSION:
        return connection
    if way(made):
        return _migrated(connection, path, made)
    spilling.close(connection)
    set_aside(path, made)
    return create_or_connect(path)


def connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """
    Open the file that is there. One of an older version gets the tables of this one first.

    Raises
    ------
    WarehouseError
        When it is missing, somebody else has it, it is of a newer version, or has to be built anew.
    """
    if not path.exists():
        raise WarehouseError(Problem(str(path), "there is no warehouse yet", "", "Run `reviewbook pull` first."))
    connection = _connected(path, read_only)
    made = _known(connection, path)
    if made.version == VERSION:
        return connection
    if not way(made):
        spilling.close(connection)
        what, here = f"it was made by {made}", f"Here is reviewbook {__version__}, whose tables are others."
        step = "Run `reviewbook pull`: it is built anew from the snapshots."
        raise WarehouseError(Problem(str(path), what, here, step))
    if read_only:
        spilling.close(connection)
        connection = _connected(path, read_only=False)
        made = _known(connection, path)  # another process may have been faster
    if made.version != VERSION:
        connection = _migrated(connection, path, made)
    if not read_only:
        return connection
    spilling.close(connection)
    return _connected(path, read_only)


def is_readable(path: Path) -> bool:
    """Tell whether a warehouse is there that need not be built anew from the snapshots."""
    if not path.is_file():
        return False
    connection = _connected(path, read_only=True)
    try:
        made = _known(connection, path)
        return made.version == VERSION or bool(way(made))
    finally:
        spilling.close(connection)


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
    about = f"INSERT INTO about VALUES ('{VERSION}', '{__version__}')"
    connection.execute("; ".join(("BEGIN", *DDL, ABOUT, about, "COMMIT")))


def _migrated(connection: duckdb.DuckDBPyConnection, path: Path, made: Made) -> duckdb.DuckDBPyConnection:
    try:
        migrate(connection, path, made)
    except BaseException:
        spilling.close(connection)
        raise
    return connection


def _known(connection: duckdb.DuckDBPyConnection, path: Path) -> Made:
    """Give what the file says of itself; whatever is not of this version or an older one is closed and refused."""
    made = made_by(connection)
    if made is not None and not made.is_newer:
        return made
    spilling.close(connection)
    if made is None:
        raise WarehouseError(Problem(str(path), "it is not a warehouse of reviewbook", "", _REBUILD))
    here = f"Here is reviewbook {__version__}, which is older."
    step = f"Use that version or a newer one; or else: {_REBUILD[0].lower()}{_REBUILD[1:]}"
    raise WarehouseError(Problem(str(path), f"it was made by {made}", here, step))
