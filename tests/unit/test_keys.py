"""The place of a row is found by its key, and a key takes next to nothing."""

from __future__ import annotations

import tracemalloc
from itertools import product

import pandas as pd
import pytest

from reviewbook.schema.keys import Keys

SALES = pd.DataFrame({
    "measure": ["revenue", "orders", "revenue", "revenue"],
    "period": ["2026-W47", "2026-W47", "2026-W46", "2026-W47"],
    "entity_id": ["p001", "p001", "p001", "0012"],
    "value": [5.0, 2.0, 4.0, 7.0],
})  # fmt: skip
KEY = ("measure", "period", "entity_id")


@pytest.mark.parametrize("key", [*product(["revenue", "orders"], ["2026-W46", "2026-W47"], ["0012", "p001"])])
def test_a_row_is_found_by_its_key_and_no_other(key):
    rows = [tuple(row) for row in SALES[list(KEY)].itertuples(index=False)]
    assert Keys(SALES, KEY).place(key) == (rows.index(key) if key in rows else None)


@pytest.mark.parametrize("key", [("margin", "2026-W47", "p001"), ("revenue", "2026-W47", "12"), ("", "", "")])
def test_a_text_that_no_row_has_leads_nowhere(key):
    assert Keys(SALES, KEY).place(key) is None


def test_of_two_rows_with_one_key_the_last_counts():
    assert Keys(pd.concat([SALES, SALES]), KEY).place(("orders", "2026-W47", "p001")) == 5


def test_an_empty_frame_has_no_row():
    assert Keys(SALES.iloc[:0], KEY).place(("revenue", "2026-W47", "p001")) is None


def test_a_key_takes_less_than_fifty_bytes():
    many = pd.DataFrame([*product("abcdefgh", map(str, range(50)), map(str, range(100)))], columns=KEY)
    tracemalloc.start()
    try:
        keys = Keys(many, KEY)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert keys.place(("h", "49", "99")) == len(many) - 1
    assert taken < 50 * len(many)
