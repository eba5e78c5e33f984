"""People of a system are the company's people once `identities` says who is who, and nobody's before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def task(rows):
    return {"follow_ups": rows("follow_ups", {"follow_up_id": "trello:a", "owner_id": "trello:5f3", "status": "open"})}


def who(warehouse, rows, system="trello", person="p1"):
    known = {"identities": rows("identities", {"system": system, "external_id": "5f3", "person_id": person})}
    return warehouse.load("identities", known, MONDAY, complete=True)


def owners(warehouse):
    return list(warehouse.engine().collect(warehouse.view(LATER)["follow_ups"])["owner_id"])


def test_who_is_known_in_the_system_is_named_by_the_companys_id(warehouse, rows, task):
    who(warehouse, rows)
    warehouse.load("trello", task, MONDAY)
    assert owners(warehouse) == ["p1"]


def test_an_owner_whom_nobody_knows_is_kept_as_the_system_calls_him(warehouse, rows, task):
    who(warehouse, rows, system="asana")
    warehouse.load("trello", task, MONDAY)
    assert owners(warehouse) == ["trello:5f3"]


def test_whose_order_it_is_must_be_known(warehouse, rows):
    orders = {"orders": rows("orders", {"order_id": "1", "line_id": "1", "person_id": "crm:77"})}
    loaded = warehouse.load("crm", orders, MONDAY)
    assert loaded.rejected == 1
    assert list(warehouse.rejected()["reason"]) == ["unknown person 'crm:77'"]


def test_who_is_matched_later_has_his_rows_from_then_on(warehouse, rows, task):
    warehouse.load("trello", task, MONDAY)
    who(warehouse, rows)
    loaded = warehouse.load("trello", task, TUESDAY)
    assert [(table.added, table.changed) for table in loaded.tables] == [(0, 1)]
    assert owners(warehouse) == ["p1"]


def test_an_identity_of_a_person_who_does_not_exist_is_none(warehouse, rows, task):
    assert who(warehouse, rows, person="nobody").rejected == 1
    warehouse.load("trello", task, MONDAY)
    assert owners(warehouse) == ["trello:5f3"]


def test_an_id_of_another_system_that_looks_the_same_is_another_person(warehouse, rows):
    who(warehouse, rows)
    other = {"follow_ups": rows("follow_ups", {"follow_up_id": "a", "owner_id": "5f3", "status": "open"})}
    warehouse.load("trello", other, MONDAY)
    assert owners(warehouse) == ["5f3"]


def test_a_team_whose_id_in_the_system_is_that_of_a_person_stays_a_team(warehouse, rows):
    who(warehouse, rows)
    targets = [{"owner_kind": kind, "owner_id": "trello:5f3"} for kind in ("team", "person")]
    warehouse.load("trello", {"targets": rows("targets", *targets)}, MONDAY)
    assert list(warehouse.rejected()["reason"]) == ["unknown team 'trello:5f3'"]
    assert list(warehouse.engine().collect(warehouse.view(LATER)["targets"])["owner_id"]) == ["p1"]
