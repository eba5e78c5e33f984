"""How many rows came of each day, and which orders stand there twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from reviewbook.schema import TABLES
from reviewbook.warehouse import Moment, Warehouse

PULLED = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, END = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)


def _line(order: str, line: str, at: str, **more: object) -> dict[str, object]:
    usual = {"person_id": "li", "customer_id": "c1", "product_id": "p1", "quantity": 1.0, "amount": 9.0}
    return {"order_id": order, "line_id": line, "ordered_at": pd.Timestamp(at, tz="UTC"), "currency": "CNY",
            "status": "confirmed", **usual, **more}  # fmt: skip


def _of(table: str, *rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=TABLES[table].names, dtype="object")
    return frame.assign(_file=f"{table}.csv", _line=range(2, len(rows) + 2))


@pytest.fixture
def warehouse(tmp_path):
    orders = (
        _line("o1", "1", "2026-11-16 03:00"),
        _line("o2", "1", "2026-11-16 03:00"),  # the same sale under another number
        _line("o3", "1", "2026-11-16 17:30", amount=8.0),  # the 17th in Shanghai
        _line("o3", "2", "2026-11-16 17:30", amount=8.0),  # of one order: two pieces
        _line("o4", "1", "2026-11-17 03:00", recorded_at=pd.Timestamp("2026-11-23 09:00", tz="UTC")),
        _line("o5", "1", "2026-11-18 03:00", customer_id=None),
        _line("o6", "1", "2026-11-18 03:00", customer_id=None),
        _line("o7", "1", "2026-11-16 03:00", status="cancelled"),
    )
    deals = [
        {
            "opportunity_id": "d",
            "person_id": "li",
            "stage": "new",
            "created_on": pd.Timestamp("2026-11-18"),
            "outcome": "open",
        }
    ]
    with Warehouse.create_or_open(tmp_path / "w.duckdb") as held:
        held.load("hr", {"people": _of("people", {"person_id": "li", "name": "Li"})}, PULLED)
        held.load("crm", {"orders": _of("orders", *orders), "opportunities": _of("opportunities", *deals)}, PULLED)
        held.load("web", {"orders": _of("orders", _line("w1", "1", "2026-11-16 03:00", amount=5.0))}, PULLED)
        yield held


def test_rows_are_counted_by_source_and_day_of_the_company_as_they_were_known(warehouse: Warehouse) -> None:
    told = warehouse.volumes(Moment(END), "Asia/Shanghai")
    assert [(one.source, one.table, f"{one.on:%m-%d}", one.rows) for one in told.itertuples()] == [
        ("crm", "opportunities", "11-18", 1),
        ("crm", "orders", "11-16", 3),
        ("crm", "orders", "11-17", 2),  # o4 was recorded after the cut-off
        ("crm", "orders", "11-18", 2),
        ("web", "orders", "11-16", 1),
    ]
    newest = told.groupby(["source", "table"])["newest_at"].max()
    assert newest["crm", "orders"] == pd.Timestamp("2026-11-18 03:00", tz="UTC")
    assert newest["crm", "opportunities"] == pd.Timestamp("2026-11-18 16:00", tz="UTC")  # the end of the day


def test_a_sale_that_stands_under_two_numbers_is_doubled_once(warehouse: Warehouse) -> None:
    assert warehouse.doubled(Moment(END), FIRST, END) == (7, 1)


def test_of_a_span_without_orders_none_is_doubled(warehouse: Warehouse) -> None:
    assert warehouse.doubled(Moment(END), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)) == (0, 0)
