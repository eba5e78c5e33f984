"""What is sent, whatever carries it: text in small pieces that a channel lays out, shortens and escapes as it must."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

__all__ = ["Attachment", "Line", "Link", "Message", "Section"]

Tone = Literal["", "good", "bad", "warn"]


@dataclass(frozen=True)
class Line:
    """
    A sentence, or a number with its name.

    Parameters
    ----------
    text : str
        Untrusted: somebody may have typed a part of it.
    value : str
        A number as printed; then `text` is its name.
    note : str
        What stands below or behind it in small letters: a change, or what to do.
    tone : str
        Whether it is good, bad or a warning; empty for neither.
    """

    text: str
    value: str = ""
    note: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Section:
    """A heading, which may be empty, with its lines: the first ones matter most."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Link:
    """An address of the published archive with what it leads to."""

    text: str
    url: str


@dataclass(frozen=True)
class Attachment:
    """
    A file that goes along.

    Parameters
    ----------
    name : str
        As its reader sees it: ``销售周度复盘 2026-W47 华东区.pdf``.
    content : bytes
        The file.
    media : str
        Its media type.
    """

    name: str
    content: bytes = field(repr=False)
    media: str = "application/octet-stream"


@dataclass(frozen=True)
class Message:
    """
    A message in one language, for anybody who is to have it.

    Parameters
    ----------
    id : str
        The same for the same message whenever it is made: ``weekly_review/2026-W47/team-east/1``.
    language : str
        ``zh`` or ``en``.
    title : str
        Subject of a mail, heading of a card.
    lead : str
        One sentence below it: for what period, with which cut-off.
    sections : tuple of Section
        What it says, the most important first.
    links : tuple of Link
        Where to read on.
    attachments : tuple of Attachment
        The most important first; a channel that carries no file leaves them out and its links lead there.
    foot : str
        Who sent it and why the reader has it.
    """

    id: str
    language: str
    title: str
    lead: str = ""
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    foot: str = ""

    def without_files(self) -> Message:
        """Give the message with its text alone."""
        return replace(self, attachments=())
