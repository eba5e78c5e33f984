"""What a size costs: a line through what was measured, and how it grew from one size to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Model", "exponent", "fitted"]


@dataclass(frozen=True)
class Model:
    """
    ``value = sum of coefficient x size``, no coefficient below nothing.

    Parameters
    ----------
    names : tuple of str
        Of the sizes; the first is ``1``, what is there at any size.
    coefficients : tuple of float
        One for each.
    worst : float
        By which share a measured value was missed at the most.
    """

    names: tuple[str, ...]
    coefficients: tuple[float, ...]
    worst: float

    def at(self, *sizes: float) -> float:
        """Give the value at some sizes, in the order of the names without the first."""
        return sum(one * size for one, size in zip(self.coefficients, (1.0, *sizes), strict=True))


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """Give by which power a value grew from one size to the next, each ``(size, value)``: 1 is in step with it."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def fitted(names: Sequence[str], sizes: Sequence[Sequence[float]], values: Sequence[float]) -> Model:
    """
    Fit a model to what was measured.

    Parameters
    ----------
    names : sequence of str
        Of the sizes.
    sizes : sequence of sequence of float
        One row for each measurement.
    values : sequence of float
        What was measured.

    Notes
    -----
    Misses count by their share of what was measured, so that the small sizes weigh as much as the large ones. What
    would come out below nothing is left out: more rows never cost less.
    """
    rows = np.column_stack([np.ones(len(values)), np.asarray(sizes, dtype=float)])
    weights = 1 / np.asarray(values, dtype=float)
    kept = list(range(rows.shape[1]))
    while True:
        found, *_ = np.linalg.lstsq(rows[:, kept] * weights[:, None], np.ones(len(values)), rcond=None)
        if (found >= 0).all():
            break
        kept.remove(kept[int(found.argmin())])
    whole = np.zeros(rows.shape[1])
    whole[kept] = found
    worst = float(np.abs(rows @ whole * weights - 1).max())
    return Model(("1", *names), tuple(map(float, whole)), worst)
