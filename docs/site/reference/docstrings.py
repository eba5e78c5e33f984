"""What a numpy docstring says: its words, and the sections that describe names."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Described", "Told", "marked", "read"]

_SECTIONS = ("Parameters", "Returns", "Yields", "Raises", "Notes", "Attributes")


@dataclass(frozen=True)
class Described:
    """A name of a section, what kind of thing it is, and what is said of it."""

    name: str
    kind: str
    words: str


@dataclass
class Told:
    """
    A docstring, taken apart.

    Parameters
    ----------
    words : str
        What stands before the first section.
    sections : dict
        Name of the section → what it describes; ``Notes`` has one entry without a name.
    """

    words: str = ""
    sections: dict[str, list[Described]] = field(default_factory=dict)


def read(thing: Any) -> Told:
    """Take the docstring of a module, class or function apart."""
    text = inspect.cleandoc(thing.__doc__ or "")
    parts = re.split(rf"^({'|'.join(_SECTIONS)})\n-+\n", text, flags=re.M)
    told = Told(marked(parts[0]))
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        told.sections[name] = _described(name, body)
    return told


def _described(section: str, body: str) -> list[Described]:
    if section == "Notes":
        return [Described("", "", marked(body))]
    found = []
    for head, words in re.findall(r"^(\S.*)\n((?:(?:[ \t]+.*)?\n?)*)", body, re.M):
        names, _, kind = head.partition(" : ")
        found += [Described(name.strip(), kind, marked(inspect.cleandoc(words))) for name in names.split(",")]
    return found


def marked(text: str) -> str:
    """Write reStructuredText's ``code`` and `name` as Markdown's code, and each paragraph in one line."""
    text = re.sub(r"``(.+?)``", r"`\1`", text, flags=re.S)
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(one if one.startswith((" ", "=")) else re.sub(r"\s*\n\s*", " ", one) for one in paragraphs)
