"""What an analyst calls from a notebook to get new data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reviewbook.blocks import Notice, Statements
from reviewbook.places import Places
from reviewbook.run import pulling

__all__ = ["pull"]


def pull(company: str = "") -> Statements:
    """
    Pull every source of a company into its warehouse.

    Parameters
    ----------
    company : str
        A further company of the workbook; empty for its own.

    Returns
    -------
    Statements
        A sentence for each source: what came, what was rejected.
    """
    places = Places.find(Path.cwd(), company)
    return Statements(tuple(Notice(line) for line in pulling.pull(places, [], datetime.now(UTC))))
