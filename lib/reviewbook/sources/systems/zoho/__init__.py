"""Zoho CRM: accounts, deals, sales orders, cases and tasks."""

from __future__ import annotations

from reviewbook.sources.systems.system import System
from reviewbook.sources.systems.zoho.mapping import contacts, rows
from reviewbook.sources.systems.zoho.talking import NEEDED, Zoho

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="zoho",
    talk=Zoho,
    rows=rows,
    contacts=contacts,
    uses={**NEEDED, "users": ("email", "full_name", "id", "status")},
)
