"""What a column and a table are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Column", "Kind", "Table"]


class Kind(StrEnum):
    """What a column holds; decides its type in every engine and file.

    ====== ======================= ===================== ===========================
    kind   pandas                  DuckDB, Parquet       inside the analysis
    ====== ======================= ===================== ===========================
    ID     str                     VARCHAR               text
    TEXT   str                     VARCHAR               text
    CHOICE str                     VARCHAR               text, one of ``choices``
    PERIOD str                     VARCHAR               text, `Period.key`
    DATE   datetime64 at midnight  DATE                  text, ``2026-11-23``
    INSTANT datetime64[us, UTC]    TIMESTAMP WITH TZ     integer: µs since 1970 UTC
    NUMBER float64                 DOUBLE                float
    INTEGER Int64                  BIGINT                integer
    MONEY  float64                 DOUBLE                float, then minor units
    FLAG   boolean                 BOOLEAN               boolean
    ====== ======================= ===================== ===========================

    Inside the analysis dates are text and instants integers, because the three
    engines agree on nothing finer: comparisons, joins and differences of these
    give equal results on all of them.
    """

    ID = "id"
    TEXT = "text"
    CHOICE = "choice"
    PERIOD = "period"
    DATE = "date"
    INSTANT = "instant"
    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """
    A column of a table or frame.

    Parameters
    ----------
    name : str
        Its name; ``_at`` is an instant, ``_on`` a calendar date.
    kind : Kind
        What it holds.
    optional : bool
        Whether it may be empty.
    choices : tuple of str
        The values it may take, for `Kind.CHOICE`.
    """

    name: str
    kind: Kind
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """
    A table or frame: what one row is, its columns and its key.

    Parameters
    ----------
    name : str
        Its name in the warehouse and in files.
    row : str
        What one row is.
    columns : tuple of Column
        In the order in which they are written.
    key : tuple of str
        The columns that tell two rows apart.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Names of the columns in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Give the column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")


def columns(text: str) -> tuple[Column, ...]:
    """
    Read a column list as written in `tables` and `facts`.

    Parameters
    ----------
    text : str
        ``name:kind`` separated by blanks or lines; ``name?:kind`` may be empty;
        ``name:choice(a|b)`` lists its values.
    """
    found = []
    for word in text.split():
        name, _, kind = word.partition(":")
        kind, _, values = kind.partition("(")
        choices = tuple(values.rstrip(")").split("|")) if values else ()
        found.append(Column(name.rstrip("?"), Kind(kind), name.endswith("?"), choices))
    return tuple(found)
