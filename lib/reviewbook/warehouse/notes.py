"""What the file tells about its sources: what was refused, and what came from where and when."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pandas as pd
import pyarrow as pa

from reviewbook.schema import FRAMES, TABLES, Kind
from reviewbook.warehouse.cutoff import CUTOFFS, NONE
from reviewbook.warehouse.layout import arrow_schema, instant, listed, quoted
from reviewbook.warehouse.statements import bring_in, count

__all__ = ["note_origins", "note_rejected"]

_REJECTED = FRAMES["rejected"]


def note_rejected(connection: duckdb.DuckDBPyConnection, source: str, rejected: pd.DataFrame | None) -> int:
    """Replace what was rejected of the source by what was refused now; give how many rows."""
    connection.execute("DELETE FROM rejected WHERE source = $source", {"source": source})
    if rejected is not None:
        rows = pa.Table.from_pandas(rejected, schema=arrow_schema(_REJECTED), preserve_index=False)
        bring_in(connection, rows, "INSERT INTO refused FROM arriving")
    connection.execute(
        f"INSERT INTO rejected SELECT $source, {listed(_REJECTED.names[1:])} FROM refused", {"source": source}
    )
    return count(connection, "SELECT count(*) FROM refused")


def note_origins(connection: duckdb.DuckDBPyConnection, source: str, at: datetime, loaded: list[str]) -> None:
    """Write anew what the file holds of the source; a table that did not come keeps the time of its last pull."""
    earlier = dict(
        connection.execute(
            'SELECT "table", epoch_us(pulled_at) FROM origins WHERE source = $source', {"source": source}
        ).fetchall()
    )
    refused = [name for (name,) in connection.sql('SELECT DISTINCT "table" FROM refused').fetchall()]
    connection.execute("DELETE FROM origins WHERE source = $source", {"source": source})
    for name in sorted({*earlier, *refused, *loaded}):
        kept = name in earlier and name not in loaded
        pulled = f"make_timestamptz({earlier[name]})" if kept else instant(at)
        connection.execute(
            f"INSERT INTO origins SELECT $source, $table, {pulled}, held.rows, "
            '(SELECT count(*) FROM rejected WHERE source = $source AND "table" = $table), held.newest_at '
            f"FROM ({_extent(name)}) AS held",
            {"source": source, "table": name},
        )


def _extent(name: str) -> str:
    if name not in TABLES:
        # A refused row may name a table that the contract does not have.
        return "SELECT 0 AS rows, NULL AS newest_at"
    happened = [n for n in CUTOFFS.get(name, NONE).hidden_until if TABLES[name].column(n).kind is Kind.INSTANT]
    newest = f"max({quoted(happened[0])})" if happened else "NULL"
    return (
        f"SELECT count(*) AS rows, {newest} AS newest_at FROM {quoted(name)} "
        "WHERE pulled_from = $source AND known_to IS NULL"
    )
