"""Jira, Cloud and Data Center: issues are follow-ups."""

from __future__ import annotations

from reviewbook.sources.systems.jira.mapping import contacts, rows
from reviewbook.sources.systems.jira.talking import FIELDS, Jira
from reviewbook.sources.systems.system import System

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="jira",
    talk=Jira,
    rows=rows,
    contacts=contacts,
    uses={"issues": ("key", *FIELDS)},
)
