"""Until when each source is known to be complete.

A pull that finds nothing new makes no snapshot, but it did look: without a note of
that, quiet data could not be told from data that nobody fetched.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from reviewbook.places import Places

__all__ = ["complete_until", "note_checked"]

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


def complete_until(places: Places) -> datetime | None:
    """Give the instant until which all sources have been looked at; None before the first pull."""
    return min(_read(places).values(), default=None)


def _read(places: Places) -> dict[str, datetime]:
    file = places.snapshots / _FILE
    if not file.is_file():
        return {}
    return {name: datetime.fromisoformat(when) for name, when in json.loads(file.read_text("utf-8")).items()}
