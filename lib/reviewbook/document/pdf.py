"""A document as PDF: tagged (PDF/UA-1), for archives (PDF/A-3a), the same bytes every time.

Typst sets the pages. Text reaches it as JSON and drawings as bytes, so nothing
that somebody wrote in a report is ever read as markup, and no file is written
or looked up but the template and our faces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, cast

import typst

from reviewbook.blocks import Figure, Table
from reviewbook.document.characters import printable
from reviewbook.document.columns import breakable, fit
from reviewbook.document.marks import COLOURS, MARKS
from reviewbook.document.model import Document, Section
from reviewbook.document.setting import typeset
from reviewbook.document.svg import natural_width
from reviewbook.errors import DocumentError, MissingGlyph, Problem
from reviewbook.fonts import FACES, FAMILY, FOLDER
from reviewbook.wording import Wording, language

__all__ = ["PRINTED_ROWS", "write_pdf"]

#: Rows of a folded table in print; whoever looks up one of the others does so on the page.
PRINTED_ROWS = 20

_WEIGHTS = (400, 700)  # of the faces
_TEXT_WIDTH = 476.0  # of a page, in points; a drawing nearly as wide is set as wide
_WHOLE_TABLE, _WHOLE_ROW = 200.0, 350.0  # in points; what is taller may run over to the next page
_SHOWN = "data-of-"  # begins the id of the table that holds the data of a figure


def write_pdf(document: Document) -> bytes:
    """
    Write a document as PDF.

    Parameters
    ----------
    document : Document
        The document; its cut-off becomes the date of the file. The data of
        its figures is added at the end.

    Returns
    -------
    bytes
        The file; the same document gives the same bytes.

    Raises
    ------
    MissingGlyph
        When a face is not there, or one of our own labels cannot be drawn.
    DocumentError
        When the cut-off is no instant, a drawing may not be published, a
        number opens what is not there, or the typesetter refuses.
    """
    timestamp = _instant(document.masthead.as_of_at)
    words = Wording(document.language)
    plain = typeset(_with_data(document, words), printable, PRINTED_ROWS, "document.beyond_print")
    tables = {block["id"]: block for section in plain["sections"] for block in section["blocks"] if "heads" in block}
    for section in plain["sections"]:
        for block, following in zip_longest(section["blocks"], section["blocks"][1:]):
            if block["kind"] == "figure":
                block["data_at"] = _data_at(tables.get(f"{_SHOWN}{block['id']}"), words)
            _prepare(block, following)
    plain |= {
        "region": language(document.language).region or None,
        "page": words("document.page", page="{page}", pages="{pages}"),
        "marks": MARKS,
        "colours": {tone.value: colour for tone, colour in COLOURS.items()},
        "family": FAMILY,
    }
    try:
        written = _compiler().compile(
            _template(),
            sys_inputs={"document": json.dumps(plain, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-3a"],
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise DocumentError(Problem("PDF", f"the typesetter refused: {error.message}", *error.hints[:1])) from error
    return cast(bytes, written)  # no output path, one format: always bytes


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise DocumentError(
            Problem("masthead: as_of_at", f"{text!r} is no instant", "Write it like 2026-11-23T09:00:00+08:00.")
        )
    return at.astimezone(UTC)


def _with_data(document: Document, words: Wording) -> Document:
    """Give the document with the data of its figures as tables of a last section: paper has nothing to unfold."""
    shown = tuple(_shown(document, words))
    if not shown:
        return document
    last = Section("what-the-figures-show", words("print.figure_data"), 1, shown)
    return replace(document, sections=(*document.sections, last))


def _shown(document: Document, words: Wording) -> Iterator[Table]:
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    for number, figure in enumerate(figures, 1):
        if figure.data.rows:
            of = words("print.data_of", figure=words("document.figure", number=number))
            note = f"{of} {figure.data.note}".strip()
            yield replace(figure.data, id=f"{_SHOWN}{figure.id}", title=figure.title, note=note)


def _data_at(table: dict[str, Any] | None, words: Wording) -> dict[str, str] | None:
    """Where the data of a figure stands."""
    return table and {"opens": table["address"], "text": words("print.data_at", table=table["label"])}


def _prepare(block: dict[str, Any], following: dict[str, Any] | None) -> None:
    """Add to a block what the typesetter would have to find out itself."""
    if block["kind"] == "table":
        for_looking_up = block["folded"] or block["id"].startswith(_SHOWN)
        found = fit(block | {"folded": for_looking_up})
        block |= {"widths": found.widths, "scale": found.scale, "landscape": found.landscape}
        block |= {"whole": sum(found.heights) <= _WHOLE_TABLE, "tall": [row > _WHOLE_ROW for row in found.heights]}
        for row in (*block["rows"], *block["totals"]):
            for cell, ems in zip(row, found.widths, strict=True):
                cell["text"] = breakable(cell["text"], ems)
    elif block["kind"] == "figure":
        natural = natural_width(block["svg"])
        block["width"] = natural if natural is not None and natural < 0.8 * _TEXT_WIDTH else None
    elif block["kind"] == "paragraph":
        block["leads"] = following is not None and following["kind"] in ("figure", "table", "numbers")


@cache
def _compiler() -> typst.Compiler:
    """Give the compiler, which keeps the faces for the whole process."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    # Without a face the typesetter would set another, or boxes, and say nothing.
    here = {face.weight for face in fonts.fonts() if face.family == FAMILY}
    missing = [face.name for face, weight in zip(FACES, _WEIGHTS, strict=True) if weight not in here]
    if missing:
        raise MissingGlyph(Problem("fonts", f"{', '.join(missing)} cannot be read", "", "Install reviewbook anew."))
    return typst.Compiler(root=str(FOLDER), font_paths=fonts, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("reviewbook.document").joinpath("templates", "review.typ").read_bytes()
