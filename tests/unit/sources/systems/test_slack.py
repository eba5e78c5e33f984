"""What only Slack does: errors inside 200, times that are ids, edits without a trace, and its way to write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.slack import Slack as StandIn

from reviewbook.errors import SourceError
from reviewbook.params.loading import load
from reviewbook.params.systems.slack import SlackEntry
from reviewbook.places import Places
from reviewbook.sources.increments import pull_changes, records_until
from reviewbook.sources.interpreting import interpreted
from reviewbook.sources.options import PullOptions
from reviewbook.sources.snapshots import snapshots
from reviewbook.sources.systems.rows import Ground
from reviewbook.sources.systems.slack import SYSTEM
from reviewbook.sources.systems.slack.mapping import instant
from reviewbook.sources.systems.slack.mrkdwn import in_blocks, plain

PARAMS = load(Places(Path(__file__).parents[4]))
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Source:
    """A source that pulls from the stand-in."""

    def __init__(self, server, folder, **more):
        self.places, self.clock = Places(folder), QuickClock(FRIDAY)
        self.entry = SlackEntry(**{**server.entry(), "person_ids": "own", **more})
        self.talking = SYSTEM.talk(self.entry, self.clock)

    def pull(self, days=0, whole=False):
        at = FRIDAY + timedelta(days=days)
        pull_changes(self.talking, self.entry, self.places, at, PullOptions(whole=whole, clock=self.clock))
        return self.mapped()

    def records(self):
        return records_until(snapshots(self.places, "slack"), None)

    def mapped(self):
        return interpreted(SYSTEM, self.records(), Ground(self.entry, PARAMS.templates, PARAMS.company))


@pytest.fixture
def server(monkeypatch):
    with StandIn() as server:
        monkeypatch.setenv("SLACK_TOKEN", server.secrets["SLACK_TOKEN"])
        yield server
    assert server.violations == []


def reports(mapped):
    return mapped.tables["reports"]["report_id"].tolist()


def test_links_mentions_and_escaped_signs_are_shown_as_people_read_them():
    text = "<@U1|wang> a &lt;b&gt; &amp;amp; <https://x.example/?a=1&amp;b|the list> <https://y.example> <!here>"
    assert plain(text) == "@U1 a <b> &amp; the list https://y.example @here"
    assert plain("<mailto:a@b.example|a@b.example> <#C1|sales> <!subteam^S1|@sales>") == "a@b.example sales @sales"


def test_a_form_is_read_from_its_blocks_line_by_line():
    rich = {"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a < b "}, {"type": "user", "user_id": "U1"}]},
        {"type": "rich_text_list", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://x.example"}]},
            {"type": "rich_text_section", "elements": [{"type": "emoji", "name": "tada"}]},
        ]},
    ]}  # fmt: skip
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Q*\nA &amp; B"}, "fields": []}
    header = {"type": "header", "text": {"type": "plain_text", "text": "A &amp; B"}}
    assert in_blocks([header, {"type": "divider"}, section, rich]).split("\n") == [
        "A &amp; B", "*Q*", "A & B", "a < b @U1", "• https://x.example", "• :tada:",
    ]  # fmt: skip


def test_a_time_is_exact_to_its_last_digit():
    assert instant("1763000000.000101") == datetime(2025, 11, 13, 2, 13, 20, 101, tzinfo=UTC)


def test_the_id_of_a_message_stays_as_it_is_and_nothing_but_name_and_address_is_kept_of_a_member(server, tmp_path):
    server.tell(content(2))
    source = Source(server, tmp_path)
    mapped = source.pull()
    assert reports(mapped) == [f"slack:C0DAILY-{one.key}" for one in server.posts.values()]
    (user, *_) = [one.body for one in source.records().now("users") if one.id == "UP1"]
    assert user["profile"] == {"real_name": "王芳", "email": "wang.fang@yunling.example"}


def test_a_thread_of_many_replies_is_read_to_its_end(server, tmp_path):
    tables = content(7)
    tables["feedback"]["report_id"] = "r001"
    expected = server.tell(tables)
    found = Source(server, tmp_path).pull().tables["feedback"]
    assert sorted(found["feedback_id"]) == sorted(expected["feedback"]["feedback_id"])
    assert len(server.asked("replies")) == 3  # seven and their root, three a page


def test_an_edited_report_has_a_second_revision_from_the_time_of_the_edit(server, tmp_path):
    tables = content(2)
    server.tell(tables)
    source = Source(server, tmp_path)
    source.pull()
    server.now = FRIDAY + timedelta(hours=3)
    tables["report_fields"].loc[0, "text"] = "99"
    server.tell(tables)
    mapped = source.pull(days=1)
    first, second = mapped.tables["reports"].query("report_id.str.endswith('000001')").to_dict("records")
    assert (first["revision"], second["revision"]) == (1, 2)
    assert second["submitted_at"] == server.now
    changed = mapped.tables["report_fields"].query("revision == 2 and field == 'sales_amount'")
    assert changed["text"].tolist() == ["99"]


def test_a_message_that_is_deleted_is_gone_where_pulls_read_again_and_older_ones_wait_for_a_whole_pull(
    server, tmp_path
):
    server.tell(content(4))
    source = Source(server, tmp_path, reread_days=9)
    every = reports(source.pull())
    server.tell({name: frame if name == "people" else frame.iloc[:0] for name, frame in content(4).items()})
    # Reports of 9 to 12 November; from 21 November less nine days and two hours on they are read again.
    assert reports(source.pull(days=1)) == every[:2]
    assert "reports" not in source.pull(days=2, whole=True).tables
    assert len(source.records().versions("messages")) == 4  # what they said is still known


def test_what_a_workspace_no_longer_keeps_was_not_deleted(server, tmp_path):
    server.tell(content(4))
    source = Source(server, tmp_path, keeps_days=9)
    kept = reports(source.pull())
    assert len(kept) == 2
    server.posts.clear()
    assert reports(source.pull(days=4, whole=True)) == kept


def test_a_late_reply_to_an_old_report_is_seen(server, tmp_path):
    tables = content(2)
    server.tell({**tables, "feedback": tables["feedback"].iloc[:0]})
    source = Source(server, tmp_path)
    assert "feedback" not in source.pull().tables
    server.tell(tables)
    assert len(source.pull(days=1).tables["feedback"]) == 2


def test_reactions_count_whatever_their_tone_and_those_of_machines_do_not(server, tmp_path):
    server.tell(content(1))
    answer = server._message

    def reacted(number, post):
        users = [("+1::skin-tone-4", ["UP2", "U0BOT"]), ("+1", ["UP2"]), ("eyes", ["UP2"])]
        return answer(number, post) | {"reactions": [{"name": one, "users": who, "count": 2} for one, who in users]}

    server._message = reacted
    found = Source(server, tmp_path).pull().tables["feedback"].query("kind != 'comment'")
    assert sorted(zip(found["author_id"], found["kind"], found["text"], strict=True)) == [
        ("UP2", "reaction", "+1"),
        ("UP2", "read", "eyes"),
    ]
    assert found["given_at"].isna().all()


def test_what_slack_says_itself_and_what_is_no_report_is_left_out_and_counted(server, tmp_path):
    server.tell(content(1))
    told = {"type": "message", "user": "UP1", "text": "今日销售额: 1"}
    server.others = [
        {**told, "ts": "1794909600.000100", "subtype": "channel_join"},
        {**told, "ts": "1794909600.000200", "subtype": "tombstone"},
        {**told, "ts": "1794909600.000300", "text": "辛苦了"},
        {**told, "ts": "1794909600.000400", "subtype": "thread_broadcast", "thread_ts": "1794909600.000300"},
    ]
    mapped = Source(server, tmp_path).pull()
    assert len(mapped.tables["reports"]) == 1
    left = mapped.left_out
    assert sorted(zip(left["reason"], left["rows"], strict=True)) == [
        ("is a message of the system: channel_join", 1),
        ("no field that a report requires is in it", 1),
    ]


def test_an_error_inside_an_answer_of_200_stops_and_says_what_to_click(server, tmp_path):
    server.joined.clear()
    with pytest.raises(SourceError, match=r"messages of channel C0DAILY: .*not_in_channel.*/invite"):
        Source(server, tmp_path).pull()
    assert len(server.asked("history")) == 1


@pytest.mark.parametrize("scope", ["users:read", "channels:history"])
def test_a_missing_scope_is_named(server, tmp_path, scope):
    server.scopes.remove(scope)
    with pytest.raises(SourceError, match=f"missing_scope: {scope}.*Reinstall to Workspace"):
        Source(server, tmp_path).pull()


@pytest.mark.parametrize(("token", "code"), [("xoxb-hush", "token_revoked"), ("xoxb-other", "invalid_auth")])
def test_a_token_that_is_no_good_is_told_without_it(server, tmp_path, monkeypatch, token, code):
    server.expire_tokens()
    monkeypatch.setenv("SLACK_TOKEN", token)
    with pytest.raises(SourceError, match=f"the login .auth.test.: .*{code}") as told:
        Source(server, tmp_path).pull()
    assert token not in str(told.value)


def test_a_probe_tells_that_addresses_are_hidden(server, tmp_path):
    server.tell(content(1))
    server.scopes.remove("users:read.email")
    probe = next(one for one in Source(server, tmp_path).talking.probes() if "e-mail" in one.what)
    with pytest.raises(SourceError, match=r"gives no e-mail addresses.*users:read\.email") as told:
        probe.ask()
    assert told.value.advice == "slack.no_email"


def test_slack_is_waited_for_as_long_as_it_asks(server, tmp_path):
    server.tell(content(1))
    server.storm(1)
    source = Source(server, tmp_path)
    source.pull()
    assert [slept for slept in source.clock.slept if slept >= 7]


def test_slack_is_asked_no_more_than_fifty_times_a_minute(server, tmp_path):
    source = Source(server, tmp_path)
    login = next(source.talking.probes())
    for _ in range(51):
        login.ask()
    assert source.clock.slept == [60]


def test_a_thread_that_was_deleted_while_pages_were_turned_is_passed_over(server, tmp_path):
    server.tell(content(3))
    replies, lost = server._replies, list(server.posts.values())[1].key
    server._replies = lambda query: (
        {"ok": False, "error": "thread_not_found"} if query["ts"] == lost else replies(query)
    )
    mapped = Source(server, tmp_path).pull()
    assert (len(mapped.tables["reports"]), len(mapped.tables["feedback"])) == (3, 2)


def test_an_answer_without_its_list_is_an_error(server, tmp_path):
    server._history = lambda query: {"ok": True}
    with pytest.raises(SourceError, match="no list 'messages'"):
        Source(server, tmp_path).pull()


@pytest.mark.shared
def test_all_that_is_asked_and_answered_is_as_the_vendor_describes_it(server, tmp_path, shared):
    assert (shared / "specs" / server.spec).is_file()
    server.tell(content(4))
    source = Source(server, tmp_path)
    source.pull()
    source.pull(days=1)
    for probe in source.talking.probes():
        probe.ask()
    assert server.violations == []
    assert len(server.requests) > 10
