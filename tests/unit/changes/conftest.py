"""A company of two teams under one, and facts and rows written by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from reviewbook.changes import Around
from reviewbook.schema import FACTS


@pytest.fixture
def around():
    """Give who was where: p1 in East, p2 in West and from the 12th on in East; both teams below Sales."""
    spans = [
        ("p1", "east", "2026-01-01", None),
        ("p2", "west", "2026-01-01", "2026-11-12"),
        ("p2", "east", "2026-11-12", None),
    ]
    memberships = pd.DataFrame(spans, columns=["person_id", "team_id", "valid_from", "valid_to"])
    memberships[["valid_from", "valid_to"]] = memberships[["valid_from", "valid_to"]].apply(pd.to_datetime)
    teams = pd.DataFrame({"team_id": ["sales", "east", "west"], "parent_id": [None, "sales", "sales"],
                          "zone": ["Asia/Shanghai", "Asia/Shanghai", "America/New_York"], "moment": 0})  # fmt: skip
    report = {"report_id": "r1", "person_id": "p1", "cadence": "daily", "period": "2026-11-10", "template": "daily",
              "submitted_at": pd.Timestamp("2026-11-10T11:00Z")}  # fmt: skip
    return Around(
        memberships=memberships,
        teams=teams,
        reports=pd.DataFrame([report]),
        owners={"c1": "p2"},
        dues={("p1", "daily", "2026-11-10"): date(2026, 11, 11)},
        answerers={"r1": "m1"},
        zone="Asia/Shanghai",
    )


@pytest.fixture
def facts():
    """Give facts: ``facts(("revenue", "p1", "2026-W46", 10.0), …)``, of persons and weeks where nothing else is said."""

    def made(*rows, kind="person", cadence="weekly", **parts):
        frame = pd.DataFrame(rows, columns=["measure", "entity_id", "period", "value"])
        frame = frame.assign(entity_kind=kind, cadence=cadence, unit="money", n=1, **parts)
        frame = frame.reindex(columns=FACTS.names)
        return frame.astype({"value": "float64", "note": "object", "n": "Int64"})

    return made
