"""Tables hold the facts and the rows they rest on, sorted for who reads them."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Definitions, Notice, Table, Tone
from reviewbook.document.reading import read_block
from reviewbook.fonts import coverage
from reviewbook.tables.matrix import MARKS

ALL = sorted(tables.__all__)
#: What a first edition has not, not even a sentence.
OF_LATER_EDITIONS = ("arrival_rows", "changed_figures", "what_changed")
HAN = re.compile(r"[一-鿿]")
NAMES = ("李娜", "王伟", "张敏", "刘洋", "陈静", "赵经理", "孙经理", "华东", "华西", "Anna Berg")
DATA = ("客户要求下周交样", "一万", "is not a number", "orders.csv", "orders", "reports", "amount", "crm")

#: What shows nothing where there is nothing to be told, or nothing for the audience.
SILENT = ("caveats", "rejected")


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def _values(table):
    return [[cell.value for cell in row] for row in table.rows]


def _framed(review, **frames):
    return replace(review, frames={**review.frames, **frames})


def _quoted(review):
    """What people wrote and what ids are: printed as they are, the longest first."""
    columns = {"owed": ("report_id", "rule"), "checks": ("text",), "copies": ("text", "earlier_text"),
               "claims": ("detail",), "replies": ("report_id",)}  # fmt: skip
    found = {str(v) for name, of in columns.items() for c in of for v in review.frames[name][c].dropna()}
    return sorted(found, key=lambda text: (-len(text), text))


def _twice(frame):
    return pd.DataFrame(frame.to_dict("records") * 20, columns=frame.columns)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("audience", ["company", "east", "p5"])
def test_every_function_gives_a_block_that_a_document_reads(name, language, audience, sliced):
    block = getattr(tables, name)(sliced(language, audience))
    if block is None:
        assert name in SILENT
        return
    assert read_block(block.to_json(), name) == block
    assert block.plain()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("audience", ["company", "west"])
def test_chinese_tables_have_no_english_and_english_ones_no_chinese(name, audience, sliced):
    for language in ("zh", "en"):
        review = sliced(language, audience)
        block = getattr(tables, name)(review)
        if block is None:
            assert name in SILENT
            continue
        said = block.plain() + getattr(block, "note", "") + getattr(block, "empty", "")
        for known in (*NAMES, *DATA, *_quoted(review)):
            said = said.replace(known, "")
        said = re.sub(r"params/\w+\.yaml", "", said)  # a file is called the same in both
        foreign = HAN.findall(said) if language == "en" else re.findall(r"[A-Za-z]{2,}", said)
        assert foreign == [], said


@pytest.mark.parametrize("name", ALL)
def test_a_review_without_rows_has_sentences_instead(name, sliced):
    review = sliced("en")
    frames = {n: f if n in ("people", "teams", "days") else f.iloc[:0] for n, f in review.frames.items()}
    block = getattr(tables, name)(replace(review, facts=review.facts.iloc[:0], frames=frames))
    if name in (*OF_LATER_EDITIONS, "caveats"):
        assert block is None
    elif isinstance(block, Table):
        assert block.rows == ()
        assert block.empty
        assert block.totals == ()
    else:
        assert block.plain() or isinstance(block, Definitions)


def test_ids_are_unique_so_that_any_of_them_stand_in_one_document(sliced):
    blocks = [getattr(tables, name)(sliced()) for name in ALL]
    ids = [block.id for block in blocks if isinstance(block, Table)]
    assert len(set(ids)) == len(ids) > 11


def test_performance_is_by_team_with_the_company_below(sliced):
    table = tables.performance(sliced("en"))
    assert [head.text for head in table.heads] == [
        "Team", "Revenue", "Target", "Attainment", "Gap to target", "Growth", "Orders", "Average order",
    ]  # fmt: skip
    assert [head.unit for head in table.heads] == ["", "¥", "¥", "", "¥", "", "", "¥"]
    assert _rows(table) == [
        ["华东", "450,000", "450,000", "100.0%", "0", "+5.0%", "45", "10,000"],
        ["华西", "350,000", "370,000", "94.6%", "20,000", "+5.0%", "35", "10,000"],
    ]
    assert [cell.value for cell in table.totals[0][1:3]] == [800_000, 820_000]


def test_performance_of_a_team_is_by_person_and_of_a_person_one_row(sliced):
    assert [row[0] for row in _rows(tables.performance(sliced("en", "west")))] == ["Anna Berg", "陈静", "刘洋"]
    alone = tables.performance(sliced("en", "p5"))
    assert [row[0] for row in _rows(alone)] == ["刘洋"]
    assert alone.totals == ()


def test_the_bar_of_attainment_is_its_share_of_the_longest(sliced):
    table = tables.performance(sliced("en", "west"))
    assert [row[3].bar for row in table.rows] == [1.0, pytest.approx(1 / 1.125), pytest.approx(0.6 / 1.125)]
    assert [row[3].tone for row in table.rows] == [Tone.GOOD, Tone.GOOD, Tone.BAD]


def test_what_the_parts_do_not_add_up_to_has_a_row_of_its_own(sliced):
    review = sliced("en")
    facts = review.facts.copy()
    whole = (facts["measure"] == "revenue") & (facts["entity_kind"] == "company") & (facts["period"] == "2026-W47")
    facts.loc[whole, "value"] = 801_000.0
    assert _rows(tables.performance(replace(review, facts=facts)))[-1][:3] == ["Others", "1,000", "–"]


def test_a_region_of_teams_is_by_team_and_its_reports_count_for_them(sliced):
    review = sliced("en")
    teams = pd.DataFrame({"team_id": ["china", "east", "west"], "name": ["中国", "华东", "华西"],
                          "parent_id": [None, "china", "china"]})  # fmt: skip
    region = review.facts[review.facts["entity_kind"] == "company"].assign(entity_kind="team", entity_id="china")
    facts = pd.DataFrame(review.facts.to_dict("records") + region.to_dict("records"), columns=review.facts.columns)
    nested = _framed(replace(review, facts=facts), teams=teams)
    assert nested.parts == ("team", ("east", "west"))
    assert [row[1] for row in _rows(tables.reporting(nested))] == ["17", "18"]
    two = pd.concat([teams, pd.DataFrame({"team_id": ["north"], "name": ["北"], "parent_id": [None]})])
    north = region.assign(entity_id="north")
    facts = pd.DataFrame(facts.to_dict("records") + north.to_dict("records"), columns=facts.columns)
    assert _rows(tables.reporting(_framed(replace(review, facts=facts), teams=two)))[0][:2] == ["中国", "35"]


def test_who_left_the_team_is_no_part_of_it_although_his_history_is_here(sliced):
    review = sliced("en", "west")
    gone = review.facts[review.facts["entity_id"] == "p5"].assign(entity_id="p9")
    facts = pd.DataFrame(review.facts.to_dict("records") + gone.to_dict("records"), columns=review.facts.columns)
    assert set(replace(review, facts=facts).parts[1]) == {"p4", "p5", "p6"}


def test_reporting_counts_the_rows_and_repeats_the_rate_of_the_facts(sliced):
    table = tables.reporting(sliced("en"))
    assert table.title == "91.4% on time: 32 of 35 reports due (2 late, 1 missing)"
    assert tables.reporting(sliced("zh", "west")).title == "准时率 88.2%：到期 17 份，准时 15 份（迟交 1，缺交 1）"
    assert _values(table)[0][1:7] == [17, 15, 1, 1, 1, 0]
    assert _values(table)[1][1:7] == [18, 17, 1, 0, 0, 0]
    assert [row[7].value for row in table.rows] == [pytest.approx(15 / 17), pytest.approx(17 / 18)]
    assert [cell.text for cell in table.totals[0]] == ["Total", "35", "32", "2", "1", "1", "0", "91.4%", "97.1%"]


def test_only_faults_have_a_tone(sliced):
    west, east = tables.reporting(sliced("en")).rows
    assert (west[4].tone, east[4].tone) == (Tone.BAD, Tone.NONE)
    assert (west[2].tone, west[3].tone) == (Tone.NONE, Tone.WARN)


def test_late_or_missing_has_the_missing_first_with_due_and_received_in_local_time(sliced):
    table = tables.late_or_missing(sliced("en"))
    assert table.title == "Late or missing reports: 3"
    assert _rows(table) == [
        ["刘洋", "华西", "Weekly sales report", "W47", "11-20 18:00", "–", "Missing, still open", "–"],
        ["刘洋", "华西", "Daily sales report", "11/16", "11-16 18:30", "11-17 09:30", "Late", "15 h"],
        ["王伟", "华东", "Daily sales report", "11/17", "11-17 18:30", "11-18 10:00", "Late", "15 h 30 min"],
    ]
    assert [row[-1].value for row in table.rows] == [None, 15.0, 15.5]
    assert table.heads[-1].format.startswith('0.0" h"')  # a workbook has hours, which can be sorted


def test_a_report_that_came_after_closing_says_so(sliced):
    review = sliced("zh")
    owed = review.frames["owed"].copy()
    owed.loc[owed["status"] == "missing", "reason"] = "after closing"
    assert _rows(tables.late_or_missing(_framed(review, owed=owed)))[0][6] == "缺交：关闭后才提交"


def test_a_long_list_is_cut_with_a_sentence(sliced):
    review = sliced("en")
    table = tables.late_or_missing(_framed(review, owed=_twice(review.frames["owed"])))
    assert (len(table.rows), table.title) == (15, "Late or missing reports: 60")
    assert table.note == "… and 45 more; all rows are in the data files of this edition."


def test_still_owed_is_what_has_not_come_and_has_not_closed(sliced):
    review = sliced("en", "west")
    assert _rows(tables.still_owed(review)) == [
        ["刘洋", "华西", "Weekly sales report", "W47", "11-20 18:00", "Overdue, still open", "11-23 18:00"]
    ]
    closed = replace(review, as_of=review.as_of.replace(day=24))
    assert tables.still_owed(closed).rows == ()
    owed = review.frames["owed"].copy()
    owed["submitted_at"] = owed["submitted_at"].fillna(owed["closes_at"])
    assert tables.still_owed(_framed(review, owed=owed)).rows == ()


def test_still_owed_has_what_is_not_due_yet_in_the_order_of_closing(sliced):
    review = sliced("en", "west")
    owed = review.frames["owed"].copy()
    last = owed.index[owed["person_id"] == "p4"][-1]
    owed.loc[last, ["status", "submitted_at"]] = ["pending", pd.NaT]
    owed.loc[last, "closes_at"] += pd.Timedelta(days=1)
    table = tables.still_owed(_framed(review, owed=owed))
    assert [(row[0], row[5]) for row in _rows(table)] == [("刘洋", "Overdue, still open"), ("Anna Berg", "Not due yet")]
    assert table.title == "Reports that have not come and are still open: 1 not due yet, 1 overdue"


def test_the_matrix_of_a_team_has_a_mark_for_each_person_and_day(sliced):
    table = tables.status_matrix(sliced("en", "west"))
    assert [head.text for head in table.heads] == ["Person", "Mon", "Tue", "Wed", "Thu", "Fri", "Weekly sales report"]
    assert _rows(table) == [
        ["Anna Berg", "✓", "✓", "✓", "✓", "✓", "✓"],
        ["刘洋", "△", "✓", "✓", "✓", "✓", "×"],
        ["陈静", "✓", "✓", "✓", "✓", "–", "✓"],
    ]
    assert [row[0] for row in _rows(table)] == sorted(row[0] for row in _rows(table))


def test_the_matrix_of_the_company_counts_on_time_of_due(sliced):
    rows = _rows(tables.status_matrix(sliced("en")))
    assert rows == [
        ["华东", "3/3", "2/3", "3/3", "3/3", "3/3", "3/3"],
        ["华西", "2/3", "3/3", "3/3", "3/3", "2/2", "2/3"],
    ]


def test_the_matrix_of_a_month_is_by_week(sliced):
    from reviewbook.periods import Period

    review = replace(sliced("en", "west"), period=Period.parse("2026-11"))
    table = tables.status_matrix(review)
    assert [head.text for head in table.heads] == ["Person", "W47", "Weekly sales report"]
    assert _rows(table)[1][1] == "4/5"


def test_every_mark_differs_in_shape_and_can_be_drawn():
    assert len(set(MARKS.values())) == len(MARKS)
    assert all(ord(mark) in coverage() for mark in MARKS.values())


def test_answers_are_counted_by_manager(sliced):
    table = tables.answers(sliced("en"))
    assert _values(table)[0][1:] == [15, 6, 3, 3, 0, 3, pytest.approx(0.75), 2.0]
    assert [cell.text for cell in table.totals[0]] == ["Total", "30", "12", "6", "6", "0", "6", "75.0%", "2.0"]


def test_earlier_reports_that_still_wait_are_in_the_queue_but_not_in_the_counts(sliced):
    review = sliced("en")
    replies = review.frames["replies"]
    early = replies[replies["status"] == "waiting"].assign(submitted_on=pd.Timestamp("2026-11-13"))
    more = pd.DataFrame(replies.to_dict("records") + early.to_dict("records"), columns=replies.columns)
    framed = _framed(review, replies=more)
    assert tables.answers(framed) == tables.answers(review)
    assert tables.unanswered_queue(framed).title.startswith("Reports without an answer: 18,")


def test_a_report_without_a_manager_is_told(sliced):
    review = sliced("zh")
    replies = review.frames["replies"].assign(manager_id=None)
    assert _rows(tables.answers(_framed(review, replies=replies)))[0][0] == "无经理"


def test_the_queue_has_those_out_of_time_first(sliced):
    table = tables.unanswered_queue(sliced("en", "west"))
    assert [row[5] for row in _rows(table)] == ["Unanswered"] * 3 + ["Time not run out"] * 3


def test_a_report_that_was_read_still_waits_for_its_answer_and_says_so(sliced):
    review = sliced("en")
    replies = review.frames["replies"]
    read = _framed(review, replies=replies.assign(was_read=True))
    assert {row[-1] for row in _rows(tables.unanswered_queue(review))} == {"–"}
    assert {row[-1] for row in _rows(tables.unanswered_queue(read))} == {"read, not answered"}


def test_satisfaction_of_few_answers_is_a_reason_and_no_number(sliced):
    table = tables.customers(sliced("en", "west"))
    assert _rows(table)[0][:4] == ["Anna Berg", "too few answers to say", "–", "2"]
    assert [cell.text for cell in table.totals[0]] == ["Total", "80.0", "76.0–84.0", "21", "1", "0"]


def test_the_trend_has_the_last_thirteen_periods_oldest_first(sliced):
    table = tables.trend(sliced("en"))
    assert len(table.rows) == 13
    assert table.rows[0][0].value == "2026-W35"
    assert [cell.text for cell in table.rows[-1]] == [
        "Week 47 of 2026 (16–22 Nov)", "800,000", "820,000", "97.6%", "91.4%", "80.0%", "80.0", "3",
    ]  # fmt: skip


def test_origins_have_their_rows_and_a_warning_where_some_were_rejected(sliced):
    table = tables.data_origins(sliced("en"))
    assert _rows(table)[0] == ["crm", "orders", "11-23 08:00", "11-22 21:00", "480", "1"]
    assert (table.rows[0][-1].tone, table.rows[1][-1].tone) == (Tone.WARN, Tone.NONE)


def test_rejected_rows_say_where_and_why(sliced):
    table = tables.rejected(sliced("en"))
    assert _rows(table) == [["crm", "orders", "orders.csv", "17", "amount", "一万", "is not a number"]]
    assert table.title == "Rows that could not be used: 1"


def test_definitions_are_those_of_the_measures_that_are_there(sliced):
    review = sliced("en")
    assert [term for term, _ in tables.definitions(review).items][:3] == ["On-time rate", "Completeness", "Reply rate"]
    few = replace(review, facts=review.facts[review.facts["measure"] == "revenue"])
    assert tables.definitions(few).items == (("Revenue", review.measures["revenue"].meaning.en),)


def _days(*rows):
    return pd.DataFrame([
        {"on": pd.Timestamp(on), "working": working, "kind": "", "provisional": provisional}
        for on, working, provisional in rows
    ])  # fmt: skip


def test_the_calendar_names_what_differs_from_monday_to_friday(sliced):
    days = _days(
        ("2026-11-15", True, False),  # outside the week
        ("2026-11-16", False, False), ("2026-11-17", True, False), ("2026-11-18", True, False),
        ("2026-11-19", True, False), ("2026-11-20", True, False), ("2026-11-21", True, False),
        ("2026-11-22", False, False),
    )  # fmt: skip
    assert tables.calendar_note(_framed(sliced("en"), days=days)) == Notice(
        "5 of 7 days were working days. Days off: Mon 16 Nov. Worked weekends: Sat 21 Nov.", Tone.NONE
    )


def test_a_provisional_day_makes_the_calendar_a_warning(sliced):
    days = _days(("2026-11-20", True, True), ("2026-11-21", False, False))
    assert tables.calendar_note(_framed(sliced("zh"), days=days)) == Notice(
        "期内 2 天，其中工作日 1 天。日历尚未公布，暂按预估：11月20日 周五。", Tone.WARN
    )
