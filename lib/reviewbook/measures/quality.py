"""Whether reports are good ones: on time, complete and written anew; and for how long somebody has been on time."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Engine, Frame
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.measures.rates import rate

__all__ = ["copied_rate", "good_report_rate", "judged", "running", "streak"]

_DUTY = ("person_id", "template", "period")


def judged(engine: Engine, owed: Frame, checks: Frame, copies: Frame) -> Frame:
    """
    Say of each report owed whether it is a good one.

    Parameters
    ----------
    engine : Engine
        Keeps the frame.
    owed, checks, copies : Frame
        `schema.FRAMES` of these names.

    Returns
    -------
    Frame
        The reports due (on time, late, missing) with ``good``, 1 or 0: on time, every required field valid, and not
        copied.
    """
    due = owed.filter(nw.col("status").is_in(["on_time", "late", "missing"])).select(
        *_DUTY, "team_id", "due_on", "status", "report_id"
    )
    failed = checks.filter(nw.col("required"), ~nw.col("passed")).select("report_id", _failed=nw.lit(1)).unique()
    copied = copies.filter(nw.col("copied")).select("report_id", _copied=nw.lit(1)).unique()
    rows = due.join(failed, on="report_id", how="left").join(copied, on="report_id", how="left")
    faultless = nw.col("_failed").is_null() & nw.col("_copied").is_null()
    good = nw.when((nw.col("status") == "on_time") & faultless).then(1).otherwise(0)
    return engine.keep(rows.with_columns(good=good).select(*_DUTY, "team_id", "due_on", "good"))


@measure("judged", absent="nothing due", charted="rate")
def good_report_rate(reports: Frame) -> Frame:
    """
    Share of the reports due that are on time, complete and not copied.

    Parameters
    ----------
    reports : Frame
        `judged` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a report due: ``numerator`` good, ``denominator`` and ``n`` on time, late and missing,
        95 % Wilson interval.
    """
    return rate(reports, nw.col("good"))


@measure("copies", absent="nothing to compare", charted="rate")
def copied_rate(copies: Frame) -> Frame:
    """
    Share of the submitted reports with enough text whose free text was copied from an earlier one.

    Parameters
    ----------
    copies : Frame
        `schema.FRAMES["copies"]` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a report of enough text: ``numerator`` copied, ``denominator`` and ``n`` compared, 95 %
        Wilson interval.
    """
    return rate(copies.filter(nw.col("enough")), nw.col("copied"))


def running(engine: Engine, owed: Frame) -> Frame:
    """
    Number the reports of each person since the last one that was not on time.

    Parameters
    ----------
    engine : Engine
        Keeps the frame.
    owed : Frame
        `schema.FRAMES["owed"]` over the whole history. Exempt reports and those not due yet are passed over.

    Returns
    -------
    Frame
        The reports due with ``run``, how many in a row are on time up to and including it (0 for one that is not),
        and ``place``, its number among the person's reports by due time.
    """
    due = owed.filter(nw.col("status").is_in(["on_time", "late", "missing"])).with_columns(
        _order=nw.concat_str([nw.col("due_at").cast(nw.Int64).cast(nw.String), "template", "period"], separator="|"),
        _broken=nw.when(nw.col("status") == "on_time").then(0).otherwise(1),
        _one=nw.lit(1),
    )
    numbered = engine.keep(
        due.with_columns(
            place=nw.col("_one").cum_sum().over("person_id", order_by="_order"),
            _breaks=nw.col("_broken").cum_sum().over("person_id", order_by="_order"),
        )
    )
    kept = nw.col("_one") - nw.col("_broken")
    rows = numbered.with_columns(run=kept.cum_sum().over("person_id", "_breaks", order_by="_order"))
    return engine.keep(
        rows.select(*_DUTY, "team_id", "due_on", place=nw.col("place").cast(nw.Int64), run=nw.col("run").cast(nw.Int64))
    )


@measure("runs", absent="nothing due")
def streak(runs: Frame) -> Frame:
    """
    Reports on time in a row, up to the last one that was due in the period.

    Parameters
    ----------
    runs : Frame
        `running` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a report due: ``value`` reports, ``n`` reports due in the period; of teams and the
        company empty, noted ``of persons only``.
    """
    last = runs.group_by(*BY).agg(place=nw.col("place").max(), n=nw.len())
    ends = runs.filter(nw.col("entity_kind") == "person").join(last, on=[*BY, "place"])
    together = last.filter(nw.col("entity_kind") != "person")
    return nw.concat(
        [
            measured(ends, value=nw.col("run"), n=nw.col("n")),
            measured(together, n=nw.col("n"), note=nw.lit("of persons only")),
        ],
        how="vertical",
    )
