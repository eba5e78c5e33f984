"""What was agreed to do, as printed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook.blocks import Tone
from reviewbook.follow_ups.item import FollowUp, read, written
from reviewbook.periods import Period
from reviewbook.tables.follow_ups import follow_up_rows, follow_ups, promised, retrospective

AGREED = pd.Timestamp("2026-11-03T10:00+08:00").to_pydatetime()


def _row(name, **more):
    given = {"origin": "trello", "opened_in": "2026-W45", "opened_at": AGREED, "title": name, "owner_id": "p1"}
    given |= {"carried": 1, "age_days": 20, **more}
    for at in ("opened_at", "closed_at"):
        if isinstance(given.get(at), str):
            given[at] = pd.Timestamp(f"{given[at]}+08:00").to_pydatetime()
    if "due_on" in given:
        given["due_on"] = pd.Timestamp(given["due_on"]).date()
    return FollowUp(follow_up_id=name, **given)


@pytest.fixture
def told(sliced):
    """Give the week 2026-W47, cut off on Monday the 23rd at nine, with these follow-ups."""

    def made(*rows, language="en", **parts):
        review = sliced(language, **parts)
        return replace(review, frames={**review.frames, "follow_ups": written(rows)})

    return made


def _texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_a_follow_up_is_written_and_read_again_as_it_is():
    every = _row("a", due_on="2026-11-30", closed_at="2026-11-20T10:00", status="done", note="tested", measured=0.9)
    assert read(written([every])) == [every]


def test_page_one_counts_all_and_gives_what_presses_first(told):
    review = told(
        _row("open", status="open", due_on="2026-12-01"),
        _row("late", status="overdue", due_on="2026-11-20"),
        _row("later", status="overdue", due_on="2026-11-19"),
        _row("up", status="open", due_on="2026-12-24", carried=3, escalated_to="m1"),
        _row("done", status="done", closed_at="2026-11-18T10:00"),
        _row("fresh", status="new", carried=0),
    )
    table = promised(review)
    assert table.title == "Agreed before: 1 done, 4 still open, 2 of them overdue, 1 gone up to a manager"
    assert [row[0] for row in _texts(table)] == ["up", "later", "late", "open", "done"]
    assert [row[1] for row in _texts(table)] == [
        "Open; carried over 3×; gone up to 赵经理",
        "Overdue; carried over 1×",
        "Overdue; carried over 1×",
        "Open; carried over 1×",
        "Done; 11-18",
    ]
    assert [row[1].tone for row in table.rows] == [Tone.NONE, Tone.BAD, Tone.BAD, Tone.NONE, Tone.GOOD]
    assert (table.rows[0][2].text, table.rows[0][3].text, table.note) == ("李娜", "12-24", "")


def test_nobody_is_said_to_be_told_where_nothing_went_up(told):
    table = promised(told(_row("late", status="overdue")))
    assert table.title == "Agreed before: 0 done, 1 still open, 1 of them overdue"


def test_page_one_has_six_rows_two_of_them_done_and_counts_the_others(told):
    still = [_row(f"open{n}", status="open", due_on=f"2026-12-0{n}") for n in range(1, 8)]
    done = [_row(f"done{n}", status="done", closed_at=f"2026-11-1{n}T10:00") for n in range(6, 9)]
    table = promised(told(*still, *done))
    assert [row[0] for row in _texts(table)] == ["open1", "open2", "open3", "open4", "done8", "done7"]
    assert table.note == "A further 4 stand in the full list below."


def test_what_reviews_agreed_stands_before_the_cards_of_a_tool(told):
    table = promised(
        told(
            _row("card", status="overdue", due_on="2026-01-01"),
            _row("ours", origin="by_hand", status="open", due_on="2026-12-01"),
        )
    )
    assert [row[0] for row in _texts(table)] == ["ours", "card"]


def test_a_page_one_without_any_says_so(told):
    table = promised(told(_row("fresh", status="new")))
    assert table.title == "What was agreed before"
    assert table.empty == "Nothing that was agreed before is open, and nothing was closed in this period."


@pytest.mark.parametrize(
    ("closed_at", "shown"), [("2026-11-15T23:00", []), ("2026-11-16T00:00", []), ("2026-11-16T00:01", ["done"])]
)
def test_only_what_was_closed_since_the_period_began_is_told(told, closed_at, shown):
    # What the numbers of the week before closed has the end of that week: it was told a week ago.
    review = told(_row("done", status="done", closed_at=closed_at))
    assert [row[0] for row in _texts(promised(review))] == shown


def test_what_was_closed_at_an_unknown_time_is_no_news(told):
    assert not promised(told(_row("dropped", status="dropped"))).rows


def test_the_full_list_has_everything_that_is_open_with_its_age_and_its_test(told):
    test = {"test": "on_time_rate team:west >= 0.95 x2", "test_state": "not_yet", "measured": 0.8}
    table = follow_ups(
        told(
            _row("fresh", status="new", carried=0, age_days=1),
            _row("late", status="overdue", due_on="2025-11-20", note="unlisted", **test),
        )
    )
    assert table.title == "Follow-ups: 1 new, 0 open, 1 overdue; in this period 0 done, 0 dropped"
    assert _texts(table) == [
        [
            "late", "李娜", "2025-11-20", "Overdue; carried over 1×; no longer listed in trello", "20",
            "On-time rate of 华西 ≥ 95.0%, 2 periods in a row; now 80.0%",
        ],
        ["fresh", "李娜", "–", "New", "1", "–"],
    ]  # fmt: skip
    assert table.rows[0][5].tone == Tone.WARN


def test_the_full_list_in_chinese(told):
    test = {"test": "revenue company < 1000000", "test_state": "cannot_tell"}
    row = _row("late", status="overdue", due_on="2026-11-20", carried=4, escalated_to="m2", owner_id=None, **test)
    table = follow_ups(told(row, language="zh"))
    assert _texts(table) == [
        ["late", "–", "11-20", "逾期；已结转 4 次；已上报孙经理", "20",
         "云岭工业设备销售额 < ¥100万；无法判断，本期没有数值"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told_so"),
    [
        ({"note": "tested"}, "Done: condition met; 11-18"),
        ({"note": "not_found"}, "Closed: not found again; 11-18"),
        ({"status": "dropped", "reason": "客户停产", "reason_en": "They closed"}, "Dropped; 11-18; They closed"),
        ({"status": "dropped", "reason": "Nobody asks"}, "Dropped; 11-18; Nobody asks"),
    ],
)
def test_it_is_said_what_closed_it(told, more, told_so):
    row = _row("closed", **{"status": "done", "closed_at": "2026-11-18T10:00", **more})
    assert follow_ups(told(row)).rows[0][3].text == told_so


def test_a_test_that_nobody_can_read_stands_as_it_is_written(told):
    row = _row("card", test="when <b>{paid}</b>", test_state="cannot_tell")
    assert follow_ups(told(row)).rows[0][5].text == "when <b>{paid}</b> (cannot be judged by data)"


@pytest.mark.parametrize("measure", ["on_time_rate", "gone_since"])
def test_a_measure_that_there_is_no_more_breaks_no_page(told, measure):
    row = _row("card", test=f"{measure} team:west >= 0.95", test_state="not_yet", measured=0.8, measured_then=0.7)
    cell = follow_ups(told(row)).rows[0][5]
    assert ("cannot be judged" in cell.text) == (measure == "gone_since")


def test_what_comes_from_a_finding_has_the_title_of_its_kind(told):
    found = {"origin": "finding", "title": None, "kind": "less_punctual", "entity_kind": "team", "entity_id": "west"}
    assert follow_ups(told(_row("f", **found))).rows[0][0].text == "华西: on time again"
    assert follow_ups(told(_row("f", **found), language="zh")).rows[0][0].text == "华西：恢复准时"


def test_a_follow_up_outlives_the_kind_of_its_finding(told):
    found = {"origin": "finding", "title": None, "kind": "moon_phase", "entity_kind": "team", "entity_id": "west"}
    assert follow_ups(told(_row("moon.team.west.2026-W45", **found))).rows[0][0].text == "moon.team.west.2026-W45"


def test_an_entry_by_hand_is_read_in_the_language_of_the_review(told):
    row = _row("ours", origin="by_hand", title_en="Call back")
    assert follow_ups(told(row)).rows[0][0].text == "Call back"
    assert follow_ups(told(row, language="zh")).rows[0][0].text == "ours"


def test_a_long_list_says_how_much_it_leaves_out(told):
    table = follow_ups(told(*(_row(f"card{n}") for n in range(43))))
    assert len(table.rows) == 40
    assert table.note.endswith("… and 3 more; all rows are in the data files of this edition.")


def test_the_month_looks_back_at_what_it_agreed(told):
    test = {"test": "on_time_rate team:west >= 0.95", "measured_then": 0.74, "measured": 0.96, "test_state": "met"}
    first, last, before, after = (f"2026-{day}T10:00" for day in ("11-01", "11-30", "10-31", "12-01"))
    review = told(
        _row("card", opened_at=first, status="done", closed_at="2026-11-20T10:00"),
        _row("ours", origin="by_hand", opened_at=last, status="done", note="tested", closed_at=after, **test),
        _row("waits", opened_at=last, status="new", carried=0),
        _row("given-up", opened_at=last, status="dropped"),
        _row("of-october", opened_at=before),
        _row("of-this-review", opened_at=after),
        period=Period.parse("2026-11"),
    )
    table = retrospective(review)
    assert table.title == "4 things were agreed in the period: 2 done, 1 still open, 1 dropped"
    assert [[row[0], row[2], row[3], row[4]] for row in _texts(table)] == [
        ["ours", "11-30", "Done: condition met; 12-01", "On-time rate: 74.0% → 96.0%"],
        ["card", "11-01", "Done; 11-20", "–"],
        ["given-up", "11-30", "Dropped", "–"],
        ["waits", "11-30", "Open", "–"],
    ]
    assert retrospective(told(period=Period.parse("2026-11"))).title == (
        "What was agreed in the period, and what became of it"
    )


def test_everything_that_was_ever_agreed_is_kept_with_id_and_address(told):
    table = follow_up_rows(
        told(
            _row("old", opened_at="2025-01-02T10:00", status="dropped"),
            _row("card", url="https://trello.example/card"),
        )
    )
    assert table.folded
    assert [[row[0], row[3], row[4], row[5]] for row in _texts(table)] == [
        ["card", "11-03", "Open; carried over 1×", "https://trello.example/card"],
        ["old", "2025-01-02", "Dropped", "trello"],
    ]


def test_how_it_stands_opens_the_row_with_its_id(told):
    review = told(_row("late", status="overdue"))
    for table, place in ((promised(review), 1), (follow_ups(review), 3)):
        assert table.rows[0][place].opens == follow_up_rows(review).id
