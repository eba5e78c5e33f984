"""Change of revenue per working day against an earlier period."""

from __future__ import annotations

from typing import Literal

import narwhals as nw

from reviewbook.engine import Frame, divided
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.measures.working_days import reached

__all__ = ["NO_PREVIOUS", "growth", "growth_year"]

#: Note where nothing was sold then.
NO_PREVIOUS = "no previous period"


@measure("steps", "passed", absent=NO_PREVIOUS, charted="change")
def growth(revenue_steps: Frame, passed: Frame) -> Frame:
    """
    Change of revenue per working day against the previous period.

    Parameters
    ----------
    revenue_steps : Frame
        `working_days.steps`.
    passed : Frame
        `working_days.elapsed`.

    Returns
    -------
    Frame
        One row per cell: ``numerator`` and ``denominator`` are revenue per working day now and then, ``value``
        their ratio − 1, ``n`` the working days of this period that are compared.

    Notes
    -----
    An unfinished period is compared by the working days that have passed with as many of the earlier period (all
    of them where it has fewer); what was sold on a day that is not over is left out. Each side is divided by its
    own number of days.
    """
    return _change(revenue_steps, passed, "previous")


@measure("steps", "passed", absent=NO_PREVIOUS)
def growth_year(revenue_steps: Frame, passed: Frame) -> Frame:
    """Change of revenue per working day against the same period a year ago, weeks 52 weeks; see `growth`."""
    return _change(revenue_steps, passed, "year_ago")


def _change(revenue_steps: Frame, passed: Frame, earlier: Literal["previous", "year_ago"]) -> Frame:
    pairs = _pairs(passed, earlier)
    now = reached(pairs.with_columns(then=nw.col("period"), limit=nw.col("passed")), revenue_steps)
    then = reached(pairs.with_columns(limit=nw.col("days_then")), revenue_steps)
    both = now.select(*BY, "passed", "days_then", now=nw.col("minor")).join(
        then.select(*BY, then=nw.col("minor")), on=list(BY)
    )
    rates = both.with_columns(
        now=nw.when(nw.col("passed") > 0).then(divided(nw.col("now"), 100) / nw.col("passed")),
        then=nw.when(nw.col("days_then") > 0).then(divided(nw.col("then"), 100) / nw.col("days_then")),
    )
    sold_then = nw.col("then").fill_null(0.0)
    note = (
        nw.when(nw.col("passed") == 0)
        .then(nw.lit("no working day"))
        .when(sold_then == 0)
        .then(nw.lit(NO_PREVIOUS))
        .when(sold_then < 0)
        .then(nw.lit("refunds then"))
    )
    noted = rates.with_columns(note=note)
    change = nw.when(nw.col("note").is_null()).then(nw.col("now") / nw.col("then") - 1)
    return measured(
        noted,
        value=change,
        numerator=nw.col("now"),
        denominator=nw.col("then"),
        n=nw.col("passed"),
        note=nw.col("note"),
    )


def _pairs(passed: Frame, earlier: str) -> Frame:
    """Each cell with the earlier period and the working days to compare; 0 where that period is not in the grid."""
    before = passed.select("cadence", "entity_kind", "entity_id", then=nw.col("period"), total_then=nw.col("total"))
    cells = passed.select(*BY, "total", "passed", "finished", then=nw.col(earlier))
    pairs = cells.join(before, on=["cadence", "entity_kind", "entity_id", "then"], how="left").with_columns(
        nw.col("total_then").fill_null(0).cast(nw.Int64), passed=_compared()
    )
    as_many = nw.when((nw.col("finished") == 1) | (nw.col("total_then") < nw.col("passed")))
    return pairs.with_columns(days_then=as_many.then(nw.col("total_then")).otherwise(nw.col("passed")))


def _compared() -> nw.Expr:
    return nw.when(nw.col("finished") == 1).then(nw.col("total")).otherwise(nw.col("passed"))
