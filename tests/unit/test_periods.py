"""Days, weeks, months, quarters and years: how they are written, where they begin, what comes before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from reviewbook.errors import PeriodError
from reviewbook.periods import Cadence, Period


@pytest.mark.parametrize(
    ("key", "cadence", "start_on", "last_on", "days"),
    [
        ("2026-11-23", "daily", date(2026, 11, 23), date(2026, 11, 23), 1),
        ("2026-W47", "weekly", date(2026, 11, 16), date(2026, 11, 22), 7),
        ("2026-11", "monthly", date(2026, 11, 1), date(2026, 11, 30), 30),
        ("2024-02", "monthly", date(2024, 2, 1), date(2024, 2, 29), 29),
        ("2026-Q4", "quarterly", date(2026, 10, 1), date(2026, 12, 31), 92),
        ("2026", "yearly", date(2026, 1, 1), date(2026, 12, 31), 365),
    ],
)
def test_a_key_is_read_as_the_period_it_names(key, cadence, start_on, last_on, days):
    period = Period.parse(key)
    assert (period.cadence, period.start_on, period.last_on, len(period.days)) == (cadence, start_on, last_on, days)
    assert str(period) == key
    assert period.end_on == last_on + timedelta(days=1)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),  # begins in the year before
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),  # ends in the year after
        ("2021-W01", date(2021, 1, 4), date(2021, 1, 10)),  # the first days of 2021 belong to 2020-W53
    ],
)
def test_weeks_are_iso_weeks_also_around_new_year(key, first, last):
    week = Period.parse(key)
    assert (week.start_on, week.last_on) == (first, last)
    assert {Period.containing(on, "weekly").key for on in week} == {key}


@pytest.mark.parametrize(
    ("text", "cadence", "told"),
    [
        ("2026-W54", None, "'2026-W54' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53."),
        ("2025-W53", None, "'2025-W53' is not a week; 2025 has 52 weeks. Use 2025-W01 to 2025-W52."),
        ("2026-W00", None, "'2026-W00' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53."),
        ("2026-13", None, "'2026-13' is not a month; use 2026-01 to 2026-12."),
        ("2026-02-29", None, "'2026-02-29' is not a day; 2026-02 ends on 2026-02-28."),
        ("2026-13-01", None, "'2026-13-01' is not a day; use 2026-01 to 2026-12."),
        ("2026-Q5", None, "'2026-Q5' is not a quarter; use 2026-Q1 to 2026-Q4."),
        ("9999", None, "'9999' is not a year; years run from 1900 to 2199."),
        ("0202-W47", None, "'0202-W47' is not a week; years run from 1900 to 2199."),
        ("2026-11", "weekly", "'2026-11' is not a week. Write it like '2026-W47'."),
        ("2026-W47", "monthly", "'2026-W47' is not a month. Write it like '2026-11'."),
        (
            "last week",
            None,
            "'last week' is not a period. Write it like '2026-11-23' or '2026-W47' or '2026-11' or '2026-Q4' or '2026'.",
        ),
    ],
)
def test_what_is_no_period_is_told_what_would_be_one(text, cadence, told):
    with pytest.raises(PeriodError) as refusal:
        Period.parse(text, cadence)
    assert str(refusal.value) == told


@pytest.mark.parametrize(
    "text", ["2026-w47", " 2026-W47", "2026-W47\n", "2026-W7", "26-W47", "２０２６-W47", "", 2026, None]
)
def test_nothing_is_guessed(text):
    with pytest.raises(PeriodError, match="is not a period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("key", "previous", "year_ago"),
    [
        ("2026-11-23", "2026-11-22", "2025-11-24"),  # a Monday is compared with a Monday
        ("2026-W47", "2026-W46", "2025-W47"),
        ("2026-W53", "2026-W52", "2026-W01"),  # 52 weeks earlier: 2025 has no 53rd week
        ("2027-W01", "2026-W53", "2026-W02"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026", "2025", "2025"),
    ],
)
def test_before_and_a_year_ago(key, previous, year_ago):
    assert (Period.parse(key).previous.key, Period.parse(key).year_ago.key) == (previous, year_ago)


def test_the_last_few_are_counted_from_the_oldest_and_end_with_itself():
    assert [period.key for period in Period.parse("2026-02").last(4)] == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("key", "cadence", "first", "last", "count"),
    [
        ("2026-11", "daily", "2026-11-01", "2026-11-30", 30),
        ("2026-11", "weekly", "2026-W45", "2026-W49", 5),  # those that begin in November: the 2nd to the 30th
        ("2026-Q4", "monthly", "2026-10", "2026-12", 3),
        ("2026", "quarterly", "2026-Q1", "2026-Q4", 4),
        ("2026-W47", "weekly", "2026-W47", "2026-W47", 1),
    ],
)
def test_the_shorter_periods_of_a_longer_one_are_those_that_begin_in_it(key, cadence, first, last, count):
    within = Period.parse(key).within(cadence)
    assert (within[0].key, within[-1].key, len(within)) == (first, last, count)


def test_a_period_holds_its_first_and_last_day_and_not_the_next():
    week = Period.parse("2026-W47")
    assert date(2026, 11, 16) in week
    assert date(2026, 11, 22) in week
    assert date(2026, 11, 23) not in week
    assert date(2026, 11, 15) not in week
    assert list(week) == week.days


def test_a_period_begins_at_the_midnight_of_the_zone_that_is_named():
    week = Period.parse("2026-W47")
    assert week.start_at("Asia/Shanghai").astimezone(UTC) == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert week.start_at("Europe/London").astimezone(UTC) == datetime(2026, 11, 16, tzinfo=UTC)
    assert week.end_at("Asia/Shanghai") == week.shift(1).start_at("Asia/Shanghai")


def test_a_week_in_which_the_clocks_change_lasts_an_hour_less_or_more():
    spring, autumn = Period.parse("2026-W13"), Period.parse("2026-W43")
    for week, hours in ((spring, 167), (autumn, 169)):
        lasted = week.end_at("Europe/London").astimezone(UTC) - week.start_at("Europe/London").astimezone(UTC)
        assert lasted == timedelta(hours=hours)


def test_periods_are_sorted_by_their_first_day():
    keys = ["2026-W47", "2026-11-01", "2026-10", "2026-11-23"]
    assert [p.key for p in sorted(map(Period.parse, keys))] == ["2026-10", "2026-11-01", "2026-W47", "2026-11-23"]


def test_cadences_are_told_from_short_to_long():
    assert [cadence.value for cadence in Cadence] == ["daily", "weekly", "monthly", "quarterly", "yearly"]
