"""Who may see what: on a company of three teams, one below another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook import audiences
from reviewbook.audiences import Derived
from reviewbook.engine import empty
from reviewbook.errors import ParamsError
from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.schema import FACTS, FRAMES

WEEK = Period.parse("2026-W47")
AS_OF = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def _publication(*readers: str) -> Publication:
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
        }
    )
    people = pd.DataFrame({"person_id": ["li", "wang", "zhao", "boss"], "name": ["Li", "Wang", "Zhao", "Boss"]})
    memberships = pd.DataFrame(
        {
            "person_id": ["li", "wang", "zhao", "zhao"],
            "team_id": ["north", "harbour", "north", "south"],
            "valid_from": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01", "2026-06-01"]),
            "valid_to": pd.to_datetime([None, None, "2026-06-01", None]),
        }
    )
    people_facts = [_fact("person", who) for who in ("li", "wang", "zhao")]
    team_facts = [_fact("team", team) for team in ("north", "harbour", "south")]
    older = [_fact("team", "north", "2026-W45"), _fact("team", "north", "2026-W44"), _fact("team", "north", "2025-W48")]
    frames = {
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
        "teams": teams,
        "memberships": memberships,
        "days": pd.DataFrame(
            {"calendar": ["CN", "GB"], "on": [pd.Timestamp("2026-11-16")] * 2, "working": [True, False]}
        ),
    }
    return Derived(_publication(), WEEK, AS_OF, frames)


def _cut(derived: Derived, name: str) -> audiences.Cut:
    return audiences.cut(derived, audiences.audience(name, derived, "Acme"))


def test_a_team_sees_itself_the_teams_below_and_their_people(derived: Derived) -> None:
    facts = _cut(derived, "north").frames["facts"]
    assert set(zip(facts["entity_kind"], facts["entity_id"], strict=True)) == {
        ("team", "north"),
        ("team", "harbour"),
        ("person", "li"),
        ("person", "wang"),
    }


def test_the_team_below_does_not_see_the_team_above(derived: Derived) -> None:
    part = _cut(derived, "harbour")
    assert set(part.frames["facts"]["entity_id"]) == {"harbour", "wang"}
    assert list(part.frames["teams"]["team_id"]) == ["harbour"]


def test_who_left_the_team_before_the_history_that_is_shown_is_not_in_it(derived: Derived) -> None:
    assert "zhao" not in set(_cut(derived, "north").frames["facts"]["entity_id"])
    assert "zhao" in set(_cut(derived, "south").frames["facts"]["entity_id"])


def test_a_person_sees_nobody_else(derived: Derived) -> None:
    part = _cut(derived, "zhao")
    assert set(part.frames["facts"]["entity_id"]) == {"zhao"}
    assert set(part.frames["owed"]["person_id"]) == {"zhao"}
    assert list(part.frames["teams"]["team_id"]) == []


def test_only_the_company_sees_rejected_rows(derived: Derived) -> None:
    assert len(_cut(derived, "company").frames["rejected"]) == 1
    assert len(_cut(derived, "north").frames["rejected"]) == 0


def test_the_history_reaches_as_far_back_as_the_publication_says(derived: Derived) -> None:
    facts = _cut(derived, "north").frames["facts"]
    assert sorted(facts[facts["entity_id"] == "north"]["period"]) == ["2026-W45", "2026-W47"]


def test_owed_rows_are_those_due_in_the_period_and_earlier_ones_still_open(derived: Derived) -> None:
    rows = _cut(derived, "north").frames["owed"]
    assert sorted(f"{row.due_on:%m-%d}" for row in rows.itertuples()) == ["11-13", "11-16", "11-17"]


def test_names_are_given_of_those_who_are_named_and_no_others(derived: Derived) -> None:
    assert set(_cut(derived, "harbour").frames["people"]["name"]) == {"Wang", "Boss"}


def test_a_team_has_the_days_of_its_own_calendar(derived: Derived) -> None:
    assert list(_cut(derived, "south").frames["days"]["working"]) == [False]
    assert list(_cut(derived, "company").frames["days"]["working"]) == [True]


def test_an_unknown_audience_gets_nothing(derived: Derived) -> None:
    with pytest.raises(ParamsError, match=r"'sooth' is neither a team nor a person. Did you mean 'south'\?"):
        audiences.audience("sooth", derived, "Acme")


def test_the_audiences_of_a_publication_are_the_company_and_every_team_once(derived: Derived) -> None:
    publication = _publication("company", "teams", "south", "li")
    found = audiences.audiences(publication, derived, "Acme")
    assert [(who.kind, who.id) for who in found] == [
        ("company", "company"),
        ("team", "north"),
        ("team", "harbour"),
        ("team", "south"),
        ("person", "li"),
    ]


def test_what_was_written_is_read_back_and_has_the_same_checksum_again(derived: Derived, tmp_path: Path) -> None:
    part = _cut(derived, "north")
    first, second = audiences.write(part, tmp_path / "a"), audiences.write(part, tmp_path / "b")
    again = audiences.read(tmp_path / "a")
    assert first == second
    assert (again.audience, again.period, again.as_of, again.publication) == (
        part.audience,
        part.period,
        part.as_of,
        "weekly_review",
    )
    assert list(again.frames["facts"]["entity_id"]) == list(part.frames["facts"]["entity_id"])


def test_one_changed_figure_changes_the_checksum(derived: Derived, tmp_path: Path) -> None:
    part = _cut(derived, "north")
    before = audiences.write(part, tmp_path / "a")
    part.frames["facts"].loc[0, "value"] = 1.0
    assert audiences.write(part, tmp_path / "b") != before


def test_what_is_said_of_texts_claims_and_charts_is_cut_like_the_rest(derived: Derived) -> None:
    north = audiences.cut(derived, audiences.audience("north", derived, "Co")).frames
    assert north["unowed"]["person_id"].tolist() == ["li"]
    assert north["copies"]["due_on"].tolist() == [pd.Timestamp("2026-11-17")]
    assert north["signals"]["entity_id"].tolist() == ["north", "wang"]  # W44 is older than the history of two weeks
    whole = audiences.cut(derived, audiences.audience("company", derived, "Co")).frames
    assert [len(whole[name]) for name in ("unowed", "copies", "claims", "signals")] == [2, 2, 3, 4]


def test_a_colleague_of_another_team_to_whom_an_order_is_booked_stays_unnamed(derived: Derived) -> None:
    claims = audiences.cut(derived, audiences.audience("north", derived, "Co")).frames["claims"]
    named = dict(
        zip(claims["person_id"], claims["detail"].astype("object").where(claims["detail"].notna(), None), strict=True)
    )
    assert named == {"li": "wang", "wang": None}


def test_what_is_said_of_the_market_is_cut_to_those_who_wrote_it_and_to_the_period(derived: Derived) -> None:
    north = _cut(derived, "north").frames
    for name in ("mentions", "themes"):
        assert north[name]["person_id"].tolist() == ["li", "wang"]
        assert set(north[name]["due_on"]) == {pd.Timestamp("2026-11-17")}
    assert north["market"]["entity_id"].tolist() == ["north", "wang"]  # W44 is older than the history of two weeks
    assert north["terms"]["entity_id"].tolist() == ["north"]
    wang = _cut(derived, "wang").frames
    assert [wang[name]["person_id"].tolist() for name in ("mentions", "themes")] == [["wang"], ["wang"]]
    assert (wang["market"]["entity_id"].tolist(), len(wang["terms"])) == (["wang"], 0)
    whole = _cut(derived, "company").frames
    assert [len(whole[name]) for name in ("mentions", "themes", "market", "terms")] == [3, 3, 4, 3]


def test_a_complaint_is_seen_by_its_team_while_it_was_open_in_the_period(derived: Derived) -> None:
    assert _cut(derived, "north").frames["cases"]["complaint_id"].tolist() == ["li-now", "wang-now", "open"]
    assert _cut(derived, "south").frames["cases"]["complaint_id"].tolist() == ["zhao-now"]
    assert _cut(derived, "company").frames["cases"]["complaint_id"].tolist() == [
        "li-now", "wang-now", "zhao-now", "open", "nobody",
    ]  # fmt: skip
