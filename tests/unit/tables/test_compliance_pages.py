"""The pages on compliance say what was found, what it rests on, and call nobody out on noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.params.templates import Due


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def _framed(review, **frames):
    return replace(review, frames={**review.frames, **frames})


def _facts(review, *rows):
    """Add facts of the week: (measure, person, value, more)."""
    empty = dict.fromkeys(review.facts.columns)
    key = {"cadence": "weekly", "period": "2026-W47", "entity_kind": "person", "unit": "count", "n": 5}
    added = [
        {**empty, **key, "measure": measure, "entity_id": who, "value": value, **more}
        for measure, who, value, more in rows
    ]
    return replace(review, facts=pd.DataFrame(review.facts.to_dict("records") + added, columns=review.facts.columns))


def _ruled(review, *versions):
    """Put versions of the daily rule in the place of those of the company."""
    daily = next(rule for rule in review.templates.rules if rule.name == "daily")
    rules = tuple(daily.model_copy(update={"valid_from": None, "valid_to": None, **version}) for version in versions)
    return replace(review, templates=review.templates.model_copy(update={"rules": rules}))


# What may still be handed in.


def test_the_company_sees_who_still_owes_by_team_with_the_names(sliced):
    review = sliced("en")
    owed = review.frames["owed"].copy()
    mine = owed.index[owed["person_id"] == "p1"]
    owed.loc[mine[-2:], ["status", "submitted_at"]] = ["pending", pd.NaT]
    owed.loc[mine[-2:], "closes_at"] += pd.Timedelta(days=1)
    table = tables.still_owed(_framed(review, owed=owed))
    assert _rows(table) == [
        ["华西", "0", "1", "11-23 18:00", "刘洋"],
        ["华东", "2", "0", "11-24 18:00", "李娜 (2)"],
    ]
    assert table.title == "Reports that have not come and are still open: 2 not due yet, 1 overdue"


def test_what_closes_next_is_what_closes_on_the_first_day_on_which_anything_does(sliced):
    review = sliced("en", "west")
    owed = review.frames["owed"].copy()
    late = owed.index[owed["person_id"] == "p4"][-2:]
    owed.loc[late, ["status", "submitted_at"]] = ["missing", pd.NaT]
    owed.loc[late[0], "closes_at"] = owed.loc[owed["status"] == "missing", "closes_at"].iloc[0]
    owed.loc[late[1], "closes_at"] += pd.Timedelta(days=2)
    table = tables.closing_soon(_framed(review, owed=owed))
    assert table.title == "Reports that close next, on Mon 23 Nov: 2"
    assert {row[-1] for row in _rows(table)} <= {"11-23 18:00", "11-23 18:30"}
    assert len(tables.still_owed(_framed(review, owed=owed)).rows) == 3


def test_nothing_open_is_a_sentence(sliced):
    review = sliced("zh")
    table = tables.closing_soon(_framed(review, owed=review.frames["owed"].iloc[:0]))
    assert (table.rows, table.title, table.empty) == ((), "最先关闭", "没有即将关闭的报告。")


# The matrix of those with an exception.


def test_the_company_sees_the_days_of_those_with_a_late_or_missing_report_and_of_nobody_else(sliced):
    table = tables.exceptions_matrix(sliced("en"))
    assert table.title == "2 of 6 people had a late or missing report"
    assert _rows(table) == [
        ["刘洋", "华西", "△", "✓", "✓", "✓", "✓", "×"],
        ["王伟", "华东", "✓", "△", "✓", "✓", "✓", "✓"],
    ]


def test_a_team_has_everyone_in_its_matrix_and_is_told_how_many_stand_out(sliced):
    assert tables.exceptions_matrix(sliced("en", "west")) == Notice(
        "1 of 3 people had a late or missing report; the table above has everyone."
    )


# Claims.


def test_claims_that_differ_are_listed_with_what_they_agree_with_and_what_to_do(sliced):
    table = tables.claims(sliced("en", "east"))
    assert table.title == (
        "3 of 6 claims differ from what is recorded: 1 in another unit, 1 of another time, 1 not reported"
    )
    assert _rows(table)[0] == [
        "王伟", "Sales this week", "W47", "15", "150,000", "−149,985", "entered in ten-thousands",
        "Enter it in the unit of the form",
    ]  # fmt: skip
    assert [row[0] for row in _rows(table)] == ["王伟", "张敏", "王伟"]
    assert not any(cell.tone in (Tone.BAD, Tone.WARN) for row in table.rows for cell in row)


def test_the_commonest_causes_are_named_in_the_title(sliced):
    review = sliced("zh")
    claims = review.frames["claims"]
    twice = claims[claims["cause"] == "unexplained"].assign(report_id="again")
    more = pd.DataFrame(claims.to_dict("records") + twice.to_dict("records"), columns=claims.columns)
    assert tables.claims(_framed(review, claims=more)).title == (
        "14 项上报数字中 9 项与系统记录不一致：原因不明 2 项、单位不同 1 项、口径不同 1 项等"
    )


def test_claims_that_all_agree_are_counted_and_no_claims_said(sliced):
    review = sliced("en")
    claims = review.frames["claims"]
    agreeing = tables.claims(_framed(review, claims=claims[claims["cause"] == "match"]))
    assert (agreeing.rows, agreeing.note, agreeing.empty) == ((), "", "All 5 claims agree with what is recorded.")
    assert tables.claims(_framed(review, claims=claims.iloc[:0])).empty == (
        "No report of the period claims anything that is recorded."
    )


@pytest.mark.parametrize(
    ("n", "value", "lower", "upper", "called"),
    [
        (3, 0.15, 0.02, 0.3, True),
        (3, -0.15, -0.3, -0.02, True),
        (3, 0.15, -0.01, 0.3, False),
        (2, 0.15, 0.02, 0.3, False),
        (30, 0.005, 0.004, 0.006, False),
    ],
)
def test_a_bias_is_called_one_only_when_its_interval_excludes_0_and_it_is_no_trifle(
    n, value, lower, upper, called, sliced
):
    review = _facts(
        sliced("en"),
        ("claim_bias", "p2", value, {"n": n, "lower": lower, "upper": upper}),
        ("claim_bias", "p3", 0.9, {"n": 9, "lower": -0.1, "upper": 1.9}),
        ("claim_bias", "p4", 4999.0, {"n": 9, "lower": 4000.0, "upper": 6000.0, "note": "units mistaken"}),
    )
    table = tables.claim_bias(review)
    assert [row[0].text for row in table.rows] == (["王伟"] if called else [])
    if called:
        assert table.title == "1 of 2 people claim more or less than is recorded, beyond chance"
        assert {cell.opens for row in table.rows for cell in row} == {"", "rows-claims"}
    else:
        assert table.empty == "Nobody's claims differ from the record beyond chance (2 people had claims to compare)."


# Copies.


def test_a_copied_text_has_the_earlier_one_beside_it(sliced):
    table = tables.copies(sliced("en"))
    assert table.title == ("2 of 11 reports that could be compared repeat an earlier one of the same person; people: 2")
    exact, near = _rows(table)
    assert exact[:5] == ["王伟", "Daily sales report", "1", "11/18", "100%"]
    assert exact[5] == exact[7]
    assert near[4] == "94%"
    assert near[5] != near[7]
    assert (exact[6], near[6]) == ("11/17", "11/13")


def test_who_copies_every_day_has_one_row_with_the_latest(sliced):
    review = sliced("zh")
    copies = review.frames["copies"]
    again = copies[copies["kind"] == "near"].assign(period="2026-11-20", similarity=0.97)
    more = pd.DataFrame(copies.to_dict("records") + again.to_dict("records"), columns=copies.columns)
    table = tables.copies(_framed(review, copies=more))
    assert table.title == "12 份可比较的报告中 3 份与本人此前的报告雷同，涉及 2 人"
    assert _rows(table)[0][:5] == ["张敏", "销售日报", "2", "11/20", "97%"]


# Answers.


def test_a_manager_who_answered_none_is_counted_in_the_title(sliced):
    review = sliced("en")
    replies = review.frames["replies"].copy()
    assert tables.answers(review).title == "18 of 24 reports whose answer was due were answered"
    silent = (replies["manager_id"] == "m2") & (replies["status"] != "waiting")
    replies.loc[silent, ["status", "answered_at", "answered_by", "hours"]] = ["unanswered", pd.NaT, None, None]
    assert tables.answers(_framed(review, replies=replies)).title == (
        "9 of 24 reports whose answer was due were answered; 1 of 2 managers answered none"
    )


def test_a_manager_who_only_reads_is_told_from_one_who_does_not(sliced):
    review = sliced("en")
    replies = review.frames["replies"].copy()
    replies.loc[replies["manager_id"] == "m2", "was_read"] = True
    read = {row[0].text: row[5].value for row in tables.answers(_framed(review, replies=replies)).rows}
    assert read == {"孙经理": 3, "赵经理": 0}


def test_answers_by_team_have_the_rates_of_the_facts_and_the_median_of_the_hours(sliced):
    review = sliced("en")
    facts = review.facts.copy()
    west = (facts["measure"] == "reply_rate") & (facts["entity_id"] == "west") & (facts["period"] == "2026-W47")
    facts.loc[west, "value"] = 0.5
    hours = facts[west].assign(measure="median_reply_hours", unit="hours", value=6.25)
    facts = pd.DataFrame(facts.to_dict("records") + hours.to_dict("records"), columns=facts.columns)
    assert _rows(tables.team_answers(replace(review, facts=facts))) == [
        ["华西", "15", "9", "3", "3", "50.0%", "–", "6.3"],
        ["华东", "15", "9", "3", "3", "80.0%", "–", "–"],
    ]


def test_the_queue_says_how_long_each_report_waits_and_how_many_were_read(sliced):
    review = sliced("en", "west")
    replies = review.frames["replies"].copy()
    replies.loc[replies["person_id"] == "p4", "was_read"] = True
    table = tables.unanswered_queue(_framed(review, replies=replies))
    assert table.title == "Reports without an answer: 6, of which 3 are out of time and 2 were read"
    assert [row[6] for row in _rows(table)] == ["9.5"] * 3 + ["0.5"] * 3


# Signals.


def test_signals_come_first_and_say_why(sliced):
    table = tables.signals(sliced("en"))
    assert table.title == "1 of 3 measures show a signal; the others vary as usual or cannot be told"
    assert [(row[0], row[2]) for row in _rows(table)] == [
        ("华西", "88.2%"), ("Yunling Industrial", "91.4%"),
    ]  # fmt: skip
    assert table.rows[0][3].text == "signal, below the limits 91.0%–100.0% of 13 earlier weeks"
    assert [row[3].tone for row in table.rows] == [Tone.BAD, Tone.NONE]
    assert table.note.endswith("Of those below, 1 more without a signal are not listed.")


def test_the_signal_of_a_team_far_below_is_on_the_page_of_the_company(sliced):
    review = sliced("en")
    teams = pd.DataFrame({"team_id": ["china", "east", "west"], "name": ["中国", "华东", "华西"],
                          "parent_id": [None, "china", "china"]})  # fmt: skip
    more = teams.iloc[:1].assign(team_id="north", name="北", parent_id=None)
    north = review.facts[review.facts["entity_id"] == "east"].assign(entity_id="north")
    china = review.facts[review.facts["entity_id"] == "east"].assign(entity_id="china")
    rows = [row for frame in (review.facts, north, china) for row in frame.to_dict("records")]
    facts = pd.DataFrame(rows, columns=review.facts.columns)
    nested = _framed(replace(review, facts=facts), teams=pd.concat([teams, more]))
    assert "west" not in nested.parts[1]
    assert _rows(tables.signals(nested))[0][0] == "华西"


def test_a_signal_is_good_or_bad_by_the_direction_of_its_measure(sliced):
    review = sliced("en")
    signals = review.frames["signals"].assign(measure="median_lateness")
    last = signals["period"] == "2026-W47"
    signals.loc[last & (signals["entity_id"] == "west"), "side"] = "below"
    assert tables.signals(_framed(review, signals=signals)).rows[0][3].tone == Tone.GOOD


def test_a_team_is_told_of_its_people_and_a_run_names_its_beginning(sliced):
    table = tables.signals(sliced("zh", "east"))
    assert [row[0] for row in _rows(table)] == ["王伟", "华东"]
    assert table.rows[0][3].text == "信号，自 W40 起连续 8 期低于中心线 97.0%"


def test_nothing_is_said_of_others_where_there_are_none(sliced):
    assert "not listed" not in tables.signals(sliced("en", "p1")).note


def test_no_signal_is_said_in_the_title(sliced):
    review = sliced("en")
    signals = review.frames["signals"].assign(verdict="routine")
    assert tables.signals(_framed(review, signals=signals)).title == (
        "No signal in 3 measures: they vary as usual or cannot be told"
    )


# Streaks.


def test_streaks_are_the_longest_and_the_broken_ones_with_what_broke_them(sliced):
    review = _facts(
        sliced("en"),
        ("streak", "p1", 40, {"previous": 34}), ("streak", "p3", 40, {"previous": 34}),
        ("streak", "p2", 3, {"previous": 33}), ("streak", "p5", 0, {"previous": 9}),
        ("streak", "p4", 6, {"previous": None}),
    )  # fmt: skip
    table = tables.streaks(review)
    assert table.title == "The longest streak on time is 40 reports (2 people alike); broken: 1"
    assert _rows(table) == [
        ["李娜", "40", "34", "running"],
        ["张敏", "40", "34", "running"],
        ["Anna Berg", "6", "–", "running"],
        ["王伟", "3", "33", "broken: Daily sales report 11/17, Late"],
    ]


def test_a_streak_that_broke_and_grew_again_is_broken(sliced):
    review = _facts(sliced("en"), ("streak", "p2", 20, {"previous": 12}))
    assert _rows(tables.streaks(review))[0][3].startswith("broken")


# Rule changes.


def test_a_rule_change_is_told_part_by_part_with_what_it_was_before(sliced):
    first, second = date(2026, 11, 2), date(2026, 9, 30)
    review = _ruled(
        sliced("en"),
        {"valid_to": first},
        {"valid_from": first, "grace_minutes": 0, "due": Due(time=time(19, 0)), "reply_within": None},
    )
    daily = "Daily sales report"
    assert _rows(tables.rule_changes(review)) == [
        [daily, "2 Nov 2026", "Due", "18:30 on the day", "19:00 on the day"],
        [daily, "2 Nov 2026", "Answer within", "8 working hours", "no answer asked for"],
    ]
    assert tables.rule_changes(review).title == "Rules that changed in the period or the month before it: 1"
    earlier = _ruled(sliced("en"), {"valid_to": second}, {"valid_from": second, "grace_minutes": 5})
    assert tables.rule_changes(earlier).rows == ()


def test_a_rule_that_begins_and_one_that_ends_are_told_whole(sliced):
    day = date(2026, 10, 1)
    begun = _ruled(sliced("en"), {"valid_from": day})
    assert [row[2:4] for row in _rows(tables.rule_changes(begun))] == [["New rule", "–"]]
    ended = _rows(tables.rule_changes(_ruled(sliced("en"), {"valid_to": day})))
    assert [row[2] for row in ended] == ["Rule ended"]
    assert ended[0][3].startswith("18:30 on the day, 0 min")


def test_a_rule_of_another_team_is_no_news(sliced):
    there = {"valid_from": date(2026, 11, 2), "teams": ("north",), "name": "north"}
    assert tables.rule_changes(_ruled(sliced("en"), there)).rows == ()
    here = {**there, "teams": ("west",)}
    assert len(tables.rule_changes(_ruled(sliced("en", "west"), here)).rows) == 1
    assert tables.rule_changes(_ruled(sliced("en", "east"), here)).rows == ()


# Health of the reporting system.


def _checked(review, *counts):
    """Give checks of weekly reports: (team, field, filled, empty)."""
    one = review.frames["checks"].iloc[0].to_dict()
    rows = [
        {**one, "report_id": f"{team}-{number}", "team_id": team, "field": field, "required": False, "passed": True,
         "reason": None if number < filled else "empty"}
        for team, field, filled, empty in counts
        for number in range(filled + empty)
    ]  # fmt: skip
    return _framed(review, checks=pd.DataFrame(rows, columns=review.frames["checks"].columns))


def test_health_counts_for_each_field_who_fills_it_and_how_wrongly(sliced):
    table = tables.health(sliced("en"))
    rows = {row[1]: row[2:] for row in _rows(table)}
    assert rows["Summary"] == ["yes", "5", "100%", "20%", "too short"]
    assert rows["Orders this week"] == ["yes", "5", "100%", "20%", "not a number"]
    assert rows["Market trend"] == ["", "5", "0%", "–", "–"]
    assert table.title == "How the fields are filled in"


def test_fields_stand_in_the_order_of_the_form_whatever_the_order_of_the_rows(sliced):
    review = sliced("en")
    shuffled = _framed(review, checks=review.frames["checks"].sort_values("field").reset_index(drop=True))
    assert _rows(tables.health(shuffled)) == _rows(tables.health(review))
    assert _rows(tables.health(shuffled))[0][1] == "Sales this week"


def test_seven_reports_without_a_field_propose_nothing_and_eight_do(sliced):
    seven, eight = (_checked(sliced("en"), ("west", "lesson", 0, count)) for count in (7, 8))
    assert tables.proposals(seven).items[0].text.startswith("Nothing to change")
    assert [item.text for item in tables.proposals(eight).items] == [
        "Yunling Industrial: “Lesson” of the Weekly sales report was filled in 0 of 8 reports. "
        "Drop it, or say why it is asked."
    ]
    assert tables.health(eight).title == "Nobody fills 1 of 1 fields"
    assert tables.health(eight).rows[0][4].tone == Tone.WARN


def test_a_field_that_only_one_team_leaves_empty_is_told_of_that_team(sliced):
    review = _checked(sliced("zh"), ("west", "lesson", 0, 23), ("east", "lesson", 12, 8), ("west", "trend", 2, 21))
    assert [item.text for item in tables.proposals(review).items] == [
        "华西：销售周报的“经验教训”23 份中只填写了 0 份。建议删去该栏，或说明为什么要填。"
    ]


def test_a_person_is_not_told_that_nobody_fills_a_field(sliced):
    review = _checked(sliced("en", "p4"), ("west", "lesson", 0, 30))
    assert tables.proposals(review).items[0].text.startswith("Nothing to change")


def _dues(review, on_time, late, minutes, missing=0):
    """Give so many daily reports on time, late by so many minutes, and missing."""
    one = review.frames["owed"].iloc[0].to_dict()
    states = ["on_time"] * on_time + ["late"] * late + ["missing"] * missing
    rows = [
        {**one, "report_id": str(number), "status": status,
         "submitted_at": one["due_at"] + pd.Timedelta(minutes=minutes if status == "late" else -5)}
        for number, status in enumerate(states)
    ]  # fmt: skip
    checks = review.frames["checks"].iloc[:0]
    return _framed(review, checks=checks, owed=pd.DataFrame(rows, columns=review.frames["owed"].columns))


def test_a_rule_that_is_always_an_hour_late_is_to_have_another_due_time(sliced):
    review = _dues(sliced("en"), 29, 18, 42)
    assert [item.text for item in tables.proposals(review).items] == [
        "Daily sales report (18:30 on the day) is 62% on time (29 of 47); 18 of 18 late reports came within an hour, "
        "the median 42 min late. Move the due time to 19:30."
    ]
    assert tables.rules_kept(review).title == "1 of 1 rules are always late: below 80% on time, and not by chance"
    assert _rows(tables.rules_kept(review)) == [
        ["Daily sales report: 18:30 on the day", "47", "29", "18", "0", "61.7%", "42 min", "18"]
    ]


def test_a_rule_whose_reports_come_a_day_late_or_never_is_to_be_talked_about(sliced):
    review = _dues(sliced("zh"), 20, 10, 900, missing=20)
    assert [item.text for item in tables.proposals(review).items] == [
        "销售日报（当天 18:30）准时率只有 40%（20/50）：迟交 10 份，缺交 20 份。建议与填报人一起检讨截止时间和填报内容。"
    ]


@pytest.mark.parametrize(("on_time", "late"), [(19, 0), (10, 9), (37, 10), (77, 23), (95, 5)])
def test_few_reports_and_a_rate_that_may_be_80_percent_propose_nothing(on_time, late, sliced):
    review = _dues(sliced("en"), on_time, late, 42)
    assert tables.proposals(review).items[0].text.startswith("Nothing to change")
    assert tables.rules_kept(review).title == "How the rules are kept"


def test_a_company_without_rules_says_so_in_every_place(sliced):
    review = sliced("en")
    bare = replace(review, templates=review.templates.model_copy(update={"rules": ()}))
    for name in ("claims", "copies", "streaks", "rule_changes", "health", "rules_kept", "proposals", "closing_soon"):
        assert getattr(tables, name)(bare) == bare.unasked


# What came without being asked for, and reporting alone.


def test_a_report_that_nobody_owed_is_shown_with_its_number_and_why_it_does_not_count(sliced):
    review = sliced("en")
    came = {"person_id": "p6", "team_id": "west", "cadence": "daily", "template": "daily_sales"}
    at = pd.Timestamp("2026-11-20 17:20", tz="Asia/Shanghai")
    rows = [
        {**came, "report_id": "r77", "period": "2026-11-20", "submitted_at": at, "reason": "leave"},
        {**came, "report_id": "r78", "period": "2026-11-13", "submitted_at": at, "reason": "not asked"},
    ]
    table = tables.voluntary(_framed(review, voluntary=pd.DataFrame(rows)))
    assert table.title == "Reports that nobody asked for: 1"
    assert _rows(table) == [["陈静", "Daily sales report", "11/20", "11-20 17:20", "excused: on leave", "r77"]]


def test_reporting_alone_has_numbers_of_its_own(sliced):
    review = sliced("zh")
    tiles = {tile.label: tile for tile in tables.reporting_headline(review).items}
    assert list(tiles) == ["准时率", "合格报告率", "完整率", "数据相符率", "回复率"]
    assert tiles["准时率"].detail == "到期 35 份，准时 32 份"
    assert tiles["完整率"].detail == "已提交 35 份，合计完整 34 份"
    assert tiles["数据相符率"].text == "–"
    unanswered = review.templates.model_copy(
        update={"rules": tuple(rule.model_copy(update={"reply_within": None}) for rule in review.templates.rules)}
    )
    assert "回复率" not in [t.label for t in tables.reporting_headline(replace(review, templates=unanswered)).items]
