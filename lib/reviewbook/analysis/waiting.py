"""Who is to be reminded of what: what was owed on some days, and which of it waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.analysis.computing import computing
from reviewbook.analysis.derive import derive_owed
from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.engine import Engine, Frame, as_analysed, as_read
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.replies import known, replies
from reviewbook.roster import roster
from reviewbook.schema import FRAMES, TABLES
from reviewbook.warehouse import Warehouse
from reviewbook.worktime import WorkTime

__all__ = ["derive_waiting"]

#: Around the instants that are looked at: their days in every zone, and a week's end.
_AROUND = timedelta(days=7)


def derive_waiting(
    places: Places, params: Params, span: tuple[date, date], now: datetime
) -> tuple[datetime, Mapping[str, pd.DataFrame]]:
    """
    Derive what of the reports due on some days is owed, and what waits for an answer, as far as is known now.

    Parameters
    ----------
    places, params
        The company.
    span : tuple of date
        First and last day on which a report was or will be due.
    now : datetime
        With its zone. The cut-off is until when the sources were pulled, and never later than now.

    Returns
    -------
    tuple
        The cut-off, and ``owed`` and ``replies`` (`schema.FRAMES`) with the tables ``people``, ``teams``,
        ``memberships`` and ``leave`` as they stood at it.

    Raises
    ------
    MissingData
        When a source was never pulled.
    WarehouseError
        When the warehouse cannot be read.
    """
    at, frames = derive_owed(places, params, span)
    if at > now:
        at, frames = derive_owed(places, params, span, now)
    with Warehouse.open(places.warehouse) as warehouse:
        engine, tables = computing(warehouse, warehouse.view(at), params.company)
        leave = as_read(engine.collect(tables["leave"]), TABLES["leave"])
        waiting = _replies(engine, tables, params, frames["owed"], at)
    told = {name: frames[name] for name in ("owed", "people", "teams", "memberships")}
    return at, {**told, "leave": leave, "replies": waiting}


def _replies(
    engine: Engine, tables: Mapping[str, Frame], params: Params, owed: pd.DataFrame, at: datetime
) -> pd.DataFrame:
    """Derive the answers to those of the reports that came."""
    company, came = params.company, owed[owed["submitted_at"].notna()]
    last = at.astimezone(ZoneInfo(company.zone)).date()
    first = min([last, *came["submitted_at"].dt.date])
    reach = (first - _AROUND, last + _AROUND)
    teams = engine.collect(tables["teams"].select("calendar", "zone"))
    days = engine.frame(days_frame({company.calendar, *teams["calendar"]}, company, *reach))
    zones = engine.frame(zones_frame({company.zone, *teams["zone"]}, *reach))
    here = roster(engine, dict(tables), days, zones, company.zone)
    answered = {**tables, "present": here.days, "entities": here.entities}
    due = engine.frame(as_analysed(came, FRAMES["owed"]))
    clock = WorkTime(days, zones, company.work_hours)
    heard = replies(engine, due, answered, params.templates, clock, microseconds(at))
    rows = known(engine, heard, tables["reports"], params.sources.answers)
    return as_read(engine.collect(rows), FRAMES["replies"])
