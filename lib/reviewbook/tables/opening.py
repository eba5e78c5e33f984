"""Which folded table holds the rows behind which number; the tables themselves are in `behind`."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.blocks import Cell

__all__ = [
    "AWAY", "CASES", "CHECKS", "CLAIMS", "COPIES", "COURSES", "DEALS", "FINDINGS", "GOALS", "MENTIONS", "OWED", "PROMISES",
    "REPLIES", "THEMES",
    "opening",
]  # fmt: skip

OWED, REPLIES, CHECKS, CLAIMS, COPIES = (
    "rows-owed", "rows-replies", "rows-checks", "rows-claims", "rows-copies",
)  # fmt: skip
MENTIONS, THEMES, CASES = "rows-mentions", "rows-themes", "open-complaints"
FINDINGS, AWAY = "findings", "away"
COURSES, GOALS = "rows-courses", "rows-goals"
DEALS, PROMISES = "rows-deals", "rows-promises"


def opening(cell: Cell, rows: str) -> Cell:
    """Let a number open the rows behind it; one that does not exist has none."""
    return cell if cell.value is None else replace(cell, opens=rows)
