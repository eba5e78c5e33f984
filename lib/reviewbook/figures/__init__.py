"""Drawings of a review, one question each: a slice goes in, a block comes out.

A figure draws numbers that are in the facts already; it computes none but the sums
it says it shows. Where there is nothing to draw, a notice says why.
"""

from pathlib import Path
from pkgutil import iter_modules
from typing import NoReturn

from reviewbook.errors import nearest
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
    """Say what is not here; of a function that stands in a module of this room, where it has to be named."""
    if not name.startswith("_"):
        for module in iter_modules(__path__):
            file = Path(__path__[0]) / f"{module.name}.py"
            if f"\ndef {name}(" in file.read_text("utf-8"):
                place = "lib/reviewbook/figures"
                raise AttributeError(
                    f"figures.{name} stands in {place}/{file.name}: name it in {place}/__init__.py, too."
                )
    raise AttributeError(f"there is no figures.{name}. {nearest(name, __all__)}")
