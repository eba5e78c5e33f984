"""What changed is kept, what did not is not, and what is gone is marked."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from reviewbook.errors import SourceError
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.sources import snapshots
from reviewbook.sources.increments import pull_changes, records_until, vanished
from reviewbook.sources.options import PullOptions
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
