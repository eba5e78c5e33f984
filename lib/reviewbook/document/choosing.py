"""Leaving sections of a review out, by the short names of their English headings.

A section that somebody is not given is taken out of the notebook before it is
executed: it is not computed, and neither the document nor the evidence holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from reviewbook.blocks import Block
from reviewbook.document.links import opening
from reviewbook.document.model import slug
from reviewbook.document.prose import joined, paragraphs
from reviewbook.document.reading import read_block
from reviewbook.params.recipients import Sections

__all__ = ["STAY", "code_of", "is_chosen", "section_names", "trimmed", "without_dead_ends"]

#: What tells a reader how to take the numbers stays, unless it is left out by name; page one stays too.
STAY = ("where-do-the-numbers-come-from", "how-is-each-number-made")

_MARK = "reviewbook_sections"


@dataclass(frozen=True)
class _Heading:
    """A heading of level 2 or 3, with the short name of the section it belongs to; itself for one of level 2."""

    name: str
    section: str


def section_names(notebook: Mapping[str, Any]) -> list[str]:
    """Give the short names of all sections of a notebook, in order."""
    return list(dict.fromkeys(heading.name for heading in _headings(notebook)))


def is_chosen(notebook: Mapping[str, Any]) -> bool:
    """Tell whether sections were left out of a notebook."""
    return _MARK in notebook.get("metadata", {})


def code_of(notebook: Mapping[str, Any], sections: Sections) -> Iterator[tuple[int, str]]:
    """Give number and source of each code cell below a heading that stays."""
    plan = _Plan(notebook, sections)
    for number, cell in enumerate(notebook["cells"], 1):
        kept = plan.take(cell)
        if kept is not None and plan.begun and cell["cell_type"] == "code":
            yield number, kept


def trimmed(notebook: Any, sections: Sections) -> Any:
    """
    Give a notebook without the sections that are left out.

    Parameters
    ----------
    notebook : Mapping
        A stored notebook, format 4.
    sections : Sections
        What is chosen; a part (``###``) belongs to the section (``##``) above it, and one that is chosen by itself
        stands under the bare heading of that section.

    Returns
    -------
    Mapping
        A copy, marked so that `read_notebook` knows that links may lead to what is not there; the notebook itself
        where nothing is left out.
    """
    if not sections:
        return notebook
    plan, made = _Plan(notebook, sections), deepcopy(notebook)
    kept = [(cell, plan.take(cell)) for cell in made["cells"]]
    for cell, source in kept:
        if source is not None:
            cell["source"] = source
    made["cells"] = [cell for cell, source in kept if source is not None]
    made["metadata"][_MARK] = {"only": list(sections.only), "without": list(sections.without)}
    return made


def without_dead_ends(block: Block, kept: Collection[str]) -> Block:
    """Give a block whose numbers open only tables and figures that are kept, by their short names."""
    data = block.to_json()
    dead = [part for part in opening(data) if slug(part["opens"]) not in kept]
    for part in dead:
        part["opens"] = ""
    return read_block(data, block.kind) if dead else block


class _Plan:
    """Which cells stay, while going through a notebook from top to bottom."""

    def __init__(self, notebook: Mapping[str, Any], sections: Sections) -> None:
        self.sections = sections
        self.headings = list(_headings(notebook))
        first = self.headings[0].name if self.headings else ""
        self.staying = {first, *STAY}
        self.begun = False
        self._section = ""
        self._stays = True

    def take(self, cell: Mapping[str, Any]) -> str | None:
        """Give the source of a cell, or what stays of it; None when nothing does."""
        source = joined(cell["source"])
        if cell["cell_type"] != "markdown":
            return source if self._stays else None
        told = list(paragraphs(source))
        stays = [self._passes(level, text) for level, text in told]
        if all(stays):
            return source if told or self._stays else None
        kept = [f"{'#' * level} {text}".strip() for (level, text), is_kept in zip(told, stays, strict=True) if is_kept]
        return "\n\n".join(kept) if kept else None

    def _passes(self, level: int, text: str) -> bool:
        """Tell whether a heading or paragraph stays, and remember where that leaves what follows."""
        if level not in (2, 3):
            return self._stays
        name = slug(text)
        self.begun = True
        if level == 2:
            self._section = name
            self._stays = self._is_kept(name, name)
            return self._stays or any(self._is_kept(each.name, name) for each in self.headings if each.section == name)
        self._stays = self._is_kept(name, self._section)
        return self._stays

    def _is_kept(self, name: str, section: str) -> bool:
        if self.sections.without:
            return not {name, section} & set(self.sections.without)
        return not self.sections.only or bool({name, section} & {*self.sections.only, *self.staying})


def _headings(notebook: Mapping[str, Any]) -> Iterator[_Heading]:
    section = ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for level, text in paragraphs(joined(cell["source"])):
                section = slug(text) if level == 2 else section
                if level in (2, 3):
                    yield _Heading(slug(text), section)
