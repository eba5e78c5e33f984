"""WeCom: the robot of a group, and the app that writes to persons, against servers that check as WeCom does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stand_ins.chats import in_markdown
from stand_ins.clocks import QuickClock
from stand_ins.messages import MISCHIEF, advised, english, entry, file, message, mischief
from stand_ins.robots import WecomRobots
from stand_ins.server import Reply
from stand_ins.wecom_apps import WecomApps

from reviewbook.delivery import Doubtful, Line, Link, Refused, Section, Sent
from reviewbook.delivery.channels import wecom_app, wecom_robot
from reviewbook.delivery.channels.wecom_app import WecomApp
from reviewbook.delivery.channels.wecom_robot import WecomRobot
from reviewbook.delivery.fitting import in_bytes
from reviewbook.params.channels.wecom import WecomAppEntry, WecomRobotEntry


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def robots(monkeypatch):
    with WecomRobots() as robots:
        for name, value in robots.secrets.items():
            monkeypatch.setenv(name, value)
        yield robots


@pytest.fixture
def apps(monkeypatch):
    with WecomApps() as apps:
        for name, value in apps.secrets.items():
            monkeypatch.setenv(name, value)
        yield apps


def robot(robots):
    return WecomRobot(entry(WecomRobotEntry, robots), QuickClock())


def app(apps, clock=None):
    return WecomApp(entry(WecomAppEntry, apps), clock or QuickClock())


def delivered(channel, message, to=""):
    return [channel.prepared(message, part, to).send() for part in channel.parts(message)]


# The robot.


def test_a_group_is_shown_the_text_and_then_the_files_under_their_own_names(robots):
    made = message(files := 2, attachments=(file(), file("明细 2026-W47.xlsx", 6)))
    assert robot(robots).parts(made) == ("text", "file:1", "file:2")
    assert delivered(robot(robots), made) == [Sent()] * (1 + files)
    assert [one["msgtype"] for one in robots.shown] == ["markdown", "file", "file"]
    assert robots.files == [(one.name, one.content) for one in made.attachments]


def test_it_is_laid_out_for_a_phone(robots):
    delivered(robot(robots), message(1))
    assert robots.texts == [
        "**销售周度复盘 2026-W47 华东区**\n\n"
        "截至 2026-11-23 09:00。\n\n"
        "**五个数**\n"
        '• 销售额 <font color="info">¥1,234,567</font> <font color="comment">较上周 +5.2%</font>\n'
        '• 按时率 <font color="warning">87.5%</font> <font color="comment">204/233</font>\n\n'
        "**要做的事**\n"
        "• 华东区完成本周目标的 96.4%（1）\n\n"
        "[在线阅读](https://reviews.yunling.example/readers/team-east/latest/weekly_review/?lang=zh)\n"
        "[PDF](https://reviews.yunling.example/readers/team-east/latest/weekly_review/review.pdf)\n\n"
        '<font color="comment">由 reviewbook 发送；您是华东区的读者。</font>'
    ]


@pytest.mark.parametrize("typed", MISCHIEF)
def test_what_somebody_typed_is_shown_as_it_was_typed_and_mentions_or_links_nothing(robots, typed):
    made = message(sections=(Section(typed, (Line(typed, typed, typed), Line(typed, tone="bad"))),), lead=typed)
    delivered(robot(robots), made)
    shown = in_markdown(robots.texts[0])
    assert [url for _, url in shown.links] == [link.url for link in made.links]
    assert (shown.mentions, shown.bare, shown.other) == ([], [], [])
    assert {tag.split()[0].strip("</>") for tag in shown.tags} == {"font"}
    assert shown.text.count(" ".join(typed.split())) >= 6
    assert set(shown.bold) == {made.title, typed}


def test_all_of_it_at_once_is_shown_as_well(robots):
    delivered(robot(robots), mischief())
    shown = in_markdown(robots.texts[0])
    assert (shown.mentions, shown.bare) == ([], [])
    assert len(shown.links) == 2


@pytest.mark.parametrize("text", ["x", "word12 " * 300, "客户要求下周交样" * 60, "很好👩🏽‍💻 " * 200, "<@all>" * 700])
@pytest.mark.parametrize("count", [0, 1, 5, 60, 400])
def test_it_is_never_longer_than_wecom_takes_and_keeps_its_links(robots, count, text):
    made = message(count, text)
    assert delivered(robot(robots), made) == [Sent()]
    sent = robots.texts[0]
    assert in_bytes(sent) <= 4096
    assert [url for _, url in in_markdown(sent).links] == [link.url for link in made.links]
    if count == 400:
        assert "条见全文" in sent
        assert in_bytes(sent) > 3500


def test_a_file_that_is_too_large_is_left_out_and_the_text_says_so(robots):
    made = message(900, attachments=(file("大.pdf", 20 * 1024 * 1024 + 1), file("小.pdf")))
    assert robot(robots).parts(made) == ("text", "file:2")
    assert set(delivered(robot(robots), made)) == {Sent()}
    assert "“大.pdf”（20.0 MB）超过 20.0 MB" in in_markdown(robots.texts[0]).text
    assert [name for name, _ in robots.files] == ["小.pdf"]
    assert "小.pdf" not in robots.texts[0]
    delivered(robot(robots), english(1, "a", attachments=made.attachments))
    assert "cannot come along" in robots.texts[1]


def test_a_file_of_nothing_is_left_out(robots):
    assert robot(robots).parts(message(attachments=(file(size=5),))) == ("text",)


def test_preparing_shows_nobody_anything(robots):
    made = message(attachments=(file(),))
    for part in ("text", "file:1"):
        robot(robots).prepared(made, part, "")
    assert robots.shown == []
    assert len(robots.media) == 1


def test_a_robot_that_was_removed_is_refused_for_good_with_what_to_do(robots):
    robots.is_gone = True
    result = delivered(robot(robots), message())[0]
    assert (result.again, result.advice) == (False, "delivery.wecom_93000")
    uploading = robot(robots).prepared(message(attachments=(file(),)), "file:1", "")
    assert (uploading.again, uploading.advice) == (False, "delivery.wecom_93000")


def test_after_twenty_in_a_minute_it_is_asked_to_wait_a_minute(robots):
    assert {delivered(robot(robots), message())[0] for _ in range(20)} == {Sent()}
    assert delivered(robot(robots), message())[0] == Refused(
        "45009 api freq out of limit", "delivery.chat_busy", True, 60
    )
    robots.now += timedelta(minutes=1)
    assert delivered(robot(robots), message()) == [Sent()]


def test_when_the_answer_is_lost_after_it_was_taken_nobody_can_say(robots):
    robots.fault("cut")
    assert isinstance(delivered(robot(robots), message())[0], Doubtful)
    assert len(robots.shown) == 1
    robots.fault("drop")
    assert isinstance(delivered(robot(robots), message())[0], Doubtful)
    assert len(robots.shown) == 1
    robots.fault("status", status=502)
    assert isinstance(delivered(robot(robots), message())[0], Doubtful)


@pytest.mark.parametrize("kind", ["cut", "drop", "status"])
def test_an_upload_that_fails_leaves_no_doubt_as_nobody_saw_it(robots, kind):
    robots.fault(kind, "upload_media")
    refused = robot(robots).prepared(message(attachments=(file(),)), "file:1", "")
    assert isinstance(refused, Refused)
    assert refused.again


def test_an_upload_without_an_id_is_refused(robots):
    robots.fault("reply", "upload_media", reply=Reply(200, {"errcode": 0, "errmsg": "ok"}))
    refused = robot(robots).prepared(message(attachments=(file(),)), "file:1", "")
    assert "media_id" in refused.reason


def test_a_secret_that_is_not_set_is_named_and_nothing_is_sent(robots, monkeypatch):
    monkeypatch.delenv("WECOM_ROBOT_KEY")
    refused = robot(robots).prepared(message(), "text", "")
    assert refused == Refused("the secret WECOM_ROBOT_KEY is not set", "delivery.chat_secret", again=True)
    assert robots.requests == []


def test_the_key_stands_in_nothing_that_is_told(robots):
    prepared = robot(robots).prepared(message(), "text", "")
    key = robots.secrets["WECOM_ROBOT_KEY"]
    robots.fault("reply", reply=Reply(200, {"errcode": 93000, "errmsg": f"invalid key={key}"}))
    assert key not in repr(prepared) + repr(prepared.send()) + repr(robot(robots))


def test_a_robot_is_no_second_time_unseen_and_looks_nowhere(robots):
    assert not robot(robots).repeatable(0, "text")
    assert robot(robots).arrived(message(), "text", "") is None


# The app.


def test_a_person_is_shown_the_text_and_the_files_and_nobody_else_is(apps):
    made = message(2, attachments=(file(),))
    assert [type(one) for one in delivered(app(apps), made, "LiNa")] == [Sent, Sent]
    assert apps.files("LiNa") == [(made.attachments[0].name, made.attachments[0].content)]
    assert len(apps.texts("LiNa")) == 1
    assert apps.shown["WangWei"] == []


def test_what_was_taken_has_a_reference(apps):
    assert app(apps).prepared(message(), "text", "LiNa").send() == Sent("msg-1")


@pytest.mark.parametrize(
    "text", ["x", "word12 " * 300, "客户要求下周交样" * 60, "很好👩🏽‍💻 " * 200, "[x](http://e.com)" * 99]
)
@pytest.mark.parametrize("count", [1, 5, 60, 400])
def test_a_text_to_a_person_has_half_the_room_of_a_robots(apps, count, text):
    made = message(count, text, attachments=(file("大.pdf", 20 * 1024 * 1024 + 1),))
    assert [type(one) for one in delivered(app(apps), made, "LiNa")] == [Sent]
    sent = apps.texts("LiNa")[0]
    assert in_bytes(sent) <= 2048
    assert [url for _, url in in_markdown(sent).links] == [link.url for link in made.links]
    assert "大.pdf" in in_markdown(sent).text


def test_a_sentence_with_one_link_is_a_card(apps):
    made = message(
        0, title="今日未交日报 <@all>", lead="请在 18:30 前提交。<b>", links=(Link("填写", "https://a.example/x y"),)
    )
    delivered(app(apps), made, "LiNa")
    card = apps.shown["LiNa"][0]["textcard"]
    assert card["url"] == "https://a.example/x%20y"
    assert card["btntxt"] == "查看"
    assert in_markdown(card["title"]).mentions == []
    assert in_markdown(card["description"]).tags == ['<div class="gray">', "</div>"]
    assert "由 reviewbook 发送" in card["description"]


@pytest.mark.parametrize(
    "more",
    [
        {"lead": "", "foot": ""},
        {"lead": "长" * 400},
        {"title": "长" * 43},
        {"links": ()},
        {"links": (Link("x", "file:///x"),)},
    ],
)
def test_what_has_no_room_on_a_card_is_a_markdown(apps, more):
    made = message(0, **{"links": (Link("填写", "https://a.example/"),), **more})
    delivered(app(apps), made, "LiNa")
    assert len(apps.texts("LiNa")) == 1


def test_all_of_the_mischief_is_only_shown_to_a_person_too(apps):
    for typed in MISCHIEF:
        delivered(app(apps), message(sections=(Section(typed, (Line(typed, typed, typed),)),)), "LiNa")
    for sent in apps.texts("LiNa"):
        shown = in_markdown(sent)
        assert (shown.mentions, shown.bare, len(shown.links)) == ([], [], 2)


@pytest.mark.parametrize("to", ["@all", "@ALL", "LiNa|WangWei", "", "*", "-x", "a b", "李娜", "x" * 65])
def test_a_recipient_that_is_not_one_person_is_refused(apps, to):
    refused = app(apps).prepared(message(), "text", to)
    assert (refused.advice, refused.again) == ("delivery.wecom_recipient", False)
    assert apps.requests == []


def test_somebody_unknown_is_refused_though_wecom_calls_it_fine(apps):
    result = app(apps).prepared(message(), "text", "nobody").send()
    assert result == Refused("WeCom reached nobody: invaliduser", "delivery.wecom_invaliduser", again=False)
    apps.unlicensed.add("LiNa")
    result = app(apps).prepared(message(), "text", "LiNa").send()
    assert (result.again, result.advice) == (False, "delivery.wecom_unlicenseduser")
    apps.fault("reply", reply=Reply(200, {"errcode": 81013, "errmsg": "all invalid"}))
    result = app(apps).prepared(message(), "text", "nobody").send()
    assert (result.again, result.advice) == (False, "delivery.wecom_invaliduser")


def test_a_text_that_is_sent_again_within_its_time_is_shown_once(apps):
    apps.fault("cut")
    assert isinstance(app(apps).prepared(message(), "text", "LiNa").send(), Doubtful)
    apps.now += timedelta(seconds=13_799)
    assert app(apps).repeatable(13_799, "text")
    assert isinstance(app(apps).prepared(message(), "text", "LiNa").send(), Sent)
    assert len(apps.shown["LiNa"]) == 1
    apps.now += timedelta(seconds=601)
    app(apps).prepared(message(), "text", "LiNa").send()
    assert len(apps.shown["LiNa"]) == 2
    assert not app(apps).repeatable(13_800, "text")
    assert not app(apps).repeatable(-1, "text")


def test_a_file_that_is_uploaded_anew_is_another_one_to_wecom_and_not_repeatable(apps):
    made = message(attachments=(file(),))
    for _ in range(2):
        app(apps).prepared(made, "file:1", "LiNa").send()
    assert len(apps.shown["LiNa"]) == 2
    assert not app(apps).repeatable(10, "file:1")


def test_one_token_serves_all_parts_and_the_next_run(apps):
    made = message(attachments=(file(), file("b.xlsx")))
    delivered(app(apps), made, "LiNa")
    delivered(app(apps), made, "WangWei")
    assert apps.given == 1


def test_a_token_that_ended_is_renewed_and_the_same_part_goes_through_the_next_time(apps):
    channel = app(apps)
    delivered(channel, message(), "LiNa")
    apps.expire_tokens()
    refused = channel.prepared(message(4), "text", "LiNa").send()
    assert isinstance(refused, Refused)
    assert refused.again
    assert isinstance(channel.prepared(message(4), "text", "LiNa").send(), Sent)
    assert apps.given == 2


def test_where_no_token_is_to_be_had_for_now_it_is_tried_another_time(apps):
    apps.fault("drop", "gettoken", times=9)
    refused = app(apps).prepared(message(), "text", "LiNa")
    assert (refused.advice, refused.again) == ("http.unreachable", True)
    apps.faults = []
    apps.fault("reply", "gettoken", reply=Reply(200, {"errcode": 0, "errmsg": "ok"}))
    refused = app(apps).prepared(message(), "text", "LiNa")
    assert refused.reason == "no access token: the answer names none"


@pytest.mark.parametrize(
    ("more", "advice"),
    [({"corp_id": "wwother"}, "delivery.wecom_40013"), ({"agent_id": 7}, "delivery.wecom_agent")],
)
def test_what_only_a_person_can_mend_is_told_with_what_to_do(apps, more, advice):
    channel = WecomApp(entry(WecomAppEntry, apps).model_copy(update=more), QuickClock())
    result = channel.prepared(message(), "text", "LiNa")
    result = result if isinstance(result, Refused) else result.send()
    assert (result.advice, result.again) == (advice, False)


def test_a_secret_that_is_not_right_is_told_and_does_not_stand_there(apps, monkeypatch):
    monkeypatch.setenv("WECOM_APP_SECRET", "wrong-hush")
    refused = app(apps).prepared(message(), "text", "LiNa")
    assert (refused.advice, refused.again) == ("delivery.wecom_40001", False)
    assert refused.reason == "no access token: was refused 40001: invalid credential"
    assert "hush" not in repr(refused)


def test_no_token_stands_in_what_is_told(apps):
    prepared = app(apps).prepared(message(), "text", "LiNa")
    apps.fault("reply", reply=Reply(200, {"errcode": 40058, "errmsg": "bad token-1 app-hush"}))
    told = repr(prepared) + repr(prepared.send()) + repr(app(apps))
    assert "token-1" not in told
    assert "app-hush" not in told


def test_every_code_has_its_advice():
    for codes in (wecom_robot._CODES, wecom_app._CODES):
        assert {*codes.stop.values(), *codes.advice.values()} <= advised()
