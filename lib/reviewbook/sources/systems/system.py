"""What a system is made of, so that an adapter is two small modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from reviewbook.errors import Problem, SourceError
from reviewbook.sources.systems.pulling import Pulling
from reviewbook.sources.systems.records import Batch, Records
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.web import Clock

__all__ = ["Probe", "System", "Talking", "understood"]


@dataclass(frozen=True)
class Probe:
    """
    One small call that shows whether something can be had.

    Parameters
    ----------
    what : str
        What it asks for, in the words of the system.
    ask : callable
        Makes the call; a `SourceError` is what is missing. What it gives is not looked at.
    """

    what: str
    ask: Callable[[], object]


class Talking(Protocol):
    """The half of an adapter that asks."""

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for what changed in the window of the pull, or for everything."""

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""


@dataclass(frozen=True)
class System:
    """
    A kind of system.

    Parameters
    ----------
    kind : str
        As in ``sources.yaml``.
    talk : callable
        Entry and clock → the half that asks.
    rows : callable
        Records and ground → rows of tables, and what is left out. Pure.
    contacts : callable
        Records → the people that the system knows. Pure.
    uses : Mapping
        Kind of record → the keys that `rows` reads; one that was always there and is gone is told by its name.
    """

    kind: str
    talk: Callable[[Any, Clock], Talking]
    rows: Callable[[Records, Ground], Iterator[Row | LeftOut]]
    contacts: Callable[[Records], Iterator[Contact]]
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@contextmanager
def understood(source: str, what: str, otherwise: Callable[[], None] = lambda: None) -> Iterator[None]:
    """
    Refuse what an adapter stumbles over, so that a system that talks differently keeps no other source away.

    Parameters
    ----------
    source : str
        Name of the source.
    what : str
        What is read: ``an answer``.
    otherwise : callable
        Is done before it is refused.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        otherwise()
        said = f"{what} of the system is not made as its vendor describes it: {type(error).__name__}: {error}"
        step = "Pull again; if it stays so, the system talks differently now: tell who looks after reviewbook."
        raise SourceError(Problem(f"source {source}", said, "", step)) from error
