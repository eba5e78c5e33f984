"""The robot of a group in Feishu or Lark: a card with the links as buttons; the files are behind them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reviewbook.delivery.channel import Prepared, Refused, Result
from reviewbook.delivery.fitting import fitted
from reviewbook.delivery.laying_out import Marks
from reviewbook.delivery.markdown import address, by_entities, unlinked
from reviewbook.delivery.message import Link, Message
from reviewbook.delivery.posting import Post
from reviewbook.delivery.robot import Robot, as_json, in_json, secrets
from reviewbook.params.channels.feishu import FeishuRobotEntry
from reviewbook.web import Clock, Codes

__all__ = ["FeishuRobot", "signature"]

#: Bytes of the whole body, and what of it is kept free for the time and the signature.
_MOST, _SIGNED = 20 * 1024, 120

#: Three colours are documented; a card of the group has no orange.
_MARKS = Marks(
    typed=by_entities,
    small="<font color='grey'>{}</font>",
    tones={
        "good": "<font color='green'>{}</font>",
        "warn": "<font color='red'>{}</font>",
        "bad": "<font color='red'>{}</font>",
    },
)

#: 19002, 19007 and 9499 are known from lists of codes, not seen [inferred].
_CODES = Codes(
    field="code",
    again={11232: 60, 99991400: 60},
    stop={
        19001: "delivery.feishu_19001",
        19007: "delivery.feishu_19001",
        19021: "delivery.feishu_19021",
        19022: "delivery.feishu_19022",
        19024: "delivery.feishu_19024",
        19002: "delivery.feishu_card",
        9499: "delivery.feishu_card",
    },
    message="msg",
    advice={403: "delivery.chat_forbidden", 404: "delivery.chat_base"},
)


class FeishuRobot(Robot):
    """
    The robot of one group.

    Parameters
    ----------
    entry : FeishuRobotEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: FeishuRobotEntry, clock: Clock | None = None) -> None:
        self._entry, self._clock = entry, clock or Clock()

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Write the card."""
        found = secrets(self._entry.hook, self._entry.sign)
        if isinstance(found, Refused):
            return found
        return _Card(self._entry.base, found[0], found[1], fitted(message, _MOST - _SIGNED, _body), self._clock)


def signature(seconds: int, secret: str) -> str:
    """Sign as Feishu does: the time and the secret are the key, nothing is signed."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@dataclass(frozen=True)
class _Card:
    """A card that is signed when it goes: a signature is good for an hour."""

    base: str
    hook: str = field(repr=False)
    sign: str = field(repr=False)
    body: str = field(repr=False)
    clock: Clock

    def send(self) -> Result:
        url = f"{self.base.rstrip('/')}/open-apis/bot/v2/hook/{self.hook}"
        hidden = [self.hook, self.sign]
        body = self.body
        if self.sign:
            now = int(self.clock.now().timestamp())
            hidden.append(signature(now, self.sign))
            body = f"{in_json({'timestamp': str(now), 'sign': hidden[-1]})[:-1]},{body[1:]}"
        return Post(url, _CODES, as_json(body), self.clock, hidden=tuple(hidden), usual=_usual).send()


def _usual(body: Any) -> Any:
    """Give the answer of an older robot, which says ``StatusCode``, in the form of now."""
    if isinstance(body, dict) and "code" not in body and "StatusCode" in body:
        return {"code": body["StatusCode"], "msg": body.get("StatusMessage")}
    return body


def _body(message: Message) -> str:
    header = {"title": _plain(message.title), "template": "blue"}
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": list(_elements(message))}
    return in_json({"msg_type": "interactive", "card": card})


def _elements(message: Message) -> Iterator[dict[str, Any]]:
    if message.lead:
        yield {"tag": "div", "text": _plain(message.lead)}
    for section in message.sections:
        yield {"tag": "div", "text": {"tag": "lark_md", "content": _MARKS.section(section)}}
    buttons = [_button(link) for link in message.links if address(link.url)]
    if buttons:
        yield {"tag": "action", "actions": buttons}
    for link in message.links:
        if not address(link.url):
            yield {"tag": "div", "text": _plain(f"{link.text} {link.url}")}
    if message.foot:
        yield {"tag": "note", "elements": [_plain(message.foot)]}


def _button(link: Link) -> dict[str, Any]:
    return {"tag": "button", "text": _plain(link.text), "type": "default", "url": address(link.url)}


def _plain(text: str) -> dict[str, str]:
    """Give a text in which nothing is a mark, whatever it holds."""
    return {"tag": "plain_text", "content": unlinked(text)}
