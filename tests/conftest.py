"""What all tests share: the real data beside the checkout, workbooks of a small company, and how tests are shared out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from reviewbook.editions.placing import locked
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.measures import BY, Grid, workdays
from reviewbook.measures.projection import projected
from reviewbook.measures.working_days import elapsed, numbered, steps
from reviewbook.periods import Cadence, Period
from reviewbook.roster import ancestry

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


SOURCES = """\
sources:
  - {name: sample, kind: sample, reps: 12, months: 4}
"""

#: What the shared archive holds: every review, and of the weekly one a second audience.
PUBLISHED = (
    ("publish", "weekly", "--audience", "company", "--audience", "east"),
    ("publish", "monthly", "compliance_review", "--audience", "company"),
    ("publish", "daily", "--audience", "east"),
    ("publish", "rep_review", "--audience", "p009", "--audience", "p018"),
)


@dataclass(frozen=True)
class Workbook:
    """A workbook, and the command line run in it."""

    root: Path

    def type(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``reviewbook`` as a user does, with nothing of this process' state."""
        command = [sys.executable, "-m", "reviewbook.cli", *words]
        around = {**os.environ, "PYTHONWARNINGS": "default", **(env or {})}
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False, env=around)

    @property
    def archive(self) -> Path:
        """Where its editions stand."""
        return self.root / "output" / "published"

    def published(self) -> dict[str, bytes]:
        """Give every file of the archive."""
        return {str(f.relative_to(self.archive)): f.read_bytes() for f in self.archive.rglob("*") if f.is_file()}


@pytest.fixture(scope="session")
def for_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of what is made once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def pulled_workbook(root: Path, for_all: Path) -> Path:
    """Give a workbook into which the small company has been pulled; it is only copied."""
    made = for_all / "pulled_workbook"
    with locked(for_all):
        if not made.exists():
            beside = for_all / "pulled_workbook.tmp"
            beside.mkdir()
            _pulled(root, beside)
            beside.rename(made)
    return made


@pytest.fixture(scope="session")
def new_workbook(
    root: Path, pulled_workbook: Path, for_all: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Workbook]:
    """
    Give a function that lays out a workbook: the checkout's params and notebooks, and a company of twelve.

    It is a copy of one into which the company was pulled, unless nothing shall be pulled yet, or it shall be pulled
    and derived anew (``fresh``): what is derived of equal rows is kept once for all copies.
    """

    def lay_out(pulled: bool = True, fresh: bool = False) -> Workbook:
        folder = tmp_path_factory.mktemp("workbook")
        if not pulled:
            return _laid_out(root, folder)
        return _pulled(root, folder) if fresh else _copied(pulled_workbook, folder, for_all)

    return lay_out


@pytest.fixture(scope="session")
def workbook(new_workbook: Callable[[], Workbook]) -> Workbook:
    """Give a workbook into which the small company has been pulled."""
    return new_workbook()


@pytest.fixture(scope="session")
def published_workbook(pulled_workbook: Path, for_all: Path) -> Workbook:
    """Give a workbook of the small company with one edition of every review; all processes share it: only look at it."""
    made = for_all / "published_workbook"
    with locked(for_all):
        if not made.exists():
            beside = for_all / "published_workbook.tmp"
            beside.mkdir()
            made_of = _copied(pulled_workbook, beside, for_all)
            for words in PUBLISHED:
                said = made_of.type(*words)
                assert said.returncode == 0, said.stdout + said.stderr
            beside.rename(made)
    return Workbook(made)


@pytest.fixture(scope="session")
def site(published_workbook: Workbook) -> Path:
    """Give the archive of `published_workbook`: daily, weekly, monthly, compliance and rep reviews; only look at it."""
    return published_workbook.archive


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the system's Chromium, once for each process: it bears no second one. Without it skip, but never in CI."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; CI must look at the pages in a real browser")
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--no-proxy-server"])
        yield launched
        launched.close()


def _laid_out(root: Path, folder: Path) -> Workbook:
    shutil.copytree(root / "params", folder / "params")
    shutil.copytree(root / "notebooks", folder / "notebooks")
    (folder / "params" / "sources.yaml").write_text(SOURCES, "utf-8")
    return Workbook(folder)


def _copied(pulled: Path, folder: Path, for_all: Path) -> Workbook:
    shutil.copytree(pulled, folder, dirs_exist_ok=True)
    (for_all / "derived").mkdir(exist_ok=True)
    (folder / "output" / "derived").rmdir()
    (folder / "output" / "derived").symlink_to(for_all / "derived")
    return Workbook(folder)


def _pulled(root: Path, folder: Path) -> Workbook:
    made = _laid_out(root, folder)
    pulled = made.type("pull")
    assert pulled.returncode == 0, pulled.stderr
    return made


@pytest.fixture(scope="session")
def back_test() -> Callable[..., pd.DataFrame]:
    """Forecast every whole week and month of some daily sales at three points, and hold what came against it."""

    def told(
        by_day: pd.DataFrame, teams: pd.DataFrame, homes: pd.DataFrame, days: pd.DataFrame, span: tuple[str, date, date]
    ) -> pd.DataFrame:
        engine, (calendar, first, last) = PandasEngine(), span
        grid = _whole_periods(engine, first, last, teams)
        frames = (engine.frame(frame) for frame in (teams, homes, days))
        worked = numbered(workdays(*frames, calendar), grid)
        sold = engine.collect(steps(grid.spread(engine.frame(by_day)), worked))
        cells = engine.collect(elapsed(worked, grid, last.isoformat()))
        cells = cells[cells["total"] > 0]
        came = sold.groupby(list(BY))["minor"].sum().rename("came").reset_index()
        found = []
        for share in (0.25, 0.5, 0.75):
            limit = np.floor(cells["total"] * share).astype("int64")
            rows = projected(cells[list(BY)].assign(limit=limit, known=limit), sold, cells)
            found.append(rows.dropna(subset="expected").assign(share=share))
        rows = pd.concat(found).merge(came, on=list(BY), how="left").fillna({"came": 0})
        rows = rows.merge(cells[[*BY, "start_on"]], on=list(BY))
        return rows.assign(inside=(rows["low"] <= rows["came"]) & (rows["came"] <= rows["high"]))

    return told


def _whole_periods(engine: PandasEngine, first: date, last: date, teams: pd.DataFrame) -> Grid:
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    periods = sorted({Period.containing(on, c) for c in (Cadence.WEEKLY, Cadence.MONTHLY) for on in dates})
    periods = [period for period in periods if period.start_on >= first and period.last_on <= last]
    days = [(p.cadence.value, p.key, on.isoformat()) for p in periods for on in p]
    rows = [(p.cadence.value, p.key, p.start_on.isoformat(), p.previous.key, p.year_ago.key, 1) for p in periods]
    columns = ["cadence", "period", "start_on", "previous", "year_ago", "finished"]
    return Grid(
        days=engine.frame(pd.DataFrame(days, columns=["cadence", "period", "on"])),
        periods=engine.frame(pd.DataFrame(rows, columns=columns)),
        entities=engine.frame(ancestry(teams[["team_id", "parent_id"]])),
    )


#: What takes long, in the order in which it is begun; the rest fills up the processes behind it. The first makes the
#: published workbook: until it is there, the others take what does not wait for it.
LONG = (
    "tests/contract/test_engines_agree.py",
    "tests/isolation/test_editions.py",
    "tests/journey/test_a_quarter_by_itself.py",
    "notebooks",
    "tests/journey/test_analysts_desk.py",
    "tests/docs/test_blocks.py",
    "tests/simulation/test_quiet_weeks.py",
    "tests/upgrades/test_living_on.py",
    "tests/real/test_kubernetes_review.py",
    "tests/journey/test_published_again.py",
    "tests/real/test_adventureworks_review.py",
    "tests/isolation/test_slices.py",
    "tests/journey/test_a_day_of_all_systems.py",
    "tests/contract/test_what_measures_read.py",
    "tests/spec/sales/test_registry.py",
    "tests/contract/test_systems.py",
    "tests/real/test_adventureworks_quarters.py",
    "tests/journey/test_from_an_empty_folder_to_an_edition.py",
    "tests/browser/test_hostile_company.py",
    "tests/isolation/test_sections.py",
    "tests/contract/test_what_changed.py",
    "tests/journey/test_own_data.py",
    "tests/journey/test_jupyterlab.py",
    "tests/extending/test_extending.py",
    "tests/docs/test_site.py",
    "tests/print/test_accessibility.py",
    "tests/journey/test_secrets_stay_secret.py",
    "tests/simulation/test_truths_found.py",
    "tests/journey/test_killed_at_any_moment.py",
    "tests/browser/test_colours.py",
    "tests/journey/test_planted_truths.py",
    "tests/contract/test_dask.py",
    "tests/journey/test_withheld.py",
    "tests/unit/reminders/test_missing.py",
    "tests/journey/test_schedules.py",
    "tests/unit/reminders/test_owed.py",
)


def _scope(nodeid: str) -> str:
    """Give the file of a test; all notebooks are one: one of them writes what the others read."""
    file = nodeid.split("::", 1)[0]
    return "notebooks" if file.endswith(".ipynb") else file


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long before what is many, and that before the rest, so that no process waits for another at the end."""
    many = Counter(_scope(item.nodeid) for item in items)
    first = {scope: place for place, scope in enumerate(LONG)}

    def place(item: pytest.Item) -> tuple[int, int]:
        scope = _scope(item.nodeid)
        return first.get(scope, len(LONG)), -many[scope]

    items.sort(key=place)


class _FileByFile(LoadFileScheduling):
    """Give each file of tests to one process, and all notebooks to the same."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Share out the tests among the processes of ``make test``, in the order in which they are collected."""
    config.option.loadscopereorder = False
    return _FileByFile(config, log)
