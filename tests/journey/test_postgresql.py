"""A real PostgreSQL, started for these tests, is pulled from: with its types, its rights and its refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from pandas.testing import assert_frame_equal
from stand_ins.postgresql import Address, postgresql

from reviewbook.errors import SourceError
from reviewbook.params.sources import FilesEntry, SqlEntry
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources import canonical, open_source, pull
from reviewbook.sources.databases import Database
from reviewbook.sources.queries import QueriesSource
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.web import Refused

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    """Start a server that listens only in a folder of its own; give its address for a user and a password."""
    with postgresql() as address:
        yield address


@pytest.fixture(scope="module")
def owner(server: Address) -> Iterator[sqlalchemy.Engine]:
    """Give the login of whoever owns the tables."""
    engine = sqlalchemy.create_engine(server(), poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE reader LOGIN PASSWORD 'reader-hush'")
        connection.exec_driver_sql("CREATE TABLE staff (no bigint, full_name text)")
        connection.exec_driver_sql("CREATE TABLE salaries (no bigint)")
        connection.exec_driver_sql("CREATE SEQUENCE counter")
        connection.exec_driver_sql("GRANT SELECT ON staff TO reader")
    yield engine
    engine.dispose()


@pytest.fixture
def staff(owner: sqlalchemy.Engine) -> Callable[[str], None]:
    """Give a function that changes the two people of the table ``staff``."""

    def run(statement: str) -> None:
        with owner.connect() as connection:
            connection.exec_driver_sql(statement)

    run("TRUNCATE staff; INSERT INTO staff VALUES (1234567890123456789, '张伟 🙂'), (2, 'Wu')")
    return run


@pytest.fixture
def source(server: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., QueriesSource]:
    """Give a function that makes a source of queries, asked by a user who may read one table."""

    def made(queries: dict[str, str], address: str = "", **more: Any) -> QueriesSource:
        monkeypatch.setenv("SALES_DB_URL", address or server("reader", "reader-hush"))
        return QueriesSource(_entry(queries, **more), Places(tmp_path))

    return made


def _entry(queries: dict[str, str], **more: Any) -> SqlEntry:
    known = {"kind": "sql", "name": "erp", "url_secret": "SALES_DB_URL", "queries": queries}
    return SqlEntry.model_validate({**known, **more})


def _refusal(source: QueriesSource) -> Refused:
    with pytest.raises(Refused) as refused:
        source.receive()
    assert "hush" not in str(refused.value)
    return refused.value


TYPES = {
    "whole": ("1234567890123456789::bigint", "1234567890123456789"),
    "exact": ("12345678901234567.8900::numeric", "12345678901234567.8900"),
    "floating": ("0.1::float8", 0.1),
    "at": ("'2026-11-23 09:00:00.25+08'::timestamptz", "2026-11-23T01:00:00.250000+00:00"),
    "summer": ("'2026-07-01 00:00+00'::timestamptz", "2026-07-01T00:00:00+00:00"),
    "local": ("'2026-11-23 09:00'::timestamp", "2026-11-23T09:00:00"),
    "day": ("'2026-11-23'::date", "2026-11-23"),
    "clock": ("'09:30'::time", "09:30:00"),
    "flag": ("true", "true"),
    "text": ("'王 🙂 ''50%'' a:b'", "王 🙂 '50%' a:b"),
    "nothing": ("null::text", None),
    "uuid": ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "json": ("""'{"名": [1]}'::jsonb""", '{"名": [1]}'),
    "list": ("array['a', 'b']", '["a", "b"]'),
}


def test_values_are_received_as_they_are(source: Callable[..., QueriesSource], owner: sqlalchemy.Engine) -> None:
    query = "SELECT " + ", ".join(f"{value} AS {name}" for name, (value, _) in TYPES.items())
    (received,) = source({"values": query}, zone="Europe/Berlin").receive()
    assert received.rows.drop_columns("_line").to_pylist() == [{name: wanted for name, (_, wanted) in TYPES.items()}]


def test_bytes_are_refused(source: Callable[..., QueriesSource], owner: sqlalchemy.Engine) -> None:
    with pytest.raises(SourceError, match="column 'photo' holds bytes"):
        source({"people": r"SELECT '\x00ff'::bytea AS photo"}).receive()


def test_a_session_only_reads_in_one_moment_and_not_for_ever(
    source: Callable[..., QueriesSource], owner: sqlalchemy.Engine
) -> None:
    names = ("transaction_read_only", "transaction_isolation", "statement_timeout", "timezone")
    query = "SELECT " + ", ".join(f"current_setting('{name}') AS {name}" for name in names)
    (received,) = source({"settings": query}, zone="Asia/Shanghai", timeout_seconds=90).receive()
    (row,) = received.rows.to_pylist()
    assert [row[name] for name in names] == ["on", "repeatable read", "90s", "Asia/Shanghai"]


def test_a_row_that_comes_between_two_queries_is_in_none_or_in_both(
    source: Callable[..., QueriesSource], staff: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = QueriesSource._asked
    monkeypatch.setattr(
        QueriesSource,
        "_asked",
        lambda self, connection, query: (
            query == "second" and staff("INSERT INTO staff VALUES (3, 'New')"),
            asked(self, connection, query),
        )[1],
    )
    first, second = source({"first": "SELECT * FROM staff", "second": "SELECT * FROM staff"}).receive()
    assert (first.rows.num_rows, second.rows.num_rows) == (2, 2)


def test_more_rows_than_one_portion(source: Callable[..., QueriesSource], owner: sqlalchemy.Engine) -> None:
    query = "SELECT n, CASE WHEN n > 6000 THEN n / 2.0::float8 END AS half FROM generate_series(1, 12001) n"
    (received,) = source({"numbers": query}).receive()
    assert received.rows["n"].to_pylist() == [str(n) for n in range(1, 12002)]
    assert received.rows["half"].to_pylist()[5999:6001] == [None, 3000.5]


def test_deleted_changed_and_unchanged(
    source: Callable[..., QueriesSource], staff: Callable[[str], None], tmp_path: Path
) -> None:
    queries = {"people": "SELECT no AS person_id, full_name AS name FROM staff"}
    asked, places = source(queries), Places(tmp_path)

    def pulled(day: int) -> list[list[str]] | None:
        snapshot = pull(asked, places, datetime(2026, 11, day, tzinfo=UTC))
        rows = canonical(snapshot, _entry(queries)).tables["people"][["person_id", "name"]].values.tolist()
        return sorted(rows) if snapshot.is_new else None

    assert pulled(1) == [["1234567890123456789", "张伟 🙂"], ["2", "Wu"]]
    staff("UPDATE staff SET no = no WHERE no > 2")  # which moves the row to the end of the table
    assert pulled(2) is None
    staff("DELETE FROM staff WHERE no > 2")
    assert pulled(3) == [["2", "Wu"]]
    staff("UPDATE staff SET full_name = 'Wu Min'")
    assert pulled(4) == [["2", "Wu Min"]]


def test_since_is_midnight_of_the_zone(source: Callable[..., QueriesSource], owner: sqlalchemy.Engine) -> None:
    times = "(VALUES ('2025-12-31 15:59Z'::timestamptz), ('2025-12-31 16:00Z'::timestamptz)) t (at)"
    query = f"SELECT at FROM {times} WHERE at >= :since"
    (received,) = source({"times": query}, since="2026-01-01", zone="Asia/Shanghai").receive()
    assert received.rows["at"].to_pylist() == ["2025-12-31T16:00:00+00:00"]


@pytest.mark.parametrize(
    ("query", "said", "advice"),
    [
        ("SELECT * FROM staf", 'relation "staf" does not exist', "sql.table"),
        ("SELECT nam FROM staff", 'column "nam" does not exist', "sql.table"),
        ("SELECT * FROM salaries", "permission denied for table salaries", "sql.rights"),
        ("SELECT 1 / 0 AS x", "division by zero", "sql.query"),
        ("SELECT 'infinity'::timestamptz AS x", "timestamp too large", "sql.query"),
    ],
)
def test_a_query_that_is_refused(
    source: Callable[..., QueriesSource], owner: sqlalchemy.Engine, query: str, said: str, advice: str
) -> None:
    refusal = _refusal(source({"people": query}))
    assert str(refusal).startswith("source erp: the query people: was refused: ")
    assert said in str(refusal)
    assert refusal.advice == advice


@pytest.mark.parametrize(
    "query",
    [
        "WITH gone AS (DELETE FROM staff RETURNING no) SELECT * FROM gone",
        "SELECT 1; COMMIT; DELETE FROM staff",
        "SELECT nextval('counter') AS n",
    ],
)
def test_nothing_is_written_even_by_who_could(
    source: Callable[..., QueriesSource], server: Address, staff: Callable[[str], None], owner: sqlalchemy.Engine,
    query: str,
) -> None:  # fmt: skip
    with pytest.raises(SourceError):
        source({"people": query}, address=server()).receive()
    with owner.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM staff").scalar() == 2


def test_every_query_that_is_refused_is_told_at_once(
    source: Callable[..., QueriesSource], owner: sqlalchemy.Engine
) -> None:
    with pytest.raises(SourceError) as refusal:
        source({"people": "SELECT * FROM staf", "teams": "SELECT 1 AS x", "orders": "SELECT * FROM ordrs"}).receive()
    assert [str(problem).split(":")[1] for problem in refusal.value.problems] == [
        " the query people",
        " the query orders",
    ]


def test_a_wrong_password_a_missing_database_and_nobody_at_home(
    source: Callable[..., QueriesSource], server: Address, owner: sqlalchemy.Engine
) -> None:
    wrong = _refusal(source({"people": "SELECT 1 AS x"}, address=server("reader", "wrong-hush")))
    assert 'password authentication failed for user "reader"' in str(wrong)
    assert wrong.advice == "sql.password"
    missing = _refusal(source({"people": "SELECT 1 AS x"}, address=server("reader", "reader-hush", "nowhere")))
    assert 'database "nowhere" does not exist' in str(missing)
    assert missing.advice == "sql.unreachable"
    nobody = "postgresql+psycopg://reader:reader-hush@127.0.0.1:1/postgres"
    assert _refusal(source({"people": "SELECT 1 AS x"}, address=nobody)).advice == "sql.unreachable"


def test_a_query_that_takes_too_long_is_stopped(
    source: Callable[..., QueriesSource], owner: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    behave = Database._behave

    def impatient(self: Database, connection: sqlalchemy.Connection) -> None:
        behave(self, connection)
        connection.exec_driver_sql("SET statement_timeout = 1")
        connection.commit()

    monkeypatch.setattr(Database, "_behave", impatient)
    refusal = _refusal(source({"people": "SELECT pg_sleep(600)::text AS x"}))
    assert "canceling statement due to statement timeout" in str(refusal)
    assert refusal.advice == "sql.timeout"


def test_the_sample_is_the_same_through_postgresql(
    server: Address, owner: sqlalchemy.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = simulate(SampleOptions(reps=3, months=1)).tables
    folder, places = tmp_path / "files", Places(tmp_path)
    folder.mkdir()
    with closing(owner.connect()) as connection:
        connection.exec_driver_sql("CREATE SCHEMA sample")
        for name, frame in tables.items():
            frame.to_sql(name, connection, schema="sample", index=False)
            frame.to_parquet(folder / f"{name}.parquet", index=False)
    monkeypatch.setenv("SALES_DB_URL", server())
    asked = _entry({name: f'SELECT * FROM sample."{name}"' for name in tables})
    files = FilesEntry(kind="files", name="files", folder="files")
    found = canonical(pull(open_source(asked, places), places, AT), asked)
    wanted = canonical(pull(open_source(files, places), places, AT), files)
    assert found.rejected.empty
    assert sorted(found.tables) == sorted(wanted.tables)
    for name, frame in wanted.tables.items():
        # A database gives rows in no order of its own.
        keys, names = list(TABLES[name].key), list(TABLES[name].names)
        both = [one.sort_values(keys, ignore_index=True)[names] for one in (found.tables[name], frame)]
        assert_frame_equal(*both)
