"""The ledger is opened, or says why it cannot be; two may have it open."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from reviewbook import __version__
from reviewbook.errors import LedgerError
from reviewbook.ledger import Ledger
from reviewbook.ledger.migrations import STEPS
from reviewbook.ledger.tables import META, VERSION


def refusal(file, now):
    with pytest.raises(LedgerError) as refused:
        Ledger.of_file(file, now)
    return str(refused.value)


def rows(file, query):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_since_when_it_is_kept_is_kept(file, ledger, now, after):
    with closing(Ledger.of_file(file, after(days=30))) as again:
        assert again.begun_at == ledger.begun_at == now


def test_two_have_it_open_and_each_sees_what_the_other_notes(file, ledger, now, slot):
    with closing(Ledger.of_file(file, now)) as other:
        ledger.note("settled_until", "2026-11-23")
        other.slots.note([slot("failed")])
        assert other.known("settled_until") == "2026-11-23"
        assert len(ledger.slots.all()) == 1


def test_what_is_noted_takes_the_place_of_what_stood_there(ledger):
    assert ledger.known("settled_until") == ""
    ledger.note("settled_until", "1")
    ledger.note("settled_until", "2")
    assert ledger.known("settled_until") == "2"


def test_instants_are_text_that_sorts(file, ledger, slot):
    due_at = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/London"))
    ledger.slots.note([slot("published", due_at=due_at)])
    assert rows(file, "SELECT due_at FROM slots") == [("2026-03-29T01:30:00.000000+00:00",)]


def test_a_newer_version_is_refused_and_left_as_it_is(file, ledger, now):
    ledger.close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE known SET value = '99' WHERE name = 'version'")
        connection.execute("UPDATE known SET value = '9.8.7' WHERE name = 'reviewbook'")
        connection.execute("DROP TABLE slots")
    assert refusal(file, now) == (
        f"the ledger: reviewbook 9.8.7 made it, of version 99. Here is reviewbook {__version__}, which knows version "
        f"{VERSION} and older ones. Use the reviewbook that made it, or a newer one."
    )
    assert rows(file, "SELECT name FROM sqlite_master WHERE name = 'slots'") == []


def test_a_new_ledger_says_of_which_version_it_is_and_who_made_it(file, ledger):
    known = dict(rows(file, "SELECT name, value FROM known"))
    assert (known["version"], known["reviewbook"]) == (str(VERSION), __version__)


def test_there_is_a_step_to_every_version():
    assert sorted(STEPS) == list(range(2, VERSION + 1))


def test_whoever_changes_a_table_raises_the_version():
    tables = {table.name: tuple(column.name for column in table.columns) for table in META.sorted_tables}
    text = json.dumps(tables, sort_keys=True)
    # Fails when a table has another column: raise VERSION, add a step to `migrations`, and write the new sum here.
    assert (VERSION, sha256(text.encode()).hexdigest()[:8]) == (2, "3eab4693")


@pytest.mark.parametrize("content", [b"not a database " * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_refused_in_words_and_left_as_it_is(file, now, content):
    file.parent.mkdir()
    file.write_bytes(content)
    said = refusal(file, now)
    assert said.startswith("the ledger: it cannot be used: ")
    assert "Look whether its disk is full, its file is damaged" in said
    assert file.read_bytes() == content


def test_a_folder_in_its_place_is_refused_in_words(file, now):
    file.mkdir(parents=True)
    assert "it cannot be used: unable to open database file" in refusal(file, now)


@pytest.mark.parametrize("url", ["no address hush", "nosuch://user:hush@host/base", "postgresql+nodriver://u:hush@h/b"])
def test_an_address_that_is_none_is_refused_and_not_told(now, url):
    with pytest.raises(LedgerError) as refused:
        Ledger(url, now)
    assert "An address begins with postgresql+psycopg:// and names a user" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_server_that_is_away_is_told_without_the_password(now):
    with pytest.raises(LedgerError) as refused:
        Ledger("postgresql+psycopg://owner:hush@127.0.0.1:1/base", now)
    assert str(refused.value).startswith("the ledger: it cannot be used: ")
    assert "hush" not in str(refused.value)


def test_what_was_begun_and_not_committed_is_not_there(file, ledger, part, now):
    with closing(sqlite3.connect(file, isolation_level=None)) as dying:
        dying.execute("BEGIN IMMEDIATE")
        dying.execute("INSERT INTO known VALUES ('half', '1')")
    assert ledger.known("half") == ""
    assert ledger.deliveries.plan([part()]) == 1
