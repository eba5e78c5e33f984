"""What lies in an edition with chosen sections: the rows that these show, and no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from reviewbook.audiences import Cut, Reads, limited

CutFor = Callable[..., Cut]
RowsOf = Callable[..., pd.DataFrame]


def _fact(measure: str, entity: str, kind: str = "team") -> dict[str, object]:
    key = {"cadence": "weekly", "period": "2026-W47", "entity_kind": kind, "entity_id": entity}
    return {"measure": measure, **key, "value": 7.5, "n": 3}


def _point(measure: str, verdict: str = "signal") -> dict[str, object]:
    return {**_fact(measure, "north"), "verdict": verdict, "centre": 5.0}


@pytest.fixture
def part(cut_for: CutFor, rows_of: RowsOf) -> Cut:
    facts = [_fact("revenue", "north"), _fact("orders", "north"), _fact("orders", "harbour"), _fact("growth", "north")]
    points = [_point("revenue"), _point("orders")]
    stated = {"finding_id": "f", "measure": "growth"}
    found = {"finding_id": "f", "team_id": "north", "owner_id": "boss"}
    return cut_for(
        "north",
        facts=rows_of("facts", *facts),
        signals=rows_of("signals", *points),
        findings=rows_of("findings", found),
        evidence=rows_of("evidence", stated),
    )


def test_a_frame_that_nothing_shows_keeps_its_columns_and_no_row(part: Cut) -> None:
    frames = limited(part, Reads(frozenset({"claims"}))).frames
    assert len(frames["claims"]) == len(part.frames["claims"]) > 0
    assert set(frames) == set(part.frames)
    for name in ("owed", "copies", "cases", "replies", "findings", "evidence", "mentions"):
        assert len(part.frames[name]) > 0 or name == "mentions"
        assert len(frames[name]) == 0
        assert list(frames[name].columns) == list(part.frames[name].columns)


def test_facts_and_charts_are_those_of_the_measures_that_are_shown(part: Cut) -> None:
    frames = limited(part, Reads(measures=frozenset({"orders"}))).frames
    assert frames["facts"]["measure"].tolist() == ["orders", "orders"]
    assert frames["signals"]["measure"].tolist() == ["orders"]


def test_what_changed_is_told_of_the_figures_that_are_shown(part: Cut, rows_of: RowsOf) -> None:
    changed = rows_of("changes", {"measure": "orders"}, {"measure": "revenue"})
    told = replace(part, frames={**part.frames, "changes": changed})
    shown = limited(told, Reads(frozenset({"changes"}), frozenset({"orders"}))).frames
    assert shown["changes"]["measure"].tolist() == ["orders"]
    assert limited(told, Reads(measures=frozenset({"orders"}))).frames["changes"].empty


def test_what_a_finding_states_stays_with_it(part: Cut) -> None:
    frames = limited(part, Reads(frozenset({"findings", "evidence"}))).frames
    assert frames["facts"]["measure"].tolist() == ["growth"]


def test_all_that_a_list_of_charts_judges_stays_with_it(part: Cut) -> None:
    frames = limited(part, Reads(frozenset({"signals"}))).frames
    assert sorted(frames["facts"]["measure"]) == ["orders", "orders", "revenue"]


def test_that_charts_could_tell_is_known_without_what_they_tell(part: Cut) -> None:
    (point,) = limited(part, Reads()).frames["signals"].to_dict("records")
    assert point["verdict"] == "routine"
    assert pd.isna(point["value"])
    assert pd.isna(point["centre"])


def test_who_belongs_to_the_audience_is_known_without_their_numbers(part: Cut) -> None:
    frames = limited(part, Reads(members=True)).frames
    assert set(frames["facts"]["entity_id"]) == {"north", "harbour"}
    assert frames["facts"]["value"].isna().all()
    owed = frames["owed"]
    assert owed["person_id"].tolist() == part.frames["owed"]["person_id"].tolist()
    assert owed[["status", "reason", "submitted_at", "lateness_hours"]].isna().all(axis=None)


def test_names_are_given_of_those_of_whom_the_rows_still_speak(part: Cut) -> None:
    assert "Boss" in set(part.frames["people"]["name"])
    assert set(limited(part, Reads(frozenset({"findings"}))).frames["people"]["name"]) == {"Boss"}
    assert set(limited(part, Reads(frozenset({"copies"}))).frames["people"]["name"]) == {"Li"}
    assert len(limited(part, Reads()).frames["people"]) == 0


def test_to_limit_twice_is_to_limit_once(part: Cut) -> None:
    reads = Reads(frozenset({"claims"}), frozenset({"orders"}), members=True)
    once = limited(part, reads)
    for name, frame in limited(once, reads).frames.items():
        pd.testing.assert_frame_equal(frame, once.frames[name])
