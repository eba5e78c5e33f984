"""Where a period will end, how sure that is, and how the forecast of a finished one did."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from reviewbook.measures import working_days as worked
from reviewbook.measures.forecast import forecast, forecast_error, projections
from reviewbook.measures.revenue import revenue

#: Monday of the week 2026-W46; the cut-off is its Tuesday evening unless said otherwise.
MONDAY = date(2026, 11, 9)


@pytest.fixture
def measures(engine, company):
    """Measure forecast and forecast error of Zhao, of sales in cents."""

    def compute(sales, today="2026-11-10", cadence="weekly", holidays=()):
        autumn = company("2026-08-03", "2026-11-15", today=today, holidays=holidays)
        grid = autumn.grid(cadence)
        placed = autumn.placed(pd.DataFrame(sales, columns=["person_id", "on", "minor"]).assign(lines=1))
        spread = grid.spread(placed)
        days = worked.workdays(*(engine.frame(f) for f in (autumn.teams, autumn.homes, autumn.days)), "CN")
        numbered = worked.numbered(days, grid)
        steps, passed = worked.steps(spread, numbered), worked.elapsed(numbered, grid, today)
        told, sold = projections(engine, steps, passed), revenue(spread)
        return forecast(sold, passed, told["outlook"]), forecast_error(sold, passed, told["hindsight"])

    return compute


def week(back: int, **amounts: int) -> list[tuple[str, str, int]]:
    """Give the sales of Zhao in a week so many weeks ago: ``tue=100`` is 100 cents on its Tuesday."""
    start = MONDAY - timedelta(weeks=back)
    names = ("mon", "tue", "wed", "thu", "fri", "sat")
    return [("Zhao", (start + timedelta(days=names.index(day))).isoformat(), sum_) for day, sum_ in amounts.items()]


def weeks(*fridays: int, tuesday: int = 20_000, since: int = 1) -> list[tuple[str, str, int]]:
    """Sales of the weeks before `since` and it, the last one first: the same each Tuesday, these on the Fridays."""
    return [row for back, friday in enumerate(fridays, since) for row in week(back, tue=tuesday, fri=friday)]


def zhao(read, frame, *columns: str, period: str = "2026-W46") -> list[object]:
    return [read(frame, column, period).get("Zhao") for column in columns]


def test_weeks_that_were_all_alike_leave_no_doubt(measures, of):
    told, _ = measures([*weeks(*[90_000] * 6), *week(0, tue=20_000)])
    assert zhao(of, told, "value", "lower", "upper") == [1100, 1100, 1100]
    assert zhao(of, told, "numerator", "n", "note") == [200, 6, None]


def test_a_week_that_goes_better_ends_better_by_the_weight_of_its_days(measures, of):
    # 400 by Tuesday, twice as much as usual. Its 2 days weigh 2 / (2 + 5): the 900 to come grow by 2/7 of a whole.
    told, _ = measures([*weeks(*[90_000] * 6), *week(0, tue=40_000)])
    assert zhao(of, told, "value") == [400 + round(900 * (1 + 2 / 7), 2)]


def test_early_luck_counts_for_three_times_as_much_as_usual_at_most(measures, of):
    told, _ = measures([*weeks(*[90_000] * 6), *week(0, tue=2_000_000)])
    assert zhao(of, told, "value") == [20_000 + round(900 * (1 + 2 / 7 * 2), 2)]


def test_the_interval_is_what_four_in_five_earlier_weeks_were_missed_by(measures, of):
    # Fridays 500 … 1400: mean 950. Told from the nine others, a week is missed by 10/9 of its distance to the mean:
    # 50, 150, 250, 350, 450, each twice. Rank 0.8 × 11 = 8.8 of ten: eight tenths of the way from the 8th (350) to
    # the 9th (450) are 430, and 10/9 of it 477.78.
    fridays = range(50_000, 150_000, 10_000)
    told, _ = measures([*weeks(*fridays), *week(0, tue=20_000)])
    assert zhao(of, told, "value", "lower", "upper", "n") == [1150, 672.22, 1627.78, 10]


def test_the_order_of_the_weeks_before_is_of_no_matter(measures, of):
    fridays = range(50_000, 150_000, 10_000)
    there, back = (measures([*weeks(*order), *week(0, tue=20_000)])[0] for order in (fridays, reversed(fridays)))
    assert zhao(of, there, "value", "lower", "upper") == zhao(of, back, "value", "lower", "upper")


def test_five_weeks_are_too_few(measures, of):
    told, _ = measures([*weeks(*[90_000] * 5), *week(0, tue=20_000)])
    assert zhao(of, told, "value", "lower", "upper", "n", "note") == [None, None, None, 0, "history too short"]


def test_only_the_last_twelve_weeks_count(measures, of):
    told, _ = measures([*weeks(*[90_000] * 12, 9_000_000), *week(0, tue=20_000)])
    assert zhao(of, told, "value", "n") == [1100, 12]


def test_a_week_without_revenue_is_no_history(measures, of):
    told, _ = measures([*weeks(*[90_000] * 5), *week(6, tue=-100), *week(0, tue=20_000)])
    assert zhao(of, told, "note") == ["history too short"]


def test_nothing_left_but_days_off_leaves_what_was_sold(measures, of):
    told, _ = measures([*weeks(*[90_000] * 6), *week(0, tue=20_000, fri=50_000)], today="2026-11-14")
    assert zhao(of, told, "value", "lower", "upper") == [700, 700, 700]


def test_what_a_day_has_brought_before_it_is_over_is_not_forecast_away(measures, of):
    # Monday evening is the cut-off of the working days; by Tuesday noon 2,000 were sold, more than a whole week.
    told, _ = measures([*weeks(*[90_000] * 6), *week(0, tue=200_000)], today="2026-11-09")
    assert zhao(of, told, "value", "lower", "upper") == [2000, 2000, 2000]


def test_where_weeks_ended_in_refunds_less_than_what_is_sold_may_be_left(measures, of):
    told, _ = measures([*weeks(*[-10_000] * 6), *week(0, tue=20_000)])
    assert zhao(of, told, "value", "lower") == [100, 100]


def test_a_week_with_a_holiday_is_told_from_as_many_last_days(measures, of):
    # Thursday and Friday are off: Wednesday alone is left, and the last working day of the other weeks brought 900.
    told, _ = measures(
        [*weeks(*[90_000] * 6, tuesday=40_000), *week(0, tue=20_000)], holidays=("2026-11-12", "2026-11-13")
    )
    # By Thursday the others had 400 in 4 days, 100 a day, as this week has; so it goes as usual.
    assert zhao(of, told, "value") == [1100]


def test_a_shorter_week_counts_at_its_daily_rate_for_what_is_left(measures, of):
    # Of the week before only Friday was worked: 300 a day are 900 for the three days that are left.
    off = tuple((MONDAY - timedelta(days=7 - n)).isoformat() for n in range(4))
    told, _ = measures([*week(1, fri=30_000), *weeks(*[90_000] * 5, since=2), *week(0, tue=20_000)], holidays=off)
    assert zhao(of, told, "value", "n") == [1100, 6]


def test_a_finished_week_has_its_revenue_and_no_interval(measures, of):
    told, _ = measures([*weeks(*[90_000] * 6), *week(0, tue=20_000)], today="2026-11-15")
    assert zhao(of, told, "value", "lower", "upper", "n", "note") == [200, None, None, 0, None]


def test_days_have_no_forecast(measures, of):
    told, error = measures(weeks(*[90_000] * 6), cadence="daily")
    for frame in (told, error):
        assert zhao(of, frame, "value", "note", period="2026-11-09") == [None, "not measured by day"]


def test_a_week_without_a_working_day_has_no_forecast(measures, of):
    off = tuple((MONDAY + timedelta(days=n)).isoformat() for n in range(5))
    told, error = measures(weeks(*[90_000] * 6), holidays=off)
    assert zhao(of, told, "value", "note") == [None, "no working day"]
    assert zhao(of, error, "value", "note") == [None, "period not over"]


def test_the_error_compares_the_end_with_the_forecast_at_half_time(measures, of):
    # Half of five days, rounded down, are over on Tuesday evening: 200 + 900 was the forecast, 880 came.
    _, error = measures([*weeks(*[90_000] * 6), *week(0, tue=20_000, wed=68_000)], today="2026-11-15")
    assert zhao(of, error, "value", "lower", "upper") == [pytest.approx(-0.2), 0, 0]
    assert zhao(of, error, "numerator", "denominator", "n") == [880, 1100, 6]


def test_an_end_within_the_interval_lies_between_its_errors(measures, of):
    fridays = range(50_000, 150_000, 10_000)
    _, error = measures([*weeks(*fridays), *week(0, tue=20_000, fri=140_000)], today="2026-11-15")
    value, lower, upper = zhao(of, error, "value", "lower", "upper")
    assert (value, lower, upper) == pytest.approx((1600 / 1150 - 1, 672.22 / 1150 - 1, 1627.78 / 1150 - 1))
    assert lower < value < upper


def test_the_forecast_of_then_knows_nothing_that_came_after(measures, of):
    # The week after the one asked for was ten times as good.
    sales = [*week(0, tue=900_000), *week(1, tue=20_000, fri=90_000), *weeks(*[90_000] * 6, since=2)]
    _, error = measures(sales)
    assert zhao(of, error, "value", "denominator", period="2026-W45") == [0, 1100]


def test_an_unfinished_week_and_one_without_history_have_no_error(measures, of):
    _, error = measures([*weeks(*[90_000] * 6), *week(0, tue=20_000)])
    assert zhao(of, error, "value", "note") == [None, "period not over"]
    assert zhao(of, error, "value", "note", period="2026-W45") == [None, "history too short"]


def test_nothing_forecast_has_no_error(measures, of):
    # Each week brought 200 on Monday and Tuesday and ended in refunds of 100; this one began with refunds of 100.
    _, error = measures([*weeks(*[-10_000] * 6), *week(0, tue=-10_000, fri=90_000)], today="2026-11-15")
    assert zhao(of, error, "value", "note") == [None, "nothing forecast"]
