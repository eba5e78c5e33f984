"""The blocks of code in the README and in docs/, each with the comment that stands before it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from reviewbook.cli import app

__all__ = ["BLOCKS", "PAGES", "ROOT", "Block", "commands_of", "refusal"]

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", *sorted(str(one.relative_to(ROOT)) for one in (ROOT / "docs").rglob("*.md")))

#: What the command line raises at words that it does not know, or misses.
_Refused: Any = typer.BadParameter.__base__

_FENCED = re.compile(
    r"(?:^[ ]*<!-- (?P<note>[^\n]*?) -->\n\s*?)?"
    r"^(?P<indent>[ ]*)(?P<fence>`{3,})(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=indent)(?P=fence)[ ]*$",
    re.M | re.S,
)


@dataclass(frozen=True)
class Block:
    """
    A block of a page.

    Parameters
    ----------
    note : str
        The comment before it: ``not run: why``, ``ends with 1: why``, or ``tested by: a file of tests``; else that of the
        page, where one says ``every block is tested by: a file of tests``.
    """

    page: str
    line: int
    language: str
    text: str
    note: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_run(self) -> bool:
        """Whether it is run as it stands."""
        return self.language in ("bash", "sh", "python") and not self.note.startswith(("not run: ", "tested by: "))

    @property
    def ends_with(self) -> int:
        """The exit code that the page promises."""
        found = re.match(r"ends with (\d+): ", self.note)
        return int(found[1]) if found else 0


def _blocks(page: str) -> Iterator[Block]:
    text = (ROOT / page).read_text("utf-8")
    of_page = re.search(r"^<!-- every block is (tested by: \S+) -->$", text, re.M)
    usual = of_page[1] if of_page else ""
    for found in _FENCED.finditer(text):
        indent = len(found["indent"])
        body = "".join(line[indent:] if line.strip() else line for line in found["text"].splitlines(keepends=True))
        line = text.count("\n", 0, found.start("fence")) + 1
        yield Block(page, line, found["language"], body, found["note"] or usual)


BLOCKS = tuple(block for page in PAGES for block in _blocks(page))


def commands_of(text: str) -> list[str]:
    """Give the commands of reviewbook in a shell's text or a listing, without what is said behind two blanks."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    typed = [re.split(r"\s{2,}|\s#\s", line.strip())[0] for line in lines]
    typed = [re.sub(r"^(\.venv/bin/)", "", one) for one in typed]
    return [one for one in typed if one.startswith("reviewbook ")]


def refusal(command: str) -> str:
    """Read a command as the command line does, and do nothing: say why it would refuse it, or nothing."""
    group: Any = typer.main.get_command(app)
    try:
        context = group.make_context("reviewbook", shlex.split(command)[1:])
        while hasattr(group, "commands"):
            name, group, words = group.resolve_command(context, [*context._protected_args, *context.args])
            context = group.make_context(name, words, parent=context)
    except typer.Exit:
        return ""  # a word like --version, after which nothing is done
    except _Refused as error:
        return f"{type(error).__name__}: {error}"
    return ""
