"""A company that asks for no reports, or records no voices of customers, reads one sentence about it and no zeros."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import figures, tables
from reviewbook.blocks import Notice, Table, Tone
from reviewbook.params.templates import Templates
from reviewbook.schema.facts import UNRECORDED

UNASKED = Notice("No reports are asked for: templates.yaml has no rules.", Tone.MUTED)
UNHEARD = Notice("No survey answer and no complaint of a customer is on record.", Tone.MUTED)
REPORTS = ("answers", "late_or_missing", "reporting", "status_matrix", "still_owed", "unanswered_queue")


def _unasked(review):
    return replace(review, templates=Templates())


def _unrecorded(review, *measures):
    facts = review.facts.copy()
    facts.loc[facts["measure"].isin(measures), ["value", "lower", "upper", "previous"]] = None
    facts.loc[facts["measure"].isin(measures), ["n", "note"]] = [0, UNRECORDED]
    return replace(review, facts=facts)


def _more(review, measure, value, previous):
    """Add a fact of the audience, since the small company has not every measure."""
    facts = review.facts
    row = facts[(facts["measure"] == "orders") & (facts["period"] == review.period.key)]
    row = row[row["entity_kind"] == review.audience.kind].assign(measure=measure, value=value, previous=previous)
    return replace(review, facts=pd.DataFrame(facts.to_dict("records") + row.to_dict("records"), columns=facts.columns))


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_shown_of_reports_is_one_sentence_when_none_are_asked_for(name, sliced):
    assert getattr(tables, name)(_unasked(sliced("en"))) == UNASKED
    assert isinstance(getattr(tables, name)(sliced("en")), Table)


@pytest.mark.parametrize("name", ["on_time_by", "on_time_trend"])
def test_no_rate_is_drawn_when_no_reports_are_asked_for(name, sliced):
    assert getattr(figures, name)(_unasked(sliced("en"))) == UNASKED


def test_customers_are_one_sentence_when_nothing_is_on_record(sliced):
    review = _unrecorded(sliced("en"), "satisfaction_score", "complaints")
    assert tables.customers(review) == figures.satisfaction_trend(review) == UNHEARD


def test_complaints_are_shown_although_no_survey_is_on_record(sliced):
    review = _unrecorded(sliced("en"), "satisfaction_score")
    total = tables.customers(review).totals[0]
    assert [cell.text for cell in total] == ["Total", "none on record", "–", "0", "3", "+2"]


def test_the_first_page_speaks_of_what_is_kept_alone(sliced):
    review = _unrecorded(_unasked(sliced("en")), "satisfaction_score", "complaints")
    assert tables.statements(review) == tables.statements(sliced("en"))
    assert not {"On-time rate", "Reply rate", "Customer satisfaction"} & {
        t.label for t in tables.headline(review).items
    }


def test_orders_new_customers_and_their_average_stand_in_place_of_what_is_not_kept(sliced):
    review = _unrecorded(_unasked(sliced("en")), "satisfaction_score", "complaints")
    review = _more(_more(review, "new_customers", 3.0, 5.0), "average_order", 10_000.0, 9_000.0)
    lines = tables.headline(review).plain().split("\n")[2:]
    assert lines == [
        "Orders: 80",
        "New customers: 3    −2 against the week before",
        "Average order: ¥10.0k    +¥1.00k against the week before",
    ]


def test_there_are_five_numbers_when_only_reports_are_missing(sliced):
    labels = [tile.label for tile in tables.headline(_unasked(sliced("en"))).items]
    assert labels == ["Revenue", "Growth", "Customer satisfaction", "Orders", "New customers"]


def test_the_trend_has_no_column_that_never_had_a_value(sliced):
    review = _unrecorded(sliced("en"), "satisfaction_score", "complaints", "reply_rate")
    heads = [head.text for head in tables.trend(review).heads]
    assert heads == ["Period", "Revenue", "Target", "Attainment", "On-time rate"]
    assert all(len(row) == 5 for row in tables.trend(review).rows)


def test_a_measure_without_a_value_needs_no_definition(sliced):
    terms = [term for term, _ in tables.definitions(_unrecorded(sliced("en"), "complaints")).items]
    assert "Complaints" not in terms
    assert "Customer satisfaction" in terms


def test_a_time_of_another_year_has_its_year(sliced):
    review = sliced("en")
    origins = review.frames["origins"]
    older = origins.assign(newest_at=origins["newest_at"] - pd.Timedelta(days=366))
    table = tables.data_origins(replace(review, frames={**review.frames, "origins": older}))
    assert [cell.text for cell in table.rows[0][2:4]] == ["11-23 08:00", "2025-11-21 21:00"]


def test_rows_later_than_the_cut_off_are_said_to_be_in_no_number(sliced):
    review = sliced("en")
    assert tables.data_origins(review).note == ""
    origins = review.frames["origins"]
    later = origins.assign(newest_at=origins["newest_at"] + pd.Timedelta(days=1))
    table = tables.data_origins(replace(review, frames={**review.frames, "origins": later}))
    assert table.note == "Rows later than the cut-off are in no number."


def test_a_dash_among_the_numbers_has_its_reason_below_the_table(sliced):
    review = sliced("en", "west")
    assert "dash" not in tables.performance(review).note
    facts = review.facts.copy()
    of = (facts["entity_id"] == "p5") & (facts["period"] == review.period.key)
    for measure, note in (("target", "no target"), ("attainment", "no target"), ("growth", "no previous period")):
        facts.loc[of & (facts["measure"] == measure), ["value", "note"]] = [None, note]
    note = tables.performance(replace(review, facts=facts)).note
    assert note.endswith("A dash stands for: no target, no earlier period to compare with.")


def test_where_nothing_was_due_or_sent_it_is_not_said_that_all_was_well(sliced):
    review = sliced("en")
    none = {name: review.frames[name].iloc[:0] for name in ("owed", "replies", "checks")}
    review = replace(review, frames={**review.frames, **none})
    assert tables.late_or_missing(review).empty == "No report was due in the period."
    assert tables.unanswered_queue(review).empty == "No report of the period asked for an answer."
    assert tables.check_rows(review).empty == "No report of the period was submitted."


def test_where_all_was_well_that_is_said(sliced):
    review = sliced("en")
    well = {
        "owed": review.frames["owed"].assign(status="on_time"),
        "replies": review.frames["replies"].assign(status="answered_in_time"),
        "checks": review.frames["checks"].assign(passed=True),
    }
    review = replace(review, frames={**review.frames, **well})
    assert tables.late_or_missing(review).empty == "Every report that was due came on time."
    assert tables.unanswered_queue(review).empty == "Every report has its answer."
    assert tables.check_rows(review).empty == "Every field of the submitted reports is filled in as asked."
