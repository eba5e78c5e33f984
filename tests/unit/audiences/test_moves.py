"""Who comes, leaves, moves, or is in two teams at once: each audience sees what was while somebody was with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import audiences
from reviewbook.audiences import Cut, Derived
from reviewbook.params.templates import Templates

CutFor = Callable[..., Cut]
RowsOf = Callable[..., pd.DataFrame]


def _spans(*spans: tuple[str, str, str, str | None], role: str = "rep") -> pd.DataFrame:
    people, teams, starts, ends = zip(*spans, strict=True)
    dates = {"valid_from": pd.to_datetime(list(starts)), "valid_to": pd.to_datetime(list(ends))}
    return pd.DataFrame({"person_id": people, "team_id": teams, "role": role, **dates})


def _facts(rows_of: RowsOf, *periods: str) -> pd.DataFrame:
    key = {"measure": "revenue", "cadence": "weekly", "entity_kind": "person", "entity_id": "zhao"}
    return rows_of("facts", *({**key, "period": period, "value": 1.0} for period in periods))


WEEKS = ("2026-W45", "2026-W46", "2026-W47")


@pytest.mark.parametrize(
    ("moved_on", "north", "south"),
    [
        ("2026-11-09", ["2026-W45"], ["2026-W46", "2026-W47"]),  # a Monday: each week is one team's
        ("2026-11-11", ["2026-W45", "2026-W46"], ["2026-W46", "2026-W47"]),  # both had a part of the week
        ("2026-06-01", [], list(WEEKS)),
    ],
)
def test_numbers_of_who_moved_are_seen_by_the_team_of_their_time(
    moved_on: str, north: list[str], south: list[str], cut_for: CutFor, rows_of: RowsOf
) -> None:
    spans = _spans(("zhao", "north", "2026-01-01", moved_on), ("zhao", "south", moved_on, None))
    run = {"memberships": spans, "facts": _facts(rows_of, *WEEKS)}
    for team, periods in (("north", north), ("south", south)):
        assert cut_for(team, **run).frames["facts"]["period"].tolist() == periods
    assert cut_for("zhao", **run).frames["facts"]["period"].tolist() == list(WEEKS)


def test_who_came_back_is_seen_in_both_stays_and_not_between(cut_for: CutFor, rows_of: RowsOf) -> None:
    spans = _spans(("zhao", "north", "2026-01-01", "2026-11-09"), ("zhao", "north", "2026-11-16", None))
    facts = cut_for("north", memberships=spans, facts=_facts(rows_of, *WEEKS)).frames["facts"]
    assert facts["period"].tolist() == ["2026-W45", "2026-W47"]


def test_who_moves_within_a_team_of_teams_is_seen_there_all_the_time(cut_for: CutFor, rows_of: RowsOf) -> None:
    spans = _spans(("zhao", "north", "2026-01-01", "2026-11-09"), ("zhao", "harbour", "2026-11-09", None))
    run = {"memberships": spans, "facts": _facts(rows_of, *WEEKS)}
    assert cut_for("north", **run).frames["facts"]["period"].tolist() == list(WEEKS)
    assert cut_for("harbour", **run).frames["facts"]["period"].tolist() == ["2026-W46", "2026-W47"]


def test_who_is_in_two_teams_is_seen_by_both_and_rows_by_that_of_each_row(cut_for: CutFor, rows_of: RowsOf) -> None:
    spans = _spans(("zhao", "north", "2026-01-01", None), ("zhao", "south", "2026-01-01", None))
    copied = [{"person_id": "zhao", "team_id": t, "due_on": pd.Timestamp("2026-11-17")} for t in ("north", "south")]
    run = {"memberships": spans, "facts": _facts(rows_of, *WEEKS), "copies": rows_of("copies", *copied)}
    for team in ("north", "south"):
        part = cut_for(team, **run).frames
        assert part["facts"]["period"].tolist() == list(WEEKS)
        assert part["copies"]["team_id"].tolist() == [team]
    assert list(cut_for("zhao", **run).frames["teams"]["team_id"]) == ["north", "south"]


def test_a_team_without_people_is_given_its_own_numbers_and_nobodys_name(derived: Derived, cut_for: CutFor) -> None:
    lone = pd.DataFrame(
        [{"team_id": "west", "name": "West", "parent_id": None, "calendar": "CN", "zone": "Asia/Tokyo"}]
    )
    part = cut_for("west", teams=pd.concat([derived.frames["teams"], lone], ignore_index=True))
    assert list(part.frames["teams"]["team_id"]) == ["west"]
    assert {name for name, frame in part.frames.items() if len(frame)} <= {"teams", "days", "products", "origins"}


def test_who_has_left_is_given_the_own_rows_and_no_team(derived: Derived, cut_for: CutFor) -> None:
    gone = _spans(("zhao", "south", "2026-01-01", "2026-10-01"))
    part = cut_for("zhao", memberships=gone)
    assert part.frames["teams"].empty
    assert set(part.frames["owed"]["person_id"]) == {"zhao"}
    assert len(part.frames["days"]) == 1  # of the company's calendar
    run = replace(derived, frames={**derived.frames, "memberships": gone})
    assert audiences.cut_templates(_rules(), run, part.audience).rules[0].teams == ("south",)  # she owed a report there


def test_who_manages_two_teams_is_given_the_replies_of_both_and_no_number_of_theirs(
    cut_for: CutFor, derived: Derived
) -> None:
    two = _spans(("boss", "harbour", "2026-01-01", None), ("boss", "south", "2026-01-01", None), role="manager")
    spans = pd.concat([derived.frames["memberships"], two], ignore_index=True)
    part = cut_for("boss", memberships=spans).frames
    assert set(part["replies"]["team_id"]) == {"harbour", "south"}
    assert part["facts"].empty
    assert set(part["people"]["name"]) == {"Boss", "Wang", "Zhao"}
    assert set(part["owed"]["person_id"]) == set()


def test_a_team_that_now_stands_below_another_is_read_there(derived: Derived, cut_for: CutFor) -> None:
    moved = derived.frames["teams"].assign(parent_id=[None, "south", None])
    assert "harbour" not in set(cut_for("north", teams=moved).frames["teams"]["team_id"])
    assert set(cut_for("south", teams=moved).frames["facts"]["entity_id"]) == {"south", "harbour", "wang", "zhao"}


def _rules() -> Templates:
    rule = {"name": "southern", "template": "t", "teams": ["south"], "due": {"time": "18:00"}}
    return Templates.model_validate({"rules": [rule]})
