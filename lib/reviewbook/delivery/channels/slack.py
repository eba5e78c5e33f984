"""Slack: a message to a channel or a person, and its files in the thread below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from reviewbook.delivery.channel import Doubtful, Prepared, Refused, Result, Sent
from reviewbook.delivery.files import Files
from reviewbook.delivery.message import Attachment, Message
from reviewbook.delivery.slack.calling import Client
from reviewbook.delivery.slack.layout import blocks, fallback
from reviewbook.errors import SourceError
from reviewbook.params.channels.slack import SlackChannelEntry
from reviewbook.web import Clock, secret

__all__ = ["Slack"]

_MARK = "reviewbook_message"
_SCANNED_DAYS, _PAGE, _PAGES = 2, 200, 20
_UPLOAD_TIMEOUT = 120
_FILES = Files(1, 1024**3)


class Slack:
    """
    One workspace, to which an app of the company's own writes.

    Parameters
    ----------
    entry : SlackChannelEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock
        Tells how far back `arrived` looks.
    """

    def __init__(self, entry: SlackChannelEntry, clock: Clock) -> None:
        self._entry, self._clock = entry, clock
        #: Messages sent by this very object → their conversation and their time, by which Slack knows them.
        self._threads: dict[tuple[str, str], tuple[str, str]] = {}

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the text, and each file that Slack takes; it takes no empty one."""
        return _FILES.parts(message)

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Lay out the text, or upload the file, which nobody sees before it is shared."""
        client = self._client()
        if isinstance(client, Refused):
            return client
        file = _FILES.of(message, part)
        return self._file(client, message, file, to) if file else self._text(client, _FILES.told(message), to)

    def arrived(self, message: Message, part: str, to: str) -> bool | None:
        """Look among the messages of the last days; None where the app may not read them."""
        client = self._client()
        if isinstance(client, Refused):
            return None
        try:
            channel = self._conversation(client, to)
            ts = self._found(client, message, channel)
            file = _FILES.of(message, part)
            if file is None:
                return ts is not None
            title = file.name
            if ts is not None and any(_has_file(one, title) for one in self._replies(client, channel, ts)):
                return True
            # Outside of a thread nothing tells the file of one message from that of another.
            is_beside = any(_has_file(one, title) for one in self._history(client, channel))
        except _Unknown:
            return None
        return None if is_beside else False

    def repeatable(self, seconds: float, part: str) -> bool:
        """Slack shows twice what is sent twice."""
        return False

    def _client(self) -> Client | Refused:
        try:
            return Client.of(self._entry.base, secret(self._entry.token))
        except SourceError as error:
            return Refused(str(error), "delivery.slack_login", again=False)
        except ImportError:
            return Refused("slack_sdk is not installed", "delivery.slack_library", again=False)

    def _text(self, client: Client, message: Message, to: str) -> _Act:
        metadata = {"event_type": _MARK, "event_payload": {"id": message.id, "part": "text"}}
        params = {
            "channel": to, "text": fallback(message), "blocks": blocks(message), "metadata": metadata,
            "unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False, "parse": "none",
        }  # fmt: skip

        def taken(body: dict[str, Any]) -> str:
            channel, ts = str(body.get("channel", to)), str(body.get("ts", ""))
            self._threads[message.id, to] = (channel, ts)
            return ts

        return _Act(client, "chat.postMessage", params, taken)

    def _file(self, client: Client, message: Message, attachment: Attachment, to: str) -> _Act | Refused:
        try:
            channel, ts = self._threads.get((message.id, to)) or self._thread(client, message, to)
            length = len(attachment.content)
            place = _had(client.call("files.getUploadURLExternal", filename=attachment.name, length=length))
        except _Unknown as error:
            return error.why
        refused = self._uploaded(str(place.get("upload_url")), attachment)
        if refused:
            return refused
        file = str(place.get("file_id"))
        params = {"files": [{"id": file, "title": attachment.name}], "channel_id": channel}
        return _Act(client, "files.completeUploadExternal", params | ({"thread_ts": ts} if ts else {}), lambda _: file)

    def _thread(self, client: Client, message: Message, to: str) -> tuple[str, str]:
        """Look for the text below which a file belongs; where it may not be read the file stands alone."""
        channel = self._conversation(client, to)
        try:
            return channel, self._found(client, message, channel) or ""
        except _Unknown:
            return channel, ""

    def _uploaded(self, url: str, attachment: Attachment) -> Refused | None:
        """Put the bytes where Slack said; the address is the permission, so no token goes along."""
        import httpx

        if urlsplit(url).scheme != "https" and urlsplit(url).netloc != urlsplit(self._entry.base).netloc:
            return Refused("the address for the upload is not safe", "http.strange")
        headers = {"Content-Type": "application/octet-stream"}
        try:
            response = httpx.post(url, content=attachment.content, headers=headers, timeout=_UPLOAD_TIMEOUT)
        except httpx.RequestError as error:
            return Refused(f"the upload ended early: {type(error).__name__}", "http.unreachable")
        return None if response.status_code == 200 else Refused(f"the upload was answered by {response.status_code}")

    def _conversation(self, client: Client, to: str) -> str:
        if not to.startswith(("U", "W")):
            return to
        channel = _had(client.call("conversations.open", users=to)).get("channel")
        return str(channel["id"]) if isinstance(channel, dict) and "id" in channel else to

    def _found(self, client: Client, message: Message, channel: str) -> str | None:
        """Give the time of the text of a message in a conversation."""
        for one in self._history(client, channel):
            metadata = one.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == _MARK and payload.get("id") == message.id:
                return str(one["ts"])
        return None

    def _history(self, client: Client, channel: str) -> Iterator[dict[str, Any]]:
        oldest = (self._clock.now() - timedelta(days=_SCANNED_DAYS)).timestamp()
        params = {"channel": channel, "oldest": f"{oldest:.6f}", "include_all_metadata": "true"}
        return _listed(client, "conversations.history", params)

    @staticmethod
    def _replies(client: Client, channel: str, ts: str) -> Iterator[dict[str, Any]]:
        return _listed(client, "conversations.replies", {"channel": channel, "ts": ts})


class _Unknown(Exception):
    """Something could not be asked for, and nothing was done that somebody sees."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.reason)
        self.why = why


@dataclass(frozen=True)
class _Act:
    """A call that somebody sees; `taken` gives what Slack calls what it took."""

    client: Client
    method: str
    params: dict[str, Any] = field(repr=False)
    taken: Callable[[dict[str, Any]], str]

    def send(self) -> Result:
        """Make it, once."""
        answer = self.client.call(self.method, self.params)
        return Sent(self.taken(answer)) if isinstance(answer, dict) else answer


def _had(answer: dict[str, Any] | Refused | Doubtful) -> dict[str, Any]:
    """Give an answer; what nobody sees may be asked for again, whatever became of it."""
    if isinstance(answer, dict):
        return answer
    raise _Unknown(answer if isinstance(answer, Refused) else Refused(answer.reason))


def _listed(client: Client, method: str, params: dict[str, str]) -> Iterator[dict[str, Any]]:
    cursor = ""
    for _ in range(_PAGES):
        asked = params | ({"cursor": cursor} if cursor else {})
        answer = _had(client.call(method, None, limit=_PAGE, **asked))
        yield from answer.get("messages") or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise _Unknown(Refused("there are too many messages to look through"))


def _has_file(message: dict[str, Any], title: str) -> bool:
    return any(one.get("title") == title for one in message.get("files") or [])
