"""What only WeCom does: errors inside 200, one call a report, controls of every kind, ids of 64 bits, and no trace of edits."""

from __future__ import annotations

import json
import logging
from decimal import Decimal
from itertools import pairwise

import pytest
from stand_ins.content import content
from stand_ins.pulled import Pulled
from stand_ins.server import SPECS, Reply
from stand_ins.wecom import TEMPLATE, Wecom

from reviewbook.errors import SourceError
from reviewbook.sources.systems.rows import Row
from reviewbook.sources.systems.wecom import talking
from reviewbook.sources.systems.wecom.controls import read
from reviewbook.web import Pace

SHANGHAI = "Asia/Shanghai"


@pytest.fixture
def server(monkeypatch):
    with Wecom() as server:
        monkeypatch.setenv("WECOM_SECRET", server.secrets["WECOM_SECRET"])
        server.tell(content(2))
        yield server


@pytest.fixture
def source(server, tmp_path):
    return Pulled(server, tmp_path)


def of(source, table):
    return [dict(one.values) for one in source.rows() if isinstance(one, Row) and one.table == table]


def control(kind, value, title="问题"):
    return {"control": kind, "id": f"{kind}-1", "title": [{"text": "Q", "lang": "en"}, {"text": title, "lang": "zh_CN"}],
            "value": {"tips": [], "members": [], "files": [], "children": [], **value}}  # fmt: skip


DAY = "1763308800"  # midnight of 2025-11-17 in Shanghai


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("Text", {"text": "缺货"}, "缺货"),
        ("Textarea", {"text": "一\n二"}, "一\n二"),
        ("Textarea", {"text": ""}, None),
        ("Number", {"new_number": "12"}, Decimal("12")),
        ("Number", {"new_number": "0"}, Decimal("0")),
        ("Number", {"new_number": 0}, Decimal("0")),
        ("Number", {"new_number": None}, None),
        ("Money", {"new_money": "125000.00"}, Decimal("125000.00")),
        ("Money", {"new_money": "约12万"}, "约12万"),
        ("Formula", {"formula": {"value": "0.85"}}, Decimal("0.85")),
        ("Date", {"date": {"type": "day", "s_timestamp": DAY}}, "2025-11-17"),
        ("Date", {"date": {"type": "month", "s_timestamp": DAY}}, "2025-11"),
        ("Date", {"date": {"type": "minute", "s_timestamp": "1763346600"}}, "2025-11-17 10:30"),
        ("DateRange", {"date_range": {"type": "day", "new_begin": DAY, "new_end": "1763395200"}}, "2025-11-17 – 2025-11-18"),
        ("Selector", {"selector": {"type": "multi", "options": [
            {"key": "option-1", "value": [{"text": "降价", "lang": "zh_CN"}]}, {"key": "option-2", "value": []}]}}, "降价、option-2"),
        ("Contact", {"members": [{"userid": "ZhaoYun"}, {"userid": "LiLei"}]}, "ZhaoYun、LiLei"),
        ("Contact", {"departments": [{"openapi_id": "7"}]}, "7"),
        ("Location", {"location": {"title": "总部", "address": "北京路1号"}}, "总部 北京路1号"),
        ("Doc", {"docs": [{"docid": "d1", "doc_url": "https://doc.example/d1"}]}, "https://doc.example/d1"),
        ("File", {"files": [{"file_id": "f1"}]}, "f1"),
        ("WedriveFile", {"wedrive_files": [{"fileid": "w1"}]}, "w1"),
        ("Table", {"children": [
            {"list": [control("Text", {"text": "示例"}, "客户"), control("Money", {"new_money": "3.10"}, "金额")]},
            {"list": [control("Text", {"text": "二"}, "客户"), control("Money", {"new_money": ""}, "金额")]},
        ]}, "客户: 示例；金额: 3.10\n客户: 二"),
        ("Hologram", {"text": "新控件"}, "新控件"),
        ("Hologram", {"pixels": [1]}, None),
    ],
)  # fmt: skip
def test_a_control_says_what_people_would_read(kind, value, said):
    (found,) = read([control(kind, value)], SHANGHAI)
    assert (found.id, found.label) == (f"{kind}-1", "问题")
    assert found.value == said


def test_what_only_explains_is_no_question():
    assert list(read([control("Tips", {})], SHANGHAI)) == []


def test_people_are_told_apart_by_their_ids_without_capitals(server, source):
    source.pull()
    assert {one["person_id"] for one in of(source, "reports")} == {"p1"}  # WeCom says P1
    assert [one.external_id for one in source.contacts()] == ["p1", "p2"]


def test_ids_of_comments_stay_exact(server, source):
    journal = next(iter(server.journals.values()))
    journal.comments[0]["commentid"] = 18446744073709551615
    source.pull()
    assert "wecom:18446744073709551615" in {one["feedback_id"] for one in of(source, "feedback")}


def test_who_has_read_a_report_is_known_but_not_when(server, source):
    next(iter(server.journals.values())).readers.append("Boss")
    source.pull()
    (read_,) = [one for one in of(source, "feedback") if one["kind"] == "read"]
    assert (read_["author_id"], read_.get("given_at")) == ("boss", None)


def test_an_edited_report_is_a_revision_by_the_pull_that_saw_it_and_a_late_comment_is_seen(server, source):
    source.pull()
    journal = list(server.journals.values())[-1]
    (plan,) = [one for one in journal.contents if one["id"].endswith("plan")]
    plan["value"]["text"] = "改为拜访新客户"
    journal.comments.append({**journal.comments[0], "commentid": 77, "content": "收到"})
    source.pull(hours=30)
    mine = [one for one in of(source, "reports") if one["report_id"] == f"wecom:{journal.uuid}"]
    assert [(one["revision"], one["submitted_at"]) for one in mine[1:]] == [(2, source.clock.at)]
    assert mine[0]["submitted_at"].timestamp() == journal.at
    assert "wecom:77" in {one["feedback_id"] for one in of(source, "feedback")}


def test_a_report_is_about_the_period_that_wecom_counts_it_to_however_late_it_came(server, source):
    journal = next(iter(server.journals.values()))
    journal.at += 3 * 86400  # its day is long over
    source.pull()
    (mine,) = [one for one in of(source, "reports") if one["report_id"] == f"wecom:{journal.uuid}"]
    assert mine["period"] == journal.day


def test_who_is_late_or_missing_by_wecoms_own_count_is_kept_to_be_compared_and_decides_nothing(
    server, source, tmp_path
):
    source.pull()
    plain = source.rows()
    uuid = next(iter(server.journals.values())).uuid
    server.late, server.owing = {uuid}, ["P2"]
    other = Pulled(server, tmp_path / "other")
    other.pull()
    first, *_ = (one.body for one in other.records.now("cycles"))
    assert first["report_list"][0]["itemlist"][0]["flag"] == 1
    assert first["unreport_list"][0]["user"] == {"userid": "P2"}
    assert other.rows() == plain


def test_of_people_only_what_is_needed_is_kept(server, source):
    source.pull()
    person = source.records.now("users")[0].body
    assert person["name"] == "王芳"
    assert "mobile" not in person


def test_what_is_written_in_another_form_is_counted(server, source, tmp_path):
    other = Pulled(server, tmp_path / "other", forms=[{"form": "请假", "template": "daily_sales"}])
    other.pull()
    assert other.left_out() == [("the form 销售日报 is no report of ours", 1)] * 2


def test_a_form_may_be_told_by_its_name(server, tmp_path):
    named = Pulled(server, tmp_path / "named", forms=[{"form": "销售日报", "template": "daily_sales"}])
    named.pull()
    assert len(of(named, "reports")) == 2
    assert {seen.json["template_id"] for seen in server.asked("get_stat_list")} == {TEMPLATE}


def test_old_answers_without_an_id_of_the_template_are_read_by_its_name(server, tmp_path):
    server.dropped = {"template_id", "sys_journal_data"}
    old = Pulled(server, tmp_path / "old", forms=[{"form": "销售日报", "template": "daily_sales"}])
    old.pull()
    assert len(of(old, "reports")) == 2


def test_no_list_spans_more_than_a_month_and_the_last_month_is_read_each_time(server, tmp_path):
    source = Pulled(server, tmp_path, since="2026-06-01")
    source.pull()
    spans = [seen.json["endtime"] - seen.json["starttime"] for seen in server.asked("get_record_list")]
    assert len(spans) == 6
    assert max(spans) <= 31 * 86400
    server.requests.clear()
    source.pull(hours=3)
    again = [seen.json for seen in server.asked("get_record_list")]
    assert all(later["starttime"] <= earlier["endtime"] for earlier, later in pairwise(again))  # nothing between them
    first = again[0]
    assert first["endtime"] - first["starttime"] == 30 * 86400
    assert again[-1]["endtime"] - first["starttime"] >= 31 * 86400


@pytest.mark.parametrize(
    ("code", "said", "advice"),
    [
        (60020, "not allow to access from your ip, from ip: 203.0.113.7", "trusted IP"),
        (48002, "api forbidden", "汇报"),
        (60011, "no privilege to access", "visible range"),
        (301085, "docid 非法", "not downloaded"),
    ],
)
def test_what_an_administrator_must_mend_stops_at_once_with_what_to_click(server, source, code, said, advice):
    server.refusals["get_record_list"] = (code, said)
    with pytest.raises(SourceError) as error:
        source.pull()
    assert f"was refused {code}: {said}" in str(error.value)
    assert advice in str(error.value)
    assert source.clock.slept == []


@pytest.mark.parametrize(("code", "seconds"), [(-1, 2), (45009, 61), (45033, 6)])
def test_what_goes_well_another_time_is_waited_for(server, source, code, seconds):
    server.fault("reply", "get_record_list", reply=Reply(200, {"errcode": code, "errmsg": "busy"}))
    source.pull()
    assert len(of(source, "reports")) == 2
    assert source.clock.slept == [seconds]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_token_that_is_refused_is_renewed_once(server, source, code):
    server.fault("reply", "get_record_list", reply=Reply(200, {"errcode": code, "errmsg": "invalid access_token"}))
    source.pull()
    assert len(of(source, "reports")) == 2
    assert server.given == 2
    assert source.clock.slept == []


def test_the_calls_of_an_app_share_one_budget(server, source, monkeypatch):
    paces = []

    def slow(calls, seconds):
        paces.append((calls, seconds))
        return Pace(4, 60)

    monkeypatch.setattr(talking, "Pace", slow)
    source.pull()
    assert paces == [(590, 60)]
    calls = len(server.asked("^/cgi-bin/(department|user|oa)/"))
    assert calls == 7  # departments, people of two, a list, two reports, the tally
    assert source.clock.slept == [60]  # before the fifth; the sixth and seventh are within the next minute's four


def test_an_answer_that_does_not_say_how_to_go_on_is_no_end(server, source):
    reply = Reply(200, {"errcode": 0, "errmsg": "ok", "journaluuid_list": [], "endflag": 0})
    server.fault("reply", "get_record_list", reply=reply)
    with pytest.raises(SourceError, match="the answer of WeCom has no int 'next_cursor'"):
        source.pull()


def test_a_message_does_not_repeat_the_token(server, source):
    server.refusals["get_record_list"] = (48002, "api forbidden, access_token=wecom-token-1")
    with pytest.raises(SourceError, match="access_token=•••") as error:
        source.pull()
    assert "wecom-token" not in str(error.value)


def test_a_wrong_secret_is_told_without_repeating_it(server, source, monkeypatch, tmp_path):
    monkeypatch.setenv("WECOM_SECRET", "wrong-hush")
    with pytest.raises(SourceError, match="access token: was refused 40001: invalid credential") as error:
        Pulled(server, tmp_path / "x").pull()
    assert "hush" not in str(error.value)


def test_a_report_that_was_deleted_while_it_was_asked_for_is_none(server, source):
    uuid = next(iter(server.journals.values())).uuid
    answer = server.answer

    def deleted(seen):
        if seen.path.endswith("get_record_detail") and seen.json["journaluuid"] == uuid:
            return {"errcode": 301084, "errmsg": "journal_uuid 非法"}
        return answer(seen)

    server.answer = deleted
    source.pull()
    assert len(of(source, "reports")) == 1


def test_the_token_in_the_address_stands_in_no_log(server, source, caplog):
    caplog.set_level(logging.DEBUG)
    source.pull()
    assert server.given == 1
    assert "wecom-token" not in caplog.text
    assert "corp-hush" not in caplog.text


@pytest.mark.shared
def test_the_example_of_the_documentation_is_read_whole_and_the_stand_in_answers_in_its_shape(shared, server, source):
    examples = shared / "specs" / "cn" / "wecom"
    assert examples == SPECS / "cn" / "wecom"
    example = json.loads((examples / "journal_record_detail_week.json").read_text("utf-8"))["info"]
    answers = {one.label: one.value for one in read(example["apply_data"]["contents"], SHANGHAI)}
    assert answers["本周销售额"] == Decimal("125000.00")
    assert answers["市场情况"] == "竞品降价、新客户增加"
    assert answers["周起始日"] == "2026-11-16"
    assert answers["重点商机"] == "客户: 示例科技；金额: 30000"
    assert answers["协同同事"] == "ZhaoYun"
    source.pull()
    (journal, *_) = source.records.now("journals")
    assert set(journal.body) == set(example)
    tally = json.loads((examples / "journal_stat_list.json").read_text("utf-8"))["stat_list"][0]
    assert set(source.records.now("cycles")[0].body) == set(tally)
