"""Growth per working day, compared on equal working days."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pandas as pd
import pytest

from reviewbook.measures import growth as grown
from reviewbook.measures import working_days as worked


@pytest.fixture
def measure(engine, of):
    """Measure the growth of a company's sales, given as (person, day, amount): by entity in one period."""

    def compute(function, company, cadence, sales, period, column="value"):
        frames = progress(company, cadence, sales, company.today.isoformat())
        return of(function(*frames), column, period)

    def progress(company, cadence, sales, through):
        grid = company.grid(cadence)
        rows = pd.DataFrame(sales, columns=["person_id", "on", "amount"])
        placed = company.placed(rows.assign(minor=(rows.pop("amount") * 100).astype("int64"), lines=1))
        homes, days = engine.frame(company.homes), engine.frame(company.days)
        teams = engine.frame(company.teams)
        numbered = worked.numbered(worked.workdays(teams, homes, days, "CN"), grid)
        return worked.steps(grid.spread(placed), numbered), worked.elapsed(numbered, grid, through)

    return compute


def test_a_finished_week_is_compared_per_working_day(measure, company):
    # A holiday on Monday the 9th leaves W46 four working days: 400/4 a day against 250/5 a day.
    company = company("2026-11-02", "2026-11-15", holidays=("2026-11-09",))
    sales = [("Li", "2026-11-03", 250.0), ("Li", "2026-11-12", 300.0), ("Li", "2026-11-14", 100.0)]
    assert measure(grown.growth, company, "weekly", sales, "2026-W46")["Li"] == 1.0
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "numerator")["east"] == 100.0
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "denominator")["east"] == 50.0
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "n")["company"] == 4


def test_an_unfinished_week_is_compared_with_as_many_working_days(measure, company):
    # Until Tuesday the 10th: 120/2 a day against 100/2 a day; what Li sold on Friday the 6th is not compared.
    company = company("2026-11-02", "2026-11-15", today="2026-11-10")
    sales = [("Li", "2026-11-02", 60.0), ("Li", "2026-11-03", 40.0), ("Li", "2026-11-06", 900.0),
             ("Li", "2026-11-09", 120.0)]  # fmt: skip
    assert measure(grown.growth, company, "weekly", sales, "2026-W46")["Li"] == pytest.approx(0.2)
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "n")["Li"] == 2


def test_on_the_first_working_day_one_day_is_compared_with_one(measure, company):
    company = company("2026-11-02", "2026-11-15", today="2026-11-09")
    sales = [("Li", "2026-11-02", 60.0), ("Li", "2026-11-03", 900.0), ("Li", "2026-11-09", 120.0)]
    assert measure(grown.growth, company, "weekly", sales, "2026-W46")["Li"] == 1.0
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "n")["Li"] == 1


def test_an_earlier_week_of_fewer_working_days_is_compared_whole(measure, company):
    # Thursday and Friday of W45 are holidays: 90/3 a day against 160/4 a day by Thursday of W46.
    company = company("2026-11-02", "2026-11-15", today="2026-11-12", holidays=("2026-11-05", "2026-11-06"))
    sales = [("Li", "2026-11-02", 50.0), ("Li", "2026-11-07", 40.0), ("Li", "2026-11-11", 160.0)]
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "denominator")["Li"] == 30.0
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "numerator")["Li"] == 40.0


def test_without_sales_then_there_is_no_growth_and_it_says_so(measure, company):
    company = company("2026-11-02", "2026-11-15")
    sales = [("Li", "2026-11-12", 300.0)]
    assert measure(grown.growth, company, "weekly", sales, "2026-W46") == dict.fromkeys(
        ("company", "sales", "east", "west", "Li", "Wang", "Zhao")
    )
    notes = measure(grown.growth, company, "weekly", sales, "2026-W46", "note")
    assert set(notes.values()) == {"no previous period"}
    assert measure(grown.growth, company, "weekly", sales, "2026-W45", "note")["Li"] == "no previous period"


def test_more_refunds_than_sales_then_are_no_base(measure, company):
    company = company("2026-11-02", "2026-11-15")
    sales = [("Li", "2026-11-03", -10.0), ("Li", "2026-11-12", 300.0)]
    assert measure(grown.growth, company, "weekly", sales, "2026-W46", "note")["Li"] == "refunds then"
    assert measure(grown.growth, company, "weekly", sales, "2026-W46")["Li"] is None


def test_a_day_off_has_no_growth_of_its_own(measure, company):
    company = company("2026-11-02", "2026-11-08")
    sales = [("Li", "2026-11-06", 10.0), ("Li", "2026-11-07", 10.0)]
    assert measure(grown.growth, company, "daily", sales, "2026-11-07", "note")["Li"] == "no working day"


def test_a_week_is_compared_with_the_one_52_weeks_earlier(measure, company):
    company = company("2025-11-10", "2026-11-15")
    sales = [("Zhao", "2025-11-12", 100.0), ("Zhao", "2026-01-07", 50.0), ("Zhao", "2026-11-12", 150.0)]
    found = measure(grown.growth_year, company, "weekly", sales, "2026-W46")
    assert found["company"] == pytest.approx(0.5)
    assert found["Zhao"] is None  # joined in January: nobody's previous year


def test_days_before_joining_are_no_working_days_of_a_person(measure, company):
    # Zhao is in West from Thursday 2026-01-01 on: 40 on 2 working days, against 100 on 5 a week later.
    company = company("2025-12-29", "2026-01-11")
    sales = [("Zhao", "2026-01-02", 40.0), ("Zhao", "2026-01-07", 100.0)]
    assert measure(grown.growth, company, "weekly", sales, "2026-W02", "denominator")["Zhao"] == 20.0
    assert measure(grown.growth, company, "weekly", sales, "2026-W02")["Zhao"] == 0.0


@pytest.mark.parametrize(
    ("at", "day"),
    [("2026-11-10T09:59", "2026-11-09"), ("2026-11-10T10:00", "2026-11-10"), ("2026-11-10T16:30", "2026-11-10")],
)
def test_a_day_has_passed_when_its_working_time_is_over_in_the_companys_zone(at, day):
    # 18:00 in Shanghai is 10:00 UTC; 16:30 UTC is already the 11th there, half past midnight.
    as_of = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert worked.worked_through(as_of, "Asia/Shanghai", time(18)) == day
