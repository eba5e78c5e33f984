"""A table is taken away from the sample company: only measures that are said to read it are others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reviewbook import analysis
from reviewbook.engine import as_analysed
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.measures import MEASURES, NAMING_PRODUCTS, ONLY_OF_PRODUCTS, read_tables, reads
from reviewbook.params.loading import load
from reviewbook.periods import Cadence, Period
from reviewbook.places import Places
from reviewbook.schema import FACTS, TABLES
from reviewbook.sources.sample import SampleOptions, simulate

MONTH, AS_OF = Period.parse("2026-10"), datetime(2026, 11, 4, 9, tzinfo=UTC)

#: Tables that are taken away together, since hardly a measure reads two of them.
TOGETHER = (
    ("complaints", "satisfaction", "trainings", "goals", "opportunities", "feedback"),
    ("orders",),
    ("report_fields", "targets"),
)
#: Rows that are left all the same: without any field there is no report to speak of.
KEPT = {"report_fields": 1}


@pytest.fixture(scope="module")
def facts(root: Path) -> Callable[..., pd.DataFrame]:
    """Derive a month and its weeks without some tables."""
    tables = simulate(SampleOptions(reps=4, months=3, until=date(2026, 11, 3))).tables
    params = load(Places(root))
    publication = params.publication("monthly_review").model_copy(update={"history": 1})
    plan = analysis.timeline(publication, MONTH, AS_OF, params.company.zone)
    few = {MONTH, MONTH.previous, *MONTH.within(Cadence.WEEKLY)}
    plan = replace(plan, periods=tuple(period for period in plan.periods if period in few))

    def derived(*without: str) -> pd.DataFrame:
        engine = PandasEngine()
        none = {name: pd.DataFrame(columns=table.names) for name, table in TABLES.items()}
        left = {
            **none,
            **{name: rows.iloc[: KEPT.get(name, 0)] if name in without else rows for name, rows in tables.items()},
        }
        held = {name: engine.frame(as_analysed(left[name], TABLES[name])) for name in TABLES}
        return analysis.derive_frames(engine, held, params, plan)["facts"].set_index(list(FACTS.key))

    return derived


@pytest.fixture(scope="module")
def whole(facts: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    return facts()


def changed(before: pd.DataFrame, after: pd.DataFrame) -> set[tuple[str, str]]:
    """Give the measures that are others, each with the kind of entity; the target beside revenue is a measure of its own."""
    keys = before.index.union(after.index)
    one, other = before.reindex(keys), after.reindex(keys)
    parts = ["value", "numerator", "denominator", "lower", "upper", "note"]
    same = [(one[part] == other[part]) | (one[part].isna() & other[part].isna()) for part in parts]
    found = keys[~np.logical_and.reduce(same)]
    return set(zip(found.get_level_values("measure"), found.get_level_values("entity_kind"), strict=True))


@pytest.mark.parametrize("taken", TOGETHER)
def test_what_a_table_changes_is_what_is_said_to_read_it(
    taken: tuple[str, ...], facts: Callable[..., pd.DataFrame], whole: pd.DataFrame
) -> None:
    found = changed(whole, facts(*taken))
    for measure, kind in sorted(found):
        read = reads(measure) | (NAMING_PRODUCTS if kind == "product" else frozenset())
        assert read & set(taken), f"{measure} of a {kind} reads one of {taken}, and does not say so"
    for table in taken:
        alone = {measure for measure, _ in found if reads(measure) & set(taken) == {table}}
        assert alone, f"nothing that is said to read {table} is another without it"


def test_every_measure_reads_who_was_there_and_nothing_that_is_no_table() -> None:
    for name in (*(measure.name for measure in MEASURES), *ONLY_OF_PRODUCTS):
        assert {"people", "teams", "memberships"} < reads(name) <= set(TABLES)


def test_what_no_measure_reads_is_named() -> None:
    unread = {"identities", "meetings", "attendance", "honours", "follow_ups"}
    assert set(TABLES) - read_tables() == unread
