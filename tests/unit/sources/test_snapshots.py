import json
from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from reviewbook.errors import SourceError
from reviewbook.params.sources import FilesEntry
from reviewbook.sources import Received, open_source, pull, snapshots

AT = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=8)))
PEOPLE = "person_id,name\n0012,Li\n"


def entry(**more):
    return FilesEntry.model_validate({"kind": "files", "name": "crm", "folder": "data", **more})


def write(places, name, text):
    (places.root / "data" / name).write_text(text, "utf-8")


def test_a_snapshot_holds_what_was_received_and_where_it_came_from(places):
    write(places, "people.csv", PEOPLE)
    snapshot = pull(open_source(entry(), places), places, AT)
    assert snapshot.is_new
    assert snapshot.folder == places.snapshots / "crm" / "20261124T040000Z"
    assert snapshot.pulled_at == AT
    assert snapshot.frames()["people.csv"].to_dict("list") == {"person_id": ["0012"], "name": ["Li"], "_line": [2]}
    assert json.loads((snapshot.folder / "origin.json").read_text("utf-8")) == {
        "form": 1,
        "source": "crm",
        "kind": "files",
        "pulled_at": "2026-11-24T04:00:00+00:00",
        "files": [
            {
                "file": "people.csv",
                "sheet": "",
                "parquet": "001_people.csv.parquet",
                "sha256": "a7724a144b51ffd876e502e4aa8ede5e58589995c798685ecf1fe469b1d51c1b",
                "rows": 1,
                "encoding": "utf-8",
            }
        ],
    }


def test_the_same_content_again_is_the_same_snapshot(places):
    write(places, "people.csv", PEOPLE)
    source = open_source(entry(), places)
    first = pull(source, places, AT)
    again = pull(source, places, AT + timedelta(days=1))
    assert (again.is_new, again.folder) == (False, first.folder)
    assert [one.folder.name for one in snapshots(places, "crm")] == ["20261124T040000Z"]


def test_changed_content_is_a_further_snapshot_and_the_former_stays(places):
    source = open_source(entry(), places)
    write(places, "people.csv", PEOPLE)
    pull(source, places, AT)
    write(places, "people.csv", PEOPLE + "0013,Wu\n")
    assert pull(source, places, AT + timedelta(days=1)).is_new
    assert [[kept.rows for kept in one.files] for one in snapshots(places, "crm")] == [[1], [2]]


def test_changed_rows_of_the_params_are_changed_content(places):
    rows = [{"team_id": "east", "name": "East", "zone": "Asia/Shanghai", "calendar": "CN"}]
    pull(open_source(entry(tables=[{"table": "teams", "rows": rows}]), places), places, AT)
    rows[0]["name"] = "East China"
    renamed = pull(
        open_source(entry(tables=[{"table": "teams", "rows": rows}]), places), places, AT + timedelta(days=1)
    )
    assert renamed.is_new
    assert renamed.frames()["sources.yaml#teams"]["name"].tolist() == ["East China"]


def test_the_same_content_gives_the_same_bytes(places):
    write(places, "people.csv", PEOPLE)
    source = open_source(entry(), places)

    def written():
        snapshot = pull(source, places, AT)
        content = {path.name: path.read_bytes() for path in snapshot.folder.iterdir()}
        snapshot.folder.rename(places.root / f"away{len(list(places.root.iterdir()))}")
        return content

    assert written() == written()


def test_what_a_stopped_run_left_behind_is_no_snapshot(places):
    write(places, "people.csv", PEOPLE)
    left = places.snapshots / "crm" / ".20261124T040000Z.partial"
    left.mkdir(parents=True)
    (left / "junk").write_text("")
    assert snapshots(places, "crm") == []
    assert sorted(path.name for path in pull(open_source(entry(), places), places, AT).folder.iterdir()) == [
        "001_people.csv.parquet",
        "origin.json",
    ]
    assert not left.exists()


def test_a_snapshot_is_never_overwritten(places):
    write(places, "people.csv", PEOPLE)
    source = open_source(entry(), places)
    pull(source, places, AT)
    write(places, "people.csv", PEOPLE + "0013,Wu\n")
    with pytest.raises(SourceError) as refusal:
        pull(source, places, AT)
    assert str(refusal.value) == (
        "source crm: the snapshot 20261124T040000Z exists with other content. "
        "A snapshot is never changed. Pull again a second later."
    )


def test_a_damaged_snapshot_says_what_to_do(places):
    folder = places.snapshots / "crm" / "20261124T040000Z"
    folder.mkdir(parents=True)
    (folder / "origin.json").write_text("{")
    with pytest.raises(SourceError, match=r"origin.json cannot be read: .* Delete the folder and pull again."):
        snapshots(places, "crm")


def test_an_adapter_needs_only_to_receive(places):
    class Chat:
        name, kind = "chat", "chat"

        def receive(self, since, until):
            rows = pa.table({"since": [since.isoformat()], "until": [until.isoformat()], "_line": [1]})
            return [Received("people", "", rows, "0", "json")]

    at = datetime(2026, 11, 1, tzinfo=UTC)
    snapshot = pull(Chat(), places, AT, since=at, until=at + timedelta(days=1))
    assert snapshot.frame(snapshot.files[0])[["since", "until"]].values.tolist() == [
        ["2026-11-01T00:00:00+00:00", "2026-11-02T00:00:00+00:00"]
    ]


def test_all_missing_and_broken_files_are_told_at_once(places):
    write(places, "orders_1.csv", 'a,b\n1,"2\n')
    tables = [
        {"table": "products", "file": "goods.csv"},
        {"table": "customers", "file": "orders_*.csv"},
    ]
    with pytest.raises(SourceError) as refusal:
        pull(open_source(entry(tables=tables), places), places, AT)
    assert str(refusal.value).splitlines() == [
        "source crm: products: no file 'goods.csv' in data. There are: orders_1.csv.",
        "orders_1.csv: its quotes do not fit near line 2: unexpected end of data. "
        'A quoted cell ends with a quote before the delimiter; a quote inside is written "".',
    ]
    assert not places.snapshots.exists()


def test_a_missing_folder_and_a_folder_without_tables_say_what_to_do(places):
    with pytest.raises(SourceError) as refusal:
        pull(open_source(entry(folder="nowhere"), places), places, AT)
    assert str(refusal.value) == (
        "source crm: the folder nowhere does not exist. It is looked for beside params/. "
        "Put the files there, or mend `folder` in sources.yaml."
    )
    write(places, "people_2026.csv", PEOPLE)
    with pytest.raises(SourceError, match=r"data has no file that is named after a table. Tables are: attendance, "):
        pull(open_source(entry(), places), places, AT)
