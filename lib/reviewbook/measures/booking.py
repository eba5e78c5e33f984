"""How soon orders are booked: from the day of the order until the company's records knew it.

An order counts in the period in which it was booked, not in that of the order: what
was ordered and is not yet booked cannot be seen, and would make the latest period look
prompt. Refunds are booked in their own time and are left out.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, rounded
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.measures.rates import rate

__all__ = ["LATE_DAYS", "NOTHING_BOOKED", "booked", "late_booking_rate", "recording_days"]

#: An order booked more than so many days after it was placed is late: a weekend is not.
LATE_DAYS = 3

#: Note of a period in which no order was booked.
NOTHING_BOOKED = "nothing booked"

#: Microseconds of a day.
_DAY = 86_400_000_000


def booked(orders: Frame) -> Frame:
    """
    Give when each order was placed and when it was booked.

    Parameters
    ----------
    orders : Frame
        Table ``orders``, every line.

    Returns
    -------
    Frame
        ``order_id, person_id, recorded_at`` and ``days`` between the first instants of the order's lines; an order
        without the instant at which it was booked is not there.
    """
    known = orders.filter(~nw.col("recorded_at").is_null(), nw.col("status") != "refunded")
    first = known.group_by("order_id", "person_id").agg(
        ordered_at=nw.col("ordered_at").min(), recorded_at=nw.col("recorded_at").min()
    )
    apart = nw.max_horizontal(nw.col("recorded_at") - nw.col("ordered_at"), nw.lit(0))
    return first.select("order_id", "person_id", "recorded_at", days=divided(apart, _DAY))


@measure("booked", absent=NOTHING_BOOKED, kept="bookings")
def recording_days(spread_booked: Frame) -> Frame:
    """
    Median days from the order to its booking, of the orders booked in the period.

    Parameters
    ----------
    spread_booked : Frame
        `booked`, placed by ``recorded_at`` and spread over the grid.

    Returns
    -------
    Frame
        One row per cell in which an order was booked: ``value`` in days of 24 hours, ``n`` orders.
    """
    took = spread_booked.with_columns(_took=rounded(nw.col("days") * _DAY))
    medians = took.group_by(*BY).agg(median=nw.col("_took").median(), n=nw.len())
    return measured(medians, value=divided(nw.col("median"), _DAY), n=nw.col("n"))


@measure("booked", absent=NOTHING_BOOKED, kept="bookings")
def late_booking_rate(spread_booked: Frame) -> Frame:
    """
    Share of the orders booked in the period that were booked more than three days after they were placed.

    Parameters
    ----------
    spread_booked : Frame
        `booked`, placed by ``recorded_at`` and spread over the grid.

    Returns
    -------
    Frame
        One row per cell in which an order was booked: ``numerator`` late, ``denominator`` and ``n`` orders booked.
    """
    return rate(spread_booked, nw.col("days") > LATE_DAYS)
