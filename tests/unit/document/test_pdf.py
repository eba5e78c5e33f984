from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from reviewbook.blocks import Cell, Definitions, Figure, Head, Notice, Numbers, Paragraph, Statements, Table
from reviewbook.document import Document, pdf, write_pdf
from reviewbook.document.characters import printable
from reviewbook.errors import DocumentError, MissingGlyph
from reviewbook.fonts import FACES


def squeezed(text: str) -> str:
    """The text without the spaces, line ends and joiners that setting adds."""
    return re.sub(r"[\s\u200b\u2060\x02\ufffe]", "", text)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return squeezed("".join(page.get_textpage().get_text_range() for page in opened))


def said(document: Document) -> list[str]:
    """What must be readable in print, block by block."""
    found = [document.title, document.subtitle, *(section.title for section in document.sections)]
    for block in document.blocks:
        match block:
            case Paragraph() | Notice():
                found.append(block.text)
            case Statements():
                found += [text for item in block.items for text in (item.text, item.action)]
            case Numbers():
                found += [text for i in block.items for text in (i.label, i.text, i.detail, i.change, i.verdict)]
            case Definitions():
                found += [text for item in block.items for text in item]
            case Table():
                found += [block.title, block.note, *(text for head in block.heads for text in (head.text, head.unit))]
                found += [cell.text for row in (*block.rows, *block.totals) for cell in row]
                found += [] if block.rows else [block.empty]
    return found


def test_all_words_of_the_document_are_in_the_pdf(drawn_review: Document) -> None:
    text = words(write_pdf(drawn_review))
    assert [s for s in said(drawn_review) if squeezed(s) not in text] == []


def test_hostile_texts_stay_texts(hostile: Document) -> None:
    text = words(write_pdf(hostile))
    assert [s for s in said(hostile) if squeezed(printable(s)) not in text] == []
    for shown in (
        "[U+1F600]",
        "[U+20BB7]野家",
        "abc[U+202E]txt.exe",
        "nul[U+0000]bel[U+0007]",
        "#letx=1",
        "$x^2$",
        "*bold*_it_",
        "@ref<label>",
    ):
        assert shown in text


def test_the_same_document_gives_the_same_bytes(drawn_review: Document) -> None:
    assert write_pdf(drawn_review) == write_pdf(Document.from_json(drawn_review.canonical()))


def test_the_pdf_is_tagged_and_says_what_it_is(review: Document) -> None:
    pdf = write_pdf(review)
    with pypdfium2.PdfDocument(pdf) as opened:
        assert raw.FPDFCatalog_IsTagged(opened)
        facts = opened.get_metadata_dict()
    assert facts["Title"] == f"{review.title} · {review.masthead.audience} · {review.masthead.period}"
    assert facts["Author"] == review.masthead.company
    assert review.masthead.edition in facts["Keywords"]
    assert facts["CreationDate"].startswith("D:20261123010000")
    assert re.search(rb"/Lang ?\((zh-CN|en)", pdf)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf


def test_the_outline_has_every_question(review: Document) -> None:
    with pypdfium2.PdfDocument(write_pdf(review)) as opened:
        outline = [(bookmark.level, bookmark.get_title()) for bookmark in opened.get_toc()]
    shown = {"zh": "图中数据", "en": "What the figures show, in numbers"}[review.language]
    assert outline == [*((section.level - 1, section.title) for section in review.sections), (0, shown)]


def test_every_page_says_what_it_belongs_to(review: Document) -> None:
    facts = review.masthead
    with pypdfium2.PdfDocument(write_pdf(review)) as opened:
        pages = [squeezed(page.get_textpage().get_text_range()) for page in opened]
    assert 4 <= len(pages) <= 7
    for number, page in enumerate(pages, 1):
        count = f"第{number}页，共{len(pages)}页" if review.language == "zh" else f"Page{number}of{len(pages)}"
        assert count in page
        assert all(squeezed(text) in page for text in (facts.company, facts.review, facts.audience, facts.period))
        assert squeezed(facts.as_of) in page
        assert squeezed(facts.edition) in page


def test_the_head_of_a_long_table_stands_on_each_of_its_pages(one_section: Callable[..., Document]) -> None:
    rows = tuple((Cell(f"person {n}"),) for n in range(120))
    with pypdfium2.PdfDocument(write_pdf(one_section(Table("t", "T", (Head("Salesperson"),), rows)))) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    assert len(pages) > 2
    assert ["Salesperson" in page for page in pages] == [True] * len(pages)


def test_a_long_document_has_contents_on_page_one(one_section: Callable[..., Document]) -> None:
    short = one_section(Paragraph("one"))
    rows = tuple((Cell("row"),) for _ in range(400))
    long = replace(
        short,
        sections=(
            *short.sections,
            replace(short.sections[0], id="late", title="Late ones", blocks=(Table("t", "T", (Head("h"),), rows),)),
        ),
    )
    with pypdfium2.PdfDocument(write_pdf(short)) as first, pypdfium2.PdfDocument(write_pdf(long)) as second:
        assert len(second) > 7
        assert "...." not in first[0].get_textpage().get_text_range().replace(" ", "")
        assert re.search(r"Lateones\.{4,}\d", squeezed(second[0].get_textpage().get_text_range()))


def test_a_wide_table_turns_its_page_only(review: Document) -> None:
    with pypdfium2.PdfDocument(write_pdf(review)) as opened:
        turned = [page.get_width() > page.get_height() for page in opened]
    assert turned.count(True) == 1
    assert not turned[0]


def test_an_unbreakable_text_stays_on_its_page(one_section: Callable[..., Document]) -> None:
    table = Table("t", "T", (Head("a"), Head("b")), ((Cell("x" * 400), Cell("y" * 400)),))
    with pypdfium2.PdfDocument(write_pdf(one_section(table))) as opened:
        page = opened[0]
        text = page.get_textpage()
        edges = [text.get_charbox(n)[2] for n in range(text.count_chars())]
        assert text.get_text_range().count("x") == 400
        assert max(edges) < page.get_width() - 50


@pytest.mark.parametrize("as_of_at", ["2026-11-23T09:00:00", "today", ""])
def test_a_cut_off_that_is_no_instant_is_refused(review: Document, as_of_at: str) -> None:
    with pytest.raises(DocumentError) as refused:
        write_pdf(replace(review, masthead=replace(review.masthead, as_of_at=as_of_at)))
    assert str(refused.value) == (
        f"masthead: as_of_at: {as_of_at!r} is no instant. Write it like 2026-11-23T09:00:00+08:00."
    )


def test_the_data_of_a_figure_stands_at_the_end_and_the_figure_says_where(review: Document) -> None:
    text = words(write_pdf(review))
    where, of = {"zh": ("数据：表4", "图1的数据。"), "en": ("Data:Table4", "ThedataofFigure1.")}[review.language]
    figure = next(block for block in review.blocks if isinstance(block, Figure))
    told = [squeezed(cell.text) for row in figure.data.rows for cell in row]
    assert text.index(where) < text.index(of) < text.index("".join(told))


def test_what_a_table_leaves_out_is_said_above_its_rows(one_section: Callable[..., Document]) -> None:
    rows = tuple((Cell(f"person {n}"),) for n in range(30))
    text = words(write_pdf(one_section(Table("t", "T", (Head("Name"),), rows, note="Late first.", folded=True))))
    assert "Latefirst.…and10more,inreview.en.htmlandinthedatafilesofthisedition.Nameperson0" in text


def test_a_row_longer_than_a_page_runs_over_and_loses_nothing(one_section: Callable[..., Document]) -> None:
    long = " ".join(f"word{n}" for n in range(2500))
    table = Table("t", "T", (Head("Name"), Head("Text")), ((Cell("Li"), Cell(long)), (Cell("Wu"), Cell("short"))))
    with pypdfium2.PdfDocument(write_pdf(one_section(table))) as opened:
        pages = [page.get_textpage() for page in opened]
        lowest = [page.get_charbox(n)[1] for page in pages for n in range(page.count_chars())]
        text = "".join(squeezed(page.get_text_range()) for page in pages)
    assert len(pages) > 2
    assert min(lowest) > 30  # the foot of the page
    assert [n for n in range(2500) if f"word{n}" not in text] == []


def test_a_long_notice_runs_over_the_page(one_section: Callable[..., Document]) -> None:
    long = " ".join(f"word{n}" for n in range(2500))
    text = words(write_pdf(one_section(Notice(long))))
    assert [n for n in range(2500) if f"word{n}" not in text] == []


def test_a_label_of_a_drawing_that_no_face_has_is_shown_as_its_code_point(one_section: Callable[..., Document]) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="50"><text x="9" y="30">a\U0001f600\U00020bb7</text></svg>'
    data = Table("d", "D", (Head("h"),), ((Cell("1"),),))
    assert "a[U+1F600][U+20BB7]" in words(write_pdf(one_section(Figure("f", "F", "A label.", svg, data))))


@pytest.mark.parametrize(
    ("there", "missing"),
    [((), "NotoSansSC-Regular.ttf, NotoSansSC-Bold.ttf"), ((FACES[0],), "NotoSansSC-Bold.ttf")],
)
def test_a_missing_face_fails_and_never_prints_boxes(
    review: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: tuple[Path, ...], missing: str
) -> None:
    for face in there:
        (tmp_path / face.name).symlink_to(face)
    monkeypatch.setattr(pdf, "FOLDER", tmp_path)
    monkeypatch.setattr(pdf, "_compiler", pdf._compiler.__wrapped__)
    with pytest.raises(MissingGlyph) as refused:
        write_pdf(review)
    assert str(refused.value) == f"fonts: {missing} cannot be read. Install reviewbook anew."


def test_another_process_gives_the_same_bytes(review: Document, tmp_path: Path) -> None:
    (tmp_path / "review.json").write_text(review.canonical(), "utf-8")
    program = (
        "import sys; from pathlib import Path; from reviewbook.document import Document, write_pdf;"
        "sys.stdout.buffer.write(write_pdf(Document.from_json(Path('review.json').read_text('utf-8'))))"
    )
    around = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "HOME": str(tmp_path)}
    other = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=around, check=True, capture_output=True)
    assert other.stdout == write_pdf(review)


def test_a_row_of_several_lines_is_not_parted_by_the_end_of_a_page(one_section: Callable[..., Document]) -> None:
    rows = tuple((Cell(f"{n}"), Cell(f"begin{n}. " + "words and more words " * 60 + f"end{n}.")) for n in range(20))
    heads = (Head("Number", share=4.0), Head("Text"))
    with pypdfium2.PdfDocument(write_pdf(one_section(Table("t", "T", heads, rows)))) as opened:
        pages = [squeezed(page.get_textpage().get_text_range()) for page in opened]
    assert len(pages) > 3
    assert [n for n in range(20) if not any(f"begin{n}." in page and f"end{n}." in page for page in pages)] == []


@pytest.mark.parametrize("amount", ["97.7万", "−¥774,000", "+¥1,269万"])
def test_no_line_ends_within_an_amount_and_it_is_found_by_its_words(
    one_section: Callable[..., Document], amount: str
) -> None:
    said = tuple(Paragraph("好" * filler + amount) for filler in range(36, 52))
    page = pypdfium2.PdfDocument(write_pdf(one_section(*said)))[0].get_textpage()
    lines = page.get_text_range().split("\r\n")
    held = [line for line in lines if line.startswith("好")] + [line for line in lines if line.strip() == amount]
    within = [line for line in held if re.search(r"[0-9.,−+¥]$", line) and not line.endswith(amount)]
    assert within == [], "these lines end within it"
    search, found = page.search(amount), 0
    while search.get_next():
        found += 1
    assert found == len(said)
