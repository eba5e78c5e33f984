"""Drawings of a review, one question each: a slice goes in, a block comes out.

A figure draws numbers that are in the facts already; it computes none but the sums
it says it shows. Where there is nothing to draw, a notice says why.
"""

from pathlib import Path
from typing import NoReturn

from reviewbook.errors import not_shown
from reviewbook.figures.bridge import bridge
from reviewbook.figures.month import pace
from reviewbook.figures.multiples import attainment_courses
from reviewbook.figures.ranking import ranking
from reviewbook.figures.reporting import on_time_by, on_time_trend
from reviewbook.figures.revenue import revenue_trend
from reviewbook.figures.targets import attainment
from reviewbook.figures.trends import satisfaction_trend

__all__ = [
    "attainment",
    "attainment_courses",
    "bridge",
    "on_time_by",
    "on_time_trend",
    "pace",
    "ranking",
    "revenue_trend",
    "satisfaction_trend",
]


def __getattr__(name: str) -> NoReturn:
    raise not_shown(name, __name__, Path(__path__[0]), __all__)
