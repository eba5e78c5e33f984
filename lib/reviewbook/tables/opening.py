"""Which folded table holds the rows behind which number; the tables themselves are in `behind`."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.blocks import Cell

__all__ = ["CASES", "CHECKS", "CLAIMS", "COPIES", "MENTIONS", "OWED", "REPLIES", "THEMES", "opening"]

OWED, REPLIES, CHECKS, CLAIMS, COPIES = (
    "rows-owed", "rows-replies", "rows-checks", "rows-claims", "rows-copies",
)  # fmt: skip
MENTIONS, THEMES, CASES = "rows-mentions", "rows-themes", "open-complaints"


def opening(cell: Cell, rows: str) -> Cell:
    """Let a number open the rows behind it; one that does not exist has none."""
    return cell if cell.value is None else replace(cell, opens=rows)
