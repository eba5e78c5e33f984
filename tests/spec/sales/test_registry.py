"""Every measure of the params is computed, every cell is filled, and the facts stand together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import yaml

from reviewbook.engine import as_read
from reviewbook.measures import (
    MEASURES,
    ONLY_OF_PRODUCTS,
    Owners,
    Sources,
    attributed,
    cells,
    daily_rates,
    daily_targets,
    disagreements,
    facts,
    lines,
    measure_all,
    members,
    numbered_dates,
    scored,
    valued,
    workdays,
)
from reviewbook.schema import FACTS
from reviewbook.schema.facts import UNRECORDED
from reviewbook.wording import entries

ORDERS = """
    order_id | line_id | person_id | customer_id | product_id | on         | quantity | amount | currency | status
    ---------+---------+-----------+-------------+------------+------------+----------+--------+----------+----------
    A1       | 1       | Li        | acme        | saw        | 2026-11-03 | 2        | 100.00 | CNY      | confirmed
    A2       | 1       | Li        | acme        | saw        | 2026-11-10 | 4        | 250.00 | CNY      | confirmed
    A3       | 1       | Wang      | bolt        | saw        | 2026-11-11 | 1        |  50.00 | CNY      | confirmed
"""
TARGETS = """
    owner_kind | owner_id | measure | period  | amount | currency
    -----------+----------+---------+---------+--------+---------
    person     | Li       | revenue | 2026-11 | 2100   | CNY
"""


ANSWERS = """
    response_id | person_id | score | scale_min | scale_max | responded_at     | on
    ------------+-----------+-------+-----------+-----------+------------------+-----------
    s1          | Li        | 4     | 1         | 5         | 2026-11-03 09:00 | 2026-11-03
"""
DEALS = """
    opportunity_id | person_id | created_on | expected_on | closed_on  | outcome | amount  | probability
    ---------------+-----------+------------+-------------+------------+---------+---------+------------
    d1             | Li        | 2026-11-03 | 2026-11-13  |            | open    |  500.00 | 0.50
    d2             | Li        | 2026-11-03 | 2026-11-05  | 2026-11-06 | won     |  900.00 | 1.00
"""
PROMISES = """
    report_id | person_id | team_id | cadence | period   | template | due_on     | field      | committed | done
    ----------+-----------+---------+---------+----------+----------+------------+------------+-----------+------
    r1        | Li        | east    | weekly  | 2026-W45 | weekly   | 2026-10-30 | commitment | 125.0     | 100.0
"""
BOOKINGS = """
    order_id | person_id | days | on
    ---------+-----------+------+-----------
    A1       | Li        | 0.25 | 2026-11-03
    A2       | Li        | 4.00 | 2026-11-14
"""
TRAININGS = """
    training_id | person_id | skill       | due_on     | completed_on | hours
    ------------+-----------+-------------+------------+--------------+------
    t1          | Li        | negotiation | 2026-11-06 | 2026-11-05   | 12
"""
GOALS = """
    goal_id | person_id | title        | due_on
    --------+-----------+--------------+-----------
    g1      | Li        | key accounts | 2026-11-06
"""
COMPLAINTS = """
    complaint_id | person_id | opened_at        | on
    -------------+-----------+------------------+-----------
    c1           | Li        | 2026-11-03 09:00 | 2026-11-03
"""


@pytest.fixture
def defined(root):
    return yaml.safe_load((root / "params" / "measures.yaml").read_text("utf-8"))["measures"]


@pytest.fixture
def november(company):
    return company("2026-11-01", "2026-11-30", today="2026-11-12")


@pytest.fixture
def sources(november, engine, table):
    orders = table(ORDERS)
    placed = november.placed(orders.assign(ordered_at=range(len(orders)), amount=orders["amount"].astype("float64")))
    rates = daily_rates(table("currency | valid_from | rate"), [d.isoformat() for d in november.dates], "CNY")
    owners = Owners(november.teams, november.homes, november.days, "CN")
    goals = daily_targets(table(TARGETS, of="targets"), owners, table("currency | valid_from | rate"), "CNY")
    grid = november.grid("daily", "weekly", "monthly")
    homes, customers = engine.frame(november.homes), engine.frame(table("customer_id", of="customers"))

    def heard(text: str, of: str, **more: object):
        rows = engine.collect(attributed(engine.frame(table(text, of=of)), customers))
        return november.placed(rows.assign(on=table(text)["on"], **more))

    won = engine.frame(numbered_dates(["2026-11-03", "2026-11-06"]))
    return Sources(
        grid=grid,
        cells=engine.keep(cells(grid, homes)),
        owed=engine.frame(table("person_id", of="owed")),
        checks=engine.frame(table("person_id", of="checks")),
        copies=engine.frame(table("person_id", of="copies")),
        claims=engine.frame(table("person_id", of="claims")),
        replies=engine.frame(table("person_id", of="replies")),
        lines=engine.keep(lines(placed, engine.frame(rates))),
        bookings=november.placed(table(BOOKINGS)),
        answers=engine.keep(scored(heard(ANSWERS, "satisfaction"))),
        complaints=heard(COMPLAINTS, "complaints", resolved_on="2026-11-05", hours=20.0),
        deals=engine.keep(
            valued(engine.frame(table(DEALS, of="opportunities")), engine.frame(rates), won, homes, "CNY")
        ),
        promises=engine.frame(table(PROMISES, of="promises")),
        members=engine.keep(members(grid, homes)),
        trainings=engine.frame(table(TRAININGS, of="trainings")),
        goals=engine.frame(table(GOALS, of="goals")),
        targets=engine.frame(goals),
        workdays=engine.keep(workdays(engine.frame(november.teams), homes, engine.frame(november.days), "CN")),
        through="2026-11-12",
    )


@pytest.fixture
def found(sources, engine, defined):
    units = {entry["name"]: entry["unit"] for entry in defined}
    rows = as_read(engine.collect(facts(measure_all(engine, sources), units, sources.grid.periods)), FACTS)

    def one(measure, entity, period):
        match = rows[(rows["measure"] == measure) & (rows["entity_id"] == entity) & (rows["period"] == period)]
        assert len(match) == 1
        return {name: None if pd.isna(value) else value for name, value in match.iloc[0].items()}

    return rows, one


def test_the_registry_names_what_the_params_define(defined):
    named = [entry["name"] for entry in defined]
    assert sorted([*(measure.name for measure in MEASURES), *ONLY_OF_PRODUCTS]) == sorted(named)
    assert disagreements(dict.fromkeys(named), ONLY_OF_PRODUCTS) == []


def test_every_note_has_its_words_in_both_languages():
    given = {measure.absent for measure in MEASURES} - {None}
    given |= {
        UNRECORDED,
        "part of the period",
        "no working day",
        "refunds then",
        "not measured by day",
        "nothing expected yet",
        "nothing forecast",
        "period not over",
        "nothing recorded",
        "nothing sold",
        "units mistaken",
        "of persons only",
        "no hours given",
        "deals incomplete",
        "probability of then unknown",
        "period over",
        "target reached",
    }
    texts = [entries().get(f"note.{note.replace(' ', '_')}", {}) for note in sorted(given)]
    assert all(text.get("zh") and text.get("en") for text in texts)


def test_every_cell_has_every_measure_and_an_absence_says_why(found, sources, engine):
    rows, _ = found
    count = len(engine.collect(sources.cells))
    assert rows.groupby("measure").size().to_dict() == {measure.name: count for measure in MEASURES}
    assert rows.loc[rows["value"].isna(), "note"].notna().all()
    assert not rows.duplicated(list(FACTS.key)).any()


def test_a_week_has_its_revenue_with_target_and_previous(found):
    _, one = found
    assert one("revenue", "Li", "2026-W46") == {
        "measure": "revenue", "cadence": "weekly", "period": "2026-W46", "entity_kind": "person", "entity_id": "Li",
        "value": 250.0, "numerator": None, "denominator": None, "lower": None, "upper": None, "target": 500.0,
        "previous": 100.0, "unit": "money", "n": 1, "note": None,
    }  # fmt: skip
    assert one("attainment", "east", "2026-W46")["value"] == 0.6
    assert one("gap", "company", "2026-W46")["value"] == 200.0
    assert one("units", "company", "2026-W46")["value"] == 5.0
    assert one("bridge_volume", "Li", "2026-W46")["value"] == 100.0
    assert one("bridge_price", "Li", "2026-W46")["value"] == 50.0
    assert one("bridge_new", "company", "2026-W46")["value"] == 50.0
    assert one("bridge_new", "company", "2026-W45")["note"] == "no previous period"
    assert one("growth", "Li", "2026-W46")["value"] == pytest.approx((250 / 4) / (100 / 4) - 1)
    assert one("pace", "Li", "2026-W46")["value"] == 400.0
    assert one("average_order", "company", "2026-11")["value"] == pytest.approx(400 / 3)
    assert one("refunds", "Li", "2026-W46")["value"] == one("refund_rate", "Li", "2026-W46")["value"] == 0.0
    assert one("recording_days", "Li", "2026-W45")["value"] == 0.25
    assert one("late_booking_rate", "Li", "2026-W46")["value"] == 1.0
    assert one("complaints_per_100_orders", "Li", "2026-W45")["value"] == 100.0
    assert one("resolution_hours", "Li", "2026-W45")["value"] == 20.0
    assert one("open_pipeline", "Li", "2026-W45")["value"] == 500.0
    assert one("weighted_pipeline", "east", "2026-11")["value"] == 250.0
    assert one("coverage", "company", "2026-W46")["value"] == 500 / 200
    assert one("win_rate", "Li", "2026-W45")["value"] == 1.0
    assert (one("cycle_days", "Li", "2026-W45")["value"], one("cycle_days", "Li", "2026-W45")["unit"]) == (3.0, "days")
    assert one("say_do", "sales", "2026-W45")["value"] == 0.8
    assert one("training_rate", "east", "2026-W45")["value"] == 1.0
    assert one("training_hours", "Li", "2026-W45")["value"] == 12.0
    assert one("goal_rate", "company", "2026-W46")["value"] == 0.0
    assert [one("open_complaints", "Li", day)["value"] for day in ("2026-11-04", "2026-11-05")] == [1.0, 0.0]


def test_what_did_not_happen_is_a_zero_or_a_note(found):
    _, one = found
    wanted = {
        "revenue": (0.0, None),
        "orders": (0.0, None),
        "units": (0.0, None),
        "new_customers": (0.0, None),
        "returning_rate": (None, "no previous period"),
        "refunds": (0.0, None),
        "refund_rate": (None, "no orders"),
        "recording_days": (None, "nothing booked"),
        "late_booking_rate": (None, "nothing booked"),
        "complaints": (0.0, None),
        "complaints_per_100_orders": (None, "no orders"),
        "resolution_hours": (None, "nothing resolved"),
        "open_complaints": (0.0, None),
        "average_order": (None, "no orders"),
        "target": (None, "no target"),
        "attainment": (None, "no target"),
        "gap": (None, "no target"),
        "pace": (None, "no target"),
        "pace_index": (None, "no target"),
        "forecast": (None, "history too short"),
        "forecast_error": (None, "period not over"),
        "growth": (None, "no previous period"),
        "growth_year": (None, "no previous period"),
        **{f"bridge_{part}": (0.0, None) for part in ("new", "lost", "volume", "price", "mix", "refunds")},
        "satisfaction_score": (None, "too few"),
        "on_time_rate": (None, "nothing due"),
        "submitted_rate": (None, "nothing due"),
        "median_lateness": (None, "nothing late"),
        "completeness": (None, "nothing submitted"),
        "reply_rate": (None, "nothing to answer"),
        "reply_in_time_rate": (None, "nothing to answer"),
        "median_reply_hours": (None, "nothing answered"),
        "good_report_rate": (None, "nothing due"),
        "copied_rate": (None, "nothing to compare"),
        "streak": (None, "nothing due"),
        "accuracy_rate": (None, "nothing claimed"),
        "claim_bias": (None, "nothing claimed"),
        "open_pipeline": (0.0, None),
        "weighted_pipeline": (0.0, None),
        "coverage": (None, "no target"),
        "win_rate": (None, "nothing closed"),
        "cycle_days": (None, "nothing won"),
        "say_do": (None, "nothing committed"),
        "training_rate": (None, "no course due"),
        "training_hours": (0.0, None),
        "goal_rate": (None, "no goal due"),
    }
    rows = {name: one(name, "Zhao", "2026-W46") for name in wanted}
    assert {name: (row["value"], row["note"]) for name, row in rows.items()} == wanted


# That the engines agree is tested with the rows there; what is missing needs one of them.
@pytest.mark.parametrize("engine", ["pandas"], indirect=True)
@pytest.mark.parametrize(
    ("rows", "measure", "others"),
    [
        ("complaints", "complaints", "satisfaction_score"),
        ("answers", "satisfaction_score", "complaints"),
        ("deals", "open_pipeline", "say_do"),
        ("promises", "say_do", "win_rate"),
        ("trainings", "training_rate", "goal_rate"),
        ("goals", "goal_rate", "training_rate"),
        ("lines", "revenue", "complaints"),
        ("lines", "refunds", "late_booking_rate"),
        ("bookings", "late_booking_rate", "refund_rate"),
    ],
)
def test_what_the_company_does_not_keep_is_no_zero_but_not_on_record(sources, engine, rows, measure, others):
    emptied = replace(sources, **{rows: getattr(sources, rows).head(0)})
    measured = {name: engine.collect(frame) for name, frame in measure_all(engine, emptied).items()}
    assert measured[measure]["value"].isna().all()
    assert set(measured[measure]["note"]) == {UNRECORDED}
    assert UNRECORDED not in set(measured[others]["note"])


def test_a_person_has_no_cell_in_a_period_before_joining_a_team(company, engine):
    winter = company("2025-12-01", "2026-01-31")
    rows = engine.collect(cells(winter.grid("monthly"), engine.frame(winter.homes)))
    assert sorted(rows.loc[rows["period"] == "2025-12", "entity_id"]) == ["company"]
    assert sorted(rows.loc[rows["period"] == "2026-01", "entity_id"]) == [
        "Li", "Wang", "Zhao", "company", "east", "sales", "west",
    ]  # fmt: skip
