"""How likely chance alone would do what the latest periods of a series show, given those before them.

A chart (`behaviour`) judges a point by itself; here a change may have come slowly,
or some periods ago: windows of the last 1, 2, 4, 8 and 16 periods are each held
against all periods before them, and the chance is multiplied by their number
(Bonferroni), for whoever looks often is surprised often. Whoever looks at many
series multiplies by their number, too.

The chances hold for every share and every number of reports: with nothing but
counting behind them they are Fisher's exact ones, which are never too small; where
a share varies from period to period by more than counting, both the window and the
history tell less (beta-binomial).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewbook.statistics.tails import beta_binomial_tail, student_tail

__all__ = [
    "FEWEST_BEFORE",
    "FEWEST_VALUES",
    "WINDOWS",
    "Shift",
    "Side",
    "dispersion",
    "rate_shift",
    "share_chance",
    "student_tail",
    "value_chance",
    "value_shift",
]

Side = Literal["above", "below"]

#: The latest periods that are held against those before them.
WINDOWS = (1, 2, 4, 8, 16)

#: With fewer periods before it a window is not looked at: nobody knows what is usual.
FEWEST_BEFORE = 4

#: Fewer values than these may be alike by luck: their spread tells too little to be surprised by the next.
FEWEST_VALUES = 8

#: Euler's constant: it is in the expectation of the largest of many values.
_EULER = 0.5772156649015329


@dataclass(frozen=True)
class Shift:
    """
    What the latest periods are against those before them.

    Parameters
    ----------
    chance : float
        How likely chance alone would move one of the windows so far; 1 where nothing can be told.
    size : int
        How many periods it lasts: since the change point that divides the series best.
    lasting : bool
        Whether the last two of these periods are still nearer to them than to those before: not over yet.
    """

    chance: float
    size: int
    lasting: bool


_NOTHING = Shift(1.0, 1, False)


def share_chance(parts: ArrayLike, wholes: ArrayLike, size: int, side: Side, dispersion: float = 0.0) -> float:
    """
    Give the chance that the share of the last periods lies so far out, or farther, if nothing has changed.

    Parameters
    ----------
    parts, wholes : array_like
        Counts by period, oldest first. A share is held against peers when their counts come first.
    size : int
        How many of the last periods are the window; those before are its history.
    side : str
        ``above`` when a high share surprises, ``below`` when a low one does.
    dispersion : float
        Intra-class correlation of a period's reports (`dispersion`); 0 when a share varies only by counting.

    Returns
    -------
    float
        Exact without dispersion: the one-sided chance of Fisher's test, here as the tail of the beta-binomial
        distribution that it is. 1 where the window or the history is empty, or the share lies on the other side.

    Notes
    -----
    With dispersion a period of n counts tells as much as n / (1 + (n − 1) ρ) independent ones, be it of the window
    or of the history.
    """
    return _share_chance(_counts(parts), _counts(wholes), size, side, dispersion)


def dispersion(parts: ArrayLike, wholes: ArrayLike) -> NDArray[Any]:
    """
    Estimate by how much shares vary from period to period besides counting.

    Parameters
    ----------
    parts, wholes : array_like
        Counts, one row per series and one column per period; NaN or 0 of a whole for none.

    Returns
    -------
    ndarray
        The intra-class correlation of each series, from 0 (binomial): its own, drawn halfway to that of all series
        where it is as well known as they are on average, and never below it. Where all series together are short it
        is taken for larger by two standard errors: how much a share varies is then not well known either.

    Notes
    -----
    By moments, from the differences of shares that follow each other. Such a difference squared, over its binomial
    variance, exceeds 1 by ρ for each pair of counts within a period. A change that lasts is no dispersion, and is in
    one difference only: the largest is left out, and so is what the largest of as many squared normal values is.
    """
    part, whole = _counts(parts), _counts(wholes)
    told = np.array([_beyond_counting(*row) for row in zip(part, whole, strict=True)]).reshape(-1, 3)
    excess, weight, n = told.T
    if not weight.any():
        return np.zeros(len(weight))
    pooled, usual = max(0.0, excess.sum() / weight.sum()), weight[weight > 0].mean()
    pooled *= 1 + 2 * sqrt(3 / n.sum())
    own = (excess + usual * pooled) / (weight + usual)
    found: NDArray[Any] = np.clip(own, pooled, 0.9)
    return found


def value_chance(values: ArrayLike, size: int, side: Side) -> float:
    """
    Give the chance that the mean of the last periods lies so far out, or farther, if nothing has changed.

    Parameters
    ----------
    values : array_like
        By period, oldest first; NaN for none.
    size : int
        How many of the last periods are the window; those before are its history.
    side : str
        ``above`` or ``below``.

    Returns
    -------
    float
        Tail of Student's t of the distance between both means, over the spread of the values around them. 1 where
        the history has fewer than eight values, or all the same.
    """
    value = np.asarray(values, float)
    window, before = (part[~np.isnan(part)] for part in (value[-size:], value[:-size]))
    if len(window) == 0 or len(before) < FEWEST_VALUES or np.ptp(before) == 0:
        return 1.0
    freedom = len(before) + len(window) - 2
    spread = (before.var() * len(before) + window.var() * len(window)) / freedom
    distance = float(window.mean() - before.mean()) / sqrt(spread * (1 / len(window) + 1 / len(before)))
    return student_tail(distance if side == "above" else -distance, freedom)


def rate_shift(parts: ArrayLike, wholes: ArrayLike, side: Side, dispersion: float = 0.0) -> Shift:
    """
    Hold the latest periods of a share against those before.

    Parameters
    ----------
    parts, wholes : array_like
        Counts by period, oldest first; NaN or 0 of a whole for none.
    side, dispersion
        As for `share_chance`.

    Returns
    -------
    Shift
        Its chance is corrected for the windows that were looked at.
    """
    part, whole = _counts(parts), _counts(wholes)
    looked = _windows(int((whole > 0).argmax()), len(whole))
    if not looked or (whole > 0).sum() < 2:
        return _NOTHING
    chance = min(_share_chance(part, whole, size, side, dispersion) for size in looked) * len(looked)
    return _shift(chance, part, whole, side, _best_share(part, whole))


def value_shift(values: ArrayLike, side: Side) -> Shift:
    """
    Hold the latest periods of a value against those before.

    Parameters
    ----------
    values : array_like
        By period, oldest first; NaN for none.
    side : str
        ``above`` or ``below``.

    Returns
    -------
    Shift
        Its chance is corrected for the windows that were looked at.
    """
    value = np.asarray(values, float)
    there = (~np.isnan(value)).astype(float)
    looked = _windows(int(there.argmax()), len(value))
    if not looked or there.sum() < 2:
        return _NOTHING
    chance = min(value_chance(value, size, side) for size in looked) * len(looked)
    return _shift(chance, np.nan_to_num(value), there, side, _best_mean(np.nan_to_num(value), there))


def _share_chance(part: NDArray[Any], whole: NDArray[Any], size: int, side: Side, dispersion: float) -> float:
    seen, out_of, before, base = part[-size:].sum(), whole[-size:].sum(), part[:-size].sum(), whole[:-size].sum()
    if out_of == 0 or base == 0:
        return 1.0
    if side == "below":
        seen, before = out_of - seen, base - before
    if seen * base <= before * out_of:
        return 1.0
    within = _correlation(whole[-size:], dispersion)
    history = 1 + _correlation(whole[:-size], dispersion) * (base - 1)
    strength = 1 / (within + (1 - within) * history / (base + 1 + history)) - 1
    alpha, beta = ((count / (base + 1)) * strength for count in (before + 1, base - before))
    return beta_binomial_tail(int(seen), int(out_of), alpha, beta)


def _beyond_counting(part: NDArray[Any], whole: NDArray[Any]) -> tuple[float, float, int]:
    """Give by how much the differences of a series exceed what counting makes of them, by how much for ρ = 1, and n."""
    hits, counts = part[whole > 0], whole[whole > 0]
    spread = hits.sum() * (counts.sum() - hits.sum()) / max(counts.sum(), 1) ** 2
    if spread == 0 or len(counts) <= FEWEST_BEFORE:
        return 0.0, 0.0, 0
    both = 1 / counts[1:] + 1 / counts[:-1]
    squares, n = np.diff(hits / counts) ** 2 / (spread * both), len(both)
    largest = 2 * (np.log(n) + _EULER) - np.log(np.log(n)) - np.log(pi)
    kept = squares.sum() - squares.max()
    return float(kept * n / (n - largest) - n), float(((2 - both) / both).sum()), n


def _counts(given: ArrayLike) -> NDArray[Any]:
    found: NDArray[Any] = np.nan_to_num(np.asarray(given, float))
    return found


def _correlation(wholes: NDArray[Any], dispersion: float) -> float:
    """Give the correlation of any two counts of some periods together, when it is `dispersion` within each."""
    together = wholes.sum()
    pairs = (wholes * (wholes - 1)).sum()
    return float(dispersion * pairs / (together * (together - 1))) if together > 1 else 0.0


def _windows(first: int, periods: int) -> list[int]:
    return [size for size in WINDOWS if periods - size - first >= FEWEST_BEFORE]


def _shift(chance: float, part: NDArray[Any], whole: NDArray[Any], side: Side, size: int) -> Shift:
    """Say how long a change lasts, and whether its last two periods still show it."""
    usual = part[:-size].sum() / whole[:-size].sum()
    recent = slice(len(part) - min(size, 2), None)
    if whole[recent].sum() == 0:
        return Shift(min(1.0, chance), size, False)
    since, lately = part[-size:].sum() / whole[-size:].sum(), part[recent].sum() / whole[recent].sum()
    middle = (usual + since) / 2
    return Shift(min(1.0, chance), size, bool(lately > middle if side == "above" else lately < middle))


def _best_share(part: NDArray[Any], whole: NDArray[Any]) -> int:
    """Give how many of the last periods differ most from those before, by the likelihood of two shares."""
    return _best(part, whole, _log_likelihood)


def _best_mean(value: NDArray[Any], there: NDArray[Any]) -> int:
    """Give how many of the last periods differ most from those before, by the squares of two means."""
    return _best(value, there, lambda sums, counts: sums**2 / counts)


def _best(part: NDArray[Any], whole: NDArray[Any], gain: Any) -> int:
    """Find the change point whose two sides gain most; both have something in them."""
    parts, wholes = np.cumsum(part), np.cumsum(whole)
    at = np.flatnonzero((wholes[:-1] > 0) & (wholes[-1] - wholes[:-1] > 0))
    kept = at[at >= at[0] + FEWEST_BEFORE - 1] if len(at) >= FEWEST_BEFORE else at
    gains = gain(parts[kept], wholes[kept]) + gain(parts[-1] - parts[kept], wholes[-1] - wholes[kept])
    return len(part) - 1 - int(kept[int(np.argmax(gains))])


def _log_likelihood(hits: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    share = hits / counts
    with_log = [np.where(s > 0, s * np.log(np.where(s > 0, s, 1)), 0.0) for s in (share, 1 - share)]
    found: NDArray[Any] = counts * (with_log[0] + with_log[1])
    return found
