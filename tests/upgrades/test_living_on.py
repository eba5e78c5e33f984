"""A workbook of an older version lives on: pull, the next edition, verify, diff, a scheduled run, an analyst's notebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Workbook
from kept.make import late_order

WEEK = "our_week/2026-W47/company"


def files(folder: Path) -> dict[str, bytes]:
    """Give the files of the editions below a folder; the pages that lead to them are drawn anew."""
    editions = [path.parent for path in folder.rglob("edition.json")]
    return {str(f.relative_to(folder)): f.read_bytes() for one in editions for f in one.iterdir()}


@dataclass(frozen=True)
class Lived:
    """A workbook that lived on, what it held before, and what each command said."""

    workbook: Workbook
    before: dict[str, bytes]
    verified: str
    ran: str
    told: str
    published: str


@pytest.fixture(scope="module")
def lived(unpacked: Callable[[], Workbook]) -> Lived:
    """Let the workbook live on for a week: an order comes late, the next week is published by a run, the former again."""
    workbook = unpacked()
    before = files(workbook.archive)

    def typed(*words: str) -> tuple[str, str]:
        said = workbook.type(*words)
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout, said.stderr

    verified, _ = typed("verify")
    late_order(workbook.root, "L2", "2026-11-18T10:00:00+08:00")
    ran, told = typed("run", "--at", "2026-11-30T09:30+08:00")
    published, _ = typed("publish", "our_week", "2026-W47")
    return Lived(workbook, before, verified, ran, told, published)


def test_what_was_published_before_is_verified(lived):
    assert lived.verified == "2 editions looked at, no differences.\n"


def test_a_scheduled_run_brings_everything_to_this_version_and_tells_so(lived):
    assert "our_week 2026-W48: 1 published" in lived.ran
    assert "The ledger was of version 1 and has version 2 now." in lived.told
    assert re.search(r"warehouse\.duckdb: it was made by .* and has the tables of reviewbook", lived.told)


def test_what_was_sent_before_is_not_sent_again(lived):
    sent = [path.name for path in (lived.workbook.root / "output" / "outbox").rglob("*") if path.is_dir()]
    assert any("2026-W48" in name for name in sent)
    assert not any("2026-W47" in name for name in sent)


def test_the_next_edition_stands_beside_the_former_ones_which_nobody_touched(lived):
    assert "our_week 2026-W47: 1 published" in lived.published
    after = files(lived.workbook.archive)
    assert {name: after[name] for name in lived.before} == lived.before
    assert f"{WEEK}/3/edition.json" in after
    assert lived.workbook.type("verify").stdout == "4 editions looked at, no differences.\n"


@pytest.mark.parametrize(
    ("named", "orders"), [((f"{WEEK}/2",), (29, 30)), ((WEEK,), (30, 31)), ((f"{WEEK}/1", f"{WEEK}/3"), (29, 31))]
)
def test_editions_of_older_versions_are_compared_with_each_other_and_with_one_of_now(lived, named, orders):
    said = lived.workbook.type("diff", *named, "--language", "en")
    assert (said.returncode, said.stderr) == (1, "")
    before, now = orders
    assert f"\nOrders | Yunling Industrial | W47 | {before} | {now}" in said.stdout


def test_an_edition_of_an_older_version_is_not_made_once_more_by_other_code(lived, version):
    said = lived.workbook.type("rebuild", f"{WEEK}/1")
    assert said.returncode == 1
    assert said.stderr.startswith(f"{WEEK}/1: it was made by reviewbook {version}, code ")
    assert "Check that version out, then type it again." in said.stderr


def test_the_archive_lists_the_editions_of_all_versions(lived):
    page = (lived.workbook.archive / "readers" / "company" / "index.en.html").read_text("utf-8")
    for edition in (f"{WEEK}/3", "our_week/2026-W48/company/1"):
        assert edition in page
    latest = (lived.workbook.archive / WEEK / "index.html").read_text("utf-8")
    assert "3/" in latest


def test_params_of_an_older_version_are_read_without_a_word(lived):
    assert lived.workbook.type("owed", "--on", "2026-11-20").stderr == ""


def test_a_newer_edition_is_refused_with_what_to_do(old):
    folder = old.archive / WEEK / "1"
    folder.chmod(0o755)
    record = folder / "edition.json"
    text = record.read_text("utf-8")
    record.unlink()
    record.write_text(text.replace("{", '{"form": 99,', 1), "utf-8")
    said = old.type("verify")
    assert said.returncode == 1
    assert "with a record of form 99." in said.stderr
    assert "Use the reviewbook that published it, or a newer one; the edition itself is well." in said.stderr


def test_an_edition_without_what_it_was_made_from_is_named(old):
    folder = old.archive / WEEK / "2"
    folder.chmod(0o755)
    (folder / "slice.json").unlink()
    said = old.type("diff", WEEK)
    assert said.returncode == 3
    assert "it does not hold what it was made from" in said.stderr
