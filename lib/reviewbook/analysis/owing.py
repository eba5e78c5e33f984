"""Who owed what on some days and what became of it, without the measures: what `owed` and `explain` answer from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.engine import Engine, Frame, as_read
from reviewbook.owed import duties, idle_duties, on_record, owed, unowed, voluntary
from reviewbook.params.loading import Params
from reviewbook.periods import Cadence
from reviewbook.roster import ancestry, roster
from reviewbook.schema import FRAMES
from reviewbook.worktime import WorkTime

__all__ = ["owed_frames"]

#: A report due today is for a period that began at most so long ago: a yearly one, due a year after it.
_BACK = timedelta(days=750)

_WEEK = timedelta(days=7)


def owed_frames(
    engine: Engine, tables: Mapping[str, Frame], params: Params, span: tuple[date, date], as_of: datetime
) -> dict[str, pd.DataFrame]:
    """
    Derive the reports that were due on some days, or were for periods that began on them.

    Parameters
    ----------
    engine : Engine
        Of the tables.
    tables : mapping of Frame
        As they stood at the cut-off.
    params : Params
        The company.
    span : tuple of date
        First and last day.
    as_of : datetime
        The cut-off.

    Returns
    -------
    dict of DataFrame
        ``owed``, ``unowed`` (what would have been due in the span) and ``voluntary`` (for periods that began in it),
        as in `schema.FRAMES`.
    """
    company = params.company
    teams = engine.collect(tables["teams"].select("team_id", "parent_id", "calendar", "zone"))
    entities = ancestry(teams)
    submitted = engine.collect(tables["reports"].select("cadence", "period").unique())
    asked = on_record(_asked(params, teams, entities, span), submitted)
    first, last = _reach(asked, span, as_of.astimezone(ZoneInfo(company.zone)).date())
    days = engine.frame(days_frame({company.calendar, *teams["calendar"]}, company, first, last))
    zones = engine.frame(zones_frame({company.zone, *teams["zone"]}, first, last))
    here = roster(engine, dict(tables), days, zones, company.zone)
    cut_off = microseconds(as_of)
    due = owed(engine, asked, here.days, tables, WorkTime(days, zones, company.work_hours), cut_off)
    idle = idle_duties(params.templates, teams, entities, company, span)
    placed = here.placed(tables["reports"], "submitted_at")
    found = {
        "owed": due,
        "unowed": unowed(engine, asked, idle, due, here.days, span),
        "voluntary": voluntary(engine, due, placed, here.days, span, cut_off),
    }
    return {name: as_read(engine.collect(rows), FRAMES[name]) for name, rows in found.items()}


def _asked(params: Params, teams: pd.DataFrame, entities: pd.DataFrame, span: tuple[date, date]) -> pd.DataFrame:
    """Lay out the duties of the span: those due in it, and those for a period that began in it."""
    templates, first, last = params.templates, *(on.isoformat() for on in span)
    laid_out = []
    for daily, since in ((True, span[0]), (False, span[0] - _BACK)):
        rules = [r for r in templates.rules if (templates.template(r.template).cadence is Cadence.DAILY) is daily]
        part = templates.model_copy(update={"rules": tuple(rules)})
        laid_out.append(duties(part, teams, entities, params.company, (since, span[1])))
    rows = pd.concat(laid_out, ignore_index=True)
    return rows[rows["due_on"].between(first, last) | rows["start_on"].between(first, last)].reset_index(drop=True)


def _reach(asked: pd.DataFrame, span: tuple[date, date], today: date) -> tuple[date, date]:
    """Give the days that the calendars must know: from the first period to the last closing, and the cut-off."""
    first = min([span[0], *map(date.fromisoformat, asked["start_on"])])
    closings = pd.to_datetime(asked["closes_at"], unit="us").dt.date
    return first - _WEEK, max([span[1], today, *map(date.fromisoformat, asked["last_on"]), *closings]) + _WEEK
