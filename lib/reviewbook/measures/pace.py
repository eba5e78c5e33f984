"""Revenue that was to be expected by the cut-off, and how far ahead or behind it is."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, rounded
from reviewbook.measures.attainment import NO_TARGET
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.measures.order_lines import minor_units
from reviewbook.measures.working_days import reached

__all__ = ["ENOUGH", "HISTORY", "pace", "pace_index"]

#: So many periods of history are looked at, and so many are needed.
HISTORY, ENOUGH = 12, 6

_ENTITY = ["entity_kind", "entity_id"]

# Shares are added up as whole billionths, so that their mean is the same on every engine.
_WHOLE = 1_000_000_000


@measure("target", "steps", "passed", absent=NO_TARGET)
def pace(targets: Frame, revenue_steps: Frame, passed: Frame) -> Frame:
    """
    Revenue expected by the cut-off.

    Parameters
    ----------
    targets : Frame
        The measure `target`.
    revenue_steps : Frame
        `working_days.steps`.
    passed : Frame
        `working_days.elapsed`.

    Returns
    -------
    Frame
        One row per cell with a target: ``value`` in company currency, ``numerator`` the target, ``n`` the periods of
        history it rests on (0: the share of working days, or a finished period).

    Notes
    -----
    A finished period expects its target. An unfinished week or month expects target × the mean share of a period's
    revenue that the same working day had reached in the last 12 finished periods with revenue; with fewer than 6
    of them, target × the share of working days that have passed. Days are not paced.
    """
    goals = targets.filter(~nw.col("value").is_null()).select(*BY, goal=nw.col("value"))
    shares = _shares(revenue_steps, passed)
    both = goals.join(passed.select(*BY, "total", "passed", "finished"), on=list(BY)).join(
        shares, on=list(BY), how="left"
    )
    filled = both.with_columns(nw.col("periods").fill_null(0).cast(nw.Int64), nw.col("share").fill_null(0.0))
    by_days = nw.when(nw.col("total") > 0).then(nw.col("passed") / nw.col("total")).otherwise(nw.lit(1.0))
    share = (
        nw.when(nw.col("finished") == 1)
        .then(nw.lit(1.0))
        .when(nw.col("periods") >= ENOUGH)
        .then(nw.col("share"))
        .otherwise(by_days)
    )
    daily = nw.col("cadence") == "daily"
    n = nw.when(nw.col("periods") >= ENOUGH).then(nw.col("periods")).otherwise(nw.lit(0))
    return measured(
        filled.with_columns(expected=minor_units(nw.col("goal") * share)),
        value=nw.when(~daily).then(divided(nw.col("expected"), 100)),
        numerator=nw.when(~daily).then(nw.col("goal")),
        n=n,
        note=nw.when(daily).then(nw.lit("not measured by day")),
    )


@measure("revenue", "pace", absent=NO_TARGET)
def pace_index(revenues: Frame, paces: Frame) -> Frame:
    """
    Revenue by the cut-off ÷ pace; 1 is exactly on pace.

    Parameters
    ----------
    revenues, paces : Frame
        The measures `revenue` and `pace`.

    Returns
    -------
    Frame
        One row per cell with a pace: ``numerator`` revenue by the cut-off (that of a day that is not over included),
        ``denominator`` the pace, ``n`` lines.
    """
    sold = revenues.select(*BY, lines=nw.col("n"), sold=nw.col("value"))
    both = paces.select(*BY, "note", "numerator", due=nw.col("value")).join(sold, on=list(BY), how="left")
    filled = both.with_columns(nw.col("sold").fill_null(0.0), nw.col("lines").fill_null(0))
    note = (
        nw.when(~nw.col("note").is_null())
        .then(nw.col("note"))
        .when(nw.col("numerator") == 0)
        .then(nw.lit(NO_TARGET))
        .when(nw.col("due") == 0)
        .then(nw.lit("nothing expected yet"))
    )
    noted = filled.with_columns(note=note)
    paced = nw.col("note").is_null()
    return measured(
        noted,
        value=nw.when(paced).then(nw.col("sold") / nw.col("due")),
        numerator=nw.when(paced).then(nw.col("sold")),
        denominator=nw.when(paced).then(nw.col("due")),
        n=nw.col("lines"),
        note=nw.col("note"),
    )


def _shares(revenue_steps: Frame, passed: Frame) -> Frame:
    """Mean share of revenue reached by the working day of the cut-off: `BY`, ``share, periods``."""
    paced = passed.filter(nw.col("cadence") != "daily")
    totals = revenue_steps.group_by(*BY).agg(whole=nw.col("minor").sum())
    history = (
        paced.filter(nw.col("finished") == 1)
        .join(totals.with_columns(nw.col("whole").cast(nw.Int64)).filter(nw.col("whole") > 0), on=list(BY))
        .select("cadence", *_ENTITY, "whole", then=nw.col("period"), started=nw.col("start_on"))
    )
    ongoing = paced.filter(nw.col("finished") == 0).select(*BY, limit=nw.col("passed"))
    pairs = ongoing.join(history, on=["cadence", *_ENTITY])  # what is finished lies before what is not
    newest_first = nw.col("started").rank("ordinal", descending=True).over(*BY)
    recent = pairs.with_columns(age=newest_first).filter(nw.col("age") <= HISTORY)
    shared = reached(recent, revenue_steps).with_columns(
        billionths=rounded(nw.col("minor") * 1.0 * _WHOLE / nw.col("whole")).cast(nw.Int64)
    )
    summed = shared.group_by(*BY).agg(billionths=nw.col("billionths").sum(), periods=nw.len())
    mean = divided(nw.col("billionths").cast(nw.Int64) / nw.col("periods"), _WHOLE)
    return summed.select(*BY, "periods", share=mean)
