"""Who owed each report, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame, divided
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.worktime import HOUR, WorkTime

__all__ = ["owed"]

#: One report is owed by a person for a period on a template, however many memberships or rules ask for it.
_DUTY = ("person_id", "template", "period")

#: The same in short: the number of the duty stands for template and period, and for all that the rule says.
_OWED = ("person_id", "_nr")

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
    asked = engine.frame(_numbered(duties))
    fates = engine.keep(_with_reports(_owing(engine, asked, present), asked, tables["reports"], as_of))
    content = engine.keep(_content(fates, asked, tables["reports"], as_of))
    told = _with_content(fates.join(asked, on="_nr"), content)
    judged = _with_status(_with_days(engine, told, duties, present, tables["leave"]), as_of)
    lateness = engine.keep(_lateness(judged.filter(nw.col("status") == "late"), clock))
    return engine.keep(judged.join(lateness, on=list(_OWED), how="left").select(*FRAMES["owed"].names))


def _numbered(duties: pd.DataFrame) -> pd.DataFrame:
    """Number the duties, so that the many rows carry a number, and mark those that several rules ask for."""
    several = duties.duplicated(["template", "period", "team_id", "role"], keep=False)
    return duties.assign(_nr=range(len(duties)), _several=several.astype("int64"))


def _owing(engine: Engine, asked: Frame, present: Frame) -> Frame:
    """Put a person to each duty; of several duties of a person for the same report keep one."""
    members = present.select("person_id", "team_id", "role", "valid_from", "memberships", nw.col("on").alias("due_on"))
    owing = asked.select("_nr", "_several", "template", "period", "team_id", "role", "rule", "due_on").join(
        members, on=["team_id", "role", "due_on"]
    )
    is_rep = (nw.col("role") == "rep").cast(nw.Int64).cast(nw.String)
    rivals = engine.keep(
        owing.filter((nw.col("memberships") > 1) | (nw.col("_several") == 1))
        .with_columns(_order=nw.concat_str([is_rep, "valid_from", "team_id", "rule"], separator="|"))
        .select(*_DUTY, "_nr", "valid_from", "_order")
    )
    best = rivals.group_by(*_DUTY).agg(_order=nw.col("_order").max())
    others = rivals.join(best, on=[*_DUTY, "_order"], how="anti").select("person_id", "_nr", "valid_from")
    return owing.join(others, on=["person_id", "_nr", "valid_from"], how="anti").select(*_DUTY, "_nr")


def _with_reports(owing: Frame, asked: Frame, reports: Frame, as_of: int) -> Frame:
    """Add when the report first came, how often it was written, and its content where that was once."""
    tasks = asked.select("template", "period").unique()
    came = reports.filter(nw.col("submitted_at") <= as_of).join(tasks, on=["template", "period"], how="semi")
    firsts = came.group_by(*_DUTY).agg(
        _times=nw.len(),
        submitted_at=nw.col("submitted_at").min(),
        report_id=nw.col("report_id").min(),
        revision=nw.col("revision").min(),
    )
    return owing.join(firsts, on=list(_DUTY), how="left").drop("template", "period")


def _content(fates: Frame, asked: Frame, reports: Frame, as_of: int) -> Frame:
    """Of a report that was written several times give the revision whose content counts."""
    several = fates.filter(nw.col("_times") > 1).select(*_OWED)
    came = (
        several.join(asked.select("_nr", "template", "period", "closes_at"), on="_nr")
        .join(
            reports.filter(nw.col("submitted_at") <= as_of).select("report_id", *_DUTY, "submitted_at", "revision"),
            on=list(_DUTY),
        )
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
    ends = came.group_by(*_OWED).agg(_first=nw.col("_order").min(), _last=nw.col("_in_time").max())
    counting = ends.select(
        *_OWED, _order=nw.when(nw.col("_last") == "").then(nw.col("_first")).otherwise(nw.col("_last"))
    )
    return came.join(counting, on=[*_OWED, "_order"]).select(
        *_OWED, _report_id=nw.col("report_id"), _revision=nw.col("revision")
    )


def _with_content(rows: Frame, content: Frame) -> Frame:
    return rows.join(content, on=list(_OWED), how="left").with_columns(
        report_id=nw.coalesce("_report_id", "report_id"),
        revision=nw.coalesce("_revision", "revision"),
        _first_at=nw.col("submitted_at").fill_null(_NEVER),
    )


def _with_days(engine: Engine, due: Frame, duties: pd.DataFrame, present: Frame, leave: Frame) -> Frame:
    """Count the working days of the period on which the person was in a team, and those on leave."""
    worked = present.filter(nw.col("working") == 1).select("person_id", "on")
    absent = engine.keep(
        worked.join(leave.select("person_id", "starts_on", "ends_on", "portion"), on="person_id")
        .filter(nw.col("on") >= nw.col("starts_on"), nw.col("on") <= nw.col("ends_on"))
        .group_by("person_id", "on")
        .agg(portion=nw.col("portion").max())
    )
    counted = engine.keep(
        worked.unique()
        .join(engine.frame(_days_of_periods(duties)), on="on")
        .join(absent, on=["person_id", "on"], how="left")
        .with_columns(portion=nw.col("portion").fill_null(0.0))
        .group_by("person_id", "cadence", "period")
        .agg(working_days=nw.len(), leave_days=nw.col("portion").sum())
    )
    daily = nw.col("cadence") == "daily"
    return (
        due.join(counted, on=["person_id", "cadence", "period"], how="left")
        .join(absent, left_on=["person_id", "period"], right_on=["person_id", "on"], how="left")
        .with_columns(
            # A daily report is owed on a working day only, and its period is that day.
            working_days=nw.when(daily).then(1).otherwise(nw.col("working_days").fill_null(0)).cast(nw.Int64),
            leave_days=nw.when(daily)
            .then(nw.col("portion").fill_null(0.0))
            .otherwise(nw.col("leave_days").fill_null(0.0))
            .cast(nw.Float64),
        )
    )


def _days_of_periods(duties: pd.DataFrame) -> pd.DataFrame:
    """Give the days of every period that is longer than one."""
    keys = duties.loc[duties["cadence"] != "daily", ["cadence", "period"]].drop_duplicates()
    rows = [
        (row.cadence, row.period, on.isoformat())
        for row in keys.itertuples(index=False)
        for on in Period.parse(str(row.period), str(row.cadence))
    ]
    return pd.DataFrame(rows, columns=["cadence", "period", "on"]).astype("str")


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
    rows = late.select(*_OWED, "zone", "calendar", "due_at", "submitted_at")
    timed = clock.worked(clock.worked(rows, "due_at", "_due"), "submitted_at", "_submitted")
    return timed.select(*_OWED, lateness_hours=divided((nw.col("_submitted") - nw.col("_due")).cast(nw.Float64), HOUR))
