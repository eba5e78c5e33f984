"""How much memory a warehouse takes, and where the rest goes."""

import stat

import pytest

from reviewbook.warehouse import Warehouse, spilling

LARGE = "CREATE TEMP TABLE large AS SELECT range AS i, md5(range::VARCHAR) AS text FROM range(1000000)"


def test_a_warehouse_takes_no_more_memory_than_a_derivation_may(path):
    with Warehouse.create_or_open(path) as warehouse:
        limit = limit_of(warehouse)
    assert 0 < limit <= 1_250_000_000


def test_on_a_small_machine_it_takes_a_share_of_the_memory(path, monkeypatch):
    monkeypatch.setattr(spilling, "_AT_MOST", 10**15)
    with Warehouse.create_or_open(path) as warehouse:
        share = limit_of(warehouse)
        warehouse.engine().connection.execute("SET memory_limit = '100%'")
        assert share == pytest.approx(0.6 * limit_of(warehouse), rel=0.01)


def test_what_does_not_fit_goes_beside_the_warehouse_where_nobody_else_may_look(path):
    with Warehouse.create_or_open(path) as warehouse:
        connection = warehouse.engine().connection
        connection.execute(f"SET memory_limit = '30MB'; {LARGE}")
        (folder,) = spilled(path)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [*folder.iterdir()]
        assert connection.sql("SELECT count(DISTINCT i) FROM large").fetchall() == [(1_000_000,)]
    assert spilled(path) == []


def test_a_second_look_of_one_process_shares_the_folder_and_leaves_it_to_the_first(path):
    Warehouse.create_or_open(path).close()
    with Warehouse.open(path) as warehouse:
        warehouse.engine().connection.execute(f"SET memory_limit = '30MB'; {LARGE}")
        Warehouse.open(path).close()
        (folder,) = spilled(path)
        assert [*folder.iterdir()]
    assert spilled(path) == []


def test_closing_twice_is_no_fault(path):
    warehouse = Warehouse.create_or_open(path)
    warehouse.close()
    warehouse.close()
    assert spilled(path) == []


def test_who_writes_removes_what_a_killed_run_left(path):
    Warehouse.create_or_open(path).close()
    left = path.parent / f"{path.name}.spilled-killed"
    left.mkdir()
    (left / "duckdb_temp_1.tmp").write_bytes(b"rows")
    Warehouse.open(path).close()
    assert spilled(path) == [left], "a reader may not be alone"
    Warehouse.create_or_open(path).close()
    assert spilled(path) == []


def test_what_is_handed_over_stands_where_nobody_else_may_look_and_a_kill_leaves_nothing_for_long(path):
    with Warehouse.create_or_open(path) as warehouse:
        handed = warehouse.folder_beside()
        (handed / "orders.parquet").write_bytes(b"rows")
        assert stat.S_IMODE(handed.stat().st_mode) == 0o700
    assert handed in spilled(path)
    Warehouse.create_or_open(path).close()
    assert spilled(path) == []


def spilled(path):
    return [*path.parent.glob(f"{path.name}.spilled-*")]


def limit_of(warehouse):
    query = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
    return warehouse.engine().connection.sql(query).fetchall()[0][0]
