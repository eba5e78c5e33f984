"""Asking Slack for the messages of some channels.

Slack cuts its lists by when a message was posted, and tells neither what was edited
nor what was deleted since: every pull reads the last days again, with all threads in
them, and what is missing there is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.slack import SlackEntry
from reviewbook.sources.systems.pulling import Page, Pulling, Window
from reviewbook.sources.systems.records import Batch, Reach, Record, Within
from reviewbook.sources.systems.slack.mapping import instant
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Pace, Refused, Web, secret

__all__ = ["Slack"]

_PAGE = 200
_AGAIN = ("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")
_STOP = (
    "access_denied", "account_inactive", "channel_not_found", "invalid_auth", "invalid_cursor", "missing_scope",
    "no_permission", "not_allowed_token_type", "not_authed", "not_in_channel", "team_access_not_granted",
    "token_expired", "token_revoked",
)  # fmt: skip

#: Slack says what went wrong in an answer of status 200, and with `missing_scope` which scope it needs.
_CODES = Codes(
    field="error",
    fine=(),
    again=dict.fromkeys(_AGAIN, 0),
    stop={code: f"slack.{code}" for code in _STOP},
    message="needed",
    needed=False,
)

#: What is kept of a member: the rest is nobody's business, and changes with every status that somebody sets.
_MEMBER, _PROFILE = ("id", "name", "deleted", "is_bot"), ("real_name", "email")


class Slack:
    """
    One workspace.

    Parameters
    ----------
    entry : SlackEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: SlackEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        self._channels = tuple(dict.fromkeys(form.form for form in entry.forms))
        token = secret(entry.token)
        headers = {"Authorization": f"Bearer {token}"}
        self._web = Web(entry.name, entry.base, codes=_CODES, clock=clock, headers=headers, pace=Pace(50, 60))
        self._web.hide(token)

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for who is there, and for the messages of each channel with what was answered to them."""
        yield Batch("workspace", [self._workspace()], Reach.WHOLE)
        users = [one for page in pulling.pages("users", self._users) for one in page]
        yield Batch("users", [Record("users", one["id"], one) for one in users], Reach.WHOLE)
        span = self._span(pulling.window)
        for channel in self._channels:
            pages = pulling.pages(f"messages {channel}", partial(self._history, channel, span))
            messages = {one["ts"]: one for page in pages for one in page}
            roots = [one for ts, one in messages.items() if one.get("thread_ts", ts) == ts]
            yield Batch("messages", [_record("messages", channel, one) for one in roots], span)
            yield Batch("replies", list(self._replies(pulling, channel, roots)), span)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the login (auth.test)", self._workspace)
        yield Probe("people and their e-mail addresses (users.list)", self._addresses)
        now = self._web.clock.now()
        for channel in self._channels:
            yield Probe(f"messages of channel {channel}", partial(self._history, channel, Within(now, now), None))

    def _span(self, window: Window) -> Within:
        since = window.reread(self._entry, self._entry.reread_days)
        if self._entry.keeps_days:
            since = max(since, window.until - timedelta(days=self._entry.keeps_days))
        return Within(since, window.until)

    def _list(self, method: str, key: str, what: str, **params: Any) -> Page:
        given = {name: value for name, value in params.items() if value}
        body = self._web.ask("GET", method, what=what, params={**given, "limit": _PAGE}).body or {}
        if not isinstance(body.get(key), list):
            raise SourceError(Problem(f"source {self._entry.name}: {what}", f"the answer of Slack has no list {key!r}"))
        return Page(body[key], (body.get("response_metadata") or {}).get("next_cursor") or None)

    def _workspace(self) -> Record:
        body = self._web.ask("POST", "auth.test", what="the login (auth.test)").body
        return Record("workspace", str(body["team_id"]), {"url": body["url"], "team": body["team"]})

    def _users(self, cursor: str | None) -> Page:
        page = self._list("users.list", "members", "users", cursor=cursor)
        return Page([_member(one) for one in page.items], page.next)

    def _addresses(self) -> None:
        people = [one for one in self._users(None).items if not one["is_bot"] and one["id"] != "USLACKBOT"]
        if people and not any(one["profile"]["email"] for one in people):
            what = "gives no e-mail addresses, by which people are matched"
            problem = Problem(f"source {self._entry.name}: users", what, "", "Add the scope users:read.email.")
            raise Refused(problem, "slack.no_email", "missing_scope")

    def _history(self, channel: str, span: Within, cursor: str | None) -> Page:
        between = {"oldest": _ts(span.since), "latest": _ts(span.until), "inclusive": "true"}
        what = f"messages of channel {channel}"
        return self._list("conversations.history", "messages", what, channel=channel, cursor=cursor, **between)

    def _replies(self, pulling: Pulling, channel: str, roots: list[dict[str, Any]]) -> Iterator[Record]:
        threads = sorted(one["ts"] for one in roots if one.get("reply_count"))
        if threads:
            fetch = partial(self._thread, channel, threads)
            for page in pulling.pages(f"replies {channel}", fetch, [0, None]):
                yield from (_record("replies", channel, one) for one in page)

    def _thread(self, channel: str, threads: list[str], cursor: list[Any]) -> Page:
        number, inner = cursor
        what, root = f"replies in channel {channel}", threads[number]
        behind = [number + 1, None] if number + 1 < len(threads) else None
        try:
            page = self._list("conversations.replies", "messages", what, channel=channel, ts=root, cursor=inner)
        except Refused as error:
            if error.code != "thread_not_found":  # deleted since its page was turned
                raise
            return Page([], behind)
        replies = [one for one in page.items if one["ts"] != root]
        return Page(replies, [number, page.next] if page.next else behind)


def _record(kind: str, channel: str, message: dict[str, Any]) -> Record:
    """Keep a message; of one that answers another, the list is cut by when that was posted."""
    ts = message["ts"]
    at = instant(message.get("thread_ts") or ts)
    # A deleted message whose thread goes on leaves a stone behind.
    gone = message.get("subtype") == "tombstone"
    return Record(kind, f"{channel}-{ts}", {**message, "channel": channel}, at, gone)


def _member(user: Mapping[str, Any]) -> dict[str, Any]:
    profile = user.get("profile") or {}
    return {name: user.get(name) for name in _MEMBER} | {"profile": {name: profile.get(name) for name in _PROFILE}}


def _ts(at: datetime) -> str:
    return f"{int(at.timestamp())}.{at.microsecond:06d}"
