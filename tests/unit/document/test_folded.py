"""Rows for looking up are out of the way until somebody wants them, and never silently cut."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Table
from reviewbook.document import Document, write_html, write_pdf
from reviewbook.document.pdf import PRINTED_ROWS

Make = Callable[..., Document]


def rows(count: int, further: int = 0) -> Table:
    cells = tuple((Cell(f"person {n}"), Cell("late")) for n in range(1, count + 1))
    heads = (Head("Name"), Head("Fate"))
    return Table("rows-owed", "Every report", heads, cells, note="Late first.", folded=True, further=further)


def printed(document: Document) -> list[str]:
    with pypdfium2.PdfDocument(write_pdf(document)) as opened:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in opened]


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        (
            "en",
            '<span class="label">Table 1</span> Every report <span class="size">– 1,240 rows</span>'
            '<span class="unprinted"> (folded, therefore not printed)</span>',
        ),
        (
            "zh",
            '<span class="label">表 1</span> Every report <span class="size">– 1,240 行</span>'
            '<span class="unprinted"> （未展开，因此未打印）</span>',
        ),
    ],
)
def test_a_page_says_what_is_folded_away_and_how_much(one_section: Make, language: str, summary: str) -> None:
    page = write_html(one_section(rows(1240), language=language))
    assert f"<summary>{summary}</summary>" in page
    assert "<details open" not in page


def test_a_single_row_is_one_row(one_section: Make) -> None:
    assert '<span class="size">– 1 row</span>' in write_html(one_section(rows(1)))


def test_the_address_stands_inside_so_that_a_link_opens_it(one_section: Make) -> None:
    page = write_html(one_section(rows(3)))
    inside = page[page.index("<details") : page.index("</details>")]
    assert inside.index("</summary>") < inside.index('id="table-rows-owed"') < inside.index("<table>")
    assert all(text in inside for text in ("Late first.", "person 1", "person 3"))


def test_a_page_holds_as_many_rows_as_it_may_and_says_where_the_others_are(one_section: Make) -> None:
    page = write_html(one_section(rows(FOLDED_ROWS + 5, further=1000)))
    assert page.count("<tr>") == 1 + FOLDED_ROWS
    assert "– 3,005 rows</span>" in page
    assert "… and 1,005 more, in the data files of this edition." in page


def test_a_page_that_has_all_rows_speaks_of_no_others(one_section: Make) -> None:
    assert "more, in" not in write_html(one_section(rows(FOLDED_ROWS)))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "… and 200 more, in review.en.html and in the data files of this edition."),
        ("zh", "另有 200 行，在 review.zh.html 及本期版本的数据文件中。"),
    ],
)
def test_print_has_the_first_rows_and_says_where_the_others_are(
    one_section: Make, language: str, sentence: str
) -> None:
    pages = printed(one_section(rows(220), language=language))
    text = " ".join(pages)
    assert PRINTED_ROWS == 20
    assert f"person {PRINTED_ROWS}" in text
    assert f"person {PRINTED_ROWS + 1}" not in text
    assert sentence.replace(" ", "") in text.replace(" ", "")
    assert all("Name" in page for page in pages)


def test_print_of_few_rows_speaks_of_no_others(one_section: Make) -> None:
    assert "more, in" not in " ".join(printed(one_section(rows(PRINTED_ROWS))))


def test_a_few_rows_of_long_texts_run_over_the_page_and_not_over_its_foot(one_section: Make) -> None:
    long = tuple((Cell(f"person {n}"), Cell("words and more words " * 120)) for n in range(8))
    table = Table("rows", "Rows", (Head("Name"), Head("Text")), long, folded=True)
    assert len(printed(one_section(table))) > 2


def test_a_table_that_is_not_folded_is_printed_whole(one_section: Make) -> None:
    table = Table("t", "T", (Head("Name"),), tuple((Cell(f"person {n}"),) for n in range(1, 61)))
    document = one_section(table)
    assert "person 60" in " ".join(printed(document))
    assert "<details" not in write_html(document)


def test_cells_of_plain_words_are_written_without_classes(one_section: Make) -> None:
    page = write_html(one_section(rows(1)))
    assert re.findall(r"<t[hd][^>]*>(?=person|late)", page) == ['<th scope="row">', "<td>"]


def test_two_thousand_rows_of_ten_columns_are_a_page_of_less_than_a_megabyte(one_section: Make) -> None:
    heads = tuple(Head(f"Column {n}") for n in range(10))
    cells = tuple(tuple(Cell(f"{row} words {n}") for n in range(10)) for row in range(FOLDED_ROWS))
    page = write_html(one_section(Table("rows", "Rows", heads, cells, folded=True)))
    assert len(page.encode()) < 1_000_000
