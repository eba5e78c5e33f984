"""What is planned is sent once, whatever is refused, whatever is busy and whenever a run is killed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from stand_ins.clocks import QuickClock

from reviewbook.delivery import Attachment, Doubtful, Message, Refused, Sent
from reviewbook.errors import Problem, SourceError
from reviewbook.ledger import Holder, Ledger
from reviewbook.run.addressing import Addressed, Unreachable
from reviewbook.run.outbox import Outbox

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
FULL = Refused("452 the mailbox is full", "delivery.full")
LETTER = Message(
    "weekly/1/zh", "zh", "周报", attachments=(Attachment("周报.pdf", b"%PDF"), Attachment("a.xlsx", b"PK"))
)


class Killed(BaseException):
    """The machine stops."""


@dataclass
class Channel:
    """A way to people that keeps what they see, and answers in turn what it is told to; at last all is taken."""

    answers: list = field(default_factory=list)
    there: object = None
    spares: bool = False
    seen: list = field(default_factory=list)

    def parts(self, message):
        return ("text", *(f"file:{number + 1}" for number, _ in enumerate(message.attachments)))

    def prepared(self, message, part, to):
        answer = self.answers.pop(0) if self.answers else Sent(f"<{len(self.seen) + 1}>")
        return answer if answer == "unprepared" else Prepared(self, (message.id, part, to), answer)

    def arrived(self, message, part, to):
        return (message.id, part, to) in self.seen if self.there == "looks" else self.there

    def repeatable(self, seconds, part):
        return self.spares and seconds < 600


@dataclass
class Prepared:
    channel: Channel
    what: tuple
    answer: object

    def send(self):
        if self.answer == "killed before":
            raise Killed
        if isinstance(self.answer, Exception):
            raise self.answer
        if not isinstance(self.answer, Refused):
            self.channel.seen.append(self.what)
        if self.answer == "killed after":
            raise Killed
        return self.answer


class Office:
    """A ledger with its channel, and runs one after the other."""

    def __init__(self, path):
        self.ledger = Ledger.of_file(path, NOW)
        self.channel, self.clock, self.runs = Channel(), QuickClock(NOW), 0
        self.letters, self.people, self.heard = {}, {}, []

    def run(self, name="run"):
        """Give the outbox of a new run, which holds the lease although an earlier one may have died."""
        self.runs += 1
        holder = Holder(f"host/{self.runs}", lambda _: True)
        assert self.ledger.leases.take(name, holder, self.clock.now(), timedelta(minutes=15)) is None
        heard = lambda state, one, _reason: self.heard.append((one.part, state))  # noqa: E731
        return Outbox(
            self.ledger, {"mail": self.channel}, (name, holder.name), f"run {self.runs}", self.clock, heard
        )  # fmt: skip

    def plan(self, message=LETTER, *recipients, **content):
        self.letters[message.id] = message
        return self.run().plan(message, "edition", "mail", recipients or ("p1",), content)

    def send(self, outbox=None, only=""):
        """Send what there is; give what the owner is told."""
        troubles = (outbox or self.run()).send(self.made, self.reached, only)
        return [(trouble.what, trouble.delivery.part, trouble.reason) for trouble in troubles]

    def made(self, one):
        made = self.letters[one.message]
        if isinstance(made, Exception):
            raise made
        return made

    def reached(self, one):
        return self.people.get(one.recipient, Addressed(one.recipient, f"{one.recipient}@yunling.example"))

    def later(self, **span):
        self.clock.at += timedelta(**span)

    @property
    def states(self):
        return {one.part: one.state for one in self.ledger.deliveries.all()}

    @property
    def parts_seen(self):
        return [part for _, part, _ in self.channel.seen]


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "ledger.sqlite")
    with closing(made.ledger):
        yield made


@pytest.fixture
def note():
    """Give a message of one part."""
    return Message("note/1", "zh", "提醒")


def test_what_is_planned_is_sent_once_its_parts_in_order(office):
    assert office.plan(LETTER, "p1", "p2") == 6
    assert office.plan(LETTER, "p1", "p2") == 0
    assert office.send() == office.send() == []
    parts = ("text", "file:1", "file:2")
    assert office.channel.seen == [("weekly/1/zh", p, f"{who}@yunling.example") for who in ("p1", "p2") for p in parts]
    assert {one.reference for one in office.ledger.deliveries.all()} == {f"<{n}>" for n in range(1, 7)}


def test_only_one_message_is_sent_where_only_one_is_asked_for(office, note):
    office.plan()
    office.plan(note)
    office.send(only="note/1")
    assert [message for message, _, _ in office.channel.seen] == ["note/1"]


def test_what_is_refused_is_sent_again_after_a_while_and_then_given_up(office, note):
    office.plan(note)
    office.channel.answers = [FULL] * 20
    waits, told = [], []
    for _ in range(8):
        told += [what for what, _, _ in office.send()]
        assert office.send() == []
        next_at = office.ledger.deliveries.all()[0].next_at
        waits.append(round((next_at - office.clock.now()) / timedelta(minutes=1)) if next_at else None)
        office.later(days=1)
    assert waits == [1, 5, 15, 60, 240, 720, 1440, None]
    assert told == ["refused"] * 7 + ["given_up"]
    assert office.states == {"text": "given_up"}


def test_what_is_refused_for_good_is_given_up_at_once(office, note):
    office.plan(note)
    office.channel.answers = [Refused("550 no such mailbox", "delivery.unknown", again=False)]
    assert office.send() == [("given_up", "text", "550 no such mailbox")]


def test_a_refusal_may_name_a_longer_wait(office, note):
    office.plan(note)
    office.channel.answers = [Refused("busy", after=3600)]
    office.send()
    assert office.clock.slept == []
    assert office.ledger.deliveries.all()[0].next_at == NOW + timedelta(hours=1)


def test_a_channel_that_is_busy_for_a_moment_is_waited_for_and_all_goes_on(office):
    office.plan()
    office.channel.answers = [Refused("busy", after=3), Refused("busy", after=20)]
    assert office.send() == []
    assert office.clock.slept == [3, 20]
    assert office.parts_seen == ["text", "file:1", "file:2"]


def test_one_that_stays_busy_is_left_for_the_next_run(office):
    office.plan()
    office.channel.answers = [Refused("busy", after=5)] * 3
    assert office.send() == [("refused", "text", "busy")]
    assert office.states == {"text": "refused", "file:1": "planned", "file:2": "planned"}
    office.later(hours=2)
    assert office.send() == []
    assert office.parts_seen == ["text", "file:1", "file:2"]


def test_what_is_doubtful_is_never_sent_again_by_itself(office, note):
    office.plan(note)
    office.channel.answers = [Doubtful("nobody answered")]
    assert office.send() == [("doubtful", "text", "nobody answered")]
    for _ in range(3):
        office.later(days=1)
        assert office.send() == []
    assert len(office.channel.seen) == 1


def test_a_file_waits_for_its_text_and_does_not_come_without_it(office):
    office.plan()
    office.channel.answers = [Doubtful("nobody answered")]
    office.send()
    assert office.states == {"text": "doubtful", "file:1": "planned", "file:2": "planned"}
    text = next(one for one in office.ledger.deliveries.all() if one.part == "text")
    office.ledger.deliveries.end(text, "sent", office.clock.now())
    office.send()
    assert office.parts_seen == ["text", "file:1", "file:2"]


@pytest.mark.parametrize("state", ["given_up", "dropped"])
def test_a_file_is_dropped_with_its_text(office, state):
    office.plan()
    text = next(one for one in office.ledger.deliveries.all() if one.part == "text")
    office.ledger.deliveries.end(text, state, NOW)
    assert office.send() == []
    assert office.states == {"text": state, "file:1": "dropped", "file:2": "dropped"}


@pytest.mark.parametrize(("minutes", "state"), [(29, "sent"), (30, "dropped")])
def test_what_is_of_no_use_any_more_is_dropped(office, note, minutes, state):
    office.plan(note, expires_at=(NOW + timedelta(minutes=30)).isoformat())
    office.later(minutes=minutes)
    assert office.send() == []
    assert office.states == {"text": state}


def test_who_is_not_there_any_more_is_sent_nothing_and_the_owner_is_told(office, note):
    office.plan(note, "p7", "p1")
    office.people["p7"] = Unreachable("p7", "赵离", "left")
    (trouble,) = office.run().send(office.made, office.reached)
    assert (trouble.what, trouble.reason, trouble.advice) == ("unreachable", "赵离", "delivery.left")
    assert [to for _, _, to in office.channel.seen] == ["p1@yunling.example"]


def test_of_a_channel_that_is_gone_the_owner_is_told_so(office, note):
    office.plan(note)
    office.people["p1"] = Unreachable("p1", "李娜", "no_address")
    outbox = office.run()
    outbox.channels = {}
    ((what, _, reason),) = office.send(outbox)
    assert (what, reason) == ("given_up", "deliveries.yaml has no channel 'mail' any more")


@pytest.mark.parametrize(("error", "said"), [
    (SourceError(Problem("channel mail", "its secret MAIL is missing")), "channel mail: its secret MAIL is missing."),
    (FileNotFoundError(2, "No such file", "review.zh.pdf"), "FileNotFoundError: [Errno 2] No such file: 'review.zh.pdf'"),
    (KeyError("hush"), "KeyError"),
])  # fmt: skip
def test_a_message_that_cannot_be_made_is_tried_again_and_keeps_nobody_elses(office, note, error, said):
    office.plan(Message("broken/1", "zh", "坏"))
    office.plan(note)
    office.letters["broken/1"] = error
    assert office.send() == [("refused", "text", said)]
    assert [message for message, _, _ in office.channel.seen] == ["note/1"]


def test_a_channel_that_fails_in_a_way_nobody_foresaw_leaves_a_doubt_and_keeps_nobody_elses(office, note):
    office.plan(Message("broken/1", "zh", "坏"))
    office.plan(note)
    office.channel.answers = [KeyError("https://chat.example/hook?key=hush")]
    assert office.send() == [("doubtful", "text", "KeyError")]
    assert [message for message, _, _ in office.channel.seen] == ["note/1"]


def test_what_another_run_has_begun_is_left_to_it(office, note):
    office.plan(note)
    first, second = office.run(), office.run()  # the second took the lease over
    assert office.send(first) == []
    assert (office.channel.seen, office.heard) == ([], [("text", "left to another run")])
    office.send(second)
    assert office.parts_seen == ["text"]


@pytest.mark.parametrize("killed", ["killed before", "killed after"])
def test_killed_while_it_is_sent_it_is_there_once_where_the_channel_can_tell(office, killed):
    office.plan()
    office.channel.there = "looks"
    office.channel.answers = [Sent(), killed]
    with pytest.raises(Killed):
        office.send()
    assert office.states == {"text": "sent", "file:1": "sending", "file:2": "planned"}
    assert office.send() == []
    assert office.parts_seen == ["text", "file:1", "file:2"]
    assert set(office.states.values()) == {"sent"}


@pytest.mark.parametrize("killed", ["killed before", "killed after"])
def test_where_it_cannot_tell_a_person_is_asked(office, killed):
    office.plan()
    office.channel.answers = [killed]
    with pytest.raises(Killed):
        office.send()
    before = list(office.channel.seen)
    assert office.send() == [("doubtful", "text", "the run died while it was sent")]
    assert office.send() == []
    assert office.channel.seen == before
    assert office.states == {"text": "doubtful", "file:1": "planned", "file:2": "planned"}


@pytest.mark.parametrize(("minutes", "state"), [(9, "sent"), (10, "doubtful")])
def test_where_it_drops_what_comes_twice_it_is_sent_again_in_time(office, note, minutes, state):
    office.plan(note)
    office.channel.spares, office.channel.answers = True, ["killed after"]
    with pytest.raises(Killed):
        office.send()
    office.later(minutes=minutes)
    office.send()
    assert office.states == {"text": state}
    assert len(office.channel.seen) == (2 if state == "sent" else 1)


@pytest.mark.parametrize(("there", "state", "seen"), [(True, "sent", 0), (False, "sent", 1), (None, "doubtful", 0)])
def test_what_a_dead_run_had_begun_is_looked_for(office, note, there, state, seen):
    office.plan(note)
    office.channel.answers = ["killed before"]
    with pytest.raises(Killed):
        office.send()
    office.channel.there = there
    office.send()
    assert (office.states["text"], len(office.channel.seen)) == (state, seen)


def test_where_it_cannot_be_looked_for_a_person_is_asked(office, note):
    office.plan(note)
    office.channel.answers = ["killed before"]
    with pytest.raises(Killed):
        office.send()
    office.letters["note/1"] = FileNotFoundError("the edition was removed")
    assert office.send() == [("doubtful", "text", "the run died while it was sent")]


def test_what_somebody_with_another_lease_sends_just_now_is_left_to_him(office, note):
    office.plan(note)
    watch = office.run("watch")
    (planned,) = office.ledger.deliveries.all()
    assert office.ledger.deliveries.begin(planned, watch.lease, office.clock.now(), "watch")
    office.channel.there = False
    assert office.send() == []
    assert office.states == {"text": "sending"}
    office.ledger.leases.give_back("watch", Holder(watch.lease[1]))
    office.send()
    assert office.states == {"text": "sent"}


def test_what_was_sent_is_counted_and_told_to_the_log(office, note):
    office.plan(note, "p1", "p2")
    office.channel.answers = [Sent(), FULL]
    outbox = office.run()
    office.send(outbox)
    assert dict(outbox.counts) == {"sent": 1}
    assert office.heard == [("text", "sent"), ("text", "refused")]
