"""The prose of a notebook: headings and paragraphs of its Markdown cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["MARKUP", "joined", "paragraphs"]

#: What a review's prose is not: it is plain sentences.
MARKUP = re.compile(
    r"^\s*(?:[-*+]\s|>|\||\d+[.)]\s|```|~~~)"  # lists, quotes, tables, listings
    r"|\*\*|__|`|\]\(|<!--|</?[a-zA-Z][^>]*>",  # emphasis, code, links, HTML
    re.MULTILINE,
)
_HEADING = re.compile(r"(#{1,6})\s+(.*\S)\s*\Z")


def paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """Level and text of each heading (1 to 6) and paragraph (0) of a Markdown cell."""
    lines: list[str] = []
    for line in [*source.splitlines(), ""]:
        heading = _HEADING.match(line)
        if (heading or not line.strip()) and lines:
            yield 0, _as_one(lines)
            lines = []
        if heading:
            yield len(heading[1]), heading[2]
        elif line.strip():
            lines.append(line)


def _as_one(lines: list[str]) -> str:
    """A paragraph as one line, unless it is a list or the like, which is refused line by line."""
    return ("\n" if MARKUP.search("\n".join(lines)) else " ").join(line.strip() for line in lines)


def joined(source: str | list[str]) -> str:
    """Give the source of a cell as one text; notebooks may keep it line by line."""
    return source if isinstance(source, str) else "".join(source)
