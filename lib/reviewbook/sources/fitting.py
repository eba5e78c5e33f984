"""Whether a file has the columns that its mapping names; asked before a single row is read."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from reviewbook.errors import Problem, nearest
from reviewbook.params.mappings import ColumnRule, Mapping
from reviewbook.schema import TABLES
from reviewbook.sources.received import CELLS, LINE

__all__ = ["absent", "unfit"]


def unfit(
    frame: pd.DataFrame, mapping: Mapping, rules: dict[str, ColumnRule], where: str, by_name: bool = False
) -> list[Problem | str]:
    """
    Say what keeps a file from being mapped.

    Parameters
    ----------
    frame : DataFrame
        The file as received.
    mapping : Mapping
        The mapping that means it.
    rules : dict
        Where each column of the table comes from.
    where : str
        Source, table and file, for messages.
    by_name : bool
        The file has no mapping: each of its columns must be one of the table.

    Returns
    -------
    list of Problem
        Empty when it fits.
    """
    table = TABLES[mapping.table]
    wide = tuple(mapping.unpivot.columns) if mapping.unpivot else ()
    found = absent(frame, wide, where)
    turned = mapping.unpivot or mapping.sections
    made = (turned.name, turned.value) if turned else ()
    named = dict.fromkeys([*(name for rule in rules.values() for name in rule.needs), *mapping.only, *mapping.filled])
    found += absent(frame, [name for name in named if name not in made], where)
    for column in table.columns:
        if not column.optional and column.name not in rules:
            found.append(
                Problem(
                    where,
                    f"there is no column {column.name!r}, and every row of {table.name} needs one",
                    f"The file has: {', '.join(_names(frame))}.",
                    "Add the column, or map it in sources.yaml.",
                )
            )
    if by_name:
        found += [
            Problem(
                where,
                f"column {name!r} is not one of {table.name}",
                nearest(name, table.names),
                f"Rename it, or list the table in sources.yaml ({{table: {table.name}, file: …}}) to leave it out.",
            )
            for name in _names(frame)
            if name not in table.names
        ]
    return found


def absent(frame: pd.DataFrame, names: Iterable[str], where: str) -> list[Problem | str]:
    """Say which of the columns the file does not have."""
    known = _names(frame)
    return [Problem(where, f"the file has no column {n!r}", nearest(n, known)) for n in names if n not in known]


def _names(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame if name not in (LINE, CELLS)]
