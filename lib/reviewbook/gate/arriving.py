"""Whether all arrived: how new the rows are, and whether there are as many as usual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from reviewbook.gate.known import Known, Seen
from reviewbook.gate.usual import Volume, volumes

__all__ = ["freshness", "silent_days", "too_few_rows", "too_many_rows"]

#: Earlier working days from which on it can be said that each has some rows, and those that are looked at.
_LEAST, _MOST = 20, 60

#: One in so many of them may have had none.
_ODD = 20


def freshness(known: Known) -> Iterator[Seen]:
    """
    Working hours from the pull of each source, and from the newest row of each table, to the cut-off.

    Of a table whose rows come so seldom that nothing need have come within the hours of a caveat nothing is said.
    """
    check, ages = known.checks["freshness"], known.frames["ages"]
    usual = {(one.source, one.table): one for one in volumes(known)}
    for source, table, hours in zip(ages["source"], ages["table"], ages["hours"], strict=True):
        if pd.isna(table):
            yield Seen(float(hours), source)
            continue
        volume = usual.get((source, table))
        seen = Seen(float(hours), source, table, usual=volume.usual if volume and volume.is_told else None)
        span = (check.caveat or check.withheld or 0.0) / known.day_hours
        if seen.usual is None:
            yield Seen(None, source, table, detail="too_few_periods")
        elif seen.usual * span < check.fewest or not (volume and _comes_daily(volume)):
            yield Seen(None, source, table, usual=seen.usual, detail="too_seldom")
        else:
            yield seen


def too_few_rows(known: Known) -> Iterator[Seen]:
    """
    Rows of the period ÷ usual rows, by working day.

    Fewer than the usual ones less what they vary by is too few; none at all is, however much they vary. Where whole
    days are missing `silent_days` tells of them, and it is not said twice.
    """
    limit = known.checks["silent_days"].caveat
    silent = {(one.source, one.table) for one in silent_days(known) if limit and one.found and one.found >= limit}
    for volume in volumes(known):
        seen, rate = _compared(volume, known.checks["too_few_rows"].fewest)
        some = rate is not None and rate > 0
        ordinary = rate is not None and rate >= volume.usual - volume.variation
        told = (volume.source, volume.table) in silent
        yield _settled(seen) if some and (ordinary or told) else seen


def too_many_rows(known: Known) -> Iterator[Seen]:
    """Rows of the period ÷ usual rows, by working day, where that is more than they vary by."""
    for volume in volumes(known):
        seen, rate = _compared(volume, known.checks["too_many_rows"].fewest)
        ordinary = rate is not None and rate <= volume.usual + volume.variation
        yield _settled(seen) if ordinary else seen


def _settled(seen: Seen) -> Seen:
    return Seen(seen.found, seen.source, seen.table, usual=seen.usual, rows=seen.rows, detail="as_usual", settled=True)


def _compared(volume: Volume, fewest: int) -> tuple[Seen, float | None]:
    """Compare a period with earlier ones; without a number, and with the reason, where that cannot be done."""
    rows, where = volume.rows(volume.known.period), (volume.source, volume.table)
    if not volume.days:
        return Seen(None, *where, rows=rows, detail="no_working_day"), None
    if not volume.is_told:
        return Seen(None, *where, rows=rows, detail="too_few_periods"), None
    usual = volume.usual * volume.days
    if usual < fewest:
        return Seen(None, *where, usual=usual, rows=rows, detail="too_seldom"), None
    return Seen(rows / usual, *where, usual=usual, rows=rows), rows / volume.days


def silent_days(known: Known) -> Iterator[Seen]:
    """
    Working days of the period without a row, of a table that had some on nearly every earlier one.

    Days after the newest row are not counted where `freshness` tells of them.
    """
    fewest, stale = known.checks["silent_days"].fewest, _stale(known)
    for volume in volumes(known):
        where = (volume.source, volume.table)
        if not volume.days:
            yield Seen(None, *where, detail="no_working_day")
        elif len(_before(volume)) < _LEAST or not volume.is_told:
            yield Seen(None, *where, detail="too_few_periods")
        elif volume.usual < fewest or not _comes_daily(volume):
            yield Seen(None, *where, usual=volume.usual, detail="too_seldom")
        else:
            days = volume.working(known.period)
            until = max(volume.counts) if where in stale else days[-1]
            silent = [on for on in days if on not in volume.counts and on <= until]
            names = " ".join(on.isoformat() for on in silent) or None
            yield Seen(len(silent), *where, usual=volume.usual, rows=len(days), detail=names)


def _before(volume: Volume) -> list[date]:
    """Give the last working days of the earlier periods."""
    return sorted(on for period in volume.earlier for on in volume.working(period))[-_MOST:]


def _comes_daily(volume: Volume) -> bool:
    """Whether nearly every earlier working day had some rows; orders that are sent once a month do not."""
    days = _before(volume)
    return sum(on not in volume.counts for on in days) <= len(days) // _ODD


def _stale(known: Known) -> set[tuple[str, str | None]]:
    """Give what is too old by `freshness`."""
    check = known.checks["freshness"]
    limits = [limit for limit in (check.caveat, check.withheld) if limit is not None]
    seen = freshness(known) if limits else iter(())
    return {(str(one.source), one.table) for one in seen if one.found is not None and one.found >= min(limits)}
