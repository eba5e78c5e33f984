"""Intervals as narwhals expressions, so that every engine computes the same ones.

The core needs no scipy: a 95 % interval of a share (Wilson) and of a mean
(Student's t) is all that the measures ask for.
"""

from __future__ import annotations

from typing import TypeVar

import narwhals as nw

__all__ = ["mean_interval", "students_t", "wilson"]

_Number = TypeVar("_Number", float, nw.Expr)

#: Normal quantile of a two-sided 95 % interval.
Z = 1.959963984540054

#: Student's t of the same for 1 to 4 degrees of freedom, where the series below is not yet exact.
_T_OF_FEW = {1: 12.706204736, 2: 4.302652730, 3: 3.182446305, 4: 2.776445105}


def wilson(numerator: nw.Expr, denominator: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """
    95 % Wilson interval of a share.

    Parameters
    ----------
    numerator, denominator : Expr
        Counts, `numerator` at most `denominator`.

    Returns
    -------
    tuple of Expr
        Lower and upper bound from 0 to 1; both empty where the denominator is 0 or empty.
    """
    n = _where(denominator > 0, denominator.cast(nw.Float64))
    share = numerator.cast(nw.Float64) / n
    scale = 1 + Z * Z / n
    centre = (share + Z * Z / (2 * n)) / scale
    half = (share * (1 - share) / n + Z * Z / (4 * n * n)).sqrt() * Z / scale
    # At a share of exactly 0 or 1 the bound is the share itself; rounding would put it a hair beyond.
    lower = nw.when(numerator > 0).then(centre - half).otherwise(0.0)
    upper = nw.when(numerator < denominator).then(centre + half).otherwise(1.0)
    return _where(denominator > 0, lower), _where(denominator > 0, upper)


def mean_interval(n: nw.Expr, mean: nw.Expr, sd: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """
    95 % t-interval of a mean.

    Parameters
    ----------
    n : Expr
        Number of values.
    mean, sd : Expr
        Their mean and standard deviation (divisor n − 1).

    Returns
    -------
    tuple of Expr
        Lower and upper bound; both empty for fewer than two values.
    """
    count = _where(n > 1, n.cast(nw.Float64))
    half = _t(count - 1) * sd / count.sqrt()
    return mean - half, mean + half


def students_t(freedom: int) -> float:
    """Give the quantile of Student's t for a two-sided 95 % interval, as a number; 1 degree of freedom or more."""
    return _T_OF_FEW.get(freedom) or _series(float(freedom))


def _where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(None)


def _t(freedom: nw.Expr) -> nw.Expr:
    """Student's t for 95 %: exact up to 4 degrees of freedom, then the series."""
    value = _series(freedom)
    for few, exact in _T_OF_FEW.items():
        value = nw.when(freedom == few).then(nw.lit(exact)).otherwise(value)
    return value


def _series(freedom: _Number) -> _Number:
    """Hill's series for Student's t (right to 0.0005 from 5 degrees of freedom on)."""
    g1 = (Z**3 + Z) / 4
    g2 = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    g3 = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    g4 = (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160
    return (((g4 / freedom + g3) / freedom + g2) / freedom + g1) / freedom + Z
