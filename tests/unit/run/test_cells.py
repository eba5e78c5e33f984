"""What a cell reads stands in the code of what it calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewbook import figures, tables
from reviewbook.audiences import Reads
from reviewbook.document import code_of
from reviewbook.errors import ParamsError
from reviewbook.params.recipients import Sections
from reviewbook.run.cells import calls, reads

MEASURES = frozenset(
    {"revenue", "target", "attainment", "bridge_volume", "bridge_new", "satisfaction_score", "complaints"}
)


def test_a_cell_that_shows_something_says_what_it_calls() -> None:
    source = 'tables.headline(review)\nfigures.pace(review, shown="all")'
    assert calls(source, "cell 1") == [("tables", "headline"), ("figures", "pace")]


@pytest.mark.parametrize(
    "source",
    [
        "review.facts",
        "x = tables.headline(review)",
        "tables.headline(review).tiles",
        "tables.headline(other)",
        "tables.headline(review, review.frames)",
        "print(1)",
        "import os",
    ],
)
def test_a_cell_that_does_more_is_refused_since_nobody_knows_what_it_reads(source: str) -> None:
    with pytest.raises(ParamsError) as refusal:
        calls(source, "weekly_review.ipynb, cell 7")
    assert str(refusal.value) == (
        "weekly_review.ipynb, cell 7: does more than show a function of tables or figures, so that it is not known "
        "what it reads. Sections can be chosen where every cell is like tables.headline(review). "
        "Make a function of it, or give this review with all its sections."
    )


@pytest.mark.parametrize(
    ("room", "name", "read"),
    [
        ("tables", "claim_rows", Reads(frozenset({"claims"}))),
        ("tables", "voluntary", Reads(frozenset({"voluntary"}))),
        # by the start of a name; and whoever is compared must be known to be there
        ("figures", "bridge", Reads(measures=frozenset({"revenue", "bridge_volume", "bridge_new"}))),
        # the decorator asks whether there is anything to say of customers
        ("tables", "open_complaints", Reads(frozenset({"cases"}), frozenset({"satisfaction_score", "complaints"}))),
        ("figures", "attainment_courses", Reads(frozenset(), frozenset({"attainment"}), members=True)),
        ("tables", "own_numbers", Reads(measures=MEASURES)),
    ],
)
def test_what_a_function_reads_is_in_its_code_and_in_that_of_all_it_calls(room: str, name: str, read: Reads) -> None:
    assert reads(room, name, MEASURES) == read


def test_a_function_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(ParamsError, match=r"tables.headlines: there is no such function. Did you mean 'headline'\?"):
        reads("tables", "headlines", MEASURES)


def test_sections_can_be_chosen_in_every_review_of_the_workbook(root: Path) -> None:
    found = 0
    for path in sorted((root / "notebooks").glob("*_review.ipynb")):
        notebook = json.loads(path.read_text("utf-8"))
        for number, source in code_of(notebook, Sections(without=("nothing",))):
            for room, name in calls(source, f"{path.name}, cell {number}"):
                assert name in {"tables": tables, "figures": figures}[room].__all__
                found += 1
    assert found > 100
