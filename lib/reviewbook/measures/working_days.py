"""Working days of every entity, numbered within each period, and revenue by their number.

A team works by its own calendar, the company by the company's, a person by the
calendar of the team of the day; a day on which a person is in no team is none of the
person's working days. Sales on a day off belong to the working day before it.

A working day has passed when its working time is over in the company's zone: at a
cut-off in the middle of a day that day is still ahead.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.measures.grid import BY, Grid
from reviewbook.schema import COMPANY

__all__ = ["elapsed", "numbered", "reached", "steps", "workdays", "worked_through"]

_ENTITY = ["entity_kind", "entity_id"]


def worked_through(as_of: datetime, zone: str, work_ends: time) -> str:
    """
    Give the last day whose working time is over.

    Parameters
    ----------
    as_of : datetime
        The cut-off, with its zone.
    zone : str
        Zone of the company.
    work_ends : time
        End of the company's working day.

    Returns
    -------
    str
        That day, ISO text: today from `work_ends` on, before it yesterday.
    """
    local = as_of.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= work_ends else local.date() - timedelta(days=1)
    return day.isoformat()


def workdays(teams: Frame, homes: Frame, days: Frame, company_calendar: str) -> Frame:
    """
    Which days every entity works.

    Parameters
    ----------
    teams : Frame
        ``team_id, calendar``.
    homes : Frame
        ``person_id, on, team_id``: one row per person and day with a team.
    days : Frame
        ``calendar, on, working`` of all calendars named and all days of the periods measured.
    company_calendar : str
        Calendar of the company.

    Returns
    -------
    Frame
        ``entity_kind, entity_id, on, working`` (0 or 1), every day of each entity; worth keeping.
    """
    flags = days.select("calendar", "on", working=nw.col("working").cast(nw.Int64))
    own = flags.filter(nw.col("calendar") == company_calendar).select("on", "working")
    company = own.with_columns(entity_kind=nw.lit("company"), entity_id=nw.lit(COMPANY))
    of_teams = (
        teams.select("team_id", "calendar")
        .join(flags, on="calendar")
        .with_columns(entity_kind=nw.lit("team"), entity_id=nw.col("team_id"))
    )
    present = homes.select("person_id", "on", "team_id").join(
        of_teams.select("team_id", "on", "working"), on=["team_id", "on"]
    )
    people = (
        homes.select("person_id")
        .unique()
        .join(own.select("on"), how="cross")
        .join(present.select("person_id", "on", "working"), on=["person_id", "on"], how="left")
        .with_columns(nw.col("working").fill_null(0), entity_kind=nw.lit("person"), entity_id=nw.col("person_id"))
    )
    flag = nw.col("working").cast(nw.Int64)
    return nw.concat([rows.select(*_ENTITY, "on", flag) for rows in (company, of_teams, people)], how="vertical")


def numbered(entity_days: Frame, grid: Grid) -> Frame:
    """
    Number the working days within each period.

    Parameters
    ----------
    entity_days : Frame
        `workdays`.
    grid : Grid
        The periods.

    Returns
    -------
    Frame
        `BY`, ``on``, ``working`` and ``number``: how many working days of the period there were up to that day;
        worth keeping.
    """
    timed = entity_days.join(grid.days.select("cadence", "period", "on"), on="on")
    number = nw.col("working").cum_sum().over(*BY, order_by="on")
    return timed.with_columns(number=number).select(*BY, "on", "working", nw.col("number").cast(nw.Int64))


def elapsed(numbered_days: Frame, grid: Grid, through: str) -> Frame:
    """
    How many working days each period has, and how many have passed.

    Parameters
    ----------
    numbered_days : Frame
        `numbered`.
    grid : Grid
        The periods.
    through : str
        `worked_through` of the cut-off.

    Returns
    -------
    Frame
        One row per cell: `BY`, ``total`` and ``passed`` working days, and the period's ``start_on, previous,
        year_ago, finished``; worth keeping.
    """
    passed = nw.when(nw.col("on") <= through).then(nw.col("working")).otherwise(nw.lit(0))
    counted = (
        numbered_days.with_columns(passed=passed)
        .group_by(*BY)
        .agg(total=nw.col("working").sum(), passed=nw.col("passed").sum())
    )
    periods = grid.periods.select("cadence", "period", "start_on", "previous", "year_ago", "finished")
    return counted.with_columns(nw.col("total", "passed").cast(nw.Int64)).join(periods, on=["cadence", "period"])


def steps(sales: Frame, numbered_days: Frame) -> Frame:
    """
    Revenue of every cell by the number of the working day.

    Parameters
    ----------
    sales : Frame
        `order_lines.by_day` spread over the grid.
    numbered_days : Frame
        `numbered`.

    Returns
    -------
    Frame
        `BY`, ``number`` and ``minor``; sales before the first working day have number 0. Worth keeping.
    """
    dated = sales.select(*BY, "on", "minor").join(numbered_days.select(*BY, "on", "number"), on=[*BY, "on"])
    summed = dated.group_by(*BY, "number").agg(minor=nw.col("minor").sum())
    return summed.with_columns(nw.col("minor").cast(nw.Int64))


def reached(asked: Frame, revenue_steps: Frame) -> Frame:
    """
    Revenue of a period up to a working day.

    Parameters
    ----------
    asked : Frame
        Rows with ``cadence, entity_kind, entity_id``, the period ``then`` and the working day ``limit``; no two
        alike, no column empty.
    revenue_steps : Frame
        `steps`.

    Returns
    -------
    Frame
        The rows with ``minor``, 0 where nothing was sold.
    """
    keys = asked.collect_schema().names()
    sold = revenue_steps.select("cadence", *_ENTITY, "number", "minor", then=nw.col("period"))
    within = nw.when(nw.col("number") <= nw.col("limit")).then(nw.col("minor")).otherwise(nw.lit(0))
    summed = (
        asked.join(sold, on=["cadence", *_ENTITY, "then"], how="left")
        .with_columns(minor=within)
        .group_by(*keys)
        .agg(minor=nw.col("minor").sum())
    )
    return summed.with_columns(nw.col("minor").cast(nw.Int64))
