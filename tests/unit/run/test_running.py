"""A run as a whole: whatever goes wrong in it, the owner is told once, and the rest is done all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.mail_server import MailServer

from reviewbook.delivery import Line, Message, Section
from reviewbook.errors import MissingData, ParamsError, Problem
from reviewbook.ledger import Holder, Ledger
from reviewbook.run import reminding
from reviewbook.run.publishing import Outcome
from reviewbook.run.reminding import Reminder
from reviewbook.run.running import run
from reviewbook.run.setting import Asked, Setting

#: Half an hour after the weekly review is due.
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
EVERYTHING = "since: 2026-11-23\n"


@dataclass
class Making:
    """Pulls nothing new, and makes nothing; may be told to break."""

    pulls: Any = None
    makes: Any = None
    asked: list[str] = field(default_factory=list)

    def pull(self, now: datetime) -> list[str]:
        if self.pulls:
            raise self.pulls
        return []

    def publish(self, params: Any, order: Any) -> Outcome:
        self.asked.append(f"{order.publication.name} {order.period.key} {','.join(order.audiences)}")
        if self.makes:
            raise self.makes
        return Outcome(order, Path("evidence"))


@pytest.fixture
def scene(workbook):
    """Give a function that runs at an instant, with what the ledger then holds."""
    workbook.write("params/deliveries.yaml", EVERYTHING)
    workbook.pull()
    ledger = Ledger.of_file(workbook.places.ledger, NOW - timedelta(days=3))

    def running(making: Making, at: datetime = NOW, who: str = "a", **asked: Any) -> Any:
        setting = Setting(workbook.places, ledger, making, Holder(who, lambda _: False), QuickClock(at))
        return run(setting, Asked(**asked))

    running.ledger, running.places, running.workbook = ledger, workbook.places, workbook
    yield running
    ledger.close()


def letters(scene: Any) -> list[str]:
    return sorted(one.message for one in scene.ledger.deliveries.all() if one.kind == "failure" and one.state == "sent")


def test_what_breaks_one_review_is_told_and_breaks_no_other(scene):
    making = Making(makes=RuntimeError("no space left on device"))
    ran = scene(making)
    assert ran.outcome == "failed"
    assert making.asked == ["weekly_review 2026-W47 company,east"]
    assert letters(scene) == ["failed/weekly_review/2026-W47/20261123T0900+0800/2026-11-23"]
    (text,) = (scene.places.output / "outbox").rglob("message.txt")
    said = text.read_text("utf-8")
    assert "RuntimeError: no space left on device" in said
    assert "reviewbook publish weekly_review 2026-W47" in said
    # What failed waits a while, and the owner is not told the same twice a day.
    scene(making, NOW + timedelta(minutes=1))
    assert len(making.asked) == 1
    scene(making, NOW + timedelta(minutes=10))
    assert len(making.asked) == 2
    assert len(letters(scene)) == 1


def test_a_run_that_breaks_off_is_told_and_goes_on_to_who_called(scene):
    with pytest.raises(ZeroDivisionError):
        scene(Making(pulls=ZeroDivisionError("a fault")))
    (letter,) = letters(scene)
    assert letter.startswith("broken/ZeroDivisionError/")
    assert scene.ledger.runs.last().outcome == "failed"
    assert scene.ledger.leases.held("run") is None


def test_wrong_params_are_told_in_the_folder_that_is_there_by_itself_once_a_day(scene):
    scene.workbook.write("params/templates.yaml", "templates: 7\n")
    for minutes in (0, 10):
        with pytest.raises(ParamsError):
            scene(Making(), NOW + timedelta(minutes=minutes))
    assert letters(scene) == ["params/2026-11-23"]
    (text,) = (scene.places.output / "outbox").rglob("message.txt")
    assert "templates.yaml" in text.read_text("utf-8")


def test_while_another_one_runs_nothing_is_done_and_that_is_no_failure(scene):
    other = Holder("b", lambda _: False)
    assert scene.ledger.leases.take("run", other, NOW, timedelta(minutes=15)) is None
    making = Making(makes=RuntimeError)
    ran = scene(making)
    assert (ran.outcome, making.asked) == ("elsewhere", [])
    assert "Another run is under way since 2026-11-23 01:30 UTC (b)" in ran.lines[0]


def test_a_run_that_died_is_told_of_and_followed_by_another(scene):
    scene.ledger.runs.begin("20261123T000000Z-run", "run", "a", "0.1.0", NOW - timedelta(hours=1))
    scene(Making(makes=RuntimeError("x")))
    assert "died/20261123T000000Z-run" in letters(scene)
    assert scene.ledger.runs.unfinished() == []


def test_one_who_has_nothing_to_do_leaves_no_folder_and_asks_no_system(scene):
    ran = scene(Making(pulls=AssertionError("it asked")), NOW - timedelta(days=2))
    assert ran.lines == ["Nothing is due."]
    assert list(scene.places.runs.iterdir()) == []


@pytest.fixture
def post(scene):
    """Give a mail server through which people are reached."""
    people = "person_id,name,email\n0012,Li,li@yunling.example\n0013,Wu,\n"
    scene.workbook.write("data/people.csv", people)
    scene.workbook.pull(day=1)
    with MailServer() as server:
        channel = (
            f"[{{kind: email, name: mail, host: 127.0.0.1, port: {server.port}, security: none, sender: a@b.example}}]"
        )
        scene.workbook.write("params/deliveries.yaml", f"channels: {channel}\n")
        yield server


def reminder(person: str, hours: int = 1) -> Reminder:
    message = Message(f"remind/{person}", "zh", "今天还差一份日报", sections=(Section("", (Line("18:30 前"),)),))
    return Reminder(f"remind/{person}", person, (), message, NOW + timedelta(hours=hours))


def test_a_reminder_is_sent_once_to_who_has_an_address_and_the_owner_is_told_of_who_has_none(scene, post, monkeypatch):
    monkeypatch.setattr(reminding, "due", lambda *_: [reminder("0012"), reminder("0013")])
    for minutes in (0, 10):
        scene(Making(), NOW + timedelta(minutes=minutes), command="remind", makes=False)
    assert [str(letter["Subject"]) for letter in post.letters("li@yunling.example")] == ["今天还差一份日报"]
    assert [one.partition("/2026")[0] for one in letters(scene)] == ["unreachable/mail/0013/no_address"]


def test_a_reminder_that_could_not_be_sent_in_time_is_not_sent_afterwards(scene, post, monkeypatch):
    monkeypatch.setattr(reminding, "due", lambda *_: [reminder("0012")])
    post.fault("reply", "RCPT", "451 4.7.1 later")
    scene(Making(), command="remind", makes=False)
    monkeypatch.setattr(reminding, "due", lambda *_: [])
    scene(Making(), NOW + timedelta(hours=2), command="remind", makes=False)
    assert post.letters("li@yunling.example") == []
    assert {one.state for one in scene.ledger.deliveries.all()} == {"dropped"}


def test_where_it_is_not_known_who_owes_what_the_rest_is_done_all_the_same(scene, post, monkeypatch):
    def unknown(*_: Any) -> None:
        raise MissingData(Problem("the warehouse", "source crm was never pulled"))

    monkeypatch.setattr(reminding, "due", unknown)
    ran = scene(Making(), NOW - timedelta(hours=71))
    assert "Nobody is reminded: the warehouse: source crm was never pulled." in ran.lines
    assert scene.ledger.runs.last().outcome == "fine"
    with pytest.raises(MissingData):
        scene(Making(), command="remind", makes=False)
