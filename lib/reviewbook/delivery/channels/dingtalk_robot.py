"""The robot of a group in DingTalk: a text in its markdown; the files are behind the links."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from reviewbook.delivery.channel import Prepared, Refused, Result
from reviewbook.delivery.fitting import fitted
from reviewbook.delivery.laying_out import Marks
from reviewbook.delivery.markdown import apart
from reviewbook.delivery.message import Message
from reviewbook.delivery.posting import Post
from reviewbook.delivery.robot import Robot, as_json, in_json, secrets
from reviewbook.params.channels.dingtalk import DingtalkRobotEntry
from reviewbook.web import Clock, Codes

__all__ = ["DingtalkRobot", "signature"]

#: Bytes of the whole body.
_MOST = 20_000

#: Seconds for which a robot is silent that spoke more than 20 times in a minute.
_SILENCE = 600

#: It has no colours that are documented; lines end by two spaces.
_MARKS = Marks(
    typed=apart,
    title="### {}",
    heading="#### {}",
    tones={"good": "🟢 **{}**", "warn": "🟠 **{}**", "bad": "🔴 **{}**"},
    bullet="- ",
    between=("  \n", "\n\n"),
)

#: 300001, 300005 and 130101 are of older robots; 4301xx is what its filter says of links and words [inferred].
_CODES = Codes(
    field="errcode",
    again={-1: 0, 410100: _SILENCE, 130101: _SILENCE},
    stop={
        310000: "delivery.dingtalk_310000",
        300001: "delivery.dingtalk_gone",
        300005: "delivery.dingtalk_gone",
        400101: "delivery.dingtalk_gone",
        400106: "delivery.dingtalk_gone",
        400013: "delivery.dingtalk_400013",
        400102: "delivery.dingtalk_400102",
        40035: "delivery.dingtalk_40035",
        400105: "delivery.dingtalk_40035",
        **dict.fromkeys((430101, 430102, 430103, 430104), "delivery.dingtalk_4301"),
    },
    advice={403: "delivery.chat_forbidden", 404: "delivery.chat_base"},
)


class DingtalkRobot(Robot):
    """
    The robot of one group.

    Parameters
    ----------
    entry : DingtalkRobotEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: DingtalkRobotEntry, clock: Clock | None = None) -> None:
        self._entry, self._clock = entry, clock or Clock()

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Write the text."""
        found = secrets(self._entry.token, self._entry.sign)
        if isinstance(found, Refused):
            return found
        return _Text(self._entry.base, found[0], found[1], fitted(message, _MOST, _body), self._clock)


def signature(milliseconds: int, secret: str) -> str:
    """Sign as DingTalk does: its secret is the key, the time and the secret are signed."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@dataclass(frozen=True)
class _Text:
    """A text that is signed when it goes: a signature is good for an hour."""

    base: str
    token: str = field(repr=False)
    sign: str = field(repr=False)
    body: str = field(repr=False)
    clock: Clock

    def send(self) -> Result:
        params = {"access_token": self.token}
        hidden = [self.token, self.sign]
        if self.sign:
            now = int(self.clock.now().timestamp() * 1000)
            params |= {"timestamp": str(now), "sign": signature(now, self.sign)}
            hidden.append(params["sign"])
        url = f"{self.base.rstrip('/')}/robot/send"
        return Post(url, _CODES, {**as_json(self.body), "params": params}, self.clock, hidden=tuple(hidden)).send()


def _body(message: Message) -> str:
    markdown = {"title": apart(message.title), "text": _MARKS.message(message)}
    return in_json({"msgtype": "markdown", "markdown": markdown})
