"""Asking Microsoft Graph for the messages of some channels of Teams.

The list of a channel takes no condition: it is read whole, with its replies, when
everything is asked for. In between ``delta`` is asked for the threads that changed since
a time, so that no link has to be kept from pull to pull, and for the replies in each. A
deleted message stays in the lists and says so; one that is missing was let go by a
retention policy, and is not taken for deleted. A link to the next page is followed on
the same host only (`Web`), since the token goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.teams import TeamsEntry
from reviewbook.sources.systems.pulling import Page, Pulling, Window
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Grant, Pace, Refused, Token, Web, secret

__all__ = ["Teams"]

_CODES = Codes(message="error.message", advice={status: f"teams.{status}" for status in (400, 401, 403, 404, 410)})

#: The login gives its own codes, and in its words which of its hundred reasons it has (AADSTS…).
_LOGIN = Codes(
    field="error",
    fine=(),
    again={"temporarily_unavailable": 0},
    stop={code: f"teams.{code}" for code in ("invalid_client", "invalid_request", "unauthorized_client")},
    message="error_description",
    needed=False,
)
_MORE = "replies@odata.nextLink"
_MEMBER = ("userId", "displayName", "email")


class Teams:
    """
    Some channels of one company.

    Parameters
    ----------
    entry : TeamsEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: TeamsEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        self._teams = tuple(dict.fromkeys(form.team for form in entry.forms))
        self._channels = tuple(dict.fromkeys((form.team, form.form) for form in entry.forms))
        self._login = Web(entry.name, entry.login, codes=_LOGIN, clock=clock)
        token = Token(f"{entry.login}/{entry.tenant}/{entry.client_id}", self._grant, clock=clock)
        # No channel may be asked more than four times a second.
        self._web = Web(entry.name, entry.base, auth=token, codes=_CODES, clock=clock, pace=Pace(4, 1))

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for who is there, and for the messages of each channel with what was answered to them."""
        members: dict[str, Record] = {}
        for team in self._teams:
            for page in pulling.pages(f"members {team}", partial(self._page, "members"), self._members(team)):
                members |= {one["userId"]: _member(one) for one in page}
        yield Batch("members", list(members.values()), Reach.WHOLE)
        for team, channel in self._channels:
            yield from self._channel(pulling, team, channel)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the login (client credentials)", self._grant)
        for team in self._teams:
            yield Probe(f"members of team {team}", partial(self._page, "members", self._members(team)))
        for team, channel in self._channels:
            link = f"{_address(team, channel)}?$top=1"
            yield Probe(f"messages of channel {channel}", partial(self._page, "messages", link))

    def _grant(self) -> Grant:
        parts = urlsplit(self._entry.base)
        password = secret(self._entry.client_secret)
        self._login.hide(password)
        asked = {
            "grant_type": "client_credentials",
            "client_id": self._entry.client_id,
            "client_secret": password,
            "scope": f"{parts.scheme}://{parts.netloc}/.default",
        }
        body = self._login.ask("POST", f"{self._entry.tenant}/oauth2/v2.0/token", what="the login", data=asked).body
        return Grant(body["access_token"], float(body["expires_in"]))

    def _page(self, what: str, link: str) -> Page:
        body = self._web.ask("GET", link, what=what).body or {}
        if not isinstance(body.get("value"), list):
            raise SourceError(Problem(f"source {self._entry.name}: {what}", "the answer of Graph has no list 'value'"))
        return Page(body["value"], body.get("@odata.nextLink"))

    def _channel(self, pulling: Pulling, team: str, channel: str) -> Iterator[Batch]:
        address, window = _address(team, channel), pulling.window
        since = window.reread(self._entry, self._entry.reread_days).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        changed = f"{address}/delta?$top=50&$filter={quote(f'lastModifiedDateTime gt {since}')}"
        link = f"{address}?$top=50&$expand=replies" if window.whole else changed
        pages = pulling.pages(f"messages {channel}", partial(self._page, f"messages of channel {channel}"), link)
        first = Window(None, window.until).start(self._entry)
        roots = {one["id"]: one for page in pages for one in page if _posted(one, first)}
        yield Batch("messages", [_record("messages", channel, one) for one in roots.values()])
        replies = [one for root in roots.values() for one in root.get("replies") or []]
        every = {key: f"{address}/{key}/replies?$top=50" for key in roots}
        asked = {key: root.get(_MORE) for key, root in roots.items()} if window.whole else every
        if links := [link for _, link in sorted(asked.items()) if link]:
            for page in pulling.pages(f"replies {channel}", partial(self._thread, links), [0, None]):
                replies += page
        yield Batch("replies", [_record("replies", channel, one) for one in replies])

    def _thread(self, links: list[str], cursor: list[Any]) -> Page:
        number, inner = cursor
        behind = [number + 1, None] if number + 1 < len(links) else None
        try:
            page = self._page("replies", inner or links[number])
        except Refused as error:
            if error.code != "404":  # deleted since its page was turned
                raise
            return Page([], behind)
        return Page(page.items, [number, page.next] if page.next else behind)

    @staticmethod
    def _members(team: str) -> str:
        return f"teams/{team}/members?$top=999"


def _address(team: str, channel: str) -> str:
    return f"teams/{team}/channels/{channel}/messages"


def _posted(message: Mapping[str, Any], first: datetime) -> bool:
    """Whether a message was posted since the first day; one that was removed for good says no more than its id."""
    at = message.get("createdDateTime")
    return at is None or datetime.fromisoformat(at) >= first


def _record(kind: str, channel: str, message: Mapping[str, Any]) -> Record:
    """Keep a message without its replies; one that was deleted says so."""
    own = {name: value for name, value in message.items() if not name.startswith("replies")}
    gone = bool(message.get("deletedDateTime")) or "@removed" in message
    return Record(kind, f"{channel}-{message['id']}", {**own, "channel": channel}, gone=gone)


def _member(one: Mapping[str, Any]) -> Record:
    return Record("members", one["userId"], {name: one.get(name) for name in _MEMBER})
