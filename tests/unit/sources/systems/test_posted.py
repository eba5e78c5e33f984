"""Reports that are posted as messages: what is one, what stands in it, whose it is, and what others answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reviewbook.params.loading import load
from reviewbook.params.systems.posted import PostedEntry, PostedForm
from reviewbook.places import Places
from reviewbook.sources.systems.posted import Message, Reaction, posted_rows
from reviewbook.sources.systems.pulling import Window
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut

PARAMS = load(Places(Path(__file__).parents[4]))
DAILY = PostedForm(form="C1", template="daily_sales", fields={"What blocks you?": "problem"}, author_field="填写人")
WEEKLY = PostedForm(form="C1", template="weekly_sales", period_field="日期")
AT = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
PEOPLE = [Contact("U1", "王芳", "Wang.Fang@yunling.example"), Contact("U2", "Li Wei")]


def ground(*forms, **more):
    entry = PostedEntry(
        kind="x", name="slack", since=date(2026, 1, 1), zone="Asia/Shanghai", forms=forms or (DAILY,), **more
    )
    return Ground(entry, PARAMS.templates, PARAMS.company)


def posted(text, **more):
    return replace(Message("C1-1", "C1", "U1", AT, AT, text, "messages C1 1"), **more)


def made(*versions, on=None, replies=()):
    return list(posted_rows(on or ground(), PEOPLE, [list(versions)], replies))


def fields(rows):
    return {row.values["field"]: row.values["text"] for row in rows if getattr(row, "table", "") == "report_fields"}


def report(rows):
    (head,) = [row for row in rows if not isinstance(row, LeftOut) and row.table == "reports"]
    return head.values


@pytest.mark.parametrize(
    "text",
    [
        "今日销售额: 12000.5\n今日进展: 拜访三家",
        "今日销售额：12000.5\n今日进展：拜访三家",
        "*今日销售额*：12000.5\n*今日进展：* 拜访三家",
        "**今日销售额**\n12000.5\n\n**今日进展**\n拜访三家\n",
        "• 今日销售额: *12000.5*\n• 今日进展: 拜访三家",
        "1. 今日销售额\n- 12000.5\n2、今日进展\n拜访三家",
        "【今日销售额】：12000.5\n【今日进展】\n拜访三家",
        "各位好！\n> Sales TODAY : 12000.5\r\n> Progress today\r\n拜访三家",
        "sales_amount: 12000.5\nprogress: 拜访三家",
    ],
)
def test_a_question_is_found_alone_or_before_a_colon_of_either_width_bold_numbered_or_in_a_list(text):
    assert fields(made(posted(text))) == {"sales_amount": "12000.5", "progress": "拜访三家"}


def test_an_answer_may_have_several_lines_and_begin_with_the_words_of_a_question():
    text = "今日进展\n- 今日进展顺利\n其中明日计划：去佛山\n问题与求助很多\n\n今日销售额: 1"
    assert fields(made(posted(text)))["progress"] == "- 今日进展顺利\n其中明日计划：去佛山\n问题与求助很多"


def test_a_question_of_the_form_is_the_field_that_the_entry_says():
    text = "今日销售额: 1\nwhat blocks you？：缺货"
    assert fields(made(posted(text))) == {"sales_amount": "1", "problem": "缺货"}


@pytest.mark.parametrize("nothing", ["", "-", "……", "👍"])
def test_an_answer_without_a_letter_or_digit_is_none(nothing):
    assert fields(made(posted(f"今日销售额: 1\n今日进展: {nothing}"))) == {"sales_amount": "1"}


@pytest.mark.parametrize("text", ["大家辛苦了", "客户反馈: 价格高", "今日销售额:"])
def test_a_message_in_which_no_required_field_is_answered_is_no_report(text):
    (left,) = made(posted(text))
    assert left == LeftOut("reports", "messages C1", "no field that a report requires is in it")


def test_what_the_system_itself_says_is_no_report():
    (left,) = made(posted("今日销售额: 1", system="channel_join"))
    assert (left.table, left.reason) == ("reports", "is a message of the system: channel_join")


def test_a_channel_that_is_no_form_any_more_has_no_reports():
    (left,) = made(posted("今日销售额: 1", channel="C9"))
    assert (left.table, left.file) == ("reports", "messages C9")


def test_of_two_forms_in_one_channel_a_message_is_that_of_which_more_stands_in_it():
    weekly = posted("日期: 2026-11-13\n本周销售额: 1\n本周订单数: 2\n竞品动态: 降价")
    daily = posted("今日销售额: 1\n竞品动态: 降价")
    both = ground(DAILY, WEEKLY)
    assert [report(made(one, on=both))["template"] for one in (weekly, daily)] == ["weekly_sales", "daily_sales"]
    assert report(made(weekly, on=both))["period"] == "2026-W46"


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("填写人: @U2", "slack:U2"),
        ("填写人: wang.fang@YUNLING.example", "slack:U1"),
        ("填写人: 王芳", "slack:王芳"),  # a name is not guessed at: who is not matched is told
        ("", None),
    ],
)
def test_whose_report_a_machine_posts_is_what_the_form_says_by_mention_or_address(line, person):
    assert report(made(posted(f"{line}\n今日销售额: 1", author="")))["person_id"] == person


def test_whoever_posts_by_hand_wrote_it_and_people_are_named_in_the_text():
    rows = made(posted("今日销售额: 1\n今日进展: 和 @U2、@U9 拜访"))
    assert report(rows)["person_id"] == "slack:U1"
    assert fields(rows)["progress"] == "和 @Li Wei、@U9 拜访"


def test_an_edit_is_a_revision_from_the_time_of_the_edit_and_a_reaction_is_none():
    first = posted("今日销售额: 1", id="C1-7")
    liked = replace(first, reactions=(Reaction("heart", "U2"),))
    edited = replace(liked, text="今日销售额: 2", written_at=AT + timedelta(hours=3))
    rows = [row.values for row in made(first, liked, edited) if row.table == "reports"]
    assert [(row["revision"], row["submitted_at"]) for row in rows] == [(1, AT), (2, AT + timedelta(hours=3))]
    assert {row["report_id"] for row in rows} == {"slack:C1-7"}


def test_what_was_edited_before_it_was_first_seen_counts_from_its_post_and_what_became_a_report_from_the_edit():
    late = AT + timedelta(hours=3)
    assert report(made(posted("今日销售额: 1", written_at=late)))["submitted_at"] == AT
    became = report(made(posted("稍后补"), posted("今日销售额: 1", written_at=late)))
    assert (became["revision"], became["submitted_at"]) == (1, late)


def test_a_message_that_is_no_report_any_more_is_left_out():
    assert [type(row) for row in made(posted("今日销售额: 1"), posted("发错了"))] == [LeftOut]


def test_a_reply_to_a_report_is_a_comment_and_every_other_one_is_left_out():
    comment = posted("@U1 不错", id="C1-2", author="U2", at=AT + timedelta(hours=1), root="C1-1", origin="replies C1 2")
    replies = [comment, replace(comment, root="C1-8"), replace(comment, author="")]
    found = made(posted("今日销售额: 1"), replies=replies)[-3:]
    assert dict(found[0].values) == {
        "feedback_id": "slack:C1-2", "report_id": "slack:C1-1", "author_id": "slack:U2",
        "given_at": AT + timedelta(hours=1), "kind": "comment", "text": "@王芳 不错",
    }  # fmt: skip
    assert [one.reason for one in found[1:]] == ["it answers no report", "nobody wrote it"]


def test_a_reaction_is_what_the_company_means_by_it():
    reactions = (Reaction("white_check_mark", "U2"), Reaction("heart", "U2", AT))
    rows = made(posted("今日销售额: 1", reactions=reactions), on=ground(reactions={"white_check_mark": "approval"}))
    found = [row.values for row in rows if row.table == "feedback"]
    assert [(one["feedback_id"], one["kind"], one["given_at"], one["text"]) for one in found] == [
        ("slack:C1-1-white_check_mark-U2", "approval", None, "white_check_mark"),
        ("slack:C1-1-heart-U2", "reaction", AT, "heart"),
    ]


@pytest.mark.parametrize(
    ("since", "more", "start"),
    [
        (None, {}, datetime(2025, 12, 31, tzinfo=UTC)),
        (AT - timedelta(hours=5), {}, AT - timedelta(hours=5, days=14)),
        (AT - timedelta(hours=5), {"reread_days": 3}, AT - timedelta(hours=5, days=3)),
        (AT - timedelta(days=320), {"reread_days": 60}, datetime(2025, 12, 31, tzinfo=UTC)),
    ],
)
def test_messages_are_read_again_for_some_days_but_none_from_before_the_first(since, more, start):
    entry = ground(**more).entry
    assert Window(since, AT).reread(entry, entry.reread_days) == start
