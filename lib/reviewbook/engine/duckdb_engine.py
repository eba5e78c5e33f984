"""Tables of a DuckDB connection: they may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd

from reviewbook.engine.frames import Frame

__all__ = ["DuckDBEngine"]


class DuckDBEngine:
    """
    Frames of one DuckDB connection; kept frames are its temporary tables.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Used by nobody else while the engine lives.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._count = 0

    def frame(self, data: pd.DataFrame) -> Frame:
        """Bring a frame in as a temporary table."""
        incoming = _for_duckdb(data)
        name = self._name()
        self.connection.register("_incoming", incoming)
        self.connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM _incoming")
        self.connection.unregister("_incoming")
        return _lazy(self.connection.table(name))

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame into a temporary table."""
        name = self._name()
        relation = frame.to_native()
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {relation.sql_query()}")
        return _lazy(self.connection.table(name))

    def collect(self, frame: Frame) -> pd.DataFrame:
        """Take a frame out."""
        return pd.DataFrame(frame.to_native().df())

    def _name(self) -> str:
        self._count += 1
        return f"kept_{self._count}"


def _lazy(relation: duckdb.DuckDBPyRelation) -> Frame:
    frame: Frame = nw.from_native(relation)
    return frame


def _for_duckdb(data: pd.DataFrame) -> pd.DataFrame:
    # DuckDB guesses the type of an object column from its values; one that is all empty would become INTEGER.
    blank: Iterable[str] = [name for name in data.columns if data[name].dtype == np.dtype("O")]
    return data.astype(dict.fromkeys(blank, "str")) if blank else data
