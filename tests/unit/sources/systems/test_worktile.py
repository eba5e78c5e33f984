"""What is special about Worktile: a token of two forms, lists of two forms, and errors that nobody describes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from stand_ins.content import content
from stand_ins.pulled import Pulled
from stand_ins.server import SPECS, Reply
from stand_ins.worktile import DONE, GOING, PROJECT, Worktile

from reviewbook.errors import SourceError
from reviewbook.params.systems.worktile import WorktileEntry
from reviewbook.web import Refused


@pytest.fixture
def worktile(monkeypatch):
    monkeypatch.setenv("WORKTILE_SECRET", "worktile-hush")
    with Worktile() as worktile:
        worktile.tell(content(2))  # the first is open, the second done
        yield worktile


@pytest.fixture
def source(worktile, tmp_path):
    return Pulled(worktile, tmp_path)


@pytest.fixture
def task(worktile):
    return next(iter(worktile.tasks.values()))


@pytest.mark.parametrize("epoch", [True, False], ids=["ends at a second", "is good for seconds"])
def test_a_token_is_renewed_when_it_ends_and_not_before(worktile, source, epoch):
    worktile.epoch = epoch
    worktile.page = 1
    answer = worktile.answer

    def slowly(seen):
        if "get-project-tasks" in seen.path:
            source.clock.at = source.clock.at.replace(hour=9 + 3 * int(seen.query["page_index"]))
        return answer(seen)

    worktile.tell(content(3))
    worktile.answer = slowly
    source.pull()
    # At nine, and since it is good for two hours, at twelve and at fifteen; never twice for calls close to each other.
    assert worktile.given == 3
    assert len(source.follow_ups()) == 3


@pytest.mark.parametrize("told", [{}, {"expires_in": 0}, {"expires_in": 1700000000}])
def test_a_token_that_says_no_end_or_one_that_is_over_is_used_until_it_is_refused(worktile, source, told):
    answer = worktile.answer

    def silent(seen):
        found = answer(seen)
        return {"tenant_access_token": found["tenant_access_token"], **told} if "token" in seen.path else found

    worktile.answer = silent
    source.pull()
    assert worktile.given == 1


@pytest.mark.parametrize("bare", [True, False])
def test_lists_are_read_to_their_end_in_both_forms(worktile, source, bare):
    worktile.bare = bare
    worktile.tell(content(7))
    source.pull()
    assert len(source.follow_ups()) == 7
    assert len(source.contacts()) == 2


def test_lists_under_another_name_are_read_too(worktile, source):
    answer = worktile.answer

    def renamed(seen):
        found = answer(seen)
        if isinstance(found, dict) and "items" in found:
            return {"value": found["items"], "meta": {"has_more": found["has_more"]}}
        return found

    worktile.answer = renamed
    worktile.tell(content(7))
    source.pull()
    assert len(source.follow_ups()) == 7


@pytest.mark.parametrize(
    "body", [{"what": "不支持的操作"}, {"ok": False, "items": [], "what": "不支持的操作"}, "不支持的操作"]
)
@pytest.mark.parametrize("path", ["get-members-by-page", "get-projects-by-page", "project-tasks", "tasks-by-ids"])
def test_what_is_no_list_is_an_error_that_quotes_it(worktile, source, path, body):
    worktile.fault("reply", path, reply=Reply(200, body))
    with pytest.raises(SourceError, match="不支持的操作"):
        source.pull()


def test_a_code_that_nobody_knows_is_told(worktile, source):
    worktile.fault("reply", "get-projects", reply=Reply(200, {"ok": False, "error_code": 1204}))
    with pytest.raises(Refused, match="get-projects-by-page: was refused 1204"):
        source.pull()


def test_a_token_that_is_refused_again_is_told_with_what_to_do(worktile, source):
    refused = Reply(200, {"ok": False, "error_code": 1103, "message": "invalid access token"})
    worktile.fault("reply", "get-members", times=2, reply=refused)
    with pytest.raises(Refused, match="1103: invalid access token") as caught:
        source.pull()
    assert caught.value.advice == "worktile.token"
    assert worktile.given == 2  # the first, and another one that was refused as well


def test_no_secret_and_no_token_stands_in_a_message(worktile, source):
    worktile.secrets["WORKTILE_SECRET"] = "another"
    with pytest.raises(SourceError, match=r"tenant-access-token.*client not found") as caught:
        source.pull()
    assert "hush" not in str(caught.value)
    worktile.secrets["WORKTILE_SECRET"] = "worktile-hush"
    worktile.fault("reply", "get-members", reply=Reply(400, {"message": "bad access_token=tenant-1"}))
    with pytest.raises(Refused, match="was refused 400") as caught:
        source.pull()
    assert "tenant-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ({"date": 1795708800, "with_time": 0}, date(2026, 11, 27)),  # midnight in Shanghai
        ({"date": 1795708799, "with_time": 1}, date(2026, 11, 26)),
        ({"value": {"date": 1795708800, "with_time": 0}}, date(2026, 11, 27)),
        ({"date": 0, "with_time": 0}, None),
        (None, None),
    ],
)
def test_a_day_is_counted_where_worktile_counts_it(worktile, source, task, due, day):
    task["properties"]["due"] = due
    source.pull()
    assert source.follow_ups()[task["_id"]]["due_on"] == day


def test_a_day_is_that_of_worktile_even_where_the_company_has_another(worktile, tmp_path, task):
    task["properties"]["due"] = {"date": 1795708800, "with_time": 0}
    source = Pulled(worktile, tmp_path, zone="Europe/Berlin")
    source.pull()
    assert source.follow_ups()[task["_id"]]["due_on"] == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"task_state": GOING}, "open"),
        ({"task_state": {"_id": "x", "name": "关闭", "type": 3}}, "done"),
        ({"task_state": {"_id": "x", "name": "已取消", "type": 3}}, "dropped"),
        ({"task_state": None, "state_type": 3}, "done"),
        ({"task_state": GOING, "completed_at": 1794880800}, "done"),
        ({"task_state": GOING, "is_archived": 1}, "dropped"),
        ({"task_state": DONE, "is_archived": 1}, "done"),
    ],
)
def test_a_state_says_how_it_stands_by_its_type_and_not_by_its_name(worktile, source, task, more, status):
    task.update(more)
    source.pull()
    assert source.follow_ups()[task["_id"]]["status"] == status


@pytest.mark.parametrize("assignee", ["u7", {"value": "u7"}, {"value": {"uid": "u7"}}])
def test_the_owner_is_read_in_all_forms(worktile, source, task, assignee):
    task["properties"]["assignee"] = assignee
    source.pull()
    assert source.follow_ups()[task["_id"]]["owner_id"] == "u7"


def test_a_task_without_owner_due_and_address_is_one(worktile, tmp_path, task):
    task["properties"] = {"desc": {"value": '[{"children":[{"text":"[reviewbook: south-1-on-time]"}]}]'}}
    source = Pulled(worktile, tmp_path, task_url="")
    source.pull()
    row = source.follow_ups()["south-1-on-time"]
    assert (row["owner_id"], row["due_on"], row["done_at"], row["url"]) == (None, None, None, None)


def test_what_was_deleted_is_left_out_or_gone(worktile, source, task):
    task["is_deleted"] = 1
    source.pull()
    assert source.left_out() == [("was deleted", 1)]
    del worktile.tasks[task["_id"]]
    source.pull(hours=1)
    assert source.left_out() == []
    assert len(source.follow_ups()) == 1


def test_projects_are_those_of_the_entry_or_all(worktile, tmp_path):
    for number, projects in enumerate(([], [PROJECT])):
        source = Pulled(worktile, tmp_path / str(number), projects=projects)
        source.pull()
        assert len(source.follow_ups()) == 2
    source = Pulled(worktile, tmp_path / "other", projects=["5f0c000000000000000000ff"])
    source.pull()
    assert source.follow_ups() == {}


def test_an_address_has_a_place_for_the_task(worktile):
    with pytest.raises(ValidationError, match="task_url"):
        WorktileEntry.model_validate({**worktile.entry(), "task_url": "https://yunling.worktile.com"})


@pytest.mark.shared
def test_the_stand_in_answers_in_the_shape_that_was_seen(worktile, source, task):
    folder: Path = SPECS / "cn" / "worktile"
    source.pull()
    answered = next(seen for seen in worktile.requests if "tasks-by-ids" in seen.path)
    seen_task = json.loads((folder / "get_tasks_by_ids.json").read_text("utf-8"))[0]
    given = worktile.answer(answered)[0]
    assert set(given) == set(seen_task)
    assert set(given["task_state"]) == set(seen_task["task_state"])
    assert set(given["properties"]) == set(seen_task["properties"])
    assert set(given["properties"]["due"]) == set(seen_task["properties"]["due"])
    token = json.loads((folder / "tenant_token.json").read_text("utf-8"))
    assert set(worktile.answer(worktile.asked("tenant-access-token")[0])) == set(token)
    made_at = datetime.fromtimestamp(given["created_at"], UTC)
    assert source.follow_ups()[task["_id"]]["created_at"] == made_at
