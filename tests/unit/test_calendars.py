"""Working days against the State Council's notices, due days against the calendar on the wall."""

from datetime import UTC, date, datetime

import pytest

from reviewbook.calendars import Calendar, days_frame, due_at, microseconds, zones_frame
from reviewbook.params.company import Company
from reviewbook.params.templates import Due
from reviewbook.periods import Period

CHINA = Calendar("CN")
COMPANY = Company(name={"zh": "云岭", "en": "Yunling"}, zone="Asia/Shanghai", calendar="CN", currency="CNY")


def day(text):
    return date.fromisoformat(text)


def due(**rule):
    return Due(time="18:00", **rule)


@pytest.mark.parametrize(("year", "count"), [("2024", 251), ("2025", 248), ("2026", 248)])
def test_china_works_as_many_days_as_announced(year, count):
    assert len(CHINA.working_days(Period.parse(year))) == count


@pytest.mark.parametrize("on", ["2026-02-14", "2026-02-28"])
def test_a_make_up_saturday_is_worked(on):
    assert CHINA.is_working(day(on))
    assert CHINA.kind(day(on)) == "make_up"


def test_the_week_of_spring_festival_has_no_working_day():
    week = Period.parse("2026-W08")
    assert CHINA.working_days(week) == []
    assert CHINA.last_working_day(week) is None
    assert CHINA.due_on(due(weekday="friday"), week) is None
    assert CHINA.name(day("2026-02-17")) == "春节"


def test_an_ordinary_day_has_no_holiday_name():
    assert CHINA.kind(day("2026-03-04")) == "working"
    assert CHINA.name(day("2026-03-04")) is None
    assert CHINA.kind(day("2026-03-07")) == "weekend"


def test_what_the_company_decides_overrides_the_country():
    changed = COMPANY.model_copy(update={"days_off": (day("2026-03-04"),), "working_days": (day("2026-03-07"),)})
    calendar = Calendar.of("CN", changed)
    assert calendar.kind(day("2026-03-04")) == "company_off"
    assert calendar.kind(day("2026-03-07")) == "company_working"
    assert calendar.is_working(day("2026-03-07"))
    assert not calendar.is_working(day("2026-03-04"))


def test_a_change_that_changes_nothing_leaves_the_kind():
    same = COMPANY.model_copy(update={"days_off": (day("2026-10-01"),), "working_days": (day("2026-02-14"),)})
    calendar = Calendar.of("CN", same)
    assert calendar.kind(day("2026-10-01")) == "holiday"
    assert calendar.kind(day("2026-02-14")) == "make_up"


def test_a_year_without_announced_make_up_days_is_provisional():
    assert not CHINA.is_provisional(day("2026-12-31"))
    assert CHINA.is_provisional(day("2040-01-04"))
    assert CHINA.is_working(day("2040-01-04"))


def test_what_the_company_decided_is_settled_in_any_year():
    calendar = Calendar("CN", company_working=frozenset({day("2040-01-07")}))
    assert not calendar.is_provisional(day("2040-01-07"))


def test_a_country_that_moves_no_days_is_settled_until_the_library_ends():
    assert not Calendar("US").is_provisional(day("2040-01-04"))
    assert Calendar("US").is_provisional(day("2140-01-04"))


def test_the_calendar_without_holidays_is_monday_to_friday():
    assert Calendar("none").is_working(day("2026-10-01"))
    assert not Calendar("none").is_working(day("2026-02-14"))
    assert not Calendar("none").is_provisional(day("2140-01-04"))


def test_a_code_that_nobody_knows_is_provisional_every_day():
    assert Calendar("Atlantis").is_provisional(day("2026-03-04"))
    assert Calendar("Atlantis").kind(day("2026-03-04")) == "working"


def test_working_days_are_counted_over_holidays_both_ways():
    assert CHINA.shift_working(day("2026-09-30"), 1) == day("2026-10-08")
    assert CHINA.shift_working(day("2026-10-08"), -1) == day("2026-09-30")
    assert CHINA.shift_working(day("2026-10-09"), 1) == day("2026-10-10")  # a make-up Saturday
    assert CHINA.shift_working(day("2026-10-03"), 0) == day("2026-10-03")


@pytest.mark.parametrize(
    ("rule", "period", "on"),
    [
        ({}, "2026-03-04", "2026-03-04"),
        ({}, "2026-10-01", None),
        ({"weekday": "friday"}, "2026-W47", "2026-11-20"),
        ({"weekday": "friday"}, "2026-W25", "2026-06-18"),  # Friday 19 June is the Dragon Boat Festival
        ({"weekday": "monday"}, "2026-W15", "2026-04-07"),  # Monday 6 April is off; nothing before it in the week
        ({"weekday": "sunday"}, "2026-W38", "2026-09-20"),  # a make-up Sunday
        ({"last_working_day": True}, "2026-W07", "2026-02-14"),
        ({"last_working_day": True}, "2026-10", "2026-10-30"),
        ({"working_day": 1}, "2026-09", "2026-10-08"),
        ({"working_day": 2}, "2026-10", "2026-11-03"),
        ({"on": "01-15"}, "2026-Q4", "2027-01-15"),
        ({"on": "11-15"}, "2026-Q3", "2026-11-13"),  # a Sunday moves back, still after the quarter
        ({"on": "10-01"}, "2026-Q3", "2026-10-08"),  # nothing worked between the quarter's end and the day
    ],
)
def test_a_report_is_due_on_a_working_day(rule, period, on):
    found = CHINA.due_on(due(**rule), Period.parse(period))
    assert found == (on and day(on))


@pytest.mark.parametrize(
    ("rule", "period", "slot"),
    [
        ({}, "2026-10-01", "2026-10-01T18:00+08:00"),
        ({"weekday": "friday"}, "2026-W08", "2026-02-20T18:00+08:00"),
        ({"last_working_day": True}, "2026-W08", "2026-02-22T18:00+08:00"),
        ({"working_day": 1}, "2026-W08", "2026-02-24T18:00+08:00"),
    ],
)
def test_a_review_has_a_slot_even_without_a_working_day(rule, period, slot):
    assert due_at(due(**rule), Period.parse(period), CHINA, "Asia/Shanghai") == datetime.fromisoformat(slot)


def test_days_frame_counts_the_working_days_so_far():
    days = days_frame(["CN", "none", "CN"], COMPANY, day("2026-02-13"), day("2026-02-16"))
    assert days[["calendar", "on", "day", "working", "kind", "seq"]].to_numpy().tolist() == [
        ["CN", "2026-02-13", 20497, 1, "working", 1],
        ["CN", "2026-02-14", 20498, 1, "make_up", 2],
        ["CN", "2026-02-15", 20499, 0, "weekend", 2],
        ["CN", "2026-02-16", 20500, 0, "holiday", 2],
        ["none", "2026-02-13", 20497, 1, "working", 1],
        ["none", "2026-02-14", 20498, 0, "weekend", 1],
        ["none", "2026-02-15", 20499, 0, "weekend", 1],
        ["none", "2026-02-16", 20500, 1, "working", 2],
    ]
    assert days["name"].isna().tolist() == [True, True, True, False, True, True, True, True]
    assert days["provisional"].sum() == 0


def test_zones_frame_knows_the_second_at_which_the_clock_changes():
    zones = zones_frame(["America/New_York"], day("2026-03-07"), day("2026-03-09"))
    hour = 3_600_000_000
    switch = microseconds(datetime(2026, 3, 8, 7, tzinfo=UTC))
    end_of_first_day = microseconds(datetime(2026, 3, 8, tzinfo=UTC))
    assert zones["switch_at"].tolist()[:2] == [end_of_first_day, switch]
    assert zones["offset_before"].tolist() == [-5 * hour, -5 * hour, -4 * hour]
    assert zones["offset_after"].tolist() == [-5 * hour, -4 * hour, -4 * hour]


def test_a_due_day_must_exist_every_year():
    with pytest.raises(ValueError, match="is not a day that every year has; write it like '01-15'"):
        due(on="02-29")
