"""The columns of a table are filled from the rows of a file, each by its rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from reviewbook.errors import Problem, SourceError
from reviewbook.params.mapped import MappedEntry
from reviewbook.params.mappings import ColumnRule, Lookup
from reviewbook.schema import Column, Table
from reviewbook.sources.kinds import DTYPES, Manner, as_text, typed
from reviewbook.sources.received import LINE
from reviewbook.sources.shaping import number_column

__all__ = ["Filled", "Opener", "filled"]

#: Gives the frame of the file and sheet of a lookup, with blanks already missing.
Opener = Callable[[Lookup], pd.DataFrame]


_LONGEST = 60  # characters of a value that a reason repeats


@dataclass(frozen=True)
class Filled:
    """
    Rows in a table's own columns and types.

    Parameters
    ----------
    rows : DataFrame
        The usable rows, with `LINE`.
    refused : DataFrame
        ``line, column, value, reason``: every problem of every unusable row.
    """

    rows: pd.DataFrame
    refused: pd.DataFrame


def filled(rows: pd.DataFrame, table: Table, rules: dict[str, ColumnRule], entry: MappedEntry, look: Opener) -> Filled:
    """
    Fill a table's columns.

    Parameters
    ----------
    rows : DataFrame
        From `shaped`.
    table : Table
        The table to be filled.
    rules : dict
        Column of the table → where its value comes from; every required column has one.
    entry : MappedEntry
        Its zone and the marks of its numbers.
    look : callable
        Opens the file of a lookup.

    Raises
    ------
    SourceError
        When the mapping cannot work for any row: no zone is named for times, a lookup that is not unique.
    """
    made: dict[str, pd.Series] = {}
    refused: list[pd.DataFrame] = []
    problems: list[Problem | str] = []
    for column in table.columns:
        rule = rules.get(column.name)
        if rule is None:
            made[column.name] = pd.Series(index=rows.index, dtype=DTYPES[column.kind])
            continue
        try:
            made[column.name], bad = _column(rows, column, rule, entry, look)
        except SourceError as error:
            problems.extend(error.problems)
            continue
        if len(bad):
            refused.append(bad.assign(column=column.name, line=rows[LINE].loc[bad.index]))
    if problems:
        raise SourceError(*problems)
    good = pd.DataFrame({**made, LINE: rows[LINE]})
    if not refused:
        return Filled(good, pd.DataFrame(columns=["line", "column", "value", "reason"]))
    bad = pd.concat(refused).sort_values("line", kind="stable")
    return Filled(good.drop(index=bad.index.unique()), bad[["line", "column", "value", "reason"]])


def _column(
    rows: pd.DataFrame, column: Column, rule: ColumnRule, entry: MappedEntry, look: Opener
) -> tuple[pd.Series, pd.DataFrame]:
    """Read one column; give it with ``value, reason`` of what was refused, by the labels of the rows."""
    raw = _raw(rows, rule)
    known, unknown = _translated(raw, rule, look)
    manner = Manner(entry.zone, *entry.marks, rule.format, rule.time)
    found, why = typed(known, column, manner)
    if rule.times is not None:
        found = found * rule.times
        endless = np.isinf(found)
        found, why = found.mask(endless), pd.concat([why, pd.Series("is too large", found.index[endless], dtype="str")])
    reasons = pd.concat([unknown, why])
    absent = found.index[found.isna()].difference(reasons.index) if not column.optional else found.index[:0]
    if reasons.empty and absent.empty:
        return found, pd.DataFrame()
    values = as_text(raw.loc[reasons.index])
    empty = pd.Series("is empty, and every row needs it", index=absent, dtype="str")
    return found, pd.DataFrame(
        {
            "value": values.reindex([*reasons.index, *absent]),
            "reason": pd.concat([_quoted(values) + reasons, empty]) + _of(rule, column),
        }
    )


def _of(rule: ColumnRule, column: Column) -> str:
    """Name the column of the file, where it is called otherwise than that of the table."""
    return f" (column {rule.source!r})" if rule.source not in ("", column.name) else ""


def _quoted(values: pd.Series) -> pd.Series:
    short = values.where(values.str.len() <= _LONGEST, values.str.slice(0, _LONGEST) + "…")
    return "'" + short + "' "


def _raw(rows: pd.DataFrame, rule: ColumnRule) -> pd.Series:
    if rule.constant is not None:
        return pd.Series(rule.constant, index=rows.index, dtype="str")
    if rule.line_number_within:
        return rows[number_column(rule.line_number_within)]
    if rule.source:
        return rows[rule.source]
    parts = [as_text(rows[name]).str.strip().where(rows[name].notna()) for name in rule.join]
    return reduce(lambda left, right: left + rule.separator + right, parts)


def _translated(raw: pd.Series, rule: ColumnRule, look: Opener) -> tuple[pd.Series, pd.Series]:
    """Put `values`, `lookup` and `others` to work; give what is known, and why the rest is not."""
    nothing = pd.Series(dtype="str")
    if not (rule.values or rule.lookup):
        return raw, nothing
    text = as_text(raw).str.strip().where(raw.notna())
    found = text.map(rule.values).astype("str")
    reason = "is not among the `values` of sources.yaml"
    if rule.lookup:
        found = found.fillna(text.map(_looked_up(rule.lookup, look)).astype("str"))
        reason = f"is not in {rule.lookup.file} ({rule.lookup.key})"
    if rule.others is not None:
        found = found.fillna(pd.Series(rule.others, index=raw.index, dtype="str").where(text.notna()))
    unknown = text.index[text.notna() & found.isna()]
    return found, pd.Series(reason, index=unknown, dtype="str")


def _looked_up(lookup: Lookup, look: Opener) -> dict[str, str]:
    frame = look(lookup)
    keys, values = (as_text(frame[name]).str.strip().where(frame[name].notna()) for name in (lookup.key, lookup.value))
    usable = keys.notna() & values.notna()
    twice = keys[usable & keys.duplicated()].unique()
    if len(twice):
        raise SourceError(
            Problem(
                lookup.file,
                f"{lookup.key} {', '.join(twice[:5])} stands there more than once",
                "A lookup needs one answer for each key.",
                "Mend the file, or look up another column.",
            )
        )
    return dict(zip(keys[usable], values[usable], strict=True))
