"""Until when each source is known to be complete.

A pull that finds nothing new makes no snapshot, but it did look: without a note of
that, quiet data could not be told from data that nobody fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from reviewbook.places import Places

__all__ = ["complete_until", "never_checked", "note_checked"]

_FILE = "checked.json"


def note_checked(places: Places, source: str, at: datetime) -> None:
    """Note that a source was looked at and held nothing more than its snapshots do."""
    known = _read(places)
    known[source] = max(at.astimezone(UTC), known.get(source, at.astimezone(UTC)))
    text = json.dumps({name: when.isoformat() for name, when in sorted(known.items())}, indent=1)
    beside = places.snapshots / f".{_FILE}.partial"
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text(text + "\n", "utf-8")
    beside.replace(places.snapshots / _FILE)


def complete_until(places: Places, sources: Iterable[str]) -> datetime | None:
    """
    Give the instant until which all of the sources have been looked at; None as long as one never was.

    Parameters
    ----------
    places : Places
        Where it is noted.
    sources : iterable of str
        The sources of now: one that was pulled once and is no longer in ``sources.yaml`` holds nothing up.
    """
    known = _read(places)
    instants = [known.get(name) for name in sources]
    looked_at = [instant for instant in instants if instant is not None]
    return min(looked_at, default=None) if len(looked_at) == len(instants) else None


def never_checked(places: Places, sources: Iterable[str]) -> list[str]:
    """Give those of the sources that were never looked at."""
    known = _read(places)
    return [name for name in sources if name not in known]


def _read(places: Places) -> dict[str, datetime]:
    file = places.snapshots / _FILE
    if not file.is_file():
        return {}
    return {name: datetime.fromisoformat(when) for name, when in json.loads(file.read_text("utf-8")).items()}
