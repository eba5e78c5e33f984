"""How far each system has been pulled, and of what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from reviewbook.params.systems.base import SystemEntry
from reviewbook.sources.systems.pulling import Window

__all__ = ["Marks", "scope"]

_FILE = "marks.json"

#: Keys of an entry that say how often it is asked and what answers mean, and not what it is asked for.
_HOW = {"person_ids": True, "overlap_hours": True, "whole_every_days": True, "answered_elsewhere": True}
_MEANING = {"__all__": {"template", "fields", "period_field", "author_field"}}


@dataclass(frozen=True)
class Marks:
    """
    How far a source has been pulled.

    Parameters
    ----------
    until : datetime, optional
        The time up to which everything that changed is known; None before the first pull.
    whole_at : datetime, optional
        When everything was last asked for.
    """

    until: datetime | None = None
    whole_at: datetime | None = None

    @classmethod
    def read(cls, folder: Path, entry: SystemEntry) -> Marks:
        """Read those of a source; none where it was not pulled, now asks for something else, or starts over."""
        try:
            kept = json.loads((folder / _FILE).read_text("utf-8"))
            found = cls(*(datetime.fromisoformat(kept[name]) for name in ("until", "whole_at")))
            return found if kept["asked"] == scope(entry) else cls()
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, folder: Path, entry: SystemEntry) -> None:
        """Keep them."""
        assert self.until is not None
        assert self.whole_at is not None
        beside = folder / f".{_FILE}.partial"
        kept = {"until": self.until.isoformat(), "whole_at": self.whole_at.isoformat(), "asked": scope(entry)}
        beside.write_text(json.dumps(kept) + "\n", "utf-8")
        beside.replace(folder / _FILE)

    def window(self, entry: SystemEntry, at: datetime, whole: bool) -> Window:
        """Give what the next pull asks for: what changed, from before the mark on, or everything."""
        if whole or self.until is None or self._is_time(entry, at):
            return Window(None, at)
        return Window(min(self.until, at) - timedelta(hours=entry.overlap_hours), at)

    def _is_time(self, entry: SystemEntry, at: datetime) -> bool:
        assert self.whole_at is not None
        every = entry.whole_every_days
        # A mark that lies so far ahead was set by a clock that was wrong.
        return every > 0 and abs(at - self.whole_at) >= timedelta(days=every) - timedelta(hours=1)


def scope(entry: SystemEntry) -> str:
    """
    Give a checksum of what an entry asks for.

    What lies before the mark was asked for by the former entry: of a channel or project that was added since, or of
    days before the first one, nothing is known.
    """
    text = entry.model_dump_json(exclude={**_HOW, "forms": _MEANING})
    return hashlib.sha256(text.encode()).hexdigest()
