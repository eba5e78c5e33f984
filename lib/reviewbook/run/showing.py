"""Answers in the terminal: coloured and fitted to its width for a person, plain lines for a file or another program.

What people wrote is in them, so nothing is said that could steer the terminal or turn the direction of a line.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from reviewbook.blocks import Table, Tone
from reviewbook.legible import visible
from reviewbook.tables.explained import Explanation

__all__ = ["explanations", "table"]

_STYLES = {Tone.GOOD: "green", Tone.WARN: "yellow", Tone.BAD: "red", Tone.MUTED: "dim"}


def explanations(told: Iterable[Explanation]) -> None:
    """Show explanations, each with its sentences below its title."""
    console = Console()
    for one in told:
        if console.is_terminal:
            console.print(Text(visible(one.title), f"bold {_STYLES.get(one.tone, '')}".strip()))
            for sentence in one.sentences:
                console.print(Padding(Text(visible(sentence)), (0, 0, 0, 2)))
        else:
            print(visible("\n  ".join([one.title, *one.sentences])))  # noqa: T201


def table(shown: Table, sums: Iterable[str]) -> None:
    """Show a table and the sums below it."""
    console = Console()
    if console.is_terminal and shown.rows:
        grid = Grid(title=Text(visible(shown.title)), title_justify="left")
        for head in shown.heads:
            grid.add_column(Text(visible(head.text)), overflow="fold")  # a period or name that is cut off helps nobody
        for row in shown.rows:
            grid.add_row(*(Text(visible(cell.text), _STYLES.get(cell.tone, "")) for cell in row))
        console.print(grid)
    else:
        print(visible(shown.plain()))  # noqa: T201
    for line in (*sums, shown.note):
        print(visible(line))  # noqa: T201
