"""Files in a store, through fsspec: in memory, and in a folder addressed as a store."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from pydantic import ValidationError

from reviewbook.errors import SourceError
from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places
from reviewbook.sources import canonical, open_source, pull

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)

PEOPLE = "person_id,name\n0012,张伟\n"


def entry(folder: str, **more: Any) -> FilesEntry:
    return FilesEntry.model_validate({"kind": "files", "name": "crm", "folder": folder, **more})


@pytest.fixture
def store() -> Iterator[MemoryFileSystem]:
    """Give a store that holds a few files below ``bucket/data``, and nothing afterwards."""
    system = fsspec.filesystem("memory")
    files = {
        "people.csv": PEOPLE,
        ".hidden.csv": "x",
        "notes.txt": "x",
        "raw/goods_1.csv": "id,name\nt1,Pump\n",
        "raw/goods_2.csv": "id,name\nt2,Valve\n",
        "raw/old/goods_3.csv": "id,name\nt3,Old\n",
    }
    for name, text in files.items():
        system.pipe_file(f"/bucket/data/{name}", text.encode())
    yield system
    system.store.clear()


def received(places: Places, source: FilesEntry) -> Mapping[str, int]:
    return {one.file: one.rows.num_rows for one in open_source(source, places).receive(None, None)}


GOODS = {"table": "products", "file": "raw/goods_*.csv", "columns": {"product_id": "id", "name": "name"}}


@pytest.mark.parametrize("slash", ["", "/"])
def test_files_of_a_store_are_found_as_those_of_a_folder(places: Places, store: MemoryFileSystem, slash: str) -> None:
    source = entry(f"memory://bucket/data{slash}", tables=[GOODS])
    assert received(places, source) == {"raw/goods_1.csv": 1, "raw/goods_2.csv": 1, "people.csv": 1}
    mapped = canonical(pull(open_source(source, places), places, AT), source)
    assert mapped.tables["people"][["person_id", "name"]].values.tolist() == [["0012", "张伟"]]
    assert mapped.tables["products"]["product_id"].tolist() == ["t1", "t2"]


def test_the_same_files_are_the_same_snapshot_on_disk_and_in_a_store(places: Places, store: MemoryFileSystem) -> None:
    (places.root / "data" / "people.csv").write_text(PEOPLE, "utf-8")
    assert pull(open_source(entry("data"), places), places, AT).is_new
    assert not pull(open_source(entry("memory://bucket/data"), places), places, AT).is_new
    assert not pull(open_source(entry(f"file://{places.root}/data"), places), places, AT).is_new


def test_a_file_that_came_since_the_last_pull_is_seen(places: Places, store: MemoryFileSystem) -> None:
    source = open_source(entry("memory://bucket/data"), places)
    source.receive(None, None)
    store.pipe_file("/bucket/data/products.csv", b"product_id,name\nt9,New\n")
    assert [one.file for one in source.receive(None, None)] == ["people.csv", "products.csv"]


def test_a_name_that_is_not_there_is_answered_with_what_is(places: Places, store: MemoryFileSystem) -> None:
    with pytest.raises(SourceError) as refusal:
        received(places, entry("memory://bucket/data", tables=[{"table": "products", "file": "good.csv"}]))
    assert str(refusal.value) == (
        "source crm: products: no file 'good.csv' in memory://bucket/data. There are: notes.txt, people.csv."
    )


def test_a_folder_that_is_empty_or_not_there_is_refused(places: Places) -> None:
    with pytest.raises(SourceError) as refusal:
        received(places, entry("memory://bucket/none"))
    assert str(refusal.value) == (
        "source crm: memory://bucket/none holds no file. A store does not tell an empty folder from one that is not "
        "there. Put the files there, or mend `folder` in sources.yaml."
    )


def test_a_store_without_its_library_says_what_to_install(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(SourceError) as refusal:
        received(places, entry("s3://bucket/data"))
    assert str(refusal.value) == (
        "source crm: s3://bucket/data: cannot be used: Install s3fs to access S3. "
        "Install what it names where reviewbook runs; for s3:// that is s3fs."
    )
    with pytest.raises(SourceError, match="cannot be used: Protocol not known: s4"):
        received(places, entry("s4://bucket/data"))


def test_what_a_store_says_is_quoted_without_the_secrets(
    places: Places, store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def refusing(self: MemoryFileSystem, path: str, **_: Any) -> bytes:
        given.update(self.storage_options)
        raise PermissionError(f"403 for {self.storage_options['secret']} at {path}")

    monkeypatch.setenv("S3_SECRET", "hush")
    monkeypatch.setattr(MemoryFileSystem, "cat_file", refusing)
    source = entry("memory://bucket/data", options={"endpoint_url": "http://host"}, secrets={"secret": "S3_SECRET"})
    with pytest.raises(SourceError) as refusal:
        received(places, source)
    assert given == {"endpoint_url": "http://host", "secret": "hush"}
    assert str(refusal.value) == (
        "source crm: people.csv: cannot be opened: 403 for ••• at /bucket/data/people.csv. "
        "Check the address, the options and the secrets in sources.yaml, and that the key may list and read."
    )


def test_options_are_for_a_store_only() -> None:
    with pytest.raises(
        ValidationError, match="options and secrets are for a store like s3://bucket/path, not for data"
    ):
        entry("data", secrets={"key": "S3_KEY"})


def test_a_secret_is_named_and_never_written_out() -> None:
    with pytest.raises(ValidationError, match="pattern"):
        entry("s3://bucket", secrets={"key": "AKIAhush"})
