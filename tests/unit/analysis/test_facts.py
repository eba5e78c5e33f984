"""The facts are taken out some measures at a time, and are those of all measures at once."""

import narwhals as nw
import pandas as pd
import pytest

from reviewbook import measures
from reviewbook.analysis import facts
from reviewbook.engine import as_read
from reviewbook.engine.polars_engine import PolarsEngine
from reviewbook.measures.measured import measured as measured_rows
from reviewbook.schema import FACTS

NAMES = ("revenue", "target", "orders", "units", "growth")
UNITS = {"revenue": "money", "target": "money", "orders": "count", "units": "count", "growth": "change"}


class Watched(PolarsEngine):
    """Notes of how many measures each frame is that is taken out."""

    def __init__(self):
        self.taken = []

    def collect(self, frame):
        """Take a frame out."""
        rows = super().collect(frame)
        self.taken.append(rows["measure"].nunique())
        return rows


@pytest.fixture
def engine():
    return Watched()


@pytest.fixture
def measured(engine):
    """Give five measures of two people in two weeks, each with values of its own."""
    cells = [("weekly", week, "person", who) for week in ("2026-W46", "2026-W47") for who in ("Li", "Wang")]
    rows = pd.DataFrame(cells, columns=list(measures.BY)).astype("str")
    return {
        name: measured_rows(engine.frame(rows.assign(amount=range(at, at + 4))), value=nw.col("amount"))
        for at, name in enumerate(NAMES)
    }


@pytest.fixture
def periods(engine):
    weeks = {"cadence": "weekly", "period": ["2026-W46", "2026-W47"], "previous": ["2026-W45", "2026-W46"]}
    return engine.frame(pd.DataFrame(weeks).astype("str"))


def test_facts_of_few_measures_at_a_time_are_those_of_all_at_once(engine, measured, periods, monkeypatch):
    whole = as_read(engine.collect(measures.facts(measured, UNITS, periods)), FACTS)
    monkeypatch.setattr(facts, "_AT_ONCE", 2)
    engine.taken.clear()
    found = facts.collected(engine, measured, UNITS, periods)
    assert engine.taken == [2, 2, 1]
    pd.testing.assert_frame_equal(found, whole, check_exact=True)


def test_a_target_stands_beside_its_measure_though_the_two_are_taken_out_apart(engine, measured, periods, monkeypatch):
    monkeypatch.setattr(facts, "_AT_ONCE", 1)
    found = facts.collected(engine, measured, UNITS, periods)
    revenue = found[found["measure"] == "revenue"]
    assert revenue["target"].tolist() == [1, 2, 3, 4]
    assert revenue["previous"].isna().tolist() == [True, True, False, False]
    assert found.loc[found["measure"] != "revenue", "target"].isna().all()
