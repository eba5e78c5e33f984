"""On-time rate, submitted rate, lateness, completeness and answers."""

import pytest

from reviewbook.measures import compliance

title = "Compliance"

OWED = """
    person_id | team_id | template | period     | due_on     | status  | lateness_hours
    ----------+---------+----------+------------+------------+---------+---------------
    Li        | East    | day      | 2026-11-16 | 2026-11-16 | on_time |
    Li        | East    | day      | 2026-11-17 | 2026-11-17 | late    | 2
    Li        | East    | day      | 2026-11-18 | 2026-11-18 | missing |
    Wu        | East    | day      | 2026-11-16 | 2026-11-16 | late    | 5
    Wu        | East    | day      | 2026-11-17 | 2026-11-17 | exempt  |
    Wu        | East    | day      | 2026-11-18 | 2026-11-18 | pending |
    Ma        | West    | day      | 2026-11-16 | 2026-11-16 | on_time |
    Li        | East    | month    | 2026-10    | 2026-11-16 | on_time |
    Li        | East    | week     | 2026-W47   | 2026-11-23 | late    | 1
"""


def test_on_time_rate_counts_neither_exempt_nor_pending(value):
    # Li's monthly report on October is due in this week; the weekly one is due in the next.
    row = value(compliance.on_time_rate, OWED, ("2026-W47", "East"), on="due_on")
    assert row[["value", "numerator", "denominator", "n", "note"]].tolist() == [0.4, 2.0, 5.0, 5, None]
    assert [round(row["lower"], 4), round(row["upper"], 4)] == [0.1176, 0.7693]


def test_a_person_has_a_rate_and_a_day_has_one(value):
    assert value(compliance.on_time_rate, OWED, ("2026-W47", "Li"), on="due_on")["value"] == 0.5
    assert value(compliance.on_time_rate, OWED, ("2026-11-16", "company"), on="due_on")["numerator"] == 2.0


def test_where_nothing_is_due_there_is_no_rate_but_a_reason(value):
    row = value(compliance.on_time_rate, OWED, ("2026-11-17", "Wu"), on="due_on")
    assert row[["value", "lower", "upper", "numerator", "denominator", "n", "note"]].tolist() == [
        None,
        None,
        None,
        0.0,
        0.0,
        0,
        "nothing due",
    ]


def test_submitted_rate_counts_late_reports_too(value):
    row = value(compliance.submitted_rate, OWED, ("2026-W47", "East"), on="due_on")
    assert row[["value", "numerator", "denominator"]].tolist() == [0.8, 4.0, 5.0]


def test_median_lateness_is_that_of_the_late_reports(value):
    row = value(compliance.median_lateness, OWED, ("2026-W47", "East"), on="due_on")
    assert row[["value", "n", "note"]].tolist() == [3.5, 2, None]
    none_late = value(compliance.median_lateness, OWED, ("2026-W47", "Ma"), on="due_on")
    assert none_late[["value", "n", "note"]].tolist() == [None, 0, "nothing late"]


CHECKS = """
    report_id | person_id | team_id | due_on     | field | required | passed
    ----------+-----------+---------+------------+-------+----------+-------
    r1        | Li        | East    | 2026-11-16 | sales | 1        | 1
    r1        | Li        | East    | 2026-11-16 | plan  | 1        | 1
    r2        | Li        | East    | 2026-11-17 | sales | 1        | 1
    r2        | Li        | East    | 2026-11-17 | plan  | 1        | 0
    r2        | Li        | East    | 2026-11-17 | extra | 0        | 1
    r3        | Wu        | East    | 2026-11-17 | sales | 1        | 0
"""


def test_completeness_is_a_mean_over_reports_not_over_fields(value):
    # Reports fill in 2 of 2, 1 of 2 and 0 of 1: (1 + 0.5 + 0) / 3. The interval goes beyond 0 and 1 and is cut there.
    row = value(compliance.completeness, CHECKS, ("2026-W47", "East"), of="checks", on="due_on")
    assert row[["value", "numerator", "denominator", "n"]].tolist() == [0.5, 1.5, 3.0, 3]
    assert row[["lower", "upper"]].tolist() == [0.0, 1.0]


def test_a_single_report_has_a_completeness_without_interval(value):
    row = value(compliance.completeness, CHECKS, ("2026-W47", "Wu"), of="checks", on="due_on")
    assert row[["value", "lower", "upper", "n"]].tolist() == [0.0, None, None, 1]


REPLIES = """
    report_id | person_id | team_id | manager_id | submitted_on | hours | status
    ----------+-----------+---------+------------+--------------+-------+-----------------
    r1        | Li        | East    | Boss       | 2026-11-16   | 2     | answered_in_time
    r2        | Li        | East    | Boss       | 2026-11-17   | 9     | answered_late
    r3        | Li        | East    | Boss       | 2026-11-17   |       | unanswered
    r4        | Li        | East    | Boss       | 2026-11-18   |       | waiting
    r5        | Wu        | East    |            | 2026-11-16   |       | unanswered
"""


@pytest.mark.parametrize(
    ("measure", "good"), [(compliance.reply_rate, 2.0), (compliance.reply_in_time_rate, 1.0)], ids=["all", "in time"]
)
def test_answers_are_counted_for_the_manager_and_the_team(value, measure, good):
    spread = {"of": "replies", "on": "submitted_on", "person": "manager_id"}
    boss = value(measure, REPLIES, ("2026-W47", "Boss"), **spread)
    assert boss[["numerator", "denominator"]].tolist() == [good, 3.0]
    assert value(measure, REPLIES, ("2026-W47", "East"), **spread)["denominator"] == 4.0
    waiting = value(measure, REPLIES, ("2026-11-18", "Boss"), **spread)
    assert waiting[["value", "note"]].tolist() == [None, "nothing to answer"]


def test_median_reply_hours_are_those_of_the_answers_given(value):
    spread = {"of": "replies", "on": "submitted_on", "person": "manager_id"}
    boss = value(compliance.median_reply_hours, REPLIES, ("2026-W47", "Boss"), **spread)
    assert boss[["value", "n", "note"]].tolist() == [5.5, 2, None]
    silent = value(compliance.median_reply_hours, REPLIES, ("2026-11-18", "Boss"), **spread)
    assert silent[["value", "n", "note"]].tolist() == [None, 0, "nothing answered"]
