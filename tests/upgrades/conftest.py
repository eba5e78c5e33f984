"""Workbooks as older versions of reviewbook left them: ``tests/kept/<version>/``, made by ``tests/kept/make.py``."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Workbook

KEPT = ROOT / "tests" / "kept"
VERSIONS = sorted(folder.parent.name for folder in KEPT.glob("*/workbook.tar.xz"))

#: What comes with the version and not from the company: who upgrades gets them with the checkout.
BROUGHT = ("measures.yaml", "checks.yaml")


@pytest.fixture(scope="session", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Give each version of which a workbook is kept."""
    return str(request.param)


@pytest.fixture(scope="session")
def unpacked(version: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workbook]:
    """Give a function that lays out the workbook as that version left it, with what the present one brings."""

    def unpack() -> Workbook:
        folder = tmp_path_factory.mktemp(f"kept-{version}")
        with tarfile.open(KEPT / version / "workbook.tar.xz") as tar:
            # Editions stay read-only; Python 3.11.3 and older extract so by themselves.
            tar.extractall(folder, **({"filter": "fully_trusted"} if hasattr(tarfile, "data_filter") else {}))
        for name in BROUGHT:
            shutil.copy(ROOT / "params" / name, folder / "params")
        return Workbook(folder)

    return unpack


@pytest.fixture
def old(unpacked: Callable[[], Workbook]) -> Workbook:
    """Give a workbook of the older version, for one test."""
    return unpacked()


@pytest.fixture
def file(old: Workbook) -> Path:
    """Give its warehouse."""
    return old.root / "output" / "warehouse.duckdb"
