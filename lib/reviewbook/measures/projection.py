"""What the rest of a period may still bring, told from how earlier periods ended.

The expected value is that of Benktander and Bühlmann, as actuaries expect the claims
that are still to come: the last working days of earlier periods, raised or lowered by
how this one goes, and the more so the more of it is over. How far from it the end may
be is not assumed but seen: each earlier period is told from the others in the same
way, and as far as four in five of them were missed by reaches the interval (the
jackknife, with the small-sample rank of conformal prediction). Nothing is drawn at
random, so that the same sales give the same interval.

Pandas and numpy: the sums by working day are small, whatever engine added them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.measures.grid import BY
from reviewbook.measures.pace import ENOUGH, HISTORY

__all__ = ["projected"]

#: The share of outcomes that are to lie inside the interval.
INSIDE = 0.8

#: A period counts as going at most so many times as well as those before it: early days may have been near nothing.
_STEEPEST = 3.0

_ENTITY = ["cadence", "entity_kind", "entity_id"]

_Floats = NDArray[np.float64]
_Wholes = NDArray[np.int64]


def projected(asked: pd.DataFrame, revenue_steps: pd.DataFrame, passed: pd.DataFrame) -> pd.DataFrame:
    """
    Project revenue to the end of periods from the periods before them.

    Parameters
    ----------
    asked : DataFrame
        `BY`, ``limit`` (so many working days of the period are over) and ``known`` (up to that working day sales are
        known: `limit`, or more where some came in on a day that is not over). Each is a cell of `passed`.
    revenue_steps : DataFrame
        `working_days.steps`, of weeks and longer.
    passed : DataFrame
        `working_days.elapsed`, of the same.

    Returns
    -------
    DataFrame
        `BY`, ``expected, low, high`` in whole minor units and ``periods``, the finished ones before it with revenue
        that this rests on, 12 at most; with fewer than 6 the amounts are empty.

    Notes
    -----
    The rest of a period with as many working days left = mean of the last as many working days of the periods before
    × (1 + weight × (level − 1)). Level: revenue per working day so far ÷ that of the periods before, up to there.
    Weight: days over ÷ (days over + all days). A period shorter than what is left counts at its daily rate.
    """
    cells = passed.sort_values([*_ENTITY, "start_on"], ignore_index=True)
    books = _Books.of(cells, revenue_steps)
    at = asked[list(BY)].merge(cells[list(BY)].reset_index(), on=list(BY))["index"].to_numpy(dtype=np.int64)
    limit, known = (asked[name].to_numpy(dtype=np.int64) for name in ("limit", "known"))
    left = books.total[at] - limit
    so_far = books.sums[at, limit]
    past = books.before(at, left)
    rest, reach = _rest(past, so_far, limit, left), _reach(past, left)
    # Less than what is known comes out only where earlier periods ended in refunds.
    floor = books.sums[at, known] + np.minimum(past.rest.min(axis=1, initial=0.0, where=past.there), 0.0)
    found = {"expected": rest, "low": rest - reach, "high": rest + reach}
    enough = past.count >= ENOUGH
    amounts = {
        name: np.where(enough, np.floor(np.maximum(so_far + part, floor) + 0.5), np.nan) for name, part in found.items()
    }
    return asked[list(BY)].reset_index(drop=True).assign(**amounts, periods=past.count)


@dataclass(frozen=True)
class _Past:
    """
    The earlier periods of each period asked for, newest first, cut where as many working days were left.

    Parameters
    ----------
    early, rest : array
        Revenue before and after that.
    days : array
        Working days before it.
    there : array of bool
        Whether there is such a period at all; the others are 0 throughout.
    """

    early: _Floats
    rest: _Floats
    days: _Wholes
    there: NDArray[np.bool_]

    @property
    def count(self) -> _Wholes:
        counted: _Wholes = self.there.sum(axis=1)
        return counted


@dataclass(frozen=True)
class _Books:
    """
    Revenue of every cell added up by working day; cells stand by entity, its oldest period first.

    Parameters
    ----------
    sums : array
        Minor units, one column per number of a working day.
    total : array
        Working days of each cell.
    usable : array
        Where the cells stand that are finished and brought something in.
    first : array
        Where the entity of each cell begins.
    """

    sums: _Wholes
    total: _Wholes
    usable: _Wholes
    first: _Wholes

    @classmethod
    def of(cls, cells: pd.DataFrame, revenue_steps: pd.DataFrame) -> _Books:
        total = cells["total"].to_numpy(dtype=np.int64)
        placed = revenue_steps.merge(cells[list(BY)].reset_index(), on=list(BY))
        sums = np.zeros((len(cells), max(total.max(initial=0), placed["number"].max() if len(placed) else 0) + 1))
        sums = sums.astype(np.int64)
        np.add.at(sums, (placed["index"].to_numpy(), placed["number"].to_numpy(dtype=np.int64)), placed["minor"])
        sums = sums.cumsum(axis=1)
        usable = np.flatnonzero((cells["finished"] == 1) & (total > 0) & (sums[:, -1] > 0))
        opens = ~cells.duplicated(_ENTITY).to_numpy()
        return cls(sums, total, usable, np.maximum.accumulate(np.where(opens, np.arange(len(cells)), 0)))

    def before(self, at: _Wholes, left: _Wholes) -> _Past:
        """Give the usable periods before each cell, with as many working days left."""
        place = np.searchsorted(self.usable, at)[:, None] - 1 - np.arange(HISTORY)
        cell = self.usable[np.maximum(place, 0)] if len(self.usable) else np.zeros_like(place)
        there = (place >= 0) & (cell >= self.first[at][:, None])
        rest_days = np.minimum(left[:, None], self.total[cell])
        days = self.total[cell] - rest_days
        early = np.where(days > 0, self.sums[cell, days], 0)
        rest = (self.sums[cell, -1] - early) * left[:, None] / np.maximum(rest_days, 1)
        return _Past(np.where(there, early, 0.0), np.where(there, rest, 0.0), np.where(there, days, 0), there)


def _rest(past: _Past, so_far: _Wholes, days: _Wholes, left: _Wholes) -> _Floats:
    """Expect the rest of each period from all of its past."""
    count = np.maximum(past.count, 1)
    mean, usual = past.rest.sum(axis=1) / count, _rate(past.early.sum(axis=1), past.days.sum(axis=1))
    return _adjusted(mean, usual, _rate(so_far, days), _weight(days, left))


def _reach(past: _Past, left: _Wholes) -> _Floats:
    """Give how far four in five of the past periods were from what the others let expect."""
    others = np.maximum(past.count - 1, 1)[:, None]
    mean = (past.rest.sum(axis=1, keepdims=True) - past.rest) / others
    early, days = (part.sum(axis=1, keepdims=True) - part for part in (past.early, past.days))
    told = _adjusted(mean, _rate(early, days), _rate(past.early, past.days), _weight(past.days, left[:, None]))
    missed = -np.sort(-np.where(past.there, np.abs(past.rest - told), 0.0), axis=1)  # the farthest first
    rank = INSIDE * (past.count + 1)
    place = np.maximum(past.count - np.floor(rank).astype(np.int64), 0)[:, None]
    near, far = (np.take_along_axis(missed, at, axis=1)[:, 0] for at in (place, np.maximum(place - 1, 0)))
    reach: _Floats = near + (rank - np.floor(rank)) * (far - near)
    return reach


def _adjusted(mean: _Floats, usual: _Floats, rate: _Floats, weight: _Floats) -> _Floats:
    level = np.clip(np.divide(rate, usual, out=np.ones_like(usual + rate), where=usual > 0), 0.0, _STEEPEST)
    expected: _Floats = mean * (1 + weight * (level - 1))
    return expected


def _rate(amount: NDArray[Any], days: _Wholes) -> _Floats:
    daily: _Floats = amount / np.maximum(days, 1)
    return daily


def _weight(days: _Wholes, left: _Wholes) -> _Floats:
    own: _Floats = days / np.maximum(2 * days + left, 1)
    return own
