from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from pypdfium2 import raw

from reviewbook.blocks import Cell, Definitions, Head, Notice, Numbers, Paragraph, Statements, Table
from reviewbook.document import Document, write_pdf
from reviewbook.document.characters import printable
from reviewbook.errors import DocumentError


def squeezed(text: str) -> str:
    """The text without the spaces and line ends that setting adds."""
    return re.sub(r"[\s\u200b\x02\ufffe]", "", text)


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
    assert outline == [(section.level - 1, section.title) for section in review.sections]


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
