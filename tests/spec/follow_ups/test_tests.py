"""A follow-up that the numbers close: its condition, period by period."""

from __future__ import annotations

import pytest

title = "Follow-ups: tested by data"

TWICE = "on_time_rate team:east >= 0.95 x2"


def _told(row):
    return row["status"], row["test_state"], row["note"]


def test_it_is_done_when_its_condition_held_in_enough_weeks_after_it_was_agreed(reviews, make):
    reviews.measured("on_time_rate", "east", W43=0.99, W44=0.80, W45=0.96, W46=0.90, W47=0.95, W48=0.97, W49=0.5)
    reviews("2026-W44", findings=[make.finding(test=TWICE)])
    rows = [reviews(f"2026-W{week}")["late.team.east.2026-W44"] for week in range(45, 50)]
    assert [_told(row) for row in rows] == [
        ("open", "not_yet", None),  # 96% once
        ("open", "not_yet", None),  # 90%
        ("open", "not_yet", None),  # 95% once: equality is enough
        ("done", "met", "tested"),
        ("done", "met", "tested"),  # what comes after opens nothing again
    ]
    assert [(row["measured_then"], row["measured"]) for row in rows][2:] == [(0.80, 0.95), (0.80, 0.97), (0.80, 0.97)]
    assert rows[-1]["closed_at"].tz_convert("Asia/Shanghai").strftime("%m-%d %H:%M") == "11-30 00:00"


def test_weeks_before_it_was_agreed_do_not_count(reviews, make):
    reviews.measured("on_time_rate", "east", W43=0.99, W44=0.99, W45=0.99)
    agreed = make.entry(opened="2026-10-27", test=TWICE)
    assert reviews("2026-W44", entries=[agreed])["ours"]["test_state"] == "not_yet"
    assert reviews("2026-W45", entries=[agreed])["ours"]["test_state"] == "met"


def test_the_period_of_the_finding_itself_does_not_count(reviews, make):
    reviews.measured("on_time_rate", "east", W44=0.99, W45=0.99)
    found = make.finding(test="on_time_rate team:east >= 0.95")
    assert reviews("2026-W44", findings=[found])["late.team.east.2026-W44"]["status"] == "new"
    assert reviews("2026-W45")["late.team.east.2026-W44"]["status"] == "done"


@pytest.mark.parametrize("values", [{}, {"W45": None}, {"W44": 0.99, "W46": 0.99}], ids=["no fact", "empty", "gap"])
def test_without_a_value_it_cannot_be_told(reviews, make, values):
    reviews.measured("on_time_rate", "east", **values)
    agreed = make.entry(opened="2026-10-27", test=TWICE)
    reviews("2026-W44", entries=[agreed])
    row = reviews("2026-W46" if "W46" in values else "2026-W45", entries=[agreed])["ours"]
    assert (row["status"], row["test_state"]) == ("open", "cannot_tell")


def test_a_tool_that_still_lists_it_does_not_open_again_what_data_closed(reviews, make):
    reviews.measured("on_time_rate", "east", W45=0.99, W46=0.5)
    card = make.listed(created_at="2026-11-03T10:00", test="on_time_rate team:east >= 0.95")
    assert reviews("2026-W45", listed=[card])["card"]["status"] == "done"
    assert _told(reviews("2026-W46", listed=[card])["card"]) == ("done", "met", "tested")


def test_a_test_of_a_tool_that_cannot_be_read_closes_nothing(reviews, make):
    row = reviews("2026-W44", listed=[make.listed(test="when Acme has paid")])["card"]
    assert _told(row) == ("new", "cannot_tell", None)


def test_a_monthly_review_does_not_test_what_a_week_found(reviews, make):
    reviews.measured("on_time_rate", "east", W40=0.5)
    reviews("2026-W40", findings=[make.finding(test="on_time_rate team:east >= 0.95")])
    reviews.facts = [{**fact, "cadence": "monthly", "period": "2026-10", "value": 1.0} for fact in reviews.facts]
    row = reviews("2026-10", as_of="2026-11-04T09:00")["late.team.east.2026-W40"]
    assert (row["status"], row["test_state"]) == ("new", "not_yet")


def test_what_was_agreed_by_hand_is_tested_by_a_monthly_review_in_months(reviews, make):
    reviews.measured("on_time_rate", "east", W40=1.0)
    reviews.facts = [{**fact, "cadence": "monthly", "period": "2026-10"} for fact in reviews.facts]
    agreed = make.entry(opened="2026-10-05", test="on_time_rate team:east >= 0.95")
    assert reviews("2026-10", as_of="2026-11-04T09:00", entries=[agreed])["ours"]["status"] == "done"


def test_a_day_tests_nothing(reviews, make):
    reviews.measured("on_time_rate", "east", W45=1.0)
    reviews.facts = [{**fact, "cadence": "daily", "period": "2026-11-03"} for fact in reviews.facts]
    agreed = make.entry(test="on_time_rate team:east >= 0.95")
    assert reviews("2026-11-03", entries=[agreed])["ours"]["test_state"] is None
