"""Reports that are soon due: who is told, and from when until when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

SOON = {"about": "owed", "of": ["daily"], "tells": "author", "before_minutes": 60}
ALL = ["Li: Li 2026-11-23", "Zhao: Zhao 2026-11-23"]


@pytest.fixture
def soon(office):
    """Give the office in which each author is told an hour before."""
    return office.where(rule=SOON)


@pytest.mark.parametrize(
    ("now", "told"),
    [("16:59:59", []), ("17:00", ALL), ("17:59:59", ALL), ("18:00", []), ("18:30", [])],
)
def test_each_author_is_told_from_an_hour_before_until_the_deadline(soon, now, told):
    assert soon.told(f"2026-11-23 {now}") == told


def test_what_is_handed_in_is_not_told(soon):
    assert soon.with_rows(reports="Li | 2026-11-23 | 2026-11-23 17:10").told("2026-11-23 17:30") == ALL[1:]


def test_what_came_after_the_pull_is_not_known_yet(soon):
    handed_in = soon.with_rows(reports="Li | 2026-11-23 | 2026-11-23 17:10")
    assert handed_in.told("2026-11-23 17:30", pulled="2026-11-23 17:00") == ALL


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        ("Li | 2026-11-23 | 2026-11-23 | annual | 1.0", ALL[1:]),
        ("Li | 2026-11-20 | 2026-11-27 | annual | 1.0", ALL[1:]),
        ("Li | 2026-11-23 | 2026-11-23 | annual | 0.5", ALL),
        ("Li | 2026-11-24 | 2026-11-24 | annual | 1.0", ALL),
    ],
    ids=["the day", "a week around it", "half the day", "the day after"],
)
def test_who_is_on_leave_for_the_whole_day_is_not_told(soon, leave, told):
    assert soon.with_rows(leave=leave).told("2026-11-23 17:30") == told


def test_who_is_on_leave_today_is_not_told_of_a_week_that_is_owed_all_the_same(office, asks):
    weekly = office.where(rule={**SOON, "of": ["weekly"]}, asked=(asks["weekly"](),))
    assert weekly.told("2026-11-27 17:30") == ["Li: Li 2026-W48", "Zhao: Zhao 2026-W48"]
    away = weekly.with_rows(leave="Li | 2026-11-27 | 2026-11-27 | annual | 1.0")
    assert away.told("2026-11-27 17:30") == ["Zhao: Zhao 2026-W48"]


@pytest.mark.parametrize(
    ("column", "day", "told"),
    [
        ("hired_on", "2026-11-24", ALL[1:]),
        ("hired_on", "2026-11-23", ALL),
        ("left_on", "2026-11-23", ALL[1:]),
        ("left_on", "2026-11-24", ALL),
    ],
)
def test_who_has_not_come_yet_or_has_gone_is_not_told(soon, column, day, told):
    people = f"person_id | name | {column}\nZhao | Zhao |\nLi | Li | {day}"
    assert soon.where(people=people).told("2026-11-23 17:30") == told


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2026-10-01", []),
        ("2026-10-10", ["Li", "Zhao"]),
        ("2026-11-22", []),
        ("2026-11-23", ["Li", "Zhao"]),
    ],
    ids=["holiday", "Saturday worked in place of a holiday", "Sunday", "Monday"],
)
def test_it_is_told_on_working_days_of_the_calendar(soon, day, names):
    assert [bundle.reader for bundle in soon.bundles(f"{day} 17:30")] == names


@pytest.mark.parametrize(
    ("day", "from_utc"), [("2026-10-23", 16), ("2026-10-26", 17)], ids=["summer time", "after the clocks went back"]
)
def test_the_hour_before_is_by_the_clock_of_the_team(soon, day, from_utc):
    def readers(hour, minute):
        on = datetime.fromisoformat(day)
        return [one.reader for one in soon.bundles(on.replace(hour=hour, minute=minute, tzinfo=UTC))]

    assert readers(from_utc - 1, 59) == []
    assert readers(from_utc, 0) == ["Kim"]
    assert readers(from_utc, 59) == ["Kim"]
    assert readers(from_utc + 1, 0) == []


def test_what_falls_into_quiet_hours_is_told_at_their_end(office, asks):
    early = office.where(rule=SOON, asked=(asks["daily"]("08:30"),))
    assert early.told("2026-11-23 07:59") == []
    assert early.told("2026-11-23 08:00") == ALL
    assert early.where(quiet=None).told("2026-11-23 07:59") == ALL


def test_nothing_is_told_whose_deadline_lies_in_the_quiet_hours_itself(office, asks):
    night = office.where(rule=SOON, asked=(asks["daily"]("07:00"),))
    assert [night.told(f"2026-11-23 {clock}") for clock in ("06:30", "08:00")] == [[], []]


def test_quiet_hours_are_those_of_who_is_told(office):
    of_the_day = office.where(rule=SOON, quiet={"from": "12:00", "until": "17:30"})
    assert of_the_day.told("2026-11-23 17:15") == []
    assert of_the_day.told("2026-11-23 17:30") == ALL
    in_london = datetime(2026, 11, 23, 17, 15, tzinfo=UTC)
    assert of_the_day.told(in_london) == []
    assert of_the_day.told(in_london.replace(minute=30)) == ["Kim: Kim 2026-11-23"]


def test_a_day_before_a_monday_is_a_day_off(office):
    before = office.where(rule={**SOON, "before_minutes": 1440}, quiet=None)
    assert before.told("2026-11-22 23:59") == []
    assert before.told("2026-11-23 00:00")[:1] == ALL[:1]


def test_what_is_due_at_one_instant_is_told_at_once_and_keeps_its_key(office, asks):
    both = office.where(rule={**SOON, "of": ["day", "weekly"]}, asked=(*office.asked, asks["weekly"]()))
    first = both.bundles("2026-11-27 17:00")[0]
    later = both.with_rows(reports="Li | 2026-11-27 | 2026-11-27 17:10").bundles("2026-11-27 17:30")[0]
    assert [one.period for one in first.things] == ["2026-11-27", "2026-W48"]
    assert [one.period for one in later.things] == ["2026-W48"]
    assert first.key == later.key == "remind/it/Li/2026-11-27T1000Z"
    assert first.expires_at == datetime(2026, 11, 27, 10, tzinfo=UTC)


def test_only_the_cadences_that_are_asked_for_are_told(office, asks):
    both = office.where(rule={**SOON, "of": ["daily", "weekly"]}, asked=(*office.asked, asks["weekly"]()))
    assert both.told("2026-11-27 17:30", only=["weekly"]) == ["Li: Li 2026-W48", "Zhao: Zhao 2026-W48"]
    assert both.told("2026-11-27 17:30", only=["monthly"]) == []


def test_without_rules_nobody_is_told(office):
    assert office.told("2026-11-23 17:30") == []
