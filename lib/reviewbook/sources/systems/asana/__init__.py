"""Asana: tasks and their parts are follow-ups."""

from __future__ import annotations

from reviewbook.sources.systems.asana.mapping import contacts, rows
from reviewbook.sources.systems.asana.talking import TASK, USER, Asana
from reviewbook.sources.systems.system import System

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="asana",
    talk=Asana,
    rows=rows,
    contacts=contacts,
    uses={"tasks": tuple(dict.fromkeys(name.partition(".")[0] for name in TASK)), "users": USER},
)
