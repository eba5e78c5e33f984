"""What people see of what was posted: each chat's markdown as its program reads it, with its links and mentions.

They are read as greedily as any program of the vendors might: where one of them makes a link
or a mention of something, so does the stand-in. Entities are read before tags are, which is the worst case.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^)\s]*)\)")
_BARE = re.compile(r"(?:https?|ftp)://\S+|\b(?:[\w-]+\.)+(?:com|cn|net|org|example)\b|mailto:\w", re.I)
_TAG = re.compile(r"</?[A-Za-z@!][^>]*>")
_MENTION = re.compile(r"<@[^>]*>|<at\b[^>]*>|@(?:all|所有人|everyone|channel|here)\b", re.I)
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_ITALIC = re.compile(r"(?<!\*)\*(?!\*)([^*\n]+)\*(?!\*)|(?<!\w)_([^_\n]+)_(?!\w)|~~(.+?)~~|`([^`]+)`")
_GAPS = re.compile("[\u200b\u2060]")
_ALIKE = str.maketrans({"∗": "*", "ˋ": "`", "＿": "_"})


@dataclass
class Shown:
    """A message as it is looked at."""

    text: str
    links: list[tuple[str, str]] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def in_markdown(written: str) -> Shown:
    """Read a markdown of WeCom or DingTalk."""
    written = re.sub(r"&(?:#\d+|\w+);", lambda found: html.unescape(found[0]), written)
    return _plainly(_read(written))


def in_lark(written: str) -> Shown:
    """Read a markdown of Feishu: what is written by its number is looked at, and marks nothing."""
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        kept.append(html.unescape(found[0]))
        return chr(0xE000 + len(kept) - 1)

    shown = _read(re.sub(r"&#\d+;", aside, written))

    def back(text: str) -> str:
        return "".join(kept[ord(one) - 0xE000] if 0xE000 <= ord(one) < 0xF800 else one for one in text)

    shown.text, shown.bold = back(shown.text), [back(one) for one in shown.bold]
    shown.bare = _BARE.findall(shown.text)  # a program may look for addresses and mentions when all is read
    shown.mentions += _MENTION.findall(shown.text)
    return _plainly(shown)


def in_card(element: Any) -> Shown:
    """Read the elements of an adaptive card: runs are looked at as they are, but for dates and addresses."""
    shown = Shown("")
    rows = []
    for one in element:
        if one["type"] == "RichTextBlock":
            rows.append("".join(run["text"] for run in one["inlines"]))
            shown.bold += [run["text"] for run in one["inlines"] if run.get("weight") == "Bolder"]
        elif one["type"] == "ActionSet":
            shown.links += [(button["title"], button["url"]) for button in one["actions"]]
        else:
            raise AssertionError(f"an element that was not thought of: {one['type']}")
    text = "\n".join(rows)
    shown.bare, shown.mentions = _BARE.findall(text), _MENTION.findall(text)
    shown.tags = re.findall(r"\{\{(?:DATE|TIME)\(.*?\)\}\}", text)
    shown.text = _plain(text)
    return shown


def as_plain(text: str) -> Shown:
    """Read a text in which nothing is a mark, but which a program may look through for addresses."""
    return Shown(_plain(text), bare=_BARE.findall(text))


def _read(written: str) -> Shown:
    links = [(_plain(found[1]), found[2]) for found in _LINK.finditer(written)]
    text = _LINK.sub(lambda found: found[1], written)
    mentions, tags = _MENTION.findall(text), _TAG.findall(text)
    text = _TAG.sub("", text)
    bare = _BARE.findall(text)
    bold = [(one or two) for one, two in _BOLD.findall(text)]
    text = _BOLD.sub(lambda found: found[1] or found[2], text)
    other = ["".join(found) for found in _ITALIC.findall(text)]
    other += [line for line in text.split("\n") if re.match(r"[>+=|]", line)]
    return Shown(text, links, bare, mentions, bold, other, tags)


def _plainly(shown: Shown) -> Shown:
    shown.text, shown.bold = _plain(shown.text), [_plain(one) for one in shown.bold]
    return shown


def _plain(text: str) -> str:
    return _GAPS.sub("", text).translate(_ALIKE)
