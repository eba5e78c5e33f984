"""Tables of a Spark session: they may be larger than one machine."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
from narwhals._spark_like import expr as expressions
from pyspark.sql import DataFrame, SparkSession

from reviewbook.engine.arrow import as_pandas
from reviewbook.engine.frames import Frame

__all__ = ["SparkEngine"]


def _divided(functions: ModuleType, left: Any, right: Any) -> Any:
    """
    Divide, and give nothing for a division by nothing.

    narwhals writes the dividend four times, for what is infinite or no number, and a division in a division sixteen
    times: Spark takes minutes to plan it. The measures ask for no division by nothing.
    """
    return functions.try_divide(left, right)


expressions.true_divide = _divided  # type: ignore[attr-defined, assignment]


class SparkEngine:
    """
    Frames of one Spark session; kept frames stand with its executors.

    Parameters
    ----------
    session : SparkSession
        With the settings of `spark_session.SETTINGS`.
    folder : Path
        Where `read` hands tables over; it goes when the engine does. Every machine of the session sees it at the same
        path.
    """

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self.session = session
        self._handed = folder
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def frame(self, data: pd.DataFrame) -> Frame:
        """Bring a frame in."""
        return _lazy(self.session.createDataFrame(_typed(pa.Table.from_pandas(data, preserve_index=False))))

    def read(self, name: str, relation: duckdb.DuckDBPyRelation) -> Frame:
        """Bring in what a warehouse holds, by a file: it never stands in the memory of this process."""
        file = self._handed / f"{name}.parquet"
        relation.write_parquet(str(file))
        # With the types given, Spark need not look into the file for them.
        types = ["string" if str(one) == "VARCHAR" else str(one) for one in relation.types]
        shape = ", ".join(f"`{column}` {one}" for column, one in zip(relation.columns, types, strict=True))
        return _lazy(self.session.read.schema(shape).parquet(str(file)))

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once; what it was computed from is forgotten, so that plans stay short."""
        return _lazy(frame.to_native().localCheckpoint(eager=True))

    def collect(self, frame: Frame) -> pd.DataFrame:
        """Take a frame out."""
        return as_pandas(frame.to_native().toArrow())


def _typed(table: pa.Table) -> pa.Table:
    """Give a column without any value a type: it has none of its own."""
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in table.schema]
    return table.cast(pa.schema(fields))


def _lazy(data: DataFrame) -> Frame:
    frame: Frame = nw.from_native(data)
    return frame
