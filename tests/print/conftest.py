"""Printed reviews of a real publication, each beside the document that it was made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest

from reviewbook.blocks import Cell, Definitions, Figure, Notice, Numbers, Paragraph, Statements, Table
from reviewbook.document import Document, Masthead, read_notebook
from reviewbook.document.characters import printable
from reviewbook.document.pdf import PRINTED_ROWS
from reviewbook.wording import Wording

_MARKED = ("good", "warn", "bad")


def squeezed(text: str) -> str:
    """The text without spaces, line ends and the marks of where a line may end or not."""
    # A hyphen that ends a line is read as one of two marks.
    return re.sub(r"[\s\u200b\u2060]", "", re.sub(r"[\x02\ufffe]", "-", text))


@dataclass(frozen=True)
class Piece:
    """A text that is set: what it is (heading, caption, heads, row, drawing, note, text), and the label of its table or figure."""

    kind: str
    text: str
    table: str = ""


class Expected:
    """What must be read in a PDF, from its document alone."""

    def __init__(self, document: Document) -> None:
        self.document, self.words = document, Wording(document.language)
        figures = [block for block in document.blocks if isinstance(block, Figure)]
        tables = [block for block in document.blocks if isinstance(block, Table)]
        drawn = [figure for figure in figures if figure.data.rows]
        self.labels = {id(block): self.words("document.figure", number=n) for n, block in enumerate(figures, 1)}
        self.labels |= {id(block): self.words("document.table", number=n) for n, block in enumerate(tables, 1)}
        self.data = {
            id(figure): self.words("document.table", number=n) for n, figure in enumerate(drawn, len(tables) + 1)
        }
        # A number may open a table or, where there is none of that name, a figure.
        self.opened = {b.id: self.labels[id(b)] for b in figures} | {b.id: self.labels[id(b)] for b in tables}
        self.drawn = drawn

    def pieces(self) -> Iterator[Piece]:
        for piece in self._all():
            text = squeezed(printable(piece.text))
            if text:
                yield Piece(piece.kind, text, piece.table)

    def _all(self) -> Iterator[Piece]:
        facts = self.document.masthead
        names = ("audience", "period", "as_of", "edition")
        first = (facts.company, self.document.title, self.document.subtitle)
        told = [text for name in names for text in (self.words(f"document.{name}"), getattr(facts, name))]
        yield from (Piece("text", text) for text in (*first, *told))
        for section in self.document.sections:
            yield Piece("heading", section.title)
            for block in section.blocks:
                yield from self._block(block)
        if self.drawn:
            yield Piece("heading", self.words("print.figure_data"))
        for figure in self.drawn:
            of = self.words("print.data_of", figure=self.labels[id(figure)])
            yield from self._table(figure.data, self.data[id(figure)], figure.title, f"{of}{figure.data.note}")
        if self.document.notes:
            yield Piece("text", self.words("document.notes"))
            yield from (Piece("text", f"•{note}") for note in self.document.notes)

    def _block(self, block: Any) -> Iterator[Piece]:
        match block:
            case Table():
                yield from self._table(block, self.labels[id(block)], block.title, block.note)
            case Figure():
                yield Piece("caption", self.labels[id(block)] + block.title, self.labels[id(block)])
                yield Piece("drawing", "".join(_drawn(block.svg)))
                label = self.data.get(id(block))
                yield Piece("note", block.note + (self.words("print.data_at", table=label) if label else ""))
            case Paragraph():
                yield Piece("text", block.text)
            case Notice():
                yield Piece("text", self._sentence(block))
            case Statements():
                yield from (Piece("text", self._sign(item) + self._sentence(item)) for item in block.items)
            case Numbers():
                for i in block.items:
                    yield Piece("text", i.label + i.text + i.change + i.verdict + i.detail)
            case Definitions():
                yield from (Piece("text", term + meaning) for term, meaning in block.items)

    def _table(self, table: Table, label: str, title: str, note: str) -> Iterator[Piece]:
        yield Piece("caption", label + title, label)
        if not table.rows:
            yield Piece("note", table.empty + note)
            return
        rows = table.rows[:PRINTED_ROWS] if table.folded else table.rows
        left = len(table.rows) + table.further - len(rows) if table.folded else 0
        page = f"review.{self.document.language}.html"
        beyond = self.words("document.beyond_print", count=self.words.number(left), page=page) if left else ""
        yield Piece("caption", note + beyond)
        yield Piece("heads", "".join(head.text + head.unit for head in table.heads), label)
        yield from (Piece("row", _row(row), label) for row in (*rows, *table.totals))

    def _sentence(self, item: Notice) -> str:
        return item.text + item.action + self.opened.get(item.opens, "")

    @staticmethod
    def _sign(item: Notice) -> str:
        return "" if item.tone in _MARKED else "•"


def _row(cells: tuple[Cell, ...]) -> str:
    return "".join(cell.text for cell in cells)


def _drawn(svg: str) -> Iterator[str]:
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        yield "".join(element.itertext())


@dataclass(frozen=True)
class Printed:
    """
    A printed review.

    Parameters
    ----------
    path : Path
        The PDF as published.
    document : Document
        What it was made of.
    """

    path: Path
    document: Document
    words: Wording = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", Wording(self.document.language))

    @property
    def name(self) -> str:
        """Review, period, audience and language."""
        folder = self.path.parent.parent
        return f"{folder.parent.parent.name} {folder.parent.name} {folder.name} {self.document.language}"

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The text of each page in the order in which it is set, squeezed."""
        with pypdfium2.PdfDocument(self.path) as opened:
            return tuple(squeezed(page.get_textpage().get_text_range()) for page in opened)

    @cached_property
    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page of each bookmark."""
        with pypdfium2.PdfDocument(self.path) as opened:
            marks = [(mark, mark.get_dest()) for mark in opened.get_toc()]
            return [(mark.level, mark.get_title(), dest.get_index() + 1 if dest else 0) for mark, dest in marks]

    @cached_property
    def running(self) -> list[tuple[str, str]]:
        """What must stand at head and foot of each page."""
        facts, count = self.document.masthead, len(self.pages)
        head = squeezed(printable(f"{facts.company}{facts.review}·{facts.audience}"))
        foot = f"{facts.period}·{facts.as_of}·{facts.edition}"
        feet = [
            squeezed(printable(foot + self.words("document.page", page=n, pages=count))) for n in range(1, count + 1)
        ]
        return [("" if n == 0 else head, feet[n]) for n in range(count)]

    @cached_property
    def bodies(self) -> list[str]:
        """The pages without head, foot and contents."""
        stripped = [
            page.removeprefix(head).removesuffix(foot)
            for page, (head, foot) in zip(self.pages, self.running, strict=True)
        ]
        return [re.sub(self.contents, "", body) for body in stripped] if self.contents else stripped

    @cached_property
    def contents(self) -> str:
        """What the contents must look like, as a pattern; empty for a short document."""
        if len(self.pages) <= 7:
            return ""
        entries = [(squeezed(title), page) for level, title, page in self.outline if level == 0]
        return re.escape(self.words("document.contents")) + "".join(rf"{re.escape(t)}\.*{n}" for t, n in entries)

    @cached_property
    def pieces(self) -> list[Piece]:
        """What must be read in it, in order."""
        return list(Expected(self.document).pieces())

    @cached_property
    def turns(self) -> list[tuple[int, str, str, Piece, Piece]]:
        """
        What happens at the top of each page but the first.

        Number of the page, the heads that are repeated there (their table's label) and how far into its piece the
        page begins, the last piece before, and the piece with which the page begins.
        """
        ends = list(accumulate(len(piece.text) for piece in self.pieces))
        heads = {piece.text: piece.table for piece in self.pieces if piece.kind == "heads"}
        found, read = [], len(self.bodies[0])
        for number, body in enumerate(self.bodies[1:], 2):
            repeated = max((text for text in heads if body.startswith(text)), key=len, default="")
            place = next((n for n, end in enumerate(ends) if end > read), len(ends) - 1)
            within = read - (ends[place] - len(self.pieces[place].text))
            last = self.pieces[place] if within else self.pieces[place - 1]
            found.append((number, repeated, self.pieces[place].text[:within], last, self.pieces[place]))
            read += len(body) - len(repeated)
        return found

    @cached_property
    def read(self) -> str:
        """All that is read in it, without what is repeated on its pages."""
        repeated = [""] + [heads for _, heads, *_ in self.turns]
        return "".join(body.removeprefix(heads) for body, heads in zip(self.bodies, repeated, strict=True))


@pytest.fixture(scope="session")
def prints(site: Path) -> list[Printed]:
    """Give every PDF of the archive with its document; there are weekly and monthly ones in both languages."""
    executed = {_key(path): path for path in sorted((site.parent / "runs").glob("*/notebooks/*.ipynb"))}
    found = []
    for path in sorted(site.glob("*/*/*/[0-9]*/review.*.pdf")):
        review, period, audience, _, file = path.relative_to(site).parts
        key = (review, period, audience.split("-", 1)[-1], file.split(".")[1])
        found.append(Printed(path, _document(json.loads(executed[key].read_text("utf-8")))))
    kinds = {(printed.path.relative_to(site).parts[0], printed.document.language) for printed in found}
    assert kinds >= {(review, language) for review in ("weekly_review", "monthly_review") for language in ("zh", "en")}
    return found


def _key(notebook: Path) -> tuple[str, str, str, str]:
    _, review, period = notebook.parent.parent.name.split("-", 2)
    audience, language = notebook.stem.rsplit(".", 1)
    return review, period, audience, language


def _document(notebook: dict[str, Any]) -> Document:
    facts = dict(notebook["metadata"]["reviewbook"])
    language = facts.pop("language")
    return read_notebook(notebook, Masthead.from_json(facts), Wording(language))
