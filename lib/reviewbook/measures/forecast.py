"""Where a period will end, within which bounds, and how the forecast of one that is over did."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Engine, Frame, divided
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.measures.pace import ENOUGH
from reviewbook.measures.projection import projected

__all__ = ["forecast", "forecast_error", "projections"]

#: Note where too few finished periods are known.
TOO_SHORT = "history too short"

_DAILY = "daily"


def projections(engine: Engine, revenue_steps: Frame, passed: Frame) -> dict[str, Frame]:
    """
    Project revenue to the end of weeks and months.

    Parameters
    ----------
    engine : Engine
        Adds up and keeps the frames; the rest is little and done by pandas.
    revenue_steps : Frame
        `working_days.steps`.
    passed : Frame
        `working_days.elapsed`.

    Returns
    -------
    dict of Frame
        `projection.projected`: ``outlook`` of the unfinished periods from the working days that have passed;
        ``hindsight`` of the finished ones as it would have been told when half of their working days, rounded down,
        had passed, from the periods before them as they are known now.
    """
    sold, cells = (
        engine.collect(frame.filter(nw.col("cadence") != _DAILY)).astype(dict.fromkeys(BY, "str"))
        for frame in (revenue_steps, passed)
    )
    cells = cells.astype({"total": "int64", "passed": "int64", "finished": "int64"})
    worked = cells[cells["total"] > 0]
    ongoing, over = worked[worked["finished"] == 0], worked[worked["finished"] == 1]
    half = over["total"] // 2
    asked = {
        "outlook": ongoing[list(BY)].assign(limit=ongoing["passed"], known=ongoing["total"]),
        "hindsight": over[list(BY)].assign(limit=half, known=half),
    }
    return {name: engine.frame(projected(rows, sold, cells)) for name, rows in asked.items()}


@measure("revenue", "passed", "outlook", absent=TOO_SHORT)
def forecast(revenues: Frame, passed: Frame, outlook: Frame) -> Frame:
    """
    Revenue at the end of the period, with an 80 % interval.

    Parameters
    ----------
    revenues : Frame
        The measure `revenue`.
    passed : Frame
        `working_days.elapsed`.
    outlook : Frame
        `projections` of the unfinished periods.

    Returns
    -------
    Frame
        One row per cell: ``value, lower, upper`` in company currency, ``numerator`` the revenue by the cut-off, ``n``
        the finished periods it rests on.

    Notes
    -----
    A finished period has its revenue, without an interval. An unfinished one needs 6 finished periods with revenue
    before it; with fewer, its end is not told. Days have no forecast.
    """
    told = _both(passed, outlook).join(revenues.select(*BY, sold=nw.col("value")), on=list(BY), how="left")
    over = nw.col("finished") == 1
    note = (
        nw.when(nw.col("cadence") == _DAILY)
        .then(nw.lit("not measured by day"))
        .when(over)
        .then(nw.lit(None))
        .when(nw.col("total") == 0)
        .then(nw.lit("no working day"))
        .when(nw.col("expected").is_null())
        .then(nw.lit(TOO_SHORT))
    )
    noted = told.with_columns(nw.col("sold").fill_null(0.0), note=note)
    known = nw.col("note").is_null()
    return measured(
        noted,
        value=nw.when(known).then(nw.when(over).then(nw.col("sold")).otherwise(divided(nw.col("expected"), 100))),
        numerator=nw.when(known).then(nw.col("sold")),
        lower=nw.when(known & ~over).then(divided(nw.col("low"), 100)),
        upper=nw.when(known & ~over).then(divided(nw.col("high"), 100)),
        n=nw.when(known & ~over).then(nw.col("periods")).otherwise(nw.lit(0)),
        note=nw.col("note"),
    )


@measure("revenue", "passed", "hindsight", absent=TOO_SHORT)
def forecast_error(revenues: Frame, passed: Frame, hindsight: Frame) -> Frame:
    """
    Revenue of a finished period ÷ the forecast at half-time − 1; 0 is exactly as forecast.

    Parameters
    ----------
    revenues : Frame
        The measure `revenue`.
    passed : Frame
        `working_days.elapsed`.
    hindsight : Frame
        `projections` of the finished periods.

    Returns
    -------
    Frame
        One row per cell: ``numerator`` revenue, ``denominator`` the forecast, ``lower`` and ``upper`` how far off its
        80 % interval allowed the end to be, ``n`` the finished periods it rested on. The forecast held when ``value``
        lies between them.

    Notes
    -----
    Half-time is the end of working day number ⌊days ÷ 2⌋. The forecast is made afresh from the records of now: an
    edition of then knew no order that was recorded late.
    """
    told = _both(passed, hindsight).join(revenues.select(*BY, sold=nw.col("value")), on=list(BY), how="left")
    note = (
        nw.when(nw.col("cadence") == _DAILY)
        .then(nw.lit("not measured by day"))
        .when(nw.col("finished") == 0)
        .then(nw.lit("period not over"))
        .when(nw.col("total") == 0)
        .then(nw.lit("no working day"))
        .when(nw.col("expected").is_null())
        .then(nw.lit(TOO_SHORT))
        .when(nw.col("expected") <= 0)
        .then(nw.lit("nothing forecast"))
    )
    noted = told.with_columns(nw.col("sold").fill_null(0.0), note=note)
    known = nw.col("note").is_null()
    due = nw.when(known).then(divided(nw.col("expected"), 100))
    return measured(
        noted,
        value=nw.col("sold") / due - 1,
        numerator=nw.when(known).then(nw.col("sold")),
        denominator=due,
        lower=divided(nw.col("low"), 100) / due - 1,
        upper=divided(nw.col("high"), 100) / due - 1,
        n=nw.when(known).then(nw.col("periods")).otherwise(nw.lit(0)),
        note=nw.col("note"),
    )


def _both(passed: Frame, told: Frame) -> Frame:
    """Give every cell with what is told of its end: amounts empty, ``periods`` 0, where nothing is."""
    amounts = {name: nw.when(nw.col("periods") >= ENOUGH).then(nw.col(name)) for name in ("expected", "low", "high")}
    known = told.select(*BY, "periods", **amounts)
    cells = passed.select(*BY, "total", "finished").join(known, on=list(BY), how="left")
    return cells.with_columns(nw.col("periods").fill_null(0))
