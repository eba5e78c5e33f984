"""Whatever anybody writes into whichever block: every writer shows it as text, and the page keeps its form."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from itertools import cycle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from reviewbook.blocks import (
    Block,
    Cell,
    Definitions,
    Figure,
    Head,
    Notice,
    Numbers,
    NumberTile,
    Paragraph,
    Statements,
    Table,
    Tone,
)
from reviewbook.document import Document, Masthead, Section, write_html, write_pdf, write_workbook
from reviewbook.legible import visible

#: Beginnings and ends of what some program between a rep and a reader takes for an instruction.
PIECES = (
    "<script>", "</script>", "</style>", "<b", "-->", "]]>", "&lt;", "&#x202e;", "&", '"', "'", "`", "{{ 7*7 }}", "{%", "#}", "#read(",
    '#import "@preview/x"', "$", "\\", "//", "/*", "@", "<label>", "*", "_", "= ", "=1+1", "+1", "-1", "|cmd", "{0}", "%s", "${x}", "\u202e",
    "\u2066", "\u200b", "\ufeff", "\x00", "\x1b[31m", "\x7f", "\ud800", "\uffff", "\u0301", "\U0001f468\u200d\U0001f469", "\U00020bb7",
    "\ue000", "\r\n", "\n", "\t", "\u2028", "[U+0000]", "_x0000_", "\u957f" * 60, "W" * 60,
)  # fmt: skip
words = st.text(st.characters(exclude_categories=()), max_size=12)
pieces = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
texts = st.lists(st.one_of(pieces, words), min_size=1, max_size=3).map(lambda parts: f"{''.join(parts)}x")
several = st.lists(texts, min_size=1, max_size=5)
some = settings(suppress_health_check=[HealthCheck.too_slow])


def document(said: list[str], language: str = "en") -> Document:
    """Give a document with a block of each kind, in every field of which stands one of the texts; read from its JSON."""
    t = cycle(said).__next__
    table = Table(
        "rows",
        t(),
        (Head(t()), Head(t(), t(), "right")),
        ((Cell(t(), t(), Tone.BAD), Cell(t(), opens="data")),),
        note=t(),
    )
    data = Table("inner", t(), (Head(t()),), ((Cell(t()),),))
    empty = Table("none", t(), (Head(t()),), (), empty=t())
    folded = Table("data", t(), (Head(t()),), ((Cell(t()),),), note=t(), folded=True)
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="20pt"><text>{"x"}</text></svg>'
    blocks: tuple[Block, ...] = (
        Paragraph(t()),
        Notice(t(), Tone.WARN, action=t()),
        Statements((Notice(t(), Tone.GOOD), Notice(t(), action=t()))),
        Numbers((NumberTile(t(), t(), t(), t(), Tone.BAD, verdict=t()),)),
        Definitions(((t(), t()),)),
        table,
        empty,
        folded,
        Figure("drawn", t(), t(), drawing, data, t()),
    )
    facts = Masthead(t(), t(), t(), t(), t(), t(), "2026-11-23T09:00:00+08:00")
    made = Document(t(), t(), language, facts, (Section("part", t(), 1, blocks), Section("next", t(), 2)))
    return Document.from_json(made.to_json())


class Form(HTMLParser):
    """What a page is made of but for its texts: elements and names of attributes; and the texts by themselves."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(page.partition("<footer>")[0])  # notes below tell which characters were replaced
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, *(name for name, _ in attrs)))
        self.text += "\x00"

    def handle_endtag(self, tag: str) -> None:
        self.parts.append((f"/{tag}",))
        self.text += "\x00"

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.parts.append(("comment",))

    def unknown_decl(self, data: str) -> None:
        self.parts.append(("declaration",))

    def handle_pi(self, data: str) -> None:
        self.parts.append(("instruction",))


@some
@given(several)
def test_no_text_changes_the_form_of_a_page_and_each_stands_there_as_it_is(said: list[str]) -> None:
    page = write_html(document(said))
    form, plain = Form(page), Form(write_html(document(["x"])))
    assert form.parts == plain.parts
    assert form.text.count("\x00") == plain.text.count("\x00")
    assert all(visible(text) in form.text for text in said)
    assert page == write_html(document(said))


@settings(some, max_examples=30)
@given(several, st.sampled_from(["zh", "en"]))
def test_any_text_can_be_printed_and_again_in_the_same_bytes(said: list[str], language: str) -> None:
    made = write_pdf(document(said, language))
    assert made.startswith(b"%PDF-1.7")
    assert made == write_pdf(document(said, language))


@settings(some, max_examples=40)
@given(several)
def test_any_text_is_read_back_from_the_workbook_and_none_is_a_formula(said: list[str]) -> None:
    made = write_workbook(document(said))
    book = CalamineWorkbook.from_filelike(BytesIO(made))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    cells = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert {visible(text).strip() for text in said} <= {cell.strip() for cell in cells}
    with zipfile.ZipFile(BytesIO(made)) as parts:
        sheets = {name: parts.read(name).decode() for name in parts.namelist()}
    assert not [name for name, text in sheets.items() if re.search(r"<f[ >]|ddeLink|externalLink|oleLink", text)]
    assert not [name for name, text in sheets.items() if name.endswith(".rels") and 'TargetMode="External"' in text]
    assert made == write_workbook(document(said))
