"""What loading keeps, closes and refuses."""

from datetime import UTC, datetime, timedelta

import duckdb
import pandas as pd
import pytest

from reviewbook.errors import WarehouseError
from reviewbook.schema import FRAMES, TABLES
from reviewbook.warehouse import Warehouse

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def order(amount, **more):
    return {"order_id": "o1", "line_id": "1", "person_id": "p1", "amount": amount, **more}


def amounts(warehouse, known_at=None):
    orders = warehouse.view(LATER, known_at)["orders"]
    return sorted(warehouse.engine().collect(orders)["amount"])


def versions(path, table):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql(f'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM "{table}"').fetchall()


def test_the_same_rows_again_change_nothing(path, rows):
    tables = {
        "people": rows("people", {"person_id": "p1"}),
        "orders": rows("orders", order(5), order(7, line_id="2", recorded_at="2026-03-01T10:00Z", cost=3)),
    }
    with Warehouse.create_or_open(path) as warehouse:
        assert warehouse.load("crm", tables, MONDAY, complete=True).is_changed
    before = versions(path, "people") + versions(path, "orders")
    with Warehouse.create_or_open(path) as warehouse:
        again = warehouse.load("crm", tables, TUESDAY, complete=True)
    assert versions(path, "people") + versions(path, "orders") == before
    assert not again.is_changed
    assert [(t.table, t.received) for t in again.tables] == [("people", 1), ("orders", 2)]


def test_a_changed_row_is_known_as_it_was_and_as_it_is(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5))}, MONDAY)
    loaded = warehouse.load("crm", {"orders": rows("orders", order(6))}, WEDNESDAY)
    assert (loaded.tables[0].added, loaded.tables[0].changed) == (0, 1)
    assert amounts(warehouse) == [6]
    assert amounts(warehouse, MONDAY) == [5]
    assert amounts(warehouse, TUESDAY) == [5]
    assert amounts(warehouse, WEDNESDAY) == [6]
    assert amounts(warehouse, MONDAY - timedelta(seconds=1)) == []


def test_a_value_that_becomes_empty_is_a_change(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5, cost=2))}, MONDAY)
    warehouse.load("crm", {"orders": rows("orders", order(5))}, TUESDAY)
    assert warehouse.frame("orders")["cost"].isna().tolist() == [True]


def test_a_row_missing_from_a_complete_snapshot_is_closed(warehouse, rows):
    both = rows("orders", order(5), order(7, line_id="2"))
    warehouse.load("crm", {"orders": both}, MONDAY, complete=True)
    loaded = warehouse.load("crm", {"orders": both.head(1)}, TUESDAY, complete=True)
    assert loaded.tables[0].removed == 1
    assert amounts(warehouse) == [5]
    assert amounts(warehouse, MONDAY) == [5, 7]


def test_a_table_missing_from_a_complete_snapshot_is_closed(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5))}, MONDAY, complete=True)
    warehouse.load("crm", {}, TUESDAY, complete=True)
    assert amounts(warehouse) == []


def test_a_row_missing_from_an_increment_stays(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5))}, MONDAY)
    warehouse.load("crm", {"orders": rows("orders", order(7, line_id="2"))}, TUESDAY)
    assert amounts(warehouse) == [5, 7]


def test_a_row_that_comes_back_is_added_again(warehouse, rows):
    frame = {"orders": rows("orders", order(5))}
    warehouse.load("crm", frame, MONDAY, complete=True)
    warehouse.load("crm", {}, TUESDAY, complete=True)
    assert warehouse.load("crm", frame, WEDNESDAY, complete=True).tables[0].added == 1
    assert (amounts(warehouse, MONDAY), amounts(warehouse, TUESDAY), amounts(warehouse)) == ([5], [], [5])


def test_of_two_sources_the_one_that_said_something_new_last_is_believed(warehouse, rows):
    erp, crm = {"orders": rows("orders", order(5))}, {"orders": rows("orders", order(6))}
    warehouse.load("erp", erp, MONDAY, complete=True)
    warehouse.load("crm", crm, TUESDAY, complete=True)
    assert amounts(warehouse) == [6]
    assert not warehouse.load("erp", erp, WEDNESDAY, complete=True).is_changed
    assert amounts(warehouse) == [6]
    assert warehouse.counts()["orders"] == 1


def test_what_one_source_takes_back_the_other_still_says(warehouse, rows):
    warehouse.load("erp", {"orders": rows("orders", order(5))}, MONDAY, complete=True)
    warehouse.load("crm", {"orders": rows("orders", order(6))}, TUESDAY, complete=True)
    warehouse.load("crm", {}, WEDNESDAY, complete=True)
    assert amounts(warehouse) == [5]


def test_a_source_deletes_only_its_own_rows(warehouse, rows):
    warehouse.load("erp", {"orders": rows("orders", order(5))}, MONDAY, complete=True)
    warehouse.load("crm", {"orders": rows("orders", order(6, order_id="o2"))}, TUESDAY, complete=True)
    assert amounts(warehouse) == [5, 6]


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("orders", "person_id", "unknown person 'p9'"),
        ("reports", "person_id", "unknown person 'p9'"),
        ("leave", "person_id", "unknown person 'p9'"),
        ("feedback", "author_id", "unknown person 'p9'"),
        ("satisfaction", "person_id", "unknown person 'p9'"),
        ("meetings", "team_id", "unknown team 'p9'"),
    ],
)
def test_a_row_about_an_unknown_person_or_team_is_rejected(warehouse, rows, table, column, said):
    loaded = warehouse.load("crm", {table: rows(table, {column: "p9"})}, MONDAY)
    assert loaded.rejected == 1
    assert warehouse.counts()[table] == 0
    assert warehouse.rejected().values.tolist() == [["crm", table, f"{table}.csv", 2, column, "p9", said]]


def test_every_column_that_names_a_person_is_checked():
    from reviewbook.warehouse.references import REFERENCES

    checked = {(r.table, r.column) for r in REFERENCES if r.known == "people"}
    named = {(table.name, "person_id") for table in TABLES.values() if "person_id" in table.names} - {
        ("people", "person_id")
    }
    assert named <= checked


def test_an_unknown_team_in_a_membership_is_rejected(warehouse, rows):
    members = rows("memberships", {"person_id": "p1", "team_id": "t1"}, {"person_id": "p1", "team_id": "t9"})
    warehouse.load("hr2", {"memberships": members}, MONDAY)
    assert warehouse.frame("memberships")["team_id"].tolist() == ["t1"]
    assert warehouse.rejected()["reason"].tolist() == ["unknown team 't9'"]


def test_the_owner_of_a_target_is_checked_by_its_kind(warehouse, rows):
    targets = rows(
        "targets",
        {"owner_kind": "person", "owner_id": "t1"},
        {"owner_kind": "team", "owner_id": "t1"},
        {"owner_kind": "company", "owner_id": "anything"},
    )
    warehouse.load("plan", {"targets": targets}, MONDAY)
    assert warehouse.frame("targets")["owner_kind"].tolist() == ["company", "team"]
    assert warehouse.rejected()["reason"].tolist() == ["unknown person 't1'"]


def test_people_of_the_same_batch_are_known_whatever_the_order_of_the_tables(path, rows):
    with Warehouse.create_or_open(path) as warehouse:
        tables = {"orders": rows("orders", order(5)), "people": rows("people", {"person_id": "p1"})}
        assert warehouse.load("all", tables, MONDAY).rejected == 0


def test_an_unknown_customer_or_product_is_kept(warehouse, rows):
    frame = rows("orders", order(5, customer_id="c9", product_id="g9"))
    assert warehouse.load("crm", {"orders": frame}, MONDAY).rejected == 0
    assert warehouse.frame("orders")[["customer_id", "product_id"]].values.tolist() == [["c9", "g9"]]


def test_an_empty_optional_person_is_nobody_and_allowed(warehouse, rows):
    warehouse.load("care", {"satisfaction": rows("satisfaction", {"response_id": "1"})}, MONDAY)
    assert warehouse.counts()["satisfaction"] == 1


def test_of_two_rows_with_one_key_the_last_holds_and_the_other_is_shown(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5), order(6), order(6))}, MONDAY)
    assert amounts(warehouse) == [6]
    assert warehouse.rejected()[["line", "value", "reason"]].values.tolist() == [
        [2, "o1, 1", "the same key stands again in orders.csv, line 4"]
    ]


def test_a_row_that_cannot_be_loaded_does_not_push_out_one_that_can(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5), order(6, person_id="p9"))}, MONDAY)
    assert amounts(warehouse) == [5]
    assert warehouse.rejected()["reason"].tolist() == ["unknown person 'p9'"]


def test_rejected_rows_are_replaced_at_each_load_of_their_source(warehouse, rows):
    refused = pd.DataFrame(
        [["x", "orders", "a.csv", 3, "amount", "abc", "not a number"]], columns=FRAMES["rejected"].names
    )
    warehouse.load("crm", {"orders": rows("orders", order(5, person_id="p9"))}, MONDAY, rejected=refused)
    warehouse.load("erp", {}, MONDAY, rejected=refused)
    assert warehouse.rejected()[["source", "line"]].values.tolist() == [["crm", 3], ["crm", 2], ["erp", 3]]
    warehouse.load("crm", {"orders": rows("orders", order(5))}, TUESDAY)
    assert warehouse.rejected()[["source", "line"]].values.tolist() == [["erp", 3]]


def test_origins_say_what_came_from_where(warehouse, rows):
    orders = rows("orders", order(5, ordered_at="2026-11-20T08:30Z"), order(6, line_id="2"), order(1, person_id="p9"))
    warehouse.load("crm", {"orders": orders.assign(_line=[2, 3, 4])}, TUESDAY)
    found = warehouse.origins().set_index(["source", "table"]).loc[("crm", "orders")]
    assert found["rows"] == 2
    assert found["rejected"] == 1
    assert found["pulled_at"] == pd.Timestamp(TUESDAY)


def test_the_newest_instant_of_a_table_is_told(warehouse, rows):
    orders = rows("orders", order(5, ordered_at="2026-11-20T08:30Z"), order(6, line_id="2"))
    warehouse.load("crm", {"orders": orders, "goals": rows("goals", {"person_id": "p1"})}, TUESDAY)
    newest = warehouse.origins().set_index(["source", "table"])["newest_at"]
    assert newest["crm", "orders"] == pd.Timestamp("2026-11-20T08:30Z")
    assert pd.isna(newest["crm", "goals"])


def test_a_table_that_does_not_come_again_keeps_the_time_of_its_last_pull(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5))}, MONDAY)
    warehouse.load("crm", {"products": rows("products", {"product_id": "1"})}, TUESDAY)
    pulled = warehouse.origins().set_index(["source", "table"])["pulled_at"]
    assert (pulled["crm", "orders"], pulled["crm", "products"]) == (pd.Timestamp(MONDAY), pd.Timestamp(TUESDAY))


def test_ids_come_back_letter_by_letter(warehouse, rows):
    long, padded = "9223372036854775807", "0012"
    orders = rows("orders", order(1, order_id=long, customer_id=padded), order(2, order_id="9223372036854775806"))
    warehouse.load("crm", {"orders": orders}, MONDAY)
    found = warehouse.frame("orders")
    assert found["order_id"].tolist() == ["9223372036854775806", long]
    assert found["customer_id"].tolist()[1] == padded
    assert found["customer_id"].isna().tolist() == [True, False]


def test_a_name_full_of_quotes_is_only_a_name(warehouse, rows):
    name = "Robert'); DROP TABLE people;--\"李"
    warehouse.load("hr'2", {"people": rows("people", {"person_id": name, "name": name})}, MONDAY)
    assert name in warehouse.frame("people")["name"].tolist()
    assert "hr'2" in warehouse.origins()["source"].tolist()


def test_a_load_that_fails_leaves_the_file_as_it_was(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5))}, MONDAY)
    broken = rows("orders", order(6)).drop(columns="currency")
    with pytest.raises(KeyError, match="currency"):
        warehouse.load("crm", {"people": rows("people", {"person_id": "p2"}), "orders": broken}, TUESDAY, complete=True)
    assert amounts(warehouse) == [5]
    assert warehouse.frame("people")["person_id"].tolist() == ["p1"]
    assert warehouse.load("crm", {"orders": rows("orders", order(6))}, TUESDAY).is_changed


def test_a_pull_older_than_the_last_is_refused(warehouse, rows):
    warehouse.load("crm", {"orders": rows("orders", order(5))}, TUESDAY)
    with pytest.raises(WarehouseError) as refusal:
        warehouse.load("crm", {"orders": rows("orders", order(6))}, MONDAY)
    assert str(refusal.value) == (
        "source crm: this pull of 2026-11-23 09:00 UTC is older than one that is loaded (2026-11-24 09:00 UTC). "
        "Pulls are loaded in the order in which they were made. "
        "To start over, delete the warehouse and run `reviewbook pull`."
    )


def test_an_unknown_table_is_refused_with_the_nearest_name(warehouse, rows):
    with pytest.raises(WarehouseError, match=r"source crm: it gives a table 'order'\. Did you mean 'orders'\?"):
        warehouse.load("crm", {"order": rows("orders", order(5))}, MONDAY)


def test_an_instant_without_a_zone_is_refused(warehouse):
    with pytest.raises(ValueError, match="2026-11-23 09:00:00 has no zone"):
        warehouse.load("crm", {}, datetime(2026, 11, 23, 9))  # noqa: DTZ001
