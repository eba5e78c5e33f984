"""How much memory a warehouse may take, and where what does not fit goes meanwhile.

What is larger than the memory goes to disk and comes back: it takes longer, and nothing
dies of it. What is there on the disk is data of people, so it stands in a folder that
nobody else may enter, beside the warehouse, and is removed when the warehouse is closed.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import duckdb

__all__ = ["beside", "bound", "close", "tidied"]

#: Of the memory that the process may use; the rest is for frames of Python, and for the kernels.
_SHARE = "60%"

#: However much there is: a derivation is to stay under four gigabytes, and the facts and rows of a thousand people take
#: more than half of them in Python.
_AT_MOST = 1_250_000_000


def bound(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bound the memory of a connection to a warehouse, and name the folder for what does not fit in."""
    # DuckDB knows what a container is allowed; a share of it is written before it is read as a number.
    connection.execute(f"SET memory_limit = '{_SHARE}'")
    connection.execute(f"SET memory_limit = '{min(_limit(connection), _AT_MOST)}B'")
    # A further connection of this process to the file shares the folder; it can be named but once.
    if _prefix(path) in _folder(connection).name:
        return
    with suppress(PermissionError):  # whoever may only read the folder can do without until memory is short
        connection.execute("SET temp_directory = $folder", {"folder": str(beside(path))})


def beside(path: Path) -> Path:
    """Make a folder beside a warehouse, for its owner alone; `tidied` removes it when whoever wanted it was killed."""
    return Path(tempfile.mkdtemp(prefix=_prefix(path), dir=path.parent))


def close(connection: duckdb.DuckDBPyConnection) -> None:
    """Close a connection, and remove the folder that `bound` made unless another one still uses it."""
    try:
        folder = _folder(connection)
    except duckdb.ConnectionException:  # it is closed already
        return
    connection.close()
    with suppress(OSError):
        folder.rmdir()


def tidied(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Remove what runs that were killed left on the disk; only who writes alone may do so, for nobody else is there."""
    for left in path.parent.glob(f"{_prefix(path)}*"):
        if left != _folder(connection):
            shutil.rmtree(left, ignore_errors=True)


def _prefix(path: Path) -> str:
    return f"{path.name}.spilled-"


def _limit(connection: duckdb.DuckDBPyConnection) -> int:
    query = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
    return int(connection.sql(query).fetchall()[0][0])


def _folder(connection: duckdb.DuckDBPyConnection) -> Path:
    # By a cursor of our own: on the connection itself somebody may have left off in the middle of a result.
    with connection.cursor() as own:
        return Path(own.sql("SELECT current_setting('temp_directory')").fetchall()[0][0])
