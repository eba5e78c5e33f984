"""Which reports everybody owes, and when each was submitted, if at all.

This is the simulation's own reading of ``params/templates.yaml``: it is written
a second time here, on purpose, so that the two can be held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.periods import Cadence, Period
from reviewbook.sources.sample.days import Days, Instants, day, instants
from reviewbook.sources.sample.discipline import on_time_chance
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.setting import Setting

__all__ = ["Duty", "duties_of"]

HOUR, MINUTE = 3600, 60
DUE = {"daily_sales": 18.5 * HOUR, "weekly_sales": 18 * HOUR, "monthly_sales": 18 * HOUR, "team_weekly": 20 * HOUR}
#: From when on, on the day of submission, a report may come; all orders of the day are in by then.
OPENS = {"daily_sales": 16 * HOUR, "weekly_sales": 15.75 * HOUR, "monthly_sales": 10 * HOUR, "team_weekly": 16.5 * HOUR}
MONTHLY_WORKING_DAY = 2
CADENCES = {
    "daily_sales": Cadence.DAILY,
    "weekly_sales": Cadence.WEEKLY,
    "monthly_sales": Cadence.MONTHLY,
    "team_weekly": Cadence.WEEKLY,
}
MISSING_OF_FAULTS = 0.3
#: Late means well after the grace of fifteen minutes, and long before closing.
LATE_FROM, LATE_TO = 25 * MINUTE, 200 * MINUTE
MORNING_FROM, MORNING_TO = 8 * HOUR + 30 * MINUTE, 11 * HOUR


@dataclass(frozen=True)
class Duty:
    """
    What one person owes of one template, one position for each report owed.

    Parameters
    ----------
    keys : list of str
        The periods.
    starts, ends : array of datetime64[D]
        First day of each period and the first one after it.
    submitted_at : array of datetime64[s]
        When it came, UTC; NaT when it never did.
    """

    person: Person
    template: str
    cadence: Cadence
    keys: list[str]
    starts: Days
    ends: Days
    submitted_at: Instants


@dataclass(frozen=True)
class _Schedule:
    """First day of each period, the one after it, its due day, and the day on which the person means to submit."""

    starts: Days
    ends: Days
    due_on: Days
    submits_on: Days


def duties_of(setting: Setting, person: Person) -> list[Duty]:
    """Give everything that a person owes within the simulated months."""
    if not person.is_rep:
        schedule = _team_weekly(setting, person) if person == setting.roster.director else _weekly(setting, person)
        return [_duty(setting, person, "team_weekly", schedule)]
    return [
        _duty(setting, person, "daily_sales", _daily(setting, person)),
        _duty(setting, person, "weekly_sales", _weekly(setting, person)),
        _duty(setting, person, "monthly_sales", _monthly(setting, person)),
    ]


def _duty(setting: Setting, person: Person, template: str, schedule: _Schedule) -> Duty:
    rng = setting.stream("submission", template, person.person_id)
    submitted_at = _in_time(person, template, schedule, rng)
    faulty = _faulty(setting, person, template, schedule, rng)
    missing = faulty & (rng.random(len(faulty)) < MISSING_OF_FAULTS)
    late_at = _late(setting, person, template, schedule, rng)
    for truth in setting.planted.of("late_rep", person.person_id):
        if truth.template == template:
            faulty |= np.isin(schedule.starts, np.array(truth.days, "datetime64[D]"))
    for truth in setting.planted.of("missing_rep", person.person_id):
        if truth.template == template:
            missing |= truth.covers(schedule.starts)
    submitted_at = np.where(faulty, late_at, submitted_at)
    submitted_at[missing | (submitted_at > setting.options.now)] = np.datetime64("NaT")
    cadence = CADENCES[template]
    keys = [Period(on, cadence).key for on in schedule.starts.tolist()]
    return Duty(person, template, cadence, keys, schedule.starts, schedule.ends, submitted_at)


def _daily(setting: Setting, person: Person) -> _Schedule:
    days = setting.roster.present(person, setting.options)
    return _Schedule(days, days + 1, days, days)


def _mondays(setting: Setting) -> Days:
    """Mondays of the weeks that begin in the simulated months."""
    first = setting.options.start + timedelta(days=-setting.options.start.weekday() % 7)
    return np.arange(day(first), day(setting.options.until) + 1, 7)


def _weekly(setting: Setting, person: Person) -> _Schedule:
    """A week is owed by who is employed when it is due and was not away on all its working days."""
    mondays = _mondays(setting)
    due = setting.roster.workdays[person.home.calendar].friday_of(mondays)
    present = setting.roster.present(person, setting.options)
    attended = np.searchsorted(present, mondays + 7) > np.searchsorted(present, mondays)
    unfinished = due > day(setting.options.until)
    owed = (due >= day(person.hired_on)) & (due < day(person.left_on or date.max)) & attended & ~unfinished
    mondays, due = mondays[owed], due[owed]
    # The last day at work up to the due day, or the due day itself from wherever the person is.
    last = present[np.maximum(np.searchsorted(present, due, side="right") - 1, 0)] if len(due) else due
    return _Schedule(mondays, mondays + 7, due, np.where((last >= mondays) & (last <= due), last, due))


def _team_weekly(setting: Setting, person: Person) -> _Schedule:
    """The director answers for regions of two calendars: whichever is due first."""
    mondays = _mondays(setting)
    calendars = {membership.team.calendar for membership in person.memberships}
    due = np.fmin.reduce([setting.roster.workdays[calendar].friday_of(mondays) for calendar in sorted(calendars)])
    mondays, due = mondays[due <= day(setting.options.until)], due[due <= day(setting.options.until)]
    return _Schedule(mondays, mondays + 7, due, due)


def _monthly(setting: Setting, person: Person) -> _Schedule:
    months = np.datetime64(setting.options.start, "M") + np.arange(setting.options.months)
    starts, ends = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    workdays = setting.roster.workdays[person.home.calendar]
    early, due = workdays.after(ends - 1), workdays.after(ends - 1, MONTHLY_WORKING_DAY)
    present = setting.roster.present(person, setting.options)
    owed = np.searchsorted(present, ends) > np.searchsorted(present, starts)
    owed &= (due < day(person.left_on or date.max)) & (due <= day(setting.options.until))
    is_early = setting.stream("monthly", person.person_id).random(len(due)) < 0.5
    submits = np.where(is_early & ~np.isin(early, person.away), early, due)
    return _Schedule(starts[owed], ends[owed], due[owed], submits[owed])


def _in_time(person: Person, template: str, schedule: _Schedule, rng: np.random.Generator) -> Instants:
    opens, due = OPENS[template], DUE[template]
    seconds = opens + (due - opens - 2 * MINUTE) * rng.beta(2.4, 1.8, len(schedule.due_on))
    return instants(schedule.submits_on, seconds.astype(int), person.home.zone)


def _faulty(
    setting: Setting, person: Person, template: str, schedule: _Schedule, rng: np.random.Generator
) -> NDArray[Any]:
    month = (schedule.starts.astype("datetime64[M]") - np.datetime64(setting.options.start, "M")).astype(int)
    chance = on_time_chance(setting.options, person, setting.planted)[month]
    for truth in setting.planted.of("team_shift"):
        for team_id in truth.teams if truth.template == template else ():
            fallen = truth.covers(schedule.starts) & person.in_team(team_id, schedule.starts)
            chance[fallen] = truth.size
    found: NDArray[Any] = rng.random(len(chance)) >= chance
    return found


def _late(setting: Setting, person: Person, template: str, schedule: _Schedule, rng: np.random.Generator) -> Instants:
    """When a late report comes: the same evening, or on the next working morning."""
    count = len(schedule.due_on)
    evening = DUE[template] + rng.integers(LATE_FROM, LATE_TO, count)
    morning = rng.integers(MORNING_FROM, MORNING_TO, count)
    next_day = setting.roster.workdays[person.home.calendar].after(schedule.due_on)
    is_evening = rng.random(count) < 0.6
    days = np.where(is_evening, schedule.due_on, next_day)
    return instants(days, np.where(is_evening, evening, morning), person.home.zone)
