"""A chat or channel of Microsoft Teams, by a workflow that posts a card; the files are behind its buttons.

All text stands in runs, in which the card knows no marks at all: what somebody typed cannot be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reviewbook.delivery.channel import Prepared, Refused
from reviewbook.delivery.fitting import fitted
from reviewbook.delivery.markdown import address, unlinked
from reviewbook.delivery.message import Line, Link, Message
from reviewbook.delivery.posting import Post
from reviewbook.delivery.robot import Robot, as_json, in_json, secrets
from reviewbook.params.channels.teams import TeamsChannelEntry
from reviewbook.web import Clock, Codes

__all__ = ["Teams"]

#: Bytes of the whole body. Teams takes 28 KB of what the workflow makes of it; about 21 KB were seen to pass.
_MOST = 20_000

#: Buttons that stand beside each other on a phone.
_BUTTONS = 4

#: A card writes dates anew where it finds ``{{DATE(…)}}``.
_DATE = ("{{", "{\u200b{")

_SPACE = {"type": "TextRun", "text": " "}
_COLOURS = {"good": "Good", "warn": "Warning", "bad": "Attention"}

_CODES = Codes(
    message="error.message",
    advice={
        400: "delivery.teams_400",
        401: "delivery.teams_gone",
        403: "delivery.teams_gone",
        404: "delivery.teams_gone",
        410: "delivery.teams_gone",
        413: "delivery.teams_413",
    },
)


class Teams(Robot):
    """
    The workflow of one chat or channel.

    Parameters
    ----------
    entry : TeamsChannelEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: TeamsChannelEntry, clock: Clock | None = None) -> None:
        self._entry, self._clock = entry, clock or Clock()

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Write the card."""
        found = secrets(self._entry.url)
        if isinstance(found, Refused):
            return found
        return Post(found[0], _CODES, as_json(fitted(message, _MOST, _body)), self._clock, hidden=found)


def _body(message: Message) -> str:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "fallbackText": _typed(message.title),
        "body": list(_elements(message)),
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return in_json({"type": "message", "attachments": [attached]})


def _elements(message: Message) -> Iterator[dict[str, Any]]:
    yield _row(_run(message.title, weight="Bolder", size="Large"))
    if message.lead:
        yield _row(_run(message.lead))
    for section in message.sections:
        if section.title:
            yield {**_row(_run(section.title, weight="Bolder")), "spacing": "Large"}
        for line in section.lines:
            yield {**_row(*_runs(line)), "spacing": "Small"}
    buttons = [_button(link) for link in message.links if address(link.url)]
    for first in range(0, len(buttons), _BUTTONS):
        yield {"type": "ActionSet", "actions": buttons[first : first + _BUTTONS]}
    for link in message.links:
        if not address(link.url):
            yield _row(_run(f"{link.text} {link.url}"))
    if message.foot:
        yield _row(_run(message.foot, isSubtle=True, size="Small"))


def _runs(line: Line) -> Iterator[dict[str, Any]]:
    colour = {"color": _COLOURS[line.tone]} if line.tone else {}
    if line.value:
        yield _run(f"• {line.text}")
        yield _SPACE
        yield _run(line.value, weight="Bolder", **colour)
    else:
        yield _run(f"• {line.text}", **colour)
    if line.note:
        yield _SPACE
        yield _run(line.note, isSubtle=True)


def _row(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **how: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": _typed(text), **how}


def _button(link: Link) -> dict[str, Any]:
    return {"type": "Action.OpenUrl", "title": _typed(link.text), "url": address(link.url)}


def _typed(text: str) -> str:
    return unlinked(text).replace(*_DATE)
