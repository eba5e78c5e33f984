"""From the layout of an older version to that of this one, a step at a time, and what becomes of a file for which there is none.

A step changes the tables in place and keeps every row of the history. Where none can be written - what the
new column holds stands in the snapshots alone - the file is set aside, and a new one is filled from the
snapshots. A file of a newer version is left as it is: nobody here knows what its tables mean.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reviewbook import __version__
from reviewbook.warehouse.layout import LAYOUT, VERSION

__all__ = ["STEPS", "Made", "Step", "made_by", "migrate", "set_aside", "way"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """
    From one layout to the next.

    Parameters
    ----------
    of, to : str
        Versions of the layout.
    change : callable, optional
        Changes the tables; None where the file is built anew from the snapshots.
    """

    of: str
    to: str
    change: Callable[[duckdb.DuckDBPyConnection], None] | None


def _say_who_made_it(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("ALTER TABLE about ADD COLUMN reviewbook VARCHAR")


#: One for every layout that was released, the oldest first. The last one leads to the present layout.
STEPS = (Step("1.e4d5e55a", VERSION, _say_who_made_it),)


@dataclass(frozen=True)
class Made:
    """
    What a file says of itself.

    Parameters
    ----------
    version : str
        Of its layout.
    reviewbook : str
        Which reviewbook gave it that layout; files of the first layout do not say.
    """

    version: str
    reviewbook: str = ""

    @property
    def is_newer(self) -> bool:
        """Whether a newer reviewbook made it, with another layout."""
        layout = self.version.partition(".")[0]
        return layout.isdecimal() and int(layout) > LAYOUT

    def __str__(self) -> str:
        return f"reviewbook {self.reviewbook}" if self.reviewbook else f"an older reviewbook (tables {self.version})"


def made_by(connection: duckdb.DuckDBPyConnection) -> Made | None:
    """Give what a file says of itself; None where it is no warehouse."""
    columns = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'about'"
    names = [name for (name,) in connection.sql(columns).fetchall() if name in ("version", "reviewbook")]
    rows = connection.sql(f"SELECT {', '.join(names)} FROM about").fetchall() if "version" in names else []
    if len(rows) != 1:
        return None
    return Made(**{name: value or "" for name, value in zip(names, rows[0], strict=True)})


def way(made: Made) -> list[Step]:
    """Give the steps from a layout to the present one; none where it has to be built anew."""
    by_version = {step.of: step for step in STEPS}
    steps, version = [], made.version
    while version != VERSION:
        step = by_version.get(version)
        if step is None or step.change is None:
            return []
        steps.append(step)
        version = step.to
    return steps


def migrate(connection: duckdb.DuckDBPyConnection, path: Path, made: Made) -> None:
    """Take the steps from a layout to the present one, all of them or none, and tell it."""
    connection.execute("BEGIN")
    try:
        for step in way(made):
            if step.change:
                step.change(connection)
        connection.execute("UPDATE about SET version = $v, reviewbook = $r", {"v": VERSION, "r": __version__})
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    _LOG.warning("%s: it was made by %s and has the tables of reviewbook %s now.", path, made, __version__)


def set_aside(path: Path, made: Made) -> None:
    """Give a file another name, so that a new one takes its place, and tell it."""
    aside = path.with_name(f"{path.stem}.{made.version}{path.suffix}")
    path.replace(aside)
    _LOG.warning(
        "%s: it was made by %s and is built anew from the snapshots. The former one is %s; delete it once you miss "
        "nothing.",
        path,
        made,
        aside.name,
    )
