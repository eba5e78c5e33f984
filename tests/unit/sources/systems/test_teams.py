"""What only Teams does: links to the next page, HTML and cards, messages of nobody, and permissions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.server import Reply
from stand_ins.teams import Teams as StandIn

from reviewbook.errors import SourceError
from reviewbook.params.loading import load
from reviewbook.params.systems.teams import TeamsEntry
from reviewbook.places import Places
from reviewbook.sources.increments import pull_changes, records_until
from reviewbook.sources.interpreting import interpreted
from reviewbook.sources.options import PullOptions
from reviewbook.sources.snapshots import snapshots
from reviewbook.sources.systems.rows import Ground
from reviewbook.sources.systems.teams import SYSTEM
from reviewbook.sources.systems.teams.markup import in_cards, plain

PARAMS = load(Places(Path(__file__).parents[4]))
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Source:
    """A source that pulls from the stand-in."""

    def __init__(self, server, folder, **more):
        self.places, self.clock = Places(folder), QuickClock(FRIDAY)
        self.entry = TeamsEntry(**{**server.entry(), "person_ids": "own", **more})
        self.talking = SYSTEM.talk(self.entry, self.clock)

    def pull(self, days=0, whole=False):
        at = FRIDAY + timedelta(days=days)
        pull_changes(self.talking, self.entry, self.places, at, PullOptions(whole=whole, clock=self.clock))
        return self.mapped()

    def records(self):
        return records_until(snapshots(self.places, "teams"), None)

    def mapped(self):
        return interpreted(SYSTEM, self.records(), Ground(self.entry, PARAMS.templates, PARAMS.company))


@pytest.fixture
def server(monkeypatch):
    with StandIn() as server:
        monkeypatch.setenv("TEAMS_SECRET", server.secrets["TEAMS_SECRET"])
        yield server
    assert server.violations == []


def test_a_message_in_html_is_read_line_by_line_with_its_mentions():
    html = (
        '<p>各位&nbsp;好 <at id="0">Li Wei</at> <at id="7">all</at></p>\n<p><strong>A:</strong>\n &lt;b&gt; &amp;amp;</p>'
        "<ul>\n<li>one</li>\n<li>two<br>2</li></ul><table><tr><td>Q</td><td>R <i>S</i></td></tr></table>"
        '<emoji id="x" alt="👍"></emoji><attachment id="1"></attachment>'
    )
    assert plain(html, {"0": "8ea0"}).split("\n") == [
        "各位 好 @8ea0 all", "A: <b> &amp;", "one", "two", "2", "Q", "R S", "👍",
    ]  # fmt: skip


def test_a_card_is_read_with_all_that_is_in_it_and_a_broken_one_says_nothing():
    facts = '{"type": "FactSet", "facts": [{"title": "Sales:", "value": "12"}]}'
    inner = f'{{"type": "Column", "items": [{facts}, {{"type": "Image", "url": "x"}}]}}'
    rich = '{"type": "RichTextBlock", "inlines": ["a", {"type": "TextRun", "text": "b"}]}'
    body = f'[{{"type": "TextBlock", "text": "**Daily**"}}, {{"type": "ColumnSet", "columns": [{inner}]}}, {rich}]'
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": f'{{"body": {body}}}'}
    assert in_cards([card, {**card, "content": "{"}, {"contentType": "reference"}]) == "**Daily**\nSales: 12\nab"


def test_a_link_to_another_host_is_refused_and_nobody_there_hears_the_token(server, tmp_path):
    server.tell(content(4))
    with StandIn() as other:
        server.first_page = f"{other.base}/v1.0/teams/x?$skiptoken=1"
        with pytest.raises(SourceError, match="leads on to another address, 127"):
            Source(server, tmp_path).pull()
        assert other.requests == []


def test_between_whole_pulls_only_what_changed_is_asked_for_with_its_replies(server, tmp_path):
    tables = content(7)
    tables["feedback"]["report_id"] = "r001"
    expected = server.tell(tables)["feedback"]
    source = Source(server, tmp_path)
    found = source.pull().tables["feedback"]
    assert sorted(found["feedback_id"]) == sorted(expected["feedback_id"])
    assert {one.query.get("$expand") for one in server.asked("messages$")} == {"replies"}
    assert len(server.asked("replies$")) == 2  # three came with their message
    assert source.clock.slept == [1]  # after four calls
    before = len(server.requests)
    server.now = FRIDAY + timedelta(hours=20)
    tables["feedback"].loc[6, "text"] = "changed"
    server.tell(tables)
    assert "changed" in source.pull(days=1).tables["feedback"]["text"].tolist()
    asked = [one.path.rpartition("/")[2] for one in server.requests[before:]]
    assert "messages" not in asked
    assert {"delta", "replies"} < set(asked)
    assert server.asked("delta")[0].query["$filter"] == "lastModifiedDateTime gt 2026-11-17T07:00:00Z"


def test_a_thread_that_was_deleted_while_pages_were_turned_is_passed_over(server, tmp_path):
    server.tell(content(3))
    source = Source(server, tmp_path, reread_days=14)
    source.pull()
    server.fault("reply", "replies$", reply=Reply(404, {"error": {"code": "NotFound", "message": "NotFound"}}))
    assert len(source.pull(days=1).tables["feedback"]) == 3
    assert len(server.asked("replies$")) == 3


def test_a_deleted_message_and_a_deleted_reply_are_gone(server, tmp_path):
    tables = content(3)
    server.tell(tables)
    source = Source(server, tmp_path)
    source.pull()
    server.now = FRIDAY + timedelta(hours=20)
    fewer = {"reports": 2, "report_fields": 8, "feedback": 1}
    server.tell({name: frame.iloc[: fewer.get(name, 99)] for name, frame in tables.items()})
    mapped = source.pull(days=1)
    assert (len(mapped.tables["reports"]), len(mapped.tables["feedback"])) == (2, 1)
    assert "12002.5" in str([one[0].body for one in source.records().versions("messages").values()])


def test_an_edited_report_has_a_second_revision_from_the_time_of_the_edit(server, tmp_path):
    tables = content(1)
    server.tell(tables)
    source = Source(server, tmp_path)
    source.pull()
    server.now = FRIDAY + timedelta(hours=3)
    tables["report_fields"].loc[0, "text"] = "99"
    server.tell(tables)
    rows = source.pull(days=1).tables["reports"]
    assert rows["revision"].tolist() == [1, 2]
    assert rows["submitted_at"].tolist()[1] == server.now


def test_what_is_missing_in_the_list_was_let_go_and_not_deleted_and_what_is_removed_for_good_was(server, tmp_path):
    server.tell(content(3))
    source = Source(server, tmp_path)
    source.pull()
    (purged, removed, _) = (one.key for one in server.posts.values())
    server._delta = lambda seen: {"value": [{"id": removed, "@removed": {"reason": "deleted"}}]}
    server.posts.pop("r001")
    source.pull(days=1, whole=True)
    found = source.pull(days=2).tables["reports"]["report_id"].tolist()
    assert f"teams:{server.channel}-{purged}" in found
    assert f"teams:{server.channel}-{removed}" not in found


def test_a_reaction_has_its_time(server, tmp_path):
    tables = content(1)
    tables["feedback"] = tables["feedback"].assign(kind="approval")
    wanted = server.tell(tables)["feedback"]
    found = Source(server, tmp_path).pull().tables["feedback"]
    columns = ["feedback_id", "author_id", "given_at", "kind", "text"]
    assert found[columns].to_dict("records") == wanted[columns].to_dict("records")
    assert found["kind"].tolist() == ["approval"]


def test_messages_of_the_system_of_nobody_and_from_before_the_first_day_are_no_reports(server, tmp_path):
    server.tell(content(1))
    told = server._message(server.posts["r001"])
    server.others = [
        {**told, "id": "1", "messageType": "systemEventMessage", "from": None},
        {**told, "id": "2", "from": None},
        {**told, "id": "3", "createdDateTime": "2026-10-30T10:00:00.1234567Z"},
    ]
    server.spec = None  # the description does not know that a message may be from nobody
    mapped = Source(server, tmp_path).pull()
    assert len(mapped.tables["reports"]) == 1
    assert sorted(mapped.left_out["reason"]) == [
        "is a message of the system: from nobody",
        "is a message of the system: systemEventMessage",
    ]


@pytest.mark.parametrize(
    ("role", "what"), [("ChannelMessage.Read.Group", "messages of channel"), ("TeamMember.Read.Group", "members")]
)
def test_a_missing_permission_is_named_with_what_to_click(server, tmp_path, role, what):
    server.roles.remove(role)
    with pytest.raises(SourceError, match=f"{what}.*403.*{role}.*Grant admin consent"):
        Source(server, tmp_path).pull()


def test_a_wrong_secret_is_told_in_the_words_of_the_login_and_without_it(server, tmp_path, monkeypatch):
    monkeypatch.setenv("TEAMS_SECRET", "wrong~8Q")
    with pytest.raises(SourceError, match=r"the login.*invalid_client.*AADSTS7000215.*New client secret") as told:
        Source(server, tmp_path).pull()
    assert "wrong~8Q" not in str(told.value)


def test_a_token_is_renewed_before_it_ends(server, tmp_path):
    server.tell(content(1))
    source = Source(server, tmp_path)
    source.pull()
    source.clock.at += timedelta(seconds=3600)
    source.pull()
    assert len(server.asked("/token$")) == 2


def test_a_stopped_pull_whose_link_has_ended_is_told_to_begin_anew(server, tmp_path):
    server.tell(content(4))
    server.fault(
        "reply", times=1, after=1, reply=Reply(410, {"error": {"code": "SyncStateNotFound", "message": "gone"}})
    )
    source = Source(server, tmp_path)
    with pytest.raises(SourceError, match=r"410.*reviewbook pull --whole"):
        source.pull()
    assert len(source.pull(whole=True).tables["reports"]) == 4


def test_a_channel_or_team_that_is_not_there_is_told_with_where_its_id_stands(server, tmp_path):
    with pytest.raises(SourceError, match=r"404.*Get link to channel"):
        Source(server, tmp_path, forms=[{**server.form(), "team": "other"}]).pull()


def test_who_left_the_team_is_still_known_by_name(server, tmp_path):
    server.tell(content(2))
    source = Source(server, tmp_path)
    source.pull()
    answer = server._members
    server._members = lambda seen: {"value": answer(seen)["value"][:1]}
    source.pull(days=1)
    assert [(one.name, one.active) for one in SYSTEM.contacts(source.records())] == [("王芳", True), ("Li Wei", False)]


@pytest.mark.shared
def test_all_that_is_asked_and_answered_is_as_the_vendor_describes_it(server, tmp_path, shared):
    assert (shared / "specs" / server.spec).is_file()
    server.tell(content(4))
    source = Source(server, tmp_path, reread_days=14)
    source.pull()
    source.pull(days=1)
    for probe in source.talking.probes():
        probe.ask()
    assert server.violations == []
    assert len(server.requests) > 10
