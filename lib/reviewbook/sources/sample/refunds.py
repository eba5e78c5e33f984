"""What customers give back: a line of its own on the day of the refund, never more than was sold that day.

A rep's daily sales are therefore never negative, and a report (whose sales may
not be negative) can say exactly what the CRM says.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from reviewbook.periods import Period
from reviewbook.sources.sample.days import instants
from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.truths import Planted, Truth

__all__ = ["with_refunds"]

REFUNDED = 0.006
SOONEST, LATEST = 3, 25
#: A refund waits so long for a day on which enough was sold.
PATIENCE = np.timedelta64(40, "D")
WAVE_REACH = np.timedelta64(45, "D")


class _Room:
    """How much of each day's sales is not yet taken up by refunds."""

    def __init__(self, lines: pd.DataFrame, closed: np.ndarray) -> None:
        sold = lines[(lines["status"] == "confirmed").to_numpy() & ~closed].groupby("on")["amount"].sum()
        self.days = sold.index.to_numpy()
        self.left = sold.to_numpy(copy=True)

    def take(self, amount: float, start: np.datetime64, end: np.datetime64) -> np.datetime64 | None:
        """Give the first day in [start, end] on which more than the amount is left, and use it up."""
        low, high = np.searchsorted(self.days, start), np.searchsorted(self.days, end, side="right")
        enough = np.flatnonzero(self.left[low:high] > amount)
        if not len(enough):
            return None
        self.left[low + enough[0]] -= amount
        found: np.datetime64 = self.days[low + enough[0]]
        return found


def with_refunds(options: SampleOptions, rep: Person, lines: pd.DataFrame, planted: Planted) -> pd.DataFrame:
    """Give one rep's lines with the refunds of them."""
    rng = options.stream("refunds", rep.person_id)
    on = lines["on"].to_numpy()
    room = _Room(lines, _closed(on, rep, planted))
    confirmed, amounts = (lines["status"] == "confirmed").to_numpy(), lines["amount"].tolist()
    chance, wait = rng.random(len(lines)), rng.integers(SOONEST, LATEST, len(lines)).astype("timedelta64[D]")
    back: dict[int, np.datetime64] = {}
    for truth in planted.of("over_claim", rep.person_id):
        if truth.id == "claim_before_refunds":
            back |= _one_a_week(lines, truth)
    soonest, latest, share = on + wait, on + wait + PATIENCE, np.full(len(lines), REFUNDED)
    for truth in planted.of("refund_wave"):
        first, last = (np.datetime64(edge, "s") for edge in truth.span)
        wave = lines["product_id"].isin(truth.products).to_numpy() & (on >= first - WAVE_REACH) & (on < last)
        share[wave] = truth.size
        soonest[wave], latest[wave] = np.maximum(first, on[wave] + np.timedelta64(1, "D")), last
    for at in np.flatnonzero(confirmed & (chance < share)).tolist():
        day = room.take(amounts[at], soonest[at], latest[at])
        if day is not None:
            back.setdefault(at, day)
    return pd.concat([lines, _refund_lines(lines, back, rep, rng)], ignore_index=True) if back else lines


def _closed(on: np.ndarray, rep: Person, planted: Planted) -> np.ndarray:
    """Days of false claims take no refunds, so that each claim has its one cause."""
    closed = np.zeros(len(on), bool)
    for truth in planted.of("over_claim", rep.person_id):
        for key in truth.periods:
            week = Period.parse(key)
            after = timedelta(days=7 if truth.cause == "timing" else 0)
            closed |= (on >= np.datetime64(week.start_on, "s")) & (on < np.datetime64(week.end_on + after, "s"))
    return closed


def _one_a_week(lines: pd.DataFrame, truth: Truth) -> dict[int, np.datetime64]:
    """Choose a small line of the three weeks before for each week, refunded on the week's best day."""
    back: dict[int, np.datetime64] = {}
    confirmed = lines[lines["status"] == "confirmed"]
    for key in truth.periods:
        week = Period.parse(key)
        start, end = pd.Timestamp(week.start_on), pd.Timestamp(week.end_on)
        sold = confirmed[(confirmed["on"] >= start) & (confirmed["on"] < end)].groupby("on")["amount"].sum()
        before = confirmed[(confirmed["on"] >= start - timedelta(days=21)) & (confirmed["on"] < start)]
        small = before[~before.index.isin(back)].nsmallest(1, "amount")
        if len(small) and small["amount"].iat[0] < sold.max():
            back[int(small.index[0])] = sold.index.to_numpy()[int(sold.argmax())]
    return back


def _refund_lines(
    lines: pd.DataFrame, back: dict[int, np.datetime64], rep: Person, rng: np.random.Generator
) -> pd.DataFrame:
    found = lines.iloc[list(back)].copy()
    days = np.array(list(back.values()), "datetime64[D]")
    found["on"] = days.astype("datetime64[s]")
    found["ordered_at"] = instants(days, rng.integers(9 * 3600, 15 * 3600, len(days)), rep.home.zone)
    found["recorded_at"] = found["ordered_at"] + pd.to_timedelta(rng.integers(60, 1500, len(days)), unit="s")
    found["line_id"] = [f"{line}r" for line in found["line_id"]]
    found["status"] = "refunded"
    return found
