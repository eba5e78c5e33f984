"""The stages in their order, over the frames that several of them build upon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from reviewbook import measures
from reviewbook.analysis.computing import making_room
from reviewbook.analysis.facts import collected
from reviewbook.analysis.inputs import Inputs
from reviewbook.analysis.selling import Deals, away, reviewed, sales
from reviewbook.analysis.timeline import Timeline, first_asked
from reviewbook.analysis.uncounted import told
from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.checks import checks
from reviewbook.claims import claims
from reviewbook.copies import copies
from reviewbook.engine import Engine, Frame, as_read
from reviewbook.filled import filled
from reviewbook.market import Span, market
from reviewbook.owed import duties, idle_duties, on_record, owed, unowed, voluntary
from reviewbook.params.loading import Params
from reviewbook.replies import known, replies
from reviewbook.roster import Roster, roster
from reviewbook.schema import FRAMES
from reviewbook.signals import signals
from reviewbook.worktime import WorkTime

__all__ = ["derive_frames"]

#: What happens at an instant, and is placed by it.
_INSTANTS = {
    "orders": "ordered_at",
    "reports": "submitted_at",
    "satisfaction": "responded_at",
    "complaints": "opened_at",
}


def derive_frames(
    engine: Engine,
    tables: Mapping[str, Frame],
    params: Params,
    plan: Timeline,
    chosen: Sequence[measures.Measure] = measures.MEASURES,
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
    chosen : sequence of Measure
        By which measures.

    Returns
    -------
    dict of DataFrame
        ``facts`` and the frames of `schema.FRAMES` that are derived; ``days`` of every calendar in use, the
        company's first; ``uncounted``, what no measure can count and why, in the form of ``rejected``; and what the
        conclusions need besides (`inputs.INPUTS`).
    """
    stages = _Stages.of(engine, tables, params, plan)
    compliance = stages.compliance()
    facts = stages.facts(compliance, chosen)
    rows = {**compliance, "deals": stages.deals.under(plan), "sales": sales(tables, stages.lines, plan.reviewed)}
    rows["away"] = away(engine, tables, stages.lines, stages.grid, plan.reviewed)
    out = {name: as_read(engine.collect(frame), FRAMES[name]) for name, frame in rows.items()}
    out["promises"] = reviewed(out["promises"], plan)
    charted = {measure.name: measure.charted for measure in measures.MEASURES if measure.charted}
    judged = signals(facts, charted, plan.reviewed.cadence.value, plan.history)
    rest = {"days": stages.days_read(), "uncounted": stages.uncounted()}
    return {**out, "facts": facts, "signals": judged, **rest, **stages.inputs()}


@dataclass(frozen=True)
class _Stages:
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
    def of(cls, engine: Engine, tables: Mapping[str, Frame], params: Params, plan: Timeline) -> _Stages:
        company = params.company
        teams = engine.collect(tables["teams"].select("calendar", "zone"))
        first = min(_first_day(engine, tables), first_asked(params.templates, plan)) - timedelta(days=1)
        targets = engine.collect(tables["targets"])
        covered = measures.days_covered(_shown(targets, plan))
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
        span = (first_asked(templates, self.plan), self.plan.last_on)
        teams = engine.collect(tables["teams"].select("team_id", "calendar", "zone"))
        entities = engine.collect(self.roster.entities)
        submitted = engine.collect(tables["reports"].select("cadence", "period").unique())
        asked = on_record(duties(templates, teams, entities, self.params.company, span), submitted)
        due = owed(engine, asked, self.roster.days, tables, self.clock, self.as_of)
        placed = self.roster.placed(tables["reports"], "submitted_at")
        reviewed = (self.plan.reviewed.start_on, self.plan.reviewed.last_on)
        idle = idle_duties(templates, teams, entities, self.params.company, reviewed)
        answered = {**tables, "present": self.roster.days, "entities": self.roster.entities}
        said = filled(engine, due, tables["report_fields"], templates)
        heard = replies(engine, due, answered, templates, self.clock, self.as_of)
        booked = {**tables, "workdays": engine.frame(self._company_days())}
        return {
            "owed": due,
            "unowed": unowed(engine, asked, idle, due, self.roster.days, reviewed),
            "voluntary": voluntary(engine, due, placed, self.roster.days, span, self.as_of),
            "checks": checks(engine, said, templates),
            "copies": copies(engine, said, templates),
            "claims": claims(engine, said, booked, measures.every_line(*self._placed_orders), templates),
            "replies": known(engine, heard, tables["reports"], self.params.sources.answers),
            "cases": self._cases.with_columns(opened_on=nw.col("on")),
            "promises": self._promises(said),
            **market(engine, said, answered, self.params, Span(self.plan.reviewed.cadence, self.plan.history)),
        }

    def facts(self, compliance: Mapping[str, Frame], chosen: Sequence[measures.Measure]) -> pd.DataFrame:
        """Measure everything."""
        engine, company = self.engine, self.params.company
        grid = self.grid
        works = measures.workdays(self.tables["teams"], self.roster.homes, self.day_frame, company.calendar)
        measured = measures.measure_all(
            engine,
            measures.Sources(
                grid=grid,
                cells=engine.keep(measures.cells(grid, self.roster.homes)),
                owed=compliance["owed"],
                checks=compliance["checks"],
                copies=compliance["copies"],
                claims=compliance["claims"],
                replies=compliance["replies"],
                lines=self.lines,
                bookings=self._bookings(),
                answers=engine.keep(measures.scored(self._voices("satisfaction", "responded_at"))),
                complaints=self._cases,
                deals=self.deals.valued,
                promises=compliance["promises"],
                members=engine.keep(measures.members(grid, self.roster.homes)),
                trainings=self.tables["trainings"],
                goals=self.tables["goals"],
                targets=self._targets(),
                workdays=engine.keep(works),
                through=measures.worked_through(self.plan.as_of, company.zone, company.work_hours.end),
            ),
            chosen,
        )
        for name, frame in self._of_products(grid).items():
            measured[name] = nw.concat([measured[name], frame], how="vertical") if name in measured else frame
        units = {name: entry.unit for name, entry in self.params.measures.items()}
        making_room(engine)
        return collected(engine, measured, units, grid.periods)

    def _of_products(self, grid: measures.Grid) -> dict[str, Frame]:
        """Measure every product, its complaints by their text."""
        engine = self.engine
        said = engine.collect(self._cases.select("complaint_id", "on", "text"))
        named = measures.named_products(said, engine.collect(self.tables["products"].select("product_id", "name")))
        return measures.product_measures(engine, self.lines, engine.frame(named), grid)

    def _bookings(self) -> Frame:
        """Give the orders by the day on which they were booked."""
        return self.engine.keep(self.roster.placed(measures.booked(self.tables["orders"]), "recorded_at"))

    def _periods(self) -> pd.DataFrame:
        """Give the periods; before a day comes the company's working day before it: a Monday follows a Friday."""
        periods = self.plan.frame()
        on = sorted(self._company_days()["on"])
        for row in periods.index[periods["cadence"] == "daily"]:
            passed = bisect_left(on, periods.at[row, "start_on"])
            if passed:
                periods.at[row, "previous"] = on[passed - 1]
        return periods

    def _company_days(self) -> pd.DataFrame:
        """Give the working days of the company's calendar."""
        return self.days[(self.days["calendar"] == self.params.company.calendar) & (self.days["working"] == 1)][["on"]]

    def days_read(self) -> pd.DataFrame:
        """Give the days of all calendars, the company's first, as people use them."""
        own = self.days["calendar"] == self.params.company.calendar
        ordered = pd.concat([self.days[own], self.days[~own]], ignore_index=True)
        return ordered.assign(
            on=pd.to_datetime(ordered["on"], format="%Y-%m-%d").astype("datetime64[s]"),
            working=ordered["working"] == 1,
            provisional=ordered["provisional"] == 1,
        )[["calendar", "on", "working", "kind", "name", "provisional"]]

    def uncounted(self) -> pd.DataFrame:
        """Give what could be loaded and can still not be counted: one row per table, value and reason."""
        engine, currency = self.engine, self.params.company.currency
        rates = engine.collect(self.tables["fx_rates"])
        targets = _shown(engine.collect(self.tables["targets"]), self.plan)
        found = [
            told("orders", "currency", engine.collect(measures.uncounted(*self._placed_orders))),
            told("targets", "currency", measures.unusable(targets, rates, currency)),
            told("satisfaction", "score", engine.collect(measures.unscored(self.tables["satisfaction"]))),
            *(told("opportunities", column, rows) for column, rows in self.deals.uncounted.items()),
        ]
        return pd.concat(found, ignore_index=True)

    def inputs(self) -> dict[str, pd.DataFrame]:
        """Give what the conclusions need besides facts and rows."""
        wanted = Inputs(self.engine, self.tables, self.roster, self.plan.reviewed)
        return wanted.frames(self.lines, self.params.appraisal.months)

    @cached_property
    def lines(self) -> Frame:
        """The order lines that count."""
        return self.engine.keep(measures.lines(*self._placed_orders))

    @cached_property
    def _placed_orders(self) -> tuple[Frame, Frame]:
        """The order lines with their day and team, and the exchange rates of every day."""
        rates = measures.daily_rates(
            self.engine.collect(self.tables["fx_rates"]), sorted(set(self.days["on"])), self.params.company.currency
        )
        placed = self.roster.placed(self.tables["orders"], "ordered_at")
        return self.engine.keep(placed), self.engine.frame(rates)

    @cached_property
    def deals(self) -> Deals:
        """The deals on their way."""
        return Deals(self.engine, self.tables, self.roster, self.params.company.currency)

    @cached_property
    def grid(self) -> measures.Grid:
        """The periods and entities that are measured."""
        days, periods = (self.engine.frame(frame) for frame in (self.plan.days(), self._periods()))
        return measures.Grid(days, periods, self.roster.entities)

    def _promises(self, said: Frame) -> Frame:
        made = said.join(self.engine.frame(measures.commitments(self.params.templates)), on=["template", "field"])
        on = [*self._company_days()["on"]]
        return self.engine.keep(measures.promises(made, measures.by_day(self.lines), self.grid, on))

    def _voices(self, table: str, at: str) -> Frame:
        named = measures.attributed(self.tables[table], self.tables["customers"])
        return self.roster.placed(named, at)

    @cached_property
    def _cases(self) -> Frame:
        """The complaints with their customer's name and their working hours until the end of the period."""
        company, plan = self.params.company, self.plan
        until = min(self.as_of, microseconds(plan.reviewed.end_at(company.zone)))
        named = self.tables["customers"].select("customer_id", customer=nw.col("name"))
        voices = self._voices("complaints", "opened_at").join(named, on="customer_id", how="left")
        home = (company.zone, company.calendar)
        return self.engine.keep(measures.timed(voices, self.tables["teams"], home, self.clock, until))

    def _targets(self) -> Frame:
        engine, company = self.engine, self.params.company
        owners = measures.Owners(
            teams=engine.collect(self.tables["teams"].select("team_id", "parent_id", "calendar")),
            homes=engine.collect(self.roster.homes.select("person_id", "on", "team_id")),
            days=self.days[["calendar", "on", "working"]],
            calendar=company.calendar,
        )
        shown = _shown(engine.collect(self.tables["targets"]), self.plan)
        rates = engine.collect(self.tables["fx_rates"])
        return engine.frame(measures.daily_targets(shown, owners, rates, company.currency))


def _shown(targets: pd.DataFrame, plan: Timeline) -> pd.DataFrame:
    """Give the targets of the periods that are measured; others would stretch the calendars for nothing."""
    return measures.touching(targets, plan.first_on.isoformat(), plan.last_on.isoformat())


def _first_day(engine: Engine, tables: Mapping[str, Frame]) -> date:
    """Find the first day on which anything happened."""
    found: list[Any] = []
    for name, at in _INSTANTS.items():
        found += engine.collect(tables[name].select(nw.col(at).min()))[at].dropna().tolist()
    return datetime.fromtimestamp(min(found) / 1_000_000, UTC).date() if found else date.max
