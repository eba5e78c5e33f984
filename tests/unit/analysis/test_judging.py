"""What earlier editions hand on reaches the stages that conclude."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from reviewbook.analysis.timeline import timeline
from reviewbook.engine import as_read, empty
from reviewbook.params.loading import load
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.schema import FACTS, FRAMES, TABLES

judging = sys.modules["reviewbook.analysis.judging"]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch):
    """Conclude for a week of which nothing is known but what earlier editions hand on."""
    asked = []

    def found(known):
        asked.append(known)
        return empty(FRAMES["findings"]), empty(FRAMES["evidence"])

    monkeypatch.setattr(judging, "findings", found)
    monkeypatch.setattr(judging, "_developed", lambda *_: {})
    params = load(Places(root))
    week = Period.parse("2026-W47")
    plan = timeline(params.publication("weekly_review"), week, datetime(2026, 11, 23, 1, tzinfo=UTC), "Asia/Shanghai")
    staff = pd.DataFrame(columns=["person_id", "team_id", "role", "working_days", "manager_id"])
    frames = {"facts": empty(FACTS), "staff": staff, "sold": pd.DataFrame(), "agreed": empty(TABLES["follow_ups"])}

    def concluded(follow_ups=(), honoured=()):
        past = judging.Past(
            as_read(pd.DataFrame(follow_ups, columns=FRAMES["follow_ups"].names), FRAMES["follow_ups"]),
            as_read(pd.DataFrame(honoured, columns=FRAMES["honoured"].names), FRAMES["honoured"]),
        )
        return judging.judged(frames, params, plan, past), asked[-1]

    return concluded


def _followed(name: str, status: str) -> dict[str, object]:
    return {
        "follow_up_id": f"{name}.2026-W46", "finding_id": name, "kind": "copied", "origin": "finding",
        "status": status, "opened_in": "2026-W46", "opened_at": 1_794_790_800_000_000,  # 16 November 2026, 09:00 in Shanghai
        "carried": 1, "age_days": 0, "entity_kind": "person", "entity_id": "li",
    }  # fmt: skip


def test_what_is_followed_up_is_no_news_to_the_findings_and_what_is_done_is(run):
    _, known = run(follow_ups=[_followed("copied.person.li", "overdue"), _followed("copied.person.wang", "done")])
    assert known.followed == frozenset({"copied.person.li"})


def test_follow_ups_and_honours_of_earlier_editions_are_kept(run):
    given = {"honour": "best_sales", "cadence": "monthly", "period": "2026-09", "person_id": "li", "outcome": "given",
             "decision": "clear", "edition": "monthly_review/2026-09/company/1"}  # fmt: skip
    found, _ = run(follow_ups=[_followed("copied.person.li", "overdue")], honoured=[given])
    assert "copied.person.li.2026-W46" in set(found["follow_ups"]["follow_up_id"])
    assert list(found["honoured"]["edition"]) == ["monthly_review/2026-09/company/1"]
