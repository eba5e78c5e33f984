"""Where a workbook begins, and which folders belong to which of its companies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.errors import ParamsError
from reviewbook.places import Places, slug, unslug


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Lay out a workbook with two companies: its own and ``acme``."""
    for folder in ("params", "params/acme", "notebooks/drafts"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("params/company.yaml", "params/acme/company.yaml"):
        (tmp_path / file).touch()
    return tmp_path


@pytest.mark.parametrize("start", [".", "notebooks", "notebooks/drafts", "params/acme"])
def test_a_workbook_is_found_from_any_folder_in_it(workbook, start):
    assert Places.find(workbook / start) == Places(workbook.resolve())


def test_the_folders_of_its_own_company(workbook):
    places = Places(workbook)
    shown = {name: getattr(places, name).relative_to(workbook).as_posix() for name in (
        "params", "notebooks", "output", "snapshots", "warehouse", "runs", "published"
    )}  # fmt: skip
    assert shown == {
        "params": "params",
        "notebooks": "notebooks",
        "output": "output",
        "snapshots": "output/snapshots",
        "warehouse": "output/warehouse.duckdb",
        "runs": "output/runs",
        "published": "output/published",
    }


def test_a_further_company_has_its_own_params_and_output_and_the_same_notebooks(workbook):
    own, acme = Places.find(workbook), Places.find(workbook, "acme")
    assert acme.params == own.params / "acme"
    assert acme.output == own.output / "acme"
    assert acme.warehouse.parent == acme.output
    assert acme.notebooks == own.notebooks


def test_a_folder_outside_of_any_workbook_is_told_what_one_is(tmp_path):
    with pytest.raises(ParamsError) as refusal:
        Places.find(tmp_path)
    assert str(refusal.value) == (
        f"{tmp_path}: no workbook here nor in a folder above. A workbook is a folder with params/company.yaml. "
        "Change into it, or name it with --workbook."
    )


def test_an_unknown_company_is_told_the_known_ones(workbook):
    with pytest.raises(ParamsError) as refusal:
        Places.find(workbook, "acne")
    missing = workbook.resolve() / "params" / "acne" / "company.yaml"
    assert str(refusal.value) == f"company 'acne': {missing} does not exist. Known companies: acme."


def test_a_workbook_of_one_company_says_so(workbook):
    (workbook / "params/acme/company.yaml").unlink()
    with pytest.raises(ParamsError, match="This workbook has one company only"):
        Places.find(workbook, "acme")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("E-1023_b", "E-1023_b"),
        ("华东", "华东"),
        ("../x", "~2E~2E~2Fx"),
        ("a b", "a~20b"),
        ("~2E", "~7E2E"),
        ("é\0", "~C3~A9~00"),
        ("con", "~63on"),
        ("LPT1", "~4CPT1"),
        ("console", "console"),
    ],
)
def test_an_id_becomes_a_plain_name(text: str, name: str) -> None:
    assert slug(text) == name
    assert unslug(name) == text


@given(st.text())
def test_any_id_can_be_read_back_and_names_no_other_place(text: str) -> None:
    name = slug(text)
    assert unslug(name) == text
    assert not set(name) & set('/\\:*?"<>|.\0 ')


def test_what_is_not_published_is_open_to_owner_and_group_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        places = Places(tmp_path)
        places.published.mkdir(parents=True)
        places.warehouse.write_bytes(b"")
        places.ledger.write_bytes(b"")
        places.keep_private()
    finally:
        os.umask(before)
    closed = [places.snapshots, places.derived, places.runs, places.notices, places.output / "outbox"]
    assert {oct(folder.stat().st_mode & 0o777) for folder in closed} == {"0o750"}
    assert {oct(file.stat().st_mode & 0o777) for file in (places.warehouse, places.ledger)} == {"0o640"}
    assert oct(places.published.stat().st_mode & 0o777) == "0o777"  # as whoever made it wanted
