"""Slack: a message to a channel or a person with its files below it, once, and what is said of it when it is not taken."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.server import Reply
from stand_ins.slack_room import SlackRoom

from reviewbook.delivery import Attachment, Doubtful, Line, Link, Message, Refused, Section, Sent
from reviewbook.delivery.channels.slack import Slack
from reviewbook.delivery.slack.layout import blocks, fallback
from reviewbook.params.channels.slack import SlackChannelEntry
from reviewbook.wording import entries

TEAM, LIN = "C0TEAM", "U0LIN"
PDF = "销售周度复盘 2026-W47 华东区.pdf"
MESSAGE = Message(
    "weekly_review/2026-W47/team-east/1", "zh", "销售周度复盘 · 华东区", "数据截至 11 月 23 日 07:30",
    (Section("数字", (Line("签约额", "¥1,284.6 万", "目标 ¥1,350 万", "bad"),)),
     Section("发现", (Line("大客户回款变慢。", note="周建国在 11 月 25 日前确认"),))),
    (Link("打开完整的复盘", "https://reviews.yunling.example/latest/"),),
    (Attachment(PDF, b"%PDF-1.7", "application/pdf"), Attachment("data.xlsx", b"PK" * 50)),
    "您是读者。",
)  # fmt: skip


@pytest.fixture
def room(monkeypatch):
    with SlackRoom() as room:
        room.spec = None  # one test holds it against its description; to load that takes seconds
        monkeypatch.setenv("SLACK_BOT", room.secrets["SLACK_BOT"])
        yield room


def channel(room):
    return Slack(SlackChannelEntry(**room.entry()), QuickClock(room.now))


def sent(slack, part="text", to=TEAM, message=MESSAGE):
    ready = slack.prepared(message, part, to)
    return ready if isinstance(ready, Refused) else ready.send()


def all_sent(slack, to=TEAM, message=MESSAGE):
    return [sent(slack, part, to, message) for part in slack.parts(message)]


def texts(laid_out):
    """Give every piece of text of a layout."""
    if isinstance(laid_out, dict):
        own = [laid_out["text"]] if isinstance(laid_out.get("text"), str) else []
        return own + [one for value in laid_out.values() for one in texts(value)]
    return [one for value in laid_out for one in texts(value)] if isinstance(laid_out, list) else []


# What arrives.


@pytest.mark.parametrize(("to", "place"), [(TEAM, TEAM), (LIN, "D0LIN")])
def test_a_channel_or_a_person_has_the_message_and_the_files_below_it(room, to, place):
    results = all_sent(channel(room), to)
    assert all(isinstance(one, Sent) for one in results)
    (root,) = room.roots(place)
    assert root["ts"] == results[0].reference
    assert root["metadata"] == {"event_type": "reviewbook_message", "event_payload": {"id": MESSAGE.id, "part": "text"}}
    below = [one for one in room.messages[place] if one.get("thread_ts") == root["ts"]]
    assert [one["files"][0]["title"] for one in below] == [PDF, "data.xlsx"]
    assert [one["content"] for one in room.uploads.values()] == [one.content for one in MESSAGE.attachments]
    assert list(room.messages) == [place]


def test_another_run_finds_the_message_that_its_files_belong_below(room):
    sent(channel(room))
    sent(channel(room), to=TEAM, message=replace(MESSAGE, id="weekly_review/2026-W47/team-east/2"))
    sent(channel(room), "file:1")
    (file,) = [one for one in room.messages[TEAM] if "files" in one]
    assert file["thread_ts"] == room.roots(TEAM)[0]["ts"]


def test_a_file_stands_alone_where_messages_may_not_be_read(room):
    room.scopes.discard("channels:history")
    assert isinstance(sent(channel(room), "file:1"), Sent)
    assert [one["files"][0]["title"] for one in room.roots(TEAM)] == [PDF]


def test_nothing_is_seen_before_it_is_sent(room):
    for part in channel(room).parts(MESSAGE):
        channel(room).prepared(MESSAGE, part, TEAM)
    assert room.messages == {}
    assert len(room.uploads) == 2


def test_an_empty_file_is_no_part_for_slack_takes_none():
    message = replace(MESSAGE, attachments=(Attachment("a", b""), *MESSAGE.attachments))
    slack = Slack(SlackChannelEntry(kind="slack", name="s", token="SLACK_BOT"), QuickClock())
    assert slack.parts(message) == ("text", "file:2", "file:3")


def test_links_are_not_unfolded_and_the_token_goes_to_slack_only(room):
    all_sent(channel(room))
    (post,) = room.asked("chat.postMessage")
    asked = ("unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn")
    assert [post.json[name] for name in asked] == [False, False, False, "none", False]
    assert [one.headers.get("authorization") for one in room.asked("/upload/")] == [None, None]
    assert not [one for one in room.requests if b"xoxb" in one.raw]


def test_what_is_asked_and_answered_is_as_slack_describes_it(room):
    room.spec = SlackRoom.spec
    slack = channel(room)
    all_sent(slack, LIN)
    assert slack.arrived(MESSAGE, "file:1", LIN) is True
    assert room.violations == []


# The layout.


def test_the_layout_says_all_in_its_order():
    said = "".join(texts(blocks(MESSAGE)))
    wanted = [
        MESSAGE.title,
        MESSAGE.lead,
        "数字",
        "签约额",
        "¥1,284.6 万",
        "目标 ¥1,350 万",
        "大客户",
        "周建国",
        "打开完整的复盘",
        "您是读者",
    ]
    places = [said.index(one) for one in wanted]
    assert places == sorted(places)
    assert '"bold": true' in json.dumps(blocks(MESSAGE))
    assert "red_circle" in json.dumps(blocks(MESSAGE))


TYPED = "<!channel> <@U1> *粗* `码` &amp; :smile: @here <https://evil.example|hi>\u202e"


def test_what_somebody_typed_is_shown_as_typed_and_mentions_nobody():
    hostile = Message(
        "x", "zh", TYPED, TYPED, (Section(TYPED, (Line(TYPED, TYPED, TYPED), Line(TYPED, note=TYPED))),), foot=TYPED
    )
    laid_out = blocks(hostile)
    kinds = {one["type"] for one in walked(laid_out)}
    assert kinds == {"header", "plain_text", "context", "rich_text", "rich_text_section", "text"}
    assert sum("<!channel> <@U1> *粗* `码` &amp; :smile:" in one for one in texts(laid_out)) == 9
    assert all(one["emoji"] is False for one in walked(laid_out) if one["type"] == "plain_text")
    assert "\u202e" not in json.dumps(laid_out, ensure_ascii=False) + fallback(hostile)
    assert "<" not in fallback(hostile)
    assert "&lt;!channel&gt; &lt;@U1&gt; *粗* `码` &amp;amp;" in fallback(hostile)


def walked(part):
    if isinstance(part, dict):
        return ([part] if "type" in part else []) + [one for value in part.values() for one in walked(value)]
    return [one for value in part for one in walked(value)] if isinstance(part, list) else []


@pytest.mark.parametrize(
    "message",
    [
        replace(MESSAGE, sections=tuple(Section(f"第 {one} 节", (Line(f"第 {one} 句。"),)) for one in range(90))),
        replace(MESSAGE, sections=(Section("长", tuple(Line("很长的句子，" * 60) for _ in range(80))),)),
        replace(MESSAGE, title="题" * 400, sections=(Section("一", (Line("长" * 9000, note="长" * 9000),)),)),
        replace(MESSAGE, lead="&" * 5000, foot="<" * 5000),
    ],
)
def test_a_long_message_is_taken_and_says_what_is_missing(room, message):
    assert isinstance(sent(channel(room), message=message), Sent)
    laid_out = room.roots(TEAM)[0]["blocks"]
    assert len(laid_out) <= 50
    assert len(json.dumps(laid_out, ensure_ascii=False)) <= 12_000
    assert max(len(one) for one in texts(laid_out)) <= 3000
    assert "…" in "".join(texts(laid_out)) or "另有" in "".join(texts(laid_out))


def test_a_link_that_leads_nowhere_on_the_web_is_left_out():
    message = replace(MESSAGE, links=(Link("坏", "javascript:alert(1)"), *MESSAGE.links))
    assert [one["url"] for one in walked(blocks(message)) if one["type"] == "link"] == [MESSAGE.links[0].url]


# Being refused, and not knowing.


@pytest.mark.parametrize(
    ("to", "advice"),
    [("C0NONE", "slack_channel_not_found"), ("C0OTHER", "slack_not_in_channel"), ("C0OLD", "slack_is_archived")],
)
@pytest.mark.parametrize("part", ["text", "file:1"])
def test_a_channel_to_which_nothing_goes_says_why(room, part, to, advice):
    refused = sent(channel(room), part, to)
    assert (refused.advice, refused.again) == (f"delivery.{advice}", False)
    assert f"advice.{refused.advice}" in entries()
    assert room.messages == {}


def test_a_person_whom_slack_does_not_know_is_told(room):
    assert sent(channel(room), "file:1", "U0GONE").advice == "delivery.slack_user_not_found"


def test_a_token_that_is_no_longer_good_is_not_tried_again(room):
    room.revoked = True
    assert sent(channel(room)) == Refused("chat.postMessage: token_revoked", "delivery.slack_login", again=False)


def test_a_missing_scope_is_named(room):
    room.scopes.discard("chat:write")
    refused = sent(channel(room))
    assert refused == Refused(
        "chat.postMessage: missing_scope (needed: chat:write)", "delivery.slack_missing_scope", again=False
    )


@pytest.mark.parametrize("error", ["account_inactive", "invalid_auth", "file_type_not_allowed", "restricted_action"])
def test_what_only_a_person_can_mend_is_not_tried_again_and_has_advice(room, error):
    room.fault("reply", "chat.postMessage", reply=Reply(200, {"ok": False, "error": error}))
    refused = sent(channel(room))
    assert refused.again is False
    assert f"advice.{refused.advice}" in entries()


def test_a_token_that_is_not_set_is_told_by_its_name(room, monkeypatch):
    monkeypatch.delenv("SLACK_BOT")
    monkeypatch.setattr("reviewbook.web.credentials._from_keyring", lambda name: None)
    refused = sent(channel(room))
    assert "SLACK_BOT" in refused.reason
    assert refused.again is False


def test_too_many_waits_as_long_as_slack_asks(room):
    room.fault("reply", "chat.postMessage", reply=room.too_many())
    refused = sent(channel(room))
    assert (refused.again, refused.after) == (True, 7)
    assert isinstance(sent(channel(room)), Sent)
    assert len(room.asked("chat.postMessage")) == 2


@pytest.mark.parametrize("part", ["text", "file:1"])
def test_an_answer_that_never_came_leaves_it_in_doubt_and_nothing_is_asked_twice(room, part):
    act = "chat.postMessage" if part == "text" else "files.completeUploadExternal"
    ready = channel(room).prepared(MESSAGE, part, TEAM)
    room.fault("cut", act)
    assert isinstance(ready.send(), Doubtful)
    room.fault("drop", act)
    assert isinstance(ready.send(), Doubtful)
    assert len(room.asked(act)) == 2
    assert len(room.messages[TEAM]) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(500, Doubtful), (502, Doubtful), (504, Doubtful), (503, Refused), (403, Refused)]
)
def test_what_answers_in_place_of_slack_is_judged_by_its_status(room, status, kind):
    room.fault("status", "chat.postMessage", status=status)
    assert isinstance(sent(channel(room)), kind)


@pytest.mark.parametrize("error", ["internal_error", "fatal_error"])
def test_after_an_error_of_slack_itself_something_may_have_been_done(room, error):
    room.fault("reply", "chat.postMessage", reply=Reply(200, {"ok": False, "error": error}))
    assert isinstance(sent(channel(room)), Doubtful)


def test_slack_that_is_away_may_be_tried_again(room):
    ready = channel(room).prepared(MESSAGE, "text", TEAM)
    with SlackRoom() as gone:
        entry = gone.entry()
    ready = Slack(SlackChannelEntry(**entry), QuickClock()).prepared(MESSAGE, "text", TEAM)
    refused = ready.send()
    assert (refused.advice, refused.again) == ("http.unreachable", True)


@pytest.mark.parametrize("how", ["drop", "status"])
@pytest.mark.parametrize("path", ["getUploadURLExternal", "/upload/"])
def test_an_upload_that_goes_wrong_was_seen_by_nobody(room, path, how):
    room.fault(how, path)
    refused = sent(channel(room), "file:1")
    assert isinstance(refused, Refused)
    assert refused.again is True
    assert room.messages == {}


def test_no_file_is_put_where_somebody_could_listen(room):
    told = {"ok": True, "upload_url": "http://evil.example/x", "file_id": "F1"}
    room.fault("reply", "getUploadURLExternal", reply=Reply(200, told))
    assert sent(channel(room), "file:1").reason == "the address for the upload is not safe"


def test_no_token_stands_in_what_is_told_or_logged(room, caplog):
    caplog.set_level(logging.DEBUG)
    token = room.secrets["SLACK_BOT"]
    room.fault("reply", "chat.postMessage", reply=Reply(200, {"ok": False, "error": f"bad {token}"}))
    ready = channel(room).prepared(MESSAGE, "text", TEAM)
    assert token not in repr(ready) + repr(ready.send())
    room.fault("drop", "chat.postMessage")
    ready.send()
    ready.send()
    assert MESSAGE.title not in caplog.text
    assert token not in caplog.text


# Looking whether it is there.


@pytest.mark.parametrize("to", [TEAM, LIN])
def test_it_looks_whether_a_part_is_there(room, to):
    slack = channel(room)
    assert slack.arrived(MESSAGE, "text", to) is False
    assert slack.arrived(MESSAGE, "file:1", to) is False
    sent(slack, "text", to)
    assert slack.arrived(MESSAGE, "text", to) is True
    assert slack.arrived(MESSAGE, "file:1", to) is False
    sent(slack, "file:1", to)
    assert slack.arrived(MESSAGE, "file:1", to) is True
    assert slack.arrived(MESSAGE, "file:2", to) is False
    assert slack.arrived(replace(MESSAGE, id="other"), "text", to) is False
    assert slack.repeatable(5, "text") is False


def test_the_same_file_of_another_message_is_not_taken_for_it(room):
    all_sent(channel(room))
    newer = replace(MESSAGE, id="weekly_review/2026-W47/team-east/2")
    sent(channel(room), message=newer)
    assert channel(room).arrived(newer, "file:1", TEAM) is False


def test_a_file_that_stands_alone_may_be_of_any_message(room):
    room.scopes.discard("channels:history")
    sent(channel(room), "file:1")
    room.scopes.add("channels:history")
    assert channel(room).arrived(MESSAGE, "file:1", TEAM) is None


def test_it_looks_through_all_pages_of_two_days(room):
    sent(channel(room))
    for number in range(8):
        sent(channel(room), message=replace(MESSAGE, id=str(number)))
    room.later(days=1, hours=23)
    assert channel(room).arrived(MESSAGE, "text", TEAM) is True
    room.later(hours=2)
    assert channel(room).arrived(MESSAGE, "text", TEAM) is False


@pytest.mark.parametrize("scope", ["channels:history", "im:write"])
def test_without_the_scope_nobody_tells(room, scope):
    sent(channel(room), to=LIN)
    room.scopes.discard(scope)
    assert channel(room).arrived(MESSAGE, "text", LIN) is None


def test_an_answer_that_does_not_come_tells_nothing(room):
    sent(channel(room))
    room.fault("cut", "conversations.history")
    assert channel(room).arrived(MESSAGE, "text", TEAM) is None
