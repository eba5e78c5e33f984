"""Reports written in forms: which field, which period, which revision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reviewbook.params.loading import load
from reviewbook.params.systems.base import Form, FormsEntry
from reviewbook.places import Places
from reviewbook.sources.systems.forms import Answered, Submitted, answered, form_of, report_rows
from reviewbook.sources.systems.rows import Ground

PARAMS = load(Places(Path(__file__).parents[4]))
SHANGHAI = "Asia/Shanghai"
DAILY = Form(form="3WK1", template="daily_sales", fields={"Text-9": "problem"})


@pytest.fixture
def ground():
    entry = FormsEntry(kind="x", name="wecom", since=date(2026, 1, 1), forms=(DAILY,))
    return Ground(entry, PARAMS.templates, PARAMS.company)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(SHANGHAI))


EVENING = at(17, 18)


def submitted(*answers, when=EVENING, report="j1", **more):
    return Submitted(report, "wang", when, tuple(Answered(*one) for one in answers), "journals j1", **more)


def test_a_question_is_a_field_by_its_id_by_its_title_in_a_language_or_by_the_fields_name():
    template = PARAMS.templates.template("daily_sales")
    answers = [
        Answered("Text-9", "遇到的问题", "缺货"),
        Answered("Money-1", " 今日销售额 ", Decimal("12000.50")),
        Answered("Text-2", "Progress today", "Three visits"),
        Answered("visits", "visits", "3"),
        Answered("Text-7", "天气", "晴"),
        Answered("Text-8", "明日计划", ""),
    ]
    assert answered(DAILY, template, answers) == {
        "problem": "缺货",
        "sales_amount": Decimal("12000.50"),
        "progress": "Three visits",
        "visits": "3",
    }


def test_two_answers_to_one_field_are_both_kept():
    template = PARAMS.templates.template("daily_sales")
    both = [Answered("Text-9", "", "缺货"), Answered("x", "problem", "晚到")]
    assert answered(DAILY, template, both) == {"problem": "缺货\n晚到"}


def test_a_form_is_found_by_any_of_its_names_and_another_one_is_none(ground):
    assert form_of(ground.entry, "周报", "3WK1") is DAILY
    assert form_of(ground.entry, "请假") is None


def test_a_report_becomes_a_row_and_a_row_for_each_field(ground):
    report = submitted(
        ("1", "今日销售额", Decimal("12000.5")), ("2", "今日进展", "拜访三家"), url="https://x.example/j1"
    )
    head, amount, progress = report_rows(ground, DAILY, [report], SHANGHAI)
    assert dict(head.values) == {
        "report_id": "wecom:j1", "revision": 1, "person_id": "wecom:wang", "cadence": "daily", "period": "2026-11-17",
        "template": "daily_sales", "submitted_at": at(17, 18), "source": "wecom", "url": "https://x.example/j1",
    }  # fmt: skip
    assert dict(amount.values) == {
        "report_id": "wecom:j1", "revision": 1, "field": "sales_amount", "text": None, "number": Decimal("12000.5"),
    }  # fmt: skip
    assert (progress.values["text"], progress.values["number"]) == ("拜访三家", None)


def test_a_version_in_which_something_else_stands_is_a_revision_and_one_that_was_only_read_is_none(ground):
    first = submitted(("2", "今日进展", "拜访三家"))
    read = submitted(("2", "今日进展", "拜访三家"), when=at(18, 9))
    edited = submitted(("2", "今日进展", "拜访四家"), when=at(18, 10))
    rows = [row for row in report_rows(ground, DAILY, [first, read, edited], SHANGHAI) if row.table == "reports"]
    assert [(row.values["revision"], row.values["submitted_at"]) for row in rows] == [(1, at(17, 18)), (2, at(18, 10))]
    assert {row.values["period"] for row in rows} == {"2026-11-17"}


def test_what_the_system_knows_of_the_period_counts_then_the_day_in_the_form_then_the_nearest_deadline(ground):
    asking = Form(form="3WK1", template="daily_sales", period_field="日期")
    day = ("4", "日期", "2026-11-13")
    known = submitted(day, period="2026-11-12")
    assert next(report_rows(ground, asking, [known], SHANGHAI)).values["period"] == "2026-11-12"
    assert next(report_rows(ground, asking, [submitted(day)], SHANGHAI)).values["period"] == "2026-11-13"
    unclear = submitted(("4", "日期", "昨天"))
    assert next(report_rows(ground, asking, [unclear], SHANGHAI)).values["period"] == "2026-11-17"


@pytest.mark.parametrize(
    ("template", "when", "period"),
    [
        ("daily_sales", at(17, 17), "2026-11-17"),  # before its deadline of 18:30
        ("daily_sales", at(17, 23), "2026-11-17"),  # late
        ("daily_sales", at(18, 6, 29), "2026-11-17"),  # nearer to the deadline that was than to the one to come
        ("daily_sales", at(18, 6, 31), "2026-11-18"),
        ("daily_sales", at(21, 10), "2026-11-20"),  # on a Saturday nothing is owed: late for Friday
        ("weekly_sales", at(20, 17), "2026-W47"),
        ("weekly_sales", at(23, 9), "2026-W47"),  # on Monday morning: late for the week before
        ("weekly_sales", at(25, 9), "2026-W48"),
        ("monthly_sales", at(3, 12), "2026-10"),  # due on the second working day of November
        ("monthly_sales", at(30, 12), "2026-11"),
    ],
)
def test_a_report_that_does_not_say_of_which_period_is_about_the_one_with_the_nearest_deadline(
    ground, template, when, period
):
    assert ground.period(template, when, SHANGHAI) == period


def test_a_template_that_nobody_owes_is_about_the_period_in_which_it_was_written(ground):
    from dataclasses import replace

    free = replace(ground, templates=ground.templates.model_copy(update={"rules": ()}))
    assert free.period("weekly_sales", at(23, 9), SHANGHAI) == "2026-W48"


def test_people_are_named_by_source_and_id_unless_the_ids_are_the_companys(ground):
    assert (ground.person("U1"), ground.person(None), ground.person("")) == ("wecom:U1", None, None)
    entry = ground.entry.model_copy(update={"person_ids": "own"})
    assert Ground(entry, PARAMS.templates, PARAMS.company).person(12) == "12"
