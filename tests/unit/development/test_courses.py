from __future__ import annotations

from datetime import date

import pandas as pd

from reviewbook.development import career, courses
from reviewbook.engine import as_read
from reviewbook.schema import FRAMES, TABLES

STAFF = pd.DataFrame({"person_id": ["Li", "Wang"], "team_id": ["east", "west"], "role": "rep"})
LAST = date(2026, 11, 22)


def _table(name, rows, columns):
    given = pd.DataFrame(rows, columns=columns.split())
    return as_read(given.reindex(columns=TABLES[name].names), TABLES[name])


def test_a_course_is_done_overdue_or_due_by_the_last_day_that_counts():
    rows = [
        ("late", "Li", "negotiation", "2026-11-01", "2026-11-22"),
        ("then", "Li", "negotiation", "2026-11-22", "2026-11-23"),
        ("not", "Li", "negotiation", "2026-11-22", None),
        ("soon", "Wang", "quotation", "2026-11-23", None),
        ("ever", "Wang", "quotation", None, None),
        ("free", "Wang", "quotation", None, "2026-01-05"),
        ("gone", "Zhao", "quotation", "2026-11-01", None),
    ]
    table = _table("trainings", rows, "training_id person_id skill due_on completed_on")
    frame = courses(table, STAFF, LAST)
    assert frame.columns.tolist() == FRAMES["courses"].names
    assert dict(zip(frame["training_id"], frame["status"], strict=True)) == {
        "late": "done", "then": "overdue", "not": "overdue", "soon": "due", "ever": "due", "free": "done",
    }  # fmt: skip
    assert dict(zip(frame["training_id"], frame["team_id"], strict=True))["free"] == "west"


def test_what_is_done_later_was_not_done_then():
    table = _table("trainings", [("then", "Li", "x", "2026-11-22", "2026-11-23")],
                   "training_id person_id skill due_on completed_on")  # fmt: skip
    assert courses(table, STAFF, LAST)["completed_on"].isna().all()
    assert courses(table, STAFF, date(2026, 11, 23))["status"].tolist() == ["done"]


def test_a_goal_has_the_same_states():
    rows = [
        ("g1", "Li", "lead a tender", "2026-11-01", "2026-10-30"),
        ("g2", "Li", "mentor", "2026-11-01", None),
        ("g3", "Wang", "mentor", "2026-12-01", None),
    ]
    frame = career(_table("goals", rows, "goal_id person_id title due_on done_on"), STAFF, LAST)
    assert frame[["goal_id", "team_id", "status"]].to_numpy().tolist() == [
        ["g1", "east", "done"], ["g2", "east", "overdue"], ["g3", "west", "due"],
    ]  # fmt: skip


def test_nobody_has_no_courses():
    table = _table("trainings", [], "training_id person_id skill due_on completed_on")
    assert courses(table, STAFF, LAST).columns.tolist() == FRAMES["courses"].names
