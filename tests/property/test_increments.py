"""Whatever happens to a system and to its pulls: what it holds is known after a pull, once, and nothing seen is lost."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewbook.errors import SourceError
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.sources import snapshots
from reviewbook.sources.increments import pull_changes, records_until
from reviewbook.sources.options import PullOptions
from reviewbook.sources.systems.pulling import Page
from reviewbook.sources.systems.records import Batch, Reach, Record, Within

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
ENTRY = SystemEntry(kind="crm", name="crm", since=date(2026, 11, 1), whole_every_days=5)
REREAD = timedelta(hours=30)
KINDS = ("told", "silent", "all", "cut")

#: Where a run is killed, besides between two pages.
STEPS = {
    "keep": "reviewbook.sources.increments.keep",
    "done": "reviewbook.sources.systems.pulling.Pulling.done",
    "marks": "reviewbook.sources.marks.Marks.write",
}

#: What becomes of records, the hours until the next pull, whether that asks for everything, and where it is stopped.
rounds = st.tuples(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from([1, 2, None])),
    st.sampled_from([0, 3, 3, 21]),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([None, None, None, 0, 1, 4, *STEPS]),
)


class Crm:
    """
    A system of one list that is told in four ways.

    ``told``: what was deleted is named; ``silent``: it is not; ``all``: everything comes each time; ``cut``: what was
    made in the last hours comes each time.
    """

    def __init__(self, slow, doubled):
        self.now, self.slow, self.doubled = BEGIN, timedelta(minutes=slow), doubled
        self.held, self.made, self.changed, self.stop = {}, {}, {}, None

    def become(self, records):
        for key, value in records.items():
            self.now += timedelta(minutes=1)
            if value:
                self.made.setdefault(key, self.now - self.slow)
                self.held[key], self.changed[key] = value, self.now - self.slow
            elif self.held.pop(key, None):
                self.changed[key] = self.now - self.slow

    def receive(self, pulling):
        self.window, self.pages, self.gave = pulling.window, 0, {}
        since = pulling.window.since or BEGIN - timedelta(days=1)
        some = Reach.WHOLE if pulling.window.whole else Reach.SOME
        cut = Within(pulling.window.reread(ENTRY, REREAD / timedelta(days=1)), pulling.window.until)
        for kind, reach, meant in (
            ("told", some, lambda key: self.changed[key] >= since),
            ("silent", some, lambda key: self.changed[key] >= since),
            ("all", Reach.WHOLE, lambda key: True),
            ("cut", cut, lambda key: cut.holds(self.made[key])),
        ):
            for page in pulling.pages(kind, lambda cursor, meant=meant: self.page(meant, cursor), ""):
                yield Batch(kind, [self.given(kind, body) for body in page], reach)
        if not pulling.window.whole:
            gone = [key for key, at in self.changed.items() if at >= since and key not in self.held]
            self.gave = {
                name: value for name, value in self.gave.items() if name not in {("told", key) for key in gone}
            }
            yield Batch("told", [Record("told", key, {"id": key}, gone=True) for key in gone])

    def page(self, meant, cursor):
        if self.pages == self.stop:
            raise SourceError("away")
        self.pages += 1
        behind = [key for key in sorted(self.held) if key > cursor and meant(key)]
        again = [cursor] if self.doubled and cursor in self.held else []
        items = [{"id": key, "value": self.held[key]} for key in [*again, *behind[:2]]]
        return Page(items, behind[1] if behind[2:] else None)

    def given(self, kind, body):
        self.gave[kind, body["id"]] = body["value"]
        return Record(kind, body["id"], body, self.made[body["id"]])


class Source:
    """The source of it, and what is known."""

    def __init__(self, crm, folder):
        self.crm, self.places = crm, Places(folder)
        self.seen, self.known, self.count = set(), {}, 0

    def pull(self, whole, stop):
        crm, step = self.crm, STEPS.get(stop)
        crm.now += timedelta(minutes=1)
        crm.stop = None if step else stop
        is_new = None
        try:
            with patch(step, side_effect=KeyboardInterrupt) if step else nullcontext():
                is_new = pull_changes(crm, ENTRY, self.places, crm.now, PullOptions(whole=whole)).is_new
        except (KeyboardInterrupt, SourceError):
            pass
        before, count = self.known, self.count
        kept = snapshots(self.places, "crm")
        records = records_until(kept, None)
        self.count = len(kept)
        self.known = {kind: {one.id: one.body["value"] for one in records.now(kind)} for kind in KINDS}
        if is_new is not None:
            assert is_new is (self.known != before or not count)
            assert self.count == count + is_new
            self.seen |= {(*name, value) for name, value in crm.gave.items()}
            assert self.seen <= _versions(records)
            self.check()

    def check(self):
        window, known, held = self.crm.window, self.known, self.crm.held
        if window.until != self.crm.now:  # it finished a stopped one; what has changed since comes with the next
            return
        assert known["told"] == known["all"] == held
        assert {key: known["silent"].get(key) for key in held} == held
        assert not window.whole or known["silent"] == held
        lately = {key for key, at in self.crm.made.items() if at >= self.crm.now - REREAD or window.whole}
        assert {key: known["cut"].get(key) for key in lately} == {key: held.get(key) for key in lately}


def _versions(records):
    found = (one for kind in KINDS for versions in records.versions(kind).values() for one in versions)
    return {(one.kind, one.id, one.body.get("value")) for one in found}


@settings(max_examples=25)
@given(st.lists(rounds, min_size=3, max_size=6), st.sampled_from([0, 90]), st.booleans())
def test_what_a_system_holds_is_known_after_a_pull_whatever_happened_before(happened, slow, doubled):
    with TemporaryDirectory() as folder:
        crm = Crm(slow, doubled)
        source = Source(crm, Path(folder))
        for records, hours, whole, stop in [*happened, ({}, 0, False, None), ({}, 0, True, None)]:
            crm.become(records)
            crm.now += timedelta(hours=hours)
            source.pull(whole, stop)
