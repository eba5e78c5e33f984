from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from reviewbook.blocks import (
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
from reviewbook.document import Document, Masthead, read_notebook, write_workbook
from reviewbook.document.marks import COLOURS
from reviewbook.document.sheets import LONGEST_TAB, tab
from reviewbook.errors import DocumentError
from reviewbook.legible import visible
from reviewbook.wording import Wording

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MARKS = {Tone.GOOD: "● ", Tone.WARN: "▲ ", Tone.BAD: "■ "}
TYPED = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "https://evil.example/x", "'quoted", "_x0041_")
SHORTENED = re.compile(r"\d(k|m|bn|万|亿)$|\d (h|min|d)\b|\d(小时|分|天)")


@dataclass(frozen=True)
class Shown:
    """A cell as Excel shows it."""

    value: Any
    text: str
    colour: str
    link: str


class Sheet:
    """A sheet that has been read back: values by another library, formats and links from the file itself."""

    def __init__(self, rows: list[list[Any]], xml: ElementTree.Element, styles: list[tuple[str, str]]) -> None:
        self.rows, self.xml = rows, xml
        self._styles = styles
        self._links = {e.get("ref"): e.get("location", "") for e in xml.iter(f"{MAIN}hyperlink")}
        self._codes = {cell.get("r"): int(cell.get("s", "0")) for cell in xml.iter(f"{MAIN}c")}

    def __getitem__(self, at: tuple[int, int]) -> Shown:
        row, column = at
        name = f"{_letters(column)}{row + 1}"
        code, colour = self._styles[self._codes.get(name, 0)]
        value = self.rows[row][column]
        return Shown(value, displayed(value, code), colour, self._links.get(name, ""))

    def below(self, heads: list[str]) -> int:
        """The first row below these heads."""
        return next(n for n, row in enumerate(self.rows) if row[: len(heads)] == heads) + 1

    @property
    def texts(self) -> list[str]:
        return [value for row in self.rows for value in row if isinstance(value, str) and value]


class Book:
    """A workbook that has been read back."""

    def __init__(self, made: bytes) -> None:
        self.parts = {name: ZipFile(BytesIO(made)).read(name) for name in ZipFile(BytesIO(made)).namelist()}
        styles, read = _styles(self._xml("xl/styles.xml")), CalamineWorkbook.from_filelike(BytesIO(made))
        self.sheets = {
            name: Sheet(
                read.get_sheet_by_name(name).to_python(skip_empty_area=False),
                self._xml(f"xl/worksheets/sheet{number}.xml"),
                styles,
            )
            for number, name in enumerate(read.sheet_names, 1)
        }

    def _xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[name])

    def of(self, label: str) -> Sheet:
        """The sheet of a table or figure: Table 3."""
        return next(sheet for name, sheet in self.sheets.items() if name == label or name.startswith(f"{label} "))

    @property
    def xml(self) -> str:
        return "\n".join(part.decode() for part in self.parts.values())


def _styles(xml: ElementTree.Element) -> list[tuple[str, str]]:
    """Number format and colour of each style."""
    codes = {int(e.get("numFmtId", "")): e.get("formatCode", "") for e in xml.iter(f"{MAIN}numFmt")}
    codes |= {0: "General", 49: "@", 3: "#,##0"}
    fonts = xml.findall(f"{MAIN}fonts/{MAIN}font")
    colours = [e.find(f"{MAIN}color") for e in fonts]
    found = [c.get("rgb", "FF000000")[2:].lower() if c is not None else "" for c in colours]
    styles = xml.findall(f"{MAIN}cellXfs/{MAIN}xf")
    return [(codes[int(e.get("numFmtId", ""))], f"#{found[int(e.get('fontId', ''))]}") for e in styles]


def displayed(value: Any, code: str) -> str:
    """What Excel makes of a value and a number format, as far as ours go."""
    first, *others = code.split(";")
    match value:
        case str():
            return first.replace('"', "").replace("@", value) if "@" in first else value
        case date():
            for old, new in (("yyyy", "%Y"), ("-mm-", "-%m-"), ("dd", "%d"), ("hh:mm", "%H:%M"), ('"', "")):
                first = first.replace(old, new)
            return value.strftime(first)
        case _:
            section = others[0] if value < 0 else others[1] if value == 0 and len(others) > 1 else first
            return "".join(_piece(piece, abs(value)) for piece in re.findall(r'"[^"]*"|[^"]+', section))


def _piece(piece: str, value: float) -> str:
    found = re.search(r"(#,##)?0(\.0+)?(%?)", piece)
    if piece.startswith('"') or found is None:
        return piece.strip('"')
    digits = Decimal(1).scaleb(-max(len(found[2] or "") - 1, 0))
    number = (Decimal(repr(value)) * (100 if found[3] else 1)).quantize(digits, ROUND_HALF_UP)
    return piece[: found.start()] + (f"{number:,}" if found[1] else f"{number}") + found[3] + piece[found.end() :]


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def headings(table: Table, language: str) -> list[str]:
    opening, closing = ("（", "）") if language == "zh" else (" (", ")")
    return [visible(head.text + (f"{opening}{head.unit}{closing}" if head.unit else "")) for head in table.heads]


def labelled(document: Document) -> Iterator[tuple[str, Table]]:
    """Every table of a document, and the data of every figure, with its label."""
    words, count = Wording(document.language), {"table": 0, "figure": 0}
    for block in document.blocks:
        if isinstance(block, Table | Figure):
            count[block.kind] += 1
            yield words(f"document.{block.kind}", number=count[block.kind]), getattr(block, "data", block)


def says_the_same(document: Document) -> int:
    """Hold every cell of every table against what the workbook shows, and count them."""
    book, held = Book(write_workbook(document)), 0
    for label, table in labelled(document):
        sheet = book.of(label)
        top = sheet.below(headings(table, document.language))
        gap = top + max(len(table.rows), 1) + 1
        for first, rows in ((top, table.rows), (gap, table.totals)):
            for n, row in enumerate(rows):
                for column, cell in enumerate(row):
                    assert_same(cell, sheet[first + n, column])
                    held += 1
    return held


def assert_same(cell: Cell, shown: Shown) -> None:
    mark = MARKS.get(cell.tone, "")
    text = visible(cell.text)
    match shown.value:
        case str():
            whole = visible(cell.value) if text.endswith("…") and isinstance(cell.value, str) else text
            assert shown.value in (text, whole)
            if text:
                assert shown.text == mark + shown.value
        case datetime() | date():
            assert isinstance(cell.value, str)
            assert _figures(text) <= _figures(f"{shown.value:%Y-%m-%d %H:%M}")
        case _:
            assert shown.value == pytest.approx(cell.value, rel=1e-14)
            if not SHORTENED.search(text):
                assert shown.text == mark + text


def _figures(text: str) -> set[int]:
    return set(map(int, re.findall(r"\d+", text)))


EVERYTHING = Table(
    "all",
    "Everything there is: of each a row",
    (
        Head("What"),
        Head("Share", "", "right", format="0.0%"),
        Head("Revenue", "¥", "right", format="#,##0"),
        Head("At stake", "", "right"),
        Head("Late by", "", "right", format='0.0" h"'),
        Head("Due"),
        Head("Received"),
        Head("For"),
    ),
    (
        (
            Cell("first"),
            Cell("99.97%", 0.99968, Tone.GOOD, 0.9, opens="behind"),
            Cell("−1,234,567", -1234567.4),
            Cell("¥7.75m", 7747531.29),
            Cell("2 h 13 min", 2.21125),
            Cell("05-05", "2026-05-05"),
            Cell("10-02 01:30", "2026-10-01T17:30:00+00:00"),
            Cell("10/5", "2026-10-05"),
        ),
        (
            Cell("second", tone=Tone.BAD),
            Cell("0.0%", 0.0, Tone.WARN),
            Cell("0", 0),
            Cell("–", None, Tone.MUTED),
            Cell("–"),
            Cell("–", None, Tone.MUTED),
            Cell("–", None, Tone.MUTED),
            Cell("W44", "2026-W44"),
        ),
    ),
    ((*map(Cell, ("Total", "", "−1,234,567", "¥7.75m", "", "", "", "")),),),
    "A note that says how to read it.",
)
BEHIND = Table(
    "behind", "Rows: behind", (Head("Row", "no.", "right"),), ((Cell("1", 1),),) * 2100, folded=True, further=7
)


@pytest.fixture
def everything(one_section: Callable[..., Document]) -> Document:
    tile = NumberTile("Revenue", "¥35.6m", "Target ¥45.7m", "−¥17.5m", Tone.BAD, 35599683.72, "all", "signal ↓")
    said = Statements((Notice("East fell.", Tone.WARN, "behind", "Ask why — Li, by Friday"), Notice("All is well.")))
    terms = Definitions((("On-time rate", "On time ÷ due."),))
    return one_section(Numbers((tile,)), said, Paragraph("So it is."), EVERYTHING, BEHIND, terms)


def test_every_cell_says_what_the_page_says(review: Document, hostile: Document, everything: Document) -> None:
    cells = sum(len(t.heads) * len((*t.rows, *t.totals)) for _, t in labelled(review))
    assert says_the_same(review) == cells > 450
    assert says_the_same(hostile) > cells
    assert says_the_same(everything) == 3 * 8 + 2100


def test_published_reviews_say_what_their_pages_say(published_workbook: Any) -> None:
    runs = published_workbook.root / "output" / "runs"
    notebooks = sorted({path.relative_to(path.parents[2]): path for path in runs.glob("*/notebooks/*.ipynb")}.values())
    documents = [_document(path) for path in notebooks if "weekly" in str(path) or "monthly" in str(path)]
    assert {document.language for document in documents} == {"zh", "en"}
    assert all(says_the_same(document) > 500 for document in documents)


def test_every_published_page_has_its_workbook_beside_it(site: Path) -> None:
    pages = list(site.rglob("review.*.html"))
    books = [page.with_suffix(".xlsx") for page in pages]
    assert len(pages) >= 2
    assert all(book.read_bytes()[:2] == b"PK" and book.stat().st_size < 2_000_000 for book in books)


def _document(path: Path) -> Document:
    notebook = json.loads(path.read_text("utf-8"))
    facts = dict(notebook["metadata"]["reviewbook"])
    language = facts.pop("language")
    return read_notebook(notebook, Masthead.from_json(facts), Wording(language))


def test_numbers_are_numbers_and_dates_are_dates(everything: Document) -> None:
    sheet = Book(write_workbook(everything)).of("Table 1")
    top = sheet.below(headings(EVERYTHING, "en"))
    assert sheet.rows[top] == [
        "first", 0.99968, -1234567.4, 7747531.29, 2.21125, date(2026, 5, 5), datetime.fromisoformat("2026-10-02T01:30"), "10/5",
    ]  # fmt: skip
    assert [sheet[top, column].text for column in range(8)] == [
        "first", "● 99.97%", "−1,234,567", "¥7,747,531", "2.2 h", "2026-05-05", "2026-10-02 01:30", "10/5",
    ]  # fmt: skip


def test_no_number_format_has_two_quotes_in_a_row(one_section: Callable[..., Document]) -> None:
    table = Table("t", "T", (Head("h"),), ((Cell("−¥1.20m", -1_200_000, Tone.BAD),),))
    book = Book(write_workbook(one_section(table)))
    sheet = book.of("Table 1")
    assert sheet[sheet.below(["h"]), 0].text == "■ −¥1,200,000"
    assert "&quot;&quot;" not in book.parts["xl/styles.xml"].decode()


def test_what_has_no_value_is_a_dash_and_never_zero(everything: Document) -> None:
    sheet = Book(write_workbook(everything)).of("Table 1")
    row = sheet.below(headings(EVERYTHING, "en")) + 1
    assert sheet.rows[row][1:6] == [0.0, 0.0, "–", "–", "–"]
    assert {sheet[row, column].colour for column in (3, 4, 5)} == {"#55626f"}


def test_a_tone_has_its_mark_and_its_colour(everything: Document) -> None:
    sheet = Book(write_workbook(everything)).of("Table 1")
    top = sheet.below(headings(EVERYTHING, "en"))
    good, poor, watch, none = sheet[top, 1], sheet[top + 1, 0], sheet[top + 1, 1], sheet[top, 0]
    assert (good.text, poor.text, watch.text, none.text) == ("● 99.97%", "■ second", "▲ 0.0%", "first")
    assert [cell.colour for cell in (good, watch, poor)] == [COLOURS[tone] for tone in (Tone.GOOD, Tone.WARN, Tone.BAD)]


def test_a_folded_table_has_all_its_rows_and_says_what_is_elsewhere(everything: Document) -> None:
    sheet = Book(write_workbook(everything)).of("Table 2")
    assert sum(row[0] == 1.0 for row in sheet.rows) == 2100
    assert "… and 7 more, in the data files of this edition." in sheet.texts


def test_the_cover_says_what_it_is_and_leads_to_every_sheet(everything: Document) -> None:
    book = Book(write_workbook(replace(everything, notes=("Mind this.",))))
    name, *others = book.sheets
    cover = book.sheets[name]
    assert cover.rows[0][0] == "Weekly sales review"
    facts = {row[0]: row[1] for row in cover.rows}
    assert facts["Company"] == "Yunling Industrial"
    assert facts["Scope"] == "Whole company"
    assert facts["Period"] == "Week 47 of 2026 (16–22 Nov)"
    assert facts["Data as of"] == "23 Nov 2026, 09:00 (Shanghai time)"
    assert facts["Edition"] == "Edition 1"
    assert {"Mind this.", "A dash (–) is a value that does not exist; it is not zero."} <= set(cover.texts)
    top = cover.below(["Sheet", "Title", "Rows", "Question it answers"])
    assert cover.rows[top : top + 4] == [
        ["Page one", "Numbers and sentences", 4.0, ""],
        ["Table 1 Everything there is", "Everything there is: of each a row", 2.0, "Part"],
        ["Table 2 Rows", "Rows: behind", 2100.0, "Part"],
        ["Meanings", "Meanings", 1.0, ""],
    ]
    assert [cover[top + n, 0].link for n in range(4)] == [f"'{other}'!A1" for other in others]
    assert all(book.sheets[other].xml.find(f".//{MAIN}hyperlink[@location=\"'Cover'!A1\"]") is not None for other in others)  # fmt: skip


def test_page_one_has_the_numbers_and_what_is_said(everything: Document) -> None:
    book = Book(write_workbook(everything))
    page = book.sheets["Page one"]
    top = page.below(["Number", "Value", "Change", "Verdict", "Rests on"])
    assert page.rows[top][:5] == ["Revenue", 35599683.72, "−¥17.5m", "signal ↓", "Target ¥45.7m"]
    assert (page[top, 1].text, page[top, 1].link) == ("■ ¥35,599,684", "'Table 1 Everything there is'!A1")
    top = page.below(["Sentence", "What to do", "Rows behind it", "Question it answers"])
    assert [row[:4] for row in page.rows[top : top + 3]] == [
        ["East fell.", "Ask why — Li, by Friday", "Table 2", "Part"],
        ["All is well.", "", "", "Part"],
        ["So it is.", "", "", "Part"],
    ]
    assert page[top, 2].link == "'Table 2 Rows'!A1"
    assert book.sheets["Meanings"].rows[-1][:2] == ["On-time rate", "On time ÷ due."]


def test_heads_stay_in_sight_and_totals_stay_out_of_the_filter(everything: Document) -> None:
    sheet = Book(write_workbook(everything)).of("Table 1")
    top = sheet.below(headings(EVERYTHING, "en"))
    pane, filtered = (sheet.xml.find(f".//{MAIN}{part}") for part in ("pane", "autoFilter"))
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == (str(top), "frozen")
    assert filtered is not None
    assert filtered.get("ref") == f"A{top}:H{top + 2}"
    assert sheet.rows[top + 3][0] == "Total"
    assert sheet.rows[top + 2][0] == ""


def test_a_sheet_prints_whole_with_its_heads_and_says_whose_it_is(everything: Document) -> None:
    facts = replace(everything.masthead, company="R&G", audience="A" * 300)
    book = Book(write_workbook(replace(everything, masthead=facts)))
    sheet = book.of("Table 1")
    setup, footer = (sheet.xml.find(f".//{MAIN}{part}") for part in ("pageSetup", "oddFooter"))
    assert setup is not None
    assert (setup.get("orientation"), setup.get("paperSize"), setup.get("fitToHeight")) == ("landscape", "9", "0")
    assert footer is not None
    assert footer.text is not None
    assert footer.text.startswith("&L&8 R＆G · Weekly sales review · AAA")
    assert footer.text.endswith("…&R&8 Page &P of &N")
    top = sheet.below(headings(EVERYTHING, "en"))
    assert f"'Table 1 Everything there is'!${top}:${top}" in book.parts["xl/workbook.xml"].decode()


def test_a_table_without_rows_has_its_sentence(review: Document) -> None:
    label = {"zh": "表 3", "en": "Table 3"}[review.language]
    sheet = Book(write_workbook(review)).of(label)
    assert {"zh": "本周没有。", "en": "None this week."}[review.language] in sheet.texts
    assert sheet.xml.find(f".//{MAIN}autoFilter") is None


def test_a_figure_has_the_sheet_of_its_data(review: Document) -> None:
    label = {"zh": "图 1", "en": "Figure 1"}[review.language]
    sheet = Book(write_workbook(review)).of(label)
    assert sheet.rows[0][0] in (
        "图 1  华南大区赢单率不足一成",
        "Figure 1  South wins fewer than one in ten quotes",
    )
    assert sheet.below([{"zh": "团队", "en": "Team"}[review.language], "%"])


def test_the_file_says_whose_it_is_of_when_and_in_which_language(review: Document) -> None:
    parts = Book(write_workbook(review)).parts
    core = parts["docProps/core.xml"].decode()
    assert f"<dc:creator>{review.masthead.company}</dc:creator>" in core
    assert "2026-11-23T01:00:00Z</dcterms:created>" in core
    assert {"zh": ">zh-CN<", "en": ">en<"}[review.language] in parts["docProps/custom.xml"].decode()


def test_a_cut_off_that_is_no_instant_is_refused(everything: Document) -> None:
    facts = replace(everything.masthead, as_of_at="Monday")
    with pytest.raises(DocumentError, match=r"masthead: as_of_at: 'Monday' is no instant. Write it like 2026-11-23T"):
        write_workbook(replace(everything, masthead=facts))


def test_the_same_document_gives_the_same_bytes_in_every_process(review: Document, tmp_path: Path) -> None:
    made = write_workbook(review)
    assert write_workbook(review) == made
    path = tmp_path / "document.json"
    path.write_text(review.canonical(), "utf-8")
    code = (
        "import sys, hashlib, pathlib; from reviewbook.document import Document, write_workbook;"
        "made = write_workbook(Document.from_json(pathlib.Path(sys.argv[1]).read_text('utf-8')));"
        "pathlib.Path(sys.argv[2]).write_bytes(made)"
    )
    other = tmp_path / "other.xlsx"
    env = {"PYTHONHASHSEED": "7", "TZ": "America/Lima"}
    subprocess.run([sys.executable, "-c", code, str(path), str(other)], check=True, env=env)
    assert other.read_bytes() == made


@pytest.fixture
def typed(one_section: Callable[..., Document]) -> Document:
    """A document in which everything that a person can type is one of `TYPED`."""
    tables = [
        Table(f"t{n}", text, (Head(text, text), Head("n")), ((Cell(text, text), Cell(text, 2)),), note=text)
        for n, text in enumerate(TYPED)
    ]
    said = Statements(tuple(Notice(text, action=text) for text in TYPED))
    tiles = Numbers(tuple(NumberTile(text, text, text, text, value=1, verdict=text) for text in TYPED))
    document = one_section(*tables, said, tiles, Definitions(tuple((text, text) for text in TYPED)))
    return replace(document, title=TYPED[0], notes=TYPED, subtitle=TYPED[5])


def test_nothing_that_was_typed_becomes_a_formula_a_link_or_a_reference(typed: Document) -> None:
    book = Book(write_workbook(typed))
    assert not [name for name in book.parts if re.search(r"external|vba|macro|query|connection|drawing|embed", name)]
    assert not re.search(r"<f[ >]|ddeLink|TargetMode|<v>=|t=\"str\"", book.xml)
    assert all(e.get("location", "").endswith("!A1") for s in book.sheets.values() for e in s.xml.iter(f"{MAIN}hyperlink"))  # fmt: skip
    for number, text in enumerate(TYPED, 1):
        sheet = book.of(f"Table {number}")
        top = sheet.below([f"{visible(text)} ({visible(text)})", "n"])
        assert [shown.value for shown in (sheet[top, 0], sheet[top, 1])] == [visible(text), visible(text)]
    assert says_the_same(typed) == 2 * len(TYPED)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nul\x00bel\x07", "nul[U+0000]bel[U+0007]"),
        ("abc\u202etxt.exe", "abc[U+202E]txt.exe"),
        ("\ufffe\uffff", "[U+FFFE][U+FFFF]"),
        ("_x0041__x000D_", "_x0041__x000D_"),
        ("<b>&amp;</b>]]>", "<b>&amp;</b>]]>"),
        ("  two\nlines  ", "  two\nlines  "),
        ("笑脸\U0001f600𠮷", "笑脸\U0001f600𠮷"),
    ],
)
def test_every_character_comes_back_as_the_page_shows_it(
    one_section: Callable[..., Document], text: str, shown: str
) -> None:
    book = Book(write_workbook(one_section(Table("t", text, (Head("h"),), ((Cell(text),),)))))
    sheet = book.of("Table 1")
    assert sheet.rows[sheet.below(["h"])] == [shown]


def test_a_text_of_megabytes_is_cut_with_a_mark(one_section: Callable[..., Document]) -> None:
    book = Book(write_workbook(one_section(Table("t", "T", (Head("h"),), ((Cell("长" * 1_048_576),),)))))
    sheet = book.of("Table 1")
    (text,) = sheet.rows[sheet.below(["h"])]
    assert len(text) == 32_767
    assert text.endswith("长 … [cut off here; 1,048,576 characters in all]")


@pytest.mark.parametrize(
    ("label", "title", "name"),
    [
        ("Table 3", "Revenue against target", "Table 3 Revenue against target"),
        ("Table 17", "94.8% on time: 888 of 937 reports due", "Table 17 94.8% on time"),
        ("Figure 2", "0 of 3 teams reached their target; International", "Figure 2 0 of 3 teams reached…"),
        ("表 12", "各人提交与业绩：两人准时率低于七成", "表 12 各人提交与业绩"),
        ("表 1", "长" * 40, "表 1 " + "长" * 14 + "…"),
        ("Table 1", "[a]*?/\\:'", "Table 1 a"),
        ("Table 2", "'", "Table 2"),
        ("Table 4", "\U00020bb7" * 40, "Table 4 " + "\U00020bb7" * 11 + "…"),
    ],
)
def test_a_tab_is_named_after_label_and_title(label: str, title: str, name: str) -> None:
    assert tab(label, title) == name
    assert len(name.encode("utf-16-le")) // 2 <= LONGEST_TAB


def test_sheets_of_the_same_title_have_names_of_their_own(one_section: Callable[..., Document]) -> None:
    same = [Table(f"t{n}", "It's the same, isn't it", (Head("h"),), ((Cell("x", opens="t1"),),)) for n in range(3)]
    book = Book(write_workbook(one_section(*same)))
    assert list(book.sheets)[1:] == [f"Table {n} It's the same" for n in (1, 2, 3)]
    sheet = book.of("Table 1")
    assert sheet[sheet.below(["h"]), 0].link == "'Table 2 It''s the same'!A1"


def test_columns_are_as_wide_as_their_words_up_to_a_limit(one_section: Callable[..., Document]) -> None:
    table = Table("t", "T", (Head("a"), Head("b"), Head("c")), ((Cell("x"), Cell("x" * 30), Cell("字 " * 300)),))
    sheet = Book(write_workbook(one_section(table))).of("Table 1")
    narrow, middle, wide = (float(e.get("width", "")) for e in sheet.xml.iter(f"{MAIN}col"))
    assert 8 <= narrow < 10
    assert 30 < middle < 45
    assert 50 < wide < 58
