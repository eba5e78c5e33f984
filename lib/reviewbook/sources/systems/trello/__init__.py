"""Trello: cards are follow-ups."""

from __future__ import annotations

from reviewbook.sources.systems.system import System
from reviewbook.sources.systems.trello.mapping import contacts, rows
from reviewbook.sources.systems.trello.talking import Trello

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="trello",
    talk=Trello,
    rows=rows,
    contacts=contacts,
    uses={
        "cards": (
            "closed", "dateLastActivity", "desc", "due", "dueComplete", "idList", "idMembers", "name", "shortUrl",
        ),
        "actions": ("data", "date"),
        "lists": ("closed", "name"),
        "members": ("fullName", "username"),
    },
)  # fmt: skip
