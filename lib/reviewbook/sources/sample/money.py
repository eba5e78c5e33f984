"""What foreign currencies are worth, month by month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.sources.sample.options import HOME_CURRENCY, SampleOptions

__all__ = ["fx_rates", "in_home_currency", "per_unit"]

#: CNY for one unit when price lists were made.
LISTED = {HOME_CURRENCY: 1.0, "GBP": 9.4, "USD": 7.1}
MONTHLY_STEP = 0.008


def per_unit(currency: str) -> float:
    """Give the rate at which price lists are converted; it does not move with the market."""
    return LISTED[currency]


def fx_rates(options: SampleOptions) -> pd.DataFrame:
    """Give the rate of each foreign currency from the first of each month on."""
    first = np.datetime64(options.start, "M")
    months = first + np.arange(options.months)
    frames = []
    for currency in sorted(set(LISTED) - {HOME_CURRENCY}):
        steps = options.stream("fx", currency).normal(0, MONTHLY_STEP, options.months)
        frames.append(
            pd.DataFrame(
                {
                    "currency": currency,
                    "valid_from": months.astype("datetime64[s]"),
                    "rate": np.round(LISTED[currency] * np.exp(np.cumsum(steps)), 4),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def in_home_currency(options: SampleOptions, lines: pd.DataFrame) -> NDArray[Any]:
    """Give the amounts of order lines in CNY, each at the rate of its day, to the cent."""
    rates = fx_rates(options)
    month = lines["on"].to_numpy().astype("datetime64[M]") - np.datetime64(options.start, "M")
    rate = np.ones(len(lines))
    for currency, known in rates.groupby("currency"):
        foreign = (lines["currency"] == currency).to_numpy()
        rate[foreign] = known["rate"].to_numpy()[month[foreign].astype(int)]
    found: NDArray[Any] = np.round(lines["amount"].to_numpy() * rate, 2)
    return found
