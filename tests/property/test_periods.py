"""What holds of every period of two centuries."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reviewbook.periods import Cadence, Period

DAYS = st.dates(date(1905, 1, 1), date(2190, 12, 31))
CADENCES = st.sampled_from(Cadence)
PERIODS = st.builds(Period.containing, DAYS, CADENCES)


@given(PERIODS)
def test_a_period_is_read_back_from_its_key(period):
    assert Period.parse(period.key) == Period.parse(period.key, period.cadence) == period


@given(DAYS, CADENCES)
def test_every_day_lies_in_exactly_one_period_of_a_cadence(on, cadence):
    period = Period.containing(on, cadence)
    assert on in period
    assert on not in period.previous
    assert on not in period.shift(1)


@given(PERIODS)
def test_periods_tile_the_calendar(period):
    following = period.shift(1)
    assert period.end_on == following.start_on
    assert period.days[-1] + timedelta(days=1) == following.days[0]
    assert all(Period.containing(on, period.cadence) == period for on in (period.start_on, period.last_on))


@given(PERIODS, st.integers(-40, 40), st.integers(-40, 40))
def test_shifting_there_and_back_again_is_standing_still(period, steps, more):
    if period.cadence in (Cadence.YEARLY, Cadence.QUARTERLY):
        steps, more = steps % 3, more % 3  # stay inside the centuries
    assert period.shift(steps).shift(-steps) == period
    assert period.shift(steps).shift(more) == period.shift(steps + more)
    assert period.shift(0) == period


@given(PERIODS, st.integers(1, 40))
def test_the_last_periods_follow_each_other_without_a_gap(period, count):
    chosen = period.last(count)
    assert len(chosen) == count
    assert chosen[-1] == period
    assert all(one.shift(1) == other for one, other in pairwise(chosen))


@given(PERIODS)
def test_a_year_ago_lies_a_year_ago_and_begins_on_the_same_weekday_or_date(period):
    ago = period.year_ago
    assert ago.cadence == period.cadence
    assert 364 <= (period.start_on - ago.start_on).days <= 366
    if period.cadence in (Cadence.DAILY, Cadence.WEEKLY):
        assert ago.start_on.weekday() == period.start_on.weekday()
    else:
        assert (ago.start_on.month, ago.start_on.day) == (period.start_on.month, period.start_on.day)


@given(st.builds(Period.containing, DAYS, st.sampled_from([Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY])))
def test_the_days_and_months_within_a_period_make_it_up(period):
    assert [one.start_on for one in period.within(Cadence.DAILY)] == period.days
    months = period.within(Cadence.MONTHLY)
    assert [on for month in months for on in month] == period.days


@given(st.text(max_size=12))
def test_a_text_is_a_key_or_it_is_refused(text):
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert period.key == text
