"""Who stands where: ranks with intervals, groups of ties, and whether the best is clearly the best.

Two questions, two measures of caution:

- **All ranks and groups together** claim a difference only where it is larger than the largest that chance makes
  among so many equal people, in 95 of 100 months (Tukey and Kramer). What is within it is a tie.
- **A clear winner** is larger than each of the others by more than 1.96 standard errors of their difference. That
  the winner was chosen from many needs no further caution: among equals one of many is ahead of *all* others by so
  much more rarely than one of two is (Hung and Fithian, 2019). So a single winner comes out in at most 5 of 100
  months whoever is equal, be it two at the top or everybody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from reviewbook.appraisal.chance import Floats

__all__ = ["Places", "placed", "sure_gap"]

#: Standard errors by which a winner is ahead of everybody else.
_CLEAR = NormalDist().inv_cdf(0.975)

_Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """
    Where each of several people stands; arrays in their order.

    Parameters
    ----------
    rank : array of int
        By the value, 1 for the highest; equal values share the better rank.
    best, worst : array of int
        The ranks that the person may truly have.
    group : array of int
        Ties: those of different groups can be told apart for sure, whoever of the one is held against whoever of the
        other. Within a group some may be; their ranks say so.
    clear : bool
        Whether the highest is distinguishable from everybody else and so alone is group 1.
    """

    rank: _Counts
    best: _Counts
    worst: _Counts
    group: _Counts
    clear: bool


def placed(values: Floats, variances: Floats) -> Places:
    """
    Say who stands where.

    Parameters
    ----------
    values : array
        The more the better; no one is left out.
    variances : array
        How far chance moves each value; one person's luck is independent of another's.
    """
    count = len(values)
    ahead = _standard_errors(values, variances)
    sure = ahead > sure_gap(count)
    rank = 1 + (values[None, :] > values[:, None]).sum(axis=1)
    best, worst = 1 + sure.sum(axis=0), count - sure.sum(axis=1)
    first = int(np.argmax(values)) if count else 0
    others = np.arange(count) != first
    clear = count > 1 and bool((ahead[first][others] > _CLEAR).all())
    group = _grouped(values, sure)
    if clear:
        worst[first], best[others] = 1, np.maximum(best[others], 2)
        group = np.where(others, group + 1 - group.min(where=others, initial=count) + 1, 1)
    return Places(rank, best, worst, group, clear)


@lru_cache(maxsize=64)
def sure_gap(count: int) -> float:
    """Give the standard errors of a difference that among so many equals only 5 of 100 months exceed anywhere."""
    if count < 2:
        return math.inf
    low, high = 0.0, 20.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, count) < 0.95 else (low, middle)
    return high / math.sqrt(2)


def _within(span: float, count: int) -> float:
    """Give the chance that so many normal values all lie within a span (the studentised range)."""
    at = np.linspace(-8.0, 8.0, 801)
    density = np.exp(-at * at / 2) / math.sqrt(2 * math.pi)
    return float((density * (_normal(at + span) - _normal(at)) ** (count - 1)).sum() * 0.02 * count)


def _normal(at: Floats) -> Floats:
    return np.array([math.erfc(-x / math.sqrt(2)) / 2 for x in at])


def _standard_errors(values: Floats, variances: Floats) -> Floats:
    """Give by how many standard errors of the difference each (row) is ahead of each other (column)."""
    difference = values[:, None] - values[None, :]
    error = np.sqrt(variances[:, None] + variances[None, :])
    certain = np.where(difference > 0, np.inf, np.where(difference < 0, -np.inf, 0.0))
    return np.where(error > 0, difference / np.where(error > 0, error, 1.0), certain)


def _grouped(values: Floats, sure: NDArray[np.bool_]) -> _Counts:
    """Begin a new group where everybody before is surely ahead of everybody after."""
    order = np.argsort(-values, kind="stable")
    tied = ~sure[np.ix_(order, order)]
    reach = np.maximum.accumulate(np.where(tied, np.arange(len(values))[None, :], -1).max(axis=1, initial=-1))
    begins = np.concatenate([[True], reach[:-1] < np.arange(1, len(values))]) if len(values) else np.zeros(0, bool)
    group = np.empty(len(values), dtype=np.int64)
    group[order] = np.cumsum(begins)
    return group
