"""One notebook of many dies or hangs: the others are published, and the failure is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewbook.cli.app import now
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.run import orders, publishing

#: What happens in the notebook of one audience, and what is told of it.
ENDS = {
    "killed": ("__import__('os').kill(__import__('os').getpid(), 9)", "its kernel failed: Kernel died"),
    "hanging": (
        "__import__('threading').Event().wait()",
        "the notebook was not done after 60 seconds, and was stopped here",
    ),
    "memory": (
        "__import__('resource').setrlimit(9, (1 << 33, 1 << 33)) or bytearray(1 << 34)",
        "MemoryError",
    ),
}


@pytest.fixture(scope="module")
def small(published_workbook: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the small company of which nothing was published."""
    folder = tmp_path_factory.mktemp("many") / "workbook"
    shutil.copytree(published_workbook.root, folder, symlinks=True, ignore=shutil.ignore_patterns("published", "runs"))
    return folder


@pytest.mark.parametrize("end", ENDS)
def test_the_others_are_published_and_the_one_is_told(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str, spoilt: Callable[[Path, str], None]
) -> None:
    root = tmp_path / "workbook"
    shutil.copytree(small, root, symlinks=True)
    spoilt(root / "notebooks" / "daily_brief.ipynb", ENDS[end][0])
    monkeypatch.chdir(root)
    places = Places.find(root)
    params = load(places)
    (order,) = orders.by_audience(
        places, params, orders.orders(places, params, ["daily"], now(), ""), ["east", "south"]
    )
    options = publishing.Options(workers=2, seconds=60)
    outcome = publishing.publish(places, params, order, options, now)
    assert list(outcome.failures) == ["east"]
    assert ENDS[end][1] in outcome.failures["east"]
    assert [edition.record.audience.id for edition in outcome.editions] == ["south"]
    told = "\n".join(outcome.lines())
    assert "1 published, 1 failed" in told
    events = [json.loads(line) for line in (outcome.evidence / "log.jsonl").read_text("utf-8").splitlines()]
    assert [one["kind"] for one in events if one["event"] == "kernels"] == ["warm"]


@pytest.fixture
def spoilt() -> Callable[[Path, str], None]:
    """Give a function that puts an end into the notebook of east."""
    import nbformat

    def put(path: Path, end: str) -> None:
        notebook = nbformat.read(path, as_version=4)
        last = next(cell for cell in reversed(notebook.cells) if cell.cell_type == "code")
        last.source = f"audience == 'east' and ({end})\n{last.source}"
        nbformat.write(notebook, path)

    return put
