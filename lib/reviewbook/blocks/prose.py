"""Sentences, and the few numbers that stand beside them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import ClassVar

from reviewbook.blocks.block import Block, Tone

__all__ = ["Definitions", "Notice", "NumberTile", "Numbers", "Paragraph", "Statements"]


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    text: str

    def plain(self) -> str:
        """Give the text."""
        return self.text


@dataclass(frozen=True)
class Notice(Block):
    """
    A sentence that must not be overlooked: a caveat, an absence with its reason.

    Parameters
    ----------
    text : str
        The sentence.
    tone : Tone
        How it is to be taken.
    opens : str
        Id of the table or figure of the same document that holds the rows behind it; empty for none.
    action : str
        What to do about it, by whom and by when; a line of its own, and the sentence above it leads. Empty for none.
    """

    kind: ClassVar[str] = "notice"
    text: str
    tone: Tone = Tone.NONE
    opens: str = ""
    action: str = ""

    def plain(self) -> str:
        """Give the text, and below it what to do."""
        return f"{self.text}\n  {self.action}" if self.action else self.text

    def _repr_html_(self) -> str:
        return f"<p>{self.markup}</p>"

    @property
    def markup(self) -> str:
        """Give it as a notebook shows it; what calls for something stands out above what to do."""
        text, action = html.escape(self.text), html.escape(self.action)
        return f"<b>{text}</b><br>{action}" if action else text


@dataclass(frozen=True)
class Statements(Block):
    """A list of sentences, each with its tone; the first is the most important."""

    kind: ClassVar[str] = "statements"
    items: tuple[Notice, ...]

    def plain(self) -> str:
        """Give one sentence a line."""
        return "\n".join(f"• {item.plain()}" for item in self.items)

    def _repr_html_(self) -> str:
        return "<ul>" + "".join(f"<li>{item.markup}</li>" for item in self.items) + "</ul>"


@dataclass(frozen=True)
class NumberTile:
    """
    One of the few numbers of page one.

    Parameters
    ----------
    label : str
        Name of the measure.
    text : str
        The value as printed, or a dash when there is none.
    detail : str
        Target, numerator and denominator, or why there is no value.
    change : str
        Against the previous period, in words and figures; empty when unknown.
    tone : Tone
        Whether that is good or bad news.
    value : float, optional
        The value itself.
    opens : str
        Id of the table or figure of the same document that holds the rows behind it; empty for none.
    verdict : str
        Whether its course is a signal or routine variation, in two or three words; empty when that is not known.
    """

    label: str
    text: str
    detail: str = ""
    change: str = ""
    tone: Tone = Tone.NONE
    value: float | None = None
    opens: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Numbers(Block):
    """The few numbers of page one, side by side."""

    kind: ClassVar[str] = "numbers"
    items: tuple[NumberTile, ...]

    def plain(self) -> str:
        """Give one number a line."""
        return "\n".join(f"{i.label}: {i.text}  {i.detail}  {i.change}  {i.verdict}".rstrip() for i in self.items)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(i.label)}</th><td><b>{html.escape(i.text)}</b></td>"
            f"<td>{html.escape(i.detail)}</td><td>{html.escape(i.change)}</td><td>{html.escape(i.verdict)}</td></tr>"
            for i in self.items
        )
        return f"<table>{rows}</table>"


@dataclass(frozen=True)
class Definitions(Block):
    """Terms and what each means."""

    kind: ClassVar[str] = "definitions"
    items: tuple[tuple[str, str], ...]

    def plain(self) -> str:
        """Give one term a line."""
        return "\n".join(f"{term}: {meaning}" for term, meaning in self.items)

    def _repr_html_(self) -> str:
        body = "".join(f"<dt><b>{html.escape(t)}</b></dt><dd>{html.escape(m)}</dd>" for t, m in self.items)
        return f"<dl>{body}</dl>"
