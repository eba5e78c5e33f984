"""Which folded table holds the rows behind which number; the tables themselves are in `behind`."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.blocks import Cell

__all__ = [
    "ARRIVALS", "AWAY", "CASES", "CHANGES", "CHECKS", "CLAIMS", "COPIES", "COURSES", "CUSTOMERS", "DEALS", "FINDINGS", "GOALS",
    "MENTIONS", "ORDERS", "OWED", "PROMISES", "REPLIES", "THEMES",
    "opening",
]  # fmt: skip

OWED, REPLIES, CHECKS, CLAIMS, COPIES = (
    "rows-owed", "rows-replies", "rows-checks", "rows-claims", "rows-copies",
)  # fmt: skip
MENTIONS, THEMES, CASES = "rows-mentions", "rows-themes", "open-complaints"
FINDINGS, AWAY, CUSTOMERS = "findings", "away", "customers"
COURSES, GOALS = "rows-courses", "rows-goals"
DEALS, PROMISES, ORDERS = "rows-deals", "rows-promises", "rows-orders"
CHANGES, ARRIVALS = "changes", "rows-arrivals"


def opening(cell: Cell, rows: str) -> Cell:
    """Let a number open the rows behind it; one that does not exist has none."""
    return cell if cell.value is None else replace(cell, opens=rows)
