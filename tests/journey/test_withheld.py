"""The gate on the command line: withheld with a notice, told loudly, and let out only with a reason."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

DAILY = ("publish", "daily", "--audience", "east")
NOTICE = "output/notices/daily_brief-2026-11-23-team-east.txt"

#: This company withholds its reviews even where nobody is unknown.
STRICT = """\
checks:
  - name: unknown_people
    what: {zh: 有不认识的人吗？, en: Is anybody unknown?}
    reason: {zh: 试验, en: a trial}
    owner: Li of sales operations
    caveat: 0
    withheld: 0
"""


@pytest.fixture
def strict(published_workbook: Any, tmp_path: Path) -> Any:
    """Give the small company's workbook, in which today's brief is published and the gate is strict from now on."""
    folder = tmp_path / "workbook"
    shutil.copytree(published_workbook.root, folder, ignore=shutil.ignore_patterns("runs"))
    (folder / "params" / "checks.yaml").write_text(STRICT, "utf-8")
    return type(published_workbook)(folder)


def test_nothing_goes_out_until_somebody_answers_for_it(strict: Any) -> None:
    before = strict.published()
    said = strict.type(*DAILY)
    assert said.returncode == 4, said.stdout + said.stderr
    assert "daily_brief 2026-11-23: 1 withheld" in said.stdout
    assert "  east: withheld: " in said.stdout
    assert f"  east: what to do stands in {strict.root / NOTICE}" in said.stdout
    assert strict.published() == before
    notice = (strict.root / NOTICE).read_text("utf-8")
    assert "Li of sales operations" in notice
    assert "有不认识的人吗？" in notice
    assert "Is anybody unknown?" in notice

    said = strict.type(*DAILY, "--despite", "the cash desk was closed for stock-taking")
    assert said.returncode == 0, said.stdout + said.stderr
    assert not (strict.root / NOTICE).exists()
    page = (strict.archive / "daily_brief/2026-11-23/team-east/2/review.en.html").read_text("utf-8")
    assert "the cash desk was closed for stock-taking" in page.split("</section>", 1)[0]
