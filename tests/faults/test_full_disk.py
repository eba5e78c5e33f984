"""The disk is full: at whichever write, nothing is half there, what was good stays, and with room it goes on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stand_ins.drafts import DRAFT

from reviewbook.editions import Draft, Edition, Shelf, verify

DAILY = ("publish", "daily", "--audience", "east")


class Full:
    """A disk that takes so many writes and no more."""

    def __init__(self, takes: int) -> None:
        self.takes = takes
        self._sync, self._write = os.fsync, Path.write_bytes

    def sync(self, descriptor: int) -> None:
        self._count()
        self._sync(descriptor)

    def write(self, path: Path, data: bytes) -> int:
        if self.takes <= 0:
            self._write(path, data[: len(data) // 2])
        self._count()
        return self._write(path, data)

    def _count(self) -> None:
        self.takes -= 1
        if self.takes < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _published(shelf: Shelf, draft: Draft, monkeypatch: pytest.MonkeyPatch, takes: int) -> Edition | None:
    full = Full(takes)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full.sync)
        patched.setattr(Path, "write_bytes", lambda path, data: full.write(path, data))  # noqa: PLW0108 - a function becomes a method
        try:
            return shelf.publish(draft)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return None


def test_at_whichever_write_the_last_good_edition_stays_and_the_next_run_makes_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Shelf(tmp_path / "wanted")
    for inputs in ("da7a", "other"):
        wanted.publish(replace(DRAFT, inputs=inputs))
    Shelf(tmp_path / "first").publish(DRAFT)
    failures = 0
    while True:
        folder = tmp_path / f"at{failures}"
        shutil.copytree(tmp_path / "first", folder)
        shelf = Shelf(folder)
        if _published(shelf, replace(DRAFT, inputs="other"), monkeypatch, failures):
            break
        assert [verify(edition) for edition in shelf] in ([[]], [[], []])
        assert [path.name for path in folder.rglob("*.tmp-*")] == [], "what has no room takes none"
        shelf.publish(replace(DRAFT, inputs="other"))
        shelf.write_index()
        assert [edition.number for edition in shelf] == [1, 2]
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        there = wanted.published
        assert files == {str(one.relative_to(there)): one.read_bytes() for one in there.rglob("*") if one.is_file()}
        failures += 1
    assert failures > 10, "as many writes as an edition and its pages take"


@pytest.mark.parametrize("room", [300_000, 1_500_000], ids=["no snapshot", "no warehouse"])
def test_a_pull_that_finds_no_room_says_so_and_with_room_it_is_whole(
    new_workbook: Callable[..., Any], on_disk: Callable[[Any], Any], disk: Any, refused: Callable[..., None], room: int
) -> None:
    workbook = on_disk(new_workbook(pulled=False))
    filler = disk.leaves(room)
    refused(workbook.type("pull"), "the disk is full", "Make room, then type the same again")
    assert list((workbook.root / "output" / "snapshots").rglob(".*.partial")) == []
    filler.unlink()
    said = workbook.type("pull")
    assert said.returncode == 0, said.stderr
    assert "0 rejected" in said.stdout
    assert "0 changed in the warehouse, 0 rejected" in workbook.type("pull").stdout


def test_a_review_that_finds_no_room_leaves_the_last_good_one_and_with_room_it_is_published(
    published_workbook: Any, on_disk: Callable[[Any], Any], disk: Any, refused: Callable[..., None]
) -> None:
    workbook = on_disk(published_workbook)
    shutil.rmtree(workbook.archive / "daily_brief" / "2026-11-23" / "team-east")
    before = workbook.published()
    filler = disk.leaves(500_000)
    refused(workbook.type(*DAILY), "the disk is full", "Make room, then type the same again")
    assert workbook.published() == before
    filler.unlink()
    said = workbook.type(*DAILY)
    assert said.returncode == 0, said.stderr
    assert "1 published" in said.stdout
    (edition,) = [one for one in Shelf(workbook.archive) if one.record.review == "daily_brief"]
    assert verify(edition) == []
