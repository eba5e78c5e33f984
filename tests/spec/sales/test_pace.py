"""What was to be expected by the cut-off."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from reviewbook.measures import pace as paced
from reviewbook.measures import working_days as worked
from reviewbook.measures.attainment import target
from reviewbook.measures.revenue import revenue

#: Monday of the unfinished week 2026-W46; the cut-off is its Tuesday evening.
MONDAY = date(2026, 11, 9)


@pytest.fixture
def measures(engine, company):
    """Measure target, pace and pace index of the last week, with Zhao's target of 1000 for it."""

    def compute(sales, today="2026-11-10", cadence="weekly", goal=1000.0):
        months = company("2026-07-27", "2026-11-15", today=today)
        grid = months.grid(cadence)
        placed = months.placed(pd.DataFrame(sales, columns=["person_id", "on", "minor"]).assign(lines=1))
        spread = grid.spread(placed)
        days = worked.workdays(*(engine.frame(f) for f in (months.teams, months.homes, months.days)), "CN")
        numbered = worked.numbered(days, grid)
        steps, passed = worked.steps(spread, numbered), worked.elapsed(numbered, grid, today)
        daily = [("person", "Zhao", (MONDAY + timedelta(days=n)).isoformat(), int(goal * 20) if n < 5 else 0)
                 for n in range(7)]  # fmt: skip
        goals = engine.frame(pd.DataFrame(daily, columns=["entity_kind", "entity_id", "on", "minor"]))
        targets = target(goals, grid)
        pace = paced.pace(targets, steps, passed)
        return pace, paced.pace_index(revenue(spread), pace)

    return compute


def weeks(count: int, tuesday: int, friday: int) -> list[tuple[str, str, int]]:
    """Sales of Zhao in the last `count` weeks: so much on Tuesday, so much on Friday."""
    rows = []
    for back in range(1, count + 1):
        start = MONDAY - timedelta(weeks=back)
        rows.append(("Zhao", (start + timedelta(days=1)).isoformat(), tuesday))
        rows.append(("Zhao", (start + timedelta(days=4)).isoformat(), friday))
    return rows


def test_with_six_weeks_of_history_the_pace_follows_them(measures, of):
    # Each week reached 10 % by its second working day.
    pace, index = measures([*weeks(6, 100, 900), ("Zhao", "2026-11-09", 15000)])
    assert of(pace, period="2026-W46") == {"Zhao": 100.0}
    assert of(pace, "n", "2026-W46") == {"Zhao": 6}
    assert of(pace, "numerator", "2026-W46") == {"Zhao": 1000.0}
    assert of(index, period="2026-W46") == {"Zhao": 1.5}


def test_with_five_weeks_the_pace_is_the_share_of_working_days(measures, of):
    pace, index = measures(weeks(5, 100, 900))
    assert of(pace, period="2026-W46") == {"Zhao": 400.0}
    assert of(pace, "n", "2026-W46") == {"Zhao": 0}
    assert of(index, period="2026-W46") == {"Zhao": 0.0}


def test_only_the_last_twelve_weeks_count(measures, of):
    older = [("Zhao", (MONDAY - timedelta(weeks=13)).isoformat(), 100)]
    pace, _ = measures([*weeks(12, 50, 50), *older])
    assert of(pace, period="2026-W46") == {"Zhao": 500.0}
    assert of(pace, "n", "2026-W46") == {"Zhao": 12}


@pytest.mark.parametrize("refunded", [1000, 5000])
def test_a_week_that_ended_in_refunds_or_in_nothing_is_no_history(measures, of, refunded):
    pace, _ = measures([*weeks(6, 100, 900), ("Zhao", "2026-11-05", -refunded)])
    assert of(pace, "n", "2026-W46") == {"Zhao": 0}


def test_a_finished_week_expects_its_target(measures, of):
    pace, index = measures([*weeks(6, 100, 900), ("Zhao", "2026-11-09", 50000)], today="2026-11-15")
    assert of(pace, period="2026-W46") == {"Zhao": 1000.0}
    assert of(index, period="2026-W46") == {"Zhao": 0.5}


def test_before_the_first_working_day_is_over_nothing_is_expected(measures, of):
    pace, index = measures(weeks(6, 100, 900), today="2026-11-08")
    assert of(pace, period="2026-W46") == {"Zhao": 0.0}
    assert of(index, "note", "2026-W46") == {"Zhao": "nothing expected yet"}


def test_days_are_not_paced(measures, of):
    pace, index = measures(weeks(6, 100, 900), cadence="daily")
    assert of(pace, period="2026-11-09") == {"Zhao": None}
    assert of(pace, "note", "2026-11-09") == {"Zhao": "not measured by day"}
    assert of(index, "note", "2026-11-09") == {"Zhao": "not measured by day"}


def test_a_target_of_nothing_has_no_index(measures, of):
    _, index = measures(weeks(6, 100, 900), goal=0.0)
    assert of(index, "note", "2026-W46") == {"Zhao": "no target"}
