"""Feishu: the robot of a group, against a server that checks as Feishu does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stand_ins.chats import as_plain, in_lark
from stand_ins.clocks import QuickClock
from stand_ins.messages import MISCHIEF, advised, entry, file, message, mischief
from stand_ins.robots import FeishuRobots
from stand_ins.server import Reply

from reviewbook.delivery import Doubtful, Line, Link, Refused, Section, Sent
from reviewbook.delivery.channels import feishu_robot
from reviewbook.delivery.channels.feishu_robot import FeishuRobot, signature
from reviewbook.params.channels.feishu import FeishuRobotEntry


@pytest.fixture
def robots(monkeypatch):
    with FeishuRobots() as robots:
        for name, value in robots.secrets.items():
            monkeypatch.setenv(name, value)
        yield robots


def robot(robots, clock=None):
    return FeishuRobot(entry(FeishuRobotEntry, robots), clock or QuickClock())


def sent(robots, message, clock=None):
    return robot(robots, clock).prepared(message, "text", "").send()


def lines(card):
    return [one["text"]["content"] for one in card["elements"] if one.get("text", {}).get("tag") == "lark_md"]


def plain(card):
    rows = [card["header"]["title"], *(one["text"] for one in card["elements"] if "text" in one)]
    return [one["content"] for one in rows if one["tag"] == "plain_text"]


def buttons(card):
    return [
        (one["text"]["content"], one["url"])
        for element in card["elements"]
        if element["tag"] == "action"
        for one in element["actions"]
    ]


def test_it_is_a_card_with_its_links_as_buttons(robots):
    made = message(1)
    assert sent(robots, made) == Sent()
    (card,) = robots.cards
    assert plain(card) == ["销售周度复盘 2026-W47 华东区", "截至 2026-11-23 09:00。"]
    assert lines(card)[0].startswith("**五个数**\n• 销售额 <font color='green'>¥1,234,567</font> <font color='grey'>")
    assert "<font color='red'>87.5%</font>" in lines(card)[0]
    assert in_lark(lines(card)[1]).text == "要做的事\n• 华东区完成本周目标的 96.4%（1）"
    assert buttons(card) == [(link.text, link.url) for link in made.links]
    assert card["elements"][-1] == {
        "tag": "note",
        "elements": [{"tag": "plain_text", "content": "由 reviewbook 发送；您是华东区的读者。"}],
    }


def test_it_carries_no_file(robots):
    assert robot(robots).parts(message(attachments=(file(),))) == ("text",)


def test_a_link_that_leads_nowhere_on_the_web_is_no_button(robots):
    sent(robots, message(0, links=(Link("全文", "file:///x/y.html"), Link("网页", "https://a.example/(1)"))))
    (card,) = robots.cards
    assert buttons(card) == [("网页", "https://a.example/%281%29")]
    assert "全文 file:" in "".join(as_plain(one).text for one in plain(card))


def test_it_is_signed_when_it_goes_and_not_when_it_is_prepared(robots):
    clock = QuickClock()
    prepared = robot(robots, clock).prepared(message(), "text", "")
    clock.sleep(3 * 3600)
    robots.now += timedelta(hours=3)
    assert prepared.send() == Sent()
    assert robots.requests[0].json["timestamp"] == str(int(clock.now().timestamp()))


def test_the_seconds_and_the_secret_are_the_key_and_nothing_is_signed():
    assert signature(1_700_000_000, "abc") == "VIS10b0EBvzzSdFnuk4tznEmK5wHaruvf/WnViv2yR4="  # by openssl


def test_a_clock_that_is_off_is_told(robots):
    result = sent(robots, message(), QuickClock(robots.now - timedelta(hours=2)))
    assert (result.again, result.advice) == (False, "delivery.feishu_19021")


def test_a_robot_without_a_signature_is_sent_none(robots):
    channel = FeishuRobot(entry(FeishuRobotEntry, robots).model_copy(update={"sign": None}), QuickClock())
    channel.prepared(message(), "text", "").send()
    assert set(robots.requests[0].json) == {"msg_type", "card"}


@pytest.mark.parametrize("typed", MISCHIEF)
def test_what_somebody_typed_is_shown_as_it_was_typed_and_mentions_or_links_nothing(robots, typed):
    rows = (Line(typed, typed, typed), Line(typed, tone="bad"))
    sent(robots, message(sections=(Section(typed, rows),), title=typed, lead=typed))
    (card,) = robots.cards
    (written,) = lines(card)
    shown = in_lark(written)
    assert (shown.links, shown.mentions, shown.bare, shown.other) == ([], [], [], [])
    assert {tag.split()[0].strip("</>") for tag in shown.tags} == {"font"}
    assert shown.text.count(" ".join(typed.split())) >= 5
    assert [as_plain(one).text for one in plain(card)] == [" ".join(typed.split())] * 2
    assert [as_plain(one).bare for one in plain(card)] == [[], []]


@pytest.mark.parametrize("text", ["x", "word12 " * 300, "客户要求下周交样" * 60, '很好👩🏽‍💻"\\' * 200, "***" * 500])
@pytest.mark.parametrize("count", [0, 1, 60, 400])
def test_it_is_never_longer_than_feishu_takes_and_keeps_its_links(robots, count, text):
    made = message(count, text)
    assert sent(robots, made) == Sent()
    assert len(robots.requests[0].raw) <= 20 * 1024
    assert [url for _, url in buttons(robots.cards[0])] == [link.url for link in made.links]
    if count == 400 and text != "x":
        assert "条见全文" in lines(robots.cards[0])[-1]
        assert len(robots.requests[0].raw) > 18_000


def test_all_mischief_at_once(robots):
    assert sent(robots, mischief()) == Sent()
    assert [in_lark(one).mentions for one in lines(robots.cards[0])] == [[]] * len(lines(robots.cards[0]))


@pytest.mark.parametrize("is_older", [False, True])
def test_both_forms_of_an_answer_are_read(robots, is_older):
    robots.is_older = is_older
    assert sent(robots, message()) == Sent()
    robots.is_gone = True
    assert sent(robots, message()) == Refused(
        "19001 param invalid: incoming webhook access token invalid", "delivery.feishu_19001", again=False
    )


@pytest.mark.parametrize(
    ("code", "advice"),
    [(19022, "delivery.feishu_19022"), (19024, "delivery.feishu_19024"), (9499, "delivery.feishu_card")],
)
@pytest.mark.parametrize("status", [200, 400])
def test_what_only_a_person_can_mend_is_told_with_what_to_do(robots, code, advice, status):
    robots.fault("reply", reply=Reply(status, {"code": code, "msg": "said", "data": {}}))
    assert sent(robots, message()) == Refused(f"{code} said", advice, again=False)


def test_a_keyword_that_is_lacking(robots):
    robots.keyword = "日报"
    assert sent(robots, message()).advice == "delivery.feishu_19024"


def test_too_many_at_the_full_hour_are_asked_to_wait(robots):
    robots.storm(1)
    result = sent(robots, message())
    assert (result.again, result.after, result.advice) == (True, 60, "delivery.chat_busy")
    assert sent(robots, message()) == Sent()


def test_when_the_answer_is_lost_after_it_was_taken_nobody_can_say(robots):
    robots.fault("cut")
    assert isinstance(sent(robots, message()), Doubtful)
    assert len(robots.shown) == 1
    robots.fault("status", status=502)
    assert isinstance(sent(robots, message()), Doubtful)
    assert not robot(robots).repeatable(1, "text")
    assert robot(robots).arrived(message(), "text", "") is None


@pytest.mark.parametrize("name", ["FEISHU_ROBOT_HOOK", "FEISHU_ROBOT_SIGN"])
def test_a_secret_that_is_not_set_is_named(robots, monkeypatch, name):
    monkeypatch.delenv(name)
    refused = robot(robots).prepared(message(), "text", "")
    assert refused == Refused(f"the secret {name} is not set", "delivery.chat_secret", again=True)


def test_no_secret_stands_in_what_is_told(robots):
    prepared = robot(robots).prepared(message(), "text", "")
    secrets = [*robots.secrets.values(), signature(int(robots.now.timestamp()), robots.secrets["FEISHU_ROBOT_SIGN"])]
    robots.fault("reply", reply=Reply(200, {"code": 19001, "msg": " ".join(secrets)}))
    told = repr(prepared) + repr(prepared.send())
    assert not [one for one in secrets if one in told]
    robots.fault("drop")
    assert not [one for one in secrets if one in repr(prepared.send())]


def test_every_code_has_its_advice():
    codes = feishu_robot._CODES
    assert {*codes.stop.values(), *codes.advice.values()} <= advised()
