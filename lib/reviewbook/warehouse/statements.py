"""The two things that every statement of loading needs: rows in, and a number out."""

from __future__ import annotations

import duckdb
import pyarrow as pa

__all__ = ["bring_in", "count"]


def bring_in(connection: duckdb.DuckDBPyConnection, rows: pa.Table, statement: str) -> None:
    """Run a statement that reads the rows as ``arriving``."""
    connection.register("arriving", rows)
    try:
        connection.execute(statement)
    finally:
        connection.unregister("arriving")


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """Give the one number that a query yields."""
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
