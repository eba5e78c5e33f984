"""An edition holds what it takes to make it again: other params, no data and no source are needed."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from reviewbook import __version__

EDITION = "daily_brief/2026-11-23/team-east/1"


@pytest.fixture
def moved(published_workbook: Any, tmp_path: Path) -> Any:
    """Give the archive in a workbook that has forgotten its params and its data."""
    shutil.copytree(published_workbook.archive, tmp_path / "output" / "published")
    shutil.copytree(published_workbook.root / "notebooks", tmp_path / "notebooks")
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "company.yaml").write_text("# nothing is read from here\n", "utf-8")
    return type(published_workbook)(tmp_path)


def spoil(file: Path, text: str) -> None:
    """Change a file that nobody may change."""
    file.chmod(file.stat().st_mode | stat.S_IWUSR)
    file.write_bytes(file.read_bytes() + text.encode())


def test_it_has_the_same_bytes_without_params_and_without_data(moved: Any) -> None:
    said = moved.type("rebuild", EDITION.removesuffix("/1"))
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.splitlines()[:-1] == [
        f"review.{language}.{kind}: the same bytes" for language in ("en", "zh") for kind in ("html", "pdf", "xlsx")
    ]
    assert said.stdout.splitlines()[-1].startswith(f"{EDITION}: 6 of 6 the same; see ")


def test_other_code_is_told_apart_before_anything_is_made(moved: Any) -> None:
    spoil(moved.root / "notebooks" / "daily_brief.ipynb", "\n")
    said = moved.type("rebuild", EDITION)
    assert said.returncode == 1
    assert said.stderr.startswith(f"{EDITION}: it was made by reviewbook {__version__}, code ")
    assert f"Here is {__version__}, code " in said.stderr
    assert said.stderr.rstrip().endswith("Check that version out, then type it again.")
    assert not (moved.root / "output" / "runs").exists()


def test_what_is_no_longer_what_was_published_is_told_and_not_made_again(moved: Any) -> None:
    assert moved.type("verify").stdout == "7 editions looked at, no differences.\n"
    spoil(moved.archive / EDITION / "facts.parquet", " ")
    (moved.archive / EDITION).chmod(0o755)
    shutil.rmtree(moved.archive / EDITION.replace("daily_brief/2026-11-23", "weekly_review/2026-W47"))
    verified = moved.type("verify")
    assert verified.returncode == 1
    assert verified.stderr.startswith(f"{EDITION}: facts.parquet: it has ")
    assert moved.type("rebuild", EDITION).stderr.rstrip().endswith("Restore it from a copy.")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("daily_brief", "edition 'daily_brief': it is not the address of an edition. Write it like "),
        ("daily_brief/2026-11-23/../1", "edition 'daily_brief/2026-11-23/../1': it is not the address"),
        ("weekly/2026-W47/company", "'weekly'. Did you mean 'weekly_review'?"),
        ("weekly_review/2026-W47/company/9", "weekly_review/2026-W47/company holds no '9'"),
    ],
)
def test_an_edition_that_is_not_there_is_refused_with_what_is_near(moved: Any, named: str, said: str) -> None:
    refused = moved.type("verify", named)
    assert refused.returncode == 1
    assert said in refused.stderr
