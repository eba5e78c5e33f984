"""Records of a system as they were received, and what all of its snapshots together know of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

__all__ = ["Batch", "Reach", "Record", "Records", "Version", "Within"]


@dataclass(frozen=True)
class Record:
    """
    One thing of a system, as it was received.

    Parameters
    ----------
    kind : str
        The list it stands in, as the system calls it.
    id : str
        Its id there.
    body : Mapping
        All of it.
    at : datetime, optional
        The instant by which the system cuts its lists; needed where they are cut (`Within`).
    gone : bool
        The system said that it was deleted.
    """

    kind: str
    id: str
    body: Mapping[str, Any]
    at: datetime | None = None
    gone: bool = False


class Reach(Enum):
    """What it means that a record is not in a batch: nothing, or that it was deleted."""

    SOME = "some"
    WHOLE = "whole"


@dataclass(frozen=True)
class Within:
    """
    The batch holds every record whose ``at`` lies in ``[since, until)``; one that is missing there was deleted.

    Parameters
    ----------
    since, until : datetime
        The instants.
    """

    since: datetime
    until: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether an instant lies in it."""
        return at is not None and self.since <= at < self.until


@dataclass(frozen=True)
class Batch:
    """
    Some records of one kind.

    Parameters
    ----------
    kind : str
        Their kind.
    records : list of Record
        In the order received; of two with one id the later one counts.
    reach : Reach or Within
        What the absence of a record means. Batches of one kind are put together before that is asked.
    """

    kind: str
    records: list[Record]
    reach: Reach | Within = Reach.SOME


@dataclass(frozen=True)
class Version:
    """
    What was known of a record from one pull on.

    Parameters
    ----------
    kind, id : str
        As in `Record`.
    kept : dict or str
        Its body, or the JSON of it as it is kept: most former versions are never looked at, and there are many.
    at : datetime, optional
        As in `Record`.
    received_at : datetime
        The pull that brought it.
    number : int
        1, 2, 3 …
    gone : bool
        It was deleted, or is no longer there.
    """

    kind: str
    id: str
    kept: dict[str, Any] | str
    at: datetime | None
    received_at: datetime
    number: int = 1
    gone: bool = False

    @cached_property
    def body(self) -> dict[str, Any]:
        """Give all of it as received."""
        body: dict[str, Any] = json.loads(self.kept) if isinstance(self.kept, str) else self.kept
        return body


@dataclass(frozen=True)
class Records:
    """
    Everything that the snapshots of one source know.

    Parameters
    ----------
    kinds : dict
        Kind → id → its versions, oldest first.
    """

    kinds: dict[str, dict[str, list[Version]]] = field(default_factory=dict)

    @classmethod
    def of(cls, versions: Iterable[Version]) -> Records:
        """Put versions together that come in the order of their pulls; they are numbered here."""
        kinds: dict[str, dict[str, list[Version]]] = {}
        for one in versions:
            earlier = kinds.setdefault(one.kind, {}).setdefault(one.id, [])
            numbered = (one.kind, one.id, one.kept, one.at, one.received_at, len(earlier) + 1, one.gone)
            earlier.append(Version(*numbered))
        return cls(kinds)

    def now(self, kind: str) -> list[Version]:
        """Give the newest version of each record that is still there, by id."""
        newest = (versions[-1] for _, versions in sorted(self.kinds.get(kind, {}).items()))
        return [one for one in newest if not one.gone]

    def versions(self, kind: str) -> dict[str, list[Version]]:
        """Give all versions of each record, those that are gone too."""
        return self.kinds.get(kind, {})

    def find(self, kind: str, key: str) -> Version | None:
        """Give the newest version of one record, if it is still there."""
        versions = self.kinds.get(kind, {}).get(key)
        return versions[-1] if versions and not versions[-1].gone else None
