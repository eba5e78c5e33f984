"""What the gate looks at besides the frames of a run: volumes, how old rows are, and which columns changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook import gate as asked
from reviewbook.analysis.timeline import Timeline
from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.measures import worked_through
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.sources import Snapshot, changed_columns, complete_until, snapshots
from reviewbook.warehouse import Moment, Warehouse
from reviewbook.worktime import HOUR, WorkTime

__all__ = ["Pulled", "gated"]

#: Periods that are looked back at for what is usual; those without a working day are passed over.
_BACK = 30

_COLUMNS = ["source", "table", "gone", "others"]


@dataclass(frozen=True)
class Pulled:
    """
    From where a run reads.

    Parameters
    ----------
    places : Places
        Of the company.
    warehouse : Warehouse
        Open.
    moment : Moment
        The cut-off, with what was known.
    before : datetime
        The cut-off of the period before.
    """

    places: Places
    warehouse: Warehouse
    moment: Moment
    before: datetime


def gated(
    pulled: Pulled, frames: Mapping[str, pd.DataFrame], params: Params, plan: Timeline
) -> dict[str, pd.DataFrame]:
    """
    Ask the rules of the gate.

    Parameters
    ----------
    pulled : Pulled
        Where the run reads.
    frames : mapping of DataFrame
        What it derived, before it is cut, with ``staff``.
    params : Params
        The company.
    plan : Timeline
        What is reviewed.

    Returns
    -------
    dict of DataFrame
        Frames ``gate`` and ``refusals``.
    """
    company, period = params.company, plan.reviewed
    volumes = pulled.warehouse.volumes(pulled.moment, company.zone)
    volumes = volumes[volumes["source"].isin([entry.name for entry in params.sources.sources])]
    span = (period.start_at(company.zone), period.end_at(company.zone))
    rows, again = pulled.warehouse.doubled(pulled.moment, *span)
    looked_at = {
        "volumes": volumes,
        "ages": _ages(pulled, volumes, params),
        "columns": _changes(pulled, params),
        "doubled": pd.DataFrame({"rows": [rows], "again": [again]}),
    }
    earlier = tuple(reversed(period.previous.last(_BACK)))
    through = date.fromisoformat(worked_through(plan.as_of, company.zone, company.work_hours.end))
    hours = (_minutes(company.work_hours.end) - _minutes(company.work_hours.start)) / 60
    known = asked.Known(period, earlier, params.checks, {**frames, **looked_at}, through, hours)
    return {"gate": asked.gate(known), "refusals": asked.refusals(frames["rejected"])}


def _minutes(at: Any) -> int:
    return int(at.hour) * 60 + int(at.minute)


def _ages(pulled: Pulled, volumes: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Give the working hours of the company from each pull, and from each table's newest row, to the cut-off."""
    newest = volumes.groupby(["source", "table"], as_index=False)["newest_at"].max()
    rows = list(newest.itertuples(index=False, name=None))
    for entry in params.sources.sources:
        at = complete_until(pulled.places, [entry.name])
        if at is not None:
            rows.append((entry.name, None, pd.Timestamp(at)))
    cut_off = microseconds(pulled.moment.as_of)
    since = [min(microseconds(at.to_pydatetime()), cut_off) for _, _, at in rows]
    ages = pd.DataFrame({"source": [row[0] for row in rows], "table": [row[1] for row in rows]})
    return ages.assign(hours=_worked(since, pulled.moment.as_of, params))


def _worked(since: list[int], as_of: datetime, params: Params) -> list[float]:
    """Give the working hours from some instants to the cut-off, by the company's calendar."""
    if not since:
        return []
    company, engine = params.company, PandasEngine()
    zone = ZoneInfo(company.zone)
    oldest = datetime.fromtimestamp(min(since) / 1_000_000, zone).date() - timedelta(days=2)
    latest = as_of.astimezone(zone).date() + timedelta(days=2)
    days = engine.frame(days_frame([company.calendar], company, oldest, latest))
    zones = engine.frame(zones_frame([company.zone], oldest, latest))
    instants = pd.DataFrame({"at": [*since, microseconds(as_of)]}).assign(
        place=range(len(since) + 1), zone=company.zone, calendar=company.calendar
    )
    clock = WorkTime(days, zones, company.work_hours)
    worked = engine.collect(clock.worked(engine.frame(instants), "at", "done")).sort_values("place")["done"].tolist()
    return [(worked[-1] - one) / HOUR for one in worked[:-1]]


def _changes(pulled: Pulled, params: Params) -> pd.DataFrame:
    """Compare the columns of each source's newest snapshot with those at the cut-off before, or of its first one."""
    rows: list[tuple[Any, ...]] = []
    for entry in params.sources.sources:
        kept = snapshots(pulled.places, entry.name)
        former = _before(kept, pulled.before)
        if former is None:
            rows.append((entry.name, None, None, None))
            continue
        changes = changed_columns(former, kept[-1], entry)
        rows += [(entry.name, one.table, one.gone, one.others) for one in changes]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype="object")


def _before(kept: list[Snapshot], before: datetime) -> Snapshot | None:
    """Give the last snapshot before an instant, else the first; None where there is but one."""
    earlier = [one for one in kept[:-1] if one.pulled_at <= before] or kept[:1]
    return earlier[-1] if len(kept) > 1 else None
