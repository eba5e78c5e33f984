"""What all tests share: the real data beside the checkout, and tables written as text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

# The same examples on every machine, however slow it is.
settings.register_profile("reviewbook", derandomize=True, deadline=None)
settings.load_profile("reviewbook")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the real data beside the checkout; without it skip, but never in CI."""
    folder = ROOT.parent / "shared"
    if folder.is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"{folder} is missing; CI must run the tests on real data")
    pytest.skip("the real data beside the checkout is not here")


class _NotebooksTogether(LoadFileScheduling):
    """Give each file of tests to one process, and all notebooks to the same: one writes what the others read."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "notebooks" if file.endswith(".ipynb") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Share out the tests among the processes of ``make test``."""
    return _NotebooksTogether(config, log)
