"""What a snapshot became: tables, what was rejected of it, and what was not meant."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from reviewbook.schema import FRAMES, TABLES, Table
from reviewbook.sources.kinds import DTYPES
from reviewbook.sources.received import LINE
from reviewbook.sources.rules import FILE, replaced

__all__ = ["Mapped", "Yield"]

_LEFT_OUT = {"source": "str", "table": "str", "file": "str", "rows": "Int64", "reason": "str"}


@dataclass(frozen=True)
class Mapped:
    """
    The tables of one snapshot.

    Parameters
    ----------
    source : str
        Name of the source.
    tables : dict of DataFrame
        Table → its rows in the columns and types of `schema`, with ``_file`` and ``_line``.
    rejected : DataFrame
        One row per problem: the frame ``rejected`` of `schema`.
    left_out : DataFrame
        Rows that are not meant: ``source, table, file, rows`` (how many) and ``reason``.
    """

    source: str
    tables: dict[str, pd.DataFrame]
    rejected: pd.DataFrame
    left_out: pd.DataFrame


@dataclass
class Yield:
    """
    What has been made so far of one snapshot.

    Parameters
    ----------
    parts : dict
        Table → typed rows with their file and line, in the order received.
    rejected : list of DataFrame
        Rows that were refused, with every reason.
    left_out : list of tuple
        Table, file, rows and reason of what is not meant.
    """

    parts: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    rejected: list[pd.DataFrame] = field(default_factory=list)
    left_out: list[tuple[str, str, int, str]] = field(default_factory=list)

    def reject(self, table: str, file: str | pd.Series, rows: pd.DataFrame) -> None:
        """Note refused rows of one table: ``line, column, value, reason``."""
        if len(rows):
            self.rejected.append(rows.assign(table=table, file=file))

    def mapped(self, source: str) -> Mapped:
        """Put the parts of each table together; of two rows with one key the later one counts."""
        tables = {name: self._together(TABLES[name], parts) for name, parts in self.parts.items()}
        return Mapped(source, tables, _rejected(source, self.rejected), _left_out(source, self.left_out))

    def _together(self, table: Table, parts: list[pd.DataFrame]) -> pd.DataFrame:
        rows = pd.concat(parts, ignore_index=True)
        kept, lost, same = replaced(rows, table)
        self.rejected.append(lost.assign(table=table.name))
        if same:
            self.left_out.append((table.name, "", same, "the same row stands there again"))
        columns = [*table.names, FILE, LINE]
        kinds = {column.name: DTYPES[column.kind] for column in table.columns}
        return kept[columns].astype(kinds).reset_index(drop=True)


def _rejected(source: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    kinds = {column.name: DTYPES[column.kind] for column in FRAMES["rejected"].columns}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    found = pd.concat([empty, *(part.assign(source=source) for part in parts if len(part))], ignore_index=True)
    ordered = found.sort_values(["table", "file", "line", "column"], kind="stable", ignore_index=True)
    return ordered[list(kinds)].astype(kinds)


def _left_out(source: str, parts: list[tuple[str, str, int, str]]) -> pd.DataFrame:
    rows = [(source, *part) for part in parts]
    return pd.DataFrame(rows, columns=list(_LEFT_OUT)).astype(_LEFT_OUT)
