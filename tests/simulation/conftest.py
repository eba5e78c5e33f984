"""A simulated company, derived once, and reviewed in any of its weeks and months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reviewbook import analysis
from reviewbook.appraisal import appraise
from reviewbook.development import discipline
from reviewbook.engine import empty
from reviewbook.findings import Known, findings
from reviewbook.params.loading import Params, load
from reviewbook.periods import Cadence, Period
from reviewbook.places import Places
from reviewbook.schema import FRAMES
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.warehouse import Warehouse

#: What the findings read of the tables themselves.
TABLES = ("people", "teams", "memberships", "products", "customers", "trainings")

#: What is concluded of months alone.
NOTHING = {name: empty(FRAMES[name]) for name in ("discipline", "scores", "standings", "honoured")}


@dataclass(frozen=True)
class Lived:
    """
    What is known of a simulated company after its last whole week.

    Parameters
    ----------
    truths : list of dict
        What was planted.
    frames : dict of DataFrame
        Facts, rows and tables.
    params : Params
        The company's.
    """

    truths: list[dict[str, Any]]
    frames: dict[str, pd.DataFrame]
    params: Params

    def known(self, key: str) -> Known:
        """Give what the detectors of a period would have read; rows that came later are there, and must not matter."""
        period = Period.parse(key)
        review = "weekly_review" if period.cadence is Cadence.WEEKLY else "monthly_review"
        publication = self.params.publication(review)
        as_of = analysis.slot(self.params, publication, period)
        plan = analysis.timeline(publication, period, as_of, self.params.company.zone)
        facts = self.frames["facts"]
        then = NOTHING if period.cadence is Cadence.WEEKLY else self._of_a_month(period)
        measured = set(facts["period"].unique())
        history = [one for one in plan.history if one in measured]
        return Known(period, history, as_of, {**self.frames, **then}, self.params)

    def _of_a_month(self, period: Period) -> dict[str, pd.DataFrame]:
        """Give what is concluded of a month alone; who is there in the last week has been there for all of it."""
        facts, staff = self.frames["facts"], self.frames["staff"].assign(working_days=20.0)
        standings = appraise(facts, self.frames["sold"], staff, self.params.appraisal, period)
        return {"discipline": discipline(facts, period), **standings}

    def found(self, *keys: str) -> pd.DataFrame:
        """Give the findings of some periods."""
        return pd.concat([findings(self.known(key))[0] for key in keys], ignore_index=True)


@pytest.fixture(scope="session")
def lived(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[SampleOptions, int], Lived]:
    """Let a company live, and derive so many of its weeks up to 2026-W47."""

    def made(options: SampleOptions, weeks: int) -> Lived:
        company, params, week = simulate(options), load(Places(root)), Period.parse("2026-W47")
        publication = params.publication("weekly_review").model_copy(update={"history": weeks})
        plan = analysis.timeline(publication, week, analysis.slot(params, publication, week), params.company.zone)
        with Warehouse.create_or_open(tmp_path_factory.mktemp("lived") / "warehouse.duckdb") as warehouse:
            tables = {name: frame.assign(_file=name, _line=range(len(frame))) for name, frame in company.tables.items()}
            warehouse.load("sample", tables, datetime(2026, 11, 24, 4, tzinfo=UTC))
            frames = analysis.derive_frames(warehouse.engine(), warehouse.view(plan.as_of), params, plan)
            frames |= {name: warehouse.frame(name) for name in TABLES}
        return Lived(company.truths, frames, params)

    return made
