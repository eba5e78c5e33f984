"""Fxiaoke (纷享销客): its CRM objects and the reports (日志) that are written in it."""

from __future__ import annotations

from reviewbook.sources.systems.fxiaoke.mapping import contacts, rows
from reviewbook.sources.systems.fxiaoke.talking import Fxiaoke
from reviewbook.sources.systems.system import System

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="fxiaoke",
    talk=Fxiaoke,
    rows=rows,
    contacts=contacts,
    uses={
        "AccountObj": ("create_time", "name", "owner"),
        "SalesOrderObj": (
            "account_id",
            "create_time",
            "life_status",
            "order_amount",
            "order_status",
            "order_time",
            "owner",
        ),
        "SalesOrderProductObj": ("order_id", "product_id", "quantity", "subtotal"),
        "NewOpportunityObj": (
            "account_id",
            "amount",
            "close_date",
            "create_time",
            "owner",
            "sales_stage",
            "sales_status",
        ),
        "CasesObj": ("account_id", "create_time", "owner"),
        "AppraiseObj": ("account_id", "create_time", "owner"),
        "JournalObj": ("create_time", "journal_begin_date", "journal_end_date", "owner", "period_type", "record_type"),
        "users": ("email", "name", "openUserId", "status"),
    },
)
