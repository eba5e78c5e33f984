"""How a file becomes a table: the ``tables`` of a source in ``sources.yaml``.

A mapping says for each column of a table where its value stands in a file. It is a
list of facts about a file, not a program: nothing in it branches, repeats or
computes, beyond what is named below. What does not fit into it is mended in the
file, or read by an adapter.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from reviewbook.errors import nearest
from reviewbook.params.base import Entry
from reviewbook.schema import TABLES, Kind, Table

__all__ = ["ColumnRule", "Lookup", "Mapping", "Sections", "Unpivot"]

_NUMBERS = (Kind.NUMBER, Kind.MONEY)


def _text(value: Any) -> Any:
    """Let text and dates pass; a bare number has already lost its zeros (0012 is read as 12)."""
    if isinstance(value, date):
        return value.isoformat()
    if value is not None and not isinstance(value, str):
        raise ValueError(f"is not text; write it in quotes: '{value}'")
    return value


def _quoted_keys(values: Any) -> Any:
    return {_text(key): value for key, value in values.items()} if isinstance(values, dict) else values


def _glob(pattern: str) -> str:
    if pattern.startswith("/") or "**" in pattern or ".." in pattern.split("/"):
        raise ValueError("is not a file of the folder; write it like raw/orders_*.csv")
    return pattern


Text = Annotated[str, BeforeValidator(_text)]
Glob = Annotated[str, Field(min_length=1), AfterValidator(_glob), BeforeValidator(_text)]
OneFile = Annotated[Glob, Field(pattern=r"^[^*?\[]+$")]
Texts = Annotated[dict[Text, Text], BeforeValidator(_quoted_keys)]


class Lookup(Entry):
    """
    A second file in which a value is looked up.

    Parameters
    ----------
    file : str
        The file, by its path in the folder.
    sheet : str
        Its sheet, where it is a workbook with several.
    key : str
        Its column that holds the value as the first file writes it; no value may stand there twice.
    value : str
        Its column that holds what is wanted.
    """

    file: OneFile
    sheet: str = ""
    key: str
    value: str


class ColumnRule(Entry):
    """
    Where the value of one column comes from. A mere name is short for ``{from: name}``.

    Exactly one of the first four; then ``values``, ``lookup`` and ``others`` in this order.

    Parameters
    ----------
    source : str
        ``from``: a column of the file.
    join : tuple of str
        Several columns, put together with ``separator``; empty when one of them is empty.
    constant : str
        The same text in every row.
    line_number_within : str
        1, 2, 3 … in the order of the file among the rows that have the same value in that column.
    values : dict
        What stands in the file → what it is. A value that is not listed is looked up, or one of the ``others``,
        or the row is rejected.
    lookup : Lookup
        A second file that knows the value.
    others : str
        The value for everything that neither ``values`` nor ``lookup`` knows.
    times : float
        Factor of a number: 1000 for an amount given in thousands.
    format : str
        How dates and times are written, when not 2026-11-23: ``%d.%m.%Y``.
    time : str
        Time of day for a file that has only the date where an instant is wanted.
    """

    source: str = Field(default="", alias="from")
    join: tuple[str, ...] = ()
    separator: str = "-"
    constant: Annotated[str | None, BeforeValidator(_text)] = None
    line_number_within: str = ""
    values: Texts = Field(default_factory=dict)
    lookup: Lookup | None = None
    others: Annotated[str | None, BeforeValidator(_text)] = None
    times: float | None = Field(default=None, gt=0)
    format: str = ""
    time: str = Field(default="", pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d$")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [bool(self.source), bool(self.join), self.constant is not None, bool(self.line_number_within)]
        if sum(given) != 1:
            raise ValueError("needs exactly one of from, join, constant, line_number_within")
        if self.others is not None and not (self.values or self.lookup):
            raise ValueError("others goes with values or lookup")
        return self

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns of the file that it reads."""
        return tuple(name for name in (self.source, *self.join, self.line_number_within) if name)


class Unpivot(Entry):
    """
    Columns side by side become rows below one another.

    Parameters
    ----------
    columns : dict
        Name of each such column → what it stands for: ``{M01: "01", M02: "02"}``.
    name : str
        The new column that holds what the column stood for.
    value : str
        The new column that holds what stood in it.
    """

    columns: Texts = Field(min_length=1)
    name: str
    value: str


class Sections(Entry):
    """
    The answers of a form that was filled in as text become rows below one another.

    Parameters
    ----------
    begins : dict
        How the line of a question begins → what the question is called. Marks before it (``##``, ``1.``, ``**``) do
        not count unless they are written here. What follows its ``?`` or ``:`` up to the next such line is the
        answer; two questions of one name have one.
    printed : tuple of str
        How lines begin that the form itself has below a question; they are no part of an answer, nor are comments.
    name : str
        The new column that holds what the question is called.
    value : str
        The new column that holds the answer; empty where no letter and no digit stands.
    """

    begins: Texts = Field(min_length=1)
    printed: tuple[Text, ...] = ()
    name: str
    value: str


def _rule(rule: Any) -> Any:
    return {"from": rule} if isinstance(rule, str) else rule


class Mapping(Entry):
    """
    How a file becomes (a part of) a table; several mappings may fill one table.

    Parameters
    ----------
    table : str
        The table that it fills.
    file : str
        The file by its path in the folder; ``*`` stands for any text: ``orders_*.csv``.
    sheet : str
        The sheet of an Excel or OpenDocument file; the first when not given.
    rows : tuple of dict
        Rows written here instead of a file, by the table's own columns.
    columns : dict
        Column of the table → `ColumnRule`. Not given: the columns of the same names.
    empty : tuple of str
        Texts that mean "nothing there", like ``-``. A blank always does.
    unpivot : Unpivot
        Columns side by side that become rows.
    sections : Sections
        For a page of text (``.md``): its answers become rows, beside ``folder`` and ``file``, the names of the folder
        it lies in and of itself.
    only : dict
        Column of the file → values; other rows are left out, counted, and not rejected.
    filled : tuple of str
        Columns of the file; rows in which one of them is empty are left out and counted.
    """

    table: str
    file: Glob | None = None
    sheet: str = ""
    rows: tuple[dict[str, Annotated[str | None, BeforeValidator(_text)]], ...] = ()
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(_rule)]] = Field(default_factory=dict)
    empty: tuple[Text, ...] = ()
    unpivot: Unpivot | None = None
    sections: Sections | None = None
    only: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    filled: tuple[str, ...] = ()

    @field_validator("table")
    @classmethod
    def _known_table(cls, name: str) -> str:
        if name not in TABLES:
            raise ValueError(f"{name!r} is not a table. {nearest(name, TABLES)}")
        return name

    @model_validator(mode="after")
    def _fits_the_table(self) -> Self:
        table = TABLES[self.table]
        if bool(self.file) == bool(self.rows):
            raise ValueError("needs a file, or rows written here, and not both")
        if (self.file or "").endswith(".md") != bool(self.sections):
            raise ValueError("a page of text (.md) needs sections, and no other file has them")
        if self.rows and (self.columns or self.unpivot or self.only or self.filled):
            raise ValueError("rows written here have the table's own columns; only `empty` goes with them")
        named = dict.fromkeys([*self.columns, *(name for row in self.rows for name in row)])
        found = [
            f"{n!r} is not a column of {table.name}. {nearest(n, table.names)}" for n in named if n not in table.names
        ]
        if self.columns:
            missing = [c.name for c in table.columns if not c.optional and c.name not in self.columns]
            found += [f"{table.name} needs {name!r}; add it under columns." for name in missing]
        for name, rule in self.columns.items():
            found += _unfit(table, name, rule) if name in table.names else []
        if found:
            raise ValueError(" ".join(found))
        return self


def _unfit(table: Table, name: str, rule: ColumnRule) -> list[str]:
    column = table.column(name)
    found = []
    if column.choices:
        final = dict.fromkeys([*rule.values.values(), rule.constant, rule.others])
        wrong = [value for value in final if value is not None and value not in column.choices]
        found += [f"{name!r} cannot be {value!r}. {nearest(value, column.choices)}" for value in wrong]
    if rule.times is not None and column.kind not in _NUMBERS:
        found.append(f"{name!r} is no number, so `times` has no meaning there.")
    if rule.format and column.kind not in (Kind.DATE, Kind.INSTANT):
        found.append(f"{name!r} is no date, so `format` has no meaning there.")
    if rule.time and column.kind is not Kind.INSTANT:
        found.append(f"{name!r} is no instant, so `time` has no meaning there.")
    return found
