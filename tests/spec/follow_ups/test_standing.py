"""Open, overdue, done, dropped: how a follow-up stands at the cut-off, and who is to know."""

from __future__ import annotations

import pandas as pd
import pytest

title = "Follow-ups: carried, closed, escalated"


def _days(row):
    return row["closed_at"].tz_convert("Asia/Shanghai").strftime("%m-%d %H:%M")


def test_a_follow_up_is_new_once_and_ages(reviews, make):
    rows = [reviews(week, listed=[make.listed()])["card"] for week in ("2026-W44", "2026-W45", "2026-W46")]
    assert [(row["status"], row["carried"], row["age_days"]) for row in rows] == [
        ("new", 0, 6), ("open", 1, 13), ("open", 2, 20),
    ]  # fmt: skip


@pytest.mark.parametrize(("due", "status"), [("2026-11-01", "overdue"), ("2026-11-02", "new"), (None, "new")])
def test_it_is_overdue_when_its_day_was_before_that_of_the_cut_off(reviews, make, due, status):
    # The cut-off of 2026-W44 is Monday, 2 November, at nine.
    assert reviews("2026-W44", listed=[make.listed(due_on=due)])["card"]["status"] == status


def test_the_tool_says_when_it_is_done(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    row = reviews("2026-W45", listed=[make.listed(status="done", done_at="2026-11-05T16:00")])["card"]
    assert (row["status"], _days(row), row["age_days"], row["note"]) == ("done", "11-05 16:00", 9, None)


def test_a_tool_that_does_not_say_when_means_since_the_last_edition(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    dropped = make.listed(status="dropped")
    row = reviews("2026-W45", listed=[dropped])["card"]
    assert (row["status"], _days(row)) == ("dropped", "11-09 09:00")
    again = reviews("2026-W46", listed=[dropped])["card"]
    assert (again["closed_at"], again["age_days"]) == (row["closed_at"], row["age_days"])


def test_what_was_dropped_before_the_first_edition_has_no_day(reviews, make):
    dropped = make.listed(status="dropped")
    rows = [reviews(week, listed=[dropped])["card"] for week in ("2026-W44", "2026-W45")]
    assert [(row["status"], row["closed_at"], row["age_days"]) for row in rows] == [("dropped", None, 6)] * 2


def test_what_a_tool_opens_again_is_open_again(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    reviews("2026-W45", listed=[make.listed(status="done", done_at="2026-11-05T16:00")])
    row = reviews("2026-W46", listed=[make.listed()])["card"]
    assert (row["status"], row["closed_at"], row["carried"]) == ("open", None, 1)


def test_the_tool_may_say_anew_who_and_until_when(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    row = reviews("2026-W45", listed=[make.listed(title="Visit Acme", owner_id="wang", due_on="2026-11-30")])["card"]
    assert (row["title"], row["owner_id"], row["due_on"]) == ("Visit Acme", "wang", pd.Timestamp("2026-11-30"))


def test_a_card_of_somebody_who_has_left_stays_with_the_team(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    row = reviews("2026-W45", listed=[make.listed(owner_id="gone")])["card"]
    assert (row["owner_id"], row["team_id"]) == ("gone", "east")


def test_an_item_that_its_tool_deletes_stays_open_and_says_so(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    row = reviews("2026-W45")["card"]
    assert (row["status"], row["note"], row["title"], row["carried"]) == ("open", "unlisted", "Call Acme", 1)
    assert reviews("2026-W46", listed=[make.listed()])["card"]["note"] is None


def test_an_entry_that_is_taken_out_of_the_file_stays_open_and_says_so(reviews, make):
    reviews("2026-W44", entries=[make.entry()])
    assert reviews("2026-W45")["ours"]["note"] == "unlisted"


def test_what_is_done_stays_as_it_was_when_nobody_lists_it_any_more(reviews, make):
    reviews("2026-W44", listed=[make.listed(status="done", done_at="2026-10-30T16:00")])
    row = reviews("2026-W45")["card"]
    assert (row["status"], row["note"], _days(row)) == ("done", None, "10-30 16:00")


@pytest.mark.parametrize(("day", "status"), [("2026-11-09", "done"), ("2026-11-10", "open")])
def test_an_entry_is_done_from_its_day_on(reviews, make, day, status):
    # The cut-off of 2026-W45 is Monday, 9 November.
    reviews("2026-W44", entries=[make.entry(done=day)])
    assert reviews("2026-W45", entries=[make.entry(done=day)])["ours"]["status"] == status


def test_an_entry_is_dropped_with_its_reason(reviews, make):
    dropped = {"on": "2026-11-04", "reason": {"zh": "客户已停产", "en": "The customer has closed"}}
    reviews("2026-W44", entries=[make.entry()])
    row = reviews("2026-W45", entries=[make.entry(dropped=dropped)])["ours"]
    assert [row[name] for name in ("status", "reason", "reason_en")] == [
        "dropped", "客户已停产", "The customer has closed",
    ]  # fmt: skip
    assert _days(row) == "11-04 00:00"


def test_a_word_by_hand_holds_for_what_a_tool_still_lists(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    word = {"id": "card", "owner": "wang", "due": "2026-11-08"}
    row = reviews("2026-W45", listed=[make.listed()], entries=[word])["card"]
    assert (row["owner_id"], row["status"]) == ("wang", "overdue")
    done = reviews("2026-W46", listed=[make.listed()], entries=[{"id": "card", "done": "2026-11-12"}])["card"]
    assert (done["status"], _days(done)) == ("done", "11-12 00:00")


def test_a_word_about_what_nobody_knows_yet_says_nothing(reviews):
    assert not reviews("2026-W44", entries=[{"id": "card", "done": "2026-10-30"}])


def test_a_finding_that_does_not_come_up_twice_in_a_row_closes_what_has_no_test(reviews, make):
    found = {"findings": [make.finding()]}
    given = {"2026-W44": found, "2026-W45": {}, "2026-W46": found, "2026-W47": {}, "2026-W48": {}}
    rows = [reviews(week, **rows)["late.team.east.2026-W44"] for week, rows in given.items()]
    assert [row["status"] for row in rows] == ["new", "open", "open", "open", "done"]
    assert [row["found_in"] for row in rows] == ["2026-W44", "2026-W44", "2026-W46", "2026-W46", "2026-W46"]
    assert (rows[-1]["note"], _days(rows[-1])) == ("not_found", "11-30 00:00")


def test_a_finding_that_is_routine_by_now_is_not_found(reviews, make):
    reviews("2026-W44", findings=[make.finding()])
    calm = {"findings": [make.finding(verdict="routine")]}
    rows = [reviews(week, **calm)["late.team.east.2026-W44"]["status"] for week in ("2026-W45", "2026-W46")]
    assert rows == ["open", "done"]


def test_what_has_a_test_is_not_done_because_its_finding_is_gone(reviews, make):
    reviews("2026-W44", findings=[make.finding(test="on_time_rate team:east >= 0.95 x2")])
    rows = [reviews(week)["late.team.east.2026-W44"] for week in ("2026-W45", "2026-W46", "2026-W47")]
    assert [row["status"] for row in rows] == ["open"] * 3


def test_a_review_of_another_cadence_does_not_look_for_the_finding(reviews, make):
    reviews("2026-09", findings=[make.finding()])
    rows = [reviews(week)["late.team.east.2026-09"]["status"] for week in ("2026-W42", "2026-W43", "2026-W44")]
    assert rows == ["open"] * 3


def test_carried_three_times_it_goes_up_to_the_manager(reviews, make):
    weeks = ("2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-W48")
    rows = [reviews(week, listed=[make.listed()])["card"] for week in weeks]
    assert [(row["carried"], row["escalated_to"]) for row in rows] == [
        (0, None), (1, None), (2, None), (3, "boss"), (4, "boss"),
    ]  # fmt: skip


def test_what_nobody_is_above_goes_up_to_nobody(reviews, make):
    weeks = ("2026-W44", "2026-W45", "2026-W46", "2026-W47")
    rows = [reviews(week, listed=[make.listed(owner_id="chief")])["card"] for week in weeks]
    assert (rows[-1]["carried"], rows[-1]["escalated_to"]) == (3, None)


def test_of_an_owner_who_has_left_it_goes_up_to_who_leads_the_team(reviews, make):
    reviews("2026-W44", entries=[make.entry(owner="gone", team="east")])
    rows = [reviews(week, entries=[make.entry(owner="gone", team="east")])["ours"] for week in
            ("2026-W45", "2026-W46", "2026-W47")]  # fmt: skip
    assert rows[-1]["escalated_to"] == "boss"


def test_what_went_up_stays_up_in_the_other_review_too(reviews, make):
    for week in ("2026-W41", "2026-W42", "2026-W43", "2026-W44"):
        reviews(week, listed=[make.listed(created_at="2026-10-05T10:00")])
    row = reviews("2026-10", as_of="2026-11-04T09:00", listed=[make.listed(created_at="2026-10-05T10:00")])["card"]
    # The month shows it for the first time, and still it is nothing new.
    assert (row["status"], row["carried"], row["escalated_to"]) == ("open", 0, "boss")


def test_three_days_are_no_reason_to_trouble_a_manager(reviews, make):
    days = ("2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05")
    rows = [reviews(day, listed=[make.listed()])["card"] for day in days]
    assert (rows[-1]["carried"], rows[-1]["escalated_to"]) == (3, None)


def test_each_review_counts_its_own_editions(reviews, make):
    reviews("2026-W43", listed=[make.listed(created_at="2026-10-20T10:00")])
    reviews("2026-W44", listed=[make.listed(created_at="2026-10-20T10:00")])
    card = {"listed": [make.listed(created_at="2026-10-20T10:00")]}
    assert reviews("2026-10", as_of="2026-11-04T09:00", **card)["card"]["carried"] == 0
    assert reviews("2026-W45", **card)["card"]["carried"] == 2
