"""Satisfaction and complaints."""

from __future__ import annotations

import pandas as pd
import pytest

from reviewbook.measures import customers


@pytest.fixture
def answers(company):
    """Place answers, given as (person, score, scale_min, scale_max), in the week 2026-W46."""

    def place(rows):
        frame = pd.DataFrame(rows, columns=["person_id", "score", "scale_min", "scale_max"]).astype(
            {"score": "float64", "scale_min": "float64", "scale_max": "float64"}
        )
        week = company("2026-11-09", "2026-11-15")
        return week, week.placed(frame.assign(on="2026-11-10"))

    return place


def test_scales_are_brought_to_100_and_averaged_with_an_interval(answers, of):
    # 50, 75, 100, 25, 0 points: mean 50, standard deviation 39.53, t of 4 degrees 2.776.
    rows = [("Li", 3, 1, 5), ("Li", 4, 1, 5), ("Li", 10, 0, 10), ("Li", 2, 1, 5), ("Li", 0, 0, 10)]
    week, placed = answers(rows)
    score = customers.satisfaction_score(week.grid("weekly").spread(customers.scored(placed)))
    assert of(score, period="2026-W46") == {"Li": 50.0, "east": 50.0, "sales": 50.0, "company": 50.0}
    assert of(score, "lower", "2026-W46")["Li"] == pytest.approx(0.9189, abs=1e-4)
    assert of(score, "upper", "2026-W46")["Li"] == pytest.approx(99.0811, abs=1e-4)
    assert of(score, "n", "2026-W46")["Li"] == 5


def test_fewer_than_five_answers_are_too_few_but_counted(answers, of):
    rows = [("Li", 5, 1, 5), ("Li", 5, 1, 5), ("Wang", 5, 1, 5), ("Wang", 5, 1, 5), ("Zhao", 1, 1, 5)]
    week, placed = answers(rows)
    score = customers.satisfaction_score(week.grid("weekly").spread(customers.scored(placed)))
    assert of(score, period="2026-W46")["company"] == 80.0
    assert of(score, period="2026-W46")["Li"] is None
    assert of(score, "lower", "2026-W46")["Li"] is None
    assert of(score, "note", "2026-W46")["Li"] == "too few"
    assert of(score, "n", "2026-W46")["Li"] == 2


def test_the_interval_stays_on_the_scale(answers, of):
    week, placed = answers([("Li", 5, 1, 5)] * 9 + [("Li", 1, 1, 5)])
    score = customers.satisfaction_score(week.grid("weekly").spread(customers.scored(placed)))
    assert of(score, "upper", "2026-W46")["Li"] == 100.0


def test_an_answer_outside_its_scale_is_listed(answers, engine):
    _, placed = answers([("Li", 7, 1, 5), ("Li", 3, 3, 3), ("Li", 5, 1, 5)])
    assert engine.collect(customers.scored(placed))["points"].tolist() == [100.0]
    listed = engine.collect(customers.unscored(placed))
    assert sorted(listed["score"]) == [3.0, 7.0]
    assert set(listed["reason"]) == {"outside its scale"}


def test_a_complaint_belongs_to_its_person_or_the_customers_owner_or_the_company(table, company, engine, of):
    week = company("2026-11-09", "2026-11-15")
    complaints = table("""
        complaint_id | customer_id | person_id | on
        -------------+-------------+-----------+-----------
        c1           | acme        | Zhao      | 2026-11-10
        c2           | acme        |           | 2026-11-10
        c3           | bolt        |           | 2026-11-11
        c4           |             |           | 2026-11-11
    """)
    owners = table("""
        customer_id | owner_id
        ------------+---------
        acme        | Li
        bolt        |
    """)
    named = customers.attributed(engine.frame(complaints), engine.frame(owners))
    rows = engine.collect(named).sort_values("complaint_id")
    assert [None if pd.isna(who) else who for who in rows["person_id"]] == ["Zhao", "Li", None, None]
    counted = customers.complaints(week.grid("weekly").spread(week.placed(rows)))
    assert of(counted, period="2026-W46") == {
        "company": 4, "sales": 2, "east": 1, "west": 1, "Li": 1, "Zhao": 1,
    }  # fmt: skip
