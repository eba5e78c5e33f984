"""Microsoft Teams: reports that are posted in channels, and what others answered."""

from __future__ import annotations

from reviewbook.sources.systems.system import System
from reviewbook.sources.systems.teams.mapping import contacts, rows
from reviewbook.sources.systems.teams.talking import Teams

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="teams",
    talk=Teams,
    rows=rows,
    contacts=contacts,
    uses={
        "messages": ("id", "channel", "createdDateTime", "messageType", "from", "body"),
        "replies": ("id", "channel", "createdDateTime", "replyToId", "from", "body"),
        "members": ("userId", "displayName", "email"),
    },
)
