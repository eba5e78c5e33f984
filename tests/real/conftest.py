"""The rounds of the annual reports of Kubernetes, counted from the raw events with nothing of the library."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

#: Group and report year → when its report was merged first; None when it never was.
Rounds = Mapping[tuple[str, int], datetime | None]

YEARS = range(2021, 2026)
MANY, FEW = 20, 3


@pytest.fixture(scope="session")
def typed() -> Callable[..., str]:
    """Give a function that types a command for a company of a workbook, and gives what it says; it must be done."""

    def run(folder: Path, company: str, *words: str) -> str:
        command = [sys.executable, "-m", "reviewbook.cli", "--workbook", str(folder), "--company", company, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def annual_reports(shared: Path) -> Path:
    """Give the folder of the annual reports."""
    folder = shared / "data" / "k8s_annual_reports"
    assert folder.is_dir()
    return folder


@pytest.fixture(scope="session")
def rounds(annual_reports: Path) -> Rounds:
    """
    Count who owed a report and when it came, by the rule in the README of the data.

    A report is owed where a merge that touches twenty report files or more added its form. It came with the first
    later merge that touches three or fewer and adds or changes it outside ``archive/``; one that takes it away is
    none (five closed groups had theirs taken away by such a merge).
    """
    with (annual_reports / "events.csv").open(encoding="utf-8", newline="") as file:
        merged = [row for row in csv.DictReader(file) if row["kind"] == "merged" and int(row["report_year"]) in YEARS]
    handed_out: dict[tuple[str, int], datetime] = {}
    for row in merged:
        if row["change"] == "A" and int(row["files_in_commit"]) >= MANY:
            handed_out[_key(row)] = datetime.fromisoformat(row["commit_time"])
    came: dict[tuple[str, int], datetime | None] = dict.fromkeys(handed_out)
    for row in merged:
        key, at = _key(row), datetime.fromisoformat(row["commit_time"]).astimezone(UTC)
        small = int(row["files_in_commit"]) <= FEW and row["change"] != "D" and not row["path"].startswith("archive/")
        if small and key in handed_out and at > handed_out[key]:
            came[key] = min(at, came[key] or at)
    return came


def _key(row: Mapping[str, str]) -> tuple[str, int]:
    return row["group"], int(row["report_year"])
