"""A document as an Excel workbook: a cover, what is said, and a sheet for every table and figure.

It says what the page says (`entries` decides how), with every row that the
document holds. What somebody typed is written as a string cell and nothing
else: Excel never reads such a cell as a formula, whatever it begins with, so
that ``=cmd|…`` stays the text it is (it is CSV files that are read anew on
opening). There is no formula, macro, drawing or address outside in the file;
the only links lead from sheet to sheet. The same document gives the same bytes.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from reviewbook.blocks import Tone
from reviewbook.document.instants import cut_off
from reviewbook.document.model import Document
from reviewbook.document.ruled import Page, Styles, link_to
from reviewbook.document.setting import typeset
from reviewbook.document.sheets import Sheet, sheets
from reviewbook.legible import visible
from reviewbook.wording import Wording, language

__all__ = ["write_workbook"]

_COVER = ("sheet", "title", "rows", "question")
_TONES = (Tone.GOOD, Tone.WARN, Tone.BAD)
_LEGEND = ("links", "absent", "same")


def write_workbook(document: Document) -> bytes:
    """
    Write a document as a workbook.

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
        When the cut-off is no instant, or a number opens what is not there.
    """
    plain = typeset(document, visible, sys.maxsize, "document.beyond_page")
    words = Wording(document.language)
    made = BytesIO()
    face = {"font_name": language(document.language).face, "font_size": 10, "valign": "top"}
    with Workbook(made, {"in_memory": True, "default_format_properties": face}) as book:
        _describe(book, plain, cut_off(document.masthead), language(document.language).tag)
        styles, shown = Styles(book, words), sheets(plain, words)
        places = {sheet.address: sheet.name for sheet in shown if sheet.address}
        pages = [Page(book.add_worksheet(name), styles, places) for name in _names(shown, words)]
        _cover(pages[0], plain, shown)
        for page, sheet in zip(pages[1:], shown, strict=True):
            _fill(page, sheet)
        for page in pages:
            page.set_print(_footer(plain), words("document.page", page="&P", pages="&N"))
    return made.getvalue()


def _names(shown: list[Sheet], words: Wording) -> list[str]:
    return [words("workbook.cover"), *(sheet.name for sheet in shown)]


def _describe(book: Any, plain: dict[str, Any], created: Any, tag: str) -> None:
    """Say in the properties of the file whose it is and of when."""
    facts = plain["masthead"]
    book.set_properties(
        {
            "title": " · ".join((plain["title"], facts["audience"], facts["period"])),
            "author": facts["company"],
            "company": facts["company"],
            "subject": facts["period"],
            "keywords": ", ".join((facts["audience"], facts["edition"])),
            "created": created.replace(tzinfo=None),
        }
    )
    book.set_custom_property("Language", tag)


def _cover(page: Page, plain: dict[str, Any], shown: list[Sheet]) -> None:
    """Say what this is, how to read it, what the document says of itself, and what stands where."""
    words = page.words
    page.title(plain["title"], size=18)
    page.line(plain["subtitle"], Tone.MUTED)
    page.skip()
    for label, text in [[words("workbook.company"), plain["masthead"]["company"]], *plain["facts"]]:
        page.pair(label, text)
    page.skip()
    page.heading(words("workbook.legend"))
    page.marks(words("workbook.legend_tones"), {tone: plain["tone_words"][tone.value] for tone in _TONES})
    for key in _LEGEND:
        page.line(words(f"workbook.legend_{key}"))
    if plain["notes"]:
        page.skip()
        page.heading(plain["words"]["notes"])
        for note in plain["notes"]:
            page.lines(note)
    page.skip()
    page.heading(plain["words"]["contents"])
    page.contents([words(f"workbook.{head}") for head in _COVER], shown)


def _fill(page: Page, sheet: Sheet) -> None:
    """Put title, question, notes and rows of a sheet on it."""
    page.title(sheet.title)
    if sheet.question:
        page.line(sheet.question, Tone.MUTED)
    page.back(page.words("workbook.back"), link_to(page.words("workbook.cover")))
    for table in sheet.tables:
        page.lines(table["note"])
        page.lines(table.get("beyond", ""))
        page.skip()
        page.table(table, alone=len(sheet.tables) == 1)


def _footer(plain: dict[str, Any]) -> str:
    facts = plain["masthead"]
    return " · ".join(facts[name] for name in ("company", "review", "audience", "period", "as_of", "edition"))
