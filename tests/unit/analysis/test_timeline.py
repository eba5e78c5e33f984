"""Which periods are measured for a review, and by whose clock they are over."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from reviewbook.analysis import Timeline, timeline
from reviewbook.periods import Cadence, Period

MONDAY = datetime.fromisoformat("2026-11-23T09:00+08:00")


@pytest.fixture
def plan(params) -> Timeline:
    """Give the plan of the review of 2026-W47, whose own history is 13 weeks."""
    return timeline(params.publication("weekly_review"), Period.parse("2026-W47"), MONDAY, "Asia/Shanghai")


def keys(plan: Timeline, cadence: Cadence) -> list[str]:
    return [period.key for period in sorted(plan.periods) if period.cadence is cadence]


def test_its_own_history_is_measured_and_what_the_limits_of_its_charts_rest_upon(plan):
    weeks = keys(plan, Cadence.WEEKLY)
    assert weeks == ["2025-W47", *(week.key for week in Period.parse("2026-W47").last(28))]
    assert plan.history == weeks[1:]


def test_the_day_and_the_month_in_which_the_week_ends_are_measured_with_theirs(plan):
    days, months = keys(plan, Cadence.DAILY), keys(plan, Cadence.MONTHLY)
    assert (days[0], days[1], days[-1], len(days)) == ("2025-11-23", "2026-10-09", "2026-11-22", 46)
    assert (months[0], months[-1], len(months)) == ("2025-10", "2026-11", 14)


def test_a_period_that_is_in_history_and_a_year_ago_is_there_once(plan):
    assert max(Counter(plan.periods).values()) == 1
    assert "2025-11" in keys(plan, Cadence.MONTHLY)


def test_a_longer_history_reaches_further_back(params):
    review = params.publication("weekly_review").model_copy(update={"history": 30})
    weeks = keys(timeline(review, Period.parse("2026-W47"), MONDAY, "Asia/Shanghai"), Cadence.WEEKLY)
    assert len(weeks) == 32 + 1


def test_the_days_of_interest_reach_from_the_first_period_to_long_after_the_cut_off(plan):
    assert plan.first_on == date(2025, 10, 1)
    assert plan.today == date(2026, 11, 23)
    assert plan.last_on == date(2026, 11, 30) + timedelta(days=45)  # the month is not over yet


def test_each_period_knows_the_one_before_and_the_one_a_year_ago(plan):
    frame = plan.frame().set_index(["cadence", "period"])
    week = frame.loc[("weekly", "2026-W47")]
    assert week[["start_on", "end_on", "previous", "year_ago", "finished"]].tolist() == [
        "2026-11-16", "2026-11-23", "2026-W46", "2025-W47", 1,
    ]  # fmt: skip
    assert frame.loc[("monthly", "2026-11"), "finished"] == 0
    assert len(frame) == len(plan.periods)


def test_every_day_of_every_period_is_there(plan):
    days = plan.days()
    assert len(days) == sum(len(period.days) for period in plan.periods)
    assert days[days["period"] == "2026-W47"]["on"].tolist() == [on.isoformat() for on in Period.parse("2026-W47")]


@pytest.mark.parametrize(("zone", "finished"), [("Asia/Shanghai", 1), ("Europe/London", 0), ("America/New_York", 0)])
def test_a_period_is_over_by_the_clock_of_the_company(params, zone, finished):
    midnight = datetime.fromisoformat("2026-11-23T00:00+08:00")
    frame = timeline(params.publication("weekly_review"), Period.parse("2026-W47"), midnight, zone).frame()
    assert frame.set_index("period").loc["2026-W47", "finished"] == finished
