"""A company that does not fit into memory: who owed what is derived all the same, on disk, and comes out the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from reviewbook.analysis.owing import owed_frames
from reviewbook.engine.polars_engine import PolarsEngine
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.warehouse import Warehouse

AS_OF = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)
SPAN = (date(2025, 12, 1), date(2026, 11, 18))
#: Less than what the stages keep, and more than DuckDB needs at once.
LITTLE = "80MB"


def test_with_too_little_memory_the_owed_reports_are_derived_on_disk_and_are_the_same(
    root: Path, tmp_path: Path
) -> None:
    params = load(Places(root))
    company = simulate(SampleOptions(reps=40, months=12, until=date(2026, 11, 20)))
    tables = {name: frame.assign(_file=name, _line=range(len(frame))) for name, frame in company.tables.items()}
    with Warehouse.create_or_open(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.load("sample", tables, datetime(2026, 11, 20, 4, tzinfo=UTC))
        view, in_memory = warehouse.view(AS_OF), PolarsEngine()
        read = {name: in_memory.read(frame.to_native()) for name, frame in view.items()}
        expected = owed_frames(in_memory, read, params, SPAN, AS_OF)
        connection = warehouse.engine().connection
        connection.execute(f"SET memory_limit = '{LITTLE}'; SET threads = 1")
        found = owed_frames(warehouse.engine(), view, params, SPAN, AS_OF)
        (spilled,) = connection.sql("SELECT coalesce(sum(size), 0) FROM duckdb_temporary_files()").fetchall()[0]
    assert spilled > 0
    assert len(found["owed"]) > 100
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame, check_exact=True, obj=name)
