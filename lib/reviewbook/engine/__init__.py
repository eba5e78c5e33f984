"""The data-frame seam: the same measure code runs on pandas, Polars, DuckDB and Spark.

The analysis is written in narwhals expressions over lazy frames. Inside it dates
are ISO text and instants are integers (microseconds since 1970 UTC): comparisons,
joins and differences of these give equal results on every engine, while native
dates and zones do not. Only this room knows how a frame gets in and out.

An engine stands in a module of its own (``duckdb_engine``, ``polars_engine``, ``pandas_engine``), which loads
its library: whoever reads what was derived, a notebook say, loads none of them.
"""

from reviewbook.engine.arithmetic import divided, in_parts, rounded
from reviewbook.engine.frames import Engine, Frame, as_analysed, as_read, empty

__all__ = ["Engine", "Frame", "as_analysed", "as_read", "divided", "empty", "in_parts", "rounded"]
