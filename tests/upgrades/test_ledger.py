"""A ledger of an older version goes on: in a file and in a PostgreSQL, however many open it at once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy
from stand_ins.postgresql import postgresql

from reviewbook import __version__
from reviewbook.errors import LedgerError
from reviewbook.ledger import Ledger
from reviewbook.ledger.tables import VERSION

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server():
    with postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, old, version):
    """Give the address of the ledger as the older version left it, or of a PostgreSQL that holds the same."""
    path = old.root / "output" / "ledger.sqlite"
    if request.param == "sqlite":
        return f"sqlite:///{path}"
    address, name = request.getfixturevalue("server"), f"kept_{version.replace('.', '_')}_{request.node.name[:20]}"
    name = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
    engine = sqlalchemy.create_engine(address(), poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    engine = sqlalchemy.create_engine(address(database=name), poolclass=sqlalchemy.NullPool)
    with closing(sqlite3.connect(path)) as held, engine.begin() as connection:
        for line in held.iterdump():
            if line.startswith(("CREATE", "INSERT")):  # both say it in the same words
                connection.exec_driver_sql(line.replace("%", "%%"))
    engine.dispose()
    return str(address(database=name))


def known(url):
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, value FROM known").all()
    engine.dispose()
    return {row.name: row.value for row in rows}


def test_it_goes_on_and_forgets_nothing(url, caplog):
    before = known(url)
    with closing(Ledger(url, NOW)) as ledger:
        assert ledger.begun_at.date().isoformat() == "2026-11-20"
        (slot,) = ledger.slots.all().values()
        assert (slot.review, slot.period, slot.state, slot.planned) == ("our_week", "2026-W47", "published", True)
        assert slot.edition == "our_week/2026-W47/company/1"
        assert {one.state for one in ledger.deliveries.all()} == {"sent"}
        assert ledger.runs.last("run").outcome == "fine"
    after = known(url)
    assert (after["version"], after["reviewbook"]) == (str(VERSION), __version__)
    assert {**after, "version": before["version"]} == {**before, "reviewbook": __version__}
    assert caplog.messages[-1] == f"The ledger was of version {VERSION - 1} and has version {VERSION} now."


def test_of_many_that_open_it_at_once_each_finds_it_of_now(url, caplog):
    crowd, ready, failures = 6, threading.Barrier(6), []

    def open_it():
        ready.wait()
        try:
            Ledger(url, NOW).close()
        except LedgerError as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert known(url)["version"] == str(VERSION)
    assert len([text for text in caplog.messages if text.startswith("The ledger was of version 1 ")]) == 1
