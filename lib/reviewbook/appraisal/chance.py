"""What chance alone does to a number: other values that the same performance could have brought.

What rests on orders is drawn anew by a Poisson bootstrap: each order comes up about
once, sometimes twice or not at all, so that their number varies as well as their size.
To draw as many orders as there were would leave out a good part of the luck. A rate is
drawn from its Beta distribution and a count from its Gamma, both with half a case more
on either side (Jeffreys), so that nought out of few is not taken for certain.

Whoever had bad luck has few orders, and few orders look like little luck. So nobody's
chance is taken to be smaller than that of somebody who does as well as all together.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DRAWS", "Flags",
    "Floats", "count_variance", "counts", "mean_variance", "order_variance", "orders",
    "rate_variance", "rates", "widened",
]  # fmt: skip

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: How often everything is drawn.
DRAWS = 1000

#: Of so many orders the sum is as good as normal, and is drawn so.
_MANY = 200

#: How often an order comes up (Poisson with mean 1), as often as it is likely: a lookup is eight times as fast as rng.poisson.
_LIKELY = 1 << 16
_TIMES = np.searchsorted(
    np.round(np.cumsum(np.exp(-1) / np.cumprod([1, *range(1, 8)])) * _LIKELY), np.arange(_LIKELY), side="right"
).astype(np.float64)

_HALF = 0.5
_Z = 1.959963984540054


def order_variance(squares: Floats, per: Floats) -> Floats:
    """
    Variance of what each of several people sold per target, the number of orders being chance too.

    Parameters
    ----------
    squares : array
        The sum of the squares of the amounts of each person's orders.
    per : array
        The target of each; 1 for everybody where it is the sum itself that counts.
    """
    usual = squares.sum() / per.sum() if len(per) else 0.0
    spread: Floats = np.maximum(squares, usual * per) / per**2
    return spread


def rate_variance(part: Floats, whole: Floats) -> Floats:
    """Variance of the rate of each of several people."""
    a, b = part + _HALF, np.maximum(whole - part, 0.0) + _HALF
    share = part.sum() / max(whole.sum(), 1.0)
    spread: Floats = np.maximum(a * b / ((a + b) ** 2 * (a + b + 1)), share * (1 - share) / whole)
    return spread


def count_variance(count: Floats, per: Floats) -> Floats:
    """Variance of what is counted of each of several people, per that many occasions."""
    usual = count.sum() / max(per.sum(), 1.0)
    spread: Floats = np.maximum(count + _HALF, usual * per) / per**2
    return spread


def mean_variance(lower: Floats, upper: Floats, n: Floats) -> Floats:
    """Variance of a mean of each of several people of which the 95 % interval is known."""
    own = ((upper - lower) / (2 * _Z)) ** 2
    spread: Floats = np.maximum(own, (own * n).sum() / max(n.sum(), 1.0) * (n.mean() if len(n) else 0.0) / n)
    return spread


def orders(amounts: Floats, rng: np.random.Generator) -> Floats:
    """Draw the sum of one person's orders."""
    if len(amounts) > _MANY:
        return float(amounts.sum()) + math.sqrt((amounts * amounts).sum()) * rng.standard_normal(DRAWS)
    drawn: Floats = _TIMES[rng.integers(0, _LIKELY, (DRAWS, len(amounts)), dtype=np.uint16)] @ amounts
    return drawn


def rates(part: float, whole: float, rng: np.random.Generator) -> Floats:
    """Draw one person's rate."""
    return rng.beta(part + _HALF, max(whole - part, 0.0) + _HALF, DRAWS)


def counts(count: float, rng: np.random.Generator) -> Floats:
    """Draw one person's count."""
    return rng.gamma(count + _HALF, 1.0, DRAWS)


def widened(draws: Floats, variance: float, rng: np.random.Generator) -> Floats:
    """Give draws as much variance as they must have at least."""
    missing = max(variance - float(draws.var(ddof=1)), 0.0)
    return draws + math.sqrt(missing) * rng.standard_normal(DRAWS)
