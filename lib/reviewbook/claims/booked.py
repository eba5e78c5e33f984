"""What the CRM has for a claim, read in every way in which somebody might have counted it.

Order lines are gathered by order first: an order with three lines is one order, and a
doubled claim is doubled by a whole order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame, divided
from reviewbook.periods import Cadence, Period

__all__ = ["CLAIM", "around", "by_order", "elsewhere", "readings"]

#: What tells two claims apart.
CLAIM = ("report_id", "field")

_AMOUNTS = ("confirmed", "refunded", "cancelled", "confirmed_then", "refunded_then")
_COUNTS = ("orders", "orders_then", "cancelled_orders")


def around(keys: Iterable[tuple[str, str]], working: Sequence[str]) -> pd.DataFrame:
    """
    Lay out the days of some periods and of their neighbours.

    Parameters
    ----------
    keys : iterable of tuple
        Cadence and period.
    working : sequence of str
        The company's working days, in order. The neighbours of a day reach to the working day before and after it:
        a Monday follows a Friday.

    Returns
    -------
    DataFrame
        ``cadence, period, shift, on``: the days of the period before (``shift`` −1), of the period itself (0) and of
        the one after (1).
    """
    rows = [
        (cadence, key, shift, on.isoformat())
        for cadence, key in sorted(set(keys))
        for shift, days in _neighbours(Period.parse(key, Cadence(cadence)), working)
        for on in days
    ]
    types = {"cadence": "str", "period": "str", "shift": "int64", "on": "str"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _neighbours(period: Period, working: Sequence[str]) -> Iterator[tuple[int, list[date]]]:
    before, after = period.shift(-1), period.shift(1)
    first, last = before.start_on, after.last_on
    if period.cadence is Cadence.DAILY:
        place, beyond = bisect_left(working, period.key), bisect_right(working, period.key)
        first = min(first, date.fromisoformat(working[place - 1])) if place else first
        last = max(last, date.fromisoformat(working[beyond])) if beyond < len(working) else last
    yield -1, [first + timedelta(days=n) for n in range((period.start_on - first).days)]
    yield 0, period.days
    yield 1, [period.end_on + timedelta(days=n) for n in range((last - period.last_on).days)]


def by_order(engine: Engine, claimed: Frame, lines: Frame, days: Frame) -> Frame:
    """
    Gather the claimant's order lines of the period and its neighbours, order by order.

    Parameters
    ----------
    engine : Engine
        Keeps the frame.
    claimed : Frame
        `CLAIM` with ``person_id, cadence, period`` and ``submitted_at``, the instant up to which *then* reaches.
    lines : Frame
        Order lines in the company's currency, cancelled ones included: ``order_id, person_id, customer_id, on,
        status, minor`` (without sign) and ``known_at``, since when the CRM knows them.
    days : Frame
        `around` of the claims.

    Returns
    -------
    Frame
        One row per claim, ``shift`` and order: minor units of the ``confirmed``, ``refunded`` and ``cancelled``
        lines, the same as known *then*, and 1 or 0 for whether it is an order (``orders``), was one then, and is
        one that was cancelled whole.
    """
    own = _in_period(engine, claimed, days).join(lines, on=["person_id", "on"])
    then = nw.col("known_at") <= nw.col("submitted_at")
    amounts = own.with_columns(
        confirmed=_if(nw.col("status") == "confirmed"),
        refunded=_if(nw.col("status") == "refunded"),
        cancelled=_if(nw.col("status") == "cancelled"),
        confirmed_then=_if((nw.col("status") == "confirmed") & then),
        refunded_then=_if((nw.col("status") == "refunded") & then),
        orders=_flag(nw.col("status") == "confirmed"),
        orders_then=_flag((nw.col("status") == "confirmed") & then),
        _called_off=_flag(nw.col("status") == "cancelled"),
    )
    summed = amounts.group_by(*CLAIM, "shift", "order_id").agg(
        *(nw.col(name).sum() for name in _AMOUNTS),
        *(nw.col(name).max() for name in ("orders", "orders_then", "_called_off")),
    )
    whole = nw.when(nw.col("orders") == 0).then(nw.col("_called_off")).otherwise(0)
    return engine.keep(summed.with_columns(cancelled_orders=whole).drop("_called_off"))


def readings(engine: Engine, orders: Frame, claimed: Frame) -> Frame:
    """
    Add up, for each claim, what is recorded for it in every reading.

    Parameters
    ----------
    engine : Engine
        Keeps the frame.
    orders : Frame
        `by_order`.
    claimed : Frame
        `CLAIM` and ``measure``; one row for each of them comes back, all 0 where nothing is booked.

    Returns
    -------
    Frame
        `CLAIM` with, in units of the measure: ``now`` (confirmed less refunded; orders), ``then``, ``before`` and
        ``after`` (the neighbouring periods), ``unrefunded`` (refunds not deducted), ``uncancelled`` (cancelled ones
        counted), ``gross`` (both).
    """
    sums = orders.group_by(*CLAIM, "shift").agg(*(nw.col(name).sum() for name in (*_AMOUNTS, *_COUNTS)))
    rows = claimed.select(*CLAIM, "measure")
    for shift, prefix in ((0, "here_"), (-1, "before_"), (1, "after_")):
        part = sums.filter(nw.col("shift") == shift).drop("shift")
        named = part.rename({name: prefix + name for name in (*_AMOUNTS, *_COUNTS)})
        rows = engine.keep(rows.join(named, on=list(CLAIM), how="left"))
    money, counts = _money, _count
    return engine.keep(
        rows.select(
            *CLAIM,
            now=_by_measure(money("here_confirmed") - money("here_refunded"), counts("here_orders")),
            then=_by_measure(money("here_confirmed_then") - money("here_refunded_then"), counts("here_orders_then")),
            before=_by_measure(money("before_confirmed") - money("before_refunded"), counts("before_orders")),
            after=_by_measure(money("after_confirmed") - money("after_refunded"), counts("after_orders")),
            unrefunded=_by_measure(money("here_confirmed"), counts("here_orders")),
            uncancelled=_by_measure(
                money("here_confirmed") - money("here_refunded") + money("here_cancelled"),
                counts("here_orders") + counts("here_cancelled_orders"),
            ),
            gross=_by_measure(
                money("here_confirmed") + money("here_cancelled"),
                counts("here_orders") + counts("here_cancelled_orders"),
            ),
        )
    )


def elsewhere(engine: Engine, claimed: Frame, lines: Frame, owners: Frame, days: Frame) -> Frame:
    """
    Add up what the claimant's customers ordered in the period from somebody else.

    Parameters
    ----------
    engine : Engine
        Keeps the frame.
    claimed, lines, days : Frame
        As for `by_order`.
    owners : Frame
        ``person_id, customer_id``: whose customer it is; a customer may have several.

    Returns
    -------
    Frame
        `CLAIM` with ``others``, net amount in company currency, ``other_orders`` and ``other_id``, to whom it is
        booked (of several the smallest id); only claims for which there is something.
    """
    booked = lines.filter(nw.col("status") != "cancelled").select(
        "on", "customer_id", "order_id", "status", "minor", other_id=nw.col("person_id")
    )
    # Kept by itself: a claimant's customers, laid out for every claim and day, would be a hundred times as many rows.
    foreign = engine.keep(booked.join(owners, on="customer_id").filter(nw.col("other_id") != nw.col("person_id")))
    here = _in_period(engine, claimed, days.filter(nw.col("shift") == 0))
    theirs = here.join(foreign, on=["person_id", "on"])
    signed = nw.when(nw.col("status") == "refunded").then(-nw.col("minor")).otherwise(nw.col("minor"))
    summed = (
        theirs.with_columns(_signed=signed)
        .group_by(*CLAIM)
        .agg(
            _minor=nw.col("_signed").sum(),
            other_orders=nw.col("order_id").n_unique(),
            other_id=nw.col("other_id").min(),
        )
    )
    return engine.keep(
        summed.select(
            *CLAIM,
            "other_id",
            others=divided(nw.col("_minor").cast(nw.Float64), 100),
            other_orders=nw.col("other_orders").cast(nw.Float64),
        )
    )


def _in_period(engine: Engine, claimed: Frame, days: Frame) -> Frame:
    named = claimed.select(*CLAIM, "person_id", "cadence", "period", "submitted_at")
    # Kept, for Polars would else join all claims of a person to all her lines, and look at the days afterwards.
    return engine.keep(named.join(days, on=["cadence", "period"]))


def _if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.col("minor")).otherwise(0)


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0)


def _money(name: str) -> nw.Expr:
    return divided(nw.col(name).fill_null(0).cast(nw.Float64), 100)


def _count(name: str) -> nw.Expr:
    return nw.col(name).fill_null(0).cast(nw.Float64)


def _by_measure(amount: nw.Expr, orders: nw.Expr) -> nw.Expr:
    return nw.when(nw.col("measure") == "orders").then(orders).otherwise(amount)
