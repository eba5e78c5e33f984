"""Does reporting pay? Whether a person who reports more on time than usual sells more in the month after.

People are compared with themselves alone: that those who report well sell well may be for
a hundred reasons. What a month does to everybody (a season, a holiday) is taken out, too.
What is left is a relation and no proof of a cause.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.engine import as_read
from reviewbook.periods import Cadence, Period
from reviewbook.schema import FRAMES
from reviewbook.statistics import students_t

__all__ = ["FEWEST", "discipline"]

#: So many pairs of months are needed to say anything.
FEWEST = 30

_Numbers = NDArray[np.float64]


def discipline(facts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """
    Relate the on-time rate of a month to the attainment of the next, within persons.

    Parameters
    ----------
    facts : DataFrame
        `schema.FACTS`; read are the months of persons that are over by the end of the period.
    period : Period
        The period under review.

    Returns
    -------
    DataFrame
        Frame ``discipline``, one row. ``pairs`` are months with the month after, of ``people`` who have at least two.
        ``slope`` is the difference of attainment that goes with a difference of 1 in the on-time rate (0.5: 5 points
        more attainment for 10 points more on time), with its 95 % interval, which allows for months of one person
        being alike. ``reason`` says why nothing can be told: ``too_few`` pairs, ``no_variation``, or an interval that
        holds 0 (``within_chance``).
    """
    pairs = _pairs(facts, period)
    row: dict[str, Any] = {"cadence": period.cadence.value, "period": period.key, "pairs": len(pairs)}
    row |= {"people": pairs["person_id"].nunique(), **_relation(pairs)}
    return as_read(pd.DataFrame([row], columns=FRAMES["discipline"].names), FRAMES["discipline"])


def _pairs(facts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Give ``person_id, month, rate, attainment``: each finished month with what the month after brought."""
    monthly = facts[(facts["cadence"] == Cadence.MONTHLY.value) & (facts["entity_kind"] == "person")]
    keys = {key: Period.parse(key) for key in monthly["period"].unique()}
    after = {key: month.shift(1).key for key, month in keys.items()}
    over = [key for key, month in keys.items() if month.last_on <= period.last_on]
    known = monthly[monthly["period"].isin(over) & monthly["value"].notna()]
    rates, sales = (
        known[known["measure"] == name][["entity_id", "period", "value"]] for name in ("on_time_rate", "attainment")
    )
    both = rates.assign(period=rates["period"].map(after)).merge(sales, on=["entity_id", "period"])
    both.columns = pd.Index(["person_id", "month", "rate", "attainment"])
    # A single pair says nothing of a person's own better and worse months.
    return both[both.groupby("person_id")["month"].transform("size") > 1].sort_values(["person_id", "month"])


def _relation(pairs: pd.DataFrame) -> dict[str, Any]:
    if len(pairs) < FEWEST:
        return {"reason": "too_few"}
    people = pairs["person_id"].astype("category").cat.codes.to_numpy()
    months = pd.get_dummies(pairs["month"], drop_first=True).to_numpy(float)
    rest = [_within(pairs[name].to_numpy(float)[:, None], people) for name in ("rate", "attainment")]
    common = _within(months, people)
    rate, attainment = (_beyond(values, common)[:, 0] for values in rest)
    spread = float(rate @ rate)
    if spread < 1e-12:
        return {"reason": "no_variation"}
    slope = float(rate @ attainment) / spread
    half = _half_width(rate, attainment - slope * rate, people, 1 + months.shape[1])
    lower, upper = slope - half, slope + half
    return {"slope": slope, "lower": lower, "upper": upper, "reason": "within_chance" if lower <= 0 <= upper else None}


def _within(columns: _Numbers, people: NDArray[Any]) -> _Numbers:
    """Take each person's mean out of the columns."""
    counts = np.bincount(people)
    means = np.stack([np.bincount(people, weights=column) / counts for column in columns.T], axis=1)
    return np.asarray(columns - means[people])


def _beyond(values: _Numbers, common: _Numbers) -> _Numbers:
    """Take out what the months did to everybody."""
    if not common.shape[1]:
        return values
    return np.asarray(values - common @ np.linalg.lstsq(common, values, rcond=None)[0])


def _half_width(rate: _Numbers, errors: _Numbers, people: NDArray[Any], columns: int) -> float:
    """Give half of the 95 % interval: errors of one person may hang together, those of two may not."""
    scores = np.bincount(people, weights=rate * errors)
    clusters, n = len(scores), len(rate)
    factor = clusters / (clusters - 1) * (n - 1) / (n - columns)
    return float(students_t(clusters - 1) * np.sqrt(factor * (scores @ scores)) / (rate @ rate))
