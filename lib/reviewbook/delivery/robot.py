"""What the robots of all chats have in common: one room, a text, no way to look whether it came, nor to send it twice unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reviewbook.delivery.channel import Refused
from reviewbook.delivery.message import Message
from reviewbook.errors import SourceError
from reviewbook.web import secret

__all__ = ["Robot", "as_json", "in_json", "secrets"]


class Robot:
    """The robot of a room; a kind of its own says how a part is prepared."""

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the parts: the text alone, as a robot carries no file."""
        return ("text",)

    def arrived(self, message: Message, part: str, to: str) -> bool | None:
        """Say nothing: a robot only speaks."""
        return None

    def repeatable(self, seconds: float, part: str) -> bool:
        """Say no: each post is seen."""
        return False


def secrets(*names: str | None) -> tuple[str, ...] | Refused:
    """Give the secrets of these names, ``""`` where there is no name; refused, for now, when one is not set."""
    try:
        return tuple(secret(name) if name else "" for name in names)
    except SourceError:
        lacking = ", ".join(name for name in names if name and not _is_set(name))
        return Refused(f"the secret {lacking} is not set", "delivery.chat_secret")


def in_json(body: Mapping[str, Any]) -> str:
    """Write a body as it is sent: letters as they are, so that a Chinese one counts three bytes and not six."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def as_json(text: str) -> dict[str, Any]:
    """Give the parts of a post whose body is this text."""
    return {"content": text.encode("utf-8"), "headers": {"Content-Type": "application/json; charset=utf-8"}}


def _is_set(name: str) -> bool:
    try:
        return bool(secret(name))
    except SourceError:
        return False
