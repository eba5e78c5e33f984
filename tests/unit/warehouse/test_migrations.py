"""What becomes of a warehouse of another version; one that really is of an older version stands in ``tests/upgrades``."""

from __future__ import annotations

import duckdb
import pytest

from reviewbook import __version__
from reviewbook.errors import WarehouseError
from reviewbook.warehouse import Warehouse
from reviewbook.warehouse.layout import VERSION
from reviewbook.warehouse.migrations import STEPS, Made, Step, way
from reviewbook.warehouse.opening import is_readable


@pytest.fixture
def made_by(path):
    """Give a function that makes a warehouse and lets it say that it is of another version."""

    def made(version, reviewbook=None):
        Warehouse.create_or_open(path).close()
        with duckdb.connect(str(path)) as connection:
            connection.execute("UPDATE about SET version = $v, reviewbook = $r", {"v": version, "r": reviewbook})
        return path

    return made


def about(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql("SELECT * FROM about").fetchall()


def test_a_new_warehouse_says_which_layout_it_has_and_who_made_it(path):
    Warehouse.create_or_open(path).close()
    assert about(path) == [(VERSION, __version__)]


def test_every_layout_that_was_released_leads_to_the_present_one():
    # Fails when a table was given another column: raise LAYOUT where the former one is released, and add a step.
    assert STEPS[-1].to == VERSION
    assert [step.of for step in STEPS[1:]] == [step.to for step in STEPS[:-1]]


def test_the_steps_are_taken_in_order_from_wherever_a_file_is(monkeypatch):
    first, second = Step("1.a", "2.b", print), Step("2.b", VERSION, print)
    monkeypatch.setattr("reviewbook.warehouse.migrations.STEPS", (first, second))
    assert way(Made("1.a")) == [first, second]
    assert way(Made("2.b")) == [second]
    assert way(Made("1.unknown")) == []


def test_where_one_step_cannot_be_written_the_way_is_none(monkeypatch):
    steps = (Step("1.a", "2.b", None), Step("2.b", VERSION, print))
    monkeypatch.setattr("reviewbook.warehouse.migrations.STEPS", steps)
    assert way(Made("1.a")) == []


def test_an_older_one_for_which_there_is_no_step_is_set_aside_for_a_new_one(made_by, caplog):
    path = made_by("1.abc")
    with Warehouse.create_or_open(path) as warehouse:
        assert sum(warehouse.counts().values()) == 0
    assert about(path) == [(VERSION, __version__)]
    assert about(path.with_name("warehouse.1.abc.duckdb")) == [("1.abc", None)]
    assert caplog.messages == [
        f"{path}: it was made by an older reviewbook (tables 1.abc) and is built anew from the snapshots. "
        "The former one is warehouse.1.abc.duckdb; delete it once you miss nothing."
    ]


def test_who_only_reads_an_older_one_for_which_there_is_no_step_is_told_to_pull(made_by):
    path = made_by("1.abc", "0.2.0")
    assert not is_readable(path)
    with pytest.raises(WarehouseError) as refusal:
        Warehouse.open(path)
    assert str(refusal.value) == (
        f"{path}: it was made by reviewbook 0.2.0. Here is reviewbook {__version__}, whose tables are others. "
        "Run `reviewbook pull`: it is built anew from the snapshots."
    )
    assert about(path) == [("1.abc", "0.2.0")]


@pytest.mark.parametrize("way", [Warehouse.open, Warehouse.create_or_open, is_readable])
def test_a_newer_one_is_refused_and_left_alone(made_by, way):
    path = made_by("99.abc", "9.8.7")
    with pytest.raises(WarehouseError) as refusal:
        way(path)
    assert str(refusal.value) == (
        f"{path}: it was made by reviewbook 9.8.7. Here is reviewbook {__version__}, which is older. "
        "Use that version or a newer one; or else: delete it and run `reviewbook pull`: it is rebuilt from the snapshots."
    )
    assert about(path) == [("99.abc", "9.8.7")]


def test_a_step_that_fails_changes_nothing(made_by, monkeypatch):
    def broken(connection):
        connection.execute("DROP TABLE orders")
        raise RuntimeError("in the middle")

    path = made_by("1.abc")
    monkeypatch.setattr("reviewbook.warehouse.migrations.STEPS", (Step("1.abc", VERSION, broken),))
    for way_in in (Warehouse.open, Warehouse.create_or_open):
        with pytest.raises(RuntimeError, match="in the middle"):
            way_in(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.sql("SELECT count(*) FROM orders").fetchall() == [(0,)]
    assert about(path) == [("1.abc", None)]


def test_there_is_nothing_to_read_where_there_is_no_warehouse(path):
    assert not is_readable(path)
    Warehouse.create_or_open(path).close()
    assert is_readable(path)
