"""What customers gave back: how many of the lines, and for how much."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured, money
from reviewbook.statistics import wilson

__all__ = ["given_back", "refund_rate", "refunds"]


def given_back(counted: Frame) -> Frame:
    """
    Add up the refunded lines of each seller and day beside all that count.

    Parameters
    ----------
    counted : Frame
        `order_lines.lines`.

    Returns
    -------
    Frame
        ``person_id, team_id, on``, ``lines``, ``refunded`` (lines) and ``back``, their amount in minor units, positive.
    """
    refunded = nw.col("status") == "refunded"
    parts = counted.with_columns(
        _refunded=refunded.cast(nw.Int64), _back=nw.when(refunded).then(-nw.col("minor")).otherwise(nw.lit(0))
    )
    summed = parts.group_by("person_id", "team_id", "on").agg(
        lines=nw.len(), refunded=nw.col("_refunded").sum(), back=nw.col("_back").sum()
    )
    return summed.with_columns(nw.col("lines", "refunded", "back").cast(nw.Int64))


@measure("given_back", absent="no orders", kept="lines")
def refund_rate(spread_given_back: Frame) -> Frame:
    """
    Share of the order lines of the period that are refunds.

    Parameters
    ----------
    spread_given_back : Frame
        `given_back` spread over the grid.

    Returns
    -------
    Frame
        One row per cell with a counted line: ``numerator`` refunded lines, ``denominator`` and ``n`` all counted lines,
        95 % Wilson interval. A refund counts in its own period, whenever the goods were sold.
    """
    k, n = nw.col("refunded"), nw.col("lines")
    lower, upper = wilson(k, n)
    rows = _summed(spread_given_back)
    return measured(rows, value=k / n, numerator=k, denominator=n, lower=lower, upper=upper, n=n)


@measure("given_back", absent=None, kept="lines")
def refunds(spread_given_back: Frame) -> Frame:
    """
    Sum of the amounts of refunded order lines, as a positive amount.

    Parameters
    ----------
    spread_given_back : Frame
        `given_back` spread over the grid.

    Returns
    -------
    Frame
        One row per cell with a counted line: ``value`` in company currency, ``n`` refunded lines.
    """
    return measured(_summed(spread_given_back), value=money("back"), n=nw.col("refunded"))


def _summed(rows: Frame) -> Frame:
    names = ("lines", "refunded", "back")
    summed = rows.group_by(*BY).agg(**{name: nw.col(name).sum() for name in names})
    return summed.with_columns(nw.col(*names).cast(nw.Int64))
