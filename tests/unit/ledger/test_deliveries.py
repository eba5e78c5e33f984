"""A part is planned once, begun by one, and what is there stays there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reviewbook.errors import LedgerError
from reviewbook.ledger import Holder, delivery_id

LEASE = ("run", "anna")


@pytest.fixture
def deliveries(ledger, now):
    """Give the deliveries, while Anna holds the lease."""
    ledger.leases.take("run", Holder("anna"), now, timedelta(minutes=15))
    return ledger.deliveries


def states(deliveries):
    return {one.part: one.state for one in deliveries.all()}


def test_what_is_planned_is_read_as_it_was(deliveries, part):
    one = part(content={"title": "周报 🙂", "lines": ["a", "b"]}, reason="r", reference="ref", run="run 1")
    assert deliveries.plan([one]) == 1
    assert deliveries.all() == [one]
    assert deliveries.one(one.id) == one
    assert deliveries.one("nobody") is None


def test_an_id_names_message_way_recipient_and_part(part):
    assert part("file:1").id == "weekly_review/2026-W47/east/1/zh > mail > p1 > file:1"
    assert part("file:1").id == delivery_id("weekly_review/2026-W47/east/1/zh", "mail", "p1", "file:1")


def test_planned_twice_is_planned_once(deliveries, part, after):
    assert deliveries.plan([part(), part("file:1")]) == 2
    later = replace(part(), planned_at=after(hours=1), content={"other": 1})
    assert deliveries.plan([later, part("file:2")]) == 1
    assert deliveries.one(part().id) == part()


def test_planned_again_within_one_plan_is_planned_once(deliveries, part):
    assert deliveries.plan([part(), part()]) == 1


def test_a_plan_is_there_wholly_or_not_at_all(deliveries, part):
    def broken():
        yield part()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliveries.plan(broken())
    assert deliveries.all() == []


def test_one_begins_and_the_second_does_not(deliveries, part, after):
    deliveries.plan([part()])
    assert deliveries.begin(part(), LEASE, after(minutes=1), "run 1")
    assert not deliveries.begin(part(), LEASE, after(minutes=2), "run 2")
    (begun,) = deliveries.begun()
    assert (begun.run, begun.noted_at) == ("run 1", after(minutes=1))


@pytest.mark.parametrize("lease", [("run", "bert"), ("watch", "anna")])
def test_nobody_begins_without_the_lease(deliveries, part, now, lease):
    deliveries.plan([part()])
    assert not deliveries.begin(part(), lease, now, "run 1")
    assert states(deliveries) == {"text": "planned"}


def test_nobody_begins_when_the_lease_has_ended(deliveries, part, after):
    deliveries.plan([part()])
    assert not deliveries.begin(part(), LEASE, after(minutes=15), "run 1")
    assert deliveries.begin(part(), LEASE, after(minutes=14, seconds=59), "run 1")


@pytest.mark.parametrize("state", ["sending", "sent", "doubtful", "dropped", "given_up"])
def test_only_what_is_planned_or_refused_is_begun(deliveries, part, now, state):
    deliveries.plan([part(state=state), part("file:1", state="refused")])
    assert not deliveries.begin(part(), LEASE, now, "run 1")
    assert deliveries.begin(part("file:1"), LEASE, now, "run 1")


@pytest.mark.parametrize("state", ["planned", "refused", "doubtful", "dropped", "given_up"])
def test_what_is_sent_stays_sent(deliveries, part, now, after, state):
    deliveries.plan([part()])
    deliveries.end(part(), "sent", now, reference="<1@mail>")
    deliveries.end(part(), state, after(minutes=1), reason="a run that was slow")
    (one,) = deliveries.all()
    assert (one.state, one.reference, one.reason, one.noted_at) == ("sent", "<1@mail>", "", now)


def test_refusals_are_counted_and_begun_anew_they_are_not(deliveries, part, now, after):
    deliveries.plan([part()])
    for times in (1, 2):
        deliveries.end(part(), "refused", now, reason="full", next_at=after(minutes=times))
        assert deliveries.one(part().id).attempts == times
    deliveries.end(part(), "given_up", now, reason="full")
    assert deliveries.one(part().id).attempts == 2
    deliveries.end(part(), "planned", now)
    one = deliveries.one(part().id)
    assert (one.attempts, one.next_at, one.reason) == (0, None, "")


@pytest.mark.parametrize(("minutes", "waits"), [(4, True), (5, False)])
def test_what_was_refused_waits_for_its_time(deliveries, part, now, after, minutes, waits):
    deliveries.plan([part()])
    deliveries.end(part(), "refused", now, next_at=after(minutes=5))
    assert (deliveries.waiting(after(minutes=minutes)) == []) is waits


def test_they_come_in_the_order_of_their_plans_and_places(deliveries, part, after):
    late = {"planned_at": after(minutes=1), "noted_at": after(minutes=1)}
    deliveries.plan([part(message="a", **late), part("file:2"), part("file:10"), part("file:1"), part()])
    found = [(one.message[0], one.part) for one in deliveries.waiting(after(minutes=2))]
    assert found == [("w", "text"), ("w", "file:1"), ("w", "file:2"), ("w", "file:10"), ("a", "text")]


def test_before_and_behind_are_parts_of_the_same_message_to_the_same_recipient(deliveries, part):
    others = [part(recipient="p2"), part(through="chat"), part(message="other"), part("file:3", recipient="p2")]
    deliveries.plan([part(), part("file:1"), part("file:2"), *others])
    assert [one.part for one in deliveries.before(part("file:2"))] == ["text", "file:1"]
    assert [one.part for one in deliveries.behind(part("file:1"))] == ["file:2"]
    assert deliveries.before(part()) == deliveries.behind(part("file:2")) == []


def test_they_are_found_by_message_and_by_state(deliveries, part):
    deliveries.plan([part(), part(message="other", state="doubtful"), part(message="third", state="sent")])
    assert [one.message for one in deliveries.of(["other", "third", "fourth"])] == ["other", "third"]
    assert [one.message for one in deliveries.in_state("doubtful", "planned")] == ["other", part().message]


def test_a_reason_is_kept_without_what_no_database_takes(deliveries, part, now):
    deliveries.plan([part()])
    deliveries.end(part(), "doubtful", now, reason="a\x00b\udc80 \u202ec")
    assert deliveries.one(part().id).reason == "a[U+0000]b[U+DC80] [U+202E]c"


def test_a_ledger_that_is_taken_away_is_told_in_words(deliveries, part, file):
    deliveries.plan([part()])
    file.write_bytes(b"no database any more" * 500)
    with pytest.raises(LedgerError, match="the ledger: it cannot be used: "):
        deliveries.all()
