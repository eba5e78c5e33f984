"""Collecting a document from what the cells of an executed notebook show.

Only blocks are published. A print, a bare DataFrame or a chart that is no block
is refused with the name of its cell, because it would reach readers without
number formats, without a language and without words for those who cannot see
it. Prose stands in English in the notebook and is translated as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewbook.blocks import MIMETYPE, Block, Figure, Notice, Paragraph, Table, Tone
from reviewbook.document.characters import with_notes
from reviewbook.document.choosing import is_chosen, without_dead_ends
from reviewbook.document.links import opened
from reviewbook.document.model import Document, Masthead, Section, slug
from reviewbook.document.prose import MARKUP, joined, paragraphs
from reviewbook.document.reading import KINDS, read_block
from reviewbook.errors import DocumentError, Problem
from reviewbook.wording import Wording

__all__ = ["prose_problems", "read_notebook"]

_SILENT_TAGS = frozenset({"parameters", "injected-parameters", "remove"})
_PUBLISHED = f"Published are blocks: {', '.join(KINDS)}."


def read_notebook(notebook: Mapping[str, Any], masthead: Masthead, wording: Wording) -> Document:
    """
    Make a document of an executed notebook.

    Parameters
    ----------
    notebook : Mapping
        The notebook, format 4, all its code cells executed.
    masthead : Masthead
        What stands on page one, already in words.
    wording : Wording
        The language of the document.

    Returns
    -------
    Document
        A section for each heading of the notebook; its first heading (``#``)
        gives way to the masthead. Cells tagged ``parameters``,
        ``injected-parameters`` or ``remove`` give nothing. Of a notebook
        whose sections were chosen (`trimmed`) numbers lose the links to what
        was left out, and a note says that it was.

    Raises
    ------
    DocumentError
        With every cell that failed, was not executed, shows something that
        is not published, or has prose without a translation.
    """
    draft, chosen = _Draft(wording), is_chosen(notebook)
    for number, cell in enumerate(notebook["cells"], 1):
        draft.add(cell, number)
    if draft.problems:
        raise DocumentError(*draft.problems)
    if chosen:
        draft.close_dead_ends()
    document = Document(
        title=masthead.review,
        subtitle=masthead.period,
        language=wording.language,
        masthead=masthead,
        sections=draft.settled(),
        notes=(wording("document.chosen_sections"),) if chosen else (),
    )
    return with_notes(document)


def prose_problems(notebook: Mapping[str, Any], wording: Wording) -> list[Problem | str]:
    """
    Say what `read_notebook` would refuse of the headings and prose of a notebook that was not executed yet.

    Parameters
    ----------
    notebook : Mapping
        The stored notebook, format 4.
    wording : Wording
        The language in which it will be published.
    """
    draft = _Draft(wording)
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "markdown":
            draft.add(cell, number)
    return draft.problems


@dataclass
class _Part:
    """A section while it is being filled."""

    id: str
    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)


class _Draft:
    """A document while its notebook is being read."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.sections: list[_Part] = []
        self.problems: list[Problem | str] = []
        self._taken: Counter[str] = Counter()
        self._shown_in: dict[tuple[str, str], str] = {}

    def add(self, cell: Mapping[str, Any], number: int) -> None:
        """Take in one cell."""
        source = joined(cell["source"])
        where = f"cell {number} ({_first_line(source)})"
        silent = _SILENT_TAGS.intersection(cell.get("metadata", {}).get("tags", ()))
        if cell["cell_type"] == "markdown" and not silent:
            self._add_prose(source, where)
        elif cell["cell_type"] == "code":
            if source.strip() and cell.get("execution_count") is None:
                self.problems.append(Problem(where, "was not executed", "", "Run the notebook from top to bottom."))
            for output in cell.get("outputs", ()):
                self._add_output(output, where, bool(silent))

    def close_dead_ends(self) -> None:
        """Take the link from whatever opens a table or figure that is not in the document."""
        kept = {name for _, name in self._shown_in}
        for section in self.sections:
            section.blocks = [without_dead_ends(block, kept) for block in section.blocks]

    def settled(self) -> tuple[Section, ...]:
        """Give the sections, with one sentence in place of tables that have no rows and that nothing opens."""
        asked_for = opened(block for section in self.sections for block in section.blocks)
        return tuple(Section(s.id, s.title, s.level, tuple(_said_once(s.blocks, asked_for))) for s in self.sections)

    def _add_prose(self, source: str, where: str) -> None:
        for level, text in paragraphs(source):
            if level == 1:
                continue
            if level > 3:
                self.problems.append(Problem(where, f"a heading of level {level}", "Use ## for questions, ### below."))
            elif MARKUP.search(text):
                self.problems.append(
                    Problem(where, f"{text[:60]!r} has markup", "Prose of a review is plain sentences.")
                )
            else:
                self._add_text(level, text, where)

    def _add_text(self, level: int, text: str, where: str) -> None:
        try:
            words = self.wording.question(text)
        except KeyError:
            self.problems.append(
                Problem(where, f"{text!r} has no Chinese", "", "Add it to lib/reviewbook/wording/words/questions.toml.")
            )
            return
        if level:
            self.sections.append(_Part(self._free_id(slug(text)), words, level - 1))
        else:
            self._section.blocks.append(Paragraph(words))

    def _add_output(self, output: Mapping[str, Any], where: str, silent: bool) -> None:
        kind = output["output_type"]
        if kind == "error":
            reason = f"failed with {output.get('ename', 'an error')}: {output.get('evalue', '')}"
            self.problems.append(Problem(where, reason, "", "Mend the cell and run the notebook again."))
        elif silent or (kind == "stream" and output.get("name") == "stderr"):
            return  # warnings are for who runs the notebook; its record keeps them
        elif kind == "stream":
            self.problems.append(Problem(where, "prints text", _PUBLISHED, "Show a block in place of print()."))
        elif MIMETYPE in output.get("data", {}):
            self._add_block(output["data"][MIMETYPE], where)
        else:
            shown = ", ".join(output.get("data", {})) or kind
            self.problems.append(
                Problem(where, f"shows {shown}", _PUBLISHED, "End the cell with one, or tag it remove.")
            )

    def _add_block(self, data: Any, where: str) -> None:
        try:
            block = read_block(data, where)
        except DocumentError as error:
            self.problems += error.problems
            return
        if isinstance(block, Table | Figure):
            key = (block.kind, slug(block.id))
            if key in self._shown_in:
                self.problems.append(
                    Problem(where, f"the {block.kind} id {block.id!r} is taken by {self._shown_in[key]}")
                )
            self._shown_in.setdefault(key, where)
        self._section.blocks.append(block)

    @property
    def _section(self) -> _Part:
        """The section that is being filled; what stands before the first heading has one without."""
        if not self.sections:
            self.sections.append(_Part(self._free_id("opening"), "", 1))
        return self.sections[-1]

    def _free_id(self, wanted: str) -> str:
        self._taken[wanted] += 1
        return wanted if self._taken[wanted] == 1 else self._free_id(f"{wanted}-{self._taken[wanted]}")


def _said_once(blocks: list[Block], asked_for: set[str]) -> Iterator[Block]:
    """Leave out a notice that says what the one before it said: several answers that nothing is known of."""
    last: Block | None = None
    for shown in blocks:
        block = shown
        if isinstance(block, Table) and not block.rows and block.empty and slug(block.id) not in asked_for:
            block = Notice(block.empty, Tone.MUTED)  # a title and heads over nothing say less than the sentence
        if not (isinstance(block, Notice) and block == last):
            yield block
        last = block


def _first_line(source: str) -> str:
    line = next((line.strip() for line in source.splitlines() if line.strip()), "empty")
    return line if len(line) <= 70 else f"{line[:69]}…"
