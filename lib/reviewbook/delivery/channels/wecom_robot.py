"""The robot of a group in WeCom: a text in its own markdown, then the files, each a message."""

from __future__ import annotations

from reviewbook.delivery.channel import Prepared, Refused, Sent
from reviewbook.delivery.files import Files
from reviewbook.delivery.fitting import fitted
from reviewbook.delivery.message import Attachment, Message
from reviewbook.delivery.posting import Post
from reviewbook.delivery.robot import Robot, as_json, in_json, secrets
from reviewbook.delivery.wecom_forms import MARKS, MOST_FILE, media
from reviewbook.params.channels.wecom import WecomRobotEntry
from reviewbook.web import Clock, Codes

__all__ = ["WecomRobot"]

#: Bytes of the markdown.
_MOST = 4096
_LEAST_FILE = 6

#: 20 messages a minute; 93004, 93008, 40007 and 45002 are known from lists of codes, not seen [inferred].
_CODES = Codes(
    field="errcode",
    again={-1: 0, 45009: 60, 45033: 5},
    stop={
        93000: "delivery.wecom_93000",
        93004: "delivery.wecom_93004",
        93008: "delivery.wecom_93000",
        40058: "delivery.wecom_40058",
        45002: "delivery.wecom_40058",
        40007: "delivery.wecom_40007",
    },
    advice={403: "delivery.chat_forbidden", 404: "delivery.chat_base"},
)


class WecomRobot(Robot):
    """
    The robot of one group.

    Parameters
    ----------
    entry : WecomRobotEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: WecomRobotEntry, clock: Clock | None = None) -> None:
        self._entry, self._clock = entry, clock or Clock()
        self._files = Files(_LEAST_FILE, MOST_FILE)

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the parts: the text, and each file that is not too large."""
        return self._files.parts(message)

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Write the text, or upload the file."""
        found = secrets(self._entry.key)
        if isinstance(found, Refused):
            return found
        file = self._files.of(message, part)
        if file is None:
            content = fitted(self._files.told(message), _MOST, MARKS.message)
            return self._post("send", {"msgtype": "markdown", "markdown": {"content": content}}, *found)
        uploaded = self._uploaded(file, *found)
        if isinstance(uploaded, Refused):
            return uploaded
        return self._post("send", {"msgtype": "file", "file": {"media_id": uploaded.reference}}, *found)

    def _post(self, call: str, body: dict[str, object], key: str) -> Post:
        parts = {**as_json(in_json(body)), "params": {"key": key}}
        return Post(self._url(call), _CODES, parts, self._clock, hidden=(key,))

    def _uploaded(self, file: Attachment, key: str) -> Sent | Refused:
        params = {"key": key, "type": "file"}
        return media(Post(self._url("upload_media"), _CODES, {"params": params}, self._clock, "media_id", (key,)), file)

    def _url(self, call: str) -> str:
        return f"{self._entry.base.rstrip('/')}/cgi-bin/webhook/{call}"
