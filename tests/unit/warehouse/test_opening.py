"""Who may have the file, and what is said to the others."""

import os
import subprocess
import sys

import duckdb
import pytest

from reviewbook.errors import WarehouseError
from reviewbook.schema import TABLES
from reviewbook.warehouse import Warehouse

_OTHER = """
import sys
from pathlib import Path
from reviewbook.errors import WarehouseError
from reviewbook.warehouse import Warehouse
try:
    Warehouse.open(Path(sys.argv[1]), read_only=sys.argv[2] == "read").close()
    print("opened")
except WarehouseError as refusal:
    print(refusal)
"""


def elsewhere(path, how):
    return subprocess.run(
        [sys.executable, "-c", _OTHER, str(path), how], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_new_warehouse_has_every_table_and_no_row(path):
    with Warehouse.create_or_open(path) as warehouse:
        assert warehouse.counts() == dict.fromkeys(TABLES, 0)
        assert warehouse.frame("orders").columns.tolist() == TABLES["orders"].names


def test_while_one_process_writes_another_is_told_who(path):
    with Warehouse.create_or_open(path):
        said = elsewhere(path, "read")
    assert said == (
        f"{path}: another run or notebook (process {os.getpid()}) has it open. One writes alone; several may read. "
        "Wait until it has finished, or close it."
    )


def test_several_processes_read_at_once(path):
    Warehouse.create_or_open(path).close()
    with Warehouse.open(path):
        assert elsewhere(path, "read") == "opened"
        assert "has it open" in elsewhere(path, "write")


def test_one_process_does_not_open_it_in_two_ways(path):
    with (
        Warehouse.create_or_open(path),
        pytest.raises(WarehouseError, match=r"this process has it open already, in another way\. Close that one first"),
    ):
        Warehouse.open(path)


def test_a_missing_warehouse_names_the_command_that_makes_it(path):
    with pytest.raises(WarehouseError) as refusal:
        Warehouse.open(path)
    assert str(refusal.value) == f"{path}: there is no warehouse yet. Run `reviewbook pull` first."


def test_a_database_of_somebody_else_is_refused_and_left_alone(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE theirs AS SELECT 1 AS x")
    with pytest.raises(WarehouseError, match="it is not a warehouse of reviewbook"):
        Warehouse.create_or_open(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.sql("SELECT table_name FROM duckdb_tables()").fetchall() == [("theirs",)]


def test_a_file_that_is_no_database_is_refused(path):
    path.write_text("not a database " * 1000)
    with pytest.raises(WarehouseError, match=r"cannot be opened: .* Delete it and run `reviewbook pull`"):
        Warehouse.create_or_open(path)


def test_a_creation_that_broke_off_is_done_again(path):
    duckdb.connect(str(path)).close()
    with Warehouse.create_or_open(path) as warehouse:
        assert warehouse.counts()["people"] == 0
