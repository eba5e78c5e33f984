"""The course of a measure as it is and as it would be, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import Any

from matplotlib.axes import Axes

from reviewbook.figures.house import ACCENT, MUTED, SMALL, drawn, text_width
from reviewbook.slices import Slice

__all__ = ["course_figure"]

#: A period, its value now and its value then.
Point = tuple[str, float | None, float | None]


def course_figure(review: Slice, measure: str, course: Sequence[Point]) -> str:
    """
    Draw two lines with their names at the end: what is in grey and dashed, what would be in the accent.

    Parameters
    ----------
    review : Slice
        For names and formats.
    measure : str
        What is drawn.
    course : sequence
        The periods, the oldest first; a value that does not exist leaves a gap.
    """
    words, unit = review.words, review.measures[measure].unit

    def told(value: float) -> str:
        return words.value(value, unit, review.company.currency)

    lines = [
        [nan if value is None else value for value in side] for side in ([c[1] for c in course], [c[2] for c in course])
    ]
    names = [words("desk.what_if.now"), words("desk.what_if.then")]
    labels = [
        f"{name} {told(line[-1])}" if not isnan(line[-1]) else name for name, line in zip(names, lines, strict=True)
    ]
    known = [value for line in lines for value in line if not isnan(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = (high - low) * 0.12 or abs(high) * 0.05 or 1.0
    ends = _apart([_last(line, (low + high) / 2) for line in lines], (high - low + 2 * room) * 0.09)

    def paint(axes: Axes) -> None:
        places = range(len(course))
        for line, label, end, look in zip(lines, labels, ends, _LOOKS, strict=True):
            axes.plot(places, line, marker="o", clip_on=False, **look)
            axes.annotate(
                label, (len(course) - 1, end), (8, 0), textcoords="offset points", va="center", fontsize=SMALL,
                color=look["color"],
            )  # fmt: skip
        axes.set(xlim=(-0.4, len(course) - 0.6), ylim=(low - room, high + room))
        axes.set_xticks(places, [words.short_period(point[0]) for point in course])
        axes.set_yticks([low, high] if high > low else [low])
        axes.set_yticklabels([told(value) for value in ([low, high] if high > low else [low])])

    right = max(text_width(label, SMALL) for label in labels) + 0.5
    left = max(text_width(told(value)) for value in (low, high)) + 0.4
    return drawn(paint, 5.6, (left, right, 0.4, 0.7))


_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": MUTED, "linestyle": "--", "markersize": 3.5, "linewidth": 1.4, "zorder": 3},
    {"color": ACCENT, "linestyle": "-", "markersize": 4.5, "linewidth": 2.0, "zorder": 2},
)


def _last(line: Sequence[float], otherwise: float) -> float:
    return next((value for value in reversed(line) if not isnan(value)), otherwise)


def _apart(ends: Sequence[float], least: float) -> list[float]:
    """Move two labels apart that would lie upon each other."""
    first, second = ends
    if abs(first - second) >= least:
        return [first, second]
    middle, side = (first + second) / 2, 1 if second >= first else -1
    return [middle - side * least / 2, middle + side * least / 2]
