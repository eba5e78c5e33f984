"""Everything in memory, on all processors, and planned as a whole: the fastest for a company that fits in there."""

from __future__ import annotations

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl

from reviewbook.engine.arrow import as_pandas
from reviewbook.engine.frames import Frame

__all__ = ["PolarsEngine"]


class PolarsEngine:
    """Frames of Polars; kept frames stand in memory."""

    def frame(self, data: pd.DataFrame) -> Frame:
        """Bring a frame in."""
        return _lazy(pl.from_pandas(data.reset_index(drop=True)))

    def read(self, relation: duckdb.DuckDBPyRelation) -> Frame:
        """Bring in what a warehouse holds."""
        return _lazy(relation.pl())

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once."""
        return _lazy(frame.to_native().collect())

    def collect(self, frame: Frame) -> pd.DataFrame:
        """Take a frame out."""
        return as_pandas(frame.to_native().collect().to_arrow())


def _lazy(data: pl.DataFrame) -> Frame:
    frame: Frame = nw.from_native(data.lazy())
    return frame
