"""What reps write as their sales: what the CRM knows, unless a false claim is planted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.periods import Period
from reviewbook.sources.sample.days import Days, day
from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.orders import in_week
from reviewbook.sources.sample.people import Roster
from reviewbook.sources.sample.truths import Planted, Truth

__all__ = ["Recorded", "false_claims", "record"]


@dataclass(frozen=True)
class Recorded:
    """
    Recorded sales of every rep on every day, added up from the first day on.

    Parameters
    ----------
    rows : dict of str to int
        Row of each rep.
    first : datetime64[D]
        The first day.
    cents, orders : array
        Rep by day: net sales in hundredths of CNY, and distinct orders, before that day.
    """

    rows: dict[str, int]
    first: np.datetime64
    cents: NDArray[Any]
    orders: NDArray[Any]

    def sales(self, person_id: str, starts: Days, ends: Days) -> NDArray[Any]:
        """Net confirmed sales in CNY from each start up to each end, not included."""
        found: NDArray[Any] = self._between(self.cents, person_id, starts, ends) / 100
        return found

    def counted(self, person_id: str, starts: Days, ends: Days) -> NDArray[Any]:
        """Distinct orders with a confirmed line."""
        return self._between(self.orders, person_id, starts, ends)

    def _between(self, sums: NDArray[Any], person_id: str, starts: Days, ends: Days) -> NDArray[Any]:
        row = sums[self.rows[person_id]]
        low, high = (np.clip((at - self.first).astype(int), 0, len(row) - 1) for at in (starts, ends))
        found: NDArray[Any] = row[high] - row[low]
        return found


def record(options: SampleOptions, roster: Roster, lines: pd.DataFrame) -> Recorded:
    """Add up the order lines that the CRM knows."""
    rows = {rep.person_id: number for number, rep in enumerate(roster.reps)}
    shape = (len(rows), (options.until - options.start).days + 1)
    first = day(options.start)
    person = lines["person_id"].map(rows).to_numpy()
    on = (lines["on"].to_numpy().astype("datetime64[D]") - first).astype(int)
    sign = lines["status"].map({"confirmed": 1, "refunded": -1, "cancelled": 0}).to_numpy()
    cents, orders = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    np.add.at(cents, (person, on), sign * np.round(lines["home_amount"].to_numpy() * 100).astype(np.int64))
    counted = (lines["status"] == "confirmed").to_numpy() & ~lines["order_id"].where(
        lines["status"] == "confirmed"
    ).duplicated().to_numpy()
    np.add.at(orders, (person[counted], on[counted]), 1)
    return Recorded(rows, first, _before(cents), _before(orders))


def _before(amounts: NDArray[Any]) -> NDArray[Any]:
    """Sums of all days before each day, and one more at the end."""
    return np.concatenate([np.zeros((len(amounts), 1), np.int64), np.cumsum(amounts, axis=1)], axis=1)


def false_claims(recorded: Recorded, lines: pd.DataFrame, planted: Planted) -> dict[tuple[str, str], float]:
    """
    Give the planted claims.

    Returns
    -------
    dict
        Person and week to the sales that the weekly report claims, in CNY.
    """
    found = {}
    for truth in planted.of("over_claim"):
        claimant = truth.people[0]
        concerned = lines[lines["person_id"].isin(truth.people)]
        for key in truth.periods:
            found[claimant, key] = round(_claim(recorded, concerned[in_week(concerned, key)], truth, key), 2)
    return found


def _claim(recorded: Recorded, week: pd.DataFrame, truth: Truth, key: str) -> float:
    claimant, period = truth.people[0], Period.parse(key)
    sold = _sold(recorded, claimant, period.start_on, period.end_on)
    own = week[week["person_id"] == claimant]
    match truth.id:
        case "claim_in_ten_thousands" | "claim_times_ten_thousand":
            return sold * (truth.size or 1.0)
        case "claim_inflated":
            return sold * (1 + (truth.size or 0.0))
        case "claim_of_next_week":
            return _sold(recorded, claimant, period.end_on, period.shift(1).end_on)
        case "claim_of_cancelled":
            return sold + float(own.loc[own["status"] == "cancelled", "home_amount"].sum())
        case "claim_before_refunds":
            return sold + float(own.loc[own["status"] == "refunded", "home_amount"].sum())
        case "claim_twice":
            confirmed = own[own["status"] == "confirmed"]
            return sold + float(confirmed.groupby("order_id")["home_amount"].sum().max())
        case "claim_of_a_colleague":
            return sold + _booked_elsewhere(week, truth)
    raise KeyError(truth.id)


def _sold(recorded: Recorded, person_id: str, start: date, end: date) -> float:
    return float(recorded.sales(person_id, np.array([day(start)]), np.array([day(end)]))[0])


def _booked_elsewhere(week: pd.DataFrame, truth: Truth) -> float:
    """Orders of the claimant's customers that stand in the colleague's name; the customer's id tells whose it is."""
    theirs = week["customer_id"].str.startswith(f"c{truth.people[0][1:]}-") & (week["person_id"] == truth.people[1])
    return float(week.loc[theirs & (week["status"] == "confirmed"), "home_amount"].sum())
