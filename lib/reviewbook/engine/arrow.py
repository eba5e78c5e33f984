"""Tables of Arrow, by which engines take frames out; in pandas a whole number stays one beside one that is missing."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

__all__ = ["as_pandas"]

#: As a float a whole number loses its last digits, and a flag becomes an object.
_MASKED = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}


def as_pandas(table: pa.Table) -> pd.DataFrame:
    """Give a table as a frame, its columns of the types in which DuckDB gives them."""
    columns = zip(table.column_names, table.columns, strict=True)
    taken = {name: held.to_pandas(types_mapper=_MASKED.get if held.null_count else None) for name, held in columns}
    return pd.DataFrame(taken, index=pd.RangeIndex(table.num_rows))
