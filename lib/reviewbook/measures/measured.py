"""The form in which every measure comes, and the cells that a measure has to fill.

A measure never leaves a cell out: an entity that existed in a period has either a
value, a real zero, or an empty value with a note that says why it does not exist.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, in_parts
from reviewbook.measures.grid import BY, Grid
from reviewbook.schema import COMPANY

__all__ = ["averaged", "cells", "complete", "measured", "money"]

_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


def measured(rows: Frame, **columns: nw.Expr) -> Frame:
    """
    Bring a frame into the form of `schema.Measured`.

    Parameters
    ----------
    rows : Frame
        One row per cell, with `BY`.
    **columns : Expr
        Those of ``value, numerator, denominator, lower, upper, n, note`` that exist; the others are empty, ``n`` 0.

    Returns
    -------
    Frame
        Numbers as floats, ``n`` as integer, ``note`` as text, alike on every engine.
    """
    nothing = nw.lit(None)
    numbers = {name: columns.get(name, nothing).cast(nw.Float64) for name in _NUMBERS}
    n = columns.get("n", nw.lit(0)).cast(nw.Int64)
    return rows.select(*BY, **numbers, n=n, note=columns.get("note", nothing).cast(nw.String))


def averaged(rows: Frame, column: str, scale: int) -> Frame:
    """
    Average a column in every cell.

    Parameters
    ----------
    rows : Frame
        Rows with `BY`.
    column : str
        The values, 0 to 100 at the most, none of them empty.
    scale : int
        Values are added up as whole parts of this size: sums of fractions would differ in the last digit with the
        order of the rows, which no engine promises.

    Returns
    -------
    Frame
        `BY`, ``total``, ``mean``, ``sd`` (divisor n − 1; empty for a single row) and ``n``.
    """
    whole = in_parts(nw.col(column), scale)
    parts = rows.with_columns(_whole=whole).with_columns(_square=nw.col("_whole") * nw.col("_whole"))
    summed = parts.group_by(*BY).agg(_total=nw.col("_whole").sum(), _squares=nw.col("_square").sum(), n=nw.len())
    total, squares, n = (nw.col(name).cast(nw.Float64) for name in ("_total", "_squares", "n"))
    variance = nw.when(nw.col("n") > 1).then(nw.max_horizontal(squares - total * total / n, nw.lit(0.0)) / (n - 1))
    return summed.select(
        *BY,
        total=divided(total, scale),
        mean=divided(total / n, scale),
        sd=divided(variance.sqrt(), scale),
        n=nw.col("n").cast(nw.Int64),
    )


def money(minor: str) -> nw.Expr:
    """Give the amount of a column of minor units, in units of the company's currency."""
    return divided(nw.col(minor), 100)


def cells(grid: Grid, homes: Frame) -> Frame:
    """
    Every entity in every period in which it existed.

    Parameters
    ----------
    grid : Grid
        The periods; the entities of a team.
    homes : Frame
        One row per person and day: ``person_id, on, team_id`` (`roster.Roster.homes`).

    Returns
    -------
    Frame
        `BY`: persons and teams with a member on a day of the period, and the company in every period.
    """
    existed = grid.spread(homes.select("person_id", "on", "team_id")).select(*BY)
    company = grid.periods.select(
        "cadence", "period", entity_kind=nw.lit("company"), entity_id=nw.lit(COMPANY)
    )  # also in a period in which nobody was in a team
    return nw.concat([existed, company], how="vertical").unique()


def complete(values: Frame, absent: str | None, grid_cells: Frame) -> Frame:
    """
    Fill the cells for which a measure has no row.

    Parameters
    ----------
    values : Frame
        A measure in the form of `measured`.
    absent : str or None
        Note of a missing cell; None when a missing cell is a real zero.
    grid_cells : Frame
        The cells to fill.

    Returns
    -------
    Frame
        The rows given, and one for each cell that had none.
    """
    missing = grid_cells.join(values.select(*BY), on=list(BY), how="anti")
    filler = measured(missing, value=nw.lit(0.0)) if absent is None else measured(missing, note=nw.lit(absent))
    return nw.concat([values, filler], how="vertical")
