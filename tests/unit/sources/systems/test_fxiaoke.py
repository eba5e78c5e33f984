"""What only Fxiaoke does: pages by the last id, amounts as text, choices as codes, and rights that hide without a word."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError
from stand_ins.content import content
from stand_ins.fxiaoke import Fxiaoke
from stand_ins.pulled import Pulled

from reviewbook.errors import SourceError
from reviewbook.params.sources import SourceEntry
from reviewbook.sources.systems.rows import Row


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Fxiaoke() as server:
        for name, value in server.secrets.items():
            monkeypatch.setenv(name, value)
        server.tell(content(4))
        yield server


@pytest.fixture
def source(server, tmp_path):
    return Pulled(server, tmp_path)


def of(source, table):
    return [dict(one.values) for one in source.rows() if isinstance(one, Row) and one.table == table]


def test_pages_are_turned_by_the_last_id_and_never_by_a_count(server, source):
    source.pull()
    queries = [seen.json["data"]["search_query_info"] for seen in server.asked("data/query")]
    assert {(one["offset"], one["limit"]) for one in queries} == {(0, 100)}
    behind = [one["filters"][0] for one in queries if any(f["operator"] == "GT" for f in one["filters"])]
    assert {"field_name": "_id", "field_values": ["c003"], "operator": "GT"} in behind


def test_every_call_has_a_mark_of_its_own_and_one_token_serves_all(server, source):
    source.pull()
    marks = [seen.query["thirdTraceId"] for seen in server.requests]
    assert len(set(marks)) == len(marks)
    assert server.given == 1


def test_the_token_is_kept_for_the_next_run_and_for_less_than_fxiaoke_says(server, source, tmp_path):
    source.pull()
    Pulled(server, tmp_path / "next").pull(hours=1.8)
    assert server.given == 1
    Pulled(server, tmp_path / "later").pull(hours=1.9)
    assert server.given == 2


def test_the_older_login_puts_its_token_into_the_body(server, tmp_path):
    old = Pulled(server, tmp_path, login="permanent_code", permanent_code="FXIAOKE_CODE", acting_user="FSUID_ADMIN")
    old.pull()
    body = server.asked("data/query")[0].json
    assert (body["corpAccessToken"], body["corpId"], body["currentOpenUserId"]) == (
        "fx-token-1",
        "FSCID_demo",
        "FSUID_ADMIN",
    )
    assert len(of(old, "orders")) == 4


def test_only_what_changed_is_asked_for_the_next_time(server, source):
    source.pull()
    server.requests.clear()
    source.pull(hours=5)
    filters = [
        one["data"]["search_query_info"]["filters"] for one in (seen.json for seen in server.asked("data/query"))
    ]
    since = int((source.clock.at.timestamp() - 7 * 3600) * 1000)
    assert all(
        {"field_name": "last_modified_time", "field_values": [since], "operator": "GTE"} in one for one in filters
    )


def test_amounts_stay_exact_and_a_bad_one_is_handed_over_as_it_is(server, source):
    server.objects["SalesOrderProductObj"]["so001-1"]["subtotal"] = "120000.10"
    server.objects["SalesOrderProductObj"]["so002-1"]["subtotal"] = "十二万"
    source.pull()
    amounts = {one["order_id"]: one["amount"] for one in of(source, "orders")}
    assert (amounts["so001"], amounts["so002"]) == ("120000.10", "十二万")


def test_an_order_without_lines_is_one_line_of_its_amount(server, source):
    server.objects["SalesOrderProductObj"].clear()
    source.pull()
    first = of(source, "orders")[0]
    assert (first["line_id"], first["quantity"], first["amount"]) == ("so001", 1, "1000.25")


def test_what_is_not_in_force_is_no_order_and_what_is_void_is_gone(server, source):
    server.objects["SalesOrderObj"]["so001"]["life_status"] = "under_review"
    server.objects["SalesOrderObj"]["so002"]["life_status"] = "invalid"
    server.objects["SalesOrderObj"]["so003"]["is_deleted"] = True
    source.pull()
    assert [one["order_id"] for one in of(source, "orders")] == ["so004"]
    assert source.left_out() == [("is not in force yet (under_review)", 1)]


def test_a_choice_is_told_by_its_label_and_an_unknown_one_as_it_is(server, source):
    server.objects["NewOpportunityObj"]["op001"]["sales_status"] = "2"
    server.objects["NewOpportunityObj"]["op001"]["stg_changed_time"] = int(
        datetime(2026, 11, 18, 17, tzinfo=UTC).timestamp() * 1000
    )
    server.objects["NewOpportunityObj"]["op002"]["sales_stage"] = "s99"
    server.objects["CasesObj"]["cp001"]["priority"] = "9"
    source.pull()
    won, other = of(source, "opportunities")[:2]
    assert (won["stage"], won["outcome"], won["closed_on"]) == ("谈判", "won", date(2026, 11, 19))  # in Shanghai
    assert (other["stage"], other["outcome"], other["closed_on"]) == ("s99", "open", None)
    assert won["probability"] == Decimal("0.6")
    assert [one["severity"] for one in of(source, "complaints")][:2] == ["medium", "low"]


def test_months_side_by_side_are_targets_of_people(server, source, tmp_path):
    server.objects["GoalValueObj"] = {
        "g1": {"_id": "g1", "goal_rule_id": "rule0001", "fiscal_year": "2026", "check_dimension_value2": "p1",
               "november_value": "300000.00", "december_value": "", "week_47_value": "75000.00", "create_time": 0,
               "last_modified_time": 0},
        "g2": {"_id": "g2", "goal_rule_id": "rule0002", "fiscal_year": "2026", "check_dimension_value2": "p1",
               "november_value": "1", "create_time": 0, "last_modified_time": 0},
        "g3": {"_id": "g3", "goal_rule_id": "rule0001", "fiscal_year": "2026", "november_value": "1", "create_time": 0,
               "last_modified_time": 0},
    }  # fmt: skip
    source.pull()
    assert [(one["owner_id"], one["period"], one["amount"]) for one in of(source, "targets")] == [
        ("p1", "2026-11", "300000.00")
    ]
    assert [reason for reason, _ in source.left_out()] == [
        "its rule is none of goals in sources.yaml", "is the goal of nobody: of a department, or of all",
    ]  # fmt: skip


def test_the_period_of_a_journal_is_that_of_its_days_and_not_of_the_day_it_is_called_by(server, source):
    journal = server.objects["JournalObj"]["r001"]
    journal["journal_time"] = "20261101"
    source.pull()
    (mine,) = [one for one in of(source, "reports") if one["report_id"] == "fxiaoke:r001"]
    assert mine["period"] == "2026-11-09"


def test_an_edited_journal_is_a_revision_with_the_time_of_the_edit(server, source):
    source.pull()
    journal = server.objects["JournalObj"]["r004"]
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    journal |= {"work_plan": "改了", "last_modified_time": int(at.timestamp() * 1000)}
    source.pull(hours=2)
    mine = [one for one in of(source, "reports") if one["report_id"] == "fxiaoke:r004"]
    assert [(one["revision"], one["submitted_at"]) for one in mine][1:] == [(2, at)]


def test_that_a_journal_was_answered_is_known_but_neither_when_nor_how(server, source):
    server.objects["JournalObj"]["r001"]["comment_status"] = "0"
    source.pull()
    found = of(source, "feedback")
    assert {one["report_id"] for one in found} == {"fxiaoke:r002", "fxiaoke:r003", "fxiaoke:r004"}
    assert {(one["author_id"], one["kind"], one.get("given_at"), one.get("text")) for one in found} == {
        ("p2", "comment", None, None)
    }


def test_people_may_be_called_by_their_numbers_and_named_by_the_records(server, tmp_path):
    numbers = Pulled(server, tmp_path, user_ids="employee")
    server.people["1453"] = ("李雷", "")
    server._put("AccountObj", "c900", "1453", datetime(2026, 11, 1, tzinfo=UTC), name="示例")
    server.people.pop("1453")
    numbers.pull()
    assert server.asked("data/query")[0].json["convertUserId"] is False
    assert ("1453", "李雷") in {(one.external_id, one.name) for one in numbers.contacts()}


def test_the_pack_of_the_day_being_used_up_stops_at_once_and_says_until_when(server, source):
    server.refusals["cgi/crm/v2/data/query"] = {
        "errorCode": 30002, "errorMessage": "当天访问频次超限（0点重新统计）", "traceId": "E-O.7",
    }  # fmt: skip
    with pytest.raises(SourceError) as error:
        source.pull()
    assert "was refused 30002: 当天访问频次超限（0点重新统计） (traceId E-O.7)" in str(error.value)
    assert "midnight" in str(error.value)
    assert source.clock.slept == []


def test_the_doctor_says_in_whose_name_it_asks(server, source):
    from reviewbook.sources.systems import system

    named = [probe.what for probe in system("fxiaoke").talk(source.entry, source.clock).probes()]
    assert "SalesOrderObj, as user 1000 sees it" in named


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"login": "permanent_code"}, "permanent_code goes with login: permanent_code"),
        ({"fields": {"orders.price": "x"}}, "fields: 'orders.price' is none of customers.segment"),
        ({"objects": ["LeadsObj"]}, "objects: 'LeadsObj' is none of AccountObj"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(server, change, said):
    with pytest.raises(ValidationError, match=said):
        TypeAdapter(SourceEntry).validate_python({**server.entry(), **change})


@pytest.mark.shared
def test_the_stand_in_answers_in_the_shape_of_the_documentation(shared, server, source):
    examples = shared / "specs" / "cn" / "fxiaoke"
    source.pull()

    def example(name):
        return json.loads((examples / name).read_text("utf-8"))["data"]["dataList"][0]

    journal = source.records.now("JournalObj")[0].body
    assert {"_id", "owner", "period_type", "record_type", "journal_time", "journal_begin_date", "journal_end_date",
            "comment_by", "comment_status", "is_delayed", "create_time", "last_modified_time", "life_status"} <= (
        set(example("query_journals_response.json")) & set(journal)
    )  # fmt: skip
    order = source.records.now("SalesOrderObj")[0].body
    assert set(order) - {"mc_currency"} <= set(example("query_orders_response.json"))
    user = json.loads((examples / "users_batch_by_upd_time.json").read_text("utf-8"))["empList"][0]
    assert set(source.records.now("users")[0].body) == set(user)
