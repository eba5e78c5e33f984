"""A warehouse of an older version gets the tables of now, or is built anew from the snapshots; it tells so."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from reviewbook import __version__
from reviewbook.errors import SourceError
from reviewbook.places import Places
from reviewbook.run import pulling
from reviewbook.warehouse import Warehouse
from reviewbook.warehouse.layout import VERSION, quoted
from reviewbook.warehouse.migrations import STEPS
from reviewbook.warehouse.opening import is_readable

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def everything(file):
    """Give every version of every row, whichever reviewbook made the file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = [name for (name,) in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {
            name: connection.sql(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {quoted(name)} ORDER BY ALL").fetchall()
            for name in sorted(names)
            if name != "about"
        }


def about(file):
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.sql("SELECT * FROM about").fetchall()


def without_a_step(monkeypatch):
    monkeypatch.setattr("reviewbook.warehouse.migrations.STEPS", ())


def test_its_layout_is_one_from_which_a_step_leads(file):
    assert about(file)[0][0] in {step.of for step in STEPS} | {VERSION}


@pytest.mark.parametrize("way", [Warehouse.open, Warehouse.create_or_open], ids=["read", "written"])
def test_whoever_opens_it_first_gives_it_the_tables_of_now_and_no_row_is_lost(file, way, caplog):
    before = everything(file)
    assert len(before["orders"]) > 100
    with way(file) as warehouse:
        assert warehouse.counts()["orders"] == len(before["orders"])
    assert everything(file) == before
    assert about(file) == [(VERSION, __version__)]
    (told,) = caplog.messages
    assert told.startswith(f"{file}: it was made by ")
    assert told.endswith(f" and has the tables of reviewbook {__version__} now.")


def test_it_is_told_once(file, caplog):
    for _ in range(2):
        Warehouse.open(file).close()
    assert len(caplog.messages) == 1


def test_what_was_known_then_is_known_of_then(file):
    with Warehouse.open(file) as warehouse:
        before, after = (
            set(warehouse.engine().collect(warehouse.view(NEVER, known_at=at)["orders"])["order_id"])
            for at in (datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
        )
    assert after - before == {"L1"}


def test_built_anew_from_the_snapshots_it_is_the_same_to_the_row(old, file, monkeypatch, caplog):
    before, made_by = everything(file), about(file)[0][0]
    without_a_step(monkeypatch)
    assert not is_readable(file)
    lines = list(pulling.pull(Places(old.root), [], NOW))
    assert lines == ["ours: nothing new; 970 rows of 22 files, 970 changed in the warehouse, 0 rejected"]
    assert everything(file) == before
    aside = file.with_name(f"warehouse.{made_by}.duckdb")
    assert everything(aside) == before
    assert f"is built anew from the snapshots. The former one is {aside.name}" in caplog.text


def test_built_anew_it_holds_what_was_received_of_a_source_that_is_away(old, file, monkeypatch):
    before = everything(file)
    without_a_step(monkeypatch)
    shutil.rmtree(old.root / "data")
    lines = []
    with pytest.raises(SourceError):
        lines += pulling.pull(Places(old.root), [], NOW)
    assert everything(file) == before


def test_built_anew_it_holds_the_sources_too_that_were_not_named(old, file, monkeypatch):
    before = everything(file)
    sources = old.root / "params" / "sources.yaml"
    rows = "[{person_id: p009, starts_on: 2026-11-12, ends_on: 2026-11-12, kind: annual, portion: '1'}]"
    more = f"  - {{name: more, kind: files, folder: more, tables: [{{table: leave, rows: {rows}}}]}}\n"
    sources.write_text(sources.read_text("utf-8") + more, "utf-8")
    (old.root / "more").mkdir()
    without_a_step(monkeypatch)
    lines = list(pulling.pull(Places(old.root), ["more"], NOW))
    assert [line.partition(":")[0] for line in lines] == ["ours", "ours", "more"]
    assert lines[0].startswith("ours: loaded from the snapshot 20261120T")
    assert everything(file)["orders"] == before["orders"]
