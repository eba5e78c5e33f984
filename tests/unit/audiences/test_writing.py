"""A slice goes to its notebook through files, and stays with its edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reviewbook import audiences
from reviewbook.audiences import Cut
from reviewbook.errors import MissingData
from reviewbook.params.loading import Params, load
from reviewbook.params.rulebook import Rulebook
from reviewbook.places import Places
from reviewbook.schema import FRAMES

CutFor = Callable[..., Cut]


@pytest.fixture(scope="module")
def params(root: Path) -> Params:
    return load(Places(root))


@pytest.fixture(scope="module")
def rules(params: Params) -> Rulebook:
    return Rulebook.of(params, params.publication("weekly_review"))


def test_what_was_written_is_read_back_and_has_the_same_checksum_again(
    cut_for: CutFor, rules: Rulebook, tmp_path: Path
) -> None:
    part = cut_for("north")
    audiences.write(part, rules, tmp_path / "a")
    audiences.write(part, rules, tmp_path / "b")
    again = audiences.read(tmp_path / "a")
    assert audiences.checksum(part) == audiences.checksum(cut_for("north"))
    assert {f.name: f.read_bytes() for f in (tmp_path / "a").iterdir()} == {
        f.name: f.read_bytes() for f in (tmp_path / "b").iterdir()
    }
    assert (again.audience, again.period, again.as_of, again.publication) == (
        part.audience,
        part.period,
        part.as_of,
        "weekly_review",
    )
    assert list(again.frames["facts"]["entity_id"]) == list(part.frames["facts"]["entity_id"])


def test_the_params_it_is_printed_with_come_back_as_they_were(cut_for: CutFor, rules: Rulebook, tmp_path: Path) -> None:
    audiences.write(cut_for("north"), rules, tmp_path)
    assert audiences.read_rules(tmp_path) == rules
    assert audiences.read_rules(tmp_path).digest == rules.digest


def test_one_changed_figure_changes_the_checksum(cut_for: CutFor) -> None:
    part = cut_for("north")
    before = audiences.checksum(part)
    part.frames["facts"].loc[0, "value"] = 1.0
    assert audiences.checksum(part) != before


@pytest.mark.parametrize("frame", ["changes", "arrivals", "origins", "rejected", "refusals"])
def test_what_tells_of_the_edition_before_or_of_a_later_pull_makes_no_other_edition(
    cut_for: CutFor, frame: str
) -> None:
    part = cut_for("north")
    frames = {**part.frames, frame: pd.DataFrame({"pulled_at": ["later"]})}
    assert audiences.checksum(replace(part, frames=frames)) == audiences.checksum(part)


@pytest.mark.parametrize(
    ("changes", "other"),
    [
        ({"outcome": "withheld"}, True),
        ({"despite": "we know"}, True),
        ({"outcome": "passed"}, True),
        ({"found": "2"}, False),
    ],
)
def test_what_the_gate_finds_wrong_makes_another_edition_and_the_age_of_the_pull_does_not(
    cut_for: CutFor, changes: dict[str, str], other: bool
) -> None:
    part = cut_for("north")
    row = dict.fromkeys(FRAMES["gate"].names, "one") | {"outcome": "caveat"}
    one, two = (replace(part, frames={**part.frames, "gate": pd.DataFrame([r])}) for r in (row, {**row, **changes}))
    assert (audiences.checksum(one) != audiences.checksum(two)) is other


def test_that_a_rule_could_be_asked_at_last_and_is_met_makes_no_other_edition(cut_for: CutFor) -> None:
    part = cut_for("north")
    row = dict.fromkeys(FRAMES["gate"].names, "one")
    rows = [{**row, "outcome": "not_applicable"}, {**row, "outcome": "passed"}]
    one, two = (replace(part, frames={**part.frames, "gate": pd.DataFrame(r)}) for r in (rows[:1], rows))
    assert audiences.checksum(one) == audiences.checksum(two)


def test_one_changed_rule_changes_the_digest_and_nothing_else_does(params: Params, rules: Rulebook) -> None:
    assert Rulebook.of(params, params.publication("weekly_review")).digest == rules.digest
    market = params.market.model_copy(update={"competitors": ()})
    assert rules.model_copy(update={"market": market}).digest != rules.digest


@pytest.mark.parametrize("evil", ["../../published", "..", "/etc", "a/b", "con", "\0"])
def test_no_id_takes_a_slice_out_of_its_period(evil: str, tmp_path: Path) -> None:
    folder = audiences.folder(tmp_path, "weekly_review", "2026-W47", evil)
    assert folder.parent == tmp_path / "slices" / "weekly_review" / "2026-W47"
    assert folder.name not in (evil, ".", "..")


def test_a_folder_without_a_slice_is_told_apart_and_refused_in_words(tmp_path: Path) -> None:
    assert not audiences.holds(tmp_path)
    for read in (audiences.read, audiences.read_rules):
        with pytest.raises(MissingData) as refused:
            read(tmp_path)
        assert str(refused.value) == (
            f"{tmp_path}: it does not hold what it was made from: it was published by an earlier version. "
            "Publish the period again: the next edition holds it."
        )
