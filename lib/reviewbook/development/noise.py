"""What a measure says of one person over some months, and how far chance alone may move it.

A share of rows is told by its counts; another measure by its own interval where it has
one, else by how it moves from month to month besides what moves everybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.statistics import wilson
from reviewbook.statistics.surprise import dispersion, share_chance
from reviewbook.statistics.tails import student_tail

__all__ = ["Known", "known"]

_Numbers = NDArray[Any]

#: Half of a 95 % interval in standard errors.
_HALF = 1.959963984540054

#: Standard deviations of a normal distribution in one median moving range.
_RANGE = 0.9539

#: So many moving ranges are needed to know a spread, and so many of one person to know hers.
_FEWEST, _FEWEST_OWN = 20, 6


@dataclass(frozen=True)
class Known:
    """
    What is known of people in one measure over some months.

    Parameters
    ----------
    people : list of str
        Whose values they are.
    values, errors : ndarray
        Each value and its standard error.
    bounds : ndarray
        The 95 % interval of each: two columns.
    counts : tuple of ndarray, optional
        Of a share of rows: numerators, denominators, and how much the rows of one person in one month hang together
        (`statistics.surprise.dispersion`).
    freedom : int
        Degrees of freedom of the errors.
    """

    people: list[str]
    values: _Numbers
    errors: _Numbers
    bounds: _Numbers
    counts: tuple[_Numbers, _Numbers, _Numbers] | None
    freedom: int

    def clear(self, place: int, median: float, sign: float) -> bool:
        """Tell whether the whole interval of a person is on the worse side of the median of her peers."""
        lower, upper = self.bounds[place]
        return bool(upper < median if sign > 0 else lower > median)

    def chance(self, place: int, distance: float, sign: float) -> float:
        """Give the chance of being so far on the worse side; `distance` is in standard errors."""
        if self.counts is None:
            return student_tail(distance, self.freedom)
        parts, wholes, alike = self.counts
        last = [*np.delete(np.arange(len(parts)), place), place]
        return share_chance(parts[last], wholes[last], 1, "below" if sign > 0 else "above", float(alike[place]))


def known(history: pd.DataFrame, months: Sequence[str], fewest: int) -> Known | None:
    """
    Tell what is known of everybody over some months.

    Parameters
    ----------
    history : DataFrame
        Facts of one measure: the months of all people, up to the last of `months`.
    months : sequence of str
        Their keys.
    fewest : int
        Rows on which a value must rest.

    Returns
    -------
    Known or None
        A share of sums is that of the sums of all months, another value their mean, weighted by its rows. None where
        nobody has a value, or nothing tells what chance does: the measure has no interval, and too few months have
        passed, or it hardly ever moves (a count of what is rare), so that its moves say nothing.
    """
    months = list(months)
    history = history.astype({"n": "float64"})
    told = history[history["period"].isin(months) & history["value"].notna()]
    rested = told.groupby("entity_id")["n"].sum()
    told = told[told["entity_id"].isin(rested[rested >= fewest].index)]
    if told.empty:
        return None
    if told[["lower", "upper"]].isna().any(axis=None):
        return _of_moves(told, history[~history["period"].isin(months)])
    of_rows = (told["unit"] == "share").all() and (told["denominator"] == told["n"]).all()
    return _of_counts(told, history) if of_rows else _of_intervals(told)


def _of_counts(told: pd.DataFrame, history: pd.DataFrame) -> Known:
    sums = told.groupby("entity_id")[["numerator", "denominator"]].sum().sort_index()
    lower, upper = wilson(nw.col("numerator"), nw.col("denominator"))
    bounds = nw.from_native(sums).select(lower=lower, upper=upper).to_numpy()
    parts, wholes = (
        history.pivot_table(index="entity_id", columns="period", values=name).reindex(sums.index).to_numpy(float)
        for name in ("numerator", "denominator")
    )
    counts = (sums["numerator"].to_numpy(float), sums["denominator"].to_numpy(float), dispersion(parts, wholes))
    return _known(sums["numerator"] / sums["denominator"], bounds, counts, int(sums["denominator"].min()))


def _of_intervals(told: pd.DataFrame) -> Known:
    error = (told["upper"] - told["lower"]) / (2 * _HALF)
    weighted = told.assign(_sum=told["value"] * told["n"], _square=(error * told["n"]) ** 2)
    sums = weighted.groupby("entity_id")[["_sum", "_square", "n"]].sum().sort_index()
    values, errors = sums["_sum"] / sums["n"], sums["_square"] ** 0.5 / sums["n"]
    return _known(values, _around(values, errors), None, max(1, int(sums["n"].min()) - 1))


def _of_moves(told: pd.DataFrame, before: pd.DataFrame) -> Known | None:
    wide = before.pivot_table(index="entity_id", columns="period", values="value")
    ranges = (wide - wide.median()).diff(axis=1).abs()
    count = int(ranges.notna().sum().sum())
    if count < _FEWEST or _spread(ranges) == 0:
        return None
    rows = told.groupby("entity_id")
    sums = rows[["numerator", "denominator", "value"]].sum(min_count=1).sort_index()
    means = rows["value"].mean().sort_index()
    values = (sums["numerator"] / sums["denominator"]).fillna(means)
    errors = _moving(ranges, values.index) / rows.size().sort_index() ** 0.5
    return _known(values, _around(values, errors), None, count)


def _known(values: pd.Series, bounds: _Numbers, counts: Any, freedom: int) -> Known:
    people = [str(who) for who in values.index]
    errors = (bounds[:, 1] - bounds[:, 0]) / (2 * _HALF)
    return Known(people, values.to_numpy(float), errors, bounds, counts, freedom)


def _around(values: pd.Series, errors: pd.Series) -> _Numbers:
    return np.stack([values - _HALF * errors, values + _HALF * errors], axis=1)


def _moving(ranges: pd.DataFrame, people: pd.Index) -> pd.Series:
    """Give the error of a month by how values move: that of all, or a person's own where it is more and well known."""
    pooled = _spread(ranges)
    own = ranges.median(axis=1).where(ranges.notna().sum(axis=1) >= _FEWEST_OWN) / _RANGE
    return own.reindex(people).fillna(pooled).clip(lower=pooled)


def _spread(ranges: pd.DataFrame) -> float:
    return float(np.nanmedian(ranges.to_numpy(float))) / _RANGE
