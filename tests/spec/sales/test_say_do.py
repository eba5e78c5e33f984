"""What people committed themselves to in their last report, against what they did."""

from __future__ import annotations

import pytest

from reviewbook.measures import commitments, promises
from reviewbook.measures.say_do import say_do as say_do_of
from reviewbook.params.templates import Templates

title = "Said and done"

#: Reports of week 46 promise for week 47, which is over; those of week 47 for week 48, which is not.
COMMITTED = """
    report_id | person_id | team_id | cadence | period     | template | due_on     | field      | number
    ----------+-----------+---------+---------+------------+----------+------------+------------+-------
    r1        | Li        | east    | weekly  | 2026-W46   | weekly   | 2026-11-13 | commitment | 500.0
    r2        | Wang      | east    | weekly  | 2026-W46   | weekly   | 2026-11-13 | commitment | 200.0
    r3        | Zhao      | west    | weekly  | 2026-W46   | weekly   | 2026-11-13 | commitment |   0.0
    r4        | Zhao      | west    | weekly  | 2026-W45   | weekly   | 2026-11-06 | commitment |  -5.0
    r5        | Li        | east    | weekly  | 2026-W47   | weekly   | 2026-11-20 | commitment | 300.0
    r6        | Wang      | east    | weekly  | 2026-W45   | weekly   | 2026-11-06 | commitment |
    r7        | Li        | east    | daily   | 2026-11-13 | daily    | 2026-11-13 | commitment |  60.0
"""
SOLD = """
    person_id | team_id | on         | minor
    ----------+---------+------------+------
    Li        | east    | 2026-11-13 | 99900
    Li        | east    | 2026-11-16 | 30000
    Li        | east    | 2026-11-20 | 10000
    Wang      | west    | 2026-11-17 | 25000
    Zhao      | west    | 2026-11-18 |  7700
    Li        | east    | 2026-11-23 | 12000
"""


@pytest.fixture
def weeks(company):
    return company("2026-11-02", "2026-11-29", today="2026-11-24")


@pytest.fixture
def grid(weeks, engine):
    """Weeks, and days of which each follows the working day before it."""
    whole = weeks.grid("daily", "weekly")
    periods = engine.collect(whole.periods)
    monday = (periods["cadence"] == "daily") & periods["period"].isin(["2026-11-14", "2026-11-15", "2026-11-16"])
    periods.loc[monday, "previous"] = "2026-11-13"
    return type(whole)(whole.days, engine.frame(periods), whole.entities)


@pytest.fixture
def made(weeks, grid, engine, table):
    working = sorted(weeks.days.loc[weeks.days["working"], "on"])
    return engine.keep(promises(engine.frame(table(COMMITTED)), engine.frame(table(SOLD)), grid, working))


def test_a_report_promises_for_the_period_after_its_own(made, engine):
    rows = engine.collect(made).sort_values("report_id")
    assert rows[["report_id", "period", "committed", "done"]].values.tolist() == [
        ["r1", "2026-W47", 500.0, 400.0],
        ["r2", "2026-W47", 200.0, 250.0],
        ["r3", "2026-W47", 0.0, 77.0],
        ["r5", "2026-W48", 300.0, 120.0],
        ["r7", "2026-11-16", 60.0, 300.0],
    ]


def test_the_sums_are_divided_and_who_did_more_makes_up_for_who_did_less(made, grid, of):
    measured = say_do_of(grid.shared(made), grid.periods)
    value = of(measured, period="2026-W47")
    assert value == {
        "company": pytest.approx(727 / 700), "sales": pytest.approx(727 / 700), "east": pytest.approx(650 / 700),
        "west": None, "Li": 0.8, "Wang": 1.25, "Zhao": None,
    }  # fmt: skip
    parts = {part: of(measured, part, "2026-W47")["east"] for part in ("numerator", "denominator", "n")}
    assert parts == {"numerator": 650.0, "denominator": 700.0, "n": 2}


def test_a_promise_counts_for_the_team_whose_report_made_it(made, grid, of):
    # Wang sold his 250 in West, where he is now; he had promised them in East.
    parts = of(say_do_of(grid.shared(made), grid.periods), "numerator", "2026-W47")
    assert (parts["east"], parts["west"]) == (650.0, 77.0)


def test_nothing_but_zero_is_no_commitment_and_an_unfinished_period_is_not_judged(made, grid, of):
    notes = of(say_do_of(grid.shared(made), grid.periods), "note")
    assert notes["Zhao", "2026-W47"] == "nothing committed"
    assert notes["Li", "2026-W48"] == "period not over"
    assert of(say_do_of(grid.shared(made), grid.periods))["Li", "2026-W48"] is None


def test_a_day_is_promised_by_the_working_day_before_it(made, grid, of):
    value = of(say_do_of(grid.shared(made), grid.periods))
    assert value["Li", "2026-11-16"] == 5.0
    assert not {("Li", "2026-11-14"), ("Li", "2026-11-15")} & set(value)


def test_commitments_are_the_number_fields_that_mean_one():
    fields = [
        {"name": "pledge", "title": {"zh": "承诺", "en": "Pledge"}, "type": "number", "means": "commitment"},
        {"name": "words", "title": {"zh": "承诺", "en": "Words"}, "means": "commitment"},
        {"name": "sales", "title": {"zh": "销售", "en": "Sales"}, "type": "number", "means": "sales"},
    ]
    weekly = {"name": "weekly", "title": {"zh": "周报", "en": "Weekly"}, "cadence": "weekly", "fields": fields}
    templates = Templates.model_validate({"templates": [weekly], "rules": []})
    assert commitments(templates).values.tolist() == [["weekly", "pledge"]]
