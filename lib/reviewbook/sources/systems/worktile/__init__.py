"""Worktile: tasks are follow-ups."""

from __future__ import annotations

from reviewbook.sources.systems.system import System
from reviewbook.sources.systems.worktile.mapping import contacts, rows
from reviewbook.sources.systems.worktile.talking import Worktile

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="worktile",
    talk=Worktile,
    rows=rows,
    contacts=contacts,
    uses={
        "tasks": ("completed_at", "created_at", "is_archived", "properties", "task_state", "title", "updated_at"),
        "members": ("display_name",),
    },
)
