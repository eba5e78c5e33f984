"""A small company whose reports, leave and answers are written as text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property

import narwhals as nw
import pandas as pd
import pytest

from reviewbook.calendars import days_frame, zones_frame
from reviewbook.checks import checks
from reviewbook.claims import claims
from reviewbook.copies import copies
from reviewbook.engine import as_read
from reviewbook.filled import filled
from reviewbook.measures import Grid, daily_rates, every_line
from reviewbook.owed import duties, owed, voluntary
from reviewbook.params.company import Company
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.replies import known, replies
from reviewbook.roster import ancestry, roster
from reviewbook.schema import FRAMES, Measured
from reviewbook.worktime import WorkTime

BOTH = {"zh": "甲", "en": "A"}
COMPANY = Company(name=BOTH, zone="Asia/Shanghai", calendar="CN", currency="CNY")
TEXTS = {
    "people": "person_id | name\nLi | Li",
    "teams": "team_id | name | zone | calendar\nEast | East | Asia/Shanghai | CN",
    "memberships": "person_id | team_id | role | valid_from\nLi | East | rep | 2026-01-01",
    "leave": "person_id | starts_on | ends_on | kind | portion",
    "reports": "report_id | person_id | period | submitted_at | revision",
    "report_fields": "report_id | revision | field | text | number",
    "orders": "order_id | line_id | person_id | customer_id | ordered_at | recorded_at | amount | currency | status",
    "customers": "customer_id | owner_id",
    "fx_rates": "currency | valid_from | rate",
    "feedback": "feedback_id | report_id | author_id | given_at | kind | text",
}


def rule(**changes):
    """Give a daily rule, due at 18:00 and closing three working days later, with some things changed."""
    due = {"time": "18:00", **changes.pop("due", {})}
    return {"name": "daily", "template": "day", "due": due, **changes}


def weekly(**changes):
    """Give a weekly rule, due on Friday at 18:00."""
    return rule(**{"name": "weekly", "template": "week", "due": {"weekday": "friday"}, **changes})


def monthly(**changes):
    """Give a monthly rule, due on the second working day after the month."""
    return rule(**{"name": "monthly", "template": "month", "due": {"working_day": 2}, **changes})


@cache
def laid_out(codes, zones, changes, first, last):
    """Give the days around a span: from its first period to long after its last has closed."""
    reach = (first - timedelta(days=7), last + timedelta(days=40))
    return days_frame(codes, changed(*changes), *reach), zones_frame(zones, *reach)


def changed(days_off, working_days):
    """Give the company with these changes to its calendars."""
    return COMPANY.model_copy(update={"days_off": days_off, "working_days": working_days})


@dataclass(frozen=True)
class Office:
    """What is asked and what came; `as_of` is a wall clock in Shanghai."""

    engine: object
    read: object
    at: object
    rules: tuple = (rule(),)
    fields: tuple = ()
    as_of: str = "2026-11-30 09:00"
    first: str = "2026-11-01"
    last: str = "2026-11-30"
    days_off: tuple = ()
    working_days: tuple = ()
    texts: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)

    def where(self, **changes):
        """Give the office with other params or tables."""
        texts = {name: changes.pop(name) for name in list(changes) if name in TEXTS}
        return replace(self, **changes, texts={**self.texts, **texts})

    def of_reps(self, names, **changes):
        """Give the office with these reps in East instead of Li."""
        people = "person_id | name\n" + "\n".join(f"{name} | {name}" for name in names)
        rows = "\n".join(f"{name} | East | rep | 2026-01-01" for name in names)
        members = f"person_id | team_id | role | valid_from\n{rows}"
        return self.where(people=people, memberships=members, **changes)

    def cut_off(self, as_of):
        """Give the office at another cut-off, without laying out again what does not depend on it."""
        then = self.where(as_of=as_of)
        vars(then).update({name: getattr(self, name) for name in ("tables", "laid_out", "clock", "roster", "duties")})
        return then

    @property
    def span(self):
        return date.fromisoformat(self.first), date.fromisoformat(self.last)

    @property
    def company(self):
        return changed(self.days_off, self.working_days)

    @cached_property
    def templates(self):
        cadences = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly"}
        forms = [{"name": n, "title": BOTH, "cadence": c, "fields": self.fields} for n, c in cadences.items()]
        return Templates(templates=forms, rules=self.rules)

    def raw(self, name):
        frame = self.read(self.texts.get(name, TEXTS[name]), of=name)
        if name == "reports":
            forms = {"yearly": "year", "quarterly": "quarter", "monthly": "month", "weekly": "week", "daily": "day"}
            frame["cadence"] = frame["period"].map(lambda key: str(Period.parse(key).cadence)).astype("str")
            frame["template"] = frame["template"].fillna(frame["cadence"].map(forms)).astype("str")
            frame["revision"] = frame["revision"].fillna(1)
        if name == "leave":
            frame["portion"] = frame["portion"].fillna(1.0)
        return frame

    @cached_property
    def tables(self):
        return {name: self.engine.frame(self.raw(name)) for name in TEXTS}

    @cached_property
    def laid_out(self):
        """Give the days and zones around the span; a report on a long period is due long after it began."""
        teams, forms = self.raw("teams"), self.templates
        ends = [Period.containing(self.span[1], forms.template(rule.template).cadence).last_on for rule in forms.rules]
        changes = (self.days_off, self.working_days)
        return laid_out(tuple(teams["calendar"]), tuple(teams["zone"]), changes, self.span[0], max(ends))

    @property
    def raw_days(self):
        return self.laid_out[0]

    @cached_property
    def clock(self):
        days, zones = self.laid_out
        return WorkTime(self.engine.frame(days), self.engine.frame(zones), COMPANY.work_hours)

    @cached_property
    def roster(self):
        return roster(self.engine, self.tables, self.clock.days, self.clock.zones, COMPANY.zone)

    @cached_property
    def duties(self):
        teams = self.raw("teams")
        return duties(self.templates, teams, ancestry(teams), self.company, self.span)

    @cached_property
    def owed_frame(self):
        return owed(self.engine, self.duties, self.roster.days, self.tables, self.clock, self.at(self.as_of))

    @cached_property
    def filled(self):
        """Give the fields of the reports that count."""
        return filled(self.engine, self.owed_frame, self.tables["report_fields"], self.templates)

    @property
    def owed(self):
        """Give the reports owed as people read them, in order."""
        found = as_read(self.engine.collect(self.owed_frame), FRAMES["owed"])
        return found.sort_values(["period", "person_id"]).reset_index(drop=True)

    @property
    def voluntary(self):
        """Give the reports that nobody owed."""
        here = self.roster
        placed = here.placed(self.tables["reports"], "submitted_at")
        found = voluntary(self.engine, self.owed_frame, placed, here.days, self.span, self.at(self.as_of))
        return as_read(self.engine.collect(found), FRAMES["voluntary"])

    @property
    def checks(self):
        """Give the checks of the fields."""
        found = checks(self.engine, self.filled, self.templates)
        return as_read(self.engine.collect(found), FRAMES["checks"])

    @property
    def copies(self):
        """Give the reports with the earlier ones that they are like."""
        found = copies(self.engine, self.filled, self.templates)
        return as_read(self.engine.collect(found), FRAMES["copies"])

    @property
    def claims(self):
        """Give what the reports claim, against what is recorded."""
        placed = self.roster.placed(self.tables["orders"], "ordered_at")
        rates = daily_rates(self.raw("fx_rates"), sorted(self.raw_days["on"].unique()), COMPANY.currency)
        lines = every_line(placed.filter(nw.col("ordered_at") <= self.at(self.as_of)), self.engine.frame(rates))
        worked = self.raw_days[(self.raw_days["calendar"] == COMPANY.calendar) & (self.raw_days["working"] == 1)]
        tables = {**self.tables, "workdays": self.engine.frame(worked[["on"]])}
        found = claims(self.engine, self.filled, tables, lines, self.templates)
        return as_read(self.engine.collect(found), FRAMES["claims"])

    @property
    def replies(self):
        """Give the answers that were asked for."""
        here = self.roster
        tables = {**self.tables, "present": here.days, "entities": here.entities}
        found = replies(self.engine, self.owed_frame, tables, self.templates, self.clock, self.at(self.as_of))
        found = known(self.engine, found, self.tables["reports"], self.answers)
        return as_read(self.engine.collect(found), FRAMES["replies"])

    def fates(self, *columns):
        """Give some columns of `owed`, row by row, with None for what is empty."""
        rows = self.owed[list(columns)].astype("object")
        return rows.where(rows.notna(), None).to_numpy().tolist()


@pytest.fixture
def office(engine, table, at):
    """Give the office with one rep, Li in East, who owes a daily report at 18:00."""
    return Office(engine, table, at)


@pytest.fixture
def asks():
    """Give the makers of rules."""
    return {"daily": rule, "weekly": weekly, "monthly": monthly}


WEEK = [("weekly", "2026-W47", f"2026-11-{n}") for n in range(16, 23)]
DAYS = [("daily", on, on) for _, _, on in WEEK]
ENTITIES = [("East", "team", "East"), ("East", "company", "company"), ("West", "team", "West")]


@pytest.fixture
def grid(engine):
    """Give one week and its days; East counts for the company, West only for itself."""
    days = pd.DataFrame(WEEK + DAYS, columns=["cadence", "period", "on"]).astype("str")
    entities = pd.DataFrame(ENTITIES, columns=["team_id", "entity_kind", "entity_id"]).astype("str")
    return Grid(engine.frame(days), engine.frame(days), engine.frame(entities))


@pytest.fixture
def value(engine, grid, table):
    """Measure a text table and give one cell."""

    def measured(measure, text, cell, of="owed", **spread):
        frame = engine.frame(table(text, of=of))
        rows = engine.collect(measure(grid.spread(frame, **spread)))
        assert tuple(rows.columns) == Measured
        chosen = rows[(rows["period"] == cell[0]) & (rows["entity_id"] == cell[1])]
        row = chosen.iloc[0].astype("object")
        return row.where(row.notna(), None)

    return measured
