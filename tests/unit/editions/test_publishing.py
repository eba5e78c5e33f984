"""An edition is written once, whole or not at all, and never again."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest

from reviewbook.editions import Code, Shelf, placing, verify
from reviewbook.errors import EditionError
from reviewbook.slices import Audience


def everything(folder):
    """Give every file and folder below with its content and when it was last changed."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


def test_the_first_edition_stands_in_its_place_with_its_record(shelf, draft):
    edition = shelf.publish(draft())
    assert edition.folder == shelf.published / "weekly_review" / "2026-W47" / "team-east" / "1"
    assert sorted(path.name for path in edition.folder.iterdir()) == [
        "edition.json", "review.en.html", "review.en.pdf", "review.zh.html",
    ]  # fmt: skip
    assert edition.is_new
    record = json.loads((edition.folder / "edition.json").read_text("utf-8"))
    assert record["files"][1] == {
        "name": "review.en.pdf",
        "sha256": "315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027",
        "size": 4,
    }
    assert record["as_of"] == "2026-11-23T09:00:00+08:00"
    assert record["audience"] == {"kind": "team", "id": "east", "name": "华东"}
    assert (record["reason"], record["changed"], record["previous"]) == ("first", [], None)
    assert record["figures"] == [{"measure": "on_time_rate", "value": 0.92}]


def test_two_clones_write_the_same_bytes(tmp_path, draft):
    one, two = Shelf(tmp_path / "one"), Shelf(tmp_path / "two")
    for shelf in (one, two):
        shelf.publish(draft())
        shelf.publish(draft(inputs="other"))
    contents = [{name: c for name, (_, c) in everything(shelf.published).items()} for shelf in (one, two)]
    assert contents[0] == contents[1]


def test_publishing_the_same_again_writes_nothing(shelf, draft):
    shelf.publish(draft())
    before = everything(shelf.published)
    again = shelf.publish(draft(files={"review.zh.html": b"never looked at"}))
    assert not again.is_new
    assert again.number == 1
    assert everything(shelf.published) == before


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"inputs": "other"}, ("inputs",)),
        ({"code": Code(version="0.1.0", digest="other")}, ("code",)),
        ({"parameters": {"language": "en"}}, ("parameters",)),
        ({"inputs": "other", "parameters": {}}, ("inputs", "parameters")),
        ({"inputs": "other", "rules": "other"}, ("inputs", "rules")),
        # The same rows under other rules: it is not the data that changed.
        ({"inputs": "other", "rules": "other", "same_rows": True}, ("rules",)),
        ({"inputs": "other", "code": Code(version="0.1.0", digest="other"), "same_rows": True}, ("code",)),
        ({"inputs": "other", "same_rows": True}, ("inputs",)),
    ],
)
def test_what_changed_makes_the_next_edition_beside_the_former_one(shelf, draft, change, what):
    first = shelf.publish(draft())
    before = everything(first.folder)
    second = shelf.publish(draft(**change))
    assert (second.number, second.is_new) == (2, True)
    assert (second.record.reason, second.record.changed, second.record.previous) == ("changed", what, 1)
    assert everything(first.folder) == before
    assert [edition.number for edition in shelf.editions(*address(draft()))] == [1, 2]
    assert shelf.latest(*address(draft())).number == 2


def address(draft):
    return draft.review, draft.period, draft.audience


def test_another_cutoff_is_another_edition_and_another_zone_of_it_is_not(shelf, draft):
    shelf.publish(draft())
    assert not shelf.publish(draft(as_of=draft().as_of.astimezone(None))).is_new
    assert shelf.publish(draft(as_of=draft().as_of + timedelta(hours=1))).record.changed == ("parameters",)


def test_what_was_published_first_can_come_back_as_a_later_edition(shelf, draft):
    for inputs in ("a", "b", "a"):
        edition = shelf.publish(draft(inputs=inputs))
    assert edition.number == 3


def test_the_tenth_edition_is_later_than_the_ninth(shelf, draft):
    for n in range(10):
        shelf.publish(draft(inputs=str(n)), index=False)
    assert shelf.latest(*address(draft())).number == 10


def test_an_edition_cannot_be_written_afterwards(shelf, draft):
    edition = shelf.publish(draft())
    assert stat.S_IMODE(edition.folder.stat().st_mode) == 0o555
    assert {stat.S_IMODE(path.stat().st_mode) for path in edition.folder.iterdir()} == {0o444}


def test_documents_are_copied_from_files_too(shelf, draft, tmp_path):
    source = tmp_path / "made.pdf"
    source.write_bytes(b"%PDF-1.7")
    edition = shelf.publish(draft(files={"review.zh.pdf": source}))
    assert edition.files["review.zh.pdf"].read_bytes() == b"%PDF-1.7"
    assert source.exists()


def test_nothing_published_yet_is_no_edition(shelf, draft):
    assert shelf.latest(*address(draft())) is None
    assert list(shelf) == []


def test_all_editions_can_be_gone_through(shelf, draft):
    shelf.publish(draft())
    shelf.publish(draft(audience=Audience("company", "company", "云岭")))
    assert [edition.record.audience.id for edition in shelf] == ["company", "east"]


@pytest.mark.parametrize("step", ["_write", "_sync"])
def test_a_crash_in_the_middle_leaves_the_last_good_edition(shelf, draft, monkeypatch, step):
    shelf.publish(draft())
    before = everything(shelf.published)
    real, calls = getattr(placing, step), []

    def fails(path, *rest):
        calls.append(path)
        if len(calls) == 2 or step == "_sync":
            raise KeyboardInterrupt
        real(path, *rest)

    with monkeypatch.context() as broken:
        broken.setattr(placing, step, fails)
        with pytest.raises(KeyboardInterrupt):
            shelf.publish(draft(inputs="other"))
    assert shelf.latest(*address(draft())).number == 1
    assert verify(shelf.latest(*address(draft()))) == []
    seen = {name: told for name, told in everything(shelf.published).items() if ".tmp-" not in name}
    assert {n: c for n, (_, c) in seen.items()} == {n: c for n, (_, c) in before.items()}
    assert shelf.publish(draft(inputs="other")).number == 2
    assert not [path for path in shelf.published.rglob("*") if ".tmp-" in path.name]


def test_only_unfinished_editions_are_cleared_away(shelf, draft):
    folder = shelf.publish(draft()).folder.parent
    (folder / ".2.tmp-999").mkdir()
    (folder / ".notes").mkdir()
    shelf.publish(draft())
    assert sorted(path.name for path in folder.iterdir()) == [".notes", "1", "index.en.html", "index.html"]


_KILLED = """
import os, sys
from pathlib import Path
from reviewbook.editions import placing
os.fsync = lambda handle: os.kill(os.getpid(), 9)
target = Path(sys.argv[1])
target.parent.mkdir(parents=True)
placing.place_folder(target, {"a.html": b"x" * 100000, "b.html": b"y"})
"""


def test_a_process_that_is_killed_leaves_no_edition(shelf, draft):
    folder = shelf.published / "weekly_review" / "2026-W47" / "team-east"
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder / "1")], check=False)
    assert done.returncode == -9
    assert [path.name.split("-")[0] for path in folder.iterdir()] == [".1.tmp"]
    assert shelf.publish(draft()).number == 1
    assert sorted(path.name for path in folder.iterdir()) == ["1", "index.en.html", "index.html"]


def _wait_for(barrier):
    _publish.together = barrier.wait


def _publish(published, drafts):
    new = []
    for draft in drafts:
        _publish.together()
        new.append(Shelf(published).publish(draft).is_new)
    return new


def test_two_processes_at_once_make_one_edition(shelf, draft):
    drafts = [draft(inputs=str(n)) for n in range(8)]
    spawned = get_context("spawn")
    with ProcessPoolExecutor(2, spawned, _wait_for, (spawned.Barrier(2),)) as pool:
        one, two = pool.map(_publish, [shelf.published] * 2, [drafts] * 2)
    assert [a + b for a, b in zip(one, two, strict=True)] == [1] * 8
    assert [edition.record.inputs for edition in shelf] == [str(n) for n in range(8)]
    assert [verify(edition) for edition in shelf] == [[]] * 8


def test_who_was_faster_without_the_lock_is_kept_and_the_next_number_taken(shelf, draft, monkeypatch):
    real, folder = placing.place_folder, shelf.published / "weekly_review" / "2026-W47" / "team-east"

    def overtaken(target, contents):
        if target.name == "1":
            monkeypatch.undo()
            Shelf(shelf.published / "elsewhere").publish(draft(inputs="faster"), index=False).folder.rename(
                folder / "1"
            )
        return real(target, contents)

    monkeypatch.setattr("reviewbook.editions.shelf.place_folder", overtaken)
    assert shelf.publish(draft(), index=False).number == 2
    assert [e.record.inputs for e in shelf.editions(*address(draft()))] == ["faster", "da7a"]
    assert sorted(path.name for path in folder.iterdir()) == ["1", "2", "index.en.html", "index.html"]


def test_verify_tells_every_difference(shelf, draft):
    edition = shelf.publish(draft())
    assert verify(edition) == []
    edition.folder.chmod(0o755)
    for path in edition.folder.iterdir():
        path.chmod(0o644)
    edition.files["review.zh.html"].write_bytes("<p>坏</p>".encode())
    edition.files["review.en.pdf"].write_bytes(b"%PDF-")
    edition.files["review.en.html"].unlink()
    (edition.folder / "more.txt").write_text("?")
    assert verify(edition) == [
        "more.txt: it was not published with this edition",
        "review.en.html: it is missing",
        "review.en.pdf: it has 5 bytes and was published with 4",
        "review.zh.html: its content is not what was published",
    ]


@pytest.mark.parametrize(
    ("content", "said"), [(None, "the record is missing"), ("{}", "it is not the record of an edition")]
)
def test_a_folder_without_a_right_record_is_refused(shelf, draft, content, said):
    record = shelf.publish(draft()).folder / "edition.json"
    record.parent.chmod(0o755)
    record.unlink()
    if content:
        record.write_text(content)
    with pytest.raises(EditionError) as refusal:
        shelf.publish(draft(inputs="other"))
    assert str(refusal.value) == (
        f"{record}: {said}. Restore the folder from a copy, or remove it whole and publish again."
    )


def test_the_lock_is_given_back(shelf, draft):
    shelf.publish(draft())
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112, PTH208
    for _ in range(3):
        shelf.publish(draft())
    after = len(os.listdir("/proc/self/fd")) if before else 0  # noqa: PTH208
    assert after == before
