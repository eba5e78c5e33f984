"""How people develop: courses and goals done of those due, and hours of training.

Courses and goals have a day and no team. They count for the team in which the
person was last in the period; who was in no team in it counts for nobody.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, in_parts
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import measured
from reviewbook.measures.rates import rate

__all__ = ["NO_COURSE", "NO_GOAL", "done", "due", "goal_rate", "members", "training_hours", "training_rate"]

#: Note of a cell in which no course, and of one in which no goal, was due yet.
NO_COURSE, NO_GOAL = "no course due", "no goal due"

#: Note of courses done that say nothing of their hours.
_NO_HOURS = "no hours given"

#: Later than every day on which something is done.
_NEVER = "9999-12-31"


def members(grid: Grid, homes: Frame) -> Frame:
    """
    Give the team in which each person was last in each period.

    Parameters
    ----------
    grid : Grid
        The periods and their days.
    homes : Frame
        One row per person and day: ``person_id, on, team_id`` (`roster.Roster.homes`).

    Returns
    -------
    Frame
        ``cadence, period, start_on, end_on, person_id, team_id``: one row per period and person who was in a team in it.
    """
    known = homes.select("person_id", "on", "team_id")
    last = grid.days.join(known, on="on").group_by("cadence", "period", "person_id").agg(on=nw.col("on").max())
    spans = grid.periods.select("cadence", "period", "start_on", "end_on")
    placed = last.join(known, on=["person_id", "on"]).join(spans, on=["cadence", "period"])
    return placed.select("cadence", "period", "start_on", "end_on", "person_id", "team_id")


def due(rows: Frame, teams: Frame, through: str, done_on: str) -> Frame:
    """
    Repeat for each period what was due by its end.

    Parameters
    ----------
    rows : Frame
        Table ``trainings`` or ``goals``; what has no due day is never due.
    teams : Frame
        `members`.
    through : str
        The last day that counts: what is due later is not due yet (`working_days.worked_through`).
    done_on : str
        Name of the column with the day on which it was done.

    Returns
    -------
    Frame
        ``cadence, period, person_id, team_id``, and ``done``, whether it was done by the end of the period, be it late.
    """
    asked = rows.filter(~nw.col("due_on").is_null(), nw.col("due_on") <= through).select(
        "person_id", "due_on", _done_on=nw.coalesce(nw.col(done_on), nw.lit(_NEVER))
    )
    known = asked.join(teams, on="person_id").filter(nw.col("due_on") < nw.col("end_on"))
    by_then = nw.col("_done_on") < nw.col("end_on")
    return known.with_columns(done=by_then).select("cadence", "period", "person_id", "team_id", "done")


def done(trainings: Frame, teams: Frame) -> Frame:
    """
    Give the courses completed in each period.

    Parameters
    ----------
    trainings : Frame
        The table of this name.
    teams : Frame
        `members`.

    Returns
    -------
    Frame
        ``cadence, period, person_id, team_id, hours``.
    """
    completed = trainings.filter(~nw.col("completed_on").is_null()).select("person_id", "completed_on", "hours")
    known = completed.join(teams, on="person_id")
    within = (nw.col("completed_on") >= nw.col("start_on")) & (nw.col("completed_on") < nw.col("end_on"))
    return known.filter(within).select("cadence", "period", "person_id", "team_id", "hours")


@measure("courses_due", absent=NO_COURSE, kept="trainings")
def training_rate(spread_due: Frame) -> Frame:
    """
    Share of the courses due by the end of the period that were done by then.

    Parameters
    ----------
    spread_due : Frame
        `due` of the trainings, shared over the entities.

    Returns
    -------
    Frame
        One row per cell with a course due: ``numerator`` done, ``denominator`` and ``n`` due, whenever they were.
    """
    return rate(spread_due, good=nw.col("done"))


@measure("goals_due", absent=NO_GOAL, kept="goals")
def goal_rate(spread_due: Frame) -> Frame:
    """
    Share of the development goals due by the end of the period that were reached by then.

    Parameters
    ----------
    spread_due : Frame
        `due` of the goals, shared over the entities.

    Returns
    -------
    Frame
        One row per cell with a goal due: ``numerator`` reached, ``denominator`` and ``n`` due, whenever they were.
    """
    return rate(spread_due, good=nw.col("done"))


@measure("courses_done", absent=None, kept="trainings")
def training_hours(spread_done: Frame) -> Frame:
    """
    Hours of the courses completed in the period.

    Parameters
    ----------
    spread_done : Frame
        `done`, shared over the entities.

    Returns
    -------
    Frame
        One row per cell with a completed course: ``value`` in hours, to the minute; ``n`` courses. A course that does
        not say its hours adds none; where none does, there is no value.
    """
    given = ~nw.col("hours").is_null()
    whole = nw.when(given).then(nw.col("hours")).otherwise(0.0)
    rows = spread_done.with_columns(_minutes=in_parts(whole, 60), _given=given.cast(nw.Int64))
    sums = rows.group_by(*BY).agg(minutes=nw.col("_minutes").sum(), given=nw.col("_given").sum(), n=nw.len())
    some = nw.col("given") > 0
    note = nw.when(~some).then(nw.lit(_NO_HOURS)).otherwise(None)
    return measured(sums, value=nw.when(some).then(divided(nw.col("minutes"), 60)), n=nw.col("n"), note=note)
