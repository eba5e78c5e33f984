"""The stage of a deal at the review before, and which promises are those of the period."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from reviewbook.analysis.selling import moved, reviewed
from reviewbook.analysis.timeline import Timeline
from reviewbook.periods import Period
from reviewbook.warehouse import Warehouse

#: The slots of two Mondays; the CRM was pulled the evening before each.
LAST, NOW = datetime(2026, 11, 16, 1, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)
PULLS = (datetime(2026, 11, 15, 12, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC))


def _opportunities(**stages: str) -> pd.DataFrame:
    rows = [
        {"opportunity_id": name, "person_id": "p1", "customer_id": None, "product_id": None, "stage": stage,
         "created_on": pd.Timestamp("2026-11-02"), "expected_on": pd.NaT, "closed_on": pd.NaT, "outcome": "open",
         "amount": 100.0, "currency": "CNY", "probability": 0.5, "_file": "deals.csv", "_line": line}
        for line, (name, stage) in enumerate(stages.items())
    ]  # fmt: skip
    days = dict.fromkeys(("created_on", "expected_on", "closed_on"), "datetime64[s]")
    return pd.DataFrame(rows).astype(days)


@pytest.fixture
def pulled(tmp_path):
    """Give the stages of a review before, of deals that were pulled by then or only now."""

    def told(*pulls: tuple[datetime, dict[str, str]]) -> dict[str, object]:
        people = pd.DataFrame({
            "person_id": ["p1"], "name": ["Li"], "email": [None], "hired_on": pd.to_datetime([None]),
            "left_on": pd.to_datetime([None]), "_file": "p", "_line": 1,
        })  # fmt: skip
        with Warehouse.create_or_open(tmp_path / "warehouse.duckdb") as warehouse:
            for at, stages in pulls:
                warehouse.load("crm", {"people": people, "opportunities": _opportunities(**stages)}, at)
            engine = warehouse.engine()
            deals, before = (engine.collect(warehouse.view(*cut)["opportunities"]) for cut in ((NOW,), (LAST, LAST)))
        found = moved(deals, before)
        return {
            name: None if pd.isna(stage) else stage
            for name, stage in zip(found["opportunity_id"], found["stage_before"], strict=True)
        }

    return told


def test_the_stage_before_is_what_was_known_at_the_last_review(pulled):
    stages = pulled((PULLS[0], {"d1": "proposal", "d2": "contract"}), (PULLS[1], {"d1": "contract", "d2": "contract"}))
    assert stages == {"d1": "proposal", "d2": "contract"}


def test_what_was_pulled_only_since_was_in_no_stage_that_anybody_knew(pulled):
    assert pulled((PULLS[1], {"d1": "contract"})) == {"d1": None}


def test_a_deal_that_came_later_than_the_others_has_none(pulled):
    stages = pulled((PULLS[0], {"d1": "proposal"}), (PULLS[1], {"d1": "proposal", "d2": "contract"}))
    assert stages == {"d1": "proposal", "d2": None}


def test_promises_of_other_periods_are_left_out():
    week = Period.parse("2026-W47")
    plan = Timeline(week, (week,), NOW, "Asia/Shanghai")
    rows = pd.DataFrame({
        "cadence": ["weekly", "weekly", "monthly"], "period": ["2026-W47", "2026-W46", "2026-11"],
        "report_id": ["r1", "r2", "r3"],
    })  # fmt: skip
    assert reviewed(rows, plan)["report_id"].tolist() == ["r1"]
