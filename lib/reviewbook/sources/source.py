"""What every source is, so that an adapter is one small class."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from reviewbook.sources.received import Received

__all__ = ["Source"]


class Source(Protocol):
    """
    Something that hands over tables as they are there.

    It interprets nothing: what it received is kept as a snapshot by `pull`, and becomes tables by `canonical`,
    which can be done again years later with a mended mapping.
    """

    @property
    def name(self) -> str:
        """Name in ``sources.yaml``; the folder of its snapshots."""

    @property
    def kind(self) -> str:
        """What kind of source it is."""

    def receive(self, since: datetime | None, until: datetime | None) -> list[Received]:
        """
        Fetch everything, or what changed in ``[since, until)`` where the source can tell.

        Raises
        ------
        SourceError
            When it cannot be read at all; with every problem that was met.
        """
