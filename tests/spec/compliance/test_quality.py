"""Good reports, copied ones, streaks, and claims that agree with the records."""

import pandas as pd
import pytest

from reviewbook.measures import accuracy, quality

title = "Good reports"

OWED = """
    person_id | team_id | template | period     | due_on     | due_at           | status  | report_id
    ----------+---------+----------+------------+------------+------------------+---------+----------
    Li        | East    | day      | 2026-11-13 | 2026-11-13 | 2026-11-13 18:00 | on_time | l0
    Li        | East    | day      | 2026-11-16 | 2026-11-16 | 2026-11-16 18:00 | on_time | l1
    Li        | East    | day      | 2026-11-17 | 2026-11-17 | 2026-11-17 18:00 | exempt  |
    Li        | East    | day      | 2026-11-18 | 2026-11-18 | 2026-11-18 18:00 | on_time | l2
    Li        | East    | week     | 2026-W47   | 2026-11-18 | 2026-11-18 18:00 | on_time | l3
    Li        | East    | day      | 2026-11-19 | 2026-11-19 | 2026-11-19 18:00 | pending |
    Wu        | East    | day      | 2026-11-16 | 2026-11-16 | 2026-11-16 18:00 | on_time | w1
    Wu        | East    | day      | 2026-11-17 | 2026-11-17 | 2026-11-17 18:00 | late    | w2
    Wu        | East    | day      | 2026-11-18 | 2026-11-18 | 2026-11-18 18:00 | on_time | w3
    Ma        | West    | day      | 2026-11-16 | 2026-11-16 | 2026-11-16 18:00 | missing |
"""
CHECKS = """
    report_id | field | required | passed
    ----------+-------+----------+-------
    l1        | plan  | 1        | 0
    l2        | extra | 0        | 0
    w1        | plan  | 1        | 1
"""
COPIES = """
    report_id | person_id | team_id | due_on     | enough | copied
    ----------+-----------+---------+------------+--------+-------
    l1        | Li        | East    | 2026-11-16 | 1      | 0
    l2        | Li        | East    | 2026-11-18 | 1      | 0
    l3        | Li        | East    | 2026-11-18 | 0      | 0
    w3        | Wu        | East    | 2026-11-18 | 1      | 1
"""


@pytest.fixture
def cells(engine, grid, table):
    """Measure frames made of text tables and give the cells of the week, by entity."""

    def measured(measure, frame):
        rows = engine.collect(measure(grid.spread(frame, on="due_on")))
        week = rows[rows["period"] == "2026-W47"].set_index("entity_id").astype("object")
        return week.where(week.notna(), None)

    return measured


def test_a_good_report_is_on_time_complete_and_not_copied(engine, table, cells):
    frames = [engine.frame(table(text, of=of)) for text, of in ((OWED, "owed"), (CHECKS, "checks"), (COPIES, "copies"))]
    rows = cells(quality.good_report_rate, quality.judged(engine, *frames))
    # Li: l1 lacks a required field, l2 and l3 are good. Wu: w1 is good, w2 was late, w3 is copied.
    assert rows.loc["Li", ["numerator", "denominator"]].tolist() == [2.0, 3.0]
    assert rows.loc["Wu", ["numerator", "denominator"]].tolist() == [1.0, 3.0]
    assert rows.loc["East", ["value", "n"]].tolist() == [0.5, 6]
    assert rows.loc["Ma", ["value", "denominator"]].tolist() == [0.0, 1.0]


def test_only_reports_with_enough_text_can_be_copied(engine, table, cells):
    rows = cells(quality.copied_rate, engine.frame(table(COPIES, of="copies")))
    assert rows.loc["East", ["numerator", "denominator"]].tolist() == [1.0, 3.0]
    assert rows.loc["Li", ["numerator", "denominator"]].tolist() == [0.0, 2.0]


def test_a_streak_reaches_back_beyond_the_period_and_over_exempt_days(engine, table, cells):
    runs = quality.running(engine, engine.frame(table(OWED, of="owed")))
    rows = cells(quality.streak, runs)
    # Li: Friday of the week before, Monday, Wednesday and the weekly report; Tuesday she was exempt.
    assert rows.loc["Li", ["value", "n"]].tolist() == [4.0, 3]
    assert rows.loc["Wu", "value"] == 1.0
    assert rows.loc["Ma", "value"] == 0.0
    assert rows.loc["East", ["value", "note"]].tolist() == [None, "of persons only"]


CLAIMS = """
    report_id | person_id | team_id | due_on     | measure | claimed | recorded_now | accurate | cause
    ----------+-----------+---------+------------+---------+---------+--------------+----------+-------------
    l1        | Li        | East    | 2026-11-16 | revenue | 110     | 100          | 0        | unexplained
    l2        | Li        | East    | 2026-11-17 | revenue | 200     | 200          | 1        | match
    l3        | Li        | East    | 2026-11-18 | revenue | 330     | 300          | 0        | unexplained
    l3        | Li        | East    | 2026-11-18 | orders  | 3       | 3            | 1        | match
    w1        | Wu        | East    | 2026-11-16 | revenue |         | 50           | 0        | not_reported
    w2        | Wu        | East    | 2026-11-17 | revenue | 5       | 500          | 0        | unit
    m1        | Ma        | West    | 2026-11-17 | revenue | 7       | 0            | 0        | not_recorded
"""


def test_accuracy_is_the_share_of_claims_that_agree_and_an_empty_one_does_not(engine, table, cells):
    rows = cells(accuracy.accuracy_rate, engine.frame(table(CLAIMS, of="claims")))
    assert rows.loc["Li", ["numerator", "denominator", "value"]].tolist() == [2.0, 4.0, 0.5]
    assert rows.loc["Wu", ["numerator", "denominator"]].tolist() == [0.0, 2.0]


def test_bias_is_a_ratio_of_sums_with_an_interval(engine, table, cells):
    rows = cells(accuracy.claim_bias, engine.frame(table(CLAIMS, of="claims")))
    # Li claims 640 of 600. Residuals from 640/600: 10/3, -40/3, 10; sum of squares / 600² = 0.000802469;
    # standard error = sqrt(3/2 × that) = 0.0346944; Student's t of 2 is 4.302653.
    li = rows.loc["Li"]
    assert li[["numerator", "denominator", "n"]].tolist() == [640.0, 600.0, 3]
    assert li["value"] == pytest.approx(1 / 15)
    assert li["upper"] - li["value"] == pytest.approx(4.302653 * 0.0346944, rel=1e-4)
    assert li["value"] - li["lower"] == pytest.approx(li["upper"] - li["value"])
    assert rows.loc["Wu", ["note", "n", "lower"]].tolist() == ["units mistaken", 1, None]
    assert rows.loc["Ma", ["value", "note"]].tolist() == [None, "nothing recorded"]


@pytest.mark.parametrize(
    ("claimed", "half"),
    [
        # Residuals of 20 and -20, a tenth of all that is recorded: standard error sqrt(2 × 0.02) = 0.2.
        ((120, 80), 0.2),
        # Residuals of millions: each counts as a hundred times all that is recorded, sqrt(2 × 20,000) = 200.
        ((1_000_000_000, 0), 200.0),
    ],
)
def test_two_claims_are_enough_for_an_interval_and_what_is_absurd_widens_it_so_far_only(
    engine, table, cells, claimed, half
):
    text = f"""
        report_id | person_id | team_id | due_on     | measure | claimed      | recorded_now | accurate | cause
        ----------+-----------+---------+------------+---------+--------------+--------------+----------+------------
        l1        | Li        | East    | 2026-11-16 | revenue | {claimed[0]} | 100          | 0        | unexplained
        l2        | Li        | East    | 2026-11-17 | revenue | {claimed[1]} | 100          | 0        | unexplained
    """
    li = cells(accuracy.claim_bias, engine.frame(table(text, of="claims"))).loc["Li"]
    # Student's t of 1 is 12.7062.
    assert li["upper"] - li["value"] == pytest.approx(12.7062 * half, rel=1e-4)


def test_what_was_never_claimed_is_no_bias(engine, table, cells):
    silent = "\n".join(line for line in CLAIMS.splitlines() if "match" not in line and "unexplained" not in line)
    rows = cells(accuracy.claim_bias, engine.frame(table(silent, of="claims")))
    assert "Li" not in rows.index
    assert pd.notna(rows.loc["Wu", "value"])
