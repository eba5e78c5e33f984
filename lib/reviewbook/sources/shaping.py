"""A file as received becomes rows that can be mapped: what is empty, side by side, or not meant at all."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reviewbook.params.mappings import Mapping
from reviewbook.sources.answers import answers
from reviewbook.sources.received import CELLS, LINE

__all__ = ["Shaped", "blank", "number_column", "shaped"]


@dataclass(frozen=True)
class Shaped:
    """
    The rows of one file that a mapping speaks of.

    Parameters
    ----------
    rows : DataFrame
        Columns as in the file (after `Unpivot` or `Sections`), missing where empty; and `LINE`.
    ragged : DataFrame
        Rows with more or fewer cells than the header: ``line, column, value, reason``.
    left_out : dict
        Why rows are not meant → how many.
    """

    rows: pd.DataFrame
    ragged: pd.DataFrame
    left_out: dict[str, int]


def shaped(frame: pd.DataFrame, mapping: Mapping) -> Shaped:
    """
    Bring a file into the shape that its mapping describes.

    Parameters
    ----------
    frame : DataFrame
        The file as received; has every column that the mapping names.
    mapping : Mapping
        Says what is empty, what stands side by side and which rows are meant.
    """
    whole, ragged = _cut(frame)
    rows = pd.DataFrame({name: blank(whole[name], mapping.empty) for name in whole.columns})
    for rule in mapping.columns.values():
        name = rule.line_number_within
        if name:  # counted before anything is left out, so that a filter never renumbers a line
            rows[number_column(name)] = (rows.groupby(name, sort=False, dropna=False).cumcount() + 1).astype("str")
    if mapping.unpivot:
        rows = _below_one_another(rows, mapping)
    if mapping.sections:
        rows = answers(rows, mapping.sections)
    kept, left_out = _meant(rows, mapping)
    return Shaped(kept, ragged, left_out)


def blank(values: pd.Series, empty: tuple[str, ...] = ()) -> pd.Series:
    """Make missing what is only blanks, or one of the texts that mean nothing."""
    if values.dtype != "str":
        return values
    bare = values.str.strip()
    return values.mask(bare.isin(("", *empty)))


def number_column(name: str) -> str:
    """Give the name of the helper column that counts the rows within `name`."""
    return f"_number within {name}"


def _cut(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Set apart the rows whose cells do not fit the header: nobody knows which cell is which."""
    columns = {"line": "Int64", "column": "str", "value": "str", "reason": "str"}
    if CELLS not in frame:
        return frame.reset_index(drop=True), pd.DataFrame(
            {name: pd.Series(dtype=kind) for name, kind in columns.items()}
        )
    width = len(frame.columns) - 2
    wrong = frame[CELLS] != width
    bad = frame[wrong]
    ragged = pd.DataFrame(
        {
            "line": bad[LINE],
            "column": pd.Series(pd.NA, index=bad.index, dtype="str"),
            "value": bad[CELLS].astype("str"),
            "reason": "has " + bad[CELLS].astype("str") + f" cells where the header has {width}",
        }
    )
    return frame[~wrong].drop(columns=CELLS).reset_index(drop=True), ragged


def _below_one_another(rows: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    unpivot = mapping.unpivot
    assert unpivot is not None
    kept = [name for name in rows if name not in unpivot.columns]
    long = rows.melt(id_vars=kept, value_vars=list(unpivot.columns), var_name=unpivot.name, value_name=unpivot.value)
    long[unpivot.name] = long[unpivot.name].map(unpivot.columns).astype("str")
    return long.sort_values(LINE, kind="stable", ignore_index=True)


def _meant(rows: pd.DataFrame, mapping: Mapping) -> tuple[pd.DataFrame, dict[str, int]]:
    left_out: dict[str, int] = {}
    for name, values in mapping.only.items():
        meant = rows[name].isin(values)
        left_out[f"{name} is none of {', '.join(values)}"] = int((~meant).sum())
        rows = rows[meant]
    for name in mapping.filled:
        meant = rows[name].notna()
        left_out[f"{name} is empty"] = int((~meant).sum())
        rows = rows[meant]
    return rows.reset_index(drop=True), {reason: count for reason, count in left_out.items() if count}
