"""Tables, and figures with theirs."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from reviewbook.blocks.block import Block, Tone

__all__ = ["FOLDED_ROWS", "Cell", "Figure", "Head", "Table"]

#: Rows of a folded table at most: a page must stay small enough to be sent around.
FOLDED_ROWS = 2000


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
    opens : str
        Id of the table or figure of the same document that holds the rows behind it; empty for none.
    """

    text: str
    value: str | float | int | bool | None = None
    tone: Tone = Tone.NONE
    bar: float | None = None
    opens: str = ""


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
    folded : bool
        Whether its rows are kept for looking up: closed on a page until somebody opens it, and in print its first
        rows alone.
    further : int
        How many rows of the same kind it leaves out; they are in the data files of the edition.
    """

    kind: ClassVar[str] = "table"
    id: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    empty: str = ""
    folded: bool = False
    further: int = 0

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
        grid = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        if self.folded:
            return f"<details><summary>{html.escape(self.title)} ({len(self.rows) + self.further})</summary>{grid}</details>"
        return caption + grid


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
