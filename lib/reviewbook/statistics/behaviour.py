"""Process-behaviour charts: which point of a series is a signal, and which is routine variation.

Each point is judged as a reader of its own time could have: by the stable points
before it, never by itself or by what came later. So a verdict does not change when
the next period comes. Two rules, and no others, make a signal:

- **outside**: the point lies beyond its limits (`limits`);
- **run**: it is the eighth in a row on one side (Nelson, 1984).

A point that is outside is left out of the limits of later points: while a shift
lasts each of its points is measured against what was normal before. With the eighth
in a row the shift is what is normal now: a new phase begins with these eight. The
first point outside begins the count anew, for what came before it on the same side
was within the limits: else a new phase would be made of both levels.

A side is that of the centre **and** of more than half of the stable points. A rate of
100 % is on no side of a history that mostly was at 100 %, and a skewed value is on
its longer side no more often than half of the time; so a run is as rare as eight
heads or eight tails in a row, whatever the values are distributed like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.statistics.limits import Limits, rate_limits, value_limits

__all__ = ["Charts", "Point", "rate_chart", "rate_charts", "value_chart", "value_charts"]

#: So many stable points make a phase, and so many in a row on one side begin a new one.
PHASE = 8

#: Gives the limits of one period for some of the series, by the stable points before it.
_Limiting = Callable[[int, NDArray[Any], NDArray[Any]], Limits]


@dataclass(frozen=True)
class Point:
    """
    One period of a chart.

    Parameters
    ----------
    value : float or None
        The rate or value; None where there was nothing, and ``too_few`` is the verdict.
    centre, lower, upper : float or None
        What the stable points before it give. None with fewer than 8 of them; limits also where these are all but
        equal, so that they tell of no spread.
    verdict : str
        ``signal``, ``routine`` or ``too_few``.
    rule : str
        ``outside`` or ``run``, for a signal. The eighth in a row is a run, be it outside or not.
    side : str
        ``above`` or ``below``, for a signal.
    since : int
        Index of the point with which the signal began: the first of the run, or the point itself.
    baseline : int
        How many stable points stand before it.
    """

    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    verdict: str
    rule: str
    side: str
    since: int
    baseline: int


@dataclass(frozen=True)
class Charts:
    """
    Many charts over the same periods: arrays with one row per series and one column per period.

    Parameters
    ----------
    value, centre, lower, upper : ndarray
        As in `Point`; NaN for None.
    verdict, rule, side : ndarray of str
        As in `Point`.
    since, baseline : ndarray of int
        As in `Point`.
    """

    value: NDArray[Any]
    centre: NDArray[Any]
    lower: NDArray[Any]
    upper: NDArray[Any]
    verdict: NDArray[Any]
    rule: NDArray[Any]
    side: NDArray[Any]
    since: NDArray[Any]
    baseline: NDArray[Any]

    @classmethod
    def of_nothing(cls, value: NDArray[Any]) -> Charts:
        """Give charts of values none of which is judged yet."""
        shape = value.shape
        return cls(
            value,
            *(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)),
            verdict=np.full(shape, "too_few", dtype="U7"),
            rule=np.full(shape, "", dtype="U7"),
            side=np.full(shape, "", dtype="U5"),
            since=np.broadcast_to(np.arange(shape[1]), shape).copy(),
            baseline=np.zeros(shape, dtype=int),
        )

    def points(self, row: int) -> list[Point]:
        """Give the points of one series."""
        return [
            Point(
                value=_number(self.value[row, at]),
                centre=_number(self.centre[row, at]),
                lower=_number(self.lower[row, at]),
                upper=_number(self.upper[row, at]),
                verdict=str(self.verdict[row, at]),
                rule=str(self.rule[row, at]),
                side=str(self.side[row, at]),
                since=int(self.since[row, at]),
                baseline=int(self.baseline[row, at]),
            )
            for at in range(self.value.shape[1])
        ]


def rate_chart(parts: Sequence[int | None], wholes: Sequence[int | None]) -> list[Point]:
    """
    Judge a rate by a p-chart whose limits follow the counts.

    Parameters
    ----------
    parts, wholes : sequence of int or None
        Oldest first. A period without counts, or with a whole of 0, has no value; it does not break a run.

    Returns
    -------
    list of Point
        One per period.
    """
    given = [np.array([[np.nan if count is None else count for count in counts]], float) for counts in (parts, wholes)]
    return rate_charts(*given).points(0)


def value_chart(values: Sequence[float | None]) -> list[Point]:
    """
    Judge a value by an XmR chart.

    Parameters
    ----------
    values : sequence of float or None
        Oldest first. None is a period without a value; it does not break a run.

    Returns
    -------
    list of Point
        One per period.
    """
    return value_charts(np.array([[np.nan if value is None else value for value in values]], float)).points(0)


def rate_charts(parts: NDArray[Any], wholes: NDArray[Any]) -> Charts:
    """
    Judge many rates at once, as `rate_chart` does one.

    Parameters
    ----------
    parts, wholes : ndarray
        Whole counts, one row per series, NaN for a period without.

    Raises
    ------
    ValueError
        When `parts` are not whole: the chances of the limits are those of counts.
    """
    if np.any(np.modf(parts)[0] > 0):
        raise ValueError("A rate is judged by whole counts; judge a mean of shares as a value.")
    there = (wholes > 0) & ~np.isnan(parts)
    part, whole = (np.where(there, counts, 0).astype(np.int64) for counts in (parts, wholes))

    def limits(at: int, rows: NDArray[Any], stable: NDArray[Any]) -> Limits:
        return rate_limits(part[rows, :at], whole[rows, :at], stable, whole[rows, at])

    return _judged(np.where(there, part / np.maximum(whole, 1), np.nan), limits)


def value_charts(values: NDArray[Any]) -> Charts:
    """
    Judge many values at once, as `value_chart` does one.

    Parameters
    ----------
    values : ndarray
        One row per series, NaN for a period without.
    """

    def limits(at: int, rows: NDArray[Any], stable: NDArray[Any]) -> Limits:
        return value_limits(values[rows, :at], stable)

    return _judged(values, limits)


def _judged(values: NDArray[Any], limits: _Limiting) -> Charts:
    """Judge period after period, all series of a period at once."""
    charts, phases = Charts.of_nothing(values), _Phases(values)
    for at in range(values.shape[1]):
        charts.baseline[:, at] = phases.stable.sum(axis=1)
        rows = np.flatnonzero(phases.there[:, at] & (charts.baseline[:, at] >= PHASE))
        found = limits(at, rows, phases.stable[rows, :at])
        outside = _beyond(values[rows, at], found.lower, found.upper)
        began, run = phases.follow(at, rows, _side(values, at, rows, phases.stable, found.centre), outside)
        signal = np.where(run != 0, run, outside)
        charts.centre[rows, at], charts.lower[rows, at], charts.upper[rows, at] = found.centre, found.lower, found.upper
        charts.verdict[rows, at] = np.where(signal != 0, "signal", "routine")
        charts.rule[rows, at] = np.where(run != 0, "run", np.where(outside != 0, "outside", ""))
        charts.side[rows, at] = np.where(signal > 0, "above", np.where(signal < 0, "below", ""))
        charts.since[rows, at] = np.where(run != 0, began, at)
    return charts


class _Phases:
    """
    What is stable so far, and how long each series has been on one side.

    Parameters
    ----------
    values : ndarray
        One row per series, NaN for a period without.
    """

    def __init__(self, values: NDArray[Any]) -> None:
        self.there: NDArray[Any] = ~np.isnan(values)
        self.stable = np.zeros_like(self.there)
        self.side = np.zeros(len(values), dtype=int)
        self.length = np.zeros(len(values), dtype=int)
        self.began = np.zeros(len(values), dtype=int)
        self.broken_out = np.zeros(len(values), dtype=bool)

    def follow(
        self, at: int, rows: NDArray[Any], side: NDArray[Any], outside: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Take in one period; give where the runs of `rows` began, and the side of those that are full (else 0)."""
        first_outside = (outside != 0) & ~self.broken_out[rows]
        same = (side != 0) & (side == self.side[rows]) & ~first_outside
        self.broken_out[rows] = (outside != 0) | (same & self.broken_out[rows])
        self.began[rows] = np.where(same, self.began[rows], at)
        self.length[rows] = np.where(same, self.length[rows] + 1, side != 0)
        self.side[rows] = side
        self.stable[:, at] = self.there[:, at]
        self.stable[rows, at] = outside == 0
        began, full = self.began[rows].copy(), self.length[rows] == PHASE
        self._begin(at, rows[full])
        return began, np.where(full, side, 0)

    def _begin(self, at: int, rows: NDArray[Any]) -> None:
        """Begin a new phase with the points of a full run."""
        periods = np.arange(self.there.shape[1])
        ran = (periods >= self.began[rows].reshape(-1, 1)) & (periods <= at)
        self.stable[rows] = ran & self.there[rows]
        self.length[rows] = self.side[rows] = 0
        self.broken_out[rows] = False


def _beyond(value: NDArray[Any], lower: NDArray[Any], upper: NDArray[Any]) -> NDArray[Any]:
    """Give 1 above the upper limit, −1 below the lower one, else 0."""
    return np.select([value > upper, value < lower], [1, -1], 0)


def _side(
    values: NDArray[Any], at: int, rows: NDArray[Any], stable: NDArray[Any], centre: NDArray[Any]
) -> NDArray[Any]:
    """Give on which side of the centre and of more than half of the stable points each point is; 0 for neither."""
    value, before, counted = values[rows, at], values[rows, :at], stable[rows, :at]
    half = counted.sum(axis=1) / 2
    above = ((before < value.reshape(-1, 1)) & counted).sum(axis=1) > half
    below = ((before > value.reshape(-1, 1)) & counted).sum(axis=1) > half
    return np.select([above & (value > centre), below & (value < centre)], [1, -1], 0)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
