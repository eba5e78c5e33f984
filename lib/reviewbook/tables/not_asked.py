"""Why a report was not asked for: no working day, no member then, no rule, or another's duty."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from reviewbook.calendars import Calendar
from reviewbook.params.templates import Rule
from reviewbook.periods import Cadence, Period
from reviewbook.tables.known import Known

__all__ = ["not_asked"]


def not_asked(
    known: Known, person: str, asked: Period, template: str, owed: Collection[tuple[str, str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """
    Say of each report that a person does not owe in a period why that is.

    Parameters
    ----------
    known : Known
        Where the answer comes from.
    person : str
        Id of the person.
    asked : Period
        The period that is asked about.
    template : str
        Only this report; all of them when empty.
    owed : collection
        Template and period of those that are owed.

    Yields
    ------
    tuple
        Title and sentences; periods of one report with one reason together. Plain weekends are told only when one
        asks about such a day, and what a slice does not know only where it knows of no report at all.
    """
    untold = [] if asked.cadence is Cadence.DAILY else [known.words("explained.not.weekend")]
    if owed and "memberships" not in known.frames:
        untold.append(known.words("explained.not.unknown"))
    for form in known.templates.templates:
        together: dict[tuple[str, ...], list[Period]] = {}
        for period in _periods(asked, form.cadence) if template in ("", form.name) else ():
            if (form.name, period.key) not in owed:
                why = (_reason(known, person, form.name, period), *_came(known, person, form.name, period))
                if len(why) > 1 or why[0] not in untold:
                    together.setdefault(why, []).append(period)
        for why, periods in together.items():
            yield _title(known, form.name, periods), why


def _periods(asked: Period, cadence: Cadence) -> list[Period]:
    """Give the periods of a cadence inside a period; none of a longer one, which is asked about by itself."""
    order = list(Cadence)
    if order.index(cadence) > order.index(asked.cadence):
        return []
    inside = [asked] if cadence is asked.cadence else asked.within(cadence)
    return [period for period in inside if period.last_on <= asked.last_on]


def _title(known: Known, template: str, periods: list[Period]) -> str:
    words = known.words
    named = words.period(periods[0]) if len(periods) == 1 else words.join([words.short_period(p) for p in periods])
    return words("explained.title", report=known.title(template), period=named, status=words("explained.not_asked"))


def _came(known: Known, person: str, template: str, period: Period) -> list[str]:
    found = (row for row in known.rows("voluntary", person, template) if row["period"] == period.key)
    return [known.words("explained.all_the_same", at=known.clock(row["submitted_at"], "")) for row in found]


@dataclass(frozen=True)
class _Stay:
    """A person in a team for a while, as far as he was hired and had not left."""

    team: str
    role: str
    first: date
    end: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on < self.end


def _stays(known: Known, person: str) -> list[_Stay]:
    people = known.frames["people"]
    who = people[people["person_id"] == person].iloc[0]
    stays = []
    for row in known.rows("memberships", person):
        first = max(day for day in (_day(row["valid_from"]), _day(who["hired_on"])) if day)
        end = min(day for day in (_day(row["valid_to"]), _day(who["left_on"]), date.max) if day)
        stays.append(_Stay(str(row["team_id"]), str(row["role"]), first, end))
    return sorted((stay for stay in stays if stay.first < stay.end), key=lambda stay: stay.first)


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()


def _reason(known: Known, person: str, template: str, period: Period) -> str:
    if "memberships" not in known.frames:
        return _reason_on_record(known, person, template, period)
    stays = _stays(known, person)
    home = next((stay for stay in reversed(stays) if stay.first <= period.last_on), stays[0] if stays else None)
    calendar = known.calendar(home.team if home else "")
    if _is_weekend(calendar, period):
        return known.words("explained.not.weekend")
    rules = [rule for rule in known.templates.rules if rule.template == template]
    due = {rule: calendar.slot_on(rule.due, period) for rule in rules}
    valid = [rule for rule in rules if rule.in_force(due[rule])]
    if not valid:
        return _no_rule(known, rules, period)
    on = due[valid[-1]]
    here = [stay for stay in stays if on in stay]
    if not here:
        return _away(known, person, stays, on)
    if not any(stay.role in rule.roles and known.covers(rule, stay.team) for stay in here for rule in valid):
        return _others(known, person, valid, here[-1])
    if calendar.working_days(period):
        return known.words("explained.not.unknown" if valid[-1].valid_from else "explained.not.before_records")
    return _idle(known, here[-1], period)


def _reason_on_record(known: Known, person: str, template: str, period: Period) -> str:
    """Give the reason that a slice holds, which knows of no memberships."""
    found = (row for row in known.rows("unowed", person, template) if row["period"] == period.key)
    row = next(found, None)
    if row is not None:
        return known.words(f"explained.not.{row['reason']}", name=known.name(person))
    weekend = _is_weekend(known.calendar(""), period)
    return known.words("explained.not.weekend" if weekend else "explained.not.unknown")


def _is_weekend(calendar: Calendar, period: Period) -> bool:
    """Say whether the period is a day on which an ordinary week is not worked either."""
    on = period.start_on
    return period.cadence is Cadence.DAILY and not calendar.is_working(on) and not calendar.is_day_off(on)


def _no_rule(known: Known, rules: list[Rule], period: Period) -> str:
    words = known.words
    later = [rule.valid_from for rule in rules if rule.valid_from and rule.valid_from > period.start_on]
    ended = [rule.valid_to for rule in rules if rule.valid_to and rule.valid_to <= period.last_on]
    if later:
        return words("explained.not.before_the_rule", day=words.long_date(min(later)))
    return (
        words("explained.not.after_the_rule", day=words.long_date(max(ended)))
        if ended
        else words("explained.not.no_rule")
    )


def _away(known: Known, person: str, stays: list[_Stay], on: date) -> str:
    words, name = known.words, known.name(person)
    before = [stay.end for stay in stays if stay.end <= on]
    after = [stay.first for stay in stays if stay.first > on]
    if not before and after:
        return words("explained.not.joined_later", name=name, day=words.long_date(min(after)))
    if before and not after:
        return words("explained.not.left_before", name=name, day=words.long_date(max(before)))
    return words("explained.not.no_member", name=name)


def _others(known: Known, person: str, rules: list[Rule], stay: _Stay) -> str:
    words = known.words
    roles = list(dict.fromkeys(words(f"explained.roles.{role}") for rule in rules for role in rule.roles))
    teams = list(dict.fromkeys(known.team(team) for rule in rules for team in rule.teams if team != "all"))
    return words(
        "explained.not.others_in_teams" if teams else "explained.not.others",
        roles=words.join(roles),
        teams=words.join(teams),
        name=known.name(person),
        role=words(f"explained.role.{stay.role}"),
        team=known.team(stay.team),
    )


def _idle(known: Known, stay: _Stay, period: Period) -> str:
    calendar = known.calendar(stay.team)
    key = "explained.not.day_off" if period.cadence is Cadence.DAILY else "explained.not.idle"
    return known.words(key, kind=known.day_off(calendar, period))
