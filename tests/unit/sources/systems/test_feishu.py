"""What only Feishu does: a first mark that is empty and must stand there, refusals by status 400, and no feedback at all."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import pytest
from stand_ins.content import content
from stand_ins.feishu import NAME, RULE, Feishu, Task
from stand_ins.pulled import Pulled
from stand_ins.server import Reply

from reviewbook.errors import SourceError
from reviewbook.params.systems.feishu import FeishuEntry
from reviewbook.sources.systems.rows import Row
from reviewbook.wording import entries

NINE = int(datetime(2026, 11, 18, 9, 0, tzinfo=UTC).timestamp())


@pytest.fixture
def server(monkeypatch):
    with Feishu() as server:
        monkeypatch.setenv("FEISHU_SECRET", server.secrets["FEISHU_SECRET"])
        server.tell(content(2))
        yield server


@pytest.fixture
def source(server, tmp_path):
    return Pulled(server, tmp_path)


@pytest.fixture
def task(server):
    """The only report there is."""
    field = {"field_id": "6895419345318182906", "field_name": "今日进展", "field_value": "已签约"}
    one = Task("6895419345318182122", "p1", NINE, [field])
    server.tasks = {"t": one}
    return one


def of(source, table):
    return [dict(one.values) for one in source.rows() if isinstance(one, Row) and one.table == table]


# What is asked.


def test_the_first_page_is_asked_for_by_an_empty_mark_that_stands_there(server, source):
    server.tell(content(5))
    source.pull()
    asked = [seen.json for seen in server.asked("tasks/query$")]
    assert [one["page_token"] for one in asked] == ["", "6895699275733778003"]
    assert {one["page_size"] for one in asked} == {20}


def test_times_are_in_seconds(server, source, task):
    source.pull()
    asked = server.asked("tasks/query$")[0].json
    assert asked["commit_end_time"] - asked["commit_start_time"] < 30 * 86400
    assert of(source, "reports")[0]["submitted_at"] == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def test_only_reports_under_our_rules_are_asked_for(server, source, task):
    server.tasks["other"] = Task("6895419345318182999", "p1", NINE, task.contents, rule=("6894419345318180000", "绩效"))
    source.pull()
    assert {seen.json["rule_id"] for seen in server.asked("tasks/query$")} == {RULE}
    assert [one.id for one in source.records.now("tasks")] == [task.id]


def test_a_rule_is_found_by_its_exact_name_deleted_ones_too(server, source):
    server.rules["6894419345318189999"] = NAME  # of the same name, an older one
    source.pull()
    assert [(seen.query["rule_name"], seen.query["include_deleted"]) for seen in server.asked("rules/query$")] == [
        (NAME, "1")
    ]
    assert {seen.json["rule_id"] for seen in server.asked("tasks/query$")} == {RULE, "6894419345318189999"}


def test_a_rule_that_is_not_there_is_an_error_and_its_reports_are_not_taken_for_deleted(server, source, tmp_path):
    source.pull()
    server.rules[RULE] = "销售日报（新）"
    with pytest.raises(SourceError, match="the rule 销售日报: there is none of exactly this name"):
        source.pull(hours=1)
    assert len(of(source, "reports")) == 2


def test_a_rule_may_be_named_by_its_id(server, tmp_path, task):
    source = Pulled(server, tmp_path, forms=[{"form": RULE, "template": "daily_sales"}])
    source.pull()
    source.probe()
    assert server.asked("rules/query$") == []
    assert len(of(source, "reports")) == 1


def test_a_name_that_is_a_short_number_is_a_name(server, tmp_path, task):
    server.rules[RULE], task.rule = "2026", (RULE, "2026")
    source = Pulled(server, tmp_path, forms=[{"form": "2026", "template": "daily_sales"}])
    source.pull()
    assert len(of(source, "reports")) == 1


@pytest.mark.parametrize(("kind", "person"), [("user_id", "p1"), ("open_id", "op_p1"), ("union_id", "un_p1")])
def test_people_are_known_by_the_kind_of_id_that_the_entry_names(server, tmp_path, kind, person):
    source = Pulled(server, tmp_path, user_ids=kind)
    source.pull()
    assert {one["person_id"] for one in of(source, "reports")} == {person}
    assert {seen.query["user_id_type"] for seen in server.asked("query$")} == {kind}


def test_ids_of_people_are_those_of_the_company_unless_the_entry_says_otherwise():
    form = {"form": NAME, "template": "daily_sales"}
    named = {"kind": "feishu", "name": "feishu", "since": "2026-11-01", "app_id": "x", "app_secret": "FEISHU_SECRET"}
    entry = FeishuEntry.model_validate({**named, "forms": [form]})
    assert (entry.user_ids, entry.base) == ("user_id", "https://open.feishu.cn")
    lark = FeishuEntry.model_validate({**named, "forms": [form], "base": "https://open.larksuite.com"})
    assert lark.base == "https://open.larksuite.com"


def test_it_is_asked_ten_times_a_second_at_most_and_the_last_month_each_time(server, tmp_path):
    source = Pulled(server, tmp_path, since="2026-01-01")
    source.pull()
    asked = [seen.json for seen in server.asked("tasks/query$")]
    assert len(asked) == 11  # and one for the rule
    assert max(one["commit_end_time"] - one["commit_start_time"] for one in asked) == 30 * 86400
    assert source.clock.slept == [1]
    server.requests.clear()
    source.pull(hours=3)
    first, *_, last = [seen.json for seen in server.asked("tasks/query$")]
    # So many days before the last pull, and the two hours that it overlaps.
    assert last["commit_end_time"] - first["commit_start_time"] == (31 * 24 + 5) * 3600


# When it refuses.


def test_too_often_is_said_by_a_status_of_400_and_waited_out(server, source):
    server.storm(2)
    source.pull()
    assert len(of(source, "reports")) == 2
    assert len(source.clock.slept) == 2
    assert min(source.clock.slept) >= 1


def test_another_refusal_by_a_status_of_400_stops_at_once(server, source):
    server.refusals["tasks/query"] = Reply(400, {"code": 1430001, "msg": "tenant key  not exist"})
    with pytest.raises(SourceError, match="reports: was refused 1430001: tenant key") as error:
        source.pull()
    assert "has no 汇报" in str(error.value)
    assert source.clock.slept == []


def test_a_code_inside_an_answer_of_status_200_is_an_error(server, source):
    server.refusals["rules/query"] = Reply(200, {"code": 99991672, "msg": "Access denied. [report:rule:readonly]"})
    with pytest.raises(SourceError, match="the rule 销售日报: was refused 99991672: Access denied") as error:
        source.pull()
    assert "grant report:task:readonly and report:rule:readonly" in str(error.value)


def test_an_answer_without_its_list_is_an_error_and_not_an_empty_list(server, source):
    server.refusals["tasks/query"] = Reply(200, {"code": 0, "msg": "success", "data": {"has_more": False}})
    with pytest.raises(SourceError, match="the answer of Feishu has no list 'items'"):
        source.pull()


def test_reports_that_do_not_tell_who_wrote_them_are_an_error_that_names_the_permission(server, source):
    server.dropped = {"from_user_id"}
    with pytest.raises(SourceError, match="Feishu does not tell by user_id who wrote them") as refused:
        source.pull()
    assert refused.value.advice == "feishu.no_user_id"
    server.dropped = set()
    source.pull()


@pytest.mark.parametrize(
    ("key", "named"),
    [(10003, "app_id"), (10014, "app_secret"), (99991401, "IP"), (99991663, "larksuite"), (99991672, "scope"),
     (1430001, "汇报"), ("no_rule", "form"), ("no_user_id", "contact:user.employee_id:readonly")],
)  # fmt: skip
def test_every_advice_says_what_to_do(key, named):
    advice = entries()[f"advice.feishu.{key}"]
    assert set(advice) == {"zh", "en"}
    assert named in advice["en"]


def test_a_wrong_secret_is_told_without_repeating_it(server, monkeypatch, tmp_path):
    monkeypatch.setenv("FEISHU_SECRET", "wrong-hush")
    with pytest.raises(SourceError, match="access token: was refused 10014: app secret invalid") as error:
        Pulled(server, tmp_path / "x").pull()
    assert "app_secret in sources.yaml" in str(error.value)
    server.refusals["tenant_access_token/internal"] = Reply(200, {"code": 10014, "msg": "invalid: wrong-hush"})
    with pytest.raises(SourceError, match="invalid: •••"):
        Pulled(server, tmp_path / "y").pull()


def test_secrets_and_tokens_stand_in_no_log(server, source, caplog):
    caplog.set_level(logging.DEBUG)
    source.pull()
    assert server.given == 1
    assert "tenant-token-1" not in caplog.text
    assert "lark-hush" not in caplog.text


# What it means.


def test_ids_stay_exact_as_text_or_as_numbers(server, source, task):
    task.id = 6895419345318182123  # more than a float can hold
    source.pull()
    assert of(source, "reports")[0]["report_id"] == "feishu:6895419345318182123"


def test_an_edited_report_is_a_revision_by_the_pull_that_saw_it(source, task):
    source.pull()
    task.contents[0] = {**task.contents[0], "field_value": "已签约，金额待定"}
    source.pull(hours=5)
    found = [(one["revision"], one["submitted_at"]) for one in of(source, "reports")]
    assert found == [(1, datetime.fromtimestamp(NINE, UTC)), (2, source.clock.at)]
    assert [one["text"] for one in of(source, "report_fields")] == ["已签约", "已签约，金额待定"]


def test_a_report_that_was_committed_anew_is_a_revision_of_that_time(source, task):
    source.pull()
    task.contents[0] = {**task.contents[0], "field_value": "已签约，金额待定"}
    task.at += 3600
    source.pull(hours=5)
    assert [one["submitted_at"].timestamp() for one in of(source, "reports")] == [NINE, NINE + 3600]


def test_a_deleted_report_is_gone_and_what_it_said_is_kept(server, source, task):
    source.pull()
    server.tasks.clear()
    source.pull(hours=5)
    assert of(source, "reports") == []
    assert source.records.versions("tasks")[task.id][0].body["form_contents"] == task.contents


def test_files_have_an_empty_value_and_are_no_answer(source, task):
    task.contents.append({"field_id": "6895419345318182907", "field_name": "明日计划", "field_value": ""})
    source.pull()
    assert [one["field"] for one in of(source, "report_fields")] == ["progress"]


def test_a_question_is_known_by_its_id_when_it_was_renamed(server, tmp_path, task):
    task.contents[0]["field_name"] = "今天做了什么"
    form = {"form": NAME, "template": "daily_sales", "fields": {"6895419345318182906": "progress"}}
    source = Pulled(server, tmp_path, forms=[form])
    source.pull()
    assert [one["text"] for one in of(source, "report_fields")] == ["已签约"]


def test_it_is_said_that_nobody_can_know_what_was_answered(server, source, tmp_path):
    source.pull()
    assert of(source, "feedback") == []
    ((reason, count),) = source.left_out()
    assert count == 2
    assert "whether these reports were answered is unknown" in reason
    server.tasks.clear()
    empty = Pulled(server, tmp_path / "empty")
    empty.pull()
    assert empty.left_out() == []


def test_who_must_report_by_the_rule_is_kept_to_be_compared_and_decides_nothing(source):
    source.pull()
    (rule,) = source.records.now("rules")
    assert rule.body["need_report_user_ids"] == ["p1"]
    assert {one.table for one in source.rows()} == {"people", "reports", "report_fields", "feedback"}


def test_people_are_those_that_stand_in_reports_by_their_newest_name(server, source, task):
    source.pull()
    assert [(one.external_id, one.name, one.email) for one in source.contacts()] == [
        ("p1", "王芳", None), ("p2", "Li Wei", None),
    ]  # fmt: skip
    server.tasks["later"] = Task("6895419345318182001", "p1", NINE + 60, task.contents, name="王芳（华东）")
    source.pull(hours=1)
    assert source.contacts()[0].name == "王芳（华东）"


@pytest.mark.shared
def test_the_stand_in_answers_in_the_shape_of_the_documentation(shared, server, source):
    examples = shared / "specs" / "cn" / "feishu"

    def example(name):
        return json.loads((examples / f"{name}.json").read_text("utf-8"))

    source.pull()
    (task,) = example("report_tasks_query")["data"]["items"]
    kept = source.records.now("tasks")[0].body
    assert set(kept) == set(task)
    assert set(kept["form_contents"][0]) == set(task["form_contents"][0])
    (rule,) = example("report_rules_query")["data"]["rules"]
    assert set(source.records.now("rules")[0].body) == set(rule)
    assert set(server.asked("tasks/query$")[0].json) == set(example("report_tasks_query_request_first"))
    assert server.too_many().body == example("error_rate")
    granted = server._token({"app_id": "cli_0123", "app_secret": "lark-hush"})
    assert set(granted) == set(example("tenant_access_token"))
