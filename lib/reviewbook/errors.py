"""Every way in which reviewbook refuses to go on, drawn as one tree.

::

    ReviewbookError
    ├── PeriodError          a text that is not a day, week, month, quarter or year
    ├── ParamsError          params/*.yaml or a notebook parameter says something impossible
    ├── SourceError          a system or file could not be read at all
    ├── WarehouseError       the warehouse is missing, locked, of another version, or too large here
    ├── MissingData          what was asked for is not in the warehouse (yet)
    ├── NotebookError        a cell of a notebook failed
    ├── FindingError         a finding states a number that no fact holds
    ├── DocumentError        the executed notebook cannot become a document
    │   └── MissingGlyph     a character that no face can draw
    ├── EditionError         an edition could not be written, or is not what its record says
    └── LedgerError          the ledger of runs and deliveries cannot be read, or is of another version

A refusal says where, what, what was expected and the next step, and it lists
all problems at once: who mends a file wants to mend it once. Data that is bad
but readable is never an exception; it is a row of ``rejected``.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from reviewbook.legible import masked, shortened, visible

__all__ = [
    "DocumentError",
    "EditionError",
    "FindingError",
    "LedgerError",
    "MissingData",
    "MissingGlyph",
    "NotebookError",
    "ParamsError",
    "PeriodError",
    "Problem",
    "ReviewbookError",
    "SourceError",
    "WarehouseError",
    "alike",
    "nearest",
    "not_shown",
    "of_the_machine",
]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Parameters
    ----------
    where : str
        File, line and key, or cell: what the reader opens.
    what : str
        What was found there.
    expected : str
        What would have been right, with the nearest right value.
    next_step : str
        What to do; empty where `expected` says it already.
    """

    where: str
    what: str
    expected: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        sentences = [_said(part) for part in (self.what, self.expected, self.next_step) if part]
        return f"{_said(self.where)}: " + " ".join(s if s.endswith((".", "?")) else f"{s}." for s in sentences)


class ReviewbookError(Exception):
    """Base of all refusals; `problems` holds them one by one."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems: tuple[Problem | str, ...] = problems
        super().__init__(*problems)

    def __str__(self) -> str:
        return "\n".join(_said(one) if isinstance(one, str) else str(one) for one in self.problems)


def _said(text: str) -> str:
    """Give a part of a message as it may go to a terminal and a log, whatever it quotes."""
    return visible(masked(shortened(text)))


class PeriodError(ReviewbookError, ValueError):
    """A text that is not a period of the calendar."""


class ParamsError(ReviewbookError):
    """Params or notebook parameters that cannot be used."""


class SourceError(ReviewbookError):
    """A source that could not be read at all."""


class WarehouseError(ReviewbookError):
    """A warehouse that is missing, locked or of another version."""


class MissingData(ReviewbookError):
    """Something was asked for that the warehouse does not hold."""


class NotebookError(ReviewbookError):
    """A cell that failed; says which, and where its notebook was kept."""


class FindingError(ReviewbookError):
    """A finding that states a number of nobody's: not in the facts, not in the evidence, or typed into the words."""


class DocumentError(ReviewbookError):
    """An executed notebook that cannot become a document."""


class MissingGlyph(DocumentError):
    """A character that no face of the document can draw."""


class EditionError(ReviewbookError):
    """An edition that could not be written, or is not what its record says."""


class LedgerError(ReviewbookError):
    """A ledger that cannot be read or written."""


def alike(word: str, choices: Iterable[str]) -> str:
    """Give the choice that is most like a word; empty text when none is alike."""
    found = get_close_matches(word, sorted(choices), n=1, cutoff=0.6)
    return found[0] if found else ""


def nearest(word: str, choices: Iterable[str]) -> str:
    """
    A sentence that names the right words, the most alike first.

    Parameters
    ----------
    word : str
        What was written.
    choices : iterable of str
        What may be written there.

    Returns
    -------
    str
        ``Did you mean 'period'?`` when one is alike, otherwise the list.
    """
    known = sorted(choices)
    found = alike(word, known)
    return f"Did you mean '{found}'?" if found else f"Use one of: {', '.join(known)}."


def not_shown(name: str, package: str, folder: Path, known: Iterable[str]) -> AttributeError:
    """
    Say that a package shows no function of that name.

    Parameters
    ----------
    name : str
        What was asked for.
    package : str
        ``reviewbook.tables``.
    folder : Path
        Where its modules stand. A function in one of them is not shown until it is named.
    known : iterable of str
        What it shows.
    """
    room = package.rpartition(".")[2]
    for file in () if name.startswith("_") else sorted(folder.glob("*.py")):
        if f"\ndef {name}(" in file.read_text("utf-8"):
            place = f"lib/reviewbook/{room}"
            return AttributeError(f"{room}.{name} stands in {place}/{file.name}: name it in {place}/__init__.py, too.")
    return AttributeError(f"there is no {room}.{name}. {nearest(name, known)}")


_ROOM = "Make room, then type the same again: what is there already is left as it is."
_RIGHT = "Give whoever runs reviewbook the right to write there, then type the same again."

#: What a machine refuses whatever the program does: what it means, and what to do.
_MACHINE = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("the space that this user may use on the disk is used up", _ROOM),
    errno.EFBIG: ("a file would be larger than this user or this disk may have", "Raise the limit (ulimit -f)."),
    errno.EROFS: ("the disk can only be read", "Mount it so that it can be written, then type the same again."),
    errno.EACCES: ("whoever runs reviewbook may not write or read there", _RIGHT),
    errno.EPERM: ("whoever runs reviewbook may not write or read there", _RIGHT),
    errno.EMFILE: ("more files are open than this user may have", "Raise the limit (ulimit -n)."),
    errno.ENOMEM: ("the memory of the machine is used up", "Stop something else, or publish with --workers 1."),
    errno.EIO: ("the disk does not work", "Look at the log of the machine; what was published can be verified."),
}


def of_the_machine(error: BaseException) -> Problem | None:
    """
    Say what to do when the machine refuses something; None when it is not the machine.

    Parameters
    ----------
    error : Exception
        As it was raised: by Python, or by a library that tells it in the words of the machine alone.
    """
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or "Out of Memory Error" in str(error):
        number = errno.ENOMEM
    if number is None and not isinstance(error, OSError):
        number = next((one for one in _MACHINE if f": {os.strerror(one)}" in str(error)), None)
    if number not in _MACHINE:
        return None
    what, step = _MACHINE[number]
    place = getattr(error, "filename", None)
    return Problem(str(place) if place else "this machine", what, "", step)
