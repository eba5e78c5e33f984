from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reviewbook.blocks import Block, Cell, Head, Paragraph, Table
from reviewbook.document import Document, Masthead
from reviewbook.document.model import slug
from reviewbook.document.reading import KINDS, read_block
from reviewbook.errors import DocumentError


def test_a_document_survives_its_json(review: Document) -> None:
    again = Document.from_json(review.canonical())
    assert again == review
    assert again.canonical() == review.canonical()


def test_every_kind_of_block_survives_json(review: Document) -> None:
    blocks = list(review.blocks)
    assert {block.kind for block in blocks} == set(KINDS)
    assert [read_block(json.loads(json.dumps(block.to_json())), "here") for block in blocks] == blocks


def test_values_of_cells_keep_their_type() -> None:
    values = ("12", 12, 1.5, True, None)
    table = Table("t", "T", tuple(Head("h") for _ in values), (tuple(Cell("x", value) for value in values),))
    block: Any = read_block(json.loads(json.dumps(table.to_json())), "here")
    assert [(type(cell.value), cell.value) for cell in block.rows[0]] == [(type(v), v) for v in values]


def test_a_number_that_is_none_becomes_absent() -> None:
    table = Table("t", "T", (Head("h"),), ((Cell("–", float("nan")),),))
    block: Any = read_block(table.to_json(), "here")
    assert block.rows[0][0].value is None


def test_half_a_character_becomes_its_code_point() -> None:
    assert read_block({"kind": "paragraph", "text": "a\ud83d"}, "here") == Paragraph("a[U+D83D]")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({"kind": "tabel"}, "cell 3: the block kind 'tabel' is not published. Did you mean 'table'?"),
        (
            {"kind": "paragraph", "text": "a", "html": "<b>"},
            "cell 3: html: a paragraph has no such field. Use one of: text.",
        ),
        ({"kind": "paragraph", "text": 3}, "cell 3: text: Input should be a valid string."),
        ("text", "cell 3: the block kind 'str' is not published."),
        (
            {
                "kind": "table",
                "id": "t",
                "title": "T",
                "heads": [{"text": "a"}],
                "rows": [[{"text": "1"}, {"text": "2"}]],
            },
            "cell 3: table: Value error, table t: a row of 2 cells under 1 heads.",
        ),
    ],
)
def test_a_block_that_is_not_ours_is_refused_by_name(data: Any, refusal: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_block(data, "cell 3")
    assert str(refused.value).startswith(refusal)


def test_a_masthead_names_every_field_that_is_wrong(facts: Callable[[str], Masthead]) -> None:
    with pytest.raises(DocumentError) as refused:
        Masthead.from_json({"company": 3, "reveiw": "x"})
    lines = str(refused.value).splitlines()
    assert "masthead: company: is missing or no text. Give it as text." in lines
    assert "masthead: reveiw: is not known. Did you mean 'review'?" in lines
    assert len(lines) == 8


def test_all_problems_of_a_document_are_told_at_once(one_section: Callable[..., Document]) -> None:
    data = one_section(Paragraph("a"), Paragraph("b")).to_json()
    for block in data["sections"][0]["blocks"]:
        block["kind"] = "poem"
    with pytest.raises(DocumentError) as refused:
        Document.from_json(data | {"language": "fr"})
    assert [str(p).split(":")[0] for p in refused.value.problems] == [
        "section part, block 1",
        "section part, block 2",
        "language",
    ]


def test_blocks_come_in_the_order_of_the_document(one_section: Callable[..., Document]) -> None:
    blocks: list[Block] = [Paragraph("a"), Paragraph("b")]
    assert list(one_section(*blocks).blocks) == blocks


def test_a_short_name_is_made_of_latin_words_and_digits() -> None:
    assert slug("How did week 47 go?") == "how-did-week-47-go"
    assert slug("本周？") == "part"
