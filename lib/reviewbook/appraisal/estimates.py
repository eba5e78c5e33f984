"""A measure of several people over some months: what it is, what it rests on, and how much of it is chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from zlib import crc32

import narwhals as nw
import numpy as np
import pandas as pd

from reviewbook.appraisal import chance
from reviewbook.appraisal.chance import DRAWS, Floats
from reviewbook.params.appraisal import APPRAISED
from reviewbook.periods import Period
from reviewbook.statistics import wilson

__all__ = ["DRAWS", "Book", "Estimates"]

#: Measures that are added up from orders, and those that are counts; of one alone only the mean is known.
_BOOKED = ("revenue", "attainment")
_COUNTED = ("orders", "new_customers", "complaints")
_PER_HUNDRED, _MEAN = "complaints_per_100_orders", "satisfaction_score"

#: Minor units of a unit of currency.
_MINOR = 100

_NONE = np.zeros(0)

_PARTS = ("value", "numerator", "denominator", "lower", "upper", "n")


@dataclass(frozen=True)
class Estimates:
    """
    A measure of each of several people.

    Parameters
    ----------
    rows : DataFrame
        One row per person, in order: ``value`` (empty where there is none, with its ``note``), ``lower`` and
        ``upper`` of its 95 % interval, ``variance``, ``exposure`` (reports, answers or orders on which it rests; empty for a count) and
        ``months`` in which there are figures.
    draws : array
        One row per person: values that the same performance could have brought.
    """

    rows: pd.DataFrame
    draws: Floats


@dataclass(frozen=True)
class Book:
    """
    The figures of the people who are appraised.

    Parameters
    ----------
    facts : DataFrame
        `schema.FACTS`.
    sold : DataFrame
        Their orders: ``person_id, month, order_id, minor``.
    people : list of str
        Ids of those who are appraised.
    period : Period
        The month under review.
    """

    facts: pd.DataFrame
    sold: pd.DataFrame
    people: list[str]
    period: Period
    _told: dict[tuple[str, int], Estimates] = field(default_factory=dict, init=False, repr=False)

    def estimate(self, measure: str, months: int = 1) -> Estimates:
        """Give a measure of everybody over the last months, the one under review included."""
        if (measure, months) not in self._told:
            self._told[measure, months] = self._estimated(measure, months)
        return self._told[measure, months]

    def _estimated(self, measure: str, months: int) -> Estimates:
        counted = self._known(measure, months)
        rows = self._summed(measure, counted)
        known = np.flatnonzero(rows["value"].notna()).tolist()
        sold = self._amounts(counted) if measure in _BOOKED else [_NONE] * len(rows)
        if measure in _BOOKED:
            rows["exposure"] = [float(len(amounts)) for amounts in sold]
        parts = {name: rows[name].to_numpy(dtype=np.float64) for name in _PARTS}
        draws, variance = np.full((len(rows), DRAWS), np.nan), np.full(len(rows), np.nan)
        variance[known] = _variance(
            measure, {name: part[known] for name, part in parts.items()}, [sold[n] for n in known]
        )
        for place in known:
            rng = self._luck(measure, place)
            drawn = _drawn(measure, {name: float(part[place]) for name, part in parts.items()}, sold[place], rng)
            draws[place] = chance.widened(drawn, variance[place], rng)
        rows["variance"] = variance
        return Estimates(_with_interval(measure, rows, draws), draws)

    @cached_property
    def _own(self) -> pd.DataFrame:
        """The facts about these people that can be appraised."""
        facts = self.facts
        mine = (facts["entity_kind"] == "person") & (facts["cadence"] == self.period.cadence.value)
        return facts[mine & facts["measure"].isin(APPRAISED) & facts["entity_id"].isin(self.people)]

    def _known(self, measure: str, months: int) -> pd.DataFrame:
        """Give the facts of the months that have a value; others have no part in any sum."""
        window = [period.key for period in self.period.last(months)]
        facts = self._own[(self._own["measure"] == measure) & self._own["period"].isin(window)]
        return facts[facts["value"].notna()].astype({"n": "float64"})

    def _summed(self, measure: str, known: pd.DataFrame) -> pd.DataFrame:
        """Add up the facts of the months."""
        by = known.assign(weighed=known["value"] * known["denominator"]).groupby("entity_id")
        rows = by[["weighed", *_PARTS]].sum(min_count=1).reindex(self.people)
        if measure not in (*_COUNTED, "revenue", _MEAN):
            rows["value"] = rows["weighed"] / rows["denominator"]
        rows["exposure"] = rows["n"] if measure == _MEAN else rows["denominator"]
        rows["months"] = by.size().reindex(self.people, fill_value=0)
        now = self._own[(self._own["measure"] == measure) & (self._own["period"] == self.period.key)]
        return rows.assign(note=now.drop_duplicates("entity_id").set_index("entity_id")["note"].reindex(self.people))

    def _amounts(self, known: pd.DataFrame) -> list[Floats]:
        """Give the amounts of the orders of each person, of the months that have a part in the sum."""
        counted = known[["entity_id", "period"]].rename(columns={"entity_id": "person_id", "period": "month"})
        sold = self.sold.merge(counted.drop_duplicates(), on=["person_id", "month"])
        sold = sold.sort_values(["person_id", "month", "order_id"], ignore_index=True)
        amounts = sold["minor"].to_numpy(dtype=np.float64) / _MINOR
        at = sold.groupby("person_id").indices
        return [amounts[at[person]] if person in at else _NONE for person in self.people]

    def _luck(self, measure: str, place: int) -> np.random.Generator:
        """Give the random numbers of a person and measure: the same whoever else is appraised."""
        words = (measure, self.period.key, self.people[place])
        return np.random.default_rng([crc32(word.encode()) for word in words])


def _variance(measure: str, known: Mapping[str, Floats], sold: Sequence[Floats]) -> Floats:
    """Give the variance of those who have a value."""
    part, whole, ones = known["numerator"], known["denominator"], np.ones(len(known["value"]))
    if measure in _BOOKED:
        squares = np.array([(amounts * amounts).sum() for amounts in sold])
        return chance.order_variance(squares, whole if measure == "attainment" else ones)
    if measure in _COUNTED:
        return chance.count_variance(known["value"], ones)
    if measure == _PER_HUNDRED:
        return chance.count_variance(part, whole / 100)
    if measure == _MEAN:
        return chance.mean_variance(known["lower"], known["upper"], known["n"])
    return chance.rate_variance(part, whole)


def _drawn(measure: str, one: Mapping[str, float], sold: Floats, rng: np.random.Generator) -> Floats:
    if measure in _BOOKED:
        return chance.orders(sold, rng) / (one["denominator"] if measure == "attainment" else 1.0)
    if measure in _COUNTED:
        return chance.counts(one["value"], rng)
    if measure == _PER_HUNDRED:
        return chance.counts(one["numerator"], rng) * 100 / one["denominator"]
    if measure == _MEAN:
        return np.full(DRAWS, one["value"])
    return chance.rates(one["numerator"], one["denominator"], rng)


def _with_interval(measure: str, rows: pd.DataFrame, draws: Floats) -> pd.DataFrame:
    """Give the 95 % interval: Wilson's of a rate, what lies in the middle of the draws of anything else."""
    if measure not in (*_BOOKED, *_COUNTED, _PER_HUNDRED, _MEAN):
        lower, upper = wilson(nw.col("numerator"), nw.col("denominator"))
        return nw.from_native(rows).with_columns(lower=lower, upper=upper).to_native()
    known = rows["value"].notna().to_numpy()
    bounds = np.full((2, len(rows)), np.nan)
    if known.any():
        bounds[:, known] = np.percentile(draws[known], [2.5, 97.5], axis=1)
    value = rows["value"].to_numpy(dtype=np.float64)
    # Refunds apart nothing that is appraised falls below nought, and noise must not make it.
    lower = np.fmax(bounds[0], np.fmin(value, 0.0))
    return rows.assign(lower=np.fmin(lower, value), upper=np.fmax(bounds[1], value))
