"""From the tables of an older version to those of this one, a step at a time, each in a transaction that one process wins.

What a run, slot or delivery says is kept. A ledger of a newer version is not touched. Where
several machines share one, the first that is upgraded takes the steps; the others refuse from
then on, until they are upgraded too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from reviewbook import __version__
from reviewbook.ledger.tables import KNOWN, VERSION

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["STEPS", "migrate"]

_LOG = logging.getLogger(__name__)


def _say_who_made_it(connection: Connection) -> None:
    connection.execute(insert(KNOWN).values(name="reviewbook", value=__version__))


#: By the version to which it leads. Statements are those of SQLite and of PostgreSQL alike.
STEPS: Mapping[int, Callable[[Connection], None]] = {2: _say_who_made_it}


def migrate(engine: Engine, found: int) -> None:
    """Take the steps that lead from a version to the present one, and tell it."""
    for version in range(found + 1, VERSION + 1):
        with engine.begin() as connection:
            # Whoever changes this row first takes the step; another one waits here, and then finds it taken.
            mine = (KNOWN.c.name == "version") & (KNOWN.c.value == str(version - 1))
            if not connection.execute(update(KNOWN).where(mine).values(value=str(version))).rowcount:
                continue
            STEPS[version](connection)
            note = update(KNOWN).where(KNOWN.c.name == "reviewbook").values(value=__version__)
            connection.execute(note)
            _LOG.warning("The ledger was of version %d and has version %d now.", version - 1, version)
