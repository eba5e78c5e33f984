"""Whom and which days a row bears on."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from reviewbook.changes import touched

EVER = date.max


def who(table, row, around):
    """Give the entities that a row bears on, and its days."""
    found = touched(table, row, around)
    whom = {f"{one.entity_kind} {one.entity_id}" for one in found}
    return whom, {(one.first_on.isoformat(), one.last_on.isoformat()) for one in found}


def order(at, person="p1", recorded=None, **more):
    return {"state": "new", "person_id": person, "ordered_at": pd.Timestamp(at), "recorded_at": pd.Timestamp(recorded),
            "product_id": "pump", "customer_id": "c1", **more}  # fmt: skip


def test_an_order_bears_on_its_seller_her_teams_the_company_and_the_product(around):
    assert who("orders", order("2026-11-10T03:00Z"), around) == (
        {"person p1", "team east", "team sales", "company company", "product pump"},
        {("2026-11-10", "2026-11-10")},
    )


def test_an_order_bears_on_the_day_on_which_it_was_entered_too(around):
    _, days = who("orders", order("2026-11-10T03:00Z", recorded="2026-11-13T03:00Z"), around)
    assert days == {("2026-11-10", "2026-11-10"), ("2026-11-13", "2026-11-13")}


def test_the_team_is_that_of_the_day(around):
    before, _ = who("orders", order("2026-11-10T03:00Z", "p2"), around)
    after, _ = who("orders", order("2026-11-13T03:00Z", "p2"), around)
    assert before & {"team east", "team west"} == {"team west"}
    assert after & {"team east", "team west"} == {"team east"}


def test_the_day_is_that_of_the_team_as_well_as_that_of_the_company(around):
    _, days = who("orders", order("2026-11-10T22:00Z", "p2"), around)
    assert days == {("2026-11-10", "2026-11-10"), ("2026-11-11", "2026-11-11")}


def test_what_went_from_one_to_another_bears_on_both(around):
    row = order("2026-11-10T03:00Z") | {"state": "other", "person_id_before": "p2",
           "ordered_at_before": pd.Timestamp("2026-11-09T03:00Z"), "recorded_at_before": pd.NaT}  # fmt: skip
    whom, days = who("orders", row, around)
    assert {"person p1", "person p2", "team east", "team west"} <= whom
    # In West, where p2 was, it was still the day before.
    assert days == {("2026-11-10", "2026-11-10"), ("2026-11-09", "2026-11-09"), ("2026-11-08", "2026-11-08")}


def test_a_report_bears_on_the_day_on_which_it_was_due_and_on_who_was_to_answer(around):
    row = {"state": "new", "report_id": "r1", "person_id": "p1", "template": "daily", "period": "2026-11-10",
           "submitted_at": pd.Timestamp("2026-11-10T11:00Z")}  # fmt: skip
    assert who("reports", row, around) == (
        {"person p1", "person m1", "team east", "team sales", "company company"},
        {("2026-11-11", "2026-11-11"), ("2026-11-10", "2026-11-10")},
    )


@pytest.mark.parametrize("table", ["report_fields", "feedback"])
def test_what_belongs_to_a_report_is_placed_by_it(around, table):
    whom, days = who(table, {"state": "new", "report_id": "r1", "author_id": "m1"}, around)
    assert {"person p1", "person m1", "team east"} <= whom
    assert days == {("2026-11-11", "2026-11-11"), ("2026-11-10", "2026-11-10")}


def test_a_complaint_without_a_person_bears_on_who_has_the_customer_until_it_is_resolved(around):
    row = {"state": "new", "person_id": None, "customer_id": "c1", "opened_at": pd.Timestamp("2026-11-10T03:00Z"),
           "resolved_at": pd.NaT}  # fmt: skip
    whom, days = who("complaints", row, around)
    assert {"person p2", "product *"} <= whom
    assert days == {("2026-11-10", EVER.isoformat()), ("2026-11-09", EVER.isoformat())}


def test_a_target_bears_on_its_owner_those_above_and_its_whole_period(around):
    row = {"state": "new", "owner_kind": "team", "owner_id": "east", "period": "2026-11"}
    assert who("targets", row, around) == (
        {"team east", "team sales", "company company"},
        {("2026-11-01", "2026-11-30")},
    )


def test_a_rate_bears_on_everybody_from_its_day_on(around):
    row = {"state": "new", "currency": "USD", "valid_from": pd.Timestamp("2026-11-10")}
    assert who("fx_rates", row, around) == ({"* *"}, {("2026-11-10", EVER.isoformat())})


def test_a_deal_bears_on_every_day_on_which_it_is_open(around):
    row = {"state": "new", "person_id": "p1", "created_on": pd.Timestamp("2026-11-02"),
           "closed_on": pd.Timestamp("2026-11-20")}  # fmt: skip
    assert who("opportunities", row, around)[1] == {("2026-11-02", "2026-11-20")}
