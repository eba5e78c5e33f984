"""How much of a distribution lies beyond a value, as exact far out as near: that is where surprises are.

The core needs no scipy: these two are all that `surprise` asks for.
"""

from __future__ import annotations

from math import exp, lgamma, pi, sqrt

import numpy as np

__all__ = ["beta_binomial_tail", "student_tail"]

#: Nodes and weights by which the tail of Student's t is integrated.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(80)


def beta_binomial_tail(seen: int, out_of: int, alpha: float, beta: float) -> float:
    """
    Give the chance of so many, or more, of some that come with a chance which is itself not known.

    Parameters
    ----------
    seen, out_of : int
        How many came, of how many.
    alpha, beta : float
        What is known of their chance, as if so many had come, and not come, before. With a beta of 0 all come.
    """
    if seen <= 0 or beta <= 0:
        return 1.0
    k = np.arange(out_of)
    steps = np.log(out_of - k) + np.log(alpha + k) - np.log(k + 1) - np.log(beta + out_of - k - 1)
    first = lgamma(beta + out_of) - lgamma(beta) + lgamma(alpha + beta) - lgamma(alpha + beta + out_of)
    chances = np.exp(first + np.cumsum(steps))
    return float(min(1.0, chances[seen - 1 :].sum()))


def student_tail(distance: float, freedom: float) -> float:
    """
    Give the chance that Student's t exceeds a distance.

    Parameters
    ----------
    distance : float
        In standard errors; it may be negative.
    freedom : float
        Degrees of freedom.

    Notes
    -----
    With t = sqrt(ν) tan θ its density is that of cos θ to the power of ν − 1, which a fixed rule integrates to ten
    digits however far the tail is out.
    """
    if distance < 0:
        return 1 - student_tail(-distance, freedom)
    low = np.arctan(distance / sqrt(freedom))
    half = (pi / 2 - low) / 2
    inside = np.cos(low + half * (1 + _NODES)) ** (freedom - 1)
    scale = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(pi)
    return float(min(1.0, half * (_WEIGHTS * inside).sum() * scale))
