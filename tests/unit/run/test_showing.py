"""Answers in the terminal: what people wrote is read there, and steers nothing."""

from __future__ import annotations

import pytest

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.run import showing
from reviewbook.tables.explained import Explanation

EVIL, SEEN = "\x1b[2J\u202eli\x07 [bold]x[/bold]", "[U+001B][2J[U+202E]li[U+0007] [bold]x[/bold]"


@pytest.fixture(params=[True, False], ids=["terminal", "file"])
def shown(request, monkeypatch, capsys):
    """Give what was said, to a person at a terminal or to a file."""
    monkeypatch.setattr("rich.console.Console.is_terminal", request.param)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "dumb")  # no colours: their codes are our own
    return lambda: capsys.readouterr().out


def test_a_table_steers_no_terminal(shown):
    showing.table(Table("t", EVIL, (Head(EVIL),), ((Cell(EVIL),),), note=EVIL), [EVIL])
    said = shown()
    assert said.count(SEEN) == 5
    assert not set(said) & {"\x1b", "\u202e", "\x07"}


def test_an_explanation_steers_no_terminal(shown):
    showing.explanations([Explanation(EVIL, (EVIL, EVIL), Tone.BAD)])
    said = shown()
    assert said.count(SEEN) == 3
    assert not set(said) & {"\x1b", "\u202e", "\x07"}
