"""What a user does on the first day, in the order in which it is done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import pytest

from reviewbook.schema import FRAMES

#: What a slice holds beside the frames: names, and the days of the calendar.
BESIDE = {"facts", "people", "teams", "products", "days"}


@pytest.fixture(scope="module")
def first(published_workbook: Any) -> dict[str, bytes]:
    """Give the archive after the first publication."""
    return published_workbook.published()


@pytest.fixture(scope="module")
def mine(published_workbook: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give a copy of what was published, for tests that do more than look at it."""
    copied = type(published_workbook)(tmp_path_factory.mktemp("mine") / "workbook")
    shutil.copytree(published_workbook.root, copied.root, ignore=shutil.ignore_patterns("runs"))
    return copied


def test_an_edition_holds_both_languages_as_html_and_pdf_and_its_record(first: dict[str, bytes]) -> None:
    edition = {name for name in first if name.startswith("weekly_review/2026-W47/company/1/")}
    assert {name.rpartition("/")[2] for name in edition} == {
        *(f"{name}.parquet" for name in BESIDE | set(FRAMES)),
        "edition.json",
        "slice.json",
        *(f"review.{language}.{kind}" for language in ("en", "zh") for kind in ("html", "pdf", "xlsx")),
    }


def test_the_index_of_everything_published_leads_to_it(first: dict[str, bytes]) -> None:
    assert "weekly_review/2026-W47/company/1/review.zh.html" in first["index.html"].decode()


def test_pulling_again_finds_nothing_new(workbook: Any) -> None:
    assert "sample: nothing new" in workbook.type("pull").stdout


def test_another_clone_publishes_the_same_bytes(new_workbook: Callable[..., Any], first: dict[str, bytes]) -> None:
    other = new_workbook(fresh=True)
    said = other.type("publish", "weekly", "2026-W47", "--audience", "east")
    assert said.returncode == 0, said.stderr
    assert "weekly_review 2026-W47: 1 published" in said.stdout
    assert said.stdout.rstrip().endswith("index.html")
    theirs = other.published()
    edition = [name for name in first if name.startswith("weekly_review/2026-W47/team-east/")]
    assert len(edition) > len(FRAMES)
    assert [name for name in edition if theirs.get(name) != first[name]] == []


def test_a_team_is_told_nothing_of_another(published_workbook: Any, first: dict[str, bytes]) -> None:
    with duckdb.connect(str(published_workbook.root / "output" / "warehouse.duckdb"), read_only=True) as warehouse:
        query = """
            SELECT DISTINCT p.name, m.team_id = 'east' OR t.parent_id IS NOT DISTINCT FROM 'east' AS ours
            FROM people p JOIN memberships m USING (person_id) JOIN teams t USING (team_id)
            WHERE m.known_to IS NULL AND p.known_to IS NULL AND t.known_to IS NULL
        """
        people = warehouse.sql(query).df()
    ours = set(people[people["ours"]]["name"])
    others = sorted(set(people["name"]) - ours)
    page = first["weekly_review/2026-W47/team-east/1/review.zh.html"].decode()
    assert any(name in page for name in ours)
    assert len(others) > 3
    assert [name for name in others if name in page] == []
    facts = pd.read_parquet(published_workbook.archive / "weekly_review/2026-W47/team-east/1/facts.parquet")
    assert set(facts[facts["entity_kind"] != "person"]["entity_id"]) == {"east", "east-1", "east-2"}


def test_a_failing_notebook_leaves_the_last_edition_and_its_own_evidence(mine: Any) -> None:
    before = mine.published()
    notebook = mine.root / "notebooks" / "weekly_review.ipynb"
    whole = notebook.read_text("utf-8")
    cells = json.loads(whole)
    cells["cells"][-1]["source"] = ["tables.no_such_table(review)"]
    notebook.write_text(json.dumps(cells), "utf-8")
    said = mine.type("publish", "weekly", "2026-W47", "--audience", "company")
    notebook.write_text(whole, "utf-8")
    assert said.returncode == 1
    number = len(cells["cells"]) + 1  # papermill puts one more in
    assert f"weekly_review.ipynb, cell {number} (tables.no_such_table(review)): AttributeError" in said.stdout
    assert mine.published() == before
    kept = sorted((mine.root / "output" / "runs").glob("*/notebooks/company.zh.ipynb"))[-1]
    assert "no_such_table" in kept.read_text("utf-8")
    assert str(kept) in said.stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (
            ("publish", "weekly", "2026-W54"),
            2,
            "'2026-W54' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53.",
        ),
        (("publish", "weakly"), 2, "'weakly' is neither a review nor a period. Did you mean 'weekly'?"),
        (("publish", "weekly", "2026-W48"), 3, "its cut-off is 2026-11-30 09:00, and the sources were last pulled"),
        (("publish", "weekly", "--audience", "0012"), 2, "'0012' is neither a team nor a person"),
        (("pull", "sampel"), 2, "there is no source 'sampel' in sources.yaml. Did you mean 'sample'?"),
        (("--company", "acme", "status"), 2, "Known companies: adventureworks, kubernetes."),
    ],
)
def test_what_cannot_be_is_refused_in_words(workbook: Any, words: tuple[str, ...], code: int, told: str) -> None:
    said = workbook.type(*words)
    assert told in said.stderr
    assert said.returncode == code
    assert "Traceback" not in said.stderr


def test_status_check_and_doctor_say_that_all_is_well(mine: Any) -> None:
    assert "weekly_review 2026-W47 company: edition 1" in mine.type("status").stdout
    assert mine.type("check").returncode == 0
    assert mine.type("doctor").returncode == 0
