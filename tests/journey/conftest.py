"""A workbook in an empty folder, with a small company, and the command line as a user types it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCES = """\
sources:
  - {name: sample, kind: sample, reps: 12, months: 4}
"""


@dataclass(frozen=True)
class Workbook:
    """A workbook, and the command line run in it."""

    root: Path

    def type(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``reviewbook`` as a user does, with nothing of this process' state."""
        command = [sys.executable, "-m", "reviewbook.cli", *words]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False, env=_environment())

    def published(self) -> dict[str, bytes]:
        """Give every file of the archive."""
        folder = self.root / "output" / "published"
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="session")
def new_workbook(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workbook]:
    """Give a function that lays out a workbook: the checkout's params and notebooks, and a company of twelve."""

    def lay_out() -> Workbook:
        folder = tmp_path_factory.mktemp("workbook")
        shutil.copytree(root / "params", folder / "params")
        shutil.copytree(root / "notebooks", folder / "notebooks")
        (folder / "params" / "sources.yaml").write_text(SOURCES, "utf-8")
        made = Workbook(folder)
        pulled = made.type("pull")
        assert pulled.returncode == 0, pulled.stderr
        return made

    return lay_out


@pytest.fixture(scope="session")
def workbook(new_workbook: Callable[[], Workbook]) -> Workbook:
    """Give a workbook into which the small company has been pulled."""
    return new_workbook()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": "default"}
