"""What a run has made by others: the pull, and the publication of an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reviewbook.errors import SourceError
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run import publishing, pulling
from reviewbook.run.orders import Order

__all__ = ["Made", "Making"]


class Making(Protocol):
    """The two things of a run that take long."""

    def pull(self, now: datetime) -> list[str]:
        """Pull every source; give what could not be read."""

    def publish(self, params: Params, order: Order) -> publishing.Outcome:
        """Publish an order."""


@dataclass
class Made:
    """
    As a user's commands do it.

    Parameters
    ----------
    places : Places
        The company.
    clock : callable
        The present instant.
    heard : callable
        Told of each line of a pull.
    workers : int
        Notebooks executed at once; 0: one per processor.
    """

    places: Places
    clock: Callable[[], datetime]
    heard: Callable[[str], None] = lambda _: None
    workers: int = 0

    def pull(self, now: datetime) -> list[str]:
        """Pull every source; a source that is away keeps no other from being pulled."""
        try:
            for line in pulling.pull(self.places, [], now):
                self.heard(line)
        except SourceError as error:
            return [str(problem) for problem in error.problems]
        return []

    def publish(self, params: Params, order: Order) -> publishing.Outcome:
        """Publish an order with all it needs."""
        return publishing.publish(self.places, params, order, publishing.Options(self.workers), self.clock)
