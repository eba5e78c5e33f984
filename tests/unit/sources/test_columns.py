"""Which columns came or went between two snapshots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places
from reviewbook.sources import Changed, changed_columns, open_source, pull, snapshots
from reviewbook.sources.received import Received
from reviewbook.sources.snapshots import keep

MAPPED = {
    "table": "products",
    "file": "goods_*.csv",
    "columns": {"product_id": "no", "name": "title"},
}


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., list[Changed]]:
    """Pull a folder twice, with the files of a first and of a second day, and compare."""

    def compare(before: dict[str, str], now: dict[str, str], *tables: dict[str, object]) -> list[Changed]:
        entry = FilesEntry.model_validate({"kind": "files", "name": "crm", "folder": "data", "tables": tables})
        places, folder, kept = Places(tmp_path), tmp_path / "data", []
        folder.mkdir()
        for day, files in ((1, before), (2, now)):
            for old in folder.iterdir():
                old.unlink()
            for name, header in files.items():
                (folder / name).write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n", "utf-8")
            kept.append(pull(open_source(entry, places), places, datetime(2026, 11, day, tzinfo=UTC)))
        return changed_columns(*kept, entry)

    return compare


def test_a_column_of_the_table_that_is_gone(compared: Callable[..., list[Changed]]) -> None:
    told = compared({"products.csv": "product_id,name,category"}, {"products.csv": "product_id,name"})
    assert told == [Changed("products", ("category",), ())]


def test_of_a_mapped_file_only_what_is_mapped_is_used(compared: Callable[..., list[Changed]]) -> None:
    before, now = {"goods_1.csv": "no,title,colour"}, {"goods_1.csv": "no,label,size"}
    assert compared(before, now, MAPPED) == [Changed("products", ("title",), ("colour", "label", "size"))]


def test_the_last_file_of_each_is_compared(compared: Callable[..., list[Changed]]) -> None:
    old = {"goods_1.csv": "no,title,colour"}
    assert compared(old, {**old, "goods_2.csv": "no,title"}, MAPPED) == [Changed("products", (), ("colour",))]


def test_a_file_that_is_gone_takes_all_its_columns_with_it(compared: Callable[..., list[Changed]]) -> None:
    before = {"products.csv": "product_id,name", "people.csv": "person_id,name"}
    told = compared(before, {"people.csv": "person_id,name"})
    assert told == [Changed("people", (), ()), Changed("products", ("product_id", "name"), ())]


def test_a_source_that_is_of_another_kind_now_has_other_columns_and_nothing_to_tell(tmp_path: Path) -> None:
    entry = FilesEntry.model_validate({"kind": "files", "name": "crm", "folder": "data"})
    places, folder = Places(tmp_path), tmp_path / "data"
    folder.mkdir()
    (folder / "products.csv").write_text("product_id,name\n1,x\n", "utf-8")
    rows = pa.table({"id": ["a"], "body": ["{}"]})
    about = {"fields": {"deals": [["id"], ["id"]]}}
    keep(
        places, ("crm", "zoho"), datetime(2026, 11, 1, tzinfo=UTC), [Received("deals", "", rows, "0", "records")], about
    )
    pull(open_source(entry, places), places, datetime(2026, 11, 2, tzinfo=UTC))
    assert changed_columns(*snapshots(places, "crm"), entry) == []
