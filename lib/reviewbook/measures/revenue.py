"""What was sold: revenue, orders, their average, and customers won."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured, money
from reviewbook.measures.order_lines import thousandths

__all__ = ["average_order", "firsts", "new_customers", "ordered", "orders", "quantities", "revenue", "units"]


@measure("sales", absent=None, kept="lines")
def revenue(sales: Frame) -> Frame:
    """
    Sum of the amounts of confirmed order lines, refund lines negative.

    Parameters
    ----------
    sales : Frame
        `order_lines.by_day` spread over the grid: ``minor``, ``lines`` and `BY`.

    Returns
    -------
    Frame
        One row per cell with a counted line: ``value`` in company currency, ``n`` lines.
    """
    summed = sales.group_by(*BY).agg(nw.col("minor").sum(), nw.col("lines").sum())
    whole = summed.with_columns(nw.col("minor").cast(nw.Int64))
    return measured(whole, value=money("minor"), n=nw.col("lines"))


def ordered(counted: Frame) -> Frame:
    """Give the orders with a confirmed line, one row per order, seller, team and day."""
    confirmed = counted.filter(nw.col("status") == "confirmed")
    return confirmed.select("order_id", "person_id", "team_id", "on").unique()


@measure("ordered", absent=None, kept="lines")
def orders(spread_ordered: Frame) -> Frame:
    """
    Distinct orders with a confirmed line in the period.

    Parameters
    ----------
    spread_ordered : Frame
        `ordered` spread over the grid. An order of two days or sellers counts once wherever both belong.

    Returns
    -------
    Frame
        One row per cell with an order: ``value`` and ``n`` orders.
    """
    counted = spread_ordered.group_by(*BY).agg(count=nw.col("order_id").n_unique())
    return measured(counted, value=nw.col("count"), n=nw.col("count"))


def quantities(counted: Frame) -> Frame:
    """Add up the quantities of each seller and day: ``person_id, team_id, on, thousandths, lines``."""
    summed = (
        counted.with_columns(_units=thousandths())
        .group_by("person_id", "team_id", "on")
        .agg(thousandths=nw.col("_units").sum(), lines=nw.len())
    )
    return summed.with_columns(nw.col("thousandths", "lines").cast(nw.Int64))


@measure("quantities", absent=None, kept="lines")
def units(spread_quantities: Frame) -> Frame:
    """
    Sum of the quantities of confirmed order lines, refund lines negative.

    Parameters
    ----------
    spread_quantities : Frame
        `quantities` spread over the grid.

    Returns
    -------
    Frame
        One row per cell with a counted line: ``value`` in units of whatever was sold, ``n`` lines.
    """
    summed = spread_quantities.group_by(*BY).agg(nw.col("thousandths").sum(), nw.col("lines").sum())
    whole = summed.with_columns(nw.col("thousandths").cast(nw.Int64))
    return measured(whole, value=divided(nw.col("thousandths"), 1000), n=nw.col("lines"))


@measure("revenue", "orders", absent="no orders")
def average_order(revenues: Frame, order_counts: Frame) -> Frame:
    """
    Revenue ÷ orders.

    Parameters
    ----------
    revenues, order_counts : Frame
        The measures `revenue` and `orders`.

    Returns
    -------
    Frame
        One row per cell with an order: ``numerator`` in company currency, ``denominator`` and ``n`` orders. A period
        of refunds alone has no orders and therefore no row.
    """
    counts = order_counts.select(*BY, count=nw.col("value")).filter(nw.col("count") > 0)
    both = counts.join(revenues.select(*BY, sold=nw.col("value")), on=list(BY))
    ratio = nw.col("sold") / nw.col("count")
    return measured(both, value=ratio, numerator=nw.col("sold"), denominator=nw.col("count"), n=nw.col("count"))


def firsts(counted: Frame) -> Frame:
    """
    The first confirmed order line ever of each customer in the company.

    Parameters
    ----------
    counted : Frame
        `order_lines.lines` of the whole history: a customer is new once, for the seller and team of that line.

    Returns
    -------
    Frame
        ``customer_id, person_id, team_id, on``; of lines at the same instant the one of the smallest order id.
    """
    own = counted.filter(nw.col("status") == "confirmed", ~nw.col("customer_id").is_null()).with_columns(
        _line=nw.concat_str([nw.col("order_id"), nw.col("line_id")], separator="|")
    )
    earliest = own.group_by("customer_id").agg(ordered_at=nw.col("ordered_at").min())
    opening = own.join(earliest, on=["customer_id", "ordered_at"])
    chosen = opening.group_by("customer_id").agg(_line=nw.col("_line").min())
    return opening.join(chosen, on=["customer_id", "_line"]).select("customer_id", "person_id", "team_id", "on")


@measure("firsts", absent=None, kept="lines")
def new_customers(spread_firsts: Frame) -> Frame:
    """
    Customers whose first confirmed order ever falls in the period.

    Parameters
    ----------
    spread_firsts : Frame
        `firsts` spread over the grid.

    Returns
    -------
    Frame
        One row per cell with a new customer: ``value`` and ``n`` customers.
    """
    counted = spread_firsts.group_by(*BY).agg(count=nw.col("customer_id").n_unique())
    return measured(counted, value=nw.col("count"), n=nw.col("count"))
