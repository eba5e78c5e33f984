"""Deriving everything once per run, in order, and saying what is missing instead of going on without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd

from reviewbook import measures
from reviewbook.analysis.timeline import Timeline, timeline
from reviewbook.audiences import Derived
from reviewbook.calendars import Calendar, days_frame, due_at, microseconds, zones_frame
from reviewbook.checks import checks
from reviewbook.engine import Engine, Frame, as_read
from reviewbook.errors import MissingData, Problem
from reviewbook.owed import duties, owed, voluntary
from reviewbook.params.loading import Params
from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.replies import replies
from reviewbook.roster import Roster, roster
from reviewbook.schema import FACTS, FRAMES
from reviewbook.sources import complete_until
from reviewbook.warehouse import Warehouse
from reviewbook.worktime import WorkTime

__all__ = ["derive", "derive_frames", "slot", "write"]

#: What happens at an instant, and is placed by it.
_INSTANTS = {
    "orders": "ordered_at",
    "reports": "submitted_at",
    "satisfaction": "responded_at",
    "complaints": "opened_at",
}


def slot(params: Params, publication: Publication, period: Period) -> datetime:
    """Give the cut-off of a scheduled review: the instant at which it is due, in the company's zone."""
    company = params.company
    return due_at(publication.due, period, Calendar.of(company.calendar, company), company.zone)


def derive(places: Places, params: Params, publication: Publication, period: Period, as_of: datetime) -> Derived:
    """
    Derive facts and rows for a review from the warehouse.

    Parameters
    ----------
    places, params
        The company.
    publication : Publication
        The review; it decides how far back is looked.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off, with its zone.

    Raises
    ------
    MissingData
        When the warehouse is empty, or was filled before the cut-off: what came in between would look as if it had
        never come.
    WarehouseError
        When the warehouse cannot be read.
    """
    _must_be_complete(places, params, publication.name, period, as_of)
    plan = timeline(publication, period, as_of, params.company.zone)
    with Warehouse.open(places.warehouse) as warehouse:
        frames = derive_frames(warehouse.engine(), warehouse.view(as_of), params, plan)
        frames |= {"rejected": warehouse.rejected(), "origins": warehouse.origins()}
        frames |= {name: warehouse.frame(name) for name in ("people", "teams", "memberships")}
    return Derived(publication, period, as_of, frames)


def derive_frames(
    engine: Engine, tables: Mapping[str, Frame], params: Params, plan: Timeline
) -> dict[str, pd.DataFrame]:
    """
    Derive facts and rows from tables of any engine.

    Parameters
    ----------
    engine : Engine
        Of the tables.
    tables : mapping of Frame
        Every table of `schema.TABLES` as it stood at the cut-off, in the analysis' form.
    params : Params
        The company.
    plan : Timeline
        What is measured.

    Returns
    -------
    dict of DataFrame
        ``facts``, ``owed``, ``voluntary``, ``checks``, ``replies`` (`schema`), and ``days`` of every calendar in
        use, the company's first.
    """
    job = _Derivation.of(engine, tables, params, plan)
    compliance = job.compliance()
    facts = job.facts(compliance)
    out = {name: as_read(engine.collect(frame), FRAMES[name]) for name, frame in compliance.items()}
    return {**out, "facts": as_read(engine.collect(facts), FACTS), "days": job.days_read()}


def write(derived: Derived, folder: Path) -> list[Path]:
    """Write every frame of a run as Parquet; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, frame in derived.frames.items():
        files.append(folder / f"{name}.parquet")
        frame.to_parquet(files[-1], index=False)
    return files


def _must_be_complete(places: Places, params: Params, review: str, period: Period, as_of: datetime) -> None:
    until = complete_until(places)
    if until is None or not places.warehouse.is_file():
        raise MissingData(
            Problem(
                str(places.warehouse), "nothing was pulled yet", "", "Type: reviewbook pull (or run pull_data.ipynb)"
            )
        )
    if until < as_of:
        zone = ZoneInfo(params.company.zone)
        raise MissingData(
            Problem(
                f"{review} {period}",
                f"its cut-off is {as_of.astimezone(zone):%Y-%m-%d %H:%M}, and the sources were last pulled "
                f"{until.astimezone(zone):%Y-%m-%d %H:%M}",
                "What came in between would look as if it had never come.",
                "Pull after the cut-off, choose an earlier period, or set as_of to an earlier instant.",
            )
        )


@dataclass(frozen=True)
class _Derivation:
    """The frames that several stages build upon."""

    engine: Engine
    tables: Mapping[str, Frame]
    params: Params
    plan: Timeline
    days: pd.DataFrame
    day_frame: Frame
    roster: Roster
    clock: WorkTime

    @classmethod
    def of(cls, engine: Engine, tables: Mapping[str, Frame], params: Params, plan: Timeline) -> _Derivation:
        company = params.company
        teams = engine.collect(tables["teams"].select("calendar", "zone"))
        first = min(_first_day(engine, tables), plan.first_on) - timedelta(days=1)
        targets = engine.collect(tables["targets"])
        covered = measures.days_covered(targets)
        last = max(plan.last_on, date.fromisoformat(covered[1])) if covered else plan.last_on
        first = min(first, date.fromisoformat(covered[0])) if covered else first
        days = days_frame({company.calendar, *teams["calendar"]}, company, first, last)
        zones = engine.frame(zones_frame({company.zone, *teams["zone"]}, first, last))
        day_frame = engine.frame(days)
        who = roster(engine, dict(tables), day_frame, zones, company.zone)
        clock = WorkTime(day_frame, zones, company.work_hours)
        return cls(engine, tables, params, plan, days, day_frame, who, clock)

    @property
    def as_of(self) -> int:
        """The cut-off in the analysis' form."""
        return microseconds(self.plan.as_of)

    def compliance(self) -> dict[str, Frame]:
        """Derive who owed what and what became of it."""
        engine, tables, templates = self.engine, self.tables, self.params.templates
        span = (self.plan.first_on, self.plan.last_on)
        teams = engine.collect(tables["teams"].select("team_id", "calendar", "zone"))
        entities = engine.collect(self.roster.entities)
        asked = duties(templates, teams, entities, self.params.company, span)
        due = owed(engine, asked, self.roster.days, tables, self.clock, self.as_of)
        placed = self.roster.placed(tables["reports"], "submitted_at")
        answered = {**tables, "present": self.roster.days, "entities": self.roster.entities}
        return {
            "owed": due,
            "voluntary": voluntary(engine, due, placed, self.roster.days, span, self.as_of),
            "checks": checks(engine, due, tables["report_fields"], templates),
            "replies": replies(engine, due, answered, templates, self.clock, self.as_of),
        }

    def facts(self, compliance: Mapping[str, Frame]) -> Frame:
        """Measure everything."""
        engine, company = self.engine, self.params.company
        grid = measures.Grid(engine.frame(self.plan.days()), engine.frame(self.plan.frame()), self.roster.entities)
        works = measures.workdays(self.tables["teams"], self.roster.homes, self.day_frame, company.calendar)
        measured = measures.measure_all(
            engine,
            measures.Sources(
                grid=grid,
                cells=engine.keep(measures.cells(grid, self.roster.homes)),
                owed=compliance["owed"],
                checks=compliance["checks"],
                replies=compliance["replies"],
                lines=self._lines(),
                answers=engine.keep(measures.scored(self._voices("satisfaction", "responded_at"))),
                complaints=engine.keep(self._voices("complaints", "opened_at")),
                targets=self._targets(),
                workdays=engine.keep(works),
                through=measures.worked_through(self.plan.as_of, company.zone, company.work_hours.end),
            ),
        )
        units = {name: entry.unit for name, entry in self.params.measures.items()}
        return measures.facts(measured, units, grid.periods)

    def days_read(self) -> pd.DataFrame:
        """Give the days of all calendars, the company's first, as people use them."""
        own = self.days["calendar"] == self.params.company.calendar
        ordered = pd.concat([self.days[own], self.days[~own]], ignore_index=True)
        return ordered.assign(
            on=pd.to_datetime(ordered["on"], format="%Y-%m-%d").astype("datetime64[s]"),
            working=ordered["working"] == 1,
            provisional=ordered["provisional"] == 1,
        )[["calendar", "on", "working", "kind", "name", "provisional"]]

    def _lines(self) -> Frame:
        placed = self.engine.keep(self.roster.placed(self.tables["orders"], "ordered_at"))
        rates = measures.daily_rates(
            self.engine.collect(self.tables["fx_rates"]), sorted(set(self.days["on"])), self.params.company.currency
        )
        return self.engine.keep(measures.lines(placed, self.engine.frame(rates)))

    def _voices(self, table: str, at: str) -> Frame:
        named = measures.attributed(self.tables[table], self.tables["customers"])
        return self.roster.placed(named, at)

    def _targets(self) -> Frame:
        engine, company = self.engine, self.params.company
        owners = measures.Owners(
            teams=engine.collect(self.tables["teams"].select("team_id", "parent_id", "calendar")),
            homes=engine.collect(self.roster.homes.select("person_id", "on", "team_id")),
            days=self.days[["calendar", "on", "working"]],
            calendar=company.calendar,
        )
        first, last = self.plan.first_on.isoformat(), self.plan.last_on.isoformat()
        shown = measures.touching(engine.collect(self.tables["targets"]), first, last)
        rates = engine.collect(self.tables["fx_rates"])
        return engine.frame(measures.daily_targets(shown, owners, rates, company.currency))


def _first_day(engine: Engine, tables: Mapping[str, Frame]) -> date:
    """Find the first day on which anything happened."""
    found: list[Any] = []
    for name, at in _INSTANTS.items():
        found += engine.collect(tables[name].select(nw.col(at).min()))[at].dropna().tolist()
    return datetime.fromtimestamp(min(found) / 1_000_000, UTC).date() if found else date.max
