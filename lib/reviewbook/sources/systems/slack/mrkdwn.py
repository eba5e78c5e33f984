"""Slack's ways to write a text, as plain text; people are mentioned in it by ``@`` and their id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["in_blocks", "plain"]

_LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def plain(text: str) -> str:
    """Give a text in mrkdwn as it is shown: links by their words, and the three signs that are escaped."""
    shown = _LINK.sub(_shown, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def in_blocks(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Give the text of blocks, in which forms and workflows post; every part is a line."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _shown(link: re.Match[str]) -> str:
    target, words = link[1], link[2]
    match target[0]:
        case "@":
            return target
        case "!" | "#":
            return words or target.replace("!", "@", 1)
        case _:
            return words or target.removeprefix("mailto:")


def _lines(block: Mapping[str, Any]) -> list[str]:
    match block.get("type"):
        case "section" | "header":
            parts = [block.get("text"), *block.get("fields", [])]
            return [_text(part) for part in parts if part]
        case "context":
            return [" ".join(_text(part) for part in block.get("elements", []) if "text" in part)]
        case "rich_text":
            return [line for part in block.get("elements", []) for line in _rich(part)]
        case _:
            return []


def _text(part: Mapping[str, Any]) -> str:
    text = str(part.get("text", ""))
    return plain(text) if part.get("type") == "mrkdwn" else text


def _rich(part: Mapping[str, Any]) -> list[str]:
    elements = part.get("elements", [])
    if part.get("type") == "rich_text_list":
        return [f"• {line}" for one in elements for line in _rich(one)]
    return ["".join(_inline(one) for one in elements)]


def _inline(one: Mapping[str, Any]) -> str:
    match one.get("type"):
        case "user":
            return f"@{one.get('user_id')}"
        case "emoji":
            return f":{one.get('name')}:"
        case "link":
            return str(one.get("text") or one.get("url") or "")
        case "date":
            return str(one.get("fallback") or "")
        case _:
            return str(one.get("text") or "")
