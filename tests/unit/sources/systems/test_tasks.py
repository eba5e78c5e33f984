"""What all systems of tasks have in common: days, owners, marks, and what is no follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from stand_ins.pulled import ROOT

from reviewbook.params.loading import load
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.sources.interpreting import interpreted
from reviewbook.sources.systems.records import Records
from reviewbook.sources.systems.rows import Ground, LeftOut
from reviewbook.sources.systems.system import System
from reviewbook.sources.systems.tasks import Task, from_seconds, instant, mark, task_rows

MADE = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
PARAMS = load(Places(ROOT))
ENTRY = SystemEntry(kind="trello", name="board", since=date(2026, 11, 1))
GROUND = Ground(ENTRY, PARAMS.templates, PARAMS.company)  # its company is in Shanghai
TASK = Task("t1", "cards", "回访", "open", MADE)


def rows(*tasks, ground=GROUND):
    return [one.values for one in task_rows(ground, tasks) if not isinstance(one, LeftOut)]


def left_out(*tasks):
    return [(one.reason, one.rows) for one in task_rows(GROUND, tasks) if isinstance(one, LeftOut)]


def test_a_task_becomes_a_follow_up_of_its_source():
    (row,) = rows(replace(TASK, owners=("u7",), url="https://trello.com/c/x"))
    assert row == {
        "follow_up_id": "board:t1", "title": "回访", "owner_id": "board:u7", "created_at": MADE, "due_on": None,
        "done_at": None, "status": "open", "origin": "board", "url": "https://trello.com/c/x",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (datetime(2026, 11, 26, 16, 0, tzinfo=UTC), date(2026, 11, 27)),  # midnight in Shanghai
        (datetime(2026, 11, 26, 15, 59, tzinfo=UTC), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 26)),
        ("2026-11-26", "2026-11-26"),
        (None, None),
    ],
)
def test_an_instant_is_due_on_the_day_of_the_company(due, day):
    assert rows(replace(TASK, due=due))[0]["due_on"] == day


def test_an_open_task_was_not_closed_whatever_its_history_says():
    closed = replace(TASK, closed_at=MADE)
    assert [row["done_at"] for row in rows(closed, replace(closed, id="t2", status="dropped"))] == [None, MADE]


def test_of_several_owners_the_first_holds_and_the_others_are_counted():
    many = replace(TASK, owners=("u1", "u2", "u3"))
    assert rows(many, replace(TASK, id="t2", owners=("u4",)))[0]["owner_id"] == "board:u1"
    assert left_out(many) == [("further owners of a task: a follow-up has one, the first", 2)]


def test_a_task_that_stands_for_a_follow_up_of_the_reviews_is_that_one_and_its_copy_is_not():
    text = "见周会。\n[reviewbook: south-1-on-time]\n"
    copied = replace(TASK, id="t0", created_at=MADE.replace(hour=2), text=text)
    found = rows(copied, replace(TASK, text=text))
    assert [row["follow_up_id"] for row in found] == ["south-1-on-time", "board:t0"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[reviewbook: revenue_drop.team:south-1.2026-W46]", "revenue_drop.team:south-1.2026-W46"),
        ("[reviewbook:a-1] [reviewbook:b-2]", "a-1"),
        ("about reviewbook: nothing", None),
        ("[reviewbook: ]", None),
        ("", None),
    ],
)
def test_a_mark_is_read_where_it_is_whole(text, found):
    assert mark(text) == found


def test_what_was_not_touched_since_the_first_day_and_what_has_no_title_is_left_out():
    before = replace(TASK, changed_at=datetime(2026, 10, 31, 15, 59, tzinfo=UTC))  # a minute before Shanghai's Nov 1
    assert left_out(before) == [("was last touched before the first day of the entry", 1)]
    assert left_out(replace(TASK, title=" ")) == [("has no title", 1)]
    assert left_out(replace(before, changed_at=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))) == []


def test_what_is_no_time_is_rejected_with_its_record_and_not_mended():
    bad = replace(TASK, id="t2", created_at=instant("yesterday"))
    system = System("trello", lambda *_: None, lambda *_: task_rows(GROUND, [TASK, bad]), lambda _: iter(()))
    mapped = interpreted(system, Records(), GROUND)
    assert list(mapped.tables["follow_ups"]["follow_up_id"]) == ["board:t1"]
    assert mapped.rejected[["file", "column", "value"]].values.tolist() == [["cards t2", "created_at", "yesterday"]]


def test_times_of_both_forms_have_their_zone_and_none_is_none():
    assert instant("2026-11-16T01:00:00.000Z") == MADE == from_seconds(1794790800)
    assert instant("2026-11-16T09:00:00+08:00") == MADE
    assert instant("2026-11-16 09:00") == "2026-11-16 09:00"  # whose clock?
    assert (instant(None), instant(""), from_seconds(0), from_seconds(None)) == (None, None, None, None)
    assert from_seconds("soon") == "soon"
