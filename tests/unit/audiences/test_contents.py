"""Two frames have the same checksum exactly when they hold the same."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from reviewbook.audiences.contents import contents


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame({
        "id": ["a", "b", None],
        "on": pd.Series(["2026-11-23", None, "2026-11-24"], dtype="datetime64[s]"),
        "at": pd.to_datetime(pd.Series(["2026-11-23T01:30:00.000001Z", None, None]), utc=True),
        "amount": [0.1, np.nan, 0.0],
        "count": pd.Series([2**53 + 1, None, 0], dtype="Int64"),
        "done": pd.Series([True, None, False], dtype="boolean"),
    })  # fmt: skip


def test_what_was_written_and_read_is_the_same(frame):
    kept = io.BytesIO()
    frame.to_parquet(kept, index=False)
    assert contents(pd.read_parquet(kept)) == contents(frame)


def test_how_a_column_is_held_does_not_count(frame):
    held = frame.astype({"on": "datetime64[ns]", "at": "datetime64[ns, UTC]", "id": "object"})
    assert contents(held.set_index(pd.Index([7, 8, 9]))) == contents(frame)


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        ("id", 0, "b"), ("id", 2, ""), ("id", 2, "None"), ("on", 0, pd.Timestamp("2026-11-22")),
        ("at", 0, pd.Timestamp("2026-11-23T01:30:00.000002Z")), ("amount", 0, 0.1 + 2e-17), ("amount", 1, 0.0),
        ("count", 0, 2**53), ("count", 1, 0), ("done", 1, False),
    ],
)  # fmt: skip
def test_another_value_is_another_checksum(frame, column, row, value):
    other = frame.copy()
    other.loc[row, column] = value
    assert contents(other) != contents(frame)


def test_a_text_that_moves_to_the_next_row_is_another(frame):
    one, other = (pd.DataFrame({"said": texts}) for texts in (["ab", "c"], ["a", "bc"]))
    assert contents(one) != contents(other)


def test_other_names_orders_and_fewer_rows_are_others(frame):
    others = [frame.rename(columns={"id": "key"}), frame[[*frame.columns[::-1]]], frame.iloc[:2], frame.iloc[::-1]]
    assert len({contents(one) for one in (frame, *others)}) == 5
