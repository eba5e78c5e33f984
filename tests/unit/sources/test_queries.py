"""Queries to a database: SQLite, real and small. PostgreSQL stands in tests/journey/test_postgresql.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from pydantic import ValidationError

from reviewbook.errors import SourceError
from reviewbook.params.sources import FilesEntry, SqlEntry
from reviewbook.places import Places
from reviewbook.sources import Mapped, canonical, changed_columns, open_source, pull
from reviewbook.sources.databases import Database
from reviewbook.sources.queries import QueriesSource
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.web import Refused

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
PEOPLE = (
    "CREATE TABLE staff (no INTEGER, full_name TEXT); INSERT INTO staff VALUES (9007199254740993, '张伟'), (2, 'Wu')"
)
BY_NAME = {"people": "SELECT no AS person_id, full_name AS name FROM staff"}


def entry(queries: dict[str, str], **more: Any) -> SqlEntry:
    known = {"kind": "sql", "name": "erp", "url_secret": "SALES_DB_URL", "queries": queries}
    return SqlEntry.model_validate({**known, **more})


@pytest.fixture
def database(places: Places, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that runs a script in the database of the workbook."""
    monkeypatch.setenv("SALES_DB_URL", "sqlite:///data/sales.db")

    def run(script: str) -> None:
        with closing(sqlite3.connect(places.root / "data" / "sales.db")) as connection, connection:
            connection.executescript(script)

    return run


@pytest.fixture
def asked(places: Places, database: Callable[[str], None]) -> Callable[..., Mapped]:
    """Run a script, pull queries and map them."""

    def mapped(script: str, queries: dict[str, str], at: datetime = AT, **more: Any) -> Mapped:
        database(script)
        source = entry(queries, **more)
        return canonical(pull(open_source(source, places), places, at), source)

    return mapped


@pytest.fixture
def refused(asked: Callable[..., Mapped]) -> Callable[..., str]:
    """Give what is said when queries are refused."""

    def said(script: str, queries: dict[str, str], **more: Any) -> str:
        with pytest.raises(SourceError) as refusal:
            asked(script, queries, **more)
        return str(refusal.value)

    return said


def test_a_query_named_after_a_table_needs_no_mapping_and_ids_stay_exact(asked: Callable[..., Mapped]) -> None:
    people = asked(PEOPLE, BY_NAME).tables["people"]
    assert people[["person_id", "name", "_file", "_line"]].values.tolist() == [
        ["9007199254740993", "张伟", "people", 1],
        ["2", "Wu", "people", 2],
    ]


def test_a_mapping_names_the_query_as_its_file(asked: Callable[..., Mapped]) -> None:
    mapping = {"table": "people", "file": "staff", "columns": {"person_id": "no", "name": "full_name"}}
    mapped = asked(PEOPLE, {"staff": "SELECT * FROM staff"}, tables=[mapping])
    assert mapped.tables["people"]["name"].tolist() == ["张伟", "Wu"]


def test_a_second_query_is_looked_up_in_and_rows_may_be_written_beside(asked: Callable[..., Mapped]) -> None:
    script = f"{PEOPLE}; CREATE TABLE titles (no, title); INSERT INTO titles VALUES (2, 'rep')"
    lookup = {"from": "no", "lookup": {"file": "titles", "key": "no", "value": "title"}, "others": "guest"}
    tables = [
        {"table": "people", "file": "staff", "columns": {"person_id": "no", "name": lookup}},
        {"table": "products", "rows": [{"product_id": "p1", "name": "Pump"}]},
    ]
    queries = {"staff": "SELECT * FROM staff", "titles": "SELECT * FROM titles"}
    mapped = asked(script, queries, tables=tables)
    assert mapped.tables["people"]["name"].tolist() == ["guest", "rep"]
    assert mapped.tables["products"]["name"].tolist() == ["Pump"]


def test_times_without_an_offset_are_read_in_the_zone_that_is_named(asked: Callable[..., Mapped]) -> None:
    queries = {"satisfaction": "SELECT 'r1' AS response_id, '2026-11-23 09:00' AS responded_at, 4.5 AS score, "
                               "0 AS scale_min, 5 AS scale_max"}  # fmt: skip
    answer = asked("", queries, zone="Asia/Shanghai").tables["satisfaction"].iloc[0]
    assert (answer["responded_at"], answer["score"]) == (pd.Timestamp("2026-11-23T01:00Z"), 4.5)
    with pytest.raises(SourceError, match="have no offset, and no zone is named"):
        asked("", queries, at=datetime(2026, 11, 25, tzinfo=UTC))


def test_an_id_that_went_through_a_float_is_refused(asked: Callable[..., Mapped]) -> None:
    mapped = asked("", {"people": "SELECT 9007199254740993.0 AS person_id, 'Li' AS name"})
    assert mapped.tables["people"].empty
    assert "is no longer a sure id" in mapped.rejected["reason"].iloc[0]


def test_a_column_that_holds_numbers_and_text_is_text(asked: Callable[..., Mapped]) -> None:
    union = "SELECT 1.5 AS person_id, 'Li' AS name UNION ALL SELECT 'a', 'Wu'"
    assert asked("", {"people": union}).tables["people"]["person_id"].tolist() == ["1.5", "a"]


def test_no_rows_are_a_table_of_none(asked: Callable[..., Mapped]) -> None:
    mapped = asked(f"{PEOPLE}; DELETE FROM staff", BY_NAME)
    assert mapped.tables["people"].empty
    assert mapped.rejected.empty


def test_what_was_deleted_is_not_in_the_next_snapshot(asked: Callable[..., Mapped]) -> None:
    asked(PEOPLE, BY_NAME)
    later = asked("DELETE FROM staff WHERE no = 2", BY_NAME, at=datetime(2026, 11, 25, tzinfo=UTC))
    assert later.tables["people"]["name"].tolist() == ["张伟"]


def test_the_same_rows_in_another_order_are_nothing_new(places: Places, database: Callable[[str], None]) -> None:
    database(PEOPLE)
    source = open_source(entry(BY_NAME), places)
    assert pull(source, places, AT).is_new
    database("DELETE FROM staff WHERE no = 2; INSERT INTO staff VALUES (3, 'New')")
    assert pull(source, places, datetime(2026, 11, 25, tzinfo=UTC)).is_new
    database("CREATE TABLE turned AS SELECT * FROM staff ORDER BY no; DROP TABLE staff; "
             "ALTER TABLE turned RENAME TO staff")  # fmt: skip
    assert not pull(source, places, datetime(2026, 11, 26, tzinfo=UTC)).is_new


def test_since_is_a_day_that_does_not_move(asked: Callable[..., Mapped]) -> None:
    script = "CREATE TABLE t (id TEXT, name TEXT, at TEXT); INSERT INTO t VALUES ('1','old','2025-12-31 23:59'), " \
             "('2','new','2026-01-01 00:00')"  # fmt: skip
    query = {"products": "SELECT id AS product_id, name FROM t WHERE at >= :since"}
    assert asked(script, query, since="2026-01-01").tables["products"]["name"].tolist() == ["new"]


def test_since_without_a_day_and_any_other_name_are_refused(refused: Callable[..., str]) -> None:
    assert refused("", {"people": "SELECT :since AS name"}) == (
        "source erp: the query people: :since stands in it and is not known. "
        "Only :since is, and it needs `since` in sources.yaml."
    )
    assert ":untill stands in it" in refused("", {"people": "SELECT :untill AS name"}, since="2026-01-01")


def test_bytes_and_two_columns_of_one_name_are_refused(refused: Callable[..., str]) -> None:
    assert refused("", {"people": "SELECT x'00ff' AS photo"}) == (
        "source erp: the query people: column 'photo' holds bytes. No table has a place for them. "
        "Leave the column out, or let the database write it as text."
    )
    assert "two columns are called id. Each needs its own name" in refused("", {"people": "SELECT 1 AS id, 2 AS id"})
    assert "two columns are called _line." in refused("", {"people": "SELECT 1 AS _line"})


def test_every_query_that_is_refused_is_told_at_once(refused: Callable[..., str]) -> None:
    queries = {"people": "SELECT * FROM staf", "products": "SELECT nam FROM staff", "teams": "SELECT 1 AS team_id"}
    lines = refused(PEOPLE, queries).splitlines()
    assert [line[: line.index("Check")] for line in lines] == [
        "source erp: the query people: was refused: no such table: staf. ",
        "source erp: the query products: was refused: no such column: nam. ",
    ]


def test_a_file_that_is_not_there_is_not_made(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_DB_URL", "sqlite:///data/misspelt.db")
    with pytest.raises(Refused, match="unable to open database file") as refusal:
        open_source(entry(BY_NAME), places).receive(None, None)
    assert refusal.value.advice == "sql.unreachable"
    assert list((places.root / "data").iterdir()) == []


def test_nothing_can_be_written(places: Places, database: Callable[[str], None]) -> None:
    database(PEOPLE)
    written = entry({"people": "WITH gone AS (SELECT 2 AS no) DELETE FROM staff WHERE no IN (SELECT no FROM gone)"})
    with pytest.raises(Refused, match="readonly database") as refusal:
        open_source(written, places).receive(None, None)
    assert refusal.value.advice == "sql.writes"


@pytest.mark.parametrize(
    ("address", "said", "advice"),
    [
        ("post gres", "the secret SALES_DB_URL is no address of a database", "sql.address"),
        ("postgresql://u:pa/ss@host:x/db", "the secret SALES_DB_URL is no address", "sql.address"),
        ("postgres://u:hush@host/db", "there is no driver for addresses that begin with postgres://", "sql.driver"),
        ("mysql+aiomysql://u:hush@host/db", "is not installed: aiomysql", "sql.driver"),
    ],
)
def test_an_address_that_cannot_be_used_is_not_quoted(
    places: Places, monkeypatch: pytest.MonkeyPatch, address: str, said: str, advice: str
) -> None:
    monkeypatch.setenv("SALES_DB_URL", address)
    with pytest.raises(Refused) as refusal:
        open_source(entry(BY_NAME), places).receive(None, None)
    assert said in str(refusal.value)
    assert refusal.value.advice == advice
    assert "hush" not in str(refusal.value)
    assert "pa" not in str(refusal.value).split()


def test_a_password_that_a_driver_quotes_is_masked(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_DB_URL", "postgresql+psycopg://reader:hush@127.0.0.1:1/db?sslmode=hush")
    with pytest.raises(Refused, match='invalid sslmode value: "•••"'):
        open_source(entry(BY_NAME), places).receive(None, None)


def test_a_missing_secret_is_named(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SALES_DB_URL", raising=False)
    with pytest.raises(SourceError, match="secret SALES_DB_URL: is not set"):
        open_source(entry(BY_NAME), places).receive(None, None)


def test_the_doctor_asks_for_the_login_and_the_first_row_of_each_query(
    places: Places, database: Callable[[str], None]
) -> None:
    database(PEOPLE)
    source = QueriesSource(entry({**BY_NAME, "teams": "SELECT * FROM nowhere"}), places)
    told = {}
    for probe in source.probes():
        try:
            probe.ask()
            told[probe.what] = "fine"
        except Refused as error:
            told[probe.what] = error.advice
    assert told == {"the database": "fine", "the query people": "fine", "the query teams": "sql.table"}


def test_a_column_that_a_query_no_longer_gives_is_told(places: Places, database: Callable[[str], None]) -> None:
    database(PEOPLE)
    snapshots = [
        pull(open_source(entry({"people": f"SELECT no AS person_id, {names} FROM staff"}), places), places, at)
        for names, at in (("full_name AS name, 1 AS level", AT), ("full_name AS name", AT.replace(day=25)))
    ]
    (changed,) = changed_columns(*snapshots, entry(BY_NAME))
    assert (changed.table, changed.gone, changed.others) == ("people", (), ("level",))


def test_the_sample_is_the_same_through_a_database(places: Places, asked: Callable[..., Mapped]) -> None:
    tables = simulate(SampleOptions(reps=3, months=1)).tables
    with closing(sqlite3.connect(places.root / "data" / "sales.db")) as connection:
        for name, frame in tables.items():
            kept = frame.assign(**{c: frame[c].astype("str") for c in frame.select_dtypes(["datetime", "datetimetz"])})
            kept.to_sql(name, connection, index=False)
    mapped = asked("", {name: f'SELECT * FROM "{name}"' for name in tables})
    folder = places.root / "files"
    folder.mkdir()
    for name, frame in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    files = FilesEntry(kind="files", name="files", folder="files")
    wanted = canonical(pull(open_source(files, places), places, AT), files)
    assert mapped.rejected.empty
    assert sorted(mapped.tables) == sorted(wanted.tables)
    for name, frame in wanted.tables.items():
        assert_frame_equal(mapped.tables[name].drop(columns="_file"), frame.drop(columns="_file"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"queries": {"people": "DELETE FROM staff"}}, "begins with SELECT or WITH"),
        ({"tables": [{"table": "people", "file": "staf"}], "queries": {"staff": "SELECT 1"}}, "Did you mean 'staff'"),
        ({"tables": [{"table": "people", "file": "people", "sheet": "x"}]}, "a query has no sheet"),
        ({"queries": {}}, "at least 1"),
        ({"url_secret": "sqlite:///x"}, "pattern"),
    ],
)
def test_an_entry_that_cannot_work_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        entry(**{"queries": BY_NAME, **more})


def test_a_query_may_begin_with_a_comment() -> None:
    assert entry({"people": "-- who\n/* all */ select 1"}).queries["people"].endswith("select 1")


class Told:
    """Stands in for a connection to a server that is not here; notes what it is told."""

    def __init__(self, name: str, is_mariadb: bool = False) -> None:
        self.dialect = SimpleNamespace(name=name, is_mariadb=is_mariadb)
        self.statements: list[str] = []

    def exec_driver_sql(self, statement: str) -> None:
        self.statements.append(statement)

    def commit(self) -> None:
        self.statements.append("COMMIT")


@pytest.mark.parametrize(
    ("connection", "limit"),
    [
        (Told("mysql"), "SET SESSION max_execution_time = 90000"),
        (Told("mysql", is_mariadb=True), "SET SESSION max_statement_time = 90"),
        (Told("mariadb"), "SET SESSION max_statement_time = 90"),
    ],
)
def test_mysql_is_forbidden_to_write_and_told_how_long_and_in_which_zone(connection: Told, limit: str) -> None:
    Database(entry(BY_NAME, zone="Asia/Shanghai", timeout_seconds=90), Path())._behave(connection)  # type: ignore[arg-type]
    zone = "SET SESSION time_zone = '+08:00'"
    assert connection.statements == ["SET SESSION TRANSACTION READ ONLY", limit, zone, "COMMIT"]


@pytest.mark.parametrize(
    ("zone", "told"), [(None, "+00:00"), ("Asia/Shanghai", "+08:00"), ("Europe/Berlin", "Europe/Berlin")]
)
def test_a_zone_whose_clocks_never_change_is_named_by_its_offset(zone: str | None, told: str) -> None:
    connection = Told("mysql")
    Database(entry(BY_NAME, zone=zone), Path())._behave(connection)  # type: ignore[arg-type]
    assert f"SET SESSION time_zone = '{told}'" in connection.statements


@pytest.mark.parametrize(
    ("code", "state", "advice"),
    [
        (1045, "28000", "sql.password"),
        (1142, "42000", "sql.rights"),
        (1146, "42S02", "sql.table"),
        (1054, "42S22", "sql.table"),
        (1969, "70100", "sql.timeout"),
        (1792, "25006", "sql.writes"),
        (1298, "HY000", "sql.zone"),
        (1064, "42000", "sql.query"),
    ],
)
def test_what_mysql_refuses_is_known_by_its_number(code: int, state: str, advice: str) -> None:
    error = Exception(code, "in its own words")
    error.sqlstate = state  # type: ignore[attr-defined]
    refusal = Database(entry(BY_NAME), Path()).refusal("the query people", error)
    assert refusal.advice == advice
    assert "in its own words" in str(refusal)
