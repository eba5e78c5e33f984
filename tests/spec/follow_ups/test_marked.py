"""A card that carries the id of what a finding or an entry opened: it is that follow-up, and no second one."""

from __future__ import annotations

import pandas as pd
import pytest

title = "Follow-ups: a card of what was agreed in a review"

TEST = "on_time_rate team:east >= 0.95 x2"
FOUND = "late.team.east.2026-W44"
URL = "https://trello.example/card"
OPENED = ("origin", "kind", "title", "title_en", "test", "opened_in", "team_id")


def _told(row, *names):
    return [row[name] for name in names]


def _closed(row):
    at = row["closed_at"]
    return row["status"], at and at.tz_convert("Asia/Shanghai").strftime("%m-%d %H:%M")


def _done(make, name, at="2026-11-05T16:00", **more):
    return make.listed(name, **{"status": "done", "done_at": at, **more})


def test_what_a_finding_opened_stays_what_it_was_and_its_card_says_who_and_until_when(reviews, make):
    before = reviews("2026-W44", findings=[make.finding(test=TEST)])[FOUND]
    card = make.listed(FOUND, owner_id="wang", due_on="2026-11-30", url=URL, test="when Acme has paid")
    after = reviews("2026-W45", listed=[card])
    assert list(after) == [FOUND]
    assert _told(after[FOUND], *OPENED) == _told(before, *OPENED)
    assert _told(before, *OPENED) == ["finding", "late", None, None, TEST, "2026-W44", "east"]
    assert _told(after[FOUND], "owner_id", "due_on", "url") == ["wang", pd.Timestamp("2026-11-30"), URL]


@pytest.mark.parametrize("first", [True, False], ids=["both at once", "the entry first"])
def test_what_was_written_by_hand_stays_what_it_was_and_its_card_says_who_and_until_when(reviews, make, first):
    ours = make.entry(test=TEST, due="2026-12-01")
    card = make.listed("ours", due_on="2026-11-30", url=URL, created_at="2026-10-20T10:00")
    reviews("2026-W44", entries=[ours], listed=[card] if first else [])
    row = reviews("2026-W45", entries=[ours], listed=[card])["ours"]
    assert _told(row, *OPENED) == ["by_hand", None, "回访", "Call back", TEST, "2026-W44", "east"]
    assert _told(row, "owner_id", "due_on", "url") == ["li", pd.Timestamp("2026-11-30"), URL]


def test_a_card_that_says_nothing_of_owner_and_day_takes_none_away(reviews, make):
    reviews("2026-W44", findings=[make.finding()], entries=[make.entry(due="2026-12-01")])
    reviews("2026-W45", findings=[make.finding()], listed=[make.listed(FOUND, url=URL)])
    silent = {"owner_id": None, "due_on": None, "url": None}
    cards = [make.listed(name, **silent) for name in (FOUND, "ours")]
    told = reviews("2026-W46", listed=cards, entries=[make.entry(due="2026-12-01")])
    # Of the finding the card named Li a week before.
    assert _told(told[FOUND], "owner_id", "due_on", "url") == ["li", pd.Timestamp("2027-01-31"), URL]
    assert _told(told["ours"], "owner_id", "due_on", "url") == ["wang", pd.Timestamp("2026-12-01"), None]


@pytest.mark.parametrize(
    ("opened", "carded", "owner"),
    [
        ("boss", "trello:7f", "boss"),
        (None, "trello:7f", "trello:7f"),
        ("trello:3a", "trello:7f", "trello:7f"),
        ("trello:3a", "li", "li"),
        ("boss", "gone", "gone"),  # not there in this period, but no stranger
    ],
)
def test_whom_only_the_tool_knows_takes_the_place_of_nobody_who_is_known(reviews, make, opened, carded, owner):
    reviews("2026-W44", findings=[make.finding(owner_id=opened)])
    assert reviews("2026-W45", listed=[make.listed(FOUND, owner_id=carded)])[FOUND]["owner_id"] == owner


def test_it_stays_with_the_team_that_it_is_about(reviews, make):
    reviews("2026-W44", findings=[make.finding()], entries=[make.entry(team="west")])
    cards = [make.listed(FOUND, owner_id="chief"), make.listed("ours", owner_id="chief")]
    told = reviews("2026-W45", listed=cards, entries=[make.entry(team="west")])
    assert [told[name]["team_id"] for name in (FOUND, "ours")] == ["east", "west"]


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_the_tool_closes_what_a_finding_opened_and_opens_it_again(reviews, make, status):
    reviews("2026-W44", findings=[make.finding(test=TEST)])
    cards = [_done(make, FOUND, status=status), make.listed(FOUND)]
    rows = [reviews(f"2026-W{week}", listed=[card])[FOUND] for week, card in enumerate(cards, 45)]
    assert [_closed(row) for row in rows] == [(status, "11-05 16:00"), ("open", None)]


def test_the_tool_closes_what_was_written_by_hand_and_opens_it_again(reviews, make):
    reviews("2026-W44", entries=[make.entry()])
    cards = [_done(make, "ours"), _done(make, "ours"), make.listed("ours")]
    rows = [reviews(f"2026-W{n}", listed=[card], entries=[make.entry()])["ours"] for n, card in enumerate(cards, 45)]
    assert [_closed(row) for row in rows] == [("done", "11-05 16:00"), ("done", "11-05 16:00"), ("open", None)]


def test_a_tool_that_does_not_say_when_means_since_the_last_edition(reviews, make):
    reviews("2026-W44", entries=[make.entry()])
    rows = [reviews(f"2026-W{n}", listed=[_done(make, "ours", None)], entries=[make.entry()]) for n in (45, 46)]
    assert [_closed(row["ours"]) for row in rows] == [("done", "11-09 09:00")] * 2


@pytest.mark.parametrize(
    ("by_hand", "card", "stands"),
    [
        # The cut-off is Monday, 9 November; an entry closes at the beginning of its day.
        ({"done": "2026-11-06"}, {"status": "open"}, ("done", "11-06 00:00")),
        ({"done": "2026-11-06"}, {"status": "dropped", "done_at": "2026-11-05T16:00"}, ("done", "11-06 00:00")),
        ({"done": "2026-11-05"}, {"status": "dropped", "done_at": "2026-11-05T16:00"}, ("dropped", "11-05 16:00")),
        ({"done": "2026-11-06"}, {"status": "dropped"}, ("done", "11-06 00:00")),
        ({"done": "2026-11-10"}, {"status": "dropped", "done_at": "2026-11-05T16:00"}, ("dropped", "11-05 16:00")),
        ({"done": "2026-11-10"}, {"status": "open"}, ("open", None)),
    ],
    ids=["open", "earlier", "later", "no day", "not yet by hand", "neither yet"],
)
def test_of_an_entry_and_its_card_the_later_end_holds(reviews, make, by_hand, card, stands):
    reviews("2026-W44", entries=[make.entry()])
    told = reviews("2026-W45", entries=[make.entry(**by_hand)], listed=[make.listed("ours", **card)])
    assert _closed(told["ours"]) == stands


def test_the_reason_of_an_entry_goes_where_its_end_does_not_hold(reviews, make):
    dropped = {"on": "2026-11-04", "reason": {"zh": "客户已停产", "en": "The customer has closed"}}
    reviews("2026-W44", entries=[make.entry()])
    ours = make.entry(dropped=dropped)
    rows = [reviews("2026-W45", entries=[ours], listed=[make.listed("ours")])["ours"]]
    rows.append(reviews("2026-W46", entries=[ours], listed=[_done(make, "ours")])["ours"])
    assert [(row["status"], row["reason_en"]) for row in rows] == [
        ("dropped", "The customer has closed"), ("done", None),
    ]  # fmt: skip


@pytest.mark.parametrize("at", ["2026-11-05T16:00", None])
def test_a_card_that_is_deleted_does_not_open_again_what_it_closed(reviews, make, at):
    entries = [make.entry(opened="2026-10-20")]
    reviews("2026-W44", entries=entries, listed=[_done(make, "ours", at)])
    rows = [reviews(f"2026-W{week}", entries=entries)["ours"] for week in (45, 46)]
    assert [_closed(row) for row in rows] == [("done", at and "11-05 16:00")] * 2


def test_an_end_that_is_taken_out_of_the_file_opens_it_again(reviews, make):
    reviews("2026-W44", entries=[make.entry(done="2026-10-30")])
    assert _closed(reviews("2026-W45", entries=[make.entry()])["ours"]) == ("open", None)


def test_a_card_that_is_open_or_done_later_changes_nothing_about_what_data_closed(reviews, make):
    reviews.measured("on_time_rate", "east", W45=0.96, W46=0.97)
    reviews("2026-W44", findings=[make.finding(test=TEST)])
    cards = [make.listed(FOUND)] * 3 + [_done(make, FOUND, "2026-11-25T16:00"), make.listed(FOUND)]
    rows = [reviews(f"2026-W{week}", listed=[card])[FOUND] for week, card in enumerate(cards, 45)]
    assert _closed(rows[0]) == ("open", None)
    assert [(*_closed(row), row["note"]) for row in rows[1:]] == [("done", "11-16 00:00", "tested")] * 4


def test_a_finding_that_comes_up_no_more_closes_it_although_its_card_is_open(reviews, make):
    reviews("2026-W44", findings=[make.finding()])
    rows = [reviews(f"2026-W{week}", listed=[make.listed(FOUND)])[FOUND] for week in (45, 46, 47)]
    assert [(row["status"], row["note"]) for row in rows] == [("open", None), *[("done", "not_found")] * 2]


def test_a_finding_that_comes_up_again_opens_a_new_one_when_its_card_is_done(reviews, make):
    reviews("2026-W44", findings=[make.finding()])
    told = reviews("2026-W45", findings=[make.finding()], listed=[_done(make, FOUND)])
    assert {name: row["status"] for name, row in told.items()} == {FOUND: "done", "late.team.east.2026-W45": "new"}


def test_a_second_edition_of_a_period_knows_the_card_of_what_the_first_one_opened(reviews, make):
    found = [make.finding(test=TEST)]
    before = reviews("2026-W44", findings=found)[FOUND]
    made = {"owner_id": "wang", "created_at": "2026-11-02T11:00"}
    card = _done(make, FOUND, "2026-11-03T16:00", **made)
    later = [
        reviews("2026-W44", as_of="2026-11-03T09:00", findings=found, listed=[make.listed(FOUND, **made)]),
        reviews("2026-W44", as_of="2026-11-05T09:00", findings=found, listed=[card]),
    ]
    assert [list(told) for told in later] == [[FOUND], [FOUND]]
    assert [_told(told[FOUND], *OPENED) for told in later] == [_told(before, *OPENED)] * 2
    assert [_told(told[FOUND], "owner_id", "age_days") for told in later] == [["wang", 0], ["wang", 0]]
    assert [_closed(told[FOUND]) for told in later] == [("new", None), ("done", "11-03 16:00")]


def test_a_card_is_the_tools_own_where_its_id_was_never_opened(reviews, make):
    row = reviews("2026-W44", listed=[make.listed(FOUND)])[FOUND]
    assert _told(row, "origin", "title", "test") == ["trello", "Call Acme", None]


def test_a_card_that_is_deleted_leaves_open_what_was_agreed(reviews, make):
    ours = [make.entry()]
    reviews("2026-W44", findings=[make.finding(test=TEST)], entries=ours)
    reviews("2026-W45", listed=[make.listed(FOUND), make.listed("ours")], entries=ours)
    told = reviews("2026-W46", entries=ours)
    assert {name: (row["status"], row["note"]) for name, row in told.items()} == {
        FOUND: ("open", None), "ours": ("open", None),
    }  # fmt: skip


def test_what_is_taken_out_of_the_file_goes_on_as_its_card(reviews, make):
    reviews("2026-W44", entries=[make.entry(test=TEST)])
    row = reviews("2026-W45", listed=[make.listed("ours")])["ours"]
    assert _told(row, "origin", "title", "test", "status", "note") == ["by_hand", "回访", TEST, "open", None]


def test_a_word_by_hand_holds_for_what_a_finding_opened_whatever_its_card_says(reviews, make):
    reviews("2026-W44", findings=[make.finding(test=TEST)])
    word = {"id": FOUND, "owner": "wang", "done": "2026-11-06"}
    row = reviews("2026-W45", listed=[make.listed(FOUND)], entries=[word])[FOUND]
    assert (row["owner_id"], *_closed(row)) == ("wang", "done", "11-06 00:00")


def test_an_entry_that_comes_after_its_card_says_what_is_to_be_done(reviews, make):
    reviews("2026-W44", listed=[make.listed("ours", url=URL)])
    row = reviews("2026-W45", listed=[make.listed("ours", url=URL)], entries=[make.entry(test=TEST)])["ours"]
    assert _told(row, "origin", "title", "test", "owner_id", "url") == ["trello", "回访", TEST, "li", URL]
