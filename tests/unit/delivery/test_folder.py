"""A folder: each message in its own, safely named, whole or not at all, and the same when it is put there again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from stand_ins.clocks import QuickClock

from reviewbook.delivery import Attachment, Line, Message, Refused, Section, Sent
from reviewbook.delivery.channels.folder import Folder
from reviewbook.params.channels.folder import FolderEntry
from reviewbook.wording import entries

PDF = "销售周度复盘 2026-W47 华东区.pdf"
MESSAGE = Message(
    "weekly_review/2026-W47/team-east/1", "zh", "销售周度复盘", sections=(Section("", (Line("签约额", "46"),)),),
    attachments=(Attachment(PDF, b"%PDF"), Attachment("data.xlsx", b"PK")),
)  # fmt: skip
INSIDE = "weekly_review/2026-W47/team-east/1"


def channel(root, folder="drop", **more):
    return Folder(FolderEntry(kind="folder", name="drop", folder=folder, **more), QuickClock(), root)


def put(root, message=MESSAGE, **more):
    ready = channel(root, **more).prepared(message, "files", "")
    return ready if isinstance(ready, Refused) else ready.send()


def held(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_message_lies_in_a_folder_named_after_it(tmp_path):
    assert put(tmp_path) == Sent(INSIDE)
    found = held(tmp_path / "drop")
    assert sorted(found) == sorted(f"{INSIDE}/{name}" for name in (PDF, "data.xlsx", "message.html", "message.txt"))
    assert found[f"{INSIDE}/{PDF}"] == b"%PDF"
    assert "签约额：46" in found[f"{INSIDE}/message.txt"].decode()
    assert found[f"{INSIDE}/message.html"].startswith(b"<!DOCTYPE html>")


def test_nothing_is_written_before_it_is_sent(tmp_path):
    channel(tmp_path).prepared(MESSAGE, "files", "")
    assert list(tmp_path.iterdir()) == []


def test_putting_it_there_again_changes_no_byte(tmp_path):
    put(tmp_path)
    before = held(tmp_path)
    assert put(tmp_path) == Sent(INSIDE)
    assert held(tmp_path) == before
    assert channel(tmp_path).repeatable(10, "text") is True


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_others_may_read_and_nobody_else_may_write_whatever_the_machine_is_set_to(tmp_path, mask):
    former = os.umask(mask)
    try:
        put(tmp_path)
    finally:
        os.umask(former)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "drop").rglob("*") if path.is_file()}
    assert modes == {0o644}
    inner = [tmp_path / "drop", *(path for path in (tmp_path / "drop").rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in inner} == {0o755}


def test_it_looks_whether_all_is_there_and_the_same(tmp_path):
    drop = channel(tmp_path)
    assert drop.arrived(MESSAGE, "files", "") is False
    put(tmp_path)
    assert drop.arrived(MESSAGE, "files", "") is True
    assert drop.arrived(replace(MESSAGE, title="另一个"), "files", "") is False
    (tmp_path / "drop" / INSIDE / PDF).unlink()
    assert drop.arrived(MESSAGE, "files", "") is False


def test_the_text_is_put_there_last_so_who_finds_it_finds_all(tmp_path, monkeypatch):
    written, replace_ = [], Path.replace

    def noted(self, target):
        written.append(Path(target).name)
        return replace_(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    put(tmp_path)
    assert written[-1] == "message.txt"
    assert len(written) == 4


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "~2F..~2Fetc~2Fpasswd"),
        ("..", "file"),
        ("a\\b:c.pdf", "a~5Cb~3Ac.pdf"),
        ("con.pdf", "~63on.pdf"),
        ("message.txt", "2-message.txt"),
        ("MESSAGE.HTML", "2-MESSAGE.HTML"),
        ("周报（终稿）v1.2.pdf", "周报（终稿）v1.2.pdf"),
        ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
    ],
)
def test_a_name_leads_nowhere_else_and_covers_no_other_file(tmp_path, name, file):
    put(tmp_path, replace(MESSAGE, attachments=(Attachment(name, b"1"),)))
    names = {path.name for path in (tmp_path / "drop" / INSIDE).iterdir()}
    assert names == {file, "message.html", "message.txt"}
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != tmp_path / "drop" / INSIDE] == []


def test_two_files_of_one_name_are_two(tmp_path):
    put(
        tmp_path,
        replace(MESSAGE, attachments=(Attachment("A.pdf", b"1"), Attachment("a.pdf", b"2"), Attachment("a.pdf", b"3"))),
    )
    found = held(tmp_path / "drop" / INSIDE)
    assert [found[name] for name in ("A.pdf", "2-a.pdf", "3-a.pdf")] == [b"1", b"2", b"3"]


def test_an_id_leads_nowhere_else(tmp_path):
    put(tmp_path, replace(MESSAGE, id="../../x//C:\\y"))
    assert {path.parent for path in tmp_path.rglob("message.txt")} == {tmp_path / "drop/~2E~2E/~2E~2E/x/C~3A~5Cy"}


def test_a_link_that_somebody_put_there_is_not_written_through(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("mine")
    inside = tmp_path / "drop" / INSIDE
    inside.mkdir(parents=True)
    for name in ("message.txt", ".message.txt.part"):
        (inside / name).symlink_to(other)
    assert put(tmp_path) == Sent(INSIDE)
    assert other.read_text() == "mine"


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path):
    (tmp_path / "drop").write_text("a file, no folder")
    refused = put(tmp_path)
    assert isinstance(refused, Refused)
    assert (refused.advice, refused.again) == ("delivery.folder_write", True)
    assert f"advice.{refused.advice}" in entries()
    assert str(tmp_path) not in refused.reason


# A store.


@pytest.fixture
def store():
    from fsspec.implementations.memory import MemoryFileSystem

    MemoryFileSystem.store.clear()
    yield MemoryFileSystem()
    MemoryFileSystem.store.clear()


def test_a_store_gets_the_same_files(tmp_path, store):
    where = {"folder": "memory://bucket/reviews/"}
    assert channel(tmp_path, **where).arrived(MESSAGE, "files", "") is False
    assert put(tmp_path, **where) == Sent(INSIDE)
    assert sorted(store.find("/bucket/reviews")) == sorted(
        f"/bucket/reviews/{INSIDE}/{name}" for name in (PDF, "data.xlsx", "message.html", "message.txt")
    )
    assert channel(tmp_path, **where).arrived(MESSAGE, "files", "") is True
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_refuses_is_quoted_without_its_secret(tmp_path, store, monkeypatch):
    monkeypatch.setenv("STORE_KEY", "hush-4711")

    def denied(*_, **__):
        raise PermissionError("AccessDenied for key hush-4711")

    monkeypatch.setattr(type(store), "pipe_file", denied)
    monkeypatch.setattr(type(store), "cat_file", denied)
    where = {"folder": "memory://bucket", "secrets": {"key": "STORE_KEY"}}
    refused = put(tmp_path, **where)
    assert refused == Refused(f"{INSIDE}/{PDF}: AccessDenied for key •••", "delivery.folder_store")
    assert channel(tmp_path, **where).arrived(MESSAGE, "files", "") is None


def test_a_secret_that_is_not_set_is_named(tmp_path, store, monkeypatch):
    monkeypatch.delenv("STORE_KEY", raising=False)
    monkeypatch.setattr("reviewbook.web.credentials._from_keyring", lambda name: None)
    where = {"folder": "memory://bucket", "secrets": {"key": "STORE_KEY"}}
    refused = put(tmp_path, **where)
    assert "STORE_KEY" in refused.reason
    assert refused.again is False


@pytest.mark.parametrize(
    ("folder", "advice"), [("s3://bucket/x", "delivery.folder_library"), ("nosuch://x", "delivery.folder_store")]
)
def test_a_store_that_cannot_be_used_says_why(tmp_path, monkeypatch, folder, advice):
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    refused = put(tmp_path, folder=folder)
    assert refused.advice == advice
    assert f"advice.{advice}" in entries()
