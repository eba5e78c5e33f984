"""What customers say: satisfaction and complaints.

An answer or complaint belongs to the person it names, otherwise to the customer's
owner, otherwise to the company alone. An answer that lies outside its own scale
cannot be counted; it is listed with its reason.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, rounded
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import averaged, measured
from reviewbook.statistics import mean_interval
from reviewbook.worktime import HOUR

__all__ = [
    "FEWEST",
    "NOTHING_RESOLVED",
    "TOO_FEW",
    "attributed",
    "complaints",
    "complaints_per_100_orders",
    "open_complaints",
    "resolution_hours",
    "satisfaction_score",
    "scored",
    "unscored",
]

#: So many answers are needed for a mean.
FEWEST = 5

#: Note of a mean of fewer answers.
TOO_FEW = "too few"

#: Note of a period in which no complaint was resolved.
NOTHING_RESOLVED = "nothing resolved"


def attributed(rows: Frame, customers: Frame) -> Frame:
    """
    Name the person each row belongs to.

    Parameters
    ----------
    rows : Frame
        Rows with ``customer_id`` and ``person_id``, either of which may be empty.
    customers : Frame
        ``customer_id, owner_id``.

    Returns
    -------
    Frame
        The rows with ``person_id`` filled by the customer's owner where it was empty.
    """
    owners = customers.select("owner_id", _customer=nw.col("customer_id"))
    named = rows.join(owners, left_on="customer_id", right_on="_customer", how="left")
    return named.with_columns(person_id=nw.coalesce(nw.col("person_id"), nw.col("owner_id"))).drop("owner_id")


def scored(answers: Frame) -> Frame:
    """
    Bring survey answers to a scale from 0 to 100.

    Parameters
    ----------
    answers : Frame
        ``score, scale_min, scale_max`` and what places them.

    Returns
    -------
    Frame
        The answers within their scale with ``points``; the others are those of `unscored`.
    """
    width = nw.col("scale_max") - nw.col("scale_min")
    return answers.filter(_in_scale()).with_columns(points=(nw.col("score") - nw.col("scale_min")) * 100.0 / width)


def unscored(answers: Frame) -> Frame:
    """Give the answers outside their own scale, with their ``reason``, ``outside its scale``."""
    return answers.filter(~_in_scale()).with_columns(reason=nw.lit("outside its scale"))


@measure("answers", absent=TOO_FEW, kept="answers", charted="value")
def satisfaction_score(spread_scored: Frame) -> Frame:
    """
    Mean of the survey answers on a scale from 0 to 100.

    Parameters
    ----------
    spread_scored : Frame
        `scored` spread over the grid.

    Returns
    -------
    Frame
        One row per cell with an answer: ``value`` in points with its 95 % t-interval, kept within 0 and 100, and
        ``n`` answers; fewer than 5 answers give no value and the note ``too few``.
    """
    means = averaged(spread_scored, "points", scale=10_000)
    lower, upper = mean_interval(nw.col("n"), nw.col("mean"), nw.col("sd"))
    enough = nw.col("n") >= FEWEST
    return measured(
        means,
        value=nw.when(enough).then(nw.col("mean")),
        lower=nw.when(enough).then(lower.clip(0.0, 100.0)),
        upper=nw.when(enough).then(upper.clip(0.0, 100.0)),
        n=nw.col("n"),
        note=nw.when(~enough).then(nw.lit(TOO_FEW)),
    )


@measure("cases", absent=None, kept="complaints")
def complaints(spread_complaints: Frame) -> Frame:
    """
    Complaints opened in the period.

    Parameters
    ----------
    spread_complaints : Frame
        Table ``complaints``, placed by ``opened_at`` and spread over the grid.

    Returns
    -------
    Frame
        One row per cell with a complaint: ``value`` and ``n`` complaints.
    """
    counted = spread_complaints.group_by(*BY).agg(count=nw.col("complaint_id").n_unique())
    return measured(counted, value=nw.col("count"), n=nw.col("count"))


@measure("complaints", "orders", absent="no orders", kept="complaints")
def complaints_per_100_orders(complaint_counts: Frame, order_counts: Frame) -> Frame:
    """
    Complaints opened in the period for every 100 orders placed in it.

    Parameters
    ----------
    complaint_counts, order_counts : Frame
        The measures `complaints` and `revenue.orders`.

    Returns
    -------
    Frame
        One row per cell with an order: ``numerator`` complaints, ``denominator`` and ``n`` orders. A complaint may be
        about an order of an earlier period, so there may be more than one for each order.
    """
    opened = complaint_counts.select(*BY, opened=nw.col("value")).filter(~nw.col("opened").is_null())
    counts = order_counts.select(*BY, count=nw.col("value")).filter(nw.col("count") > 0)
    both = opened.join(counts, on=list(BY))
    part, whole = nw.col("opened"), nw.col("count")
    return measured(both, value=100 * part / whole, numerator=part, denominator=whole, n=whole)


@measure("resolved", absent=NOTHING_RESOLVED, kept="complaints")
def resolution_hours(spread_resolved: Frame) -> Frame:
    """
    Median working hours from the opening of a complaint to its resolution.

    Parameters
    ----------
    spread_resolved : Frame
        The resolved ones of `cases.timed`, spread over the grid by ``resolved_on``.

    Returns
    -------
    Frame
        One row per cell in which a complaint was resolved, whenever it was opened: ``n`` complaints. What is still
        open has no hours: read it beside `open_complaints`.
    """
    took = spread_resolved.with_columns(_took=rounded(nw.col("hours") * HOUR))
    medians = took.group_by(*BY).agg(median=nw.col("_took").median(), n=nw.len())
    return measured(medians, value=divided(nw.col("median"), HOUR), n=nw.col("n"))


@measure("standing", absent=None, kept="complaints")
def open_complaints(standing: Frame) -> Frame:
    """
    Complaints that are open at the end of the period, or at the cut-off in one that is not over.

    Parameters
    ----------
    standing : Frame
        `cases.standing`.

    Returns
    -------
    Frame
        One row per cell with an open complaint: ``value`` and ``n`` complaints, whenever they were opened.
    """
    counted = standing.group_by(*BY).agg(count=nw.col("complaint_id").n_unique())
    return measured(counted, value=nw.col("count"), n=nw.col("count"))


def _in_scale() -> nw.Expr:
    score, low, high = nw.col("score"), nw.col("scale_min"), nw.col("scale_max")
    return (high > low) & (score >= low) & (score <= high)
