"""What a user does on the first day, in the order in which it is done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from reviewbook.schema import FRAMES
from reviewbook.schema.changed import CHANGED

#: What a slice holds beside the frames: names, and the days of the calendar.
BESIDE = {"facts", "people", "teams", "products", "days"}
#: Frames of an edition beside a former one; a measurement has none.
LATER = {table.name for table in CHANGED}
WEEK = ("publish", "weekly", "2026-W47", "--audience", "company", "--audience", "east-1")


@pytest.fixture(scope="module")
def first(workbook: Any) -> dict[str, bytes]:
    """Give the archive after the first publication."""
    said = workbook.type(*WEEK)
    assert said.returncode == 0, said.stderr
    assert "weekly_review 2026-W47: 2 published" in said.stdout
    assert said.stdout.rstrip().endswith("index.html")
    return workbook.published()


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


def test_publishing_again_changes_no_byte_and_says_so(workbook: Any, first: dict[str, bytes]) -> None:
    said = workbook.type(*WEEK)
    assert said.returncode == 0
    assert "weekly_review 2026-W47: 2 unchanged and left as they are" in said.stdout
    assert workbook.published() == first


def test_pulling_again_finds_nothing_new(workbook: Any) -> None:
    assert "sample: nothing new" in workbook.type("pull").stdout


def test_another_clone_publishes_the_same_bytes(new_workbook: Callable[[], Any], first: dict[str, bytes]) -> None:
    other = new_workbook()
    assert other.type("publish", "weekly", "2026-W47", "--audience", "east-1").returncode == 0
    theirs = other.published()
    edition = [name for name in first if name.startswith("weekly_review/2026-W47/team-east-1/")]
    assert len(edition) > len(FRAMES)
    assert [name for name in edition if theirs.get(name) != first[name]] == []


def test_a_team_is_told_nothing_of_another(workbook: Any, first: dict[str, bytes]) -> None:
    with duckdb.connect(str(workbook.root / "output" / "warehouse.duckdb"), read_only=True) as warehouse:
        query = """
            SELECT DISTINCT p.name, m.team_id = 'east-1' AS ours
            FROM people p JOIN memberships m USING (person_id) WHERE m.known_to IS NULL AND p.known_to IS NULL
        """
        people = warehouse.sql(query).df()
    ours = set(people[people["ours"]]["name"])
    others = sorted(set(people["name"]) - ours)
    page = first["weekly_review/2026-W47/team-east-1/1/review.zh.html"].decode()
    assert any(name in page for name in ours)
    assert [name for name in others if name in page] == []
    facts = pd.read_parquet(workbook.root / "output/published/weekly_review/2026-W47/team-east-1/1/facts.parquet")
    assert set(facts[facts["entity_kind"] != "person"]["entity_id"]) == {"east-1"}


def test_a_failing_notebook_leaves_the_last_edition_and_its_own_evidence(
    published_workbook: Any, tmp_path: Path
) -> None:
    broken = type(published_workbook)(tmp_path / "workbook")
    shutil.copytree(published_workbook.root, broken.root, ignore=shutil.ignore_patterns("runs"))
    before = broken.published()
    notebook = broken.root / "notebooks" / "weekly_review.ipynb"
    cells = json.loads(notebook.read_text("utf-8"))
    cells["cells"][-1]["source"] = ["tables.no_such_table(review)"]
    notebook.write_text(json.dumps(cells), "utf-8")
    said = broken.type(*WEEK[:-2])
    assert said.returncode == 1
    number = len(cells["cells"]) + 1  # papermill puts one more in
    assert f"weekly_review.ipynb, cell {number} (tables.no_such_table(review)): AttributeError" in said.stdout
    assert broken.published() == before
    kept = sorted((broken.root / "output" / "runs").glob("*/notebooks/company.zh.ipynb"))[-1]
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


def test_facts_are_written_as_parquet_and_csv(workbook: Any, tmp_path: Path) -> None:
    assert workbook.type("measure", "weekly", "2026-W47", "--out", str(tmp_path)).returncode == 0
    facts = pd.read_parquet(tmp_path / "facts.parquet")
    written = pd.read_csv(tmp_path / "facts.csv")
    assert list(written.columns) == list(facts.columns)
    assert len(written) == len(facts) > 1000
    frames = {file.stem for file in tmp_path.glob("*.parquet")}
    assert frames == {"facts", *FRAMES} - LATER


def test_status_check_and_doctor_say_that_all_is_well(workbook: Any, first: dict[str, bytes]) -> None:
    assert "weekly_review 2026-W47 company: edition 1" in workbook.type("status").stdout
    assert workbook.type("check").returncode == 0
    assert workbook.type("doctor").returncode == 0
