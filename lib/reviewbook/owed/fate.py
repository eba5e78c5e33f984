"""Who owed each report, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.worktime import HOUR, WorkTime

__all__ = ["owed"]

#: One report is owed by a person for a period on a template, however many memberships or rules ask for it.
_DUTY = ("person_id", "template", "period")

#: Later than every instant; stands for "nothing came".
_NEVER = 2**62


def owed(
    engine: Engine, duties: pd.DataFrame, present: Frame, tables: Mapping[str, Frame], clock: WorkTime, as_of: int
) -> Frame:
    """
    Every report owed by one person for one period, with its fate.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frames.
    duties : DataFrame
        `duties`: what the rules ask of the teams.
    present : Frame
        `roster.Roster.days`; it reaches back to the first day of the first period of `duties`.
    tables : mapping of Frame
        ``reports`` and ``leave``.
    clock : WorkTime
        Counts lateness, in working hours of the team.
    as_of : int
        The cut-off; what was submitted after it does not exist.

    Returns
    -------
    Frame
        `schema.FRAMES["owed"]`. ``submitted_at`` is the first revision's and decides whether it was on time;
        ``report_id`` and ``revision`` are those of the content that counts, the last until closing and cut-off
        (``revision`` is empty when everything came after closing). ``working_days`` are those of the period on
        which the person was in a team, ``leave_days`` the part of them on leave.

    Notes
    -----
    A period in which the person had no working day is ``exempt``: ``leave`` covers nothing less than every one of
    them, half days never do, and who joined after the period (reports on a month are due in the next) is
    ``not yet joined``. With two memberships on the due day the one as rep counts, then the one that began last.
    """
    due = engine.keep(_owing(engine.frame(duties), present))
    judged = _with_status(
        _with_reports(_with_days(engine, due, duties, present, tables["leave"]), tables, as_of), as_of
    )
    kept = engine.keep(judged)
    lateness = _lateness(kept.filter(nw.col("status") == "late"), clock)
    return engine.keep(kept.join(lateness, on=list(_DUTY), how="left").select(*_columns()))


def _owing(duties: Frame, present: Frame) -> Frame:
    """Put a person to each duty; of several duties of a person for the same report keep one."""
    members = present.select("person_id", "team_id", "role", "valid_from", nw.col("on").alias("due_on"))
    asked = duties.join(members, on=["team_id", "role", "due_on"]).with_columns(
        _order=nw.concat_str(
            [(nw.col("role") == "rep").cast(nw.Int64).cast(nw.String), "valid_from", "team_id", "rule"], separator="|"
        )
    )
    first = asked.group_by(*_DUTY).agg(_order=nw.col("_order").max())
    return asked.join(first, on=[*_DUTY, "_order"]).drop("_order", "valid_from")


def _with_days(engine: Engine, due: Frame, duties: pd.DataFrame, present: Frame, leave: Frame) -> Frame:
    """Count the working days of the period on which the person was in a team, and those on leave."""
    worked = present.filter(nw.col("working") == 1).select("person_id", "on").unique()
    absent = (
        worked.join(leave.select("person_id", "starts_on", "ends_on", "portion"), on="person_id")
        .filter(nw.col("on") >= nw.col("starts_on"), nw.col("on") <= nw.col("ends_on"))
        .group_by("person_id", "on")
        .agg(portion=nw.col("portion").max())
    )
    counted = (
        worked.join(engine.frame(_days_of_periods(duties)), on="on")
        .join(absent, on=["person_id", "on"], how="left")
        .with_columns(portion=nw.col("portion").fill_null(0.0))
        .group_by("person_id", "cadence", "period")
        .agg(working_days=nw.len(), leave_days=nw.col("portion").sum())
    )
    return due.join(counted, on=["person_id", "cadence", "period"], how="left").with_columns(
        working_days=nw.col("working_days").fill_null(0).cast(nw.Int64),
        leave_days=nw.col("leave_days").fill_null(0.0).cast(nw.Float64),
    )


def _days_of_periods(duties: pd.DataFrame) -> pd.DataFrame:
    keys = duties[["cadence", "period"]].drop_duplicates()
    rows = [
        (row.cadence, row.period, on.isoformat())
        for row in keys.itertuples(index=False)
        for on in Period.parse(str(row.period), str(row.cadence))
    ]
    return pd.DataFrame(rows, columns=["cadence", "period", "on"]).astype("str")


def _with_reports(due: Frame, tables: Mapping[str, Frame], as_of: int) -> Frame:
    """Add when the report first came, and the revision whose content counts."""
    came = (
        tables["reports"]
        .filter(nw.col("submitted_at") <= as_of)
        .select("report_id", "person_id", "template", "period", "submitted_at", "revision")
        .join(due.select(*_DUTY, "closes_at"), on=list(_DUTY))
        # All digits are of one length until the year 2286, so that text sorts like the numbers in it.
        .with_columns(
            _order=nw.concat_str(
                [
                    nw.col("submitted_at").cast(nw.Int64).cast(nw.String),
                    (nw.col("revision") + 1_000_000).cast(nw.Int64).cast(nw.String),
                    nw.col("report_id"),
                ],
                separator="|",
            )
        )
        .with_columns(
            _in_time=nw.when(nw.col("submitted_at") <= nw.col("closes_at")).then(nw.col("_order")).otherwise(nw.lit(""))
        )
    )
    ends = came.group_by(*_DUTY).agg(
        _first=nw.col("_order").min(), _last=nw.col("_in_time").max(), _first_at=nw.col("submitted_at").min()
    )
    counting = ends.with_columns(
        _order=nw.when(nw.col("_last") == "").then(nw.col("_first")).otherwise(nw.col("_last"))
    ).join(came.select(*_DUTY, "_order", "report_id", "revision"), on=[*_DUTY, "_order"])
    found = counting.select(*_DUTY, "report_id", "revision", "_first_at")
    return due.join(found, on=list(_DUTY), how="left").with_columns(
        submitted_at=nw.col("_first_at"), _first_at=nw.col("_first_at").fill_null(_NEVER)
    )


def _with_status(rows: Frame, as_of: int) -> Frame:
    """Say what became of each report, and why."""
    first, closes, limit = nw.col("_first_at"), nw.col("closes_at"), nw.col("limit_at")
    status = (
        nw.when(nw.col("leave_days") >= nw.col("working_days"))
        .then(nw.lit("exempt"))
        .when(first <= limit)
        .then(nw.lit("on_time"))
        .when(first <= closes)
        .then(nw.lit("late"))
        .when((first == _NEVER) & (limit >= as_of))
        .then(nw.lit("pending"))
        .otherwise(nw.lit("missing"))
    )
    told = rows.with_columns(status=status)
    return told.with_columns(
        reason=_reason(as_of),
        revision=nw.when(first <= closes).then(nw.col("revision")).otherwise(None),
        provisional=nw.col("provisional") == 1,
    )


def _reason(as_of: int) -> nw.Expr:
    status, first = nw.col("status"), nw.col("_first_at")
    return (
        nw.when(status == "exempt")
        .then(nw.when(nw.col("working_days") == 0).then(nw.lit("not yet joined")).otherwise(nw.lit("leave")))
        .when(status == "pending")
        .then(nw.when(nw.col("due_at") >= as_of).then(nw.lit("not yet due")).otherwise(nw.lit("within grace")))
        .when((status == "on_time") & (first > nw.col("due_at")))
        .then(nw.lit("within grace"))
        .when((status == "missing") & (first < _NEVER))
        .then(nw.lit("after closing"))
        .when((status == "missing") & (nw.col("closes_at") >= as_of))
        .then(nw.lit("still open"))
        .when(status == "missing")
        .then(nw.lit("not submitted"))
        .otherwise(None)
    )


def _lateness(late: Frame, clock: WorkTime) -> Frame:
    rows = late.select(*_DUTY, "zone", "calendar", "due_at", "submitted_at")
    timed = clock.worked(clock.worked(rows, "due_at", "_due"), "submitted_at", "_submitted")
    return timed.select(*_DUTY, lateness_hours=(nw.col("_submitted") - nw.col("_due")).cast(nw.Float64) / HOUR)


def _columns() -> list[str]:
    return FRAMES["owed"].names
