from __future__ import annotations

import pandas as pd
import pytest

from reviewbook.development import experience
from reviewbook.engine import as_read
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

WEEK = Period.parse("2026-W47")
ANSWERS = pd.DataFrame({"report_id": ["r2", "r9"], "answers": [2, 5]})


@pytest.fixture
def templates():
    fields = [
        {"name": "learnt", "title": {"zh": "教训", "en": "Lesson"}, "means": "lesson"},
        {"name": "won", "title": {"zh": "成功", "en": "Win"}, "means": "win"},
        {"name": "plan", "title": {"zh": "计划", "en": "Plan"}, "means": "plan"},
    ]
    weekly = {"name": "weekly", "title": {"zh": "周报", "en": "Weekly"}, "cadence": "weekly", "fields": fields}
    bare = {**weekly, "name": "bare", "fields": [{**fields[0], "means": "problem"}]}
    return Templates.model_validate({"templates": [weekly, bare]})


def _checks(*rows):
    given = [
        {"report_id": report, "person_id": who, "due_on": on, "field": field, "text": text, "revision": 1,
         "team_id": "east", "cadence": "weekly", "period": "2026-W47", "required": False, "passed": True,
         "template": "bare" if report == "r8" else "weekly"}
        for report, who, on, field, text in rows
    ]  # fmt: skip
    return as_read(pd.DataFrame(given, columns=FRAMES["checks"].names), FRAMES["checks"])


def test_lessons_and_wins_of_the_period_stand_with_their_authors_and_comments(templates):
    checks = _checks(
        ("r1", "Li", "2026-11-20", "learnt", " 先问预算 "),
        ("r2", "Wang", "2026-11-20", "won", "赢得大单"),
        ("r2", "Wang", "2026-11-20", "plan", "拜访客户"),
        ("r3", "Zhao", "2026-11-20", "learnt", "  "),
        ("r4", "Chen", "2026-11-20", "learnt", None),
        ("r8", "Sun", "2026-11-20", "learnt", "a problem, says its form"),
        ("r9", "Li", "2026-11-13", "won", "last week's"),
    )
    frame = experience(checks, ANSWERS, templates, WEEK)
    assert frame[["report_id", "person_id", "field", "means", "text", "answers"]].to_numpy().tolist() == [
        ["r1", "Li", "learnt", "lesson", "先问预算", 0],
        ["r2", "Wang", "won", "win", "赢得大单", 2],
    ]


def test_a_text_of_the_same_author_is_told_once_and_not_again_in_a_later_period(templates):
    checks = _checks(
        ("r1", "Li", "2026-11-13", "learnt", "Ask for the  budget first"),
        ("r2", "Li", "2026-11-20", "learnt", "Ask for the budget first"),
        ("r3", "Wang", "2026-11-19", "learnt", "Ask for the budget first"),
        ("r4", "Wang", "2026-11-20", "learnt", "Ask for the budget first"),
    )
    assert experience(checks, ANSWERS, templates, WEEK)["report_id"].tolist() == ["r3"]
    assert experience(checks, ANSWERS, templates, WEEK.previous)["report_id"].tolist() == ["r1"]


def test_nobody_tells_anything(templates):
    assert experience(_checks(), ANSWERS, templates, WEEK).columns.tolist() == FRAMES["experience"].names
