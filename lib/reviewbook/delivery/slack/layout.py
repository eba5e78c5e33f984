"""A message as Slack shows it.

All of it is rich text or plain text: there what somebody typed is shown as typed, and
no ``<!channel>``, ``<@U1>``, ``*`` or :sign: of it does anything.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from reviewbook.delivery.fitting import fitted, shorter
from reviewbook.delivery.markdown import address
from reviewbook.delivery.message import Line, Message, Section
from reviewbook.legible import visible
from reviewbook.wording import Wording

__all__ = ["blocks", "fallback"]

Block = dict[str, Any]

_TITLE, _TEXT, _FALLBACK = 150, 2_900, 3_500
#: Slack takes 50 blocks and some 13,000 characters of text in them.
_CHARACTERS, _BLOCKS = 12_000, 48
_SIGNS = {"good": "large_green_circle", "warn": "large_yellow_circle", "bad": "red_circle"}


def blocks(message: Message) -> list[Block]:
    """Lay a message out; where it is too long its last lines are left out, and it says how many."""
    found: list[Block] = json.loads(fitted(message, _CHARACTERS, _written, _size))
    return found


def fallback(message: Message) -> str:
    """Give what a notification shows, in which Slack looks for marks: the signs that begin one are escaped."""
    return fitted(message, _FALLBACK, _plain, len)


def _written(message: Message) -> str:
    return json.dumps(list(_blocks(message)), ensure_ascii=False)


def _size(written: str) -> int:
    """Give its length, and not less than its share of the blocks."""
    return max(len(written), len(json.loads(written)) * _CHARACTERS // _BLOCKS)


def _blocks(message: Message) -> Iterator[Block]:
    words = Wording(message.language)
    title = shorter(_on_one_line(message.title), _TITLE, len)
    yield {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}
    if message.lead:
        yield _small(message.lead)
    for section in message.sections:
        yield {"type": "rich_text", "elements": list(_section(section, words))}
    if links := [_link(link.text, url) for link in message.links if (url := address(link.url))]:
        yield {"type": "rich_text", "elements": links}
    if message.foot:
        yield _small(message.foot)


def _section(section: Section, words: Wording) -> Iterator[Block]:
    if section.title:
        yield _of_text(_text(section.title, bold=True))
    for line in section.lines:
        yield _of_text(*_line(line, words))


def _line(line: Line, words: Wording) -> Iterator[Block]:
    if line.tone:
        yield {"type": "emoji", "name": _SIGNS[line.tone]}
        yield _text(" ")
    if line.value:
        yield _text(words("delivery.mail.number", name=_short(line.text), value=""))
        yield _text(line.value, bold=True)
        if line.note:
            yield _text(f"  {_short(line.note)}")
    else:
        yield _text(line.text)
        if line.note:
            yield _text(f"\n→ {_short(line.note)}", italic=True)


def _link(text: str, url: str) -> Block:
    return _of_text({"type": "link", "url": url, "text": _short(text)})


def _of_text(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _text(text: str, **style: bool) -> Block:
    return {"type": "text", "text": _short(text), **({"style": style} if style else {})}


def _small(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": _short(text), "emoji": False}]}


def _short(text: str) -> str:
    return shorter(visible(text), _TEXT, len)


def _on_one_line(text: str) -> str:
    return " ".join(visible(text).split()) or "–"


def _plain(message: Message) -> str:
    words = Wording(message.language)
    lines = [message.title, message.lead]
    for line in (line for section in message.sections for line in section.lines):
        lines.append(words("delivery.mail.number", name=line.text, value=line.value) if line.value else line.text)
    return html.escape("\n".join(visible(line) for line in lines if line), quote=False)
