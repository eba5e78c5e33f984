"""Where the numbers come from, and the rows that could not be used."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.printed import MOST, clock, count, counted_head, head, more
from reviewbook.wording import DASH

__all__ = ["data_origins", "rejected"]


def data_origins(review: Slice) -> Table:
    """Give what came from where: the rows of each source and table, when they were pulled, and how new they are."""
    words = review.words
    origins = review.frames["origins"].sort_values(["source", "table"])
    later = (origins["newest_at"] > pd.Timestamp(review.as_of)).any()
    return Table(
        "origins",
        words("tables.origins.title"),
        (
            head(review, "tables.origins.source"),
            head(review, "tables.origins.table"),
            head(review, "tables.origins.pulled", 1.2),
            head(review, "tables.origins.newest", 1.2),
            counted_head(review, "tables.origins.rows"),
            counted_head(review, "tables.origins.rejected"),
        ),
        tuple(
            (
                Cell(row["source"]),
                Cell(row["table"]),
                clock(review, row["pulled_at"]),
                clock(review, row["newest_at"]),
                count(review, int(row["rows"])),
                count(review, int(row["rejected"]), Tone.WARN),
            )
            for row in origins.to_dict("records")
        ),
        note=words("tables.origins.later") if later else "",
        empty=words("tables.origins.empty"),
    )


def rejected(review: Slice) -> Table | None:
    """
    Give the first rows that could not be loaded, each with its place and the reason.

    Returns
    -------
    Table or None
        None for all but the company: such rows may be anybody's, and `gate.rejected_reasons` counts them.
    """
    if review.audience.kind != "company":
        return None
    words = review.words
    frame = review.frames["rejected"].sort_values(["source", "table", "file", "line"])
    keys = ("source", "table", "file", "line", "column", "value", "reason")
    heads = {"line": Head(words("tables.rejected.line"), "", "right", 0.6, "0")}
    shares = {"reason": 2.0, "file": 1.4}
    return Table(
        "rejected",
        words("tables.rejected.title", count=words.number(len(frame))),
        tuple(heads.get(key) or head(review, f"tables.rejected.{key}", shares.get(key, 1.0)) for key in keys),
        tuple(tuple(_known(row[key]) for key in keys) for row in frame.head(MOST).to_dict("records")),
        note=more(review, len(frame)),
        empty=words("tables.rejected.empty"),
    )


def _known(value: Any) -> Cell:
    if value is None or pd.isna(value):
        return Cell(DASH, None, Tone.MUTED)
    return Cell(str(value), value if isinstance(value, int) else None)
