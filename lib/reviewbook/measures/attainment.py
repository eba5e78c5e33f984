"""Target of a period, and how far revenue has come."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, rounded
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import measured, money

__all__ = ["NO_TARGET", "attainment", "gap", "target"]

#: Note where there is nothing to reach.
NO_TARGET = "no target"

#: Note where targets cover only some days of the period; the value is the sum of these days.
PARTLY = "part of the period"


@measure("goals", "grid", absent=NO_TARGET)
def target(targets: Frame, grid: Grid) -> Frame:
    """
    Sum of the targets of the period.

    Parameters
    ----------
    targets : Frame
        `targets.daily_targets`: ``entity_kind, entity_id, on, minor``.
    grid : Grid
        The periods.

    Returns
    -------
    Frame
        One row per cell with a covered day: ``value`` in company currency, ``n`` calendar days covered; noted
        ``part of the period`` when targets do not cover all of its days.
    """
    timed = targets.join(grid.days.select("cadence", "period", "on"), on="on")
    summed = timed.group_by(*BY).agg(nw.col("minor").sum(), covered=nw.len())
    lengths = grid.days.group_by("cadence", "period").agg(length=nw.len())
    whole = summed.join(lengths, on=["cadence", "period"]).with_columns(nw.col("minor").cast(nw.Int64))
    note = nw.when(nw.col("covered") < nw.col("length")).then(nw.lit(PARTLY))
    return measured(whole, value=money("minor"), n=nw.col("covered"), note=note)


@measure("revenue", "target", absent=NO_TARGET, charted="value")
def attainment(revenues: Frame, targets: Frame) -> Frame:
    """
    Revenue ÷ target.

    Parameters
    ----------
    revenues, targets : Frame
        The measures `revenue` and `target`.

    Returns
    -------
    Frame
        One row per cell with a target other than 0: ``numerator`` revenue, ``denominator`` target, ``n`` lines.
    """
    both = _both(revenues, targets).filter(nw.col("goal") != 0)
    ratio = nw.col("sold") / nw.col("goal")
    return measured(
        both, value=ratio, numerator=nw.col("sold"), denominator=nw.col("goal"), n=nw.col("n"), note=nw.col("note")
    )


@measure("revenue", "target", absent=NO_TARGET)
def gap(revenues: Frame, targets: Frame) -> Frame:
    """
    Target − revenue: positive is still missing, negative is beyond.

    Parameters
    ----------
    revenues, targets : Frame
        The measures `revenue` and `target`.

    Returns
    -------
    Frame
        One row per cell with a target: ``value`` in company currency, ``n`` lines.
    """
    both = _both(revenues, targets)
    missing = rounded(nw.col("goal") * 100) - rounded(nw.col("sold") * 100)
    return measured(both, value=divided(missing, 100), n=nw.col("n"), note=nw.col("note"))


def _both(revenues: Frame, targets: Frame) -> Frame:
    goals = targets.filter(~nw.col("value").is_null()).select(*BY, "note", goal=nw.col("value"))
    sold = revenues.select(*BY, "n", sold=nw.col("value"))
    return goals.join(sold, on=list(BY), how="left").with_columns(
        nw.col("sold").fill_null(0.0), nw.col("n").fill_null(0)
    )
