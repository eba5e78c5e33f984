"""A source that pulls from a stand-in into a folder, and what its mapping makes of that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from reviewbook.params.loading import Params, load
from reviewbook.params.sources import SourceEntry
from reviewbook.places import Places
from reviewbook.sources import receive, snapshots
from reviewbook.sources.increments import records_until
from reviewbook.sources.options import PullOptions
from reviewbook.sources.snapshots import Snapshot
from reviewbook.sources.systems import system as system_of
from reviewbook.sources.systems.records import Records
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from stand_ins.clocks import QuickClock
from stand_ins.server import StandIn

ROOT = Path(__file__).parents[2]
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Pulled:
    """One source; ``more`` are keys of its entry."""

    def __init__(self, stand_in: StandIn, folder: Path, **more: Any) -> None:
        self.clock, self.places = QuickClock(FRIDAY), Places(folder)
        self.entry = TypeAdapter(SourceEntry).validate_python({"person_ids": "own", **stand_in.entry(), **more})

    def pull(self, hours: float = 0, whole: bool = False) -> Snapshot:
        """Pull, so many hours after the first Friday."""
        self.clock.at = FRIDAY + timedelta(hours=hours)
        return receive(self.entry, self.places, self.clock.at, PullOptions(whole=whole, clock=self.clock))

    def probe(self) -> None:
        """Make all small calls."""
        for probe in system_of(self.entry.kind).talk(self.entry, self.clock).probes():
            probe.ask()

    @property
    def records(self) -> Records:
        return records_until(snapshots(self.places, self.entry.name), None)

    def rows(self) -> list[Row | LeftOut]:
        """Give what the mapping makes of everything that was pulled."""
        ground = Ground(self.entry, _params().templates, _params().company)
        return list(system_of(self.entry.kind).rows(self.records, ground))

    def follow_ups(self) -> dict[str, dict[str, Any]]:
        """Give its follow-ups by the id that the system has for them."""
        rows = [one.values for one in self.rows() if isinstance(one, Row)]
        return {str(values["follow_up_id"]).removeprefix(f"{self.entry.name}:"): dict(values) for values in rows}

    def left_out(self) -> list[tuple[str, int]]:
        """Give what was left out: reason and how many."""
        return [(one.reason, one.rows) for one in self.rows() if isinstance(one, LeftOut)]

    def contacts(self) -> list[Contact]:
        """Give the people that it knows."""
        return list(system_of(self.entry.kind).contacts(self.records))


@cache
def _params() -> Params:
    return load(Places(ROOT))
