"""Teams: a workflow that posts the card it is sent, against a server that checks as a workflow does."""

from __future__ import annotations

import pytest
from stand_ins.chats import in_card
from stand_ins.clocks import QuickClock
from stand_ins.messages import MISCHIEF, URL, advised, english, entry, file, message
from stand_ins.robots import TeamsFlows
from stand_ins.server import Reply

from reviewbook.delivery import Doubtful, Line, Link, Refused, Section, Sent
from reviewbook.delivery.channels import teams
from reviewbook.delivery.channels.teams import Teams
from reviewbook.params.channels.teams import TeamsChannelEntry


@pytest.fixture
def flows(monkeypatch):
    with TeamsFlows() as flows:
        for name, value in flows.secrets.items():
            monkeypatch.setenv(name, value)
        yield flows


def channel(flows):
    return Teams(entry(TeamsChannelEntry, flows), QuickClock())


def sent(flows, message):
    return channel(flows).prepared(message, "text", "").send()


def test_it_is_a_card_whose_buttons_lead_to_the_documents(flows):
    made = message(1)
    assert sent(flows, made) == Sent()
    (card,) = flows.cards
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    shown = in_card(card["body"])
    assert shown.text.splitlines()[:5] == [
        "销售周度复盘 2026-W47 华东区",
        "截至 2026-11-23 09:00。",
        "五个数",
        "• 销售额 ¥1,234,567 较上周 +5.2%",
        "• 按时率 87.5% 204/233",
    ]
    assert shown.bold == ["销售周度复盘 2026-W47 华东区", "五个数", "¥1,234,567", "87.5%", "要做的事"]
    assert shown.links == [(link.text, link.url) for link in made.links]
    colours = [run["color"] for row in card["body"] if "inlines" in row for run in row["inlines"] if "color" in run]
    assert colours == ["Good", "Attention"]


def test_it_carries_no_file(flows):
    assert channel(flows).parts(message(attachments=(file(),))) == ("text",)


def test_many_links_stand_in_rows_that_a_phone_shows(flows):
    links = tuple(Link(f"第 {number} 份", f"{URL}{number}") for number in range(9))
    sent(flows, message(1, links=(*links, Link("本机", "file:///x"))))
    (card,) = flows.cards
    assert [len(one["actions"]) for one in card["body"] if one["type"] == "ActionSet"] == [4, 4, 1]
    assert "本机 file:" in in_card(card["body"]).text


@pytest.mark.parametrize("typed", MISCHIEF)
def test_what_somebody_typed_is_shown_as_it_was_typed_and_mentions_or_links_nothing(flows, typed):
    rows = (Line(typed, typed, typed), Line(typed, tone="bad"))
    made = message(sections=(Section(typed, rows),), title=typed, lead=typed, foot=typed)
    sent(flows, made)
    (card,) = flows.cards
    shown = in_card(card["body"])
    assert [url for _, url in shown.links] == [link.url for link in made.links]
    assert (shown.mentions, shown.bare, shown.tags) == ([], [], [])
    assert shown.text.count(" ".join(typed.split())) >= 8
    assert "entities" not in card.get("msteams", {})  # without them nobody is mentioned


@pytest.mark.parametrize("text", ["x", "word12 " * 300, "客户要求下周交样" * 60, '很好👩🏽‍💻"\\' * 200])
@pytest.mark.parametrize("count", [0, 1, 60, 400])
def test_it_is_never_longer_than_teams_takes_and_keeps_its_links(flows, count, text):
    made = message(count, text)
    assert sent(flows, made) == Sent()
    assert len(flows.requests[0].raw) <= 20_000
    shown = in_card(flows.cards[0]["body"])
    assert [url for _, url in shown.links] == [link.url for link in made.links]
    if count == 400 and text != "x":
        assert "条见全文" in shown.text
        assert len(flows.requests[0].raw) > 18_500


def test_in_english_too(flows):
    sent(flows, english(900, "each line says something of a customer"))
    assert "more in the full document." in in_card(flows.cards[0]["body"]).text


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (400, "delivery.teams_400"),
        (401, "delivery.teams_gone"),
        (403, "delivery.teams_gone"),
        (404, "delivery.teams_gone"),
        (410, "delivery.teams_gone"),
        (413, "delivery.teams_413"),
    ],
)
def test_a_dead_workflow_is_refused_for_good_with_what_to_do(flows, status, advice):
    flows.fault("reply", reply=Reply(status, {"error": {"code": "X", "message": "said"}}))
    assert sent(flows, message()) == Refused(f"{status} said", advice, again=False)


def test_a_workflow_that_was_deleted(flows):
    flows.is_gone = True
    assert sent(flows, message()) == Refused(
        "404 The workflow says WorkflowNotFound.", "delivery.teams_gone", again=False
    )


def test_one_that_is_asked_too_often_says_how_long_to_wait(flows):
    flows.storm(1)
    assert sent(flows, message()) == Refused("429 The workflow says TooManyRequests.", "delivery.chat_busy", after=37)
    assert sent(flows, message()) == Sent()


def test_when_the_answer_is_lost_after_it_was_taken_nobody_can_say(flows):
    flows.fault("drop")
    assert isinstance(sent(flows, message()), Doubtful)
    flows.fault("status", status=502)
    assert isinstance(sent(flows, message()), Doubtful)
    assert not channel(flows).repeatable(1, "text")


def test_a_page_of_somebody_in_between_is_no_success(flows):
    flows.fault("reply", reply=Reply(200, {"page": "log in"}, {"Content-Type": "text/html"}))
    assert isinstance(sent(flows, message()), Doubtful)


def test_a_secret_that_is_no_address_or_is_not_set_is_told(flows, monkeypatch):
    monkeypatch.setenv("TEAMS_FLOW_URL", "workflows-hush")
    assert sent(flows, message()) == Refused("its address is none", "delivery.chat_address", again=False)
    monkeypatch.delenv("TEAMS_FLOW_URL")
    refused = channel(flows).prepared(message(), "text", "")
    assert refused == Refused("the secret TEAMS_FLOW_URL is not set", "delivery.chat_secret", again=True)


def test_the_address_stands_in_nothing_that_is_told(flows):
    prepared = channel(flows).prepared(message(), "text", "")
    url = flows.secrets["TEAMS_FLOW_URL"]
    flows.fault("reply", reply=Reply(400, {"error": {"message": f"bad {url} &sig={flows.sig}"}}))
    assert flows.sig not in repr(prepared) + repr(prepared.send())


def test_every_status_has_its_advice():
    assert set(teams._CODES.advice.values()) <= advised()
