"""Reports that nobody owed: kept, counted, and in no rate."""

from __future__ import annotations

from datetime import date

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame
from reviewbook.owed.duties import beginning_in
from reviewbook.periods import Cadence
from reviewbook.schema import FRAMES

__all__ = ["voluntary"]

_DUTY = ("person_id", "template", "period")


def voluntary(
    engine: Engine, owed: Frame, reports: Frame, present: Frame, span: tuple[date, date], as_of: int
) -> Frame:
    """
    Every report that nobody owed.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frame.
    owed : Frame
        `owed` over the same span.
    reports : Frame
        The table with ``team_id``, the team of the person on the day of submission (`roster.Roster.placed`).
    present : Frame
        `roster.Roster.days`.
    span : tuple of date
        First and last day on which a period may begin, as for `duties`; other periods are not judged.
    as_of : int
        The cut-off.

    Returns
    -------
    Frame
        `schema.FRAMES["voluntary"]`, one row per report with its first ``submitted_at``. ``reason`` is ``leave`` or
        ``not yet joined`` (the report was excused and came all the same), ``day off`` or ``not a member`` (daily
        reports), or ``not asked``.
    """
    judged = engine.frame(
        pd.DataFrame(
            [(cadence.value, period.key) for cadence in Cadence for period in beginning_in(cadence, *span)],
            columns=["cadence", "period"],
        ).astype("str")
    )
    # Nearly every report is owed: those that are go first, so that little is left to be looked at.
    settled = owed.filter(nw.col("status") != "exempt").select(*_DUTY)
    free = engine.keep(
        reports.filter(nw.col("submitted_at") <= as_of)
        .join(judged, on=["cadence", "period"])
        .join(settled, on=list(_DUTY), how="anti")
        .select("report_id", "cadence", *_DUTY, "submitted_at", "team_id")
    )
    first = free.group_by("report_id", "cadence", *_DUTY).agg(submitted_at=nw.col("submitted_at").min())
    came = first.join(free.select("report_id", "submitted_at", "team_id").unique(), on=["report_id", "submitted_at"])
    excused = owed.filter(nw.col("status") == "exempt").select(*_DUTY, "status", _excused=nw.col("reason"))
    told = came.join(excused, on=list(_DUTY), how="left")
    asked = free.select("person_id", nw.col("period").alias("on")).unique()
    days = (
        present.join(asked, on=["person_id", "on"], how="semi")
        .group_by("person_id", "on")
        .agg(_working=nw.col("working").max())
    )
    on_day = told.join(days, left_on=["person_id", "period"], right_on=["person_id", "on"], how="left")
    reason = (
        nw.when(~nw.col("status").is_null())
        .then(nw.col("_excused"))
        .when(nw.col("cadence") != "daily")
        .then(nw.lit("not asked"))
        .when(nw.col("_working").is_null())
        .then(nw.lit("not a member"))
        .when(nw.col("_working") == 0)
        .then(nw.lit("day off"))
        .otherwise(nw.lit("not asked"))
    )
    return engine.keep(on_day.with_columns(reason=reason).select(*FRAMES["voluntary"].names))
