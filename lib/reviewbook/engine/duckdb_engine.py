"""Tables of a DuckDB connection: they may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd

from reviewbook.engine.arrow import as_pandas
from reviewbook.engine.frames import Frame
from reviewbook.errors import Problem, WarehouseError

__all__ = ["DuckDBEngine"]

#: Types of which pandas has no counterpart.
_WIDE = ("hugeint", "decimal")


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
        with self._fitting():
            self.connection.execute(f"CREATE TEMP TABLE {name} AS {relation.sql_query()}")
        return _lazy(self.connection.table(name))

    def collect(self, frame: Frame) -> pd.DataFrame:
        """Take a frame out, by Arrow: a frame of millions of texts would take several times as much as objects."""
        with self._fitting():
            return as_pandas(_plain(frame.to_native()).to_arrow_table())

    def bound(self, most: int) -> None:
        """Hold no more than so many bytes in memory from here on, and the rest on the disk."""
        limit = f"least({most}, parse_formatted_bytes(current_setting('memory_limit')))"
        ((fewest,),) = self.connection.sql(f"SELECT {limit}::BIGINT").fetchall()
        with suppress(duckdb.OutOfMemoryException):  # where there is no disk, it goes on as before
            self.connection.execute(f"SET memory_limit = '{fewest}B'")

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        """Say what to do when neither the memory nor the disk hold what is computed."""
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            limit, folder = self._bounds()
            raise WarehouseError(
                Problem(
                    folder or "memory",
                    f"what is derived does not fit: {str(error).splitlines()[0].removeprefix('Out of Memory Error: ')}",
                    f"DuckDB may take {limit} of memory, and what does not fit goes to this folder",
                    "Make room on its disk, or derive on a machine with more memory.",
                )
            ) from error

    def _bounds(self) -> tuple[str, str]:
        query = "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ((limit, folder),) = self.connection.sql(query).fetchall()
        return str(limit), str(folder)

    def _name(self) -> str:
        self._count += 1
        return f"kept_{self._count}"


def _lazy(relation: duckdb.DuckDBPyRelation) -> Frame:
    frame: Frame = nw.from_native(relation)
    return frame


def _plain(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Give sums as floats: those of whole numbers are wider than any of Arrow's, and would come out as decimals."""
    wide = [name for name, kind in zip(relation.columns, relation.types, strict=True) if kind.id in _WIDE]
    casts = ", ".join(f'CAST("{name}" AS DOUBLE) AS "{name}"' for name in wide)
    return relation.project(f"* REPLACE ({casts})") if wide else relation


def _for_duckdb(data: pd.DataFrame) -> pd.DataFrame:
    # DuckDB guesses the type of an object column from its values; one that is all empty would become INTEGER.
    blank: Iterable[str] = [name for name in data.columns if data[name].dtype == np.dtype("O")]
    return data.astype(dict.fromkeys(blank, "str")) if blank else data
