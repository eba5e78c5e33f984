"""The ways in which Teams holds a text, as plain text; people are mentioned in it by ``@`` and their id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

__all__ = ["in_cards", "plain"]

#: What stands on lines of its own; a cell of a table as well, so that an answer stands below its question.
_BLOCKS = (
    "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "table", "td", "th", "tr", "ul",
)  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f\N{NO-BREAK SPACE}]+")
_CARD = "application/vnd.microsoft.card.adaptive"


def plain(html: str, people: Mapping[str, str]) -> str:
    """
    Give the text of a message in HTML.

    Parameters
    ----------
    html : str
        Its content.
    people : Mapping
        Number of a mention in it → id of who is mentioned.
    """
    reader = _Reader(people)
    reader.feed(html)
    reader.close()
    return "\n".join(line.strip() for line in "".join(reader.parts).split("\n")).strip()


def in_cards(attachments: Iterable[Mapping[str, Any]]) -> str:
    """Give the text of the cards in which workflows post; every part is a line."""
    lines: list[str] = []
    for one in attachments:
        if one.get("contentType") == _CARD:
            try:
                lines += _card(json.loads(one.get("content") or "null"))
            except ValueError:  # a card that nobody can show says nothing
                continue
    return "\n".join(lines)


class _Reader(HTMLParser):
    def __init__(self, people: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._people = people
        self._mentions = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "br":
            self.parts.append("\n")
        elif tag == "emoji":
            self.parts.append(has.get("alt") or "")
        elif tag == "at" and (person := self._people.get(has.get("id") or "")):
            self.parts.append(f"@{person}")
            self._mentions = True
        else:
            self._line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._mentions = self._mentions and tag != "at"
        self._line(tag)

    def handle_data(self, data: str) -> None:
        text = _SPACE.sub(" ", data)
        if not self._mentions and (text != " " or (self.parts and self.parts[-1] != "\n")):
            self.parts.append(text)

    def _line(self, tag: str) -> None:
        if tag in _BLOCKS and self.parts and self.parts[-1] != "\n":
            self.parts.append("\n")


def _card(part: Any) -> Iterator[str]:
    """Give the lines of a part of an adaptive card and of what is in it."""
    if isinstance(part, list):
        for one in part:
            yield from _card(one)
    elif isinstance(part, dict):
        match part.get("type"):
            case "TextBlock":
                yield str(part.get("text", ""))
            case "FactSet":
                for one in part.get("facts") or []:
                    yield f"{str(one.get('title', '')).rstrip(':： ')}: {one.get('value', '')}"
            case "RichTextBlock":
                runs = part.get("inlines") or []
                yield "".join(one if isinstance(one, str) else str(one.get("text", "")) for one in runs)
        for name in ("body", "items", "columns"):
            yield from _card(part.get(name))
