"""A lease: who alone may do something, until a time. A process that died gives it back by being dead."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from reviewbook.ledger.tables import LEASES

if TYPE_CHECKING:
    import psutil

__all__ = ["Held", "Holder", "Leases", "this_process"]


def _is_gone(holder: str) -> bool:
    """Tell whether a process of this machine, by its name, runs no more."""
    import psutil

    host, _, rest = holder.partition("/")
    pid, _, begun = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        # Another process may have its number by now; it began at another time.
        return process.status() == psutil.STATUS_ZOMBIE or _begun(process) != begun
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:  # it is there and may not be looked at
        return False


def _begun(process: psutil.Process) -> str:
    """Tell when a process began, in seconds since the machine did: the clock of the machine may be set meanwhile."""
    import psutil

    return f"{process.create_time() - psutil.boot_time():.2f}"


@dataclass(frozen=True)
class Holder:
    """
    Who may hold a lease.

    Parameters
    ----------
    name : str
        Machine, process and its beginning: no two are the same.
    is_gone : callable
        Tells of another holder whether it is certain that it does nothing any more.
    """

    name: str
    is_gone: Callable[[str], bool] = field(default=_is_gone, repr=False)


def this_process() -> Holder:
    """Give the process that asks."""
    import psutil

    pid = os.getpid()
    return Holder(f"{socket.gethostname()}/{pid}/{_begun(psutil.Process(pid))}")


@dataclass(frozen=True)
class Held:
    """Somebody holds it: who, since when, and until when unless it is prolonged."""

    holder: str
    taken_at: datetime
    until: datetime


class Leases:
    """
    The leases of a ledger.

    Parameters
    ----------
    transaction : callable
        Opens a transaction.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def take(self, name: str, holder: Holder, now: datetime, span: timedelta) -> Held | None:
        """
        Take a lease, or prolong one's own.

        Returns
        -------
        Held or None
            Who has it instead; None when it was taken.
        """
        values = {"holder": holder.name, "taken_at": now, "until": now + span}
        try:
            with self._transaction() as connection:
                row = connection.execute(select(LEASES).where(LEASES.c.name == name)).mappings().first()
                if row is None:
                    connection.execute(insert(LEASES).values(name=name, **values))
                    return None
                if row["holder"] == holder.name:
                    values["taken_at"] = row["taken_at"]
                elif row["until"] > now and not holder.is_gone(row["holder"]):
                    return _held(row)
                # Only if nobody was faster meanwhile.
                taken = connection.execute(
                    update(LEASES)
                    .where(LEASES.c.name == name, LEASES.c.holder == row["holder"], LEASES.c.until == row["until"])
                    .values(**values)
                )
                if taken.rowcount:
                    return None
        except IntegrityError:
            pass
        return self.held(name) or Held("somebody", now, now)

    def give_back(self, name: str, holder: Holder) -> None:
        """Give back a lease; one that somebody else took meanwhile stays with him."""
        with self._transaction() as connection:
            connection.execute(delete(LEASES).where(LEASES.c.name == name, LEASES.c.holder == holder.name))

    def is_alone(self, name: str, holder: str, now: datetime) -> bool:
        """Tell whether a holder has a lease that is still good, and nobody has any other."""
        good = select(LEASES.c.name, LEASES.c.holder).where(LEASES.c.until > now)
        with self._transaction() as connection:
            return [tuple(row) for row in connection.execute(good)] == [(name, holder)]

    def held(self, name: str) -> Held | None:
        """Tell who holds a lease, whether it is still good or not."""
        with self._transaction() as connection:
            row = connection.execute(select(LEASES).where(LEASES.c.name == name)).mappings().first()
        return _held(row) if row else None


def _held(row: RowMapping) -> Held:
    return Held(row["holder"], row["taken_at"], row["until"])
