"""A secret that the environment holds, or that somebody typed by mistake, reaches no file and no terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CANARY = "canary-9f8e7d6c5b4a"
HELD = {"CRM_TOKEN": CANARY, "CANARY_URL": f"https://li:{CANARY}@crm.example", "AWS_SECRET_ACCESS_KEY": CANARY}
#: What an analyst might write who looks for a fault: it shows the whole environment, and fails with it.
SHOWS = "import os\nprint(dict(os.environ))\nraise ValueError(sorted(os.environ.items()))"


@pytest.fixture(scope="module")
def company(new_workbook: Callable[[], Any]) -> Any:
    """Give a workbook whose weekly notebook shows its environment in its first cell of code."""
    made = new_workbook()
    file = made.root / "notebooks" / "weekly_review.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code" and not c["metadata"].get("tags"))
    cell["source"] = SHOWS
    file.write_text(json.dumps(notebook), "utf-8")
    return made


def _holding(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in whose bytes the canary stands."""
    for file in folder.rglob("*"):
        if file.is_file() and CANARY.encode() in file.read_bytes():
            yield file.relative_to(folder)


def test_no_command_writes_or_says_what_the_environment_holds(company: Any) -> None:
    for words in (
        ("pull",),
        ("publish", "weekly", "--audience", "company"),
        ("check",),
        ("status",),
        ("explain", "p008", "2026-W47"),
        ("doctor",),
    ):
        done = company.type(*words, env=HELD)
        assert CANARY not in done.stdout + done.stderr, words
        if words[0] == "publish":
            assert "ValueError: [(" in done.stdout  # the environment was shown, such as it was
    assert list(_holding(company.root / "output")) == []
    (evidence,) = (company.root / "output" / "runs").rglob("company.en.ipynb")
    assert "'PATH'" in evidence.read_text("utf-8")


def test_a_secret_that_was_typed_into_the_params_is_refused_and_not_repeated(company: Any) -> None:
    lines = (f"token_env: {CANARY}", f"password: {CANARY}", f'folder: "https://li:{CANARY}@crm.example"')
    sources = "".join(f"  - {{name: crm{place}, kind: files, {line}}}\n" for place, line in enumerate(lines))
    (company.root / "params" / "sources.yaml").write_text(f"sources:\n{sources}", "utf-8")
    for words in (("pull",), ("publish", "weekly"), ("doctor",)):
        done = company.type(*words)
        assert done.returncode != 0, words
        assert (done.stdout + done.stderr).count("holds a secret") == len(lines)
        assert CANARY not in done.stdout + done.stderr, words
    assert list(_holding(company.root / "output")) == []
