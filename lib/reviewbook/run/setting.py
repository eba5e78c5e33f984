"""Where and by whom something is run, what it is to do and what came of it, and the lease under which one does it at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from reviewbook.errors import LedgerError
from reviewbook.ledger import Held, Holder, Ledger
from reviewbook.places import Places
from reviewbook.run.making import Making
from reviewbook.run.orders import Order
from reviewbook.web import Clock

__all__ = ["LEASE", "Asked", "Ran", "Setting", "alone"]

#: The lease under which everything is done that others may see, and for how long it is taken at a time.
LEASE, _SPAN = "run", timedelta(minutes=15)

#: Seconds after which it is prolonged, while something takes long.
_PROLONGED = 120


@dataclass(frozen=True)
class Setting:
    """
    Where a run takes place.

    Parameters
    ----------
    places : Places
        The company.
    ledger : Ledger
        Knows what was done.
    making : Making
        Pulls and publishes.
    holder : Holder
        Who runs.
    clock : Clock
        Time and patience.
    """

    places: Places
    ledger: Ledger
    making: Making
    holder: Holder
    clock: Clock

    def take(self) -> Held | None:
        """Take the lease or prolong it; give who has it instead."""
        return self.ledger.leases.take(LEASE, self.holder, self.clock.now(), _SPAN)


@dataclass(frozen=True)
class Asked:
    """
    What a run is to do.

    Parameters
    ----------
    command : str
        As typed: ``run``, ``catch-up``, ``remind``.
    makes, sends, reminds : bool
        Whether editions are made, letters are sent, and people reminded.
    at_once : bool
        Whether what failed is tried although its time has not come yet.
    cadences : tuple of str
        Of which reports people are reminded; all when empty.
    orders : tuple of Order
        Only these are made, whether they are due or not.
    editions : tuple of str
        Addresses of editions that are sent to whoever has not had them.
    """

    command: str = "run"
    makes: bool = True
    sends: bool = True
    reminds: bool = True
    at_once: bool = False
    cadences: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    editions: tuple[str, ...] = ()


@dataclass
class Ran:
    """
    What came of a run.

    Parameters
    ----------
    lines : list of str
        What is told on the command line.
    outcome : str
        ``fine``, ``failed``, ``withheld``, or ``elsewhere`` where another run was under way.
    """

    lines: list[str] = field(default_factory=list)
    outcome: str = "fine"


@contextmanager
def alone(setting: Setting) -> Iterator[Held | None]:
    """
    Hold the lease, and prolong it as long as something goes on: a long publication is not taken for a dead one.

    Yields
    ------
    Held or None
        Who has it instead; then nothing may be done.
    """
    other = setting.take()
    if other:
        yield other
        return
    ended = threading.Event()

    def prolong() -> None:
        while not ended.wait(_PROLONGED):
            with suppress(LedgerError):  # whoever sends looks whether he still holds it
                setting.take()

    thread = threading.Thread(target=prolong, name="lease", daemon=True)
    thread.start()
    try:
        yield None
    finally:
        ended.set()
        thread.join()
        setting.ledger.leases.give_back(LEASE, setting.holder)
