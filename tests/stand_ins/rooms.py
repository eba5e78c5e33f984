"""A room of a chat, to which a robot speaks: what it was shown, and how often in the last minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from stand_ins.server import StandIn


class Room(StandIn):
    """A robot with its one room."""

    #: Messages a minute.
    often = 20

    def __init__(self) -> None:
        super().__init__()
        #: What the room was shown, as the body that was taken.
        self.shown: list[dict[str, Any]] = []
        self.is_gone = False
        self._taken_at: list[datetime] = []

    def take(self, body: dict[str, Any]) -> None:
        self.shown.append(body)
        self._taken_at.append(self.now)

    @property
    def is_too_often(self) -> bool:
        return sum(self.now - at < timedelta(minutes=1) for at in self._taken_at) >= self.often
