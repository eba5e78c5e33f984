"""How a share of rows is made, the same way for every rate."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.statistics import wilson

__all__ = ["rate"]


def rate(rows: Frame, good: nw.Expr, counted: nw.Expr | None = None, nothing: str = "") -> Frame:
    """
    Divide the good rows of every cell by those that count.

    Parameters
    ----------
    rows : Frame
        Rows with `BY`.
    good, counted : Expr
        Whether a row is good and whether it counts; every row counts where nothing is said.
    nothing : str
        The note of a cell in which no row counts.

    Returns
    -------
    Frame
        One row per cell: ``numerator`` good, ``denominator`` and ``n`` counted, 95 % Wilson interval.
    """
    counts = nw.lit(1) if counted is None else _one(counted)
    sums = rows.with_columns(_good=_one(good), _counted=counts).group_by(*BY).agg(
        k=nw.col("_good").sum(), n=nw.col("_counted").sum()
    )  # fmt: skip
    k, n = nw.col("k"), nw.col("n")
    some = nw.when(n > 0).then(n).otherwise(None).cast(nw.Float64)
    lower, upper = wilson(k, n)
    note = nw.when(n == 0).then(nw.lit(nothing)).otherwise(None)
    return measured(sums, value=k / some, numerator=k, denominator=n, lower=lower, upper=upper, n=n, note=note)


def _one(condition: nw.Expr) -> nw.Expr:
    return condition.cast(nw.Int64)
