"""Within which bounds chance alone keeps the next point of a series, as far as the stable points before it tell.

Every function takes many series at once, one row each. Each side of a pair of limits
is crossed by chance once in 741 points (0.00135, as 3 sigma of a normal value): limits
from few periods are wider, since few periods tell less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Limits", "rate_limits", "three_sigma_t", "value_limits"]

#: Chance of a point beyond one limit: that of a normal value beyond 3 sigma.
TAIL = 0.0013498980316301

#: Mean moving range of normal values with a standard deviation of 1: 2 / sqrt(pi); 3 / 1.128 is Wheeler's 2.66.
D2 = 1.1283791670955126

#: Degrees of freedom in a mean moving range, for each range: ranges that follow each other share a value.
FREEDOM = 0.62

#: Spread is not told by fewer moving ranges than these; a range of 0 tells nothing of it.
FEWEST_RANGES = 4

#: Student's t that is exceeded with a chance of `TAIL`, by degrees of freedom (JCGM 100:2008, table G.2, 99.73 %).
_T = {2: 19.2067, 2.5: 12.2421, 3: 9.2189, 4: 6.6202, 5: 5.5071, 6: 4.9041, 8: 4.2766, 10: 3.9569, 15: 3.5864,
      20: 3.4222, 30: 3.2703, 60: 3.1299, 120: 3.0637, np.inf: 3.0}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """
    The centre and limits of the next point, one entry per series.

    Parameters
    ----------
    centre : ndarray
        Mean of the stable points; of rates all parts over all wholes.
    lower, upper : ndarray
        A point beyond is outside; empty (NaN) where the stable points do not tell of any spread.
    """

    centre: NDArray[Any]
    lower: NDArray[Any]
    upper: NDArray[Any]


def value_limits(values: NDArray[Any], stable: NDArray[Any]) -> Limits:
    """
    Limits of an XmR chart: mean ± t × mean moving range / 1.128 × sqrt(1 + 1/m).

    Parameters
    ----------
    values : ndarray
        One row per series, oldest first.
    stable : ndarray of bool
        Which of them the limits rest on; at least one per row.

    Returns
    -------
    Limits
        With many stable points m, Wheeler's natural process limits: mean ± 2.66 × mean moving range. With few the
        moving range and the mean are uncertain themselves: t has 0.62 degrees of freedom for each moving range. No
        limits where fewer than 4 moving ranges are other than 0.

    Notes
    -----
    Wheeler, Understanding Variation (1993). A mean moving range is taken for a chi variable of 0.62 (m − 1) degrees
    of freedom, so that the next point over it is Student's t.
    """
    count = stable.sum(axis=1)
    centre = np.where(stable, values, 0.0).sum(axis=1) / count
    sigma, freedom = _spread(values, stable)
    half = three_sigma_t(freedom) * sigma * np.sqrt(1 + 1 / count)
    return Limits(centre, centre - half, centre + half)


def rate_limits(parts: NDArray[Any], wholes: NDArray[Any], stable: NDArray[Any], n: NDArray[Any]) -> Limits:
    """
    Limits of a p-chart for a point of `n`: the wider of 3 sigma (Laney's, when dispersed) and of exact chances.

    Parameters
    ----------
    parts, wholes : ndarray
        Counts, one row per series, oldest first.
    stable : ndarray of bool
        Which periods the limits rest on; at least one per row.
    n : ndarray
        The whole of the point that is judged, one per series.

    Returns
    -------
    Limits
        From 0 to 1; a limit of 0 or 1 cannot be crossed.

    Notes
    -----
    Laney, Improved Control Charts for Attributes (2002): where the standardised rates have a sigma above 1, by their
    moving ranges, 3 sigma is multiplied by it, and 3 is Student's t as in `value_limits`. The exact chances are those of a rate of which nothing but the stable periods is known
    (beta-binomial, Laplace's rule of succession): they hold where counts are small and rates near 0 or 1, where 3
    sigma does not. After 180 of 180, 5 of 6 is within them (once in 32), 4 of 6 is not (once in 1,100).
    """
    part = np.where(stable, parts, 0).sum(axis=1)
    whole = np.where(stable, wholes, 0).sum(axis=1)
    centre = part / whole
    deviation = np.sqrt(centre * (1 - centre))
    half = 3 * deviation * np.sqrt(1 / n + 1 / whole) * _laney(parts, wholes, stable, centre)
    lower, upper = _exact(part, whole, n)
    return Limits(
        centre, np.clip(np.minimum(centre - half, lower), 0, 1), np.clip(np.maximum(centre + half, upper), 0, 1)
    )


def three_sigma_t(freedom: NDArray[Any]) -> NDArray[Any]:
    """Give Student's t that is exceeded by chance as rarely as 3 sigma, for 2 degrees of freedom or more."""
    knots = np.array(list(_T))
    found: NDArray[Any] = np.exp(np.interp(-1 / freedom, -1 / knots, np.log(list(_T.values()))))
    return found


def _spread(values: NDArray[Any], stable: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Estimate sigma by the mean moving range of the stable points, with its degrees of freedom; NaN for too few."""
    order = np.argsort(~stable, axis=1, kind="stable")
    packed = np.take_along_axis(np.where(stable, values, 0.0), order, axis=1)
    count = stable.sum(axis=1)
    within = np.arange(1, values.shape[1]) < count.reshape(-1, 1)
    ranges = np.where(within, np.abs(np.diff(packed, axis=1)), 0.0)
    ranged = (ranges > 0).sum(axis=1)
    known = ranged >= FEWEST_RANGES
    sigma = ranges.sum(axis=1) / np.maximum(count - 1, 1) / D2
    return np.where(known, sigma, np.nan), np.where(known, FREEDOM * ranged, np.nan)


def _laney(parts: NDArray[Any], wholes: NDArray[Any], stable: NDArray[Any], centre: NDArray[Any]) -> NDArray[Any]:
    """Give the factor of 3 sigma: 1, or Laney's where the rates vary more than their counts let expect."""
    deviation = np.sqrt(centre * (1 - centre)).reshape(-1, 1)
    apart = np.where(stable, parts - centre.reshape(-1, 1) * wholes, 0.0)
    scale = np.where(stable & (deviation > 0), deviation * np.sqrt(wholes), 1.0)
    sigma, freedom = _spread(apart / scale, stable)
    return np.where(sigma > 1, sigma * three_sigma_t(freedom) / 3, 1.0)


def _exact(part: NDArray[Any], whole: NDArray[Any], n: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the lowest and the highest rate of `n` that are not rarer than `TAIL`, given `part` of `whole`."""
    lower, upper = np.empty(len(n)), np.empty(len(n))
    logs = _log_factorials(int((whole + n).max(initial=0)) + 1)
    for size in np.unique(n):
        rows = np.flatnonzero(n == size)
        chances = _chances(part[rows].reshape(-1, 1), whole[rows].reshape(-1, 1), int(size), logs)
        below, above = np.cumsum(chances, axis=1), np.cumsum(chances[:, ::-1], axis=1)
        lower[rows] = (below <= TAIL).sum(axis=1) / size
        upper[rows] = (size - (above <= TAIL).sum(axis=1)) / size
    return lower, upper


def _chances(part: NDArray[Any], whole: NDArray[Any], n: int, logs: NDArray[Any]) -> NDArray[Any]:
    """Give the chance of each count from 0 to `n`, one row per series: beta-binomial with one more of either kind."""
    k = np.arange(n + 1)
    rest = whole - part
    ways = logs[n] - logs[k] - logs[n - k]
    after = logs[part + k] + logs[rest + n - k] - logs[whole + n + 1]
    before = logs[part] + logs[rest] - logs[whole + 1]
    found: NDArray[Any] = np.exp(ways + after - before)
    return found


def _log_factorials(highest: int) -> NDArray[Any]:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, highest + 1)))])
