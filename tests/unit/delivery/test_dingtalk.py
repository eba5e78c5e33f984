"""DingTalk: the robot of a group, against a server that checks as DingTalk does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stand_ins.chats import in_markdown
from stand_ins.clocks import QuickClock
from stand_ins.messages import MISCHIEF, advised, english, entry, file, message, mischief
from stand_ins.robots import DingtalkRobots
from stand_ins.server import Reply

from reviewbook.delivery import Doubtful, Line, Refused, Section, Sent
from reviewbook.delivery.channels import dingtalk_robot
from reviewbook.delivery.channels.dingtalk_robot import DingtalkRobot, signature
from reviewbook.params.channels.dingtalk import DingtalkRobotEntry


@pytest.fixture
def robots(monkeypatch):
    with DingtalkRobots() as robots:
        for name, value in robots.secrets.items():
            monkeypatch.setenv(name, value)
        yield robots


def robot(robots, clock=None):
    return DingtalkRobot(entry(DingtalkRobotEntry, robots), clock or QuickClock())


def sent(robots, message, clock=None):
    return robot(robots, clock).prepared(message, "text", "").send()


def test_it_is_laid_out_for_a_phone_and_its_title_is_what_the_list_of_chats_shows(robots):
    assert sent(robots, message(1)) == Sent()
    (body,) = robots.shown
    assert body["markdown"]["title"] == "销售周度复盘 2026-W47 华东区"
    assert body["markdown"]["text"] == (
        "### 销售周度复盘 2026-W47 华东区\n\n"
        "截至 2026-11-23 09:00。\n\n"
        "#### 五个数  \n"
        "- 销售额 🟢 **¥1,234,567** 较上周 +5.2%  \n"
        "- 按时率 🔴 **87.5%** 204/233\n\n"
        "#### 要做的事  \n"
        "- 华东区完成本周目标的 96.4%（1）\n\n"
        "[在线阅读](https://reviews.yunling.example/readers/team-east/latest/weekly_review/?lang=zh)  \n"
        "[PDF](https://reviews.yunling.example/readers/team-east/latest/weekly_review/review.pdf)\n\n"
        "由 reviewbook 发送；您是华东区的读者。"
    )
    assert "at" not in body  # nobody is mentioned, whatever stands in the text


def test_it_carries_no_file(robots):
    assert robot(robots).parts(message(attachments=(file(),))) == ("text",)


def test_the_secret_is_the_key_and_the_milliseconds_are_signed():
    assert signature(1_700_000_000_000, "SECabc") == "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM="  # by openssl


def test_it_is_signed_when_it_goes_and_not_when_it_is_prepared(robots):
    clock = QuickClock()
    prepared = robot(robots, clock).prepared(message(), "text", "")
    clock.sleep(3 * 3600)
    robots.now += timedelta(hours=3)
    assert prepared.send() == Sent()


def test_a_clock_that_is_off_is_told(robots):
    result = sent(robots, message(), QuickClock(robots.now + timedelta(hours=2)))
    assert (result.again, result.advice) == (False, "delivery.dingtalk_310000")
    assert robots.shown == []


def test_a_robot_without_a_signature_is_sent_none(robots):
    channel = DingtalkRobot(entry(DingtalkRobotEntry, robots).model_copy(update={"sign": None}), QuickClock())
    result = channel.prepared(message(), "text", "").send()
    assert result.advice == "delivery.dingtalk_310000"
    assert set(robots.requests[0].query) == {"access_token"}


@pytest.mark.parametrize("typed", MISCHIEF)
def test_what_somebody_typed_is_shown_as_it_was_typed_and_mentions_or_links_nothing(robots, typed):
    made = message(sections=(Section(typed, (Line(typed, typed, typed), Line(typed, tone="bad"))),), title=typed)
    sent(robots, made)
    shown = in_markdown(robots.texts[0])
    assert [url for _, url in shown.links] == [link.url for link in made.links]
    assert (shown.mentions, shown.bare, shown.tags, shown.other) == ([], [], [], [])
    assert shown.text.count(" ".join(typed.split())) >= 6
    assert set(shown.bold) == {typed}


@pytest.mark.parametrize("text", ["x", "word12 " * 300, "客户要求下周交样" * 60, '很好👩🏽‍💻"\\' * 200])
@pytest.mark.parametrize("count", [0, 1, 60, 400])
def test_it_is_never_longer_than_dingtalk_takes_and_keeps_its_links(robots, count, text):
    made = message(count, text)
    assert sent(robots, made) == Sent()
    assert len(robots.requests[0].raw) <= 20_000
    assert [url for _, url in in_markdown(robots.texts[0]).links] == [link.url for link in made.links]
    if count == 400 and text != "x":
        assert "条见全文" in robots.texts[0]
        assert len(robots.requests[0].raw) > 19_000


def test_in_english_too(robots):
    sent(robots, english(900, "each line says something of a customer"))
    assert "more in the full document." in robots.texts[0]


def test_all_mischief_at_once(robots):
    assert sent(robots, mischief()) == Sent()
    assert in_markdown(robots.texts[0]).mentions == []


def test_after_twenty_in_a_minute_it_is_left_alone_for_ten(robots):
    assert {sent(robots, message()) for _ in range(20)} == {Sent()}
    assert sent(robots, message()) == Refused(
        "130101 send too fast, exceed 20 times per minute", "delivery.chat_busy", again=True, after=600
    )
    robots.now += timedelta(minutes=9)
    assert isinstance(sent(robots, message()), Refused)
    robots.now += timedelta(minutes=1)
    assert sent(robots, message()) == Sent()


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (300001, "delivery.dingtalk_gone"),
        (300005, "delivery.dingtalk_gone"),
        (400101, "delivery.dingtalk_gone"),
        (400013, "delivery.dingtalk_400013"),
        (400102, "delivery.dingtalk_400102"),
        (430101, "delivery.dingtalk_4301"),
    ],
)
def test_a_dead_robot_is_refused_for_good_with_what_to_do(robots, code, advice):
    robots.fault("reply", reply=Reply(200, {"errcode": code, "errmsg": "said"}))
    assert sent(robots, message()) == Refused(f"{code} said", advice, again=False)


def test_a_robot_that_was_removed_and_a_keyword_that_is_lacking(robots):
    robots.keyword = "日报"
    assert sent(robots, message()).advice == "delivery.dingtalk_310000"
    robots.is_gone = True
    assert sent(robots, message()).advice == "delivery.dingtalk_gone"


def test_when_the_answer_is_lost_after_it_was_taken_nobody_can_say(robots):
    robots.fault("cut")
    assert isinstance(sent(robots, message()), Doubtful)
    assert len(robots.shown) == 1
    robots.fault("status", status=504)
    assert isinstance(sent(robots, message()), Doubtful)
    assert not robot(robots).repeatable(1, "text")


@pytest.mark.parametrize("name", ["DINGTALK_ROBOT_TOKEN", "DINGTALK_ROBOT_SIGN"])
def test_a_secret_that_is_not_set_is_named(robots, monkeypatch, name):
    monkeypatch.delenv(name)
    refused = robot(robots).prepared(message(), "text", "")
    assert refused == Refused(f"the secret {name} is not set", "delivery.chat_secret", again=True)


def test_no_secret_stands_in_what_is_told(robots):
    prepared = robot(robots).prepared(message(), "text", "")
    secrets = robots.secrets.values()
    robots.fault("reply", reply=Reply(200, {"errcode": 310000, "errmsg": " ".join(secrets)}))
    told = repr(prepared) + repr(prepared.send())
    assert not [one for one in secrets if one in told]


def test_every_code_has_its_advice():
    codes = dingtalk_robot._CODES
    assert {*codes.stop.values(), *codes.advice.values()} <= advised()
