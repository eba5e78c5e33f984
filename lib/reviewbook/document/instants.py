"""The cut-off of a document as an instant, which becomes the date of its files."""

from __future__ import annotations

from datetime import UTC, datetime

from reviewbook.document.model import Masthead
from reviewbook.errors import DocumentError, Problem

__all__ = ["cut_off"]


def cut_off(masthead: Masthead) -> datetime:
    """
    Give the cut-off as an instant.

    Parameters
    ----------
    masthead : Masthead
        What stands on page one.

    Returns
    -------
    datetime
        In UTC.

    Raises
    ------
    DocumentError
        When it is no instant.
    """
    try:
        at = datetime.fromisoformat(masthead.as_of_at)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise DocumentError(
            Problem(
                "masthead: as_of_at",
                f"{masthead.as_of_at!r} is no instant",
                "Write it like 2026-11-23T09:00:00+08:00.",
            )
        )
    return at.astimezone(UTC)
