"""A small line chart as SVG: the course of one measure, with gaps where there is no value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

__all__ = ["Chart", "chart"]

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _FOOT = 640, 180, 8, 8, 14, 14

#: Share of the height that is left free above and below the line.
_AIR = 0.08


@dataclass(frozen=True)
class Chart:
    """
    Where the line runs, in units of its own canvas.

    Parameters
    ----------
    lines : tuple of str
        Corner points of each unbroken part of the line, as SVG writes them.
    points : tuple of pair
        Each value, as it is drawn.
    low, high : int
        Place of the least and of the greatest value among those given.
    zero : float, optional
        Height of the line of nought, where the values pass it.
    """

    lines: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    low: int
    high: int
    zero: float | None
    width: int = _WIDTH
    height: int = _HEIGHT


def chart(values: Sequence[float | None]) -> Chart | None:
    """
    Lay out a line.

    Parameters
    ----------
    values : sequence of float or None
        One for each period, the oldest first; None breaks the line.

    Returns
    -------
    Chart or None
        None with fewer than two values: a point is no course.
    """
    known = {place: value for place, value in enumerate(values) if value is not None}
    if len(known) < 2:
        return None
    low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    span = (known[high] - known[low]) or max(abs(known[high]), 1.0)
    bottom, top = known[low] - _AIR * span, known[high] + _AIR * span

    def across(place: int) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * place / (len(values) - 1), 1)

    def up(value: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _FOOT) * (top - value) / (top - bottom), 1)

    at = {place: (across(place), up(value)) for place, value in known.items()}
    parts = [list(part) for _, part in groupby(enumerate(sorted(known)), key=lambda pair: pair[1] - pair[0])]
    lines = tuple(" ".join(f"{at[place][0]},{at[place][1]}" for _, place in part) for part in parts if len(part) > 1)
    return Chart(lines, tuple(at.values()), low, high, up(0.0) if known[low] < 0 < known[high] else None)
