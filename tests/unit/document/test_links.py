"""Every number that opens something opens the rows behind it, on the page and in print; none leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
from pypdfium2 import raw

from reviewbook.blocks import Block, Cell, Figure, Head, Notice, Numbers, NumberTile, Statements, Table
from reviewbook.document import Document, write_html, write_pdf
from reviewbook.document.links import opened
from reviewbook.errors import DocumentError

Make = Callable[..., Document]

ROWS = Table("rows-owed", "Every report", (Head("Name"),), ((Cell("Li"),), (Cell("Wang"),)), folded=True)
TILES = Numbers((NumberTile("On time", "91.4%", opens="rows-owed"), NumberTile("Revenue", "¥800k")))
SENTENCES = Statements((Notice("91.4% on time.", opens="rows-owed"), Notice("Nothing else.")))
RATES = Table("rates", "Rates", (Head("Team"), Head("Rate", align="right")),
              ((Cell("East"), Cell("94.4%", 0.944, opens="rows-owed")), (Cell("West"), Cell("–"))),
              ((Cell("Total"), Cell("91.4%", 0.914, opens="rows-owed")),))  # fmt: skip
DRAWING = Figure(
    "trend", "Trend", "A line", '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"/>', RATES
)


def destinations(pdf: bytes) -> list[tuple[int, int]]:
    """Page of each link, and the page on which it ends, counted from 0."""
    found = []
    with pypdfium2.PdfDocument(pdf) as opened_pdf:
        for number, page in enumerate(opened_pdf):
            place, link = raw.c_int(0), raw.FPDF_LINK()
            while raw.FPDFLink_Enumerate(page.raw, place, link):
                dest = raw.FPDFLink_GetDest(opened_pdf.raw, link)
                found.append((number, raw.FPDFDest_GetDestPageIndex(opened_pdf.raw, dest)))
    return found


def links(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<a class="opens" href="#([^"]+)">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("block", "texts"),
    [
        (TILES, ["91.4%"]),
        (SENTENCES, ["Table 1"]),
        (Notice("Beware.", opens="rows-owed"), ["Table 1"]),
        (DRAWING, ["94.4%", "91.4%"]),
    ],
    ids=["tile", "sentence", "notice", "data of a figure"],
)
def test_what_opens_rows_is_a_link_to_their_table(one_section: Make, block: Block, texts: list[str]) -> None:
    page = write_html(one_section(block, ROWS))
    assert links(page) == [("table-rows-owed", text) for text in texts]
    assert page.count('id="table-rows-owed"') == 1


def test_a_number_of_a_table_is_the_link_and_one_without_rows_is_none(one_section: Make) -> None:
    assert links(write_html(one_section(RATES, ROWS))) == [("table-rows-owed", "94.4%"), ("table-rows-owed", "91.4%")]


def test_a_figure_may_be_opened_too(one_section: Make) -> None:
    page = write_html(one_section(Notice("It fell.", opens="trend"), DRAWING, ROWS))
    assert links(page)[0] == ("figure-trend", "Figure 1")


def test_print_has_a_link_for_each_number_to_the_page_of_its_rows(one_section: Make) -> None:
    filler = Table("filler", "Filler", (Head("n"),), tuple((Cell(str(n)),) for n in range(75)))
    blocks = (TILES, SENTENCES, Notice("Beware.", opens="rows-owed"), RATES, filler)
    with_links = destinations(write_pdf(one_section(*blocks, ROWS)))
    assert len(with_links) == 5
    assert {start for start, _ in with_links} == {0}
    assert {end for _, end in with_links} == {2}


def test_a_document_in_which_nothing_opens_anything_has_no_link(one_section: Make) -> None:
    assert destinations(write_pdf(one_section(ROWS))) == []
    assert links(write_html(one_section(ROWS))) == []


@pytest.mark.parametrize("write", [write_html, write_pdf])
def test_a_link_that_leads_nowhere_is_refused_with_both_ends(one_section: Make, write: Callable[..., object]) -> None:
    wrong = Table("rates", "Rates", (Head("Rate"),), ((Cell("94.4%", opens="rows-owd"),),))
    with pytest.raises(DocumentError) as refused:
        write(one_section(wrong, Statements((Notice("91.4% on time.", opens="gone"),)), ROWS))
    assert str(refused.value).splitlines() == [
        "document: table rates: '94.4%' opens 'rows-owd', which is not in the document. Did you mean 'rows-owed'? "
        "Show that table in a cell of the notebook.",
        "document: statements: '91.4% on time.' opens 'gone', which is not in the document. "
        "Use one of: rates, rows-owed. Show that table in a cell of the notebook.",
    ]


def test_rows_that_do_not_exist_still_have_their_address(one_section: Make) -> None:
    none = Table("rows-owed", "Every report", (Head("Name"),), (), empty="Nothing was due.", folded=True)
    document = one_section(TILES, none)
    page = write_html(document)
    assert 'id="table-rows-owed"' in page
    assert "Nothing was due." in page
    assert "<details" not in page
    assert len(destinations(write_pdf(document))) == 1


def test_what_is_opened_is_known_by_short_names() -> None:
    assert opened([TILES, DRAWING]) == {"rows-owed"}
    assert opened([ROWS]) == set()
