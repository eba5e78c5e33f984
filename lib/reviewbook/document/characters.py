"""Which characters may be printed, and what stands in for the others.

Text of a review comes from hundreds of people and from any program. Control
characters and those that turn the direction of writing are never printed: they
can make a name or an amount read as another. Characters that no face can draw
would be boxes, and tagged PDF refuses them. Both appear as their code point, in
brackets, and the document says so in its notes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from reviewbook.document.model import Document
from reviewbook.errors import MissingGlyph, Problem
from reviewbook.fonts import coverage
from reviewbook.legible import HIDDEN, visible
from reviewbook.wording import Wording, entries

__all__ = ["check_labels", "printable", "texts", "with_notes"]

# Nothing to draw: joiners, soft hyphen, variation selectors, the byte order mark.
_IGNORABLE = re.compile("[\u00ad\u034f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")


def printable(text: str) -> str:
    """Give the text as our faces can draw it, what they lack as code points: ``[U+1F600]``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawn, _IGNORABLE.sub("", visible(text))))


def texts(data: Any) -> Iterator[str]:
    """Every text of plain data, but for the drawings."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for value in data if not isinstance(data, dict) else [data[name] for name in data if name != "svg"]:
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict | list | tuple):
                yield from texts(value)


def with_notes(document: Document, data: Any = None) -> Document:
    """
    Give the document with a note for the characters that are not printed as they are.

    Parameters
    ----------
    document : Document
        Any document; one that has the notes already is given back as it is.
    data : Any, optional
        Its plain data, where the caller has it at hand.

    Returns
    -------
    Document
        With at most two notes more.
    """
    # Of what is plain ASCII every face draws all.
    found = set[str]().union(*_remarkable(data or document.to_json()))
    hidden = {c for c in found if HIDDEN.match(c)}
    missing = {c for c in found - hidden if _drawn(c) == _code_point(c) and not _IGNORABLE.match(c)}
    words = Wording(document.language)
    notes = [
        words(f"document.{kind}_characters", characters=words.join([f"U+{ord(c):04X}" for c in sorted(characters)]))
        for kind, characters in (("missing", missing), ("hidden", hidden))
        if characters
    ]
    new = tuple(note for note in notes if note not in document.notes)
    return replace(document, notes=(*document.notes, *new)) if new else document


def _remarkable(data: Any) -> set[str]:
    """Give each text of plain data once, but for what is plain ASCII, of which every face draws all."""
    return {text for text in set(texts(data)) if not (text.isascii() and text.isprintable())}


@cache
def check_labels(language: str) -> None:
    """
    Refuse to write when one of our own words cannot be drawn.

    Raises
    ------
    MissingGlyph
        With the keys of ``wording/words`` and the characters in question.
    """
    problems = [
        Problem(f"wording: {key} ({language})", f"no face can draw {_code_points(lacking)}", "Use other words.")
        for key, text in entries().items()
        if (lacking := [c for c in text.get(language, "") if printable(c) != c])
    ]
    if problems:
        raise MissingGlyph(*problems)


@cache
def _drawn(character: str) -> str:
    if ord(character) in coverage() or character == "\n":
        return character
    return " " if unicodedata.category(character) == "Zs" else _code_point(character)


def _code_point(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def _code_points(characters: Iterable[str]) -> str:
    return ", ".join(f"U+{ord(c):04X}" for c in characters)
