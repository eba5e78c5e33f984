"""Sections that somebody is not given: they are neither executed nor shown, and nothing leads to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewbook.blocks import Cell, Head, Notice, Table
from reviewbook.document import (
    Document,
    Masthead,
    code_of,
    read_notebook,
    section_names,
    trimmed,
    write_html,
    write_pdf,
    write_workbook,
)
from reviewbook.errors import DocumentError
from reviewbook.params.recipients import Sections
from reviewbook.wording import Wording

Read = Callable[..., Document]

ROWS = Table("rows", "The rows", (Head("A"),), ((Cell("a row"),),))
COUNT = Table(
    "count", "The count", (Head("A"), Head("B")), ((Cell("seven", opens="rows"), Cell("eight", opens="count")),)
)

#: Page one with a part, two questions with parts, the rows, and the two sections that tell of the numbers.
CELLS = (
    "# Weekly review",
    "## How did the week go?",
    COUNT,
    "### What stands out, and what to do about it?",
    Notice("a finding"),
    "## Are we on target?",
    Notice("a target"),
    "### Why did revenue change?",
    Notice("a reason"),
    "## Who reported on time?",
    Notice("a report"),
    "## Which rows are behind the numbers?",
    ROWS,
    "## Where do the numbers come from?",
    Notice("an origin"),
    "## How is each number made?",
    Notice("a meaning"),
)
ALL = [
    "how-did-the-week-go",
    "what-stands-out-and-what-to-do-about-it",
    "are-we-on-target",
    "why-did-revenue-change",
    "who-reported-on-time",
    "which-rows-are-behind-the-numbers",
    "where-do-the-numbers-come-from",
    "how-is-each-number-made",
]
PAGE_ONE, ORIGINS = ALL[:2], ALL[-2:]


@pytest.fixture
def read(notebook: Callable[..., dict[str, Any]], facts: Callable[[str], Masthead]) -> Read:
    def read(sections: Sections, language: str = "en", cells: tuple[Any, ...] = CELLS) -> Document:
        return read_notebook(trimmed(notebook(*cells), sections), facts(language), Wording(language))

    return read


@pytest.mark.parametrize(
    ("sections", "kept"),
    [
        (Sections(), ALL),
        (Sections(without=("who-reported-on-time",)), [name for name in ALL if name != "who-reported-on-time"]),
        (Sections(without=("are-we-on-target",)), [name for name in ALL if name not in ALL[2:4]]),
        (
            Sections(without=("why-did-revenue-change", "how-is-each-number-made")),
            [n for n in ALL[:-1] if n != "why-did-revenue-change"],
        ),
        (Sections(without=("how-did-the-week-go",)), ALL[2:]),
        (Sections(only=("who-reported-on-time",)), [*PAGE_ONE, "who-reported-on-time", *ORIGINS]),
        (Sections(only=("are-we-on-target",)), [*PAGE_ONE, "are-we-on-target", "why-did-revenue-change", *ORIGINS]),
        (
            Sections(only=("why-did-revenue-change",)),
            [*PAGE_ONE, "are-we-on-target", "why-did-revenue-change", *ORIGINS],
        ),
    ],
)
def test_what_is_chosen_stays_with_page_one_and_what_tells_of_the_numbers(
    sections: Sections, kept: list[str], read: Read
) -> None:
    assert [section.id for section in read(sections).sections] == kept


def test_a_part_that_is_chosen_stands_under_the_bare_heading_of_its_section(read: Read) -> None:
    shown = {section.id: section.blocks for section in read(Sections(only=("why-did-revenue-change",))).sections}
    assert shown["are-we-on-target"] == ()
    assert shown["why-did-revenue-change"] == (Notice("a reason"),)


def test_the_names_of_the_sections_are_those_that_can_be_chosen(notebook: Callable[..., dict[str, Any]]) -> None:
    assert section_names(notebook(*CELLS)) == ALL


def test_what_is_left_out_is_taken_out_before_it_is_executed(notebook: Callable[..., dict[str, Any]]) -> None:
    whole, choice = notebook(*CELLS), Sections(without=("who-reported-on-time", "how-did-the-week-go"))
    text = str(trimmed(whole, choice))
    assert "a target" in text
    for gone in ("a report", "a finding", "Who reported"):
        assert gone not in text
        assert gone in str(whole)  # the stored notebook is left as it is
    assert trimmed(whole, Sections()) is whole


def test_prose_and_headings_of_one_cell_are_told_apart(notebook: Callable[..., dict[str, Any]]) -> None:
    cells = (
        "## How did the week go?\n\nOnly decided quotes count.\n\n## Why did revenue change?\n\nOnly decided quotes count.",
    )
    made = trimmed(notebook(*cells), Sections(without=("why-did-revenue-change",)))
    assert [cell["source"] for cell in made["cells"]] == ["## How did the week go?\n\nOnly decided quotes count."]


def test_a_number_that_opened_what_is_left_out_opens_nothing_and_the_others_still_do(read: Read) -> None:
    choice = Sections(without=("which-rows-are-behind-the-numbers",))
    (count,) = (block for block in read(choice).blocks if isinstance(block, Table))
    assert [cell.opens for cell in count.rows[0]] == ["", "count"]
    for language in ("zh", "en"):
        document = read(choice, language)
        assert "a row" not in write_html(document)
        assert write_pdf(document).startswith(b"%PDF")
        assert write_workbook(document).startswith(b"PK")


def test_in_a_whole_review_a_number_that_opens_nothing_is_still_refused(read: Read) -> None:
    with pytest.raises(DocumentError, match="opens 'rows', which is not in the document"):
        write_html(read(Sections(), cells=CELLS[:-6]))


def test_numbers_of_tables_follow_what_is_left(read: Read) -> None:
    page = write_html(read(Sections(only=("which-rows-are-behind-the-numbers",), without=())))
    assert "Table 2" in page
    assert "Table 1" in write_html(read(Sections(without=(*PAGE_ONE,))))
    assert "Table 2" not in write_html(read(Sections(without=(*PAGE_ONE,))))


@pytest.mark.parametrize(
    ("language", "note"),
    [("zh", "并非完整的复盘"), ("en", "holds the sections chosen for its readers, not the whole review")],
)
def test_a_document_says_that_it_is_not_the_whole_review(language: str, note: str, read: Read) -> None:
    assert note in " ".join(read(Sections(without=("why-did-revenue-change",)), language).notes)
    assert note not in " ".join(read(Sections(), language).notes)


def test_only_the_code_below_headings_that_stay_is_asked_what_it_reads() -> None:
    cells = [("code", "review = open_review()"), ("markdown", "## One"), ("code", "a"), ("markdown", "## Two")]
    cells += [("code", "b"), ("markdown", "### Three"), ("code", "c")]
    notebook = {"metadata": {}, "cells": [{"cell_type": kind, "source": source} for kind, source in cells]}
    assert list(code_of(notebook, Sections(without=("two",)))) == [(3, "a")]
    assert list(code_of(notebook, Sections(without=("three",)))) == [(3, "a"), (5, "b")]
