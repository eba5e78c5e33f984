"""What became of an expected edition, and when it is tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest


def only(ledger):
    (slot,) = ledger.slots.all().values()
    return slot


def test_what_is_noted_is_read_as_it_was(ledger, slot, after):
    ledger.slots.note([slot("withheld", reason="three orders stand there twice", run="run 1")])
    noted = slot("withheld", reason="three orders stand there twice", run="run 1", next_at=after(minutes=5))
    assert ledger.slots.all() == {("weekly_review", "2026-W47", "east"): noted}


def test_each_failure_lets_the_next_attempt_wait_longer(ledger, slot, now):
    waits = []
    for attempt in range(1, 11):
        ledger.slots.note([slot("failed")])
        assert only(ledger).attempts == attempt
        waits.append((only(ledger).next_at - now) / timedelta(minutes=1))
    assert waits == [5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440]


def test_published_it_is_not_tried_again(ledger, slot):
    ledger.slots.note([slot("failed", reason="no orders")])
    ledger.slots.note([slot("published", edition="weekly_review/2026-W47/east/1", caveats=2)])
    noted = only(ledger)
    assert noted.is_done
    assert (noted.next_at, noted.reason, noted.attempts, noted.caveats) == (None, "", 2, 2)


@pytest.mark.parametrize("state", ["failed", "withheld"])
def test_published_stays_published(ledger, slot, state):
    ledger.slots.note([slot("published", edition="weekly_review/2026-W47/east/1")])
    before = only(ledger)
    ledger.slots.note([slot(state, reason="a run that was slow")])
    assert only(ledger) == before


def test_all_are_noted_or_none(ledger, slot):
    def broken():
        yield slot("failed")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.slots.note(broken())
    assert ledger.slots.all() == {}


def test_to_whom_it_is_sent_is_planned_once(ledger, slot):
    one = slot("published", edition="weekly_review/2026-W47/east/1")
    ledger.slots.note([one, slot("failed", audience="west")])
    assert [each.audience for each in ledger.slots.unplanned()] == ["east"]
    ledger.slots.plan(one)
    assert ledger.slots.unplanned() == []
    ledger.slots.note([replace(one, edition="weekly_review/2026-W47/east/2")])
    assert ledger.slots.unplanned() == []
    assert ledger.slots.all()[one.key].edition == "weekly_review/2026-W47/east/2"


def test_the_earliest_is_planned_first(ledger, slot, now):
    due = {"a": 3, "b": 1, "c": 2}
    for audience, hours in due.items():
        ledger.slots.note([slot("published", audience=audience, due_at=now + timedelta(hours=hours))])
    assert [each.audience for each in ledger.slots.unplanned()] == ["b", "c", "a"]
