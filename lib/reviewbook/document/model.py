"""A document as data: what it says, not how it looks.

The model stands between an executed notebook and the writers, so that every
writer prints the same words and a difference between two editions can be found
by comparing two texts. It refuses nothing but blocks it does not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from reviewbook.blocks import Block
from reviewbook.document.reading import read_block
from reviewbook.errors import DocumentError, Problem, nearest
from reviewbook.wording import LANGUAGES

__all__ = ["Document", "Masthead", "Section", "slug"]


@dataclass(frozen=True)
class Masthead:
    """
    What stands on page one and in the running header, as printed.

    Parameters
    ----------
    company : str
        Name of the company.
    review : str
        Title of the review.
    audience : str
        Whom the review is about: a team, or the company.
    period : str
        The period in words.
    as_of : str
        The cut-off in words, with its zone.
    edition : str
        Which edition: ``第 1 版``, ``Edition 1``.
    as_of_at : str
        The same cut-off as ISO 8601 with its offset; the date of the files.
    """

    company: str
    review: str
    audience: str
    period: str
    as_of: str
    edition: str
    as_of_at: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Masthead:
        """
        Read a masthead.

        Raises
        ------
        DocumentError
            When a field is missing, unknown or no text.
        """
        names = [field.name for field in fields(cls)]
        problems = [
            Problem(f"masthead: {name}", "is missing or no text", "Give it as text.")
            for name in names
            if not isinstance(data.get(name), str)
        ]
        problems += [
            Problem(f"masthead: {name}", "is not known", nearest(str(name), names))
            for name in data
            if name not in names
        ]
        if problems:
            raise DocumentError(*problems)
        return cls(**data)


@dataclass(frozen=True)
class Section:
    """
    A part of a document with a heading of its own.

    Parameters
    ----------
    id : str
        Short name made of the English heading, the same in both languages.
    title : str
        The heading; empty for what stands before the first one.
    level : int
        1, or 2 for a part of the section before.
    blocks : tuple of Block
        What it shows, in order.
    """

    id: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Document:
    """
    One review for one audience in one language.

    Parameters
    ----------
    title : str
        What stands largest on page one.
    subtitle : str
        The line below it.
    language : str
        ``zh`` or ``en``.
    masthead : Masthead
        The facts of page one and of the running header.
    sections : tuple of Section
        The body, in order.
    notes : tuple of str
        What a reader must know about the document itself.
    """

    title: str
    subtitle: str
    language: str
    masthead: Masthead
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """Every block, in order."""
        return (block for section in self.sections for block in section.blocks)

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain data."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "language": self.language,
            "masthead": asdict(self.masthead),
            "sections": [
                {"id": s.id, "title": s.title, "level": s.level, "blocks": [block.to_json() for block in s.blocks]}
                for s in self.sections
            ],
            "notes": list(self.notes),
        }

    def canonical(self) -> str:
        """Give the document as JSON text; the same document gives the same text."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> Document:
        """
        Read a document from plain data or from JSON text.

        Raises
        ------
        DocumentError
            When a block or the masthead is not what it should be, or the
            language is none of ours.
        """
        plain: Mapping[str, Any] = json.loads(data) if isinstance(data, str) else data
        problems: list[Problem | str] = []
        sections = []
        for section in plain["sections"]:
            blocks: list[Block] = []
            for number, block in enumerate(section["blocks"], 1):
                try:
                    blocks.append(read_block(block, f"section {section['id']}, block {number}"))
                except DocumentError as error:
                    problems += error.problems
            sections.append(Section(section["id"], section["title"], section["level"], tuple(blocks)))
        if plain["language"] not in LANGUAGES:
            problems.append(
                Problem("language", f"{plain['language']!r} is none", nearest(plain["language"], LANGUAGES))
            )
        if problems:
            raise DocumentError(*problems)
        masthead = Masthead.from_json(plain["masthead"])
        notes = tuple(plain["notes"])
        return cls(plain["title"], plain["subtitle"], plain["language"], masthead, tuple(sections), notes)


def slug(text: str) -> str:
    """Make a short name for addresses out of a heading: ``how-did-the-week-go``."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "part"
