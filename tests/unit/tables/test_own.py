"""The review of one person about the own work: what is shown of her, and how it is said."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.params.templates import Templates
from reviewbook.tables import own
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import CHECKS, OWED, REPLIES


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def _heads(table):
    return [head.text for head in table.heads]


def _framed(review, **frames):
    return replace(review, frames={**review.frames, **frames})


def test_each_number_stands_with_its_numerator_and_denominator_rows_interval_and_the_period_before(sliced):
    table = tables.own_numbers(sliced("en", "p2"))
    assert _heads(table) == ["Number", "Value", "Numerator ÷ denominator", "Rows", "Interval", "Before"]
    numbers = {row[0]: row[1:] for row in _rows(table)}
    assert numbers["On-time rate"] == ["83.3%", "5 ÷ 6", "6", "75.2%–87.4%", "90.0%"]
    assert numbers["Revenue"] == ["¥150,000", "–", "12", "–", "¥142,500"]
    assert numbers["Attainment"] == ["100.0%", "150,000 ÷ 150,000", "–", "–", "–"]
    assert numbers["Forecast error"][3] == "−7.0% … +7.0%"


def test_numbers_stand_in_the_order_of_the_measures_and_none_without_a_value(sliced):
    review = sliced("en", "p2")
    table = tables.own_numbers(review)
    assert [row[0] for row in _rows(table)] == [
        review.title(measure) for measure in review.measures if review.value(measure) is not None
    ]


def test_a_number_without_a_value_is_named_in_the_note_with_its_reason(sliced):
    assert (
        "Without a value: Customer satisfaction (too few answers to say)" in tables.own_numbers(sliced("en", "p2")).note
    )
    assert "没有数值：客户满意度（答卷太少，不作统计）" in tables.own_numbers(sliced("zh", "p2")).note


def test_where_every_number_has_a_value_the_note_names_none(sliced):
    review = sliced("en", "p2")
    facts = review.facts[review.facts["value"].notna()].reset_index(drop=True)
    assert "Without a value" not in tables.own_numbers(replace(review, facts=facts)).note


def test_a_number_opens_the_rows_that_it_is_counted_from(sliced):
    opens = {row[0].text: row[1].opens for row in tables.own_numbers(sliced("en", "p2")).rows}
    assert (opens["On-time rate"], opens["Completeness"], opens["Revenue"]) == (OWED, CHECKS, "")


def test_a_count_that_is_no_whole_number_has_two_decimals_and_an_amount_none(sliced):
    review = sliced("en", "p2")
    facts = review.facts.copy()
    row = (facts["measure"] == "completeness") & (facts["entity_id"] == "p2") & (facts["period"] == "2026-W47")
    facts.loc[row, ["numerator", "denominator"]] = [5.75, 6]
    own = {row[0]: row[2] for row in _rows(tables.own_numbers(replace(review, facts=facts)))}
    assert own["Completeness"] == "5.75 ÷ 6"


def test_each_report_that_did_not_simply_come_on_time_is_explained_and_the_others_are_counted(sliced):
    first, late = tables.reports_explained(sliced("en", "p2")).items
    assert first.text == "Reports that came on time: 5; a table has the time of each. The others one by one:"
    assert (first.tone, first.opens) == (Tone.GOOD, OWED)
    assert late.text.startswith("Daily sales report, 17 Nov 2026, Tue: Late. ")
    assert "So it is late" in late.text or "so it is late, by 1.0 working hours." in late.text
    assert late.tone is Tone.WARN


def test_where_all_came_on_time_that_is_one_sentence(sliced):
    told = tables.reports_explained(sliced("en", "p3")).items
    assert [item.text for item in told] == ["All 6 reports came on time; a table has the time of each."]


def test_why_a_report_was_not_owed_is_explained_too(sliced):
    on_time, exempt = tables.reports_explained(sliced("en", "p6")).items
    assert on_time.text.startswith("Reports that came on time: 5;")
    assert exempt.text.startswith("Daily sales report, 20 Nov 2026, Fri: Exempt.")


def test_who_owed_nothing_is_told_why(sliced):
    review = sliced("en", "p6")
    nothing = _framed(review, owed=review.frames["owed"].iloc[:0])
    assert tables.reports_explained(nothing).items[0].text == (
        "Daily sales report, 16 Nov 2026, Mon: Not asked for. 陈静 had not joined yet."
    )


def test_where_there_is_nothing_to_explain_that_is_said(sliced, monkeypatch):
    monkeypatch.setattr(own, "explained", lambda *_: ())
    told = tables.reports_explained(sliced("en", "p3")).items
    assert [item.text for item in told] == ["No report was owed in the period."]


def test_where_no_reports_are_asked_for_nothing_is_explained(sliced):
    block = tables.reports_explained(replace(sliced("en", "p2"), templates=Templates()))
    assert block.text.startswith("No reports are asked for")


def _tiles(review):
    return {tile.label: tile for tile in tables.headline(review).items}


def _owes_no_answers(review):
    facts = review.facts.copy()
    facts.loc[facts["measure"] == "reply_rate", ["value", "note"]] = [None, "nothing to answer"]
    return replace(review, facts=facts)


def test_a_person_who_owes_no_answers_sees_how_many_of_the_own_reports_were_answered(sliced):
    tile = _tiles(_owes_no_answers(sliced("en", "p2")))["Reports answered"]
    assert (tile.text, tile.value, tile.opens) == ("75.0%", 0.75, REPLIES)
    assert tile.detail == "3 of 4 that were due an answer"


def test_who_owes_answers_sees_the_own_reply_rate_and_so_does_a_team(sliced):
    assert "Reports answered" not in _tiles(sliced("en", "p2"))
    assert "Reports answered" not in _tiles(_owes_no_answers(sliced("en", "east")))


def test_where_no_answer_was_due_the_reply_rate_says_why_it_has_no_value(sliced):
    review = _owes_no_answers(sliced("en", "p2"))
    waiting = _framed(review, replies=review.frames["replies"].assign(status="waiting"))
    assert "Reports answered" not in _tiles(waiting)
    assert _tiles(waiting)["Reply rate"].detail == "nothing was to be answered"


def test_the_answers_that_others_wait_for_are_not_those_to_the_own_reports(sliced):
    review = _owes_no_answers(sliced("en", "p2"))
    replies = review.frames["replies"]
    others = pd.concat([replies, replies.assign(person_id="p9", status="unanswered")], ignore_index=True)
    assert _tiles(_framed(review, replies=others))["Reports answered"].value == 0.75


@pytest.mark.parametrize(
    "name",
    ["owed_rows", "claim_rows", "copy_rows", "reply_rows", "late_or_missing", "claims", "copies", "reporting",
     "denominator", "status_matrix", "signals", "customers", "bridge"],
)  # fmt: skip
def test_whose_the_rows_are_is_not_said_to_a_person_and_is_to_a_team(name, sliced):
    whose = {"Person", "Team", "Whose"}
    table = getattr(tables, name)(sliced("en", "p2"))
    assert table.rows, "a table without rows tells nothing here"
    assert whose.isdisjoint(_heads(table))
    assert "王伟" not in {cell.text for row in table.rows for cell in row}
    assert not whose.isdisjoint(_heads(getattr(tables, name)(sliced("en", "east"))))


def test_a_column_in_which_rows_differ_stays(sliced):
    heads = (Head("Person"), Head("Report"))
    both = Table("t", "T", heads, ((Cell("Li"), Cell("a")), (Cell("Wang"), Cell("b"))))
    assert of_one(lambda review: both)(sliced("en", "p2")) == both
    one = replace(both, rows=both.rows[:1])
    assert of_one(lambda review: one)(sliced("en", "p2")).heads == heads[1:]


def test_a_streak_of_one_person_is_told_without_a_contest(sliced):
    facts = sliced("en", "p2").facts.copy()
    own = {**facts.iloc[0], "measure": "streak", "entity_kind": "person", "entity_id": "p3", "period": "2026-W47",
           "cadence": "weekly", "value": 12.0, "previous": 6.0, "note": None}  # fmt: skip
    rows = [own, {**own, "entity_id": "p2", "value": 3.0, "previous": 14.0}]
    facts = pd.concat([facts, pd.DataFrame(rows)], ignore_index=True)
    running = tables.streaks(
        replace(sliced("en", "p3"), facts=facts[facts["entity_id"] == "p3"].reset_index(drop=True))
    )
    broken = tables.streaks(replace(sliced("en", "p2"), facts=facts[facts["entity_id"] == "p2"].reset_index(drop=True)))
    assert running.title == "Reports on time in a row: 12"
    assert broken.title == "The streak on time broke after 14 reports"
    assert "longest" not in running.note
    both = tables.streaks(replace(sliced("zh", "p3"), facts=facts[facts["entity_id"] == "p3"].reset_index(drop=True)))
    assert both.title == "连续 12 份报告准时"


def test_copies_of_one_person_are_told_without_counting_people(sliced):
    table = tables.copies(sliced("en", "p2"))
    assert table.title == "1 of 2 reports that could be compared repeat an earlier one"
    assert "people: 1" in tables.copies(sliced("en", "east")).title.replace("people: 2", "people: 1")
    assert "each person" not in table.note


def test_a_colleague_to_whom_an_order_is_booked_is_not_said_to_be_of_another_team(sliced):
    review = sliced("en", "p6")
    masked = review.frames["claims"].assign(detail=None)
    row = next(row for row in _rows(tables.claim_rows(_framed(review, claims=masked))) if "colleague" in str(row))
    assert "right with the same customers' orders booked to a colleague" in row


def test_answers_to_one_person_are_told_without_counting_managers(sliced):
    review = sliced("en", "p2")
    silent = _framed(review, replies=review.frames["replies"].assign(status="unanswered"))
    assert tables.answers(silent).title == "0 of 5 reports whose answer was due were answered"


def test_times_are_printed_in_the_zone_of_the_own_team(sliced):
    review = sliced("en", "p2")
    abroad = _framed(review, teams=review.frames["teams"].assign(zone="Europe/London"))
    place = _heads(tables.owed_rows(abroad)).index("Due")
    assert _rows(tables.owed_rows(review))[0][place] == "11-17 18:30"
    assert _rows(tables.owed_rows(abroad))[0][place] == "11-17 10:30"


def test_who_was_in_teams_of_several_zones_reads_the_times_of_the_company(sliced):
    review = sliced("en", "p2")
    both = pd.concat([review.frames["teams"], review.frames["teams"].assign(zone="Europe/London")])
    assert _framed(review, teams=both).zone == "Asia/Shanghai"
    assert (
        _framed(sliced("en", "east"), teams=review.frames["teams"].assign(zone="Europe/London")).zone == "Asia/Shanghai"
    )
