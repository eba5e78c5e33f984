"""Every order line of the company: what reps sold, what was planted into it, and what was given back."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from reviewbook.periods import Period
from reviewbook.sources.sample.customers import Clientele
from reviewbook.sources.sample.money import in_home_currency
from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Person, Roster
from reviewbook.sources.sample.refunds import with_refunds
from reviewbook.sources.sample.selling import Desk, sell
from reviewbook.sources.sample.truths import Planted, Truth

__all__ = ["in_week", "place_orders"]


def place_orders(
    options: SampleOptions, roster: Roster, clients: dict[str, Clientele], planted: Planted
) -> pd.DataFrame:
    """
    Give all order lines that the CRM knows at the simulated now.

    Returns
    -------
    DataFrame
        The columns of `orders` with ``on`` (the local day) and ``home_amount`` (in
        CNY at the day's rate); sorted by order.
    """
    lines = pd.concat([_of_rep(options, roster, clients, planted, rep) for rep in roster.reps], ignore_index=True)
    lines["home_amount"] = in_home_currency(options, lines)
    known = (lines["ordered_at"] <= options.now) & (lines["recorded_at"] <= options.now)
    return lines[known].sort_values(["order_id", "line_id"], ignore_index=True)


def in_week(lines: pd.DataFrame, key: str) -> pd.Series[bool]:
    """Tell of each line whether its local day lies in the period."""
    week = Period.parse(key)
    return (lines["on"] >= pd.Timestamp(week.start_on)) & (lines["on"] < pd.Timestamp(week.end_on))


def _of_rep(
    options: SampleOptions, roster: Roster, clients: dict[str, Clientele], planted: Planted, rep: Person
) -> pd.DataFrame:
    workdays = roster.workdays[rep.home.calendar]
    desk = Desk(rep, clients[rep.person_id], workdays, roster.present(rep, options))
    lines = sell(options, desk, planted)
    for truth in planted.of("late_recorded", rep.person_id):
        _record_late(lines, truth)
    for truth in planted.of("over_claim", rep.person_id):
        _prepare(lines, truth, rep)
    lines = with_refunds(options, rep, lines, planted)
    for truth in planted.claims("owner"):
        if rep.person_id == truth.people[0]:
            _book_to_colleague(lines, truth)
    return lines


def _record_late(lines: pd.DataFrame, truth: Truth) -> None:
    first, last = truth.span
    late = (lines["on"] >= pd.Timestamp(first)) & (lines["on"] <= pd.Timestamp(last))
    lines.loc[late, "recorded_at"] += timedelta(days=truth.size or 0.0)


def _prepare(lines: pd.DataFrame, truth: Truth, rep: Person) -> None:
    """Leave only the lines that a false claim of this cause needs: cancelled ones where those are claimed."""
    if rep.person_id != truth.people[0]:
        return
    for key in truth.periods:
        week = lines[in_week(lines, key)]
        lines.loc[week.index, "status"] = "confirmed"
        if truth.id == "claim_of_cancelled" and len(week) > 1:
            lines.loc[week["amount"].idxmin(), "status"] = "cancelled"


def _book_to_colleague(lines: pd.DataFrame, truth: Truth) -> None:
    """Book the second order of each week to the colleague, for the customer of the first one."""
    for key in truth.periods:
        week = lines[in_week(lines, key) & (lines["status"] == "confirmed")]
        orders = week["order_id"].unique()
        if len(orders) > 1:
            booked = lines["order_id"] == orders[1]
            lines.loc[booked, "customer_id"] = week["customer_id"].iloc[0]
            lines.loc[booked, "person_id"] = truth.people[1]
