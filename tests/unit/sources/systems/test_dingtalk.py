"""What only DingTalk does: two interfaces with one token, errors inside 200, cut answers, comments without ids, edits."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import pytest
from stand_ins.content import content
from stand_ins.dingtalk import CODE, NAME, Dingtalk, Report
from stand_ins.pulled import Pulled
from stand_ins.server import Reply

from reviewbook.errors import SourceError
from reviewbook.sources.systems.rows import Row
from reviewbook.wording import entries

NINE = int(datetime(2026, 11, 18, 9, 0, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def server(monkeypatch):
    with Dingtalk() as server:
        monkeypatch.setenv("DINGTALK_SECRET", server.secrets["DINGTALK_SECRET"])
        server.tell(content(2))
        yield server


@pytest.fixture
def source(server, tmp_path):
    return Pulled(server, tmp_path)


@pytest.fixture
def report(server):
    """The only report there is, without an answer."""
    one = Report("r-1", "p1", NINE, NINE, [{"sort": "1", "type": "1", "key": "今日进展", "value": "已签约"}])
    server.reports = {"r-1": one}
    return one


def of(source, table):
    return [dict(one.values) for one in source.rows() if isinstance(one, Row) and one.table == table]


def refused(server, path, code, said):
    server.refusals[path] = Reply(200, {"errcode": code, "errmsg": said})


# What is asked.


def test_one_token_serves_both_interfaces_each_in_its_own_place(server, tmp_path):
    source = Pulled(server, tmp_path, operator="boss")
    source.pull()
    older, newer = server.asked("^/topapi/"), server.asked("^/v1.0/report/")
    assert {seen.query["access_token"] for seen in older} == {"ding-token-1"}
    assert {seen.headers["x-acs-dingtalk-access-token"] for seen in newer} == {"ding-token-1"}
    assert not any("x-acs-dingtalk-access-token" in seen.headers for seen in older)
    assert not any("access_token" in seen.query for seen in newer)


def test_both_addresses_come_from_the_entry(server, monkeypatch, tmp_path):
    with Dingtalk() as other:
        other.good = server.good  # one company behind two addresses
        source = Pulled(server, tmp_path, base_v1=other.base)
        source.pull()
        assert [seen.path for seen in other.requests] == ["/v1.0/oauth2/accessToken"]
        assert all(seen.path.startswith("/topapi/") for seen in server.requests)


def test_lists_span_thirty_days_at_most_and_name_no_template(server, tmp_path):
    source = Pulled(server, tmp_path, since="2026-06-01")
    source.pull()
    asked = [seen.json for seen in server.asked("/report/list$")]
    spans = [(one["end_time"] - one["start_time"]) / 86_400_000 for one in asked]
    assert len({one["start_time"] for one in asked}) == 6
    assert max(spans) == 30
    assert {one["size"] for one in asked} == {20}
    assert not any("template_name" in one for one in asked)
    server.requests.clear()
    source.pull(hours=3)
    first = server.asked("/report/list$")[0].json
    assert first["end_time"] - first["start_time"] == 30 * 86_400_000
    # So many days before the last pull, and the two hours that it overlaps.
    assert server.asked("/report/list$")[-1].json["end_time"] - first["start_time"] == (31 * 24 + 5) * 3_600_000


def test_lists_of_answers_are_asked_for_only_where_a_count_says_that_there_are_some(server, source, report):
    report.likes.append("p2")
    source.pull()
    assert len(server.asked("/report/statistics$")) == 1
    assert server.asked("/comment/list$") == []
    assert [seen.json["type"] for seen in server.asked("listbytype$")] == [2]


def test_where_a_count_is_missing_its_list_is_asked_for(server, source, report):
    report.readers.append("p2")
    server.refusals["/report/statistics"] = Reply(200, {"errcode": 0, "result": {"comment_num": 0, "like_num": 0}})
    source.pull()
    assert [one["kind"] for one in of(source, "feedback")] == ["read"]


def test_what_the_entry_does_not_want_is_not_asked_for(server, report, tmp_path):
    report.readers.append("p2")
    quiet = Pulled(server, tmp_path / "quiet", feedback=[])
    quiet.pull()
    assert server.asked("/report/statistics") == []
    some = Pulled(server, tmp_path / "some", feedback=["comments"])
    some.pull()
    assert server.asked("listbytype$") == []
    assert of(some, "feedback") == []


def test_it_is_asked_no_faster_than_the_entry_says(server, tmp_path):
    slow, fast = (Pulled(server, tmp_path / str(calls), calls_per_second=calls) for calls in (2, 1000))
    slow.pull()
    fast.pull()
    paced = len([seen for seen in server.requests if not seen.path.endswith("accessToken")]) / 2
    assert sum(slow.clock.slept) == (paced + 1) // 2 - 1
    assert fast.clock.slept == []


# When it refuses.


def test_a_parameter_that_it_does_not_accept_stops_at_once(server, source):
    refused(server, "/report/list", 40035, "不合法的参数")
    with pytest.raises(SourceError, match="reports: was refused 40035: 不合法的参数") as error:
        source.pull()
    assert "operator and forms in sources.yaml" in str(error.value)
    assert source.clock.slept == []


@pytest.mark.parametrize("code", [-1, 88])
def test_what_may_go_well_another_time_is_asked_again(server, source, code):
    server.fault("reply", times=2, reply=Reply(200, {"errcode": code, "errmsg": "ding talk error"}))
    source.pull()
    assert len(of(source, "reports")) == 2
    assert len([seconds for seconds in source.clock.slept if seconds >= 2]) == 2


def test_a_missing_permission_is_told_with_what_dingtalk_says_is_missing(server, source):
    said = "ding talk error[subcode=60011,submsg=应用尚未开通所需的权限：[qyapi_report_query]，点击链接申请并开通即可]"
    refused(server, "/report/list", 88, said)
    with pytest.raises(SourceError, match="qyapi_report_query"):
        source.pull()


@pytest.mark.parametrize("key", [88, 60011, 40014, 42001, 40035, 400, 403, "login", "no_template"])
def test_every_advice_that_is_named_stands_there_in_both_languages(key):
    assert set(entries()[f"advice.dingtalk.{key}"]) == {"zh", "en"}


def test_a_wrong_secret_is_told_without_repeating_it(server, monkeypatch, tmp_path):
    monkeypatch.setenv("DINGTALK_SECRET", "wrong-hush")
    with pytest.raises(SourceError, match="access token: was refused 400: 无效的clientId") as error:
        Pulled(server, tmp_path / "x").pull()
    assert "app_key in sources.yaml" in str(error.value)
    server.refusals["accessToken"] = Reply(400, {"message": "no such secret: wrong-hush"})
    with pytest.raises(SourceError, match="no such secret: •••"):
        Pulled(server, tmp_path / "y").pull()


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_token_that_ended_is_renewed_once(server, source, code):
    server.fault("reply", times=1, reply=Reply(200, {"errcode": code, "errmsg": "不合法的access_token"}))
    source.pull()
    assert server.given == 2
    assert len(of(source, "reports")) == 2


def test_secrets_and_tokens_stand_in_no_log(server, source, caplog):
    caplog.set_level(logging.DEBUG)
    source.pull()
    assert "ding-token" not in caplog.text
    assert "ding-hush" not in caplog.text


@pytest.mark.parametrize(
    ("path", "result", "missing"),
    [
        ("/report/list", {"has_more": False, "logs": []}, "'data_list'. It has has_more, logs"),
        ("/report/list", {"data_list": [{}], "has_more": True}, "'next_cursor'"),
        (
            "/statistics/listbytype",
            {"user_list": ["p2"], "has_more": False},
            "'userid_list'. It has has_more, user_list",
        ),
        ("/comment/list", {"has_more": False}, "'comments'"),
    ],
)
def test_a_list_that_is_not_where_it_is_expected_is_an_error_and_not_an_empty_list(
    server, source, report, path, result, missing
):
    report.readers.append("p2")
    report.comments.append({"userid": "p2", "content": "好", "create_time": "2026-11-18 20:00:00"})
    server.refusals[path] = Reply(200, {"errcode": 0, "result": result})
    with pytest.raises(SourceError, match=f"the answer of DingTalk has no {missing}"):
        source.pull()


def test_a_report_that_was_deleted_while_it_was_asked_for_is_passed_by_when_its_code_is_known(server, tmp_path, report):
    second = Report("r-2", "p1", NINE + 1000, NINE + 1000, report.contents, likes=["p2"])
    server.reports["r-2"] = second
    answer = server.answer

    def deleted(seen):
        if seen.path.endswith("/report/statistics") and seen.json["report_id"] == "r-1":
            return {"errcode": 400303, "errmsg": "日志不存在"}
        return answer(seen)

    server.answer = deleted
    with pytest.raises(SourceError, match="400303: 日志不存在"):
        Pulled(server, tmp_path / "unknown").pull()
    source = Pulled(server, tmp_path / "known", gone_codes=[400303])
    source.pull()
    assert [one["report_id"] for one in of(source, "feedback")] == ["dingtalk:r-2"]


# What it means.


def test_times_are_in_thousandths_of_seconds_and_those_of_comments_as_the_clock_in_china_shows_them(source, report):
    report.comments.append({"userid": "p2", "content": "收到", "create_time": "2026-11-19 00:30:00"})
    source.pull()
    (mine,) = of(source, "reports")
    assert mine["submitted_at"] == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    (comment,) = of(source, "feedback")
    assert comment["given_at"] == datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
    assert (comment["author_id"], comment["kind"], comment["text"]) == ("p2", "comment", "收到")


def test_a_time_that_is_none_is_left_to_the_checks(source, report):
    report.comments.append({"userid": "p2", "content": "收到", "create_time": "昨天"})
    source.pull()
    assert of(source, "feedback")[0]["given_at"] == "昨天"


def test_a_comment_that_comes_twice_is_one_and_another_one_a_second_later_is_two(source, report):
    first = {"userid": "p2", "content": "收到", "create_time": "2026-11-18 20:00:00"}
    report.comments += [first, dict(first), {**first, "create_time": "2026-11-18 20:00:01"}, {**first, "userid": "p3"}]
    source.pull()
    found = of(source, "feedback")
    assert len(found) == len({one["feedback_id"] for one in found}) == 3


def test_a_comment_that_was_deleted_or_edited_is_gone(source, report):
    report.comments.append({"userid": "p2", "content": "收到", "create_time": "2026-11-18 20:00:00"})
    report.comments.append({"userid": "p2", "content": "请补充", "create_time": "2026-11-18 21:00:00"})
    source.pull()
    report.comments[1]["content"] = "请补充金额"
    del report.comments[0]
    source.pull(hours=2)
    assert [one["text"] for one in of(source, "feedback")] == ["请补充金额"]
    assert len(source.records.versions("comments")) == 3


def test_who_has_read_or_liked_is_known_but_not_when(source, report):
    report.readers, report.likes = ["p2", "boss"], ["boss"]
    source.pull()
    found = {(one["kind"], one["author_id"], one["given_at"]) for one in of(source, "feedback")}
    assert found == {("read", "p2", None), ("read", "boss", None), ("reaction", "boss", None)}


def test_an_edited_report_is_a_revision_with_the_time_of_the_edit(source, report):
    source.pull()
    edited_at = NINE + 30 * 60_000
    report.modified, report.contents[0]["value"] = edited_at, "已签约，金额待定"
    source.pull(hours=5)
    assert [(one["revision"], one["submitted_at"].timestamp() * 1000) for one in of(source, "reports")] == [
        (1, NINE), (2, edited_at),
    ]  # fmt: skip
    assert [one["text"] for one in of(source, "report_fields")] == ["已签约", "已签约，金额待定"]


def test_a_report_in_which_only_the_time_of_the_edit_changed_is_no_revision(source, report):
    source.pull()
    report.modified += 60_000
    source.pull(hours=5)
    assert len(source.records.versions("reports")["r-1"]) == 2
    assert [one["revision"] for one in of(source, "reports")] == [1]


@pytest.mark.parametrize("letter", ["长", "👍"])
def test_an_answer_that_the_list_cuts_is_read_whole(server, source, report, letter):
    report.contents[0]["value"] = letter * 1500
    server.reports["r-2"] = Report("r-2", "p1", NINE, NINE, [dict(report.contents[0])], template="请假")
    source.pull()
    assert len(of(source, "report_fields")[0]["text"]) == 1500
    assert [seen.query["reportId"] for seen in server.asked("/v1.0/report/details$")] == ["r-1"]
    cut = source.records.find("reports", "r-1").body["contents"][0]["value"]  # kept as received
    assert len(cut.encode("utf-16-le")) == 2000


def test_ids_stay_text_and_numbers_that_look_like_them_stay_exact(server, tmp_path, report):
    report.id, report.person = "6895419345318182122", "0012"
    server.people["0012"] = ("王芳", "")
    source = Pulled(server, tmp_path, operator="boss")
    source.pull()
    (mine,) = of(source, "reports")
    assert (mine["report_id"], mine["person_id"]) == ("dingtalk:6895419345318182122", "0012")
    assert source.records.now("rules")[0].id == f"{CODE} 9007199254740993"


def test_people_that_are_not_the_companys_ids_are_named_by_the_source(server, tmp_path, report):
    source = Pulled(server, tmp_path, person_ids="identities")
    source.pull()
    assert of(source, "reports")[0]["person_id"] == "dingtalk:p1"
    assert of(source, "people") == []


def test_a_report_of_nobody_is_handed_over_without_a_person(server, source, report):
    server.dropped = {"creator_id", "creator_name"}
    source.pull()
    assert of(source, "reports")[0]["person_id"] is None


def test_what_is_written_in_another_form_is_counted_and_its_answers_are_not_asked_for(server, source):
    next(iter(server.reports.values())).template = "请假"
    source.pull()
    assert source.left_out() == [("the form 请假 is no report of ours", 1)]
    assert len(server.asked("/report/statistics$")) == 1


def test_a_renamed_template_is_two_forms(server, tmp_path):
    next(iter(server.reports.values())).template = "日报（旧）"
    forms = [{"form": name, "template": "daily_sales"} for name in (NAME, "日报（旧）")]
    source = Pulled(server, tmp_path, forms=forms)
    source.pull()
    source.probe()
    assert len(of(source, "reports")) == 2


def test_a_question_is_known_by_its_words(server, tmp_path, report):
    report.contents[0]["key"] = "今天做了什么"
    form = {"form": NAME, "template": "daily_sales", "fields": {"今天做了什么": "progress"}}
    source = Pulled(server, tmp_path, forms=[form])
    source.pull()
    assert [(one["field"], one["text"]) for one in of(source, "report_fields")] == [("progress", "已签约")]


# People and the cross-check.


def test_people_are_those_of_all_departments_and_no_more_is_kept_than_needed(server, source):
    server.departments[3] = [2]  # a department that stands below itself
    source.pull()
    assert [one.id for one in source.records.now("departments")] == ["2", "3"]
    assert [one.id for one in source.records.now("users")] == ["p1", "p2"]
    assert "mobile" not in source.records.now("users")[0].body
    assert {seen.json["dept_id"] for seen in server.asked("/v2/user/list$")} == {1, 2, 3}


def test_who_wrote_a_report_and_has_left_is_still_known(server, source, report):
    report.person = "gone"
    source.pull()
    assert [(one.external_id, one.name, one.active) for one in source.contacts()] == [
        ("p1", "王芳", True), ("p2", "Li Wei", True), ("gone", "李雷", False),
    ]  # fmt: skip


def test_who_should_have_reported_is_kept_to_be_compared_and_decides_nothing(server, tmp_path):
    source = Pulled(server, tmp_path, operator="boss")
    source.pull()
    assert [one.id for one in source.records.now("tallies")] == [
        f"{CODE} 9007199254740993 2026-{month}" for month in (10, 11)
    ]
    assert source.records.now("tallies")[1].body["userIdCountMap"] == {"p1": 2}
    assert {one.table for one in source.rows()} == {"people", "reports", "report_fields", "feedback"}
    assert {seen.json.get("userid") for seen in server.asked("template/listbyuserid$")} == {"boss"}
    asked = server.asked("submitStatisticalResults$")[1].query  # November, as days are counted in China
    assert (int(asked["startTime"]), int(asked["endTime"])) == (1793462400000, 1796054400000)


def test_without_an_operator_nobody_is_asked_who_should_have_reported(server, source):
    source.pull()
    assert server.asked("^/v1.0/report/") == []
    assert source.records.now("rules") == []


def test_an_operator_who_may_not_is_told_what_to_do(server, tmp_path):
    with pytest.raises(
        SourceError, match="rules of who should report: was refused 403: operationUserId is no"
    ) as error:
        Pulled(server, tmp_path, operator="p1").pull()
    assert "administrator of the templates" in str(error.value)


def test_a_form_that_is_called_like_no_template_is_found_by_the_probes(server, tmp_path):
    source = Pulled(server, tmp_path, forms=[{"form": "请假", "template": "daily_sales"}])
    source.probe()
    wrong = Pulled(server, tmp_path, forms=[{"form": "日报", "template": "daily_sales"}])
    server.templates = [(NAME, CODE)]
    with pytest.raises(SourceError, match=r"templates: none is called like one of forms.*There is: 销售日报"):
        wrong.probe()


@pytest.mark.shared
def test_the_stand_in_answers_in_the_shape_of_the_documentation(shared, server, tmp_path):
    examples = shared / "specs" / "cn" / "dingtalk"

    def example(name):
        return json.loads((examples / f"{name}.json").read_text("utf-8"))

    report = next(iter(server.reports.values()))
    report.contents[0]["value"] = "长" * 1001
    source = Pulled(server, tmp_path, operator="boss")
    source.pull()
    (listed,) = example("report_list")["result"]["data_list"]
    kept = source.records.find("reports", report.id).body
    assert set(kept) - {"detail"} == set(listed)
    assert set(kept["contents"][0]) == set(listed["contents"][0])
    detail = example("v1_report_details")
    assert set(kept["detail"]) == set(detail)
    assert set(kept["detail"]["content"][0]) == set(detail["content"][0])
    (comment,) = example("report_comment_list")["result"]["comments"]
    assert set(source.records.now("comments")[0].body) == {*comment, "report_id"}
    assert set(source.records.now("tallies")[0].body) == set(example("v1_submit_statistics"))
    of_one = {"report_id": report.id}
    assert set(server._of(of_one, lambda one: one.__dict__)) > {"readers"}
    counted = server.answer(server.asked("/report/statistics$")[0])["result"]
    assert set(counted) == set(example("report_statistics")["result"])
    (named,) = example("report_templates")["result"]["template_list"]
    assert set(server.answer(server.asked("listbyuserid$")[0])["result"]["template_list"][0]) == set(named)
    assert set(server._token({"appKey": "ding0123", "appSecret": "ding-hush"})) == set(example("token_v2"))


def test_a_permission_that_is_missing_is_told_at_once_although_it_comes_as_too_often(server, source):
    said = "ding talk error[subcode=60011,submsg=没有调用该接口的权限[qyapi_report_query]]"
    server.refusals["report/list"] = Reply(200, {"errcode": 88, "errmsg": said})
    with pytest.raises(SourceError, match="was refused 60011: ding talk error") as error:
        source.pull()
    assert "qyapi_report_query" in str(error.value)
    assert max(source.clock.slept, default=0) <= 1
