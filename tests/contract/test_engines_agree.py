"""The same company, the same facts: what pandas derives in memory and DuckDB from its file, row by row and cent by cent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from reviewbook import analysis
from reviewbook.engine import PandasEngine, as_analysed
from reviewbook.params.loading import Params, load
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.warehouse import Warehouse

AS_OF = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def params(root: Path) -> Params:
    return load(Places(root))


@pytest.fixture(scope="module")
def plan(params: Params) -> analysis.Timeline:
    publication = params.publication("weekly_review").model_copy(update={"history": 2})
    return analysis.timeline(publication, Period.parse("2026-W47"), AS_OF, params.company.zone)


@pytest.fixture(scope="module")
def derived(params: Params, plan: analysis.Timeline, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Give the frames by engine; both read the tables as they stood at the cut-off."""
    company = simulate(SampleOptions(reps=8, months=3, until=date(2026, 11, 20)))
    path = tmp_path_factory.mktemp("engines") / "warehouse.duckdb"
    with Warehouse.create_or_open(path) as warehouse:
        tables = {name: frame.assign(_file=name, _line=range(len(frame))) for name, frame in company.tables.items()}
        warehouse.load("sample", tables, datetime(2026, 11, 20, 4, tzinfo=UTC))
        view, engine = warehouse.view(AS_OF), warehouse.engine()
        cut = {name: engine.collect(frame) for name, frame in view.items()}
        by_duckdb = analysis.derive_frames(engine, view, params, plan)
    pandas = PandasEngine()
    in_memory = {name: pandas.frame(_analysed(cut[name], name)) for name in TABLES}
    return {"duckdb": by_duckdb, "pandas": analysis.derive_frames(pandas, in_memory, params, plan)}


@pytest.mark.parametrize(
    "frame",
    ["facts", "owed", "voluntary", "checks", "replies", "mentions", "market", "cases", "away", "deals", "promises"],
)
def test_both_engines_give_the_same_rows(derived: dict[str, dict], frame: str) -> None:
    ours, theirs = derived["duckdb"][frame], derived["pandas"][frame]
    assert len(ours) > 0 or frame == "voluntary"
    pd.testing.assert_frame_equal(ours, theirs, check_exact=False, rtol=1e-12, atol=1e-9)


def test_money_agrees_to_the_cent(derived: dict[str, dict]) -> None:
    cents = {
        engine: [round(value * 100) for value in frames["facts"].query("measure == 'revenue'")["value"]]
        for engine, frames in derived.items()
    }
    assert cents["duckdb"] == cents["pandas"]
    assert sum(cents["duckdb"]) > 0


def test_the_customers_who_stay_away_are_those_whom_the_rate_counts_as_not_back(derived: dict[str, dict]) -> None:
    away, facts = derived["duckdb"]["away"], derived["duckdb"]["facts"]
    rates = facts[(facts["measure"] == "returning_rate") & (facts["period"] == "2026-W47")]
    known = rates[rates["value"].notna()].set_index(["entity_kind", "entity_id"])
    gone = (known["denominator"] - known["numerator"]).astype("int64")
    listed = {("company", "company"): away["customer_id"].nunique()}
    listed |= {("person", who): own["customer_id"].nunique() for who, own in away.groupby("person_id")}
    assert len(listed) > 3
    people = gone[gone > 0].drop("team", level="entity_kind")
    assert dict(people) == {whose: count for whose, count in listed.items() if whose in people.index}
    lowest = away.groupby("team_id")["customer_id"].nunique()
    assert dict(gone["team"].reindex(lowest.index)) == dict(lowest)


def _analysed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give a collected frame the types in which `as_analysed` hands frames to an engine."""
    template = as_analysed(pd.DataFrame({column: [] for column in TABLES[name].names}), TABLES[name])
    return frame.astype({column: template[column].dtype for column in template})
