"""Which engine a warehouse is derived on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from reviewbook.analysis import computing
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.polars_engine import PolarsEngine
from reviewbook.warehouse import Warehouse

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def warehouse(tmp_path: Path):
    products = pd.DataFrame({
        "product_id": ["a1", "a2"], "name": ["Pump", "Valve"], "category": None, "_file": "products.csv", "_line": [1, 2],
    })  # fmt: skip
    with Warehouse.create_or_open(tmp_path / "warehouse.duckdb") as made:
        made.load("erp", {"products": products}, AT)
        yield made


@pytest.mark.parametrize(
    ("asked", "most", "expected"),
    [
        ("auto", 2, PolarsEngine),
        ("auto", 1, DuckDBEngine),  # one row too many for the memory
        ("polars", 1, PolarsEngine),
        ("duckdb", 2, DuckDBEngine),
    ],
)
def test_what_fits_into_memory_is_derived_there_unless_the_company_says_otherwise(
    monkeypatch, warehouse, params, asked, most, expected
):
    monkeypatch.setattr(computing, "IN_MEMORY_ROWS", most)
    company = params.company.model_copy(update={"engine": asked})
    engine, tables = computing.computing(warehouse, warehouse.view(AT), company)
    assert type(engine) is expected
    assert engine.collect(tables["products"].sort("product_id"))["name"].tolist() == ["Pump", "Valve"]
