"""How much a rep sells: the order-generating process, the same for everybody but for its rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.periods import Period
from reviewbook.sources.sample.customers import Clientele
from reviewbook.sources.sample.days import Days, Workdays, day, instants
from reviewbook.sources.sample.discipline import discipline
from reviewbook.sources.sample.money import per_unit
from reviewbook.sources.sample.names import products
from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.season import season
from reviewbook.sources.sample.truths import Planted

__all__ = ["ORDER_VALUE", "Desk", "rate", "sell"]

#: Orders on an ordinary working day, and how unequal reps are (standard deviation of the logarithm).
BASE_RATE, RATE_SPREAD = 1.4, 0.14
MORE_LINES = 0.35
FIRST_ORDER, LAST_ORDER = 8 * 3600 + 2400, 15 * 3600 + 1200
CANCELLED, LATE_RECORDED = 0.02, 0.01
DISCOUNT = 0.06
COST_SHARE = 0.64

_PRICES = np.array([product.price for product in products()])
_MORE_UNITS = np.clip(14_000 / _PRICES - 0.6, 0.25, 7.0)
#: Expected amount of an order in CNY.
ORDER_VALUE = float((1 + 2 * MORE_LINES) * np.mean(_PRICES * (1 + _MORE_UNITS)) * (1 - DISCOUNT / 2))


@dataclass(frozen=True)
class Desk:
    """
    A rep at work: who, with which customers, on which days.

    Parameters
    ----------
    present : array of datetime64[D]
        Working days without full leave.
    """

    person: Person
    clientele: Clientele
    workdays: Workdays
    present: Days


def rate(options: SampleOptions, person: Person, planted: Planted) -> float:
    """Give a rep's orders on an ordinary working day."""
    better = planted.of("better_rep", person.person_id)
    if better:
        return BASE_RATE * (1 + (better[0].size or 0.0))
    if planted.of("equal_reps", person.person_id):
        return BASE_RATE
    return BASE_RATE * float(np.exp(options.stream("rate", person.person_id).normal(0, RATE_SPREAD)))


def sell(options: SampleOptions, desk: Desk, planted: Planted) -> pd.DataFrame:
    """
    Give the order lines of one rep.

    Returns
    -------
    DataFrame
        The columns of `orders` and ``on``, the local day; instants are UTC without a zone.
    """
    rng = options.stream("orders", desk.person.person_id)
    days = np.repeat(desk.present, _arrivals(options, desk, planted, rng))
    buyer = _buyers(desk.clientele, days, rng)
    count = 1 + rng.binomial(2, MORE_LINES, len(days))
    discount = rng.uniform(0, DISCOUNT, len(days))
    seconds = rng.integers(FIRST_ORDER, LAST_ORDER, len(days))
    seconds = seconds[np.lexsort((seconds, days))]
    stays = days < desk.clientele.lost[buyer]
    order = np.repeat(np.arange(len(days)), count)
    lines = _lines(desk.person, order, days, (buyer, discount, seconds), rng)
    _fall(lines, planted)
    kept: pd.DataFrame = lines[stays[order]].reset_index(drop=True)
    return kept


def _arrivals(options: SampleOptions, desk: Desk, planted: Planted, rng: np.random.Generator) -> NDArray[Any]:
    person, days = desk.person, desk.present
    weight = season(desk.workdays, days)
    weight[np.isin(days, person.half_away)] *= 0.5
    for truth in planted.of("reporting_pays"):
        # The discipline of the month before; the first entry is the month before the history.
        month = (days.astype("datetime64[M]") - np.datetime64(options.start, "M")).astype(int)
        size = truth.size or 0.0
        weight *= np.exp(size * discipline(options, person, planted)[month] - size**2 / 2)
    counts = rng.poisson(rate(options, person, planted) * weight)
    for truth in planted.of("over_claim", person.person_id):
        for key in truth.periods:
            week = Period.parse(key)
            for start in (week.start_on, week.start_on + timedelta(days=7)):
                at = np.flatnonzero((days >= day(start)) & (days < day(start + timedelta(days=5))))[:2]
                counts[at] = np.maximum(counts[at], 1)
    return counts


def _buyers(clientele: Clientele, days: Days, rng: np.random.Generator) -> NDArray[Any]:
    share = np.cumsum(clientele.weight * clientele.known(days), axis=1)
    reached: NDArray[Any] = share >= (rng.random(len(days)) * share[:, -1])[:, None]
    first: NDArray[Any] = reached.argmax(axis=1)
    return first


def _lines(
    person: Person, order: NDArray[Any], days: Days, drawn: tuple[NDArray[Any], ...], rng: np.random.Generator
) -> pd.DataFrame:
    """Give the lines of the orders; `drawn` is buyer, discount and second of the day of each order."""
    buyer, discount, seconds = drawn
    product = rng.integers(0, len(_PRICES), len(order))
    quantity = 1.0 + rng.poisson(_MORE_UNITS[product])
    unit = _PRICES[product] / per_unit(person.home.currency)
    ordered_at = instants(days, seconds, person.home.zone)[order]
    delay = rng.integers(60, 1500, len(days))
    delay = np.where(rng.random(len(days)) < LATE_RECORDED, delay + 86_400 * rng.integers(1, 4, len(days)), delay)
    first_line = np.searchsorted(order, order)
    words = products()
    client = person.person_id[1:]
    return pd.DataFrame(
        {
            "order_id": [f"so{client}-{number + 1:05}" for number in order.tolist()],
            "line_id": [str(number) for number in (np.arange(len(order)) - first_line + 1).tolist()],
            "person_id": person.person_id,
            "customer_id": [f"c{client}-{number + 1:02}" for number in buyer[order].tolist()],
            "product_id": [words[number].product_id for number in product.tolist()],
            "ordered_at": ordered_at,
            "recorded_at": ordered_at + delay[order].astype("timedelta64[s]"),
            "quantity": quantity,
            "amount": np.round(quantity * unit * (1 - discount[order]), 2),
            "currency": person.home.currency,
            "status": np.where(rng.random(len(order)) < CANCELLED, "cancelled", "confirmed").astype(object),
            "cost": np.round(quantity * unit * COST_SHARE, 2),
            "on": days[order].astype("datetime64[s]"),
        }
    )


def _fall(lines: pd.DataFrame, planted: Planted) -> None:
    for truth in planted.of("price_fall"):
        fallen = lines["product_id"].isin(truth.products) & (lines["on"] >= pd.Timestamp(truth.span[0]))
        lines.loc[fallen, "amount"] = (lines.loc[fallen, "amount"] * (1 + (truth.size or 0.0))).round(2)
