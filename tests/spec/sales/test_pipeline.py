"""Deals on their way: what is open and how likely, what covers the gap, and how deals end."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest

from reviewbook.measures import attainment, cells, deals, members, pipeline
from reviewbook.measures.order_lines import daily_rates

title = "Deals under way"

#: Wang moves from East to West on Monday 2026-11-16.
DEALS = """
    opportunity_id | person_id | created_on | expected_on | closed_on  | outcome | amount  | currency | probability
    ---------------+-----------+------------+-------------+------------+---------+---------+----------+------------
    d1             | Li        | 2026-11-02 | 2026-11-20  |            | open    | 1000.00 | CNY      | 0.50
    d2             | Li        | 2026-11-03 | 2026-11-12  | 2026-11-13 | won     |  400.00 | CNY      | 1.00
    d3             | Wang      | 2026-11-04 | 2026-11-24  |            | open    |  100.00 | USD      | 0.30
    d4             | Wang      | 2026-11-05 | 2026-11-13  | 2026-11-16 | lost    |  300.00 | CNY      | 0.00
    d5             | Wang      | 2026-11-16 | 2026-12-10  |            | open    |  200.00 |          |
    d6             | Zhao      | 2026-11-10 | 2026-11-18  |            | open    |         | CNY      | 0.90
    d7             | Zhao      | 2026-11-09 | 2026-11-30  | 2026-11-18 | won     |  600.00 | CNY      | 1.00
    d8             | Zhao      | 2026-11-09 | 2026-11-10  |            | lost    |  900.00 | CNY      | 0.00
    d9             | Li        | 2026-11-23 | 2026-11-30  |            | open    |   50.00 | EUR      | 0.50
"""
RATES = """
    currency | valid_from | rate
    ---------+------------+-----
    USD      | 2026-01-01 | 7.00
    USD      | 2026-11-05 | 8.00
"""


@pytest.fixture
def weeks(company):
    """Weeks 45 to 48; week 48 is cut off on its Tuesday."""
    return company("2026-11-02", "2026-11-29", today="2026-11-24")


@pytest.fixture
def grid(weeks):
    return weeks.grid("daily", "weekly")


@pytest.fixture
def homes(weeks):
    return weeks.homes


@pytest.fixture
def told(weeks, grid, homes, engine, table):
    """Give the deals valued, standing at the end of each period, and closed in it."""
    rows = table(DEALS, of="opportunities")
    opened = sorted(set(rows["created_on"]))
    rates = engine.frame(daily_rates(table(RATES, of="fx_rates"), opened, "CNY"))
    numbers = engine.frame(deals.numbered_dates([*opened, *rows["closed_on"].dropna()]))
    there = engine.frame(homes)
    valued = engine.keep(deals.valued(engine.frame(rows), rates, numbers, there, "CNY"))
    placed = cells(grid, there)
    standing = engine.keep(deals.standing(valued, members(grid, there), grid, placed))
    closed = grid.spread(valued.filter(~nw.col("closed_on").is_null()), on="closed_on")
    return {"rows": engine.frame(rows), "rates": rates, "valued": valued, "standing": standing, "closed": closed}


def test_a_deal_is_open_from_its_opening_until_its_closing(told, of):
    value = of(pipeline.open_pipeline(told["standing"]), "n")
    assert [value.get(("Li", day), 0) for day in ("2026-11-02", "2026-11-03", "2026-11-12", "2026-11-13")] == [
        1,
        2,
        2,
        1,
    ]
    assert value["company", "2026-W46"] == 5  # d1, d3, d4, d6, d7: d8 is closed nobody knows when


def test_amounts_are_taken_at_the_rate_of_the_day_of_opening(told, of):
    value = of(pipeline.open_pipeline(told["standing"]))
    # 100 USD of 4 November are 700, although the rate is 8 the day after; d5 has no currency: the company's.
    assert [value["Wang", week] for week in ("2026-W45", "2026-W46", "2026-W47")] == [1000.0, 1000.0, 900.0]


def test_an_open_deal_goes_with_its_owner_to_another_team(told, of):
    value = of(pipeline.open_pipeline(told["standing"]))
    assert (value["east", "2026-W46"], value["west", "2026-W46"]) == (2000.0, 600.0)
    assert (value["east", "2026-W47"], value["west", "2026-W47"]) == (1000.0, 900.0)
    assert value["sales", "2026-W47"] == value["company", "2026-W47"] == 1900.0


def test_a_deal_without_an_amount_adds_none_and_it_is_said(told, of):
    standing = told["standing"]
    value, note = (of(pipeline.open_pipeline(standing), column, "2026-W47") for column in ("value", "note"))
    assert (value["company"], note["company"]) == (1900.0, "deals incomplete")
    assert (value["Zhao"], note["Zhao"]) == (None, "deals incomplete")
    assert note["Li"] is None
    # The euro has no rate: the deal is there, and its amount is not known.
    later = of(pipeline.open_pipeline(standing), "note", "2026-W48")
    assert later["Li"] == "deals incomplete"


def test_probabilities_are_told_of_the_newest_period_alone(told, of):
    weighted = pipeline.weighted_pipeline(told["standing"])
    assert of(weighted, period="2026-W48") == {
        "company": 710.0, "sales": 710.0, "east": 500.0, "west": 210.0, "Li": 500.0, "Wang": 210.0, "Zhao": None,
    }  # fmt: skip
    notes = of(weighted, "note")
    assert notes["Wang", "2026-W48"] == "deals incomplete"  # nobody says how likely d5 is
    assert {notes[key] for key in notes if key[1] == "2026-W47"} == {"probability of then unknown"}
    assert of(weighted)["company", "2026-W47"] is None


def test_what_was_closed_since_the_end_of_the_period_has_no_probability_any_more(company, engine, told, of):
    weeks = company("2026-11-02", "2026-11-15")
    grid, there = weeks.grid("weekly"), engine.frame(weeks.homes)
    standing = deals.standing(told["valued"], members(grid, there), grid, cells(grid, there))
    weighted = pipeline.weighted_pipeline(engine.keep(standing))
    assert of(weighted, "n", "2026-W46")["company"] == 3  # d4 and d7 were closed the week after
    assert of(weighted, period="2026-W46")["east"] == 710.0


def test_of_who_is_in_no_team_any_more_the_company_alone_has_the_deals(weeks, grid, engine, told, of):
    left = weeks.homes[(weeks.homes["person_id"] != "Li") | (weeks.homes["on"] < "2026-11-16")]
    there = engine.frame(left)
    standing = engine.keep(deals.standing(told["valued"], members(grid, there), grid, cells(grid, there)))
    value = of(pipeline.open_pipeline(standing), period="2026-W47")
    assert (value["company"], value["sales"]) == (1900.0, 900.0)
    assert "Li" not in value


def test_coverage_is_what_is_expected_in_the_period_by_what_is_missing(told, grid, weeks, engine, table, of):
    def measured(column: str, values: str):
        rows = table(f"cadence | period | entity_kind | entity_id | {column}\n{values}")
        return engine.frame(rows.assign(n=1, note=None).astype({column: "float64", "note": "str"}).assign(note=None))

    goals = """
        weekly | 2026-W47   | person  | Li      | 900
        weekly | 2026-W48   | person  | Li      | 900
        weekly | 2026-W48   | person  | Wang    | 400
        weekly | 2026-W48   | person  | Zhao    | 500
        daily  | 2026-11-24 | person  | Li      | 500
    """
    sold = """
        weekly | 2026-W48   | person  | Li      | 900
        weekly | 2026-W48   | person  | Wang    | 50
    """
    gaps = engine.keep(attainment.gap(measured("value", sold), measured("value", goals)))
    coverage = pipeline.coverage(told["standing"], gaps, grid.periods)
    # d3 is expected on the 24th; d6 was expected a week before, and d5 is in December.
    assert of(coverage) == {
        ("Li", "2026-W47"): None, ("Li", "2026-W48"): None, ("Wang", "2026-W48"): 2.0, ("Zhao", "2026-W48"): 0.0,
        ("Li", "2026-11-24"): None,
    }  # fmt: skip
    assert {who: note for who, note in of(coverage, "note").items() if note} == {
        ("Li", "2026-W47"): "period over", ("Li", "2026-W48"): "target reached",
        ("Li", "2026-11-24"): "not measured by day",
    }  # fmt: skip
    parts = {part: of(coverage, part)["Wang", "2026-W48"] for part in ("numerator", "denominator", "n")}
    assert parts == {"numerator": 700.0, "denominator": 350.0, "n": 1}


def test_the_win_rate_counts_deals_in_the_team_of_their_closing_day(told, of):
    rate = pipeline.win_rate(told["closed"])
    assert of(rate, period="2026-W46") == {"company": 1.0, "sales": 1.0, "east": 1.0, "Li": 1.0}
    # Wang lost d4 on the day on which he came to West.
    assert of(rate, period="2026-W47") == {"company": 0.5, "sales": 0.5, "west": 0.5, "Wang": 0.0, "Zhao": 1.0}
    bounds = (of(rate, bound, "2026-W46")["company"] for bound in ("lower", "upper"))
    assert [round(bound, 4) for bound in bounds] == [0.2065, 1.0]


def test_the_cycle_is_the_median_of_the_days_to_a_deal_that_was_won(told, of):
    cycle = pipeline.cycle_days(told["closed"])
    assert of(cycle, period="2026-W46") == {"company": 10.0, "sales": 10.0, "east": 10.0, "Li": 10.0}
    assert of(cycle, period="2026-W47") == {"company": 9.0, "sales": 9.0, "west": 9.0, "Zhao": 9.0}


def test_an_outcome_without_a_day_and_a_currency_without_a_rate_are_listed(told, engine):
    undated = engine.collect(deals.undated(told["rows"]))
    assert undated[["opportunity_id", "reason"]].values.tolist() == [["d8", "closed on no day"]]
    unrated = engine.collect(deals.unrated(told["rows"], told["rates"], "CNY"))
    assert unrated[["opportunity_id", "currency", "reason"]].values.tolist() == [["d9", "EUR", "no rate"]]


def test_half_a_cent_of_a_weighted_deal_counts_alike_on_every_engine(weeks, engine, table):
    rows = table(
        "opportunity_id | person_id | created_on | outcome | amount | probability\nd1 | Li | 2026-11-02 | open | 0.25 | 0.1",
        of="opportunities",
    )
    rates = engine.frame(daily_rates(table(RATES, of="fx_rates"), ["2026-11-02"], "CNY"))
    numbers = engine.frame(deals.numbered_dates(["2026-11-02"]))
    found = engine.collect(deals.valued(engine.frame(rows), rates, numbers, engine.frame(weeks.homes), "CNY"))
    assert found["weighted"].tolist() == [3]
    assert pd.isna(found["days"]).all()
