"""An app of WeCom that writes to persons, one by one: a card where little is said, else markdown, then the files.

WeCom itself drops a message that is the same as one of the last hours. So a text whose fate
is not known may be sent again within that time. It takes a file laid down anew for another one.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from reviewbook.delivery.channel import Prepared, Refused, Sent
from reviewbook.delivery.files import Files
from reviewbook.delivery.fitting import fitted, in_bytes
from reviewbook.delivery.markdown import address, apart
from reviewbook.delivery.message import Attachment, Message
from reviewbook.delivery.posting import Post
from reviewbook.delivery.robot import as_json, in_json, secrets
from reviewbook.delivery.wecom_forms import MARKS, MOST_FILE, media
from reviewbook.errors import Problem, SourceError
from reviewbook.params.channels.wecom import WecomAppEntry
from reviewbook.web import Clock, Codes, Grant, Token, Web
from reviewbook.web import Refused as WebRefused
from reviewbook.wording import Wording

__all__ = ["WecomApp"]

#: Bytes of a markdown, and of a card.
_MOST, _MOST_TITLE, _MOST_DESCRIPTION = 2048, 128, 512
_LEAST_FILE = 6
#: Seconds in which WeCom drops what it has had before (its longest), and what is spared of them for clocks and roads.
#: That a second one is answered as if it were the first is not documented [inferred].
_INTERVAL, _SPARED = 14_400, 600
#: An id of a person: ``@all`` or ``a|b`` would be others as well.
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")

#: Whom it did not reach, though it calls itself fine.
_UNREACHED = ("invaliduser", "unlicenseduser")

_CODES = Codes(
    field="errcode",
    renew=(40001, 40014, 42001),
    again={-1: 0, 45009: 60, 45033: 5},
    stop={
        40001: "delivery.wecom_40001",
        40013: "delivery.wecom_40013",
        40056: "delivery.wecom_agent",
        40058: "delivery.wecom_40058",
        45002: "delivery.wecom_40058",
        40007: "delivery.wecom_40007",
        48002: "delivery.wecom_agent",
        60011: "delivery.wecom_invaliduser",
        60020: "delivery.wecom_60020",
        81013: "delivery.wecom_invaliduser",
        301002: "delivery.wecom_agent",
    },
    advice={403: "delivery.chat_forbidden", 404: "delivery.chat_base"},
)

#: Where tokens are given, a secret that is not good is not renewed by another token.
_DOOR = replace(_CODES, renew=())


class WecomApp:
    """
    One app.

    Parameters
    ----------
    entry : WecomAppEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: WecomAppEntry, clock: Clock | None = None) -> None:
        self._entry, self._clock = entry, clock or Clock()
        self._files = Files(_LEAST_FILE, MOST_FILE)
        self._token: Token | None = None
        self._secret = ""

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the parts: the text, and each file that is not too large."""
        return self._files.parts(message)

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Ask for a token; write the text, or upload the file."""
        if not _PERSON.fullmatch(to) or to.lower() == "@all":
            return Refused("this is no id of one person in WeCom", "delivery.wecom_recipient", again=False)
        found = secrets(self._entry.secret)
        if isinstance(found, Refused):
            return found
        self._secret = found[0]
        try:
            token = self._tokens().grant().token
        except SourceError as error:
            return _without_token(error)
        file = self._files.of(message, part)
        if file is None:
            return self._post(token, to, _content(self._files.told(message)))
        uploaded = self._uploaded(token, file)
        if isinstance(uploaded, Refused):
            return uploaded
        return self._post(token, to, {"msgtype": "file", "file": {"media_id": uploaded.reference}})

    def arrived(self, message: Message, part: str, to: str) -> bool | None:
        """Say nothing: WeCom does not tell."""
        return None

    def repeatable(self, seconds: float, part: str) -> bool:
        """Whether WeCom would still drop a second one: a text within four hours, a file never."""
        return part == "text" and 0 <= seconds < _INTERVAL - _SPARED

    def _post(self, token: str, to: str, content: dict[str, Any]) -> Post:
        checked = {"enable_duplicate_check": 1, "duplicate_check_interval": _INTERVAL}
        body = {"touser": to, "agentid": self._entry.agent_id, **content, **checked}
        return self._with(token, "message/send", as_json(in_json(body)), "msgid")

    def _uploaded(self, token: str, file: Attachment) -> Sent | Refused:
        return media(self._with(token, "media/upload", {}, "media_id", type="file"), file)

    def _with(self, token: str, call: str, parts: dict[str, Any], named: str, **params: str) -> Post:
        return Post(
            f"{self._entry.base.rstrip('/')}/cgi-bin/{call}",
            _CODES,
            {**parts, "params": {"access_token": token, **params}},
            self._clock,
            named,
            hidden=(token, self._secret),
            amiss=_unreached,
            ended=lambda: self._renewed(token),
        )

    def _tokens(self) -> Token:
        if self._token is None:
            key = f"{self._entry.base} {self._entry.corp_id} {self._entry.secret}"
            self._token = Token(key, self._granted, clock=self._clock, lasting=True)
        return self._token

    def _granted(self) -> Grant:
        door = Web(self._entry.name, self._entry.base, codes=_DOOR, clock=self._clock, attempts=3)
        door.hide(self._secret)
        params = {"corpid": self._entry.corp_id, "corpsecret": self._secret}
        body = door.ask("GET", "cgi-bin/gettoken", what="access token", params=params).body
        if not body.get("access_token"):
            raise SourceError(Problem(self._entry.name, "the answer names none"))
        return Grant(str(body["access_token"]), float(body.get("expires_in") or 7200))

    def _renewed(self, refused: str) -> None:
        with suppress(SourceError):  # whoever prepares the next part is told
            self._tokens().renew(refused)


def _without_token(error: SourceError) -> Refused:
    problem = error.problems[0]
    what = problem.what if isinstance(problem, Problem) else problem
    if isinstance(error, WebRefused):
        return Refused(f"no access token: {what}", error.advice, again=error.is_passing)
    return Refused(f"no access token: {what}", "delivery.chat_base")


def _content(message: Message) -> dict[str, Any]:
    """Give a card where there is nothing but a sentence and a link; WeChat shows it too, and a markdown it does not."""
    foot = f'<div class="gray">{apart(message.foot)}</div>' if message.foot else ""
    card = {"title": apart(message.title), "description": apart(message.lead) + foot}
    url = address(message.links[0].url) if len(message.links) == 1 else ""
    fits = in_bytes(card["title"]) <= _MOST_TITLE and 0 < in_bytes(card["description"]) <= _MOST_DESCRIPTION
    if url and fits and not message.sections:
        button = Wording(message.language)("delivery.chat.open")
        return {"msgtype": "textcard", "textcard": {**card, "url": url, "btntxt": button}}
    return {"msgtype": "markdown", "markdown": {"content": fitted(message, _MOST, MARKS.message)}}


def _unreached(body: Any) -> Refused | None:
    for name in _UNREACHED:
        if body.get(name):
            return Refused(f"WeCom reached nobody: {name}", f"delivery.wecom_{name}", again=False)
    return None
