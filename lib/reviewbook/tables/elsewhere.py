"""What a report that is not there may have become: filed under another period, or not loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from reviewbook.periods import Period
from reviewbook.tables.known import Known, Row

__all__ = ["elsewhere"]

#: Rows of these tables that could not be loaded may be a report that is missed.
_REPORTED = ("reports", "report_fields")

#: How long before it was due a report may have been handed in.
_EARLY = timedelta(days=3)


def elsewhere(known: Known, row: Row) -> Iterator[str]:
    """
    Say what came around then that may have been meant for a report that is missed.

    Parameters
    ----------
    known : Known
        Where the answer comes from; without ``reports`` only what nobody owed is looked at.
    row : Row
        The row of ``owed``.

    Yields
    ------
    str
        Reports that nobody had asked for, and those of the same kind that came late for their own period, from three
        days before the due time until closing; rows that could not be loaded; or that there are none of all these,
        which a slice cannot tell.
    """
    told = [*_unasked(known, row), *_late(known, row), *_rejected(known, row)]
    if not told and "reports" in known.frames:
        told = [known.words("explained.elsewhere.none")]
    yield from told


def _around(row: Row, at: pd.Timestamp) -> bool:
    return bool(row["due_at"] - _EARLY <= at <= row["closes_at"])


def _unasked(known: Known, row: Row) -> Iterator[str]:
    for came in known.rows("voluntary", row["person_id"]):
        if _around(row, came["submitted_at"]):
            yield _told(known, "explained.elsewhere.unasked", row, came)


def _late(known: Known, row: Row) -> Iterator[str]:
    others = (r for r in known.rows("owed", row["person_id"], row["template"]) if r["period"] != row["period"])
    for came in others:
        past = came["status"] in ("late", "missing") and pd.notna(came["submitted_at"])
        if past and _around(row, came["submitted_at"]):
            yield _told(known, "explained.elsewhere.late", row, came)


def _told(known: Known, key: str, row: Row, came: Row) -> str:
    return known.words(
        key,
        report=known.title(came["template"]),
        period=known.words.period(Period.parse(str(came["period"]))),
        at=known.clock(came["submitted_at"], row["team_id"]),
    )


def _rejected(known: Known, row: Row) -> Iterator[str]:
    rejected = known.frames.get("rejected")
    if rejected is None or rejected.empty:
        return
    who, name = str(row["person_id"]), known.name(row["person_id"])
    value = rejected["value"].fillna("").astype(str)
    naming = (value == who) | value.str.contains(name, regex=False)
    for found in rejected[naming].head(3).to_dict("records"):
        yield known.words("explained.elsewhere.rejected", name=name, **{str(k): v for k, v in found.items()})
    others = int((~naming & rejected["table"].isin(_REPORTED)).sum())
    if others:
        yield known.words("explained.elsewhere.unread", count=others)
