"""Reports that wait for an answer: told once each working day, and not where nothing new is known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

WAITING = {"about": "unanswered", "of": ["daily", "weekly"], "tells": "manager", "at": "09:30"}
REPLIES = (
    "person_id | team_id | period | submitted_at | status | age_hours | reply_within_hours\n"
    "Li | East | 2026-11-20 | 2026-11-20 17:00 | unanswered | 9.5 | 8\n"
    "Li | East | 2026-11-19 | 2026-11-19 17:00 | unanswered | 18.5 | 8\n"
    "Zhao | West | 2026-11-20 | 2026-11-20 17:00 | waiting | 1.5 | 8"
)
BOTH = ["Ma: Li 2026-11-19, Li 2026-11-20", "Wu: Zhao 2026-11-20"]


@pytest.fixture
def asked(office):
    """Give the office in which three reports wait on Monday, 23 November."""
    return office.where(rule=WAITING, replies=REPLIES)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-23 09:29", []),
        ("2026-11-23 09:30", BOTH),
        ("2026-11-23 17:00", BOTH),
        ("2026-11-23 20:30", []),
        ("2026-11-22 10:00", []),
        ("2026-10-01 10:00", []),
        ("2026-10-10 10:00", BOTH),
    ],
    ids=["before", "from then on", "later", "in quiet hours", "Sunday", "holiday", "Saturday that is worked"],
)
def test_each_manager_is_told_on_working_days_from_a_time_on_what_has_waited_longest_first(asked, now, told):
    assert asked.told(now) == told


def test_it_is_told_once_each_working_day(asked):
    keys = [asked.bundles(f"2026-11-{now}")[0].key for now in ("23 09:30", "23 15:00", "24 09:30")]
    assert keys == ["remind/it/Ma/2026-11-23", "remind/it/Ma/2026-11-23", "remind/it/Ma/2026-11-24"]
    assert asked.bundles("2026-11-23 09:30")[0].expires_at == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_the_time_is_by_the_clock_of_who_is_told(asked):
    london = asked.with_rows(replies="Kim | London | 2026-11-20 | 2026-11-21 00:00 | unanswered | 9.5 | 8")
    assert london.told(datetime(2026, 11, 23, 9, 29, tzinfo=UTC)) == BOTH
    assert london.told(datetime(2026, 11, 23, 9, 30, tzinfo=UTC)) == ["Jo: Kim 2026-11-20", *BOTH]


@pytest.mark.parametrize(
    ("pulled", "told"),
    [("2026-11-20 09:29", []), ("2026-11-20 09:30", BOTH), ("2026-11-22 03:00", BOTH)],
    ids=["before Friday's", "since Friday's", "on Sunday"],
)
def test_unless_something_was_pulled_since_the_day_before_it_is_not_said_again(asked, pulled, told):
    assert asked.told("2026-11-23 09:30", pulled) == told


@pytest.mark.parametrize("status", ["unknown", "answered", "answered_in_time", "answered_late"])
def test_what_is_answered_or_not_known_to_wait_is_not_told(asked, status):
    other = asked.where(replies=REPLIES.replace("unanswered", status).replace("waiting", status))
    assert other.told("2026-11-23 09:30") == []


def test_who_leads_the_team_above_hears_of_what_is_beyond_its_limit_alone(asked):
    above = asked.where(rule={**WAITING, "tells": "above"})
    assert above.told("2026-11-23 09:30") == ["Boss: Li 2026-11-19, Li 2026-11-20"]


@pytest.mark.parametrize(
    ("away", "told"),
    [(["Ma"], "Boss: Li 2026-11-19, Li 2026-11-20"), (["Ma", "Boss"], "owner: Li 2026-11-19, Li 2026-11-20")],
    ids=["the manager", "and who leads the team above"],
)
def test_of_a_manager_on_leave_who_leads_the_team_above_is_told(asked, away, told):
    leave = "\n".join(f"{who} | 2026-11-23 | 2026-11-24 | annual | 1.0" for who in away)
    assert set(asked.with_rows(leave=leave).told("2026-11-23 09:30")) == {told, BOTH[1]}


def test_nobody_waits_for_the_answer_who_has_left(asked):
    gone = "person_id | name | left_on\nMa | Ma |\nWu | Wu |\nLi | Li | 2026-11-21\nZhao | Zhao |"
    assert asked.where(people=gone).told("2026-11-23 09:30") == BOTH[1:]


def test_only_the_cadences_that_are_asked_for_are_told(asked):
    assert asked.told("2026-11-23 09:30", only=["weekly"]) == []
    assert asked.told("2026-11-23 09:30", only=["daily", "weekly"]) == BOTH
