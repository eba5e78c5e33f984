"""What changed is kept, what did not is not, and what is gone is marked."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from reviewbook.errors import SourceError
from reviewbook.params.systems.base import Form, FormsEntry, SystemEntry
from reviewbook.places import Places
from reviewbook.sources import snapshots
from reviewbook.sources.increments import known_until, pull_changes, records_until, vanished
from reviewbook.sources.options import PullOptions
from reviewbook.sources.received import LINE, Received
from reviewbook.sources.snapshots import keep
from reviewbook.sources.systems.records import Batch, Reach, Record, Within

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Crm:
    """Gives what it is set to; notes the windows it was asked for."""

    def __init__(self, tmp_path, **more):
        self.places = Places(tmp_path)
        self.entry = SystemEntry(kind="crm", name="crm", since=date(2026, 1, 1), **more)
        self.batches, self.windows = [], []

    def receive(self, pulling):
        self.windows.append(pulling.window)
        for batch in self.batches:
            if isinstance(batch, Exception):
                raise batch
            yield batch

    def probes(self):
        yield from ()

    def pull(self, at=NOON, whole=False):
        return pull_changes(self, self.entry, self.places, at, PullOptions(whole=whole))

    def known(self):
        return records_until(snapshots(self.places, "crm"), None)

    def now(self, kind="deals"):
        return [(one.id, one.body, one.number) for one in self.known().now(kind)]


@pytest.fixture
def crm(tmp_path):
    return Crm(tmp_path)


def deal(key, amount=1, at=None, gone=False):
    return Record("deals", key, {"amount": amount}, at, gone)


def some(*records, reach=Reach.SOME):
    return Batch("deals", list(records), reach)


def test_the_first_pull_asks_for_everything_and_the_next_from_before_the_mark_on(crm):
    crm.pull()
    crm.pull(NOON + 5 * HOUR)
    first, second = crm.windows
    assert (first.since, first.until) == (None, NOON)
    assert (second.since, second.until) == (NOON - 2 * HOUR, NOON + 5 * HOUR)


def test_only_what_is_new_or_other_is_kept(crm):
    crm.batches = [some(deal("a"), deal("b"))]
    crm.pull()
    crm.batches = [some(deal("b"), deal("c"), deal("a", 2))]
    snapshot = crm.pull(NOON + HOUR)
    assert [(kept.file, kept.rows) for kept in snapshot.files] == [("deals", 2)]
    assert crm.now() == [("a", {"amount": 2}, 2), ("b", {"amount": 1}, 1), ("c", {"amount": 1}, 1)]


def test_nothing_new_is_no_snapshot_but_moves_the_mark(crm):
    crm.batches = [some(deal("a"))]
    crm.pull()
    assert not crm.pull(NOON + HOUR).is_new
    crm.pull(NOON + 2 * HOUR)
    assert [window.since for window in crm.windows] == [None, NOON - 2 * HOUR, NOON - HOUR]
    assert len(snapshots(crm.places, "crm")) == 1


def test_a_pull_that_fails_moves_nothing(crm):
    crm.batches = [some(deal("a"))]
    crm.pull()
    crm.batches = [some(deal("b")), SourceError("away")]
    with pytest.raises(SourceError):
        crm.pull(NOON + HOUR)
    assert crm.now() == [("a", {"amount": 1}, 1)]
    crm.batches = [some(deal("b"))]
    crm.pull(NOON + 2 * HOUR)
    assert crm.windows[2].since == NOON - 2 * HOUR
    assert [key for key, _, _ in crm.now()] == ["a", "b"]


def test_what_the_system_says_is_deleted_is_gone_and_its_last_words_stay(crm):
    crm.batches = [some(deal("a", 7))]
    crm.pull()
    crm.batches = [some(deal("a", 7, gone=True), deal("never-seen", gone=True))]
    crm.pull(NOON + HOUR)
    assert crm.now() == []
    (versions,) = crm.known().versions("deals").values()
    assert [(one.number, one.gone, one.body) for one in versions] == [
        (1, False, {"amount": 7}),
        (2, True, {"amount": 7}),
    ]


def test_what_came_back_is_there_again(crm):
    for hours, gone in enumerate((False, True, False)):
        crm.batches = [some(deal("a", gone=gone))]
        crm.pull(NOON + hours * HOUR)
    assert crm.now() == [("a", {"amount": 1}, 3)]


@pytest.mark.parametrize(
    ("reach", "left"),
    [
        (Reach.SOME, ["a", "b", "old"]),
        (Reach.WHOLE, ["b"]),
        (Within(NOON - 10 * HOUR, NOON), ["b", "old"]),
        (Within(NOON - 10 * HOUR, NOON - 5 * HOUR), ["a", "b", "old"]),  # a is of its end, and the end is not in it
    ],
)
def test_what_is_missing_was_deleted_only_where_it_would_have_been(crm, reach, left):
    crm.batches = [some(deal("a", at=NOON - 5 * HOUR), deal("b", at=NOON - HOUR), deal("old", at=NOON - 99 * HOUR))]
    crm.pull()
    crm.batches = [some(deal("b", at=NOON - HOUR), reach=reach)]
    crm.pull(NOON + HOUR)
    assert [key for key, _, _ in crm.now()] == left


def test_pieces_of_one_list_are_put_together_before_anything_is_missed(crm):
    crm.batches = [some(deal("a")), some(deal("b"))]
    crm.pull()
    crm.batches = [some(deal("a"), reach=Reach.WHOLE), some(deal("b"), reach=Reach.WHOLE)]
    assert not crm.pull(NOON + HOUR).is_new


def test_everything_is_asked_for_again_after_the_days_of_the_entry_or_when_told(crm):
    for days in (0, 3, 6.99, 8):
        crm.pull(NOON + timedelta(days=days))
    assert [window.whole for window in crm.windows] == [True, False, True, False]  # an hour early is in time
    crm.pull(NOON + timedelta(days=8, hours=1), whole=True)
    assert crm.windows[-1].whole


def test_an_entry_that_never_wants_everything_again_is_never_asked_for_it(tmp_path):
    crm = Crm(tmp_path, whole_every_days=0)
    for days in (0, 400):
        crm.pull(NOON + timedelta(days=days))
    assert [window.whole for window in crm.windows] == [True, False]


def test_what_was_known_at_an_earlier_snapshot_is_told_by_the_snapshots_up_to_it(crm):
    crm.batches = [some(deal("a", 1))]
    first = crm.pull()
    crm.batches = [some(deal("a", 2))]
    crm.pull(NOON + HOUR)
    kept = snapshots(crm.places, "crm")
    assert [one.body for one in records_until(kept, first).now("deals")] == [{"amount": 1}]


def test_without_its_marks_a_source_is_asked_for_everything_and_nothing_is_doubled(crm):
    crm.batches = [some(deal("a"))]
    crm.pull()
    (crm.places.snapshots / "crm" / "marks.json").unlink()
    assert not crm.pull(NOON + HOUR).is_new
    assert crm.windows[1].whole


def test_ids_and_texts_are_kept_exactly(crm):
    body = {"id": 18446744073709551615, "amount": "120000.00", "text": "客户\ud83d 👍🏽", "none": None}
    crm.batches = [Batch("deals", [Record("deals", "0012", body)])]
    crm.pull()
    assert crm.now() == [("0012", body, 1)]


def test_which_keys_went_and_came_is_known_of_records_that_all_had_them(crm):
    crm.batches = [
        Batch(
            "deals",
            [Record("deals", key, {"id": key, "stage": "x", **more}) for key, more in (("a", {}), ("b", {"rare": 1}))],
        )
    ]
    first = crm.pull()
    crm.batches = [Batch("deals", [Record("deals", "a", {"id": "a", "phase": "x"})])]
    second = crm.pull(NOON + HOUR)
    assert vanished(first, second, "deals") == (["stage"], ["phase"])  # `rare` is away from one record, as it may be
    assert vanished(first, second, "orders") == ([], [])


def test_the_origin_tells_what_was_asked_for(crm):
    crm.pull()
    crm.batches = [some(deal("a"))]
    snapshot = crm.pull(NOON + HOUR)
    origin = json.loads((snapshot.folder / "origin.json").read_text())
    assert (origin["kind"], origin["since"], origin["until"]) == (
        "crm",
        (NOON - 2 * HOUR).isoformat(),
        (NOON + HOUR).isoformat(),
    )
    assert len(origin["files"][0]["sha256"]) == 64


def test_whatever_the_order_of_its_keys_a_record_is_the_same(crm):
    crm.batches = [Batch("deals", [Record("deals", "a", {"x": 1, "y": {"p": 1, "q": 2}})])]
    crm.pull()
    crm.batches = [Batch("deals", [Record("deals", "a", {"y": {"q": 2, "p": 1}, "x": 1})])]
    assert not crm.pull(NOON + HOUR).is_new


@pytest.mark.parametrize("key", ["", "None", 7])
def test_a_record_without_an_id_is_refused_and_asked_for_anew(crm, key):
    crm.batches = [some(deal("a"), deal(key))]
    with pytest.raises(SourceError, match=r"source crm: an answer of the system is not made as .* deals without an id"):
        crm.pull()
    assert not (crm.places.snapshots / "crm" / ".receiving").exists()
    assert snapshots(crm.places, "crm") == []


def test_an_answer_that_nobody_understands_is_an_error_of_its_source_only(crm):
    crm.batches = [some(deal("a")), KeyError("task_id")]
    with pytest.raises(SourceError, match=r"^source crm: an answer .*: KeyError: 'task_id'\. Pull again; if it stays"):
        crm.pull()


@pytest.mark.parametrize("step", ["keep", "done", "write"])
def test_a_run_that_is_killed_at_any_step_loses_and_doubles_nothing(crm, monkeypatch, step):
    crm.batches = [some(deal("a"), deal("b"))]
    crm.pull()
    crm.batches = [some(deal("a", 2), deal("b", gone=True))]
    place = {"keep": "reviewbook.sources.increments.keep", "done": "reviewbook.sources.systems.pulling.Pulling.done"}
    with monkeypatch.context() as patched:
        patched.setattr(place.get(step, "reviewbook.sources.marks.Marks.write"), _killed)
        with pytest.raises(KeyboardInterrupt):
            crm.pull(NOON + 3 * HOUR)
    crm.pull(NOON + 5 * HOUR)
    assert crm.windows[-1].since == NOON - 2 * HOUR  # from the last mark on, or with the window of the stopped pull
    crm.pull(NOON + 6 * HOUR)
    assert crm.windows[-1].since <= NOON + 3 * HOUR
    assert crm.now() == [("a", {"amount": 2}, 2)]
    assert {key: len(versions) for key, versions in crm.known().versions("deals").items()} == {"a": 2, "b": 2}


def _killed(*_, **__):
    raise KeyboardInterrupt


def test_what_changed_since_a_stopped_pull_began_comes_with_the_next_one(crm):
    crm.pull()
    crm.batches = [SourceError("away")]
    with pytest.raises(SourceError):
        crm.pull(NOON + 3 * HOUR)
    crm.batches = []
    crm.pull(NOON + 9 * HOUR)
    assert known_until(crm.entry, crm.places) == NOON + 3 * HOUR  # and no later: it was finished, not begun then
    crm.pull(NOON + 10 * HOUR)
    assert [(window.since, window.until) for window in crm.windows[2:]] == [
        (NOON - 2 * HOUR, NOON + 3 * HOUR),
        (NOON + HOUR, NOON + 10 * HOUR),
    ]


def test_two_pulls_of_one_source_at_once_are_one_too_many(crm, tmp_path):
    second = Crm(tmp_path)

    class Meanwhile:
        def receive(self, pulling):
            with pytest.raises(SourceError) as error:
                second.pull(NOON + HOUR)
            assert str(error.value) == (
                "source crm: it is being pulled by another run. Pull again when that has ended."
            )
            yield some(deal("a"))

    pull_changes(Meanwhile(), crm.entry, crm.places, NOON, PullOptions())
    assert second.windows == []
    assert not second.pull(NOON + HOUR).is_new


@pytest.mark.parametrize(
    ("more", "whole"),
    [
        ({"since": date(2025, 1, 1)}, True),  # days before the first pull's are asked for
        ({"kind": "erp"}, True),
        ({"overlap_hours": 3}, False),
        ({"whole_every_days": 9, "person_ids": "own"}, False),
    ],
)
def test_an_entry_that_asks_for_something_else_is_asked_for_everything(crm, more, whole):
    crm.pull()
    crm.entry = crm.entry.model_copy(update=more)
    crm.pull(NOON + HOUR)
    assert crm.windows[-1].whole is whole


def test_a_form_that_is_added_is_asked_for_from_the_beginning_and_one_that_means_something_else_is_not(crm):
    form = Form(form="100", template="daily_sales")
    crm.entry = FormsEntry(kind="crm", name="crm", since=date(2026, 1, 1), forms=(form,))
    asked = []
    for hours, forms in enumerate(([form], [form.model_copy(update={"fields": {"q": "done"}})], [form, form])):
        crm.entry = crm.entry.model_copy(update={"forms": tuple(forms)})
        crm.pull(NOON + hours * HOUR)
        asked.append(crm.windows[-1].whole)
    assert asked == [True, False, True]


def test_a_source_that_is_of_another_kind_now_begins_with_nothing(crm):
    crm.batches = [some(deal("a"), deal("b"))]
    crm.pull()
    crm.entry, crm.batches = crm.entry.model_copy(update={"kind": "erp"}), [some(deal("b"))]
    assert crm.pull(NOON + HOUR).kind == "erp"
    assert crm.now() == [("b", {"amount": 1}, 1)]
    crm.entry, crm.batches = crm.entry.model_copy(update={"kind": "crm"}), [some(deal("a"), deal("b"))]
    assert crm.pull(NOON + 2 * HOUR).is_new  # nothing is new to it, but what holds now is of its kind again
    assert [key for key, _, _ in crm.now()] == ["a", "b"]


def test_a_source_that_was_files_before_begins_with_nothing(crm):
    rows = pa.table({"order_id": ["1"], LINE: [1]})
    keep(crm.places, ("crm", "files"), NOON, [Received("orders.csv", "", rows, "0", "utf-8")])
    crm.batches = [some(deal("a"))]
    assert crm.pull(NOON + HOUR).kind == "crm"
    assert crm.now() == [("a", {"amount": 1}, 1)]


def test_a_clock_that_was_set_back_behind_the_last_snapshot_is_told_before_anybody_is_asked(crm):
    crm.batches = [some(deal("a"))]
    crm.pull()
    with pytest.raises(SourceError) as error:
        crm.pull(NOON - HOUR)
    assert str(error.value) == (
        "source crm: its last snapshot was made on 2026-11-20 at 12:00 UTC, which is yet to come. It is 2026-11-20 "
        "11:00 UTC. Set the clock right. If it was wrong then, delete the folder 20261120T120000Z and pull again."
    )
    assert len(crm.windows) == 1


def test_marks_of_a_clock_that_was_wrong_keep_nothing_away(crm):
    crm.pull()
    crm.pull(NOON + timedelta(days=3650), whole=True)  # nothing new: no snapshot tells of it
    crm.pull(NOON + HOUR)
    assert crm.windows[-1].whole
    crm.pull(NOON + 2 * HOUR)
    assert crm.windows[-1].since == NOON - HOUR
