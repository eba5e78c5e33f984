"""What the kernels of more than fifty audiences are given: every frame and all params, searched for strangers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reviewbook import audiences
from reviewbook.audiences import Cut, Derived
from reviewbook.schema import FACTS, FRAMES

REVIEW, PERIOD = "weekly_review", "2026-W47"

#: Frames that name nobody, or hold nothing of others in this company.
_OF_NOBODY = {"origins", "refusals", "days", "products", "discipline"}


@dataclass(frozen=True)
class Search:
    """A run, and the search of a part of it for what its audience may not read."""

    company: Any
    derived: Derived
    may_read: Callable[..., Any]

    def readers(self) -> list[str]:
        """Give the id of every team and everybody."""
        return [*self.derived.frames["teams"]["team_id"], *self.derived.frames["people"]["person_id"]]

    def cut(self, name: str) -> Cut:
        return audiences.cut(self.derived, audiences.audience(name, self.derived, "Yunling"))

    def found(self, part: Cut, *names: str) -> dict[str, set[str]]:
        """Give what each frame of a part, or some of them, and the params tell of strangers."""
        derived, who = self.derived, part.audience
        first = derived.period.shift(-derived.publication.history).start_on
        may = self.may_read(self.company.tables, who, first, derived.period)
        frames = {name: part.frames[name] for name in names or part.frames}
        others = self._numbers_of_others(may)
        found = {name: may.strangers(_texts(frame)) | (_numbers(frame) & others) for name, frame in frames.items()}
        rules = audiences.rulebook(self.company.params, derived, who).plain()
        found["slice.json"] = may.strangers(json.dumps(rules, ensure_ascii=False))
        return {name: strangers for name, strangers in found.items() if strangers}

    def _numbers_of_others(self, may: Any) -> set[float]:
        """Give the revenue and targets of teams, people and the company, but for those whom the audience sees."""
        keys = list(zip(self._money["entity_kind"], self._money["entity_id"], strict=True))
        mine = np.array([key in may.counted for key in keys])
        lines = self._lines[self._lines["person_id"].isin(may.people)]["amount"]  # one order alone may be as much
        own = _numbers(self._money[mine]) | set(lines.round(2))
        return {one for one in _numbers(self._money[~mine]) - own if abs(one) >= 1000 and one != round(one)}

    @cached_property
    def _money(self) -> pd.DataFrame:
        facts = self.derived.frames["facts"]
        told = facts["measure"].isin(["revenue", "target"]) & facts["entity_kind"].isin(["company", "team", "person"])
        return facts[told]

    @cached_property
    def _lines(self) -> pd.DataFrame:
        orders = self.company.tables["orders"]
        return orders.assign(amount=orders["amount"].astype("float"))


def _texts(frame: pd.DataFrame) -> str:
    words = frame.select_dtypes(exclude=["number", "datetime", "datetimetz", "bool"])
    return "\n".join(str(text) for column in words for text in words[column].unique() if pd.notna(text))


def _numbers(frame: pd.DataFrame) -> set[float]:
    numbers = frame.select_dtypes("float").to_numpy().ravel()
    return set(np.round(numbers[~np.isnan(numbers)], 2))


@pytest.fixture(scope="module")
def search(company: Any, may_read: Callable[..., Any]) -> Search:
    return Search(company, company.derived(REVIEW, PERIOD), may_read)


def test_no_slice_of_more_than_fifty_holds_an_id_a_name_a_text_or_an_amount_of_others(search: Search) -> None:
    readers = search.readers()
    assert len(readers) > 50
    leaks = {}
    for name in readers:
        part = search.cut(name)
        assert set(part.frames) == {*FRAMES, "facts", "people", "teams", "products", "days"}
        if found := search.found(part):
            leaks[name] = found
    assert leaks == {}


def test_a_frame_that_is_not_cut_is_found_for_a_team_and_for_a_person(search: Search) -> None:
    full = {
        name for name, frame in search.derived.frames.items() if len(frame) and name in {*FRAMES, "facts", "people"}
    }
    assert len(full - _OF_NOBODY) > 20
    for reader in ("east-1", "p040"):
        part = search.cut(reader)
        leaking = {frame: replace(part, frames={**part.frames, frame: search.derived.frames[frame]}) for frame in full}
        missed = [frame for frame in sorted(full - _OF_NOBODY) if not search.found(leaking[frame], frame)]
        assert missed == [], reader


def test_an_amount_of_another_team_is_found_without_its_name(search: Search) -> None:
    part, facts = search.cut("east-1"), search.derived.frames["facts"]
    theirs = facts[(facts["entity_id"] == "south-1") & (facts["measure"] == "revenue")]
    nameless = pd.concat([part.frames["facts"], theirs.assign(entity_id="east-1")])
    leaking = replace(part, frames={**part.frames, "facts": nameless})
    assert set(search.found(leaking)) == {"facts"}


def test_params_that_are_not_cut_are_found(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    part = search.cut("east-2")
    assert search.found(part, "facts") == {}
    monkeypatch.setattr("reviewbook.audiences.rules.cut_templates", lambda templates, *_: templates)
    assert search.found(part, "facts") == {"slice.json": {"south", "east-1", "intl-2"}}


def test_a_rule_of_cutting_that_is_taken_away_is_found(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewbook.audiences.scope.Scope.mine", lambda _, rows: rows)
    assert {"owed", "claims", "deals", "findings"} <= set(search.found(search.cut("east-2")))


def test_every_frame_names_only_columns_of_the_contract(search: Search) -> None:
    part = search.cut("east-1")
    for name, table in {**FRAMES, "facts": FACTS}.items():
        assert set(part.frames[name]) <= set(table.names), name
