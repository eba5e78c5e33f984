"""Who may see what: on a company of three teams, one below another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook import audiences
from reviewbook.audiences import Cut, Derived
from reviewbook.engine import empty
from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.schema import FACTS, FRAMES

WEEK = Period.parse("2026-W47")
AS_OF = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def _publication(*readers: str | dict[str, object]) -> Publication:
    return Publication.model_validate(
        {
            "name": "weekly_review",
            "title": {"zh": "周", "en": "Week"},
            "cadence": "weekly",
            "due": {"time": "09:00", "working_day": 1},
            "audiences": readers or ("company", "teams"),
            "history": 2,
        }
    )


def _rows(table: str, *rows: dict[str, object]) -> pd.DataFrame:
    blank = empty({**FRAMES, "facts": FACTS}[table])
    return pd.DataFrame([{**dict.fromkeys(blank.columns), **row} for row in rows], columns=blank.columns)


def _fact(kind: str, entity: str, period: str = "2026-W47", cadence: str = "weekly") -> dict[str, object]:
    return {"measure": "revenue", "cadence": cadence, "period": period, "entity_kind": kind, "entity_id": entity}


def _owed(
    person: str, team: str, due_on: str, status: str = "missing", closes: str = "2026-11-20"
) -> dict[str, object]:
    return {
        "person_id": person,
        "team_id": team,
        "due_on": pd.Timestamp(due_on),
        "closes_at": pd.Timestamp(closes, tz="UTC"),
        "status": status,
    }


def _claim(person: str, team: str, cause: str, detail: str) -> dict[str, object]:
    due_on = pd.Timestamp("2026-11-20")
    return {"person_id": person, "team_id": team, "due_on": due_on, "cause": cause, "detail": detail}


def _signal(kind: str, entity: str, period: str = "2026-W47") -> dict[str, object]:
    return {"measure": "on_time_rate", "entity_kind": kind, "entity_id": entity, "period": period}


_WRITERS = (("li", "north"), ("wang", "harbour"), ("zhao", "south"))
_ENTITIES = (("company", "company"), ("team", "north"), ("team", "south"), ("person", "wang"))


def _written(due_on: str) -> list[dict[str, object]]:
    return [{"person_id": who, "team_id": team, "due_on": pd.Timestamp(due_on)} for who, team in _WRITERS]


def _case(name: str, who: str | None, team: str, opened: str, resolved: str | None = None) -> dict[str, object]:
    days = {"opened_on": pd.Timestamp(opened), "resolved_on": pd.Timestamp(resolved) if resolved else pd.NaT}
    return {"complaint_id": name, "person_id": who, "team_id": team, **days}


@pytest.fixture
def derived() -> Derived:
    """North holds harbour; south stands alone. Zhao left north for south in June."""
    teams = pd.DataFrame(
        {
            "team_id": ["north", "harbour", "south"],
            "name": ["North", "Harbour", "South"],
            "parent_id": [None, "north", None],
            "calendar": ["CN", "CN", "GB"],
            "zone": ["Asia/Shanghai", "Asia/Shanghai", "Europe/London"],
        }
    )
    people = pd.DataFrame({"person_id": ["li", "wang", "zhao", "boss"], "name": ["Li", "Wang", "Zhao", "Boss"]})
    people = people.assign(hired_on=pd.Timestamp("2026-01-01"), left_on=pd.NaT)
    memberships = pd.DataFrame(
        {
            "person_id": ["li", "wang", "zhao", "zhao", "boss"],
            "team_id": ["north", "harbour", "north", "south", "north"],
            "role": ["rep", "rep", "rep", "rep", "manager"],
            "valid_from": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01", "2026-06-01", "2026-01-01"]),
            "valid_to": pd.to_datetime([None, None, "2026-06-01", None, None]),
        }
    )
    people_facts = [_fact("person", who) for who in ("li", "wang", "zhao")]
    team_facts = [_fact("team", team) for team in ("north", "harbour", "south")]
    older = [_fact("team", "north", "2026-W45"), _fact("team", "north", "2026-W44"), _fact("team", "north", "2025-W48")]
    frames = {
        **{name: empty(table) for name, table in FRAMES.items()},
        "facts": _rows("facts", _fact("company", "company"), *team_facts, *people_facts, *older),
        "owed": _rows(
            "owed",
            _owed("li", "north", "2026-11-16"),
            _owed("wang", "harbour", "2026-11-17"),
            _owed("zhao", "south", "2026-11-18"),
            _owed("li", "north", "2026-11-13", closes="2026-11-30"),
            _owed("li", "north", "2026-11-12"),
        ),
        "voluntary": empty(FRAMES["voluntary"]),
        "unowed": _rows("unowed", {"person_id": "li", "team_id": "north"}, {"person_id": "zhao", "team_id": "south"}),
        "checks": empty(FRAMES["checks"]),
        "copies": _rows(
            "copies",
            {"person_id": "li", "team_id": "north", "due_on": pd.Timestamp("2026-11-17")},
            {"person_id": "li", "team_id": "north", "due_on": pd.Timestamp("2026-11-10")},
            {"person_id": "zhao", "team_id": "south", "due_on": pd.Timestamp("2026-11-17")},
        ),
        "claims": _rows(
            "claims",
            _claim("li", "north", "owner", "wang"),
            _claim("wang", "harbour", "owner", "zhao"),
            _claim("zhao", "south", "unit", "x0.0001"),
        ),
        "signals": _rows(
            "signals",
            _signal("company", "company"),
            _signal("team", "north"),
            _signal("team", "south"),
            _signal("person", "wang"),
            _signal("team", "north", "2026-W44"),
        ),
        "mentions": _rows("mentions", *_written("2026-11-17"), *_written("2026-11-13")),
        "themes": _rows("themes", *_written("2026-11-17"), *_written("2026-11-13")),
        "market": _rows("market", *(_signal(*of) for of in _ENTITIES), _signal("team", "north", "2026-W44")),
        "terms": _rows("terms", *(_signal(*of) for of in _ENTITIES[:3])),
        "cases": _rows(
            "cases",
            *(_case(f"{who}-now", who, team, "2026-11-17") for who, team in _WRITERS),
            _case("open", "li", "north", "2026-09-01"),
            _case("over", "li", "north", "2026-09-01", "2026-11-15"),
            _case("next", "li", "north", "2026-11-23"),
            _case("nobody", None, "", "2026-11-17"),
        ),
        "replies": _rows(
            "replies",
            {
                "person_id": "wang",
                "team_id": "harbour",
                "manager_id": "boss",
                "submitted_on": pd.Timestamp("2026-11-17"),
            },
            {"person_id": "zhao", "team_id": "south", "manager_id": "boss", "submitted_on": pd.Timestamp("2026-11-17")},
        ),
        "rejected": _rows("rejected", {"source": "s", "table": "orders", "value": "zhao's order"}),
        "origins": empty(FRAMES["origins"]),
        "people": people,
        "products": pd.DataFrame({"product_id": ["pump"], "name": ["Pump"]}),
        "teams": teams,
        "memberships": memberships,
        "days": pd.DataFrame(
            {"calendar": ["CN", "GB"], "on": [pd.Timestamp("2026-11-16")] * 2, "working": [True, False]}
        ),
    }
    return Derived(_publication(), WEEK, AS_OF, frames)


@pytest.fixture
def cut_for(derived: Derived) -> Callable[..., Cut]:
    """Give the slice of an audience, by its id; some frames may be replaced."""

    def made(name: str, **frames: pd.DataFrame) -> Cut:
        run = replace(derived, frames={**derived.frames, **frames})
        return audiences.cut(run, audiences.audience(name, run, "Acme"))

    return made


@pytest.fixture
def published_for() -> Callable[..., Publication]:
    """Give the weekly review for some readers."""
    return _publication


@pytest.fixture
def rows_of() -> Callable[..., pd.DataFrame]:
    """Give rows of a frame, of which only some columns matter."""
    return _rows
