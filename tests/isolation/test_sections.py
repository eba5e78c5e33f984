"""Sections that somebody is not given: their rows do not lie in the edition, and what is shown stays the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reviewbook import audiences, figures, tables
from reviewbook.audiences import Cut, limited
from reviewbook.document import section_names
from reviewbook.errors import ParamsError
from reviewbook.params.loading import load
from reviewbook.params.recipients import Sections
from reviewbook.places import Places
from reviewbook.run import checking, chosen
from reviewbook.run.cells import reads
from reviewbook.slices import Slice

#: It explains whatever numbers lie in the slice, and so explains fewer.
_OF_WHATEVER_IS_THERE = {"definitions"}


def _shown(show: Callable[[Slice], Any], review: Slice) -> Any:
    block = show(review)
    return None if block is None else block.to_json()


@pytest.mark.parametrize(
    ("edition", "room"),
    [
        ("monthly_review/2026-10/company/1", "figures"),
        ("weekly_review/2026-W47/team-east/1", "tables"),
        ("rep_review/2026-10/person-p009/1", "tables"),
    ],
)
def test_each_function_shows_the_same_of_what_it_reads_alone(edition: str, room: str, site: Path) -> None:
    whole, rules = audiences.read(site / edition), audiences.read_rules(site / edition)
    module = {"tables": tables, "figures": figures}[room]
    differ = []
    for name in sorted(set(module.__all__) - _OF_WHATEVER_IS_THERE):
        show = getattr(module, name)
        alone = limited(whole, reads(room, name, frozenset(rules.measures)))
        if _shown(show, audiences.opened(whole, rules, "en", Slice)) != _shown(
            show, audiences.opened(alone, rules, "en", Slice)
        ):
            differ.append(name)
    assert differ == []


@pytest.fixture
def workbook_of(published_workbook: Any, tmp_path: Path) -> Callable[[str], Places]:
    """Give a workbook whose weekly review goes to some audiences; its warehouse is that of the shared one."""

    def laid_out(given: str) -> Places:
        for folder in ("params", "notebooks"):
            (tmp_path / folder).mkdir()
            for file in (published_workbook.root / folder).iterdir():
                if file.is_file():
                    (tmp_path / folder / file.name).write_bytes(file.read_bytes())
        path = tmp_path / "params" / "publications.yaml"
        text = path.read_text("utf-8")
        head, _, tail = text.partition("  - name: weekly_review")
        path.write_text(head + "  - name: weekly_review" + tail.replace("[company, teams]", given, 1), "utf-8")
        (tmp_path / "output").mkdir()
        (tmp_path / "output" / "warehouse.duckdb").symlink_to(published_workbook.root / "output" / "warehouse.duckdb")
        return Places(tmp_path)

    return laid_out


def test_unknown_readers_and_sections_are_refused_at_once_before_anything_is_derived(
    workbook_of: Callable[[str], Places],
) -> None:
    places = workbook_of("[{to: eats, languages: [en]}, {to: east, without: [are-we-on-targets]}, nobody]")
    params = load(places)
    with pytest.raises(ParamsError) as refusal:
        chosen.refuse_unknown(places, params, params.publication("weekly_review"))
    said = sorted(str(refusal.value).splitlines())
    line = 1 + (places.params / "publications.yaml").read_text("utf-8").splitlines().index(
        "    audiences: [{to: eats, languages: [en]}, {to: east, without: [are-we-on-targets]}, nobody]"
    )
    where = f"params/publications.yaml:{line}: publications[1].audiences"
    assert said[0] == f"{where}[0]: 'eats' is neither a team nor a person. Did you mean 'east'?"
    assert said[1] == (
        f"{where}[1].without[0]: 'are-we-on-targets' is not a section of weekly_review.ipynb. "
        "Did you mean 'are-we-on-target'?"
    )
    assert said[2].startswith(f"{where}[2]: 'nobody' is neither a team nor a person.")
    told = [str(problem) for problem in checking.problems(places)]
    assert set(said) <= set(told)
    with pytest.raises(ParamsError, match="audience: 'p99' is neither a team nor a person"):
        chosen.refuse_unknown(places, params, params.publication("monthly_review"), ["p99"])
    chosen.refuse_unknown(places, params, params.publication("monthly_review"))


def test_a_notebook_that_does_more_than_show_functions_can_only_be_given_whole(
    workbook_of: Callable[[str], Places],
) -> None:
    places = workbook_of("[{to: east, without: [are-we-on-target]}]")
    path = places.notebooks / "weekly_review.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": "review.facts"})
    path.write_text(json.dumps(notebook), "utf-8")
    params = load(places)
    with pytest.raises(ParamsError, match=r"weekly_review.ipynb, cell \d+: does more than show a function"):
        chosen.refuse_unknown(places, params, params.publication("weekly_review"))


def test_what_only_a_section_that_is_left_out_shows_does_not_lie_in_the_slice(site: Path, root: Path) -> None:
    whole = audiences.read(site / "weekly_review/2026-W47/team-east/1")
    measures = audiences.read_rules(site / "weekly_review/2026-W47/team-east/1").measures
    path = root / "notebooks" / "weekly_review.ipynb"
    names = section_names(json.loads(path.read_text("utf-8")))
    told = [name for name in names if "report" in name or name.startswith(("which-rows", "which-changes"))]
    part = limited_to(whole, path, Sections(without=tuple(told)), measures)
    for frame in ("claims", "copies", "checks"):
        assert len(whole.frames[frame]) > 0
        assert len(part.frames[frame]) == 0, frame
    assert "accuracy_rate" in set(whole.frames["facts"]["measure"])
    assert "accuracy_rate" not in set(whole.frames["evidence"]["measure"])
    assert "accuracy_rate" not in set(part.frames["facts"]["measure"])
    assert "revenue" in set(part.frames["facts"]["measure"])
    assert chosen.limited(whole, path, Sections(), measures) is whole


def limited_to(whole: Cut, path: Path, sections: Sections, measures: Any) -> Cut:
    """Give what some sections show, and make sure that nothing was added."""
    part = chosen.limited(whole, path, sections, set(measures))
    for name, frame in part.frames.items():
        assert len(frame) <= len(whole.frames[name]), name
        assert isinstance(frame, pd.DataFrame)
    return part
