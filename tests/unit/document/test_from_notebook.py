from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewbook.blocks import Notice, Paragraph, Table, Tone
from reviewbook.document import Document, Masthead, read_notebook
from reviewbook.errors import DocumentError
from reviewbook.wording import Wording

QUESTION = "How did the week go?"
Notebook = Callable[..., dict[str, Any]]
Facts = Callable[[str], Masthead]


@pytest.fixture
def read(notebook: Notebook, facts: Facts) -> Callable[..., Document]:
    def read(*cells: Any, language: str = "en") -> Document:
        return read_notebook(notebook(*cells), facts(language), Wording(language))

    return read


@pytest.fixture
def refusals(read: Callable[..., Document]) -> Callable[..., list[str]]:
    def refusals(*cells: Any, language: str = "en") -> list[str]:
        with pytest.raises(DocumentError) as refused:
            read(*cells, language=language)
        return str(refused.value).splitlines()

    return refusals


def test_a_question_opens_a_section_and_blocks_fill_it(read: Callable[..., Document]) -> None:
    document = read(
        "# Weekly review", f"## {QUESTION}\n\nOnly decided\nquotes count.", Notice("a"), "### And why?", Notice("b")
    )
    assert [(s.id, s.title, s.level, s.blocks) for s in document.sections] == [
        ("how-did-the-week-go", QUESTION, 1, (Paragraph("Only decided quotes count."), Notice("a"))),
        ("and-why", "And why?", 2, (Notice("b"),)),
    ]


def test_the_title_comes_from_the_masthead(read: Callable[..., Document]) -> None:
    document = read("# Something else", Notice("a"))
    assert (document.title, document.subtitle) == ("Weekly sales review", "Week 47 of 2026 (16–22 Nov)")
    assert [(s.title, s.blocks) for s in document.sections] == [("", (Notice("a"),))]


def test_headings_are_translated_and_keep_their_address(read: Callable[..., Document]) -> None:
    (section,) = read(f"## {QUESTION}", language="zh").sections
    assert (section.id, section.title) == ("how-did-the-week-go", "本周总体如何？")


def test_the_same_heading_twice_gets_two_addresses(read: Callable[..., Document]) -> None:
    assert [s.id for s in read("## Why?", "## Why?", "## Why?").sections] == ["why", "why-2", "why-3"]


@pytest.mark.parametrize("tag", ["parameters", "injected-parameters", "remove"])
def test_tagged_cells_give_nothing(read: Callable[..., Document], tag: str) -> None:
    shown = {"output_type": "execute_result", "data": {"text/plain": "3"}}
    code = {"metadata": {"tags": [tag]}, "outputs": [shown]}
    assert read(code, {"cell_type": "markdown", "metadata": {"tags": [tag]}, "source": "Draft."}, Notice("a")).sections[
        0
    ].blocks == (Notice("a"),)


def test_warnings_on_stderr_are_not_published(read: Callable[..., Document]) -> None:
    code = {"outputs": [{"output_type": "stream", "name": "stderr", "text": "careful"}]}
    assert read(code).sections == ()


def test_everything_else_that_a_cell_shows_is_refused_with_its_cell(refusals: Callable[..., list[str]]) -> None:
    lines = refusals(
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": "hello"}], "source": "print('hello')"},
        {
            "outputs": [{"output_type": "execute_result", "data": {"text/html": "<table>", "text/plain": "  a b"}}],
            "source": "frame",
        },
        {"outputs": [{"output_type": "display_data", "data": {"image/png": "iVBO"}}], "source": "\nplot()\n"},
    )
    published = "Published are blocks: paragraph, notice, statements, numbers, definitions, table, figure."
    assert lines == [
        f"cell 1 (print('hello')): prints text. {published} Show a block in place of print().",
        f"cell 2 (frame): shows text/html, text/plain. {published} End the cell with one, or tag it remove.",
        f"cell 3 (plot()): shows image/png. {published} End the cell with one, or tag it remove.",
    ]


def test_a_failed_and_a_skipped_cell_are_refused_together(refusals: Callable[..., list[str]]) -> None:
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'team'", "traceback": []}
    lines = refusals({"outputs": [error], "source": "boom()"}, {"execution_count": None, "source": "later()"})
    assert lines == [
        "cell 1 (boom()): failed with KeyError: 'team'. Mend the cell and run the notebook again.",
        "cell 2 (later()): was not executed. Run the notebook from top to bottom.",
    ]


def test_a_failure_in_a_silent_cell_is_refused_too(refusals: Callable[..., list[str]]) -> None:
    error = {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
    assert len(refusals({"metadata": {"tags": ["remove"]}, "outputs": [error]})) == 1


def test_an_unknown_kind_is_refused_by_name(refusals: Callable[..., list[str]]) -> None:
    shown = {"application/vnd.reviewbook.block+json": {"kind": "tables"}}
    code = {"outputs": [{"output_type": "display_data", "data": shown}], "source": "x"}
    assert refusals(code) == ["cell 1 (x): the block kind 'tables' is not published. Did you mean 'table'?"]


def test_prose_without_chinese_is_refused_in_chinese_only(
    refusals: Callable[..., list[str]], read: Callable[..., Document]
) -> None:
    assert read("## Who wrote this?").sections[0].title == "Who wrote this?"
    assert refusals("## Who wrote this?", language="zh") == [
        "cell 1 (## Who wrote this?): 'Who wrote this?' has no Chinese. "
        "Add it to lib/reviewbook/wording/words/questions.toml."
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "- one\n- two",
        "1. one",
        "> said",
        "| a |",
        "```\nx\n```",
        "**bold**",
        "<b>x</b>",
        "[a](http://b)",
        "`code`",
        "<!-- x -->",
    ],
)
def test_markup_in_prose_is_refused(refusals: Callable[..., list[str]], prose: str) -> None:
    lines = refusals(prose)
    assert lines
    assert all("has markup. Prose of a review is plain sentences." in line for line in lines)


@pytest.mark.parametrize(
    "prose", ["A rise of 3 - 4 points.", "Revenue < target.", "2026 was good.", "3.5 of 4 came.", "a_b_c"]
)
def test_plain_sentences_are_no_markup(read: Callable[..., Document], prose: str) -> None:
    assert read(prose).sections[0].blocks == (Paragraph(prose),)


def test_headings_below_the_third_level_are_refused(refusals: Callable[..., list[str]]) -> None:
    assert refusals("#### Deep") == ["cell 1 (#### Deep): a heading of level 4. Use ## for questions, ### below."]


def test_two_tables_of_one_id_are_refused(refusals: Callable[..., list[str]]) -> None:
    table = Table("late", "Late", (), ())
    assert refusals(table, table) == [
        "cell 2 (tables.show(review)): the table id 'late' is taken by cell 1 (tables.show(review))."
    ]


def test_a_character_that_no_face_has_is_in_the_notes(read: Callable[..., Document]) -> None:
    document = read(Notice("well done \U0001f600"), Notice("x\u202ey"))
    assert document.notes == (
        "The faces of this document lack these characters, which the PDF shows as code points: U+1F600.",
        "These invisible control characters are shown as code points: U+202E.",
    )


def test_a_table_without_rows_is_its_sentence(read: Callable[..., Document]) -> None:
    nobody = Table("late", "Late reports: 0", (), (), note="The missing first.", empty="Every report came on time.")
    (section,) = read(f"## {QUESTION}", nobody).sections
    assert section.blocks == (Notice("Every report came on time.", Tone.MUTED),)


def test_a_table_without_rows_stays_where_something_opens_it(read: Callable[..., Document]) -> None:
    nobody = Table("rows-owed", "Reports", (), (), empty="Nothing was due.", folded=True)
    opening = Notice("– on time.", opens="rows-owed")
    assert read(f"## {QUESTION}", opening, "## Why?", nobody).sections[1].blocks == (nobody,)
    assert read(f"## {QUESTION}", nobody, "## Why?", opening).sections[0].blocks == (nobody,)


def test_one_reason_answers_a_question_once(read: Callable[..., Document]) -> None:
    reason = Notice("No reports are asked for.", Tone.MUTED)
    empty = Table("late", "Late reports: 0", (), (), empty=reason.text)
    cells = (f"## {QUESTION}", reason, empty, Notice("5 of 7 days were working days."), "## Why?", reason)
    assert [section.blocks for section in read(*cells).sections] == [
        (reason, Notice("5 of 7 days were working days.")),
        (reason,),
    ]
