"""What is special about Asana: fields by name, parts of tasks, and what a list by change cannot tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError
from stand_ins.asana import AWAY, PROJECT, Asana
from stand_ins.content import content
from stand_ins.pulled import Pulled
from stand_ins.server import Reply

from reviewbook.errors import SourceError
from reviewbook.params.systems.asana import AsanaEntry
from reviewbook.sources.systems.asana import SYSTEM
from reviewbook.web import Refused

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def asana(monkeypatch):
    monkeypatch.setenv("ASANA_TOKEN", "1/1200:hush")
    with Asana() as asana:
        asana.spec = None  # the contract holds it against its description; to load that takes seconds
        asana.tell(content(3))  # the third is a part of the second
        yield asana


@pytest.fixture
def source(asana, tmp_path):
    return Pulled(asana, tmp_path)


@pytest.fixture
def gids(asana):
    return list(asana.tasks)


def test_every_field_that_is_read_is_asked_for_by_name(asana, source, gids):
    source.pull()
    assert set(source.records.find("tasks", gids[0]).body) >= set(SYSTEM.uses["tasks"])
    assert {one.email for one in source.contacts()} == {"wang.fang@yunling.example", "li.wei@yunling.example"}


def test_a_task_without_an_hour_is_due_on_its_day_and_one_with_it_on_that_of_the_company(asana, source, gids):
    bodies = {gid: asana.tasks[gid].body for gid in gids}
    with_hour = [gid for gid, body in bodies.items() if body["due_at"]]
    assert with_hour
    for gid in with_hour:
        bodies[gid]["due_at"] = "2026-11-26T22:00:00.000Z"  # six in the morning of the 27th in Shanghai
        bodies[gid]["due_on"] = "2026-11-26"
    source.pull()
    found = source.follow_ups()
    for gid, body in bodies.items():
        assert found[gid]["due_on"] == (date(2026, 11, 27) if gid in with_hour else body["due_on"])


def test_the_parts_of_a_task_are_follow_ups_too_and_their_parts(asana, source, gids):
    asana.tasks[gids[0]].parent = gids[2]
    source.pull()
    assert sorted(source.follow_ups()) == sorted(gids)
    assert [seen.path.split("/")[-2] for seen in asana.asked("/subtasks$")] == [gids[1], gids[2]]


def test_a_part_that_changes_is_seen_though_its_task_does_not(asana, source, gids):
    source.pull()
    part = asana.tasks[gids[2]]
    assert part.parent == gids[1]
    part.body |= {"name": "anders", "completed": True, "completed_at": "2026-11-21T01:00:00.000Z"}
    part.modified = THURSDAY + timedelta(days=2)
    asana.tasks[gids[1]].body |= {"completed": False, "completed_at": None}
    source.pull(hours=48)
    found = source.follow_ups()[gids[2]]
    assert (found["title"], found["status"]) == ("anders", "done")
    assert found["done_at"] == datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def test_parts_are_left_alone_where_nobody_wants_them(asana, tmp_path, gids):
    source = Pulled(asana, tmp_path, subtasks=False)
    source.pull()
    assert sorted(source.follow_ups()) == sorted(gids[:2])
    assert asana.asked("/subtasks$") == []


def test_a_task_that_is_deleted_while_its_parts_are_asked_for_is_passed_over(asana, source, gids):
    asana.fault("reply", "/subtasks$", reply=Reply(404, {"errors": [{"message": "task: Unknown object"}]}))
    source.pull()
    assert sorted(source.follow_ups()) == sorted(gids[:2])


def test_only_what_changed_since_the_last_pull_is_asked_for(asana, source):
    source.pull()
    source.pull(hours=5)
    asked = [seen.query["modified_since"] for seen in asana.asked("/tasks$") if "modified_since" in seen.query]
    assert asked == ["2026-10-31T00:00:00Z", "2026-11-20T07:00:00Z"]


def test_a_deleted_task_is_gone_with_the_next_whole_pull_and_not_before(asana, source, gids):
    source.pull()
    del asana.tasks[gids[0]]
    source.pull(hours=1)
    assert gids[0] in source.follow_ups()
    source.pull(hours=2, whole=True)
    assert gids[0] not in source.follow_ups()


@pytest.mark.parametrize("named", AWAY)
def test_a_section_may_mean_that_it_was_dropped_by_name_or_id_but_what_is_done_is_done(asana, tmp_path, gids, named):
    away = {"section": {"gid": AWAY[0], "name": AWAY[1]}}
    for gid in gids[:2]:
        asana.tasks[gid].body["memberships"] = [away]
    source = Pulled(asana, tmp_path, dropped_sections=[named])
    source.pull()
    found = source.follow_ups()
    assert [(found[gid]["status"], found[gid]["done_at"]) for gid in gids[:2]] == [
        ("dropped", None),
        ("done", datetime(2026, 11, 18, 2, 0, tzinfo=UTC)),
    ]


def test_what_only_divides_a_list_or_has_no_name_is_no_follow_up(asana, source, gids):
    asana.tasks[gids[0]].body["is_rendered_as_separator"] = True
    asana.tasks[gids[1]].body["name"] = ""
    source.pull()
    assert list(source.follow_ups()) == [gids[2]]
    assert source.left_out() == [("only divides a list", 1), ("has no title", 1)]


def test_a_task_that_nobody_sees_to_has_no_owner_and_a_mark_names_its_follow_up(asana, source, gids):
    asana.tasks[gids[0]].body |= {"assignee": None, "notes": "[reviewbook: south-1-on-time]"}
    source.pull()
    assert source.follow_ups()["south-1-on-time"]["owner_id"] is None


def test_so_long_as_it_asks_for_is_waited(asana, source):
    asana.storm(1)
    source.pull()
    assert source.clock.slept[0] == 31  # thirty, and a second by chance


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_refusal_says_what_asana_said_and_what_to_do(asana, source, status):
    asana.fault("reply", "/users$", reply=Reply(status, {"errors": [{"message": "In its own words"}]}))
    with pytest.raises(Refused, match=f"users: was refused {status}: In its own words") as caught:
        source.pull()
    assert caught.value.advice == f"asana.{status}"
    assert "hush" not in str(caught.value)


def test_an_answer_without_its_list_is_an_error(asana, source):
    asana.fault("reply", "/users$", reply=Reply(200, {"users": []}))
    with pytest.raises(SourceError, match="users: the answer of Asana has no list 'data'"):
        source.pull()


def test_every_project_is_probed(asana, tmp_path):
    Pulled(asana, tmp_path).probe()
    with pytest.raises(Refused, match="projects/77: was refused 404"):
        Pulled(asana, tmp_path, projects=[PROJECT, "77"]).probe()


def test_a_project_is_named_by_its_number(asana):
    with pytest.raises(ValidationError, match="projects"):
        AsanaEntry.model_validate({**asana.entry(), "projects": ["https://app.asana.com/0/1205/list"]})


def test_who_left_the_workspace_is_known_but_no_longer_active(asana, source):
    source.pull()
    gid = asana.users.pop("p1")["gid"]
    source.pull(hours=1)
    assert {one.external_id: one.active for one in source.contacts()}[gid] is False
