"""What could be loaded and can still not be counted, in the form of ``rejected``."""

from __future__ import annotations

import pandas as pd

from reviewbook.engine import as_read
from reviewbook.schema import FRAMES

__all__ = ["told"]


def told(table: str, column: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Say in the form of ``rejected`` what was not counted, and how many rows there are of it."""
    counts = rows.groupby([column, "reason"]).size().reset_index(name="count")
    told = [
        ("analysis", table, "", pd.NA, column, str(value), f"{reason}: {count} not counted")
        for value, reason, count in zip(counts[column], counts["reason"], counts["count"], strict=True)
    ]
    return as_read(pd.DataFrame(told, columns=FRAMES["rejected"].names, dtype="object"), FRAMES["rejected"])
