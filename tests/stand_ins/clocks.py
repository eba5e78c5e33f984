"""A clock that nobody waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reviewbook.web import Clock


class QuickClock(Clock):
    """Notes how long it would have slept, and is later by that."""

    def __init__(self, at: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) -> None:
        self.at, self.slept, self._marks = at, [], 0

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def jitter(self, seconds: float) -> float:
        return seconds

    def mark(self) -> str:
        self._marks += 1
        return f"mark-{self._marks}"
