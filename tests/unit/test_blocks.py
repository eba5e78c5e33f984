"""What a document is made of: as plain data, as text and as a notebook shows it."""

from __future__ import annotations

import json

import pytest

from reviewbook import blocks
from reviewbook.blocks import (
    MIMETYPE,
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

HEADS = (Head("Team"), Head("Late", align="right"))
TABLE = Table("late", "Late reports", HEADS, ((Cell("华东"), Cell("2", 2)),), ((Cell("All"), Cell("2", 2)),))
FIGURE = Figure("trend", "Fewer are late", "Late reports fall from 4 to 2", "<svg></svg>", TABLE)
ONE_OF_EACH = [
    Paragraph("Text"),
    Notice("Beware", Tone.WARN),
    Statements((Notice("First", Tone.BAD, action="Mend it"), Notice("Second"))),
    Numbers((NumberTile("Revenue", "¥1.2m", "of ¥1.5m", "+3%", Tone.GOOD, 1_200_000.0, verdict="signal ↑"),)),
    Definitions((("Revenue", "Sum of orders"),)),
    TABLE,
    FIGURE,
]
EVERY = pytest.mark.parametrize("block", ONE_OF_EACH, ids=lambda block: block.kind)


def test_there_is_one_of_each():
    kinds = {
        one.kind for one in vars(blocks).values() if isinstance(one, type) and issubclass(one, Block) and one != Block
    }
    assert {block.kind for block in ONE_OF_EACH} == kinds


@EVERY
def test_a_block_is_plain_data_with_its_kind(block):
    plain = json.loads(json.dumps(block.to_json()))
    assert plain["kind"] == block.kind
    assert plain == json.loads(json.dumps(plain))


def test_the_table_of_a_figure_keeps_its_kind_too():
    assert FIGURE.to_json()["data"] == TABLE.to_json()


@EVERY
def test_a_notebook_gets_data_markup_and_text(block):
    bundle = block._repr_mimebundle_()
    assert bundle == {MIMETYPE: block.to_json(), "text/html": block._repr_html_(), "text/plain": block.plain()}


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Statements((Notice("First"), Notice("Second"))), "• First\n• Second"),
        (Statements((Notice("First", action="Mend it"), Notice("Second"))), "• First\n  Mend it\n• Second"),
        (Notice("First", action="Mend it"), "First\n  Mend it"),
        (Numbers((NumberTile("Revenue", "¥1.2m", verdict="routine"),)), "Revenue: ¥1.2m      routine"),
        (Numbers((NumberTile("Revenue", "¥1.2m", "of ¥1.5m"),)), "Revenue: ¥1.2m  of ¥1.5m"),
        (Definitions((("Revenue", "Sum of orders"),)), "Revenue: Sum of orders"),
        (TABLE, "Late reports\nTeam | Late\n华东 | 2\nAll | 2"),
        (Table("late", "Late reports", HEADS, (), empty="Nobody was late."), "Late reports\nNobody was late."),
        (FIGURE, "Fewer are late: Late reports fall from 4 to 2"),
    ],
)
def test_a_block_as_text(block, text):
    assert block.plain() == text


def test_a_folded_table_is_closed_in_a_notebook_too_and_says_how_many_rows_it_is_of():
    folded = Table("rows", "Rows & more", HEADS, TABLE.rows, folded=True, further=40)
    assert folded._repr_html_().startswith("<details><summary>Rows &amp; more (41)</summary><table>")
    assert "<details" not in TABLE._repr_html_()


def test_a_notebook_sets_what_to_do_below_the_sentence():
    assert Notice("First", action="Mend it")._repr_html_() == "<p><b>First</b><br>Mend it</p>"
    shown = Statements((Notice("First", action="Mend it"), Notice("Second")))._repr_html_()
    assert shown == "<ul><li><b>First</b><br>Mend it</li><li>Second</li></ul>"


def test_a_cell_a_tile_and_a_sentence_open_nothing_unless_they_say_so():
    assert (Cell("1").opens, NumberTile("a", "1").opens, Notice("1").opens) == ("", "", "")


EVIL = "<script>alert('x')</script> & \"co\""


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(EVIL),
        Notice(EVIL),
        Statements((Notice(EVIL),)),
        Notice(EVIL, action=EVIL),
        Statements((Notice(EVIL, action=EVIL),)),
        Numbers((NumberTile(EVIL, EVIL, EVIL, EVIL, verdict=EVIL),)),
        Definitions(((EVIL, EVIL),)),
        Table("t", EVIL, (Head(EVIL),), ((Cell(EVIL),),), ((Cell(EVIL),),)),
        Table("t", EVIL, (Head(EVIL),), (), empty=EVIL),
        Table("t", EVIL, (Head(EVIL),), ((Cell(EVIL),),), folded=True),
        Figure("f", EVIL, EVIL, "<svg></svg>", TABLE),
    ],
    ids=lambda block: block.kind,
)
def test_text_stays_text_in_a_notebook(block):
    shown = block._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "& " not in shown


@pytest.mark.parametrize("part", ["rows", "totals"])
def test_a_row_has_as_many_cells_as_there_are_heads(part):
    with pytest.raises(ValueError, match=r"^table late: a row of 1 cells under 2 heads$"):
        Table("late", "Late", HEADS, **{"rows": (), part: ((Cell("East"),),)})


def test_what_nobody_reads_to_its_end_is_cut_once_for_every_writer():
    whole = "报" * 10_000_000
    table = Table("late", whole, (Head(whole),), ((Cell(whole, whole),),), note=whole, empty=whole)
    drawing = f"<svg>{'x' * 10_000}</svg>"
    for block in (
        Paragraph(whole),
        Notice(whole, action=whole),
        Statements((Notice(whole),)),
        Numbers((NumberTile(whole, whole, whole, whole),)),
        Definitions(((whole, whole),)),
        table,
        Figure("trend", whole, whole, drawing, table, whole),
    ):
        shown = block._repr_mimebundle_()
        written = json.dumps(shown, ensure_ascii=False)
        assert "报…" in shown[MIMETYPE].__repr__()
        assert len(written) < 150_000
        assert written.count(drawing) == (2 if isinstance(block, Figure) else 0)  # a drawing is not a text


@pytest.mark.parametrize(("length", "cut"), [(4_000, False), (4_001, True)])
def test_a_text_of_the_longest_length_stays_whole(length, cut):
    shown = Paragraph("x" * length)._repr_mimebundle_()[MIMETYPE]["text"]
    assert len(shown) == 4_000
    assert shown.endswith("…") == cut
