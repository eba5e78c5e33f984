"""What the rules ask of each team, period by period; small, so it is laid out before any engine runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.calendars import Calendar, microseconds
from reviewbook.params.company import Company
from reviewbook.params.templates import Rule, Template, Templates
from reviewbook.periods import Cadence, Period
from reviewbook.worktime import MINUTE

__all__ = ["beginning_in", "covered_teams", "duties", "on_record"]

_TYPES = {
    **dict.fromkeys(("cadence", "period", "template", "rule", "rule_from"), "str"),
    **dict.fromkeys(("start_on", "last_on", "due_on", "day_kind", "team_id", "calendar", "zone", "role"), "str"),
    **dict.fromkeys(("due_at", "grace_minutes", "limit_at", "closes_at", "provisional"), "int64"),
}


def duties(
    templates: Templates, teams: pd.DataFrame, entities: pd.DataFrame, company: Company, span: tuple[date, date]
) -> pd.DataFrame:
    """
    Every report that a team owes in one role for one period.

    Parameters
    ----------
    templates : Templates
        The rules; the version valid on the due day counts, of several the one that began last.
    teams : DataFrame
        ``team_id, calendar, zone``.
    entities : DataFrame
        ``team_id, entity_kind, entity_id``: each team with the teams above it (`roster.ancestry`).
    company : Company
        What it changes in the calendars.
    span : tuple of date
        First and last day on which a period may begin. A period that began earlier is left out whole.

    Returns
    -------
    DataFrame
        One row per rule, team, role and period with a working day. ``due_on`` is a day of the team's calendar;
        ``due_at``, ``limit_at`` (grace included) and ``closes_at`` are µs since 1970 UTC, from times of day in the
        team's zone; a report never closes before its limit. ``rule_from`` is the first day of the rule's version.
        ``provisional`` is 1 when a day it rests upon is.
    """
    above = entities[entities["entity_kind"] == "team"]
    kept = []
    for (code, zone), group in teams.groupby(["calendar", "zone"]):
        calendar = Calendar.of(str(code), company)
        for rule in templates.rules:
            covered = covered_teams(rule, group["team_id"], above)
            asked = _Asked(rule, templates.template(rule.template), calendar, str(zone))
            if covered:
                kept += [{**row, "team_id": team} for row in asked.rows(*span) for team in covered]
    laid_out = pd.DataFrame(kept, columns=list(_TYPES)).astype(_TYPES)
    versions = laid_out.sort_values("rule_from", kind="stable", na_position="first")
    latest = versions.drop_duplicates(["rule", "team_id", "role", "period"], keep="last")
    return latest.sort_values(["template", "period", "team_id", "rule", "role"]).reset_index(drop=True)


def on_record(duties: pd.DataFrame, submitted: pd.DataFrame) -> pd.DataFrame:
    """
    Leave out what a rule that names no beginning would have asked for before there were any reports.

    Parameters
    ----------
    duties : DataFrame
        `duties`.
    submitted : DataFrame
        ``cadence, period`` of the reports on record.

    Returns
    -------
    DataFrame
        The duties of rules with ``valid_from``, and of the others those for periods that begin no earlier than the
        first period reported on. Where nothing is on record, all of them.
    """
    known = submitted.drop_duplicates()
    starts = [
        Period.parse(str(key), str(cadence)).start_on
        for cadence, key in zip(known["cadence"], known["period"], strict=True)
    ]
    first = min(starts).isoformat() if starts else ""
    return duties[duties["rule_from"].notna() | (duties["start_on"] >= first)].reset_index(drop=True)


def beginning_in(cadence: Cadence, first: date, last: date) -> Iterator[Period]:
    """Give the periods of a cadence that begin on one of these days, in order."""
    period = Period.containing(first, cadence)
    if period.start_on < first:
        period = period.shift(1)
    while period.start_on <= last:
        yield period
        period = period.shift(1)


def covered_teams(rule: Rule, team_ids: pd.Series[str], above: pd.DataFrame) -> list[str]:
    """Give the teams that a rule covers: those it names and everything below them."""
    if "all" in rule.teams:
        return sorted(team_ids)
    below = set(above.loc[above["entity_id"].isin(rule.teams), "team_id"])
    return sorted(below & set(team_ids))


def _counted(period: Period, closes_on: date) -> Iterator[date]:
    """Give every day by which the due day and the closing were found: one that may still change may move both."""
    for day in range(period.start_on.toordinal(), max(period.last_on, closes_on).toordinal() + 1):
        yield date.fromordinal(day)


@dataclass(frozen=True)
class _Asked:
    """One version of a rule, in one calendar and zone."""

    rule: Rule
    template: Template
    calendar: Calendar
    zone: str

    @cached_property
    def _place(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def rows(self, first: date, last: date) -> list[dict[str, object]]:
        """Give the rows of all roles for the periods that begin on these days, without their team."""
        return [
            {**row, "role": role}
            for period in beginning_in(self.template.cadence, first, last)
            for row in self._row(period)
            for role in self.rule.roles
        ]

    def _row(self, period: Period) -> Iterator[dict[str, object]]:
        rule, due_on = self.rule, self.calendar.due_on(self.rule.due, period)
        if due_on is None or not rule.in_force(due_on):
            return
        closes_on = self.calendar.shift_working(due_on, rule.closes_after)
        due_at = self._at(due_on)
        limit_at = due_at + rule.grace_minutes * MINUTE
        yield {
            "cadence": period.cadence.value,
            "period": period.key,
            "start_on": period.start_on.isoformat(),
            "last_on": period.last_on.isoformat(),
            "template": rule.template,
            "rule": rule.name,
            "rule_from": rule.valid_from.isoformat() if rule.valid_from else None,
            "due_on": due_on.isoformat(),
            "due_at": due_at,
            "grace_minutes": rule.grace_minutes,
            "limit_at": limit_at,
            "closes_at": max(limit_at, self._at(closes_on)),
            "day_kind": self.calendar.kind(due_on),
            "provisional": int(any(map(self.calendar.is_provisional, _counted(period, closes_on)))),
            "calendar": self.calendar.code,
            "zone": self.zone,
        }

    def _at(self, on: date) -> int:
        return microseconds(datetime.combine(on, self.rule.due.time, self._place))
