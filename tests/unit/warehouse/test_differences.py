"""What came between two moments, row by row, with the pull that brought it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from reviewbook.warehouse import Moment, Warehouse

AS_OF = datetime(2026, 11, 30, 9, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, tzinfo=UTC)
AGAIN = FIRST + timedelta(days=1)


def order(number, amount=10.0, **more):
    return {"order_id": number, "line_id": "1", "person_id": "p1", "amount": amount,
            "ordered_at": "2026-11-20T00:00Z", **more}  # fmt: skip


def pull(warehouse, rows, *orders, at, source="crm"):
    warehouse.load(source, {"orders": rows("orders", *orders)}, at, complete=True)


def came(warehouse, known, as_of=AS_OF):
    found = warehouse.differences(Moment(AS_OF, known), Moment(as_of), ["orders"])["orders"]
    return found.set_index("order_id")


def test_rows_are_new_other_or_gone(warehouse, rows):
    pull(warehouse, rows, order("same"), order("other"), order("gone"), at=FIRST)
    pull(warehouse, rows, order("same"), order("other", 12.0), order("new"), at=AGAIN)
    found = came(warehouse, {"crm": FIRST})
    assert found["state"].to_dict() == {"gone": "gone", "new": "new", "other": "other"}
    assert found.loc["other", ["amount_before", "amount"]].tolist() == [10.0, 12.0]
    assert found.loc["gone", ["amount_before", "person_id_before"]].tolist() == [10.0, "p1"]
    assert found.loc["gone", ["amount", "person_id"]].isna().all()
    assert (found["came_at"] == pd.Timestamp(AGAIN)).all()


def test_between_a_moment_and_itself_nothing_came(warehouse, rows):
    pull(warehouse, rows, order("a"), at=FIRST)
    assert came(warehouse, {"crm": FIRST}).empty


def test_what_the_former_cut_off_hid_is_new_at_a_later_one(warehouse, rows):
    pull(warehouse, rows, order("late", recorded_at="2026-11-30T10:00Z"), at=FIRST)
    assert came(warehouse, {"crm": FIRST}).empty
    found = came(warehouse, {"crm": FIRST}, as_of=AS_OF + timedelta(hours=2))
    assert found["state"].tolist() == ["new"]
    assert found["came_at"].tolist() == [pd.Timestamp(FIRST)]


def test_each_source_is_taken_at_its_own_pull(warehouse, rows):
    """A source that is behind in time gives something new, though another was pulled later than it."""
    pull(warehouse, rows, order("a"), at=FIRST)
    pull(warehouse, rows, order("b"), at=FIRST + timedelta(days=7), source="shop")
    pull(warehouse, rows, order("a"), order("c"), at=AGAIN)
    known = {"crm": FIRST, "shop": FIRST + timedelta(days=7)}
    assert came(warehouse, known)["state"].to_dict() == {"c": "new"}
    assert came(warehouse, max(known.values())).empty  # one instant for all would have hidden it


def test_a_source_that_was_not_pulled_then_knew_nothing(warehouse, rows):
    pull(warehouse, rows, order("a"), at=FIRST)
    assert came(warehouse, {})["state"].to_dict() == {"a": "new"}
    assert came(warehouse, {"it's another": FIRST})["state"].to_dict() == {"a": "new"}


def test_a_view_of_then_takes_each_source_at_its_own_pull_too(warehouse, rows):
    pull(warehouse, rows, order("a"), at=FIRST)
    pull(warehouse, rows, order("a", 99.0), at=AGAIN)
    seen = {
        known: warehouse.engine().collect(warehouse.view(AS_OF, {"crm": known})["orders"])["amount"].tolist()
        for known in (FIRST, AGAIN)
    }
    assert seen == {FIRST: [10.0], AGAIN: [99.0]}


@pytest.mark.parametrize("name", ["people", "memberships", "report_fields", "leave", "fx_rates", "targets"])
def test_every_kind_of_key_can_be_compared(warehouse, name, rows):
    who = {"person_id": "p1", "team_id": "t1", "owner_id": "t1", "owner_kind": "team"}
    warehouse.load("more", {name: rows(name, who)}, AGAIN)
    found = warehouse.differences(Moment(AS_OF, {"hr": FIRST}), Moment(AS_OF), [name])[name]
    assert found["state"].tolist() == ["other" if name == "people" else "new"]
    assert found["came_at"].tolist() == [pd.Timestamp(AGAIN)]


def test_a_table_without_differences_is_there_without_rows(path):
    with Warehouse.create_or_open(path) as empty:
        found = empty.differences(Moment(AS_OF, {}), Moment(AS_OF), ["orders", "targets"])
    assert {name: len(frame) for name, frame in found.items()} == {"orders": 0, "targets": 0}
