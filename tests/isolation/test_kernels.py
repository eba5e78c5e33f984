"""The kernel of a scheduled run opens its slice and nothing else that the company keeps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from reviewbook.kernels import execute

WATCH = """\
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
"""
OPEN = """\
from pathlib import Path
from reviewbook import open_review, tables
root = Path.cwd().parent
review = open_review("weekly_review", period="2026-W47", audience="east", language="en", run="now")
shown = [tables.headline(review), tables.findings(review), tables.owed_rows(review), tables.definitions(review)]
"""
TELL = """\
import json
below = sorted({str(Path(one).relative_to(root)) for one in opened if one.startswith(str(root))})
print(json.dumps({"opened": below, "rows": len(shown[2].rows)}))
"""


@pytest.fixture
def bare(published_workbook: Any, tmp_path: Path) -> Path:
    """Give a workbook that has nothing but a slice for east: no params but the mark, no warehouse, no source."""
    slices = (published_workbook.root / "output" / "runs").glob("*/slices/weekly_review/2026-W47/east")
    run = tmp_path / "output" / "runs" / "now" / "slices" / "weekly_review" / "2026-W47"
    shutil.copytree(next(slices), run / "east")
    shutil.copytree(run / "east", run / "south")
    for file in (run / "south").iterdir():
        file.write_bytes(b"nobody's")
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "company.yaml").write_text("{ this cannot be read", "utf-8")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def _run(bare: Path, *cells: str) -> dict[str, Any]:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(cells)]
    path = bare / "notebooks" / "probe.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), path)
    executed = execute(path, {}, bare / "evidence.ipynb")
    told: dict[str, Any] = json.loads(executed.cells[-1].outputs[-1]["text"])
    return told


def test_a_kernel_needs_and_opens_nothing_but_its_slice(bare: Path) -> None:
    told = _run(bare, WATCH, OPEN, TELL)
    assert told["rows"] > 0
    own = "output/runs/now/slices/weekly_review/2026-W47/east"
    assert f"{own}/slice.json" in told["opened"]
    assert [name for name in told["opened"] if not name.startswith(own)] == []


def test_a_kernel_that_looked_elsewhere_would_be_seen(bare: Path) -> None:
    told = _run(bare, WATCH, OPEN, 'open(root / "params" / "company.yaml").close()', TELL)
    assert "params/company.yaml" in told["opened"]
