"""A document as PDF: tagged (PDF/UA-1), for archives (PDF/A-3a), the same bytes every time.

Typst sets the pages. Text reaches it as JSON and drawings as bytes, so nothing
that somebody wrote in a report is ever read as markup, and no file is written
or looked up but the template and our faces.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, cast

import typst

from reviewbook.document.characters import printable
from reviewbook.document.columns import breakable, fit
from reviewbook.document.marks import COLOURS, MARKS
from reviewbook.document.model import Document
from reviewbook.document.setting import typeset
from reviewbook.document.svg import natural_width
from reviewbook.errors import DocumentError, Problem
from reviewbook.fonts import FAMILY, FOLDER
from reviewbook.wording import Wording

__all__ = ["PRINTED_ROWS", "write_pdf"]

#: Rows of a folded table in print; whoever looks up one of the others does so on the page.
PRINTED_ROWS = 20

_REGIONS = {"zh": "cn", "en": None}
_TEXT_WIDTH = 476.0  # of a page, in points; a drawing nearly as wide is set as wide


def write_pdf(document: Document) -> bytes:
    """
    Write a document as PDF.

    Parameters
    ----------
    document : Document
        The document; its cut-off becomes the date of the file.

    Returns
    -------
    bytes
        The file; the same document gives the same bytes.

    Raises
    ------
    DocumentError
        When the cut-off is no instant, a drawing may not be published, a
        number opens what is not there, or the typesetter refuses.
    """
    timestamp = _instant(document.masthead.as_of_at)
    plain = typeset(document, printable, PRINTED_ROWS, "document.beyond_print")
    for section in plain["sections"]:
        for block, following in zip_longest(section["blocks"], section["blocks"][1:]):
            _prepare(block, following)
    words = Wording(document.language)
    plain |= {
        "region": _REGIONS[document.language],
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


def _prepare(block: dict[str, Any], following: dict[str, Any] | None) -> None:
    """Add to a block what the typesetter would have to find out itself."""
    if block["kind"] == "table":
        found = fit(block)
        block |= {"widths": found.widths, "scale": found.scale, "landscape": found.landscape}
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
    return typst.Compiler(root=str(FOLDER), font_paths=fonts, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("reviewbook.document").joinpath("templates", "review.typ").read_bytes()
