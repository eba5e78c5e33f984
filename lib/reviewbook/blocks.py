"""What a document is made of: small frozen values, written by every writer in its own way.

A notebook shows blocks; `document` collects them and each writer (HTML, PDF,
workbook) sets them. Text stays data here and is escaped by the writer, never
pasted into markup. A block shows itself in JupyterLab too.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar

__all__ = [
    "MIMETYPE",
    "Block",
    "Cell",
    "Definitions",
    "Figure",
    "Head",
    "Notice",
    "NumberTile",
    "Numbers",
    "Paragraph",
    "Statements",
    "Table",
    "Tone",
]

MIMETYPE = "application/vnd.reviewbook.block+json"


class Tone(StrEnum):
    """How something is to be taken; writers show it by shape and colour, never by colour alone."""

    NONE = "none"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MUTED = "muted"


@dataclass(frozen=True)
class Block(ABC):
    """A part of a document."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """Give the block as plain data, with its kind."""
        return {"kind": self.kind, **asdict(self)}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIMETYPE: self.to_json(), "text/html": self._repr_html_(), "text/plain": self.plain()}

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.plain())}</p>"

    @abstractmethod
    def plain(self) -> str:
        """Give the block as a line or lines of text."""


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    text: str

    def plain(self) -> str:
        """Give the text."""
        return self.text


@dataclass(frozen=True)
class Notice(Block):
    """A sentence that must not be overlooked: a caveat, an absence with its reason."""

    kind: ClassVar[str] = "notice"
    text: str
    tone: Tone = Tone.NONE

    def plain(self) -> str:
        """Give the text."""
        return self.text


@dataclass(frozen=True)
class Statements(Block):
    """A list of sentences, each with its tone; the first is the most important."""

    kind: ClassVar[str] = "statements"
    items: tuple[Notice, ...]

    def plain(self) -> str:
        """Give one sentence a line."""
        return "\n".join(f"• {item.text}" for item in self.items)

    def _repr_html_(self) -> str:
        return "<ul>" + "".join(f"<li>{html.escape(item.text)}</li>" for item in self.items) + "</ul>"


@dataclass(frozen=True)
class NumberTile:
    """
    One of the few numbers of page one.

    Parameters
    ----------
    label : str
        Name of the measure.
    text : str
        The value as printed, or a dash when there is none.
    detail : str
        Target, numerator and denominator, or why there is no value.
    change : str
        Against the previous period, in words and figures; empty when unknown.
    tone : Tone
        Whether that is good or bad news.
    value : float, optional
        The value itself.
    """

    label: str
    text: str
    detail: str = ""
    change: str = ""
    tone: Tone = Tone.NONE
    value: float | None = None


@dataclass(frozen=True)
class Numbers(Block):
    """The few numbers of page one, side by side."""

    kind: ClassVar[str] = "numbers"
    items: tuple[NumberTile, ...]

    def plain(self) -> str:
        """Give one number a line."""
        return "\n".join(f"{i.label}: {i.text}  {i.detail}  {i.change}".rstrip() for i in self.items)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(i.label)}</th><td><b>{html.escape(i.text)}</b></td>"
            f"<td>{html.escape(i.detail)}</td><td>{html.escape(i.change)}</td></tr>"
            for i in self.items
        )
        return f"<table>{rows}</table>"


@dataclass(frozen=True)
class Definitions(Block):
    """Terms and what each means."""

    kind: ClassVar[str] = "definitions"
    items: tuple[tuple[str, str], ...]

    def plain(self) -> str:
        """Give one term a line."""
        return "\n".join(f"{term}: {meaning}" for term, meaning in self.items)

    def _repr_html_(self) -> str:
        body = "".join(f"<dt><b>{html.escape(t)}</b></dt><dd>{html.escape(m)}</dd>" for t, m in self.items)
        return f"<dl>{body}</dl>"


@dataclass(frozen=True)
class Head:
    """
    The head of a table's column.

    Parameters
    ----------
    text : str
        The heading.
    unit : str
        Unit of the numbers below, when there is one.
    align : str
        ``left`` for words, ``right`` for numbers, ``center`` for marks.
    share : float
        Width relative to the other columns.
    format : str
        Number format for the workbook (Excel's language), empty for text.
    """

    text: str
    unit: str = ""
    align: str = "left"
    share: float = 1.0
    format: str = ""


@dataclass(frozen=True)
class Cell:
    """
    One cell of a table.

    Parameters
    ----------
    text : str
        What is printed.
    value : str, float, int, bool, optional
        The value itself, for the workbook; `text` when not given.
    tone : Tone
        Good, bad or muted.
    bar : float, optional
        Length of an in-cell bar, 0 to 1.
    """

    text: str
    value: str | float | int | bool | None = None
    tone: Tone = Tone.NONE
    bar: float | None = None


@dataclass(frozen=True)
class Table(Block):
    """
    A table as printed.

    Parameters
    ----------
    id : str
        Short stable name, unique in the document: ``late-reports``.
    title : str
        What the table says.
    heads : tuple of Head
        One for each column.
    rows : tuple of tuple of Cell
        As many cells in each row as there are heads.
    totals : tuple of tuple of Cell
        Closing rows that sum up.
    note : str
        What a reader must know to read it rightly.
    empty : str
        The sentence that stands in place of a table without rows.
    """

    kind: ClassVar[str] = "table"
    id: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    empty: str = ""

    def __post_init__(self) -> None:
        for row in (*self.rows, *self.totals):
            if len(row) != len(self.heads):
                raise ValueError(f"table {self.id}: a row of {len(row)} cells under {len(self.heads)} heads")

    def plain(self) -> str:
        """Give the table with one line a row."""
        if not self.rows:
            return f"{self.title}\n{self.empty}"
        lines = [" | ".join(head.text for head in self.heads)]
        lines += [" | ".join(cell.text for cell in row) for row in (*self.rows, *self.totals)]
        return "\n".join([self.title, *lines])

    def _repr_html_(self) -> str:
        caption = f"<p><b>{html.escape(self.title)}</b></p>"
        if not self.rows:
            return f"{caption}<p>{html.escape(self.empty)}</p>"
        head = "".join(f"<th>{html.escape(h.text)}</th>" for h in self.heads)
        body = "".join(_html_row(row) for row in (*self.rows, *self.totals))
        return f"{caption}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True)
class Figure(Block):
    """
    A drawing, with what it shows as words and as a table.

    Parameters
    ----------
    id : str
        Short stable name, unique in the document.
    title : str
        What the figure says.
    alt : str
        What a reader would see, for those who do not.
    svg : str
        The drawing, text as text.
    data : Table
        The same numbers as a table.
    note : str
        What a reader must know to read it rightly.
    """

    kind: ClassVar[str] = "figure"
    id: str
    title: str
    alt: str
    svg: str
    data: Table
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the block as plain data, with its kind and that of its table."""
        return {**super().to_json(), "data": self.data.to_json()}

    def plain(self) -> str:
        """Give the title and what a reader would see."""
        return f"{self.title}: {self.alt}"

    def _repr_html_(self) -> str:
        return f"<p><b>{html.escape(self.title)}</b></p>{self.svg}"


def _html_row(cells: Iterable[Cell]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell.text)}</td>" for cell in cells) + "</tr>"
