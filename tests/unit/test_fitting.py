"""What DuckDB takes out or keeps: in the types of the other engines, and a refusal where it fits nowhere."""

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.errors import WarehouseError

MANY = "SELECT range AS i, md5(range::VARCHAR) AS text FROM range(1000000)"


@pytest.fixture
def engine():
    return DuckDBEngine(duckdb.connect())


def test_a_sum_of_whole_numbers_comes_out_as_a_number(engine):
    rows = engine.frame(pd.DataFrame({"minor": [1, 2], "share": [0.5, 0.25]}))
    sums = engine.collect(rows.select(nw.col("minor").sum(), nw.col("share").sum(), count=nw.len()))
    assert sums.dtypes.astype("str").to_dict() == {"minor": "float64", "share": "float64", "count": "int64"}
    assert sums.to_numpy().tolist() == [[3.0, 0.75, 2.0]]


def test_texts_come_out_as_texts_also_where_one_is_missing(engine):
    rows = engine.collect(engine.frame(pd.DataFrame({"name": ["Li", None]})))
    assert str(rows["name"].dtype) == "str"
    assert rows["name"].isna().tolist() == [False, True]


@pytest.mark.parametrize("step", ["keep", "collect"])
def test_what_fits_neither_into_memory_nor_on_the_disk_is_refused_with_the_folder_and_what_to_do(
    engine, step, tmp_path
):
    engine.connection.execute(f"SET memory_limit = '20MB'; SET threads = 1; SET temp_directory = '{tmp_path}'")
    engine.connection.execute("SET max_temp_directory_size = '1MB'")
    large = nw.from_native(engine.connection.sql(MANY)).sort("text")
    with pytest.raises(WarehouseError) as refused:
        getattr(engine, step)(large)
    told = str(refused.value)
    assert told.startswith(f"{tmp_path}: what is derived does not fit: ")
    assert "DuckDB may take 19.0 MiB of memory, and what does not fit goes to this folder." in told
    assert told.endswith("Make room on its disk, or derive on a machine with more memory.")


def test_before_rows_are_taken_out_what_is_kept_makes_room_and_never_takes_more(engine, tmp_path):
    engine.connection.execute(f"SET memory_limit = '200MB'; SET temp_directory = '{tmp_path}'")
    kept = engine.keep(nw.from_native(engine.connection.sql(MANY)))
    engine.bound(30_000_000)
    held = engine.connection.sql("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchall()[0][0]
    assert held <= 30_000_000
    engine.bound(100_000_000)
    query = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
    assert engine.connection.sql(query).fetchall()[0][0] <= 30_000_000
    assert len(engine.collect(kept)) == 1_000_000
