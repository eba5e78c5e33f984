"""Slack: reports that are posted in channels, and what others answered."""

from __future__ import annotations

from reviewbook.sources.systems.slack.mapping import contacts, rows
from reviewbook.sources.systems.slack.talking import Slack
from reviewbook.sources.systems.system import System

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="slack",
    talk=Slack,
    rows=rows,
    contacts=contacts,
    uses={
        "messages": ("ts", "channel", "user", "text"),
        "replies": ("ts", "channel", "thread_ts", "user", "text"),
        "users": ("id", "is_bot", "name", "profile"),
    },
)
