"""What all tests share: the real data beside the checkout, and tables written as text."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from reviewbook.engine import PandasEngine
from reviewbook.measures import BY, Grid, workdays
from reviewbook.measures.projection import projected
from reviewbook.measures.working_days import elapsed, numbered, steps
from reviewbook.periods import Cadence, Period
from reviewbook.roster import ancestry

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


class _NotebooksTogether(LoadFileScheduling):
    """Give each file of tests to one process, and all notebooks to the same: one writes what the others read."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "notebooks" if file.endswith(".ipynb") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Share out the tests among the processes of ``make test``."""
    return _NotebooksTogether(config, log)
