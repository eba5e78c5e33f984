"""The rows behind the percentages: all of them, what stands out first, each with the number of its report."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import FOLDED_ROWS, Notice, Table, Tone
from reviewbook.params.templates import Templates
from reviewbook.tables.opening import CHECKS, CLAIMS, COPIES, OWED, REPLIES, opening
from reviewbook.tables.reported import excerpt, invalid_in_words
from reviewbook.text import REASONS
from reviewbook.wording import entries

ALL = {
    "owed_rows": OWED, "reply_rows": REPLIES, "check_rows": CHECKS, "claim_rows": CLAIMS, "copy_rows": COPIES,
}  # fmt: skip


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def _framed(review, **frames):
    return replace(review, frames={**review.frames, **frames})


@pytest.mark.parametrize(("name", "address"), ALL.items())
def test_each_is_folded_under_its_own_address_with_a_note_and_a_sentence_for_none(name, address, sliced):
    table = getattr(tables, name)(sliced("en"))
    assert (table.id, table.folded, table.further) == (address, True, 0)
    assert table.rows
    assert table.note
    assert table.empty


@pytest.mark.parametrize("name", ALL)
def test_where_no_reports_are_asked_for_it_is_one_sentence(name, sliced):
    assert isinstance(getattr(tables, name)(replace(sliced("en"), templates=Templates())), Notice)


@pytest.mark.parametrize(("audience", "whole"), [("company", 36), ("west", 18), ("p5", 6)])
def test_every_report_due_is_there_and_as_many_as_the_rate_counts(audience, whole, sliced):
    review = sliced("en", audience)
    table = tables.owed_rows(review)
    place = [head.text for head in table.heads].index("Status")
    states = [row[place] for row in _rows(table)]
    assert len(states) == whole
    counted = [state for state in states if state in ("On time", "Late", "Missing")]
    assert len(counted) == review.value("on_time_rate", part="denominator")
    assert states.count("On time") == review.value("on_time_rate", part="numerator")


def test_missing_and_late_come_first_on_time_last(sliced):
    rows = _rows(tables.owed_rows(sliced("en")))
    assert [row[6] for row in rows[:5]] == ["Missing", "Late", "Late", "Exempt", "On time"]
    assert {row[6] for row in rows[4:]} == {"On time"}
    assert [(row[1], row[0]) for row in rows[4:]] == sorted((row[1], row[0]) for row in rows[4:])


def test_a_row_says_when_it_was_due_when_it_came_and_which_report_it_is(sliced):
    rows = _rows(tables.owed_rows(sliced("en")))
    assert rows[0] == [
        "刘洋", "华西", "Weekly sales report", "W47", "11-20 18:00", "–", "Missing", "still open", "weekly", "–", "–",
    ]  # fmt: skip
    assert rows[1] == [
        "王伟", "华东", "Daily sales report", "11/17", "11-17 18:30", "11-18 10:00", "Late", "15 h 30 min late",
        "daily", "p2-2026-11-17-daily_sales", "1",
    ]  # fmt: skip
    assert rows[3][6:] == ["Exempt", "leave", "daily", "–", "–"]


@pytest.mark.parametrize(
    ("status", "reason", "zh", "en"),
    [
        ("on_time", "within grace", "宽限时间内", "within grace"),
        ("pending", "not yet due", "尚未到截止时间", "not yet due"),
        ("missing", "after closing", "关闭后才提交", "came after closing"),
        ("missing", "still open", "仍可补交", "still open"),
    ],
)
def test_why_is_said_in_the_language_of_the_reader(status, reason, zh, en, sliced):
    for language, words in (("zh", zh), ("en", en)):
        review = sliced(language)
        owed = review.frames["owed"].head(1).assign(status=status, reason=reason)
        assert _rows(tables.owed_rows(_framed(review, owed=owed)))[0][7] == words


def test_a_rule_names_the_day_from_which_its_version_holds(sliced):
    for language, words in (("zh", "daily 2026-03-01 起"), ("en", "daily since 2026-03-01")):
        review = sliced(language)
        owed = review.frames["owed"].head(1).assign(rule_from=pd.Timestamp("2026-03-01"))
        assert _rows(tables.owed_rows(_framed(review, owed=owed)))[0][8] == words


def test_earlier_reports_that_are_still_open_are_not_behind_the_rate_of_the_period(sliced):
    review = sliced("en")
    earlier = review.frames["owed"].assign(due_on=pd.Timestamp("2026-11-13"))
    assert tables.owed_rows(_framed(review, owed=earlier)).rows == ()


def test_more_rows_than_a_page_may_hold_are_counted(sliced):
    review = sliced("en")
    many = pd.DataFrame(review.frames["owed"].to_dict("records") * 60, columns=review.frames["owed"].columns)
    table = tables.owed_rows(_framed(review, owed=many))
    assert (len(table.rows), table.further) == (FOLDED_ROWS, 160)
    assert {row[6].text for row in table.rows[:60]} == {"Missing"}


def test_the_order_of_the_frame_does_not_matter(sliced):
    review = sliced("en")
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in review.frames.items()}
    for name in ALL:
        assert getattr(tables, name)(replace(review, frames=turned)) == getattr(tables, name)(review)


def test_answers_have_the_unanswered_first_then_late_then_waiting(sliced):
    rows = _rows(tables.reply_rows(sliced("en", "west")))
    states = [row[8] for row in rows]
    assert states == ["Unanswered"] * 3 + ["Answered late"] * 3 + ["Time not run out"] * 3 + ["Answered in time"] * 6
    assert rows[0] == [
        "Anna Berg", "Daily sales report", "11/19", "11-19 17:30", "孙经理", "–", "–", "9.5 / 8", "Unanswered",
        "p4-2026-11-19-daily_sales",
    ]  # fmt: skip
    assert rows[3][5:8] == ["11-18 20:00", "孙经理", "9.0 / 8"]


def test_a_report_that_was_read_but_not_answered_says_so(sliced):
    review = sliced("en")
    read = _framed(review, replies=review.frames["replies"].assign(was_read=True))
    states = {row[8] for row in _rows(tables.reply_rows(read))}
    assert states == {"Unanswered, but read", "Answered late", "Time not run out, but read", "Answered in time"}


def test_only_fields_that_failed_are_listed_with_what_was_written(sliced):
    assert _rows(tables.check_rows(sliced("en"))) == [
        ["王伟", "华东", "Weekly sales report", "W47", "Summary", "还行", "too short", "p2-2026-11-20-weekly_sales"],
        ["Anna Berg", "华西", "Weekly sales report", "W47", "Orders this week", "十几单", "not a number",
         "p4-2026-11-20-weekly_sales"],
    ]  # fmt: skip


def test_required_fields_come_before_optional_ones(sliced):
    review = sliced("en")
    checks = review.frames["checks"]
    optional = checks.assign(required=checks["person_id"] != "p2")
    assert [row[4] for row in _rows(tables.check_rows(_framed(review, checks=optional)))] == [
        "Orders this week", "Summary",
    ]  # fmt: skip


def test_a_field_that_its_template_has_no_longer_goes_by_its_name(sliced):
    review = sliced("en")
    checks = review.frames["checks"].replace({"field": {"summary": "outlook"}})
    assert _rows(tables.check_rows(_framed(review, checks=checks)))[0][4] == "outlook"


def test_a_long_text_is_shortened_on_the_page_and_whole_in_the_cell():
    text = "第一行\n" + "很长的话" * 30
    cell = excerpt(text, 60)
    assert cell.text == "第一行 " + "很长的话" * 13 + "很长的…"
    assert (len(cell.text), cell.value) == (60, text)
    assert [excerpt(empty, 60).tone for empty in (None, "", " \n")] == [Tone.MUTED] * 3


@pytest.mark.parametrize("reason", [*REASONS, "too short", "not a choice"])
def test_every_reason_for_which_a_field_fails_has_words(reason, sliced):
    for language in ("zh", "en"):
        assert invalid_in_words(sliced(language), reason) == entries()[f"invalid.{reason.replace(' ', '_')}"][language]


def test_a_limit_stands_in_the_reason(sliced):
    assert invalid_in_words(sliced("en"), "above 30") == "above 30"
    assert invalid_in_words(sliced("zh"), "below -0.5") == "小于 −0.5"


def test_claims_have_those_that_differ_first_and_all_numbers_that_decide(sliced):
    rows = _rows(tables.claim_rows(sliced("en")))
    assert len(rows) == 13
    assert [row[8] == "agrees" for row in rows] == [False] * 8 + [True] * 5
    assert next(row for row in rows if row[0] == "王伟" and row[2] == "Sales this week") == [
        "王伟", "W47", "Sales this week", "15", "150,000", "150,000", "−149,985", "3,000",
        "entered in ten-thousands", "p2-2026-11-20-weekly_sales",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cause_is_said_and_no_two_alike(language, sliced):
    review = sliced(language)
    causes = {cause: row[8] for cause, row in _causes(review).items()}
    assert set(causes) == set(review.frames["claims"]["cause"])
    assert len(set(causes.values())) == len(causes) == 9


def _causes(review):
    """Give one printed row for each cause."""
    claims = review.frames["claims"]
    return {
        cause: _rows(tables.claim_rows(_framed(review, claims=claims[claims["cause"] == cause])))[0]
        for cause in claims["cause"].unique()
    }


def test_a_claim_that_agrees_with_a_colleagues_orders_names_the_colleague(sliced):
    assert "Anna Berg" in _causes(sliced("en"))["owner"][8]
    assert "O-1007" in _causes(sliced("en"))["duplicate"][8]


def test_a_colleague_whom_the_reader_does_not_see_stays_unnamed(sliced):
    review = sliced("en")
    strange = review.frames["claims"].replace({"detail": {"p4": None}})
    assert _causes(_framed(review, claims=strange))["owner"][8] == (
        "right with the same customers' orders booked to a colleague of another team"
    )


def test_copies_have_both_texts_side_by_side_the_most_alike_first(sliced):
    rows = _rows(tables.copy_rows(sliced("en")))
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [
        ("王伟", "11/18", "100%", "11/17"), ("张敏", "11/19", "94%", "11/13"),
    ]  # fmt: skip
    assert rows[0][3] == rows[0][5] != ""
    assert rows[1][3] != rows[1][5]


def test_rates_open_the_rows_they_are_counted_from(sliced):
    review = sliced("en")
    reporting = tables.reporting(review)
    assert {(row[-2].opens, row[-1].opens) for row in (*reporting.rows, *reporting.totals)} == {(OWED, CHECKS)}
    answers = tables.answers(review)
    rate = [head.text for head in answers.heads].index(review.title("reply_rate"))
    assert {row[rate].opens for row in (*answers.rows, *answers.totals)} == {REPLIES}
    tiles = {tile.label: tile.opens for tile in tables.headline(review).items}
    assert tiles[review.title("on_time_rate")] == OWED
    assert tiles[review.title("reply_rate")] == REPLIES


def test_the_counts_of_the_matrix_open_the_reports_and_its_marks_do_not(sliced):
    company, team = (tables.status_matrix(sliced("en", audience)) for audience in ("company", "west"))
    assert {cell.opens for row in company.rows for cell in row[1:]} == {OWED}
    assert {cell.opens for row in team.rows for cell in row} == {""}


def test_what_has_no_value_opens_nothing(sliced):
    review = sliced("en")
    assert opening(review.cell("on_time_rate", None), OWED).opens == ""
    assert opening(review.cell("on_time_rate", 0.0), OWED).opens == OWED
    nothing = replace(review, facts=review.facts.iloc[:0])
    assert {tile.opens for tile in tables.headline(nothing).items} == {""}


def test_every_address_that_is_opened_is_that_of_a_table_that_exists(sliced):
    assert {getattr(tables, name)(sliced()).id for name in ALL} == {OWED, REPLIES, CHECKS, CLAIMS, COPIES}
    assert all(isinstance(getattr(tables, name)(sliced()), Table) for name in ALL)
