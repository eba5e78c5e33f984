"""Of what kind a row is that is new, other or gone, on both sides of the cut-off."""

from __future__ import annotations

import json
from datetime import datetime

import pandas as pd
import pytest

from reviewbook.changes import kind_of, what_differs

CUT_OFF = datetime.fromisoformat("2026-11-23T09:00+08:00")
BEFORE, AFTER = pd.Timestamp("2026-11-23T00:59Z"), pd.Timestamp("2026-11-23T01:01Z")
DAY, NEXT = pd.Timestamp("2026-11-23"), pd.Timestamp("2026-11-24")


def report(at, period="2026-11-20", revision=1):
    return {"state": "new", "cadence": "daily", "period": period, "revision": revision, "submitted_at": at}


def order(ordered, recorded):
    return {"state": "new", "ordered_at": ordered, "recorded_at": recorded}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (report(BEFORE), "late_arrival"),
        (report(AFTER), "late_report"),
        (report(AFTER, period="2026-11-23"), "cut_off"),  # its day was not over at the cut-off
        (report(AFTER, revision=2), "revised"),
    ],
)
def test_a_report_that_is_new(row, kind):
    assert kind_of("reports", row, CUT_OFF) == kind


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (order(BEFORE, AFTER), "backdated"),
        (order(BEFORE, pd.NaT), "backdated"),  # nobody wrote when; it was not there at a pull after the cut-off
        (order(BEFORE, BEFORE), "late_arrival"),
        (order(AFTER, AFTER), "cut_off"),
        (order(AFTER, pd.NaT), "cut_off"),
    ],
)
def test_an_order_that_is_new(row, kind):
    assert kind_of("orders", row, CUT_OFF) == kind


@pytest.mark.parametrize(
    ("table", "column", "at", "kind"),
    [
        ("feedback", "given_at", BEFORE, "late_arrival"),
        ("feedback", "given_at", pd.NaT, "late_arrival"),
        ("feedback", "given_at", AFTER, "cut_off"),
        ("satisfaction", "responded_at", BEFORE, "late_arrival"),
        ("complaints", "opened_at", AFTER, "cut_off"),
        ("opportunities", "created_on", DAY, "backdated"),
        ("opportunities", "created_on", NEXT, "cut_off"),
    ],
)
def test_other_rows_that_are_new(table, column, at, kind):
    assert kind_of(table, {"state": "new", column: at}, CUT_OFF) == kind


def changed(**columns):
    """Give a row that was there before: each column with what it was and what it is."""
    sides = {name: now for name, (_, now) in columns.items()}
    return {"state": "other", **sides, **{f"{name}_before": before for name, (before, _) in columns.items()}}


@pytest.mark.parametrize(
    ("table", "row", "kind"),
    [
        ("orders", changed(amount=(10.0, 12.0)), "correction"),
        ("reports", changed(submitted_at=(BEFORE, BEFORE - pd.Timedelta("1h"))), "correction"),
        ("complaints", changed(resolved_at=(pd.NaT, AFTER)), "cut_off"),
        ("complaints", changed(resolved_at=(pd.NaT, BEFORE)), "late_arrival"),
        ("complaints", changed(resolved_at=(pd.NaT, AFTER), severity=("low", "high")), "correction"),
        ("opportunities", changed(closed_on=(pd.NaT, NEXT), outcome=("open", "won"), stage=("", "closed")), "cut_off"),
        ("opportunities", changed(closed_on=(pd.NaT, DAY), outcome=("open", "won")), "backdated"),
        ("opportunities", changed(closed_on=(pd.NaT, DAY), amount=(10.0, 12.0)), "correction"),
        ("opportunities", changed(closed_on=(DAY, NEXT)), "correction"),
        ("report_fields", {"state": "other"}, "correction"),
    ],
)
def test_a_row_that_is_other(table, row, kind):
    assert kind_of(table, row, CUT_OFF) == kind


@pytest.mark.parametrize("table", ["orders", "reports", "feedback", "complaints", "opportunities", "trainings"])
def test_a_row_that_is_gone_was_withdrawn(table):
    assert kind_of(table, {"state": "gone"}, CUT_OFF) == "withdrawn"


@pytest.mark.parametrize(
    ("table", "kind"),
    [("targets", "target"), ("fx_rates", "rate"), ("memberships", "roster"), ("leave", "roster"), ("people", "roster"),
     ("teams", "roster"), ("customers", "master_data"), ("products", "master_data")],
)  # fmt: skip
@pytest.mark.parametrize("state", ["new", "other", "gone"])
def test_what_stands_is_of_one_kind_whatever_became_of_it(table, kind, state):
    assert kind_of(table, {"state": state}, CUT_OFF) == kind


def test_what_differs_is_told_by_column_without_quoting_anybody():
    row = changed(
        amount=(1200.5, 1500.0), status=("confirmed", "refunded"), recorded_at=(pd.NaT, BEFORE), quantity=(1.0, 1.0),
        person_id=("p1", "p2"),
    )  # fmt: skip
    assert json.loads(what_differs("orders", row)) == [
        ["person_id", None, None],
        ["recorded_at", None, "2026-11-23T00:59:00+00:00"],
        ["amount", "1200.5", "1500"],
        ["status", "confirmed", "refunded"],
    ]
    told = what_differs("complaints", changed(text=("slow", "rude"), category=("a", "b")))
    assert json.loads(told) == [["category", None, None], ["text", None, None]]


def test_nothing_differs_in_a_row_that_is_new_or_gone():
    assert what_differs("orders", order(BEFORE, AFTER)) is None
