"""Working hours and quiet hours by the clock of a place."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from reviewbook.calendars import Calendar
from reviewbook.params.company import WorkHours
from reviewbook.params.reminders import QuietHours
from reviewbook.reminders import Place
from reviewbook.reminders.hours import allowed_from, worked_off

LONDON = Place("Europe/London", Calendar("GB"))
SHANGHAI = Place("Asia/Shanghai", Calendar("CN"))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "hours", "passed"),
    [
        ("2026-11-23 10:00", 2, "2026-11-23 12:00"),
        ("2026-11-23 08:00", 2, "2026-11-23 11:00"),
        ("2026-11-23 17:00", 2, "2026-11-24 10:00"),
        ("2026-11-23 09:00", 9, "2026-11-23 18:00"),
        ("2026-11-23 18:30", 18, "2026-11-25 18:00"),
        ("2026-11-27 17:30", 1.5, "2026-11-30 10:00"),
        ("2026-12-24 17:00", 2, "2026-12-29 10:00"),
    ],
    ids=["within a day", "before it begins", "over night", "to its end", "two days", "a weekend", "Christmas"],
)
def test_working_hours_pass_within_working_days(begun, hours, passed):
    assert worked_off(at(begun), hours, LONDON, WorkHours()) == at(passed)


def test_a_weekend_in_which_the_clocks_are_put_back_takes_no_working_hour():
    # 17:00 in summer time is 16:00 UTC; on Monday 10:00 is 10:00 UTC.
    assert worked_off(at("2026-10-23 16:00"), 2, LONDON, WorkHours()) == at("2026-10-26 10:00")


@pytest.mark.parametrize(
    ("clock", "quiet"), [("20:29", False), ("20:30", True), ("00:00", True), ("07:59", True), ("08:00", False)]
)
def test_quiet_hours_may_lie_over_midnight(clock, quiet):
    assert QuietHours(**{"from": "20:30", "until": "08:00"}).holds(time.fromisoformat(clock)) is quiet


@pytest.mark.parametrize(("clock", "quiet"), [("11:59", False), ("12:00", True), ("13:59", True), ("14:00", False)])
def test_quiet_hours_may_lie_within_a_day(clock, quiet):
    assert QuietHours(**{"from": "12:00", "until": "14:00"}).holds(time.fromisoformat(clock)) is quiet


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-24 03:00", "2026-11-24 08:00"),
        ("2026-11-20 21:00", "2026-11-23 08:00"),
        ("2026-11-21 12:00", "2026-11-23 08:00"),
        ("2026-09-30 21:00", "2026-10-08 08:00"),
    ],
    ids=["at once", "evening", "night", "Friday evening", "Saturday", "before the holidays"],
)
def test_one_is_told_on_working_days_outside_quiet_hours(wanted, allowed):
    quiet = QuietHours(**{"from": "20:30", "until": "08:00"})
    wanted, allowed = (SHANGHAI.instant(*_parts(text)) for text in (wanted, allowed))
    assert allowed_from(wanted, SHANGHAI, quiet, SHANGHAI.calendar.is_working) == allowed


def _parts(text):
    read = datetime.fromisoformat(text)
    return read.date(), read.time()
