"""
A quarter that runs by itself: holidays, make-up days, daylight saving, and everything that goes wrong in between.

Ledger, archive, calendars, channels and the words are real, and so are the servers that stand in for each channel; the
clock is simulated, and what takes long (asking systems, deriving, drawing) is a short stand-in. What should come of it
is counted here by hand, from the days on which people worked.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email import policy
from email.parser import BytesParser
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from stand_ins.mail_server import MailServer
from stand_ins.robots import DingtalkRobots, FeishuRobots, TeamsFlows, WecomRobots
from stand_ins.server import Reply, StandIn
from stand_ins.slack_room import SlackRoom
from stand_ins.wecom_apps import WecomApps

from reviewbook.delivery import Channel, Prepared, Refused, Result
from reviewbook.editions import Code, Draft, Said, Shelf
from reviewbook.errors import MissingData, Problem
from reviewbook.ledger import Holder, Ledger
from reviewbook.params.loading import Params, load
from reviewbook.places import Places
from reviewbook.run import mailing, on_demand, pulling, running
from reviewbook.run.orders import Order
from reviewbook.run.publishing import Outcome
from reviewbook.run.running import run
from reviewbook.run.setting import Asked, Setting
from reviewbook.run.staff import staff
from reviewbook.run.standing import standing
from reviewbook.slices import Audience
from reviewbook.web import Clock

SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 2, 2), date(2026, 4, 30)

#: By the notice of the State Council for 2026, and by the law of the United Kingdom: what is not as in an ordinary week.
CHINA_OFF = {date(2026, 2, day) for day in range(15, 24)} | {date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)}
CHINA_OFF |= {date(2026, 5, day) for day in range(1, 6)}
CHINA_WORKED = {date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)}
BRITAIN_OFF = {date(2026, 4, 3), date(2026, 5, 4)}

#: What passes behind the last day: time for the last letters, and for what waits for its time.
QUIET = timedelta(hours=60)

#: Hours of the day, in UTC, at which somebody's scheduler runs: behind the slots of both zones, winter and summer.
HOURS = (1, 2, 8, 9, 12, 13, 19, 20, 21)

#: When the source was away, when nobody ran anything, when the data were bad, when the webhook was dead.
SOURCE_AWAY = (datetime(2026, 2, 10, 11, tzinfo=UTC), datetime(2026, 2, 11, 13, 30, tzinfo=UTC))
MACHINE_AWAY = (datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 5, 18, tzinfo=UTC))
BAD_DATA = (datetime(2026, 3, 16, 0, tzinfo=UTC), datetime(2026, 3, 16, 11, tzinfo=UTC))
WEBHOOK_DEAD = (datetime(2026, 3, 23, 0, tzinfo=UTC), datetime(2026, 3, 24, 12, tzinfo=UTC))

AUDIENCES = {
    "company": Audience("company", "company", "云岭工业设备"),
    "east": Audience("team", "east", "华东区"),
    "intl": Audience("team", "intl", "International"),
}
TITLES = {"daily_brief": "销售日报简报", "weekly_review": "销售周度复盘", "monthly_review": "销售月度复盘"}

PEOPLE = """person_id,name,email,hired_on,left_on
p1,孙敏宇,sun@yunling.example,2020-01-01,
p2,李娜,lina@yunling.example,2020-01-01,
p3,Clara Quinn,clara@yunling.example,2020-01-01,
p4,王伟,wang@yunling.example,2020-01-01,
p7,赵离,zhao@yunling.example,2020-01-01,2026-04-01
p8,钱无址,,2020-01-01,
"""
TEAMS = """team_id,name,parent_id,zone,calendar,currency
east,华东区,,Asia/Shanghai,CN,CNY
intl,International,,Europe/London,GB,GBP
"""
MEMBERSHIPS = """person_id,team_id,role,valid_from,valid_to
p2,east,manager,2020-01-01,
p3,intl,manager,2020-01-01,
p4,east,rep,2020-01-01,
p7,east,rep,2020-01-01,
p8,intl,rep,2020-01-01,
"""
IDENTITIES = """system,external_id,person_id
wecom,LiNa,p2
wecom,WangWei,p3
"""
PUBLICATIONS = """publications:
  - {name: daily_brief, title: {zh: 销售日报简报, en: Daily}, cadence: daily, due: {time: "20:00"}, audiences: [company, teams]}
  - name: weekly_review
    title: {zh: 销售周度复盘, en: Weekly}
    cadence: weekly
    due: {time: "09:00", working_day: 1}
    audiences: [company, teams]
  - name: monthly_review
    title: {zh: 销售月度复盘, en: Monthly}
    cadence: monthly
    due: {time: "09:00", working_day: 3}
    audiences: [company, teams]
"""
DELIVERIES = """owner: {through: mail, to: [ops@yunling.example]}
since: 2026-02-02
channels: %(channels)s
deliveries:
  - {reviews: [daily_brief], audiences: [company], through: wecom-group, attach: []}
  - {reviews: [daily_brief], audiences: [teams], through: wecom-people, to: [managers], attach: []}
  - {reviews: [weekly_review], audiences: [company], through: mail, to: [p1, p7, p8, board@yunling.example]}
  - {reviews: [weekly_review], audiences: [company], through: dingtalk-group}
  - {reviews: [weekly_review], audiences: [company], through: feishu-group}
  - {reviews: [weekly_review], audiences: [company], through: teams-channel}
  - {reviews: [weekly_review], audiences: [teams], through: slack, to: ["#C0TEAM"]}
  - {reviews: [monthly_review], through: mail, to: [managers], attach: [pdf, xlsx]}
  - {reviews: [monthly_review], through: outbox, attach: [html, pdf, xlsx]}
"""


class Killed(BaseException):
    """The machine stopped; nothing of the process goes on."""


class SimulatedClock(Clock):
    """Shows the time that it is told; who sleeps lets it go on."""

    def __init__(self) -> None:
        self.at_now = datetime.combine(FIRST, time(), UTC)

    def now(self) -> datetime:
        return self.at_now

    def sleep(self, seconds: float) -> None:
        self.at_now += timedelta(seconds=seconds)

    def jitter(self, seconds: float) -> float:
        return seconds


@dataclass
class Killer:
    """Stops the machine at a chosen moment: at a statement of the ledger, before or behind a visible act, between editions."""

    where: str = ""
    after: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    is_dead: bool = False

    def aim(self, where: str, after: int) -> None:
        self.where, self.after, self.is_dead = where, after, False

    def at(self, where: str) -> None:
        if self.is_dead:
            raise Killed
        if self.where == where:
            self.after -= 1
            if self.after < 0:
                self.happened[where] += 1
                self.where, self.is_dead = "", True
                raise Killed

    def live(self) -> None:
        self.where, self.is_dead = "", False


@dataclass
class Making:
    """Makes small editions, as far as the source was pulled, and is withheld while the data are bad."""

    places: Places
    clock: SimulatedClock
    killer: Killer
    until: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    made: list[str] = field(default_factory=list)

    def pull(self, now: datetime) -> list[str]:
        if SOURCE_AWAY[0] <= now < SOURCE_AWAY[1]:
            return ["source crm: it cannot be reached. Look whether its address is right."]
        self.until = now
        return []

    def publish(self, params: Params, order: Order) -> Outcome:
        name, now = order.publication.name, self.clock.now()
        if self.until < order.as_of:
            raise MissingData(Problem(f"{name} {order.period}", "the source was last pulled before the cut-off"))
        outcome = Outcome(order, self.places.runs / "none")
        shelf = Shelf(self.places.published)
        for id in order.audiences:
            if BAD_DATA[0] <= now < BAD_DATA[1] and name == "weekly_review":
                notice = self.places.notices / f"{name}-{order.period}-{id}.txt"
                outcome.withheld[id] = notice, ("Of the orders 40 % came twice.",)
                continue
            self.killer.at("edition")
            outcome.editions.append(shelf.publish(self._draft(order, AUDIENCES[id]), index=False))
            self.made.append(f"{name} {order.period.key} {id}")
        return outcome

    @staticmethod
    def _draft(order: Order, who: Audience) -> Draft:
        name, period = order.publication.name, order.period
        said = {"zh": (
            Said(at="review", kind="number", text="销售额  ¥291万  较前一周 −¥77.4万"),
            Said(at="review", kind="finding", text="华东区贡献最大。", action="向全公司致谢——孙敏宇"),
        )}  # fmt: skip
        files = {f"review.zh.{kind}": f"{kind} {name} {period} {who.id}".encode() for kind in ("html", "pdf", "xlsx")}
        return Draft(
            review=name, title=order.publication.title.model_dump(), period=period, audience=who, as_of=order.as_of,
            zone="Asia/Shanghai", parameters={"audience": who.id}, code=Code(version="0", digest="c"), inputs="i",
            rules="r", params="p", files=files, said=said,
        )  # fmt: skip


@dataclass
class Dying:
    """A part that is ready; the machine may stop before it is sent, and after."""

    ready: Prepared
    killer: Killer

    def send(self) -> Result:
        self.killer.at("before it is sent")
        result = self.ready.send()
        self.killer.at("after it was sent")
        return result


@dataclass
class Mortal:
    """A channel on a machine that may stop."""

    channel: Channel
    killer: Killer

    def parts(self, message: Any) -> tuple[str, ...]:
        return self.channel.parts(message)

    def prepared(self, message: Any, part: str, to: str) -> Prepared | Refused:
        ready = self.channel.prepared(message, part, to)
        return ready if isinstance(ready, Refused) else Dying(ready, self.killer)

    def arrived(self, message: Any, part: str, to: str) -> bool | None:
        return self.channel.arrived(message, part, to)

    def repeatable(self, seconds: float, part: str) -> bool:
        return self.channel.repeatable(seconds, part)


def is_worked(on: date, britain: bool) -> bool:
    if britain:
        return on.weekday() < 5 and on not in BRITAIN_OFF
    return on in CHINA_WORKED or (on.weekday() < 5 and on not in CHINA_OFF)


def slots() -> dict[tuple[str, str, str], datetime]:
    """Count by hand what should be there: review, period and audience → the instant at which it is due."""
    found: dict[tuple[str, str, str], datetime] = {}
    for audience in AUDIENCES:
        britain = audience == "intl"
        zone = LONDON if britain else SHANGHAI
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(160)]
        worked = [on for on in days if is_worked(on, britain)]
        for on in worked:
            found["daily_brief", on.isoformat(), audience] = datetime.combine(on, time(20), zone)
        for on in days:
            if on.weekday() == 6:  # the last day of a week
                year, week, _ = on.isocalendar()
                first = next(each for each in worked if each > on) if on < worked[-1] else on
                found["weekly_review", f"{year}-W{week:02}", audience] = datetime.combine(first, time(9), zone)
            if (on + timedelta(days=1)).day == 1:
                third = [each for each in worked if each > on][2:3]
                for each in third:
                    found["monthly_review", f"{on:%Y-%m}", audience] = datetime.combine(each, time(9), zone)
    begin, end = datetime.combine(FIRST, time(), SHANGHAI), datetime.combine(LAST, time(21, 5), UTC) + QUIET
    return {key: at for key, at in found.items() if begin < at <= end}


class Quarter:
    """The quarter: one workbook, its channels, two machines with a scheduler each, and somebody who reads the letters."""

    def __init__(self, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        self.clock, self.killer, self.chance = SimulatedClock(), Killer(), Random(20260202)
        monkeypatch.setattr(StandIn, "begin", self.clock.now())
        self.mail = stack.enter_context(MailServer())
        self.wecom, self.people = stack.enter_context(WecomRobots()), stack.enter_context(WecomApps())
        self.dingtalk, self.feishu = stack.enter_context(DingtalkRobots()), stack.enter_context(FeishuRobots())
        self.teams, self.slack = stack.enter_context(TeamsFlows()), stack.enter_context(SlackRoom())
        self.rooms = [self.wecom, self.people, self.dingtalk, self.feishu, self.teams, self.slack]
        for room in self.rooms:
            for name, value in room.secrets.items():
                monkeypatch.setenv(name, value)
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        self.places = self._laid_out(root, folder)
        params = load(self.places)
        monkeypatch.setattr(running, "load", lambda _: params)
        there = cache(lambda: staff(self.places, "identities"))
        monkeypatch.setattr(running, "staff", lambda *_: there())  # nobody comes or goes but by a date
        opened = mailing.opened
        monkeypatch.setattr(mailing, "opened", lambda *way: Mortal(opened(*way), self.killer))
        for _ in pulling.pull(self.places, [], self.clock.now()):
            pass
        self.params = params
        self.making = Making(self.places, self.clock, self.killer)
        self.ledgers = {name: self._ledger(stack) for name in ("a", "b")}
        self.begun, self.read, self.settled = Counter[str](), 0, Counter[str]()

    def _laid_out(self, root: Path, folder: Path) -> Places:
        shutil.copytree(root / "params", folder / "params")
        for name, text in (
            ("people", PEOPLE),
            ("teams", TEAMS),
            ("memberships", MEMBERSHIPS),
            ("identities", IDENTITIES),
        ):
            (folder / "hr").mkdir(exist_ok=True)
            (folder / "hr" / f"{name}.csv").write_text(text, "utf-8")
        write = {
            "sources.yaml": "sources:\n  - {name: hr, kind: files, folder: hr}\n",
            "publications.yaml": PUBLICATIONS,
            "deliveries.yaml": DELIVERIES
            % {"channels": repr([room.entry() for room in self.rooms] + [self.mail.entry()])},
        }
        for name, text in write.items():
            (folder / "params" / name).write_text(text, "utf-8")
        (folder / "params" / "reminders.yaml").unlink()
        return Places(folder)

    def _ledger(self, stack: ExitStack) -> Ledger:
        ledger = Ledger.of_file(self.places.ledger, self.clock.now())
        stack.callback(ledger.close)
        event.listen(ledger._engine, "before_cursor_execute", lambda *_: self.killer.at("a statement of the ledger"))
        return ledger

    def setting(self, machine: str) -> Setting:
        self.begun[machine] += 1
        # Of its own processes a machine knows that they are gone; of the other one's it has to wait for the lease.
        holder = Holder(f"{machine}/{self.begun[machine]}", lambda other: other.startswith(f"{machine}/"))
        return Setting(self.places, self.ledgers[machine], self.making, holder, self.clock)

    def go(self) -> None:
        """Let the quarter pass."""
        on = FIRST
        while on <= LAST:
            for hour in HOURS:
                self.clock.at_now = datetime.combine(on, time(hour, 5), UTC)
                if not MACHINE_AWAY[0] <= self.clock.now() < MACHINE_AWAY[1]:
                    self._one_hour()
            on += timedelta(days=1)
        for hour in range(1, 61):
            self.clock.at_now = datetime.combine(LAST, time(21, 5), UTC) + timedelta(hours=hour)
            self._quiet_hour()

    def _one_hour(self) -> None:
        now = self.clock.now()
        self.dingtalk.is_gone = WEBHOOK_DEAD[0] <= now < WEBHOOK_DEAD[1]
        for room in self.rooms:
            room.now = now
        match self.chance.randrange(12):
            case 0 | 1:
                self._channel_goes_wrong()
                self._run("a")
            case 2 | 3 | 4:
                self._killed()
            case 5 | 6:
                self._both_at_once()
            case _:
                self._run(self.chance.choice("ab"))
        self._owner_reads()

    def _quiet_hour(self) -> None:
        for room in self.rooms:
            room.now, room.faults = self.clock.now(), []
        self.mail.faults.clear()
        self._run("b")
        self._owner_reads()

    def _run(self, machine: str) -> None:
        run(self.setting(machine), Asked())

    def _killed(self) -> None:
        """Stop the machine somewhere in its run; its scheduler starts it again, now or an hour later."""
        where = self.chance.choice(("a statement of the ledger", "before it is sent", "after it was sent", "edition"))
        self.killer.aim(where, self.chance.randrange(40 if where.startswith("a s") else 3))
        machine = self.chance.choice("ab")
        with suppress(Killed):
            self._run(machine)
        self.killer.live()
        if self.chance.randrange(2):
            self._run(machine)

    def _both_at_once(self) -> None:
        settings = [self.setting(machine) for machine in ("a", "b")]
        failures: list[BaseException] = []

        def one(setting: Setting) -> None:
            try:
                run(setting, Asked())
            except BaseException as error:  # noqa: BLE001 - looked at below
                failures.append(error)

        threads = [threading.Thread(target=one, args=(setting,)) for setting in settings]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures

    def _channel_goes_wrong(self) -> None:
        room = self.chance.choice(self.rooms)
        kind = self.chance.choice(("busy", "drop", "cut", "away", "mail refused", "mail silent"))
        if kind == "busy":
            room.fault("reply", reply=room.too_many(), times=2)
        elif kind == "away":
            room.fault("reply", reply=Reply(503, b"away"), times=2)
        elif kind in ("drop", "cut"):
            room.fault(kind, times=1)
        elif kind == "mail refused":
            self.mail.fault("reply", "RCPT", "451 4.7.1 try again later")
        else:
            self.mail.fault("silent", ".")

    # Somebody who reads what the owner is told, and does what stands there.

    def _owner_reads(self) -> None:
        letters = self.mail.mailboxes.get("ops@yunling.example", [])
        new, self.read = letters[self.read :], len(letters)
        for raw in new:
            letter = BytesParser(policy=policy.default).parsebytes(raw)
            text = letter.get_body(("plain",)).get_content()
            for delivery in dict.fromkeys(re.findall(r'reviewbook settle "([^"]+)" again', " ".join(text.split()))):
                self._settle(delivery)

    def _settle(self, delivery: str) -> None:
        ledger = self.ledgers["a"]
        one = ledger.deliveries.one(delivery)
        if one is None or one.state not in ("doubtful", "given_up"):
            return
        answer = "arrived" if self.seen(one.message, one.through, one.recipient, one.part) else "again"
        self.settled[f"{one.state} {answer}"] += 1
        if one.through == "dingtalk-group":
            self.dingtalk.is_gone = False
        on_demand.settle(ledger, delivery, answer, self.clock.now())

    # What people have seen.

    def seen(self, message: str, through: str, recipient: str, part: str) -> int:
        """Count how often a recipient has a part of a message: by looking at what the channel shows."""
        title = self.title(message)
        files = {f"{title_of_file(message)}.{kind}" for kind in ("html", "pdf", "xlsx")}
        match through:
            case "mail":
                addresses = {"p1": "sun", "p2": "lina", "p3": "clara", "p7": "zhao", "board@yunling.example": "board"}
                mails = self.mail.letters(f"{addresses.get(recipient, recipient.partition('@')[0])}@yunling.example")
                return sum(str(mail["Subject"]) == title for mail in mails)
            case "wecom-people":
                return sum(title in text for text in self.people.texts({"p2": "LiNa", "p3": "WangWei"}[recipient]))
            case "wecom-group":
                return sum(title in text for text in self.wecom.texts)
            case "dingtalk-group":
                return sum(title in text.replace("\\", "") for text in self.dingtalk.texts)
            case "feishu-group":
                return sum(title in repr(card) for card in self.feishu.cards)
            case "teams-channel":
                return sum(title in repr(card).replace("\\", "") for card in self.teams.cards)
            case "slack":
                messages = self.slack.messages.get("C0TEAM", [])
                if part == "text":
                    return sum(title in repr(one) and not one.get("files") for one in messages)
                return sum(any(file.get("title") in files for file in one.get("files", ())) for one in messages)
        raise AssertionError(through)

    def title(self, message: str) -> str:
        from reviewbook.wording import Wording

        if message.startswith("late/"):
            _, review, period, audience, _ = message.split("/")
            named = f"{TITLES[review]} · {AUDIENCES[audience].name}"
            return Wording("zh")("letter.late.title", review=named, period=Wording("zh").period(period))
        review, period, folder, *_ = message.split("/")
        audience = AUDIENCES[folder.removeprefix("team-")].name
        return Wording("zh")(
            "letter.edition.title", review=TITLES[review], period=Wording("zh").period(period), audience=audience
        )


def title_of_file(message: str) -> str:
    review, period, folder, *_ = message.split("/")
    return f"{TITLES[review]} {period} {AUDIENCES[folder.removeprefix('team-')].name}" if review in TITLES else ""


@pytest.fixture(scope="module")
def quarter(root, tmp_path_factory):
    """Give the quarter when it is over."""
    with pytest.MonkeyPatch.context() as monkeypatch, ExitStack() as stack:
        passed = Quarter(root, tmp_path_factory.mktemp("quarter"), monkeypatch, stack)
        passed.go()
        yield passed


def folder_of(audience: str) -> str:
    return audience if audience == "company" else f"team-{audience}"


def test_the_days_of_the_quarter_are_those_of_the_calendars():
    due = slots()
    china = sorted(period for review, period, who in due if review == "daily_brief" and who == "company")
    assert "2026-02-14" in china, "a Saturday that is worked"
    assert not [on for on in china if "2026-02-15" <= on <= "2026-02-23"], "Spring Festival"
    assert due["weekly_review", "2026-W08", "company"] == datetime(2026, 2, 24, 9, tzinfo=SHANGHAI), (
        "a week nobody worked"
    )
    spring = [due["weekly_review", f"2026-W{week}", "intl"].astimezone(UTC).hour for week in (12, 13)]
    assert spring == [9, 8], "summer time begins on 29 March"


def test_exactly_the_editions_that_are_due_are_there_each_once_and_cut_off_at_its_slot(quarter):
    there = {
        (
            edition.record.review,
            edition.record.period,
            edition.record.audience.id,
            edition.number,
        ): datetime.fromisoformat(edition.record.as_of)
        for edition in Shelf(quarter.places.published)
    }
    assert there == {(*key, 1): at for key, at in slots().items()}


def test_what_was_missed_was_made_in_order(quarter):
    missed = [
        f"{review} {period} {who}"
        for (review, period, who), at in sorted(slots().items(), key=lambda item: (item[1], item[0]))
        if MACHINE_AWAY[0] <= at < MACHINE_AWAY[1]
    ]
    assert len(missed) > 8
    days = [name.split()[1] for name in quarter.making.made if name in missed and name.startswith("daily")]
    assert days == sorted(days)


def expected_deliveries() -> set[tuple[str, str, str, str]]:
    """Count by hand who is to have what: message, channel, recipient and part."""
    found = set()
    for (review, period, who), at in slots().items():
        message = f"{review}/{period}/{folder_of(who)}/1/zh"
        if review == "daily_brief":
            found |= {(message, "wecom-group", "room", "text")} if who == "company" else set()
            manager = {"east": "p2", "intl": "p3"}.get(who)
            found |= {(message, "wecom-people", manager, "text")} if manager else set()
        elif review == "weekly_review" and who == "company":
            found |= {(message, "mail", to, "mail") for to in ("p1", "board@yunling.example")}
            found |= {
                (message, f"{room}", "room", "text") for room in ("dingtalk-group", "feishu-group", "teams-channel")
            }
            if at < datetime(2026, 4, 1, tzinfo=SHANGHAI):  # p7 leaves
                found.add((message, "mail", "p7", "mail"))
        elif review == "weekly_review":
            found |= {(message, "slack", "#C0TEAM", part) for part in ("text", "file:1")}
        else:
            managers = {"company": ("p2", "p3"), "east": ("p2",), "intl": ("p3",)}[who]
            found |= {(message, "mail", to, "mail") for to in managers}
    return found


def test_every_recipient_has_every_message_exactly_once(quarter):
    wanted = expected_deliveries()
    assert len(wanted) > 250
    counts = {one: quarter.seen(*one) for one in sorted(wanted)}
    assert {one: count for one, count in counts.items() if count != 1} == {}


def test_nobody_has_anything_else(quarter):
    wanted = Counter(through for _, through, _, _ in expected_deliveries())
    late = Counter(
        one.through for one in quarter.ledgers["a"].deliveries.all() if one.kind == "late" and one.state == "sent"
    )
    shown = {
        "wecom-group": len(quarter.wecom.shown), "wecom-people": sum(map(len, quarter.people.shown.values())),
        "dingtalk-group": len(quarter.dingtalk.shown), "feishu-group": len(quarter.feishu.shown),
        "teams-channel": len(quarter.teams.shown), "slack": sum(map(len, quarter.slack.messages.values())),
        "mail": sum(len(mails) for box, mails in quarter.mail.mailboxes.items() if not box.startswith("ops@")),
    }  # fmt: skip
    assert shown == {through: wanted[through] + late[through] for through in shown}
    assert quarter.mail.mailboxes.get("qian@yunling.example") is None


def test_the_folder_has_every_monthly_review_with_its_files(quarter):
    folders = {path.parent.name for path in (quarter.places.output / "outbox").rglob("*.pdf")}
    assert len(list((quarter.places.output / "outbox").rglob("*.pdf"))) == sum(
        key[0] == "monthly_review" for key in slots()
    ), folders


def test_all_ways_in_which_a_machine_can_stop_have_happened(quarter):
    assert set(quarter.killer.happened) == {
        "a statement of the ledger",
        "before it is sent",
        "after it was sent",
        "edition",
    }
    assert quarter.killer.happened.total() > 40


def test_the_owner_settled_only_what_nobody_could_know_and_what_was_dead(quarter):
    assert set(quarter.settled) == {"doubtful arrived", "doubtful again", "given_up again"}, quarter.settled


def test_every_failure_had_a_letter(quarter):
    letters = {one.message for one in quarter.ledgers["a"].deliveries.all() if one.kind == "failure"}
    kinds = Counter(letter.partition("/")[0] for letter in letters)
    assert [letter for letter in letters if letter.startswith("silent/20260302T")], "the machine was away"
    assert kinds["withheld"] >= 1
    assert kinds["failed"] >= 2, "the source was away"
    assert [letter for letter in letters if letter.startswith("given_up/") and "dingtalk-group" in letter]
    assert [letter for letter in letters if letter.startswith("unreachable/mail/p7/left")]
    assert [letter for letter in letters if letter.startswith("unreachable/mail/p8/no_address")]
    dead = [run for run in _runs(quarter) if run == "died"]
    assert kinds["died"] >= len(dead) > 10


def _runs(quarter) -> list[str]:
    from sqlalchemy import text

    with quarter.ledgers["a"]._engine.begin() as connection:
        return [row[0] for row in connection.execute(text("select outcome from runs"))]


def test_every_letter_has_reached_the_owner(quarter):
    planned = [one for one in quarter.ledgers["a"].deliveries.all() if one.kind == "failure"]
    assert {one.state for one in planned} == {"sent"}
    mails = quarter.mail.letters("ops@yunling.example")
    # He may have one twice, where the server did not say that it had it.
    assert len({str(mail["Message-ID"]) for mail in mails}) == len(planned) <= len(mails) < len(planned) * 1.2


def test_recipients_were_told_of_what_was_late_and_of_nothing_else(quarter):
    deliveries = quarter.ledgers["a"].deliveries.all()
    told = {tuple(one.message.split("/")[1:4]) for one in deliveries if one.kind == "late"}
    assert ("weekly_review", "2026-W11", "company") in told, "withheld until the evening"
    assert ("daily_brief", "2026-02-10", "east") in told, "the source was away over night"
    due = slots()
    outside = [key for key in told if not any(begin <= due[key] < end for begin, end in (SOURCE_AWAY, BAD_DATA))]
    assert not outside
    assert (
        max(Counter((one.message, one.through, one.recipient) for one in deliveries if one.kind == "late").values())
        == 1
    )


def test_when_it_is_over_all_is_well(quarter):
    found = standing(quarter.places, quarter.params, quarter.ledgers["b"], quarter.clock.now())
    assert (found.state, [one.id for one in found.deliveries if one.state != "sent"]) == ("fine", [])


def test_no_secret_stands_in_the_ledger_or_the_logs(quarter):
    secrets = [value.encode() for room in quarter.rooms for value in room.secrets.values()]
    written = [quarter.places.ledger, *quarter.places.runs.rglob("*.json*")]
    assert not [path for path in written for secret in secrets if secret in path.read_bytes()]
