"""What is special about Jira: its query language and its zone, ends without a resolution, two editions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
from pydantic import ValidationError
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.jira import CLOSED, DONE, TO_DO, Jira, JiraDataCenter
from stand_ins.server import Reply

from reviewbook.errors import SourceError
from reviewbook.params.systems.jira import JiraEntry
from reviewbook.places import Places
from reviewbook.sources import receive, snapshots
from reviewbook.sources.increments import records_until
from reviewbook.sources.options import PullOptions
from reviewbook.sources.systems.jira import SYSTEM
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Ground
from reviewbook.web import Refused

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Source:
    """A Jira that is pulled from into a folder."""

    def __init__(self, jira, folder, **more):
        self.jira, self.clock, self.places = jira, QuickClock(FRIDAY), Places(folder)
        self.entry = JiraEntry.model_validate({"person_ids": "own", **jira.entry(), **more})

    def pull(self, hours=0, whole=False):
        self.clock.at = FRIDAY + timedelta(hours=hours)
        return receive(self.entry, self.places, self.clock.at, PullOptions(whole=whole, clock=self.clock))

    @property
    def records(self):
        return records_until(snapshots(self.places, self.entry.name), None)

    def follow_ups(self):
        return rows(self.entry, self.records)

    def asked(self):
        """Give the query of the last search."""
        return self.jira.asked(self.jira.main_list)[-1].json["jql"]


def rows(entry, records):
    return {
        row.values["follow_up_id"]: row.values
        for row in SYSTEM.rows(records, Ground(entry, None, SimpleNamespace(zone="Asia/Shanghai")))
    }


@pytest.fixture(params=[Jira, JiraDataCenter], ids=["cloud", "data_center"])
def jira(request, monkeypatch):
    monkeypatch.setenv("JIRA_TOKEN", "ATATT-hush")
    with request.param() as jira:
        yield jira
    assert jira.violations == []


@pytest.fixture
def cloud(monkeypatch):
    monkeypatch.setenv("JIRA_TOKEN", "ATATT-hush")
    with Jira() as jira:
        yield jira
    assert jira.violations == []


@pytest.fixture
def data_center(monkeypatch):
    monkeypatch.setenv("JIRA_TOKEN", "ATATT-hush")
    with JiraDataCenter() as jira:
        yield jira


@pytest.mark.parametrize("count", [0, 2, 8])
def test_what_it_holds_arrives(jira, tmp_path, count):
    expected = jira.tell(content(count))["follow_ups"]
    source = Source(jira, tmp_path)
    source.pull()
    found = source.follow_ups()
    assert sorted(found) == sorted(expected["follow_up_id"])
    for wanted in expected.to_dict("records"):
        row = found[wanted["follow_up_id"]]
        assert row["due_on"] == f"{wanted['due_on']:%Y-%m-%d}"
        same = ("title", "owner_id", "created_at", "status", "origin", "url")
        assert {name: row[name] for name in same} == {name: wanted[name] for name in same}
        assert row["done_at"] == (None if pd.isna(wanted["done_at"]) else wanted["done_at"])


def test_changed_and_deleted_issues_are_seen(jira, tmp_path):
    first = content(5)
    jira.tell(first)
    source = Source(jira, tmp_path)
    source.pull()
    jira.now = FRIDAY + timedelta(hours=20)
    changed = {
        **first,
        "follow_ups": first["follow_ups"].iloc[:4].assign(title=["a", *first["follow_ups"]["title"][1:4]]),
    }
    jira.tell(changed)
    source.pull(hours=21)
    assert [row["title"] for row in source.follow_ups().values()][::4] == ["a", first["follow_ups"]["title"][4]]
    source.pull(hours=22, whole=True)
    assert len(source.follow_ups()) == 4


def test_pages_of_data_center_that_moved_say_nothing_of_what_was_deleted(data_center, tmp_path):
    data_center.tell(content(7))
    source = Source(data_center, tmp_path)
    source.pull()
    answer, first = data_center.answer, min(data_center.issues)

    def deleting(seen):
        found = answer(seen)
        if seen.path.endswith("/search"):  # so that the issue that begins the second page moves to the first
            data_center.issues.pop(first, None)
        return found

    data_center.answer = deleting
    source.pull(hours=1, whole=True)
    assert len(source.follow_ups()) == 7
    source.pull(hours=2, whole=True)
    assert len(source.follow_ups()) == 6


def test_issues_are_asked_for_in_the_zone_of_the_token_and_an_hour_earlier(jira, tmp_path):
    jira.tell(content(1))
    source = Source(jira, tmp_path)
    source.pull()
    day = {"cloud": "2026-10-30 19:00", "data_center": "2026-10-31 07:00"}[source.entry.edition]
    assert source.asked() == f'project in ("SALES") AND updated >= "{day}" ORDER BY created ASC, key ASC'
    source.pull(hours=1)  # from two hours before the first pull on, and one more: 06:00 UTC
    hour = {"cloud": "01:00", "data_center": "14:00"}[source.entry.edition]
    assert f'updated >= "2026-11-20 {hour}"' in source.asked()


def test_without_a_zone_the_furthest_is_taken(cloud, tmp_path):
    cloud.tell(content(1))
    cloud.zone = UTC  # the stand-in says "UTC"; a name that nobody knows is as good as none
    answer = cloud.answer

    def nameless(seen):
        return {"timeZone": "Mars/Olympus"} if seen.path.endswith("/myself") else answer(seen)

    cloud.answer = nameless
    source = Source(cloud, tmp_path)
    source.pull()
    source.pull(hours=1)
    assert 'updated >= "2026-11-19 19:00"' in source.asked()


def test_a_query_of_the_companys_own_stands_within_the_projects(cloud, tmp_path):
    cloud.tell(content(1))
    source = Source(cloud, tmp_path, jql="labels = review OR labels = 周会")
    source.pull()
    assert source.asked().startswith('project in ("SALES") AND (labels = review OR labels = 周会) AND updated >= ')
    alone = Source(cloud, tmp_path / "alone", jql="filter = 10200", projects=[])
    alone.pull()
    assert alone.asked().startswith("(filter = 10200) AND updated >= ")


def test_only_what_is_needed_is_asked_for_and_never_the_search_that_is_gone(cloud, tmp_path):
    cloud.tell(content(8))
    Source(cloud, tmp_path).pull()
    assert {(seen.method, seen.path) for seen in cloud.requests} == {
        ("GET", "/rest/api/3/status"),
        ("GET", "/rest/api/3/myself"),
        ("POST", "/rest/api/3/search/jql"),
        ("POST", "/rest/api/3/changelog/bulkfetch"),
    }
    assert "comment" not in cloud.asked("/search/jql")[0].json["fields"]
    # Of four that are done, two say when.
    assert [seen.json["issueIdsOrKeys"] for seen in cloud.asked("/changelog")] == [["10004", "10008"]]


@pytest.mark.parametrize(
    ("moves", "status", "day"),
    [
        ([], "open", None),
        ([(2, DONE)], "done", 2),
        ([(2, DONE), (4, CLOSED)], "done", 2),
        ([(2, DONE), (3, TO_DO)], "open", None),
        ([(2, DONE), (3, TO_DO), (5, CLOSED)], "done", 5),
    ],
)
def test_an_issue_without_a_resolution_was_done_when_it_came_to_that_status(jira, tmp_path, moves, status, day):
    jira.tell(content(1))
    (issue,) = jira.issues.values()
    for number, to in moves:
        jira.finish(issue, FRIDAY + timedelta(days=number), to)
    source = Source(jira, tmp_path)
    source.pull()
    (row,) = source.follow_ups().values()
    assert (row["status"], row["done_at"]) == (status, day and FRIDAY + timedelta(days=day))


@pytest.mark.parametrize(("dropped", "status"), [(["Won't Do"], "dropped"), ([], "done"), (["已完成"], "dropped")])
def test_what_is_dropped_is_named_by_the_company(cloud, tmp_path, dropped, status):
    cloud.tell(content(1))
    (issue,) = cloud.issues.values()
    cloud.finish(issue, FRIDAY)
    issue.resolution = "Won't Do"
    source = Source(cloud, tmp_path, dropped=dropped)
    source.pull()
    (row,) = source.follow_ups().values()
    assert (row["status"], row["done_at"]) == (status, FRIDAY)


@pytest.mark.parametrize("created", [1479636000, 1479636000000, "2016-11-20T18:00:00.000+0800"])
def test_times_of_a_history_are_read_in_each_form_that_was_seen(cloud, created):
    done = {"id": "10001", "name": "Done", "statusCategory": {"key": "done"}}
    item = {"field": "status", "from": "10000", "to": "10001"}
    bodies = {
        "statuses": done,
        "issues": {"id": "1", "key": "S-1", "summary": "x", "status": done, "resolutiondate": None},
        "changelogs": {"changeHistories": [{"created": created, "items": [item]}]},
    }
    ids = {"statuses": "10001", "issues": "1", "changelogs": "1"}
    records = Records.of(Version(kind, ids[kind], body, None, FRIDAY) for kind, body in bodies.items())
    (row,) = rows(JiraEntry.model_validate(cloud.entry()), records).values()
    assert row["done_at"] == datetime(2016, 11, 20, 10, tzinfo=UTC)


def test_people_are_known_by_their_account_even_without_an_address(jira, tmp_path):
    jira.tell(content(2))
    source = Source(jira, tmp_path, person_ids="identities")
    source.pull()
    people = [(one.external_id, one.name, one.email) for one in SYSTEM.contacts(source.records)]
    wang, li = jira.account("p1"), jira.account("p2")
    assert people == [(wang, "王芳", "wang.fang@yunling.example"), (li, "Li Wei", None)]
    assert [row["owner_id"] for row in source.follow_ups().values()] == [f"jira:{wang}", f"jira:{li}"]


def test_nobodys_issue_and_one_without_a_day(cloud, tmp_path):
    tables = content(1)
    tables["follow_ups"] = tables["follow_ups"].assign(owner_id=None, due_on=pd.NaT)
    cloud.account = lambda person: person
    cloud.tell(tables)
    source = Source(cloud, tmp_path)
    source.pull()
    (row,) = source.follow_ups().values()
    assert (row["owner_id"], row["due_on"]) == (None, None)
    assert list(SYSTEM.contacts(source.records)) == []


def test_issues_are_opened_where_people_open_them(cloud, tmp_path):
    cloud.tell(content(1))
    source = Source(cloud, tmp_path, site="https://yunling.atlassian.net")
    source.pull()
    assert source.follow_ups()["jira:10001"]["url"] == "https://yunling.atlassian.net/browse/SALES-1"


def test_it_waits_as_long_as_jira_asks(jira, tmp_path):
    jira.tell(content(1))
    jira.storm(2)
    source = Source(jira, tmp_path)
    source.pull()
    assert [slept >= 7 for slept in source.clock.slept] == [True, True]


def test_a_login_that_is_refused_says_where_another_is_made(jira, tmp_path):
    jira.expire_tokens()
    with pytest.raises(Refused) as refusal:
        Source(jira, tmp_path).pull()
    assert refusal.value.advice == "jira.401"
    assert "API tokens" in str(refusal.value)
    assert "hush" not in str(refusal.value)


def test_an_unknown_project_is_told_in_jiras_words(jira, tmp_path):
    with pytest.raises(Refused) as refusal:
        Source(jira, tmp_path, projects=["NOPE"]).pull()
    assert "The value 'NOPE' does not exist for the field 'project'." in str(refusal.value)
    assert refusal.value.advice == "jira.400"


def test_cloud_taken_for_data_center_is_told(cloud, tmp_path):
    cloud.fault("reply", "/rest/api/2/", reply=Reply(410, {"errorMessages": ["The API has been removed."]}))
    with pytest.raises(Refused, match="410: The API has been removed") as refusal:
        Source(cloud, tmp_path, edition="data_center", email="").pull()
    assert refusal.value.advice == "jira.410"


def test_an_issue_that_carries_the_mark_of_a_follow_up_is_that_one(jira, tmp_path):
    jira.tell(content(2))
    jira.issues["10001"].text = "见周报 [reviewbook: south-1-on-time]"
    source = Source(jira, tmp_path)
    source.pull()
    assert sorted(source.follow_ups()) == ["jira:10002", "south-1-on-time"]


def test_an_answer_without_its_list_is_an_error(cloud, tmp_path):
    answer = cloud.answer
    cloud.answer = lambda seen: {"isLast": True} if seen.path.endswith("/jql") else answer(seen)
    with pytest.raises(SourceError, match="the answer has no list 'issues'"):
        Source(cloud, tmp_path).pull()


def test_an_issue_that_is_deleted_before_its_history_is_read(data_center, tmp_path):
    data_center.tell(content(4))
    answer = data_center.answer

    def deleting(seen):
        if "/issue/" in seen.path:
            data_center.issues.clear()
        return answer(seen)

    data_center.answer = deleting
    source = Source(data_center, tmp_path)
    source.pull()
    assert source.follow_ups()["jira:10004"]["done_at"] is None


def test_the_probes_ask_for_each_thing_once(jira, tmp_path):
    jira.tell(content(8))
    source = Source(jira, tmp_path)
    probes = list(SYSTEM.talk(source.entry, source.clock).probes())
    for probe in probes:
        probe.ask()
    assert [probe.what for probe in probes] == ["the login (myself)", "statuses", "issues"]
    assert len(jira.asked(jira.main_list)) == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"email": ""}, "email is needed for cloud"),
        ({"edition": "data_center"}, "for data_center not"),
        ({"projects": []}, "needs projects or jql"),
        ({"jql": "labels = x order by key"}, "leave ORDER BY out"),
        ({"token": "ATATT-hush"}, "pattern"),
        ({"projects": ['SALES" OR 1']}, "pattern"),
    ],
)
def test_an_entry_that_cannot_work_is_refused(more, said):
    entry = {
        "kind": "jira", "name": "jira", "base": "https://yunling.atlassian.net", "since": "2026-11-01",
        "email": "a@b.c", "token": "JIRA_TOKEN", "projects": ["SALES"],
    }  # fmt: skip
    with pytest.raises(ValidationError, match=said):
        JiraEntry.model_validate({**entry, **more})


@pytest.mark.shared
def test_the_stand_in_is_held_against_the_description(cloud, shared, tmp_path):
    assert (shared / "specs" / cloud.spec).is_file()
    cloud.tell(content(8))
    Source(cloud, tmp_path).pull()
    assert cloud.violations == []
    answer = cloud.answer
    cloud.answer = lambda seen: {"issues": "none", "isLast": True} if seen.path.endswith("/jql") else answer(seen)
    with pytest.raises(SourceError):
        Source(cloud, tmp_path / "second").pull()
    assert "answer to POST /rest/api/3/search/jql" in cloud.violations.pop()
