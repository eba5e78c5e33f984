"""Courses and goals done of those due by the end of a period, and the hours of those completed in it."""

from __future__ import annotations

import pytest

from reviewbook.measures import people

#: Wang moves from East to West on 2026-11-16, Yu was in no team.
TRAININGS = """
    training_id | person_id | skill       | due_on     | completed_on | hours
    ------------+-----------+-------------+------------+--------------+------
    t1          | Li        | negotiation | 2026-11-10 | 2026-11-11   | 12
    t1          | Wang      | negotiation | 2026-11-10 | 2026-11-18   | 12
    t1          | Zhao      | negotiation | 2026-11-10 |              | 12
    t1          | Yu        | negotiation | 2026-11-10 | 2026-11-10   | 12
    t2          | Li        | quotation   | 2026-11-20 | 2026-11-12   | 4.5
    t2          | Wang      | quotation   | 2026-11-21 |              | 4.5
    t3          | Zhao      | service     |            | 2026-11-13   |
"""
GOALS = """
    goal_id | person_id | title        | due_on     | done_on
    --------+-----------+--------------+------------+-----------
    g1      | Li        | key accounts | 2026-11-13 | 2026-11-13
    g2      | Wang      | key accounts | 2026-11-15 | 2026-11-16
    g3      | Zhao      | key accounts | 2026-11-23 |
"""


@pytest.fixture
def weeks(company, engine):
    """Give two weeks of November and the teams of their ends."""
    small = company("2026-11-09", "2026-11-22")
    grid = small.grid("weekly")
    return grid, engine.keep(people.members(grid, engine.frame(small.homes)))


def test_a_person_belongs_to_the_team_in_which_she_was_last(weeks, engine):
    rows = engine.collect(weeks[1])
    teams = {(row["person_id"], row["period"]): row["team_id"] for row in rows.to_dict("records")}
    assert (teams["Wang", "2026-W46"], teams["Wang", "2026-W47"]) == ("east", "west")
    assert len(rows) == len(teams) == 6


def _rates(weeks, engine, table, through):
    grid, teams = weeks
    due = people.due(engine.frame(table(TRAININGS, of="trainings")), teams, through, "completed_on")
    return people.training_rate(grid.shared(due))


def test_training_rate_is_courses_done_of_those_due_whenever_they_were(weeks, engine, table, of):
    rates = engine.keep(_rates(weeks, engine, table, "2026-11-22"))
    assert of(rates, "numerator", "2026-W46") == {"company": 1, "sales": 1, "east": 1, "west": 0, "Li": 1, "Wang": 0,
                                                  "Zhao": 0}  # fmt: skip
    assert of(rates, "denominator", "2026-W46") == {"company": 3, "sales": 3, "east": 2, "west": 1, "Li": 1, "Wang": 1,
                                                    "Zhao": 1}  # fmt: skip
    # Wang did one late and counts in West by now; Li's second course, done before it was due, is due now.
    assert of(rates, "numerator", "2026-W47") == {"company": 3, "sales": 3, "east": 2, "west": 1, "Li": 2, "Wang": 1,
                                                  "Zhao": 0}  # fmt: skip
    assert of(rates, "denominator", "2026-W47") == {"company": 5, "sales": 5, "east": 2, "west": 3, "Li": 2, "Wang": 2,
                                                    "Zhao": 1}  # fmt: skip
    assert of(rates, "upper", "2026-W47")["company"] == pytest.approx(0.8824, abs=1e-4)


def test_what_is_due_after_the_last_day_that_counts_is_not_due_yet(weeks, engine, table, of):
    rates = _rates(weeks, engine, table, "2026-11-20")
    assert of(rates, "denominator", "2026-W47") == {"company": 4, "sales": 4, "east": 2, "west": 2, "Li": 2, "Wang": 1,
                                                    "Zhao": 1}  # fmt: skip


def test_a_week_holds_what_was_due_or_completed_from_its_first_day_to_its_last(weeks, engine, table, of):
    grid, teams = weeks
    bounds = """
        training_id | person_id | skill   | due_on     | completed_on | hours
        ------------+-----------+---------+------------+--------------+------
        t1          | Li        | service | 2026-11-16 | 2026-11-16   | 1
        t2          | Li        | service | 2026-11-15 | 2026-11-15   | 2
    """
    rows = engine.frame(table(bounds, of="trainings"))
    hours = engine.keep(people.training_hours(grid.shared(people.done(rows, teams))))
    assert (of(hours, period="2026-W46")["Li"], of(hours, period="2026-W47")["Li"]) == (2.0, 1.0)
    rates = people.training_rate(grid.shared(people.due(rows, teams, "2026-11-22", "completed_on")))
    assert of(rates, "denominator", "2026-W46")["Li"] == 1


def test_training_hours_are_those_of_the_courses_completed_in_the_period(weeks, engine, table, of):
    grid, teams = weeks
    done = people.done(engine.frame(table(TRAININGS, of="trainings")), teams)
    hours = engine.keep(people.training_hours(grid.shared(done)))
    assert of(hours, period="2026-W46") == {"company": 16.5, "sales": 16.5, "east": 16.5, "Li": 16.5, "west": None,
                                            "Zhao": None}  # fmt: skip
    assert of(hours, "n", "2026-W46") == {"company": 3, "sales": 3, "east": 2, "Li": 2, "west": 1, "Zhao": 1}
    assert of(hours, "note", "2026-W46")["Zhao"] == "no hours given"
    assert of(hours, period="2026-W47") == {"company": 12.0, "sales": 12.0, "west": 12.0, "Wang": 12.0}


def test_goal_rate_is_goals_reached_of_those_due(weeks, engine, table, of):
    grid, teams = weeks
    due = people.due(engine.frame(table(GOALS, of="goals")), teams, "2026-11-22", "done_on")
    rates = engine.keep(people.goal_rate(grid.shared(due)))
    assert of(rates, period="2026-W46") == {"company": 0.5, "sales": 0.5, "east": 0.5, "Li": 1.0, "Wang": 0.0}
    assert of(rates, period="2026-W47") == {"company": 1.0, "sales": 1.0, "east": 1.0, "west": 1.0, "Li": 1.0,
                                            "Wang": 1.0}  # fmt: skip
