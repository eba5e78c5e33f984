"""Whether the params fit the data, above all the rules of reports, and whether a change of rules leaves a period out.

Params are checked by themselves before anything runs; what is looked at here needs the
teams, reports and courses that were pulled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

import narwhals as nw

from reviewbook.calendars import Calendar
from reviewbook.errors import Problem, alike, nearest
from reviewbook.params.loading import Params
from reviewbook.params.templates import Rule
from reviewbook.periods import Cadence, Period
from reviewbook.warehouse import Warehouse

__all__ = ["misfits"]

_FILE = "templates.yaml"

#: Periods around a change of rules among which one may be left out.
_AROUND = 3


def misfits(warehouse: Warehouse, params: Params, now: datetime) -> Iterator[Problem]:
    """
    List what does not fit.

    That is: rules for teams that do not exist, what came that no template knows, periods left out, and skills that no
    course teaches.

    Parameters
    ----------
    warehouse : Warehouse
        Open.
    params : Params
        The company.
    now : datetime
        Until when the data are looked at.
    """
    yield from _unknown_teams(warehouse, params)
    yield from _unknown_forms(warehouse, params, now)
    yield from _left_out(params)
    yield from _unknown_skills(warehouse, params)


def _unknown_teams(warehouse: Warehouse, params: Params) -> Iterator[Problem]:
    teams = list(warehouse.frame("teams")["team_id"])
    for position, rule in enumerate(params.templates.rules):
        for team in rule.teams:
            if team != "all" and team not in teams:
                where = f"{_FILE}: rules[{position}].teams"
                yield Problem(where, f"{team!r} is not a team in the data", nearest(team, [*teams, "all"]))


def _unknown_forms(warehouse: Warehouse, params: Params, now: datetime) -> Iterator[Problem]:
    """
    Tell of reports on templates that ``templates.yaml`` does not name, and of fields whose name is nearly a known one.

    Nothing of them counts. A form may well have further fields that nobody asks about here.
    """
    engine, tables = warehouse.engine(), warehouse.view(now)
    forms = {form.name: {field.name for field in form.fields} for form in params.templates.templates}
    reports = tables["reports"].select("report_id", "template").unique()
    used = engine.collect(reports.group_by("template").agg(count=nw.len()).sort("template"))
    for template, count in zip(used["template"], used["count"], strict=True):
        if template not in forms:
            yield Problem(
                _FILE, f"has no template {template!r}, on which {count:,} reports came", nearest(template, forms)
            )
    fields = tables["report_fields"].select("report_id", "field").join(reports, on="report_id")
    filled = engine.collect(fields.group_by("template", "field").agg(count=nw.len()).sort("template", "field"))
    for template, field, count in zip(filled["template"], filled["field"], filled["count"], strict=True):
        if template in forms and field not in forms[template] and alike(field, forms[template]):
            what = f"template {template!r} has no field {field!r}, which was filled in {count:,} times"
            yield Problem(_FILE, what, nearest(field, forms[template]))


def _unknown_skills(warehouse: Warehouse, params: Params) -> Iterator[Problem]:
    """Tell of skills of ``development.yaml`` that no course teaches, where there are courses at all."""
    taught = sorted(set(warehouse.frame("trainings")["skill"]))
    for place, skill in params.development.unknown(taught) if taught else ():
        yield Problem(f"development.yaml: {place}", f"{skill!r} is not a skill in the data", nearest(skill, taught))


def _left_out(params: Params) -> Iterator[Problem]:
    """Tell of a period for which, when a rule changes its due day, neither version asks."""
    calendar = Calendar.of(params.company.calendar, params.company)
    rules = params.templates.rules
    for name in dict.fromkeys(rule.name for rule in rules):
        versions = sorted((r for r in rules if r.name == name), key=lambda rule: rule.valid_from or date.min)
        for former, latter in pairwise(versions):
            cadence = params.templates.template(latter.template).cadence
            if former.template == latter.template and former.valid_to == latter.valid_from is not None:
                for period in _unasked(former, latter, cadence, calendar):
                    what = f"the rule {name!r} asks for no report on {period}: it is due neither before nor after"
                    step = f"Let the new version begin earlier or later than {latter.valid_from}."
                    yield Problem(_FILE, f"{what} the change on {latter.valid_from}", step)


def _unasked(former: Rule, latter: Rule, cadence: Cadence, calendar: Calendar) -> Iterator[Period]:
    change = latter.valid_from or date.min
    middle = Period.containing(change, cadence)
    for step in range(-_AROUND, _AROUND + 1):
        period = middle.shift(step)
        before, after = (calendar.due_on(rule.due, period) for rule in (former, latter))
        if before is not None and after is not None and before >= change > after:
            yield period
