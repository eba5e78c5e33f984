"""The clock of those who talk with systems, and how fast they may talk."""

from __future__ import annotations

import random
import time
import uuid
from collections import deque
from datetime import UTC, datetime, timedelta

__all__ = ["Clock", "Pace"]


class Clock:
    """Time, patience and chance, in one place; a test gives one that only notes how long it would have slept."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead

    @classmethod
    def at(cls, now: datetime) -> Clock:
        """Give a clock that shows another time now, and goes on from it."""
        return cls(now - datetime.now(UTC))

    def now(self) -> datetime:
        """Give the time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def jitter(self, seconds: float) -> float:
        """Give a time between half of it and all of it, so that many who were refused do not come back at once."""
        return seconds * random.uniform(0.5, 1.0)

    def mark(self) -> str:
        """Give a mark that no other call has, where a system asks for one."""
        return str(uuid.uuid4())


class Pace:
    """
    No more than so many calls in so many seconds.

    Parameters
    ----------
    calls : int
        Calls that are allowed.
    seconds : float
        In this time, whenever it begins.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self._seconds = seconds
        self._made: deque[datetime] = deque(maxlen=calls)

    def wait(self, clock: Clock) -> None:
        """Wait until one more call may be made, and count it."""
        if len(self._made) == self._made.maxlen:
            since = (clock.now() - self._made[0]).total_seconds()
            if since < self._seconds:
                clock.sleep(min(self._seconds, self._seconds - since))  # no longer, though the clock was set back
        self._made.append(clock.now())
