"""Asking Jira for the issues that changed.

Issues are asked for in the order in which they were made, since an order by change
moves under the hand of whoever turns the pages. Jira never tells what was deleted:
a whole pull gives all ids, and what is missing among them is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx

from reviewbook.params.systems.jira import JiraEntry
from reviewbook.sources.systems.jira.mapping import is_done
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Answer, Clock, Codes, Refused, Web, secret

__all__ = ["Jira"]

#: What is asked for. The time of the last change is not among it: it moves with every comment, and nothing is read of it.
FIELDS = ("summary", "description", "assignee", "created", "duedate", "status", "resolution", "resolutiondate")
_PAGE = 200
_MOST_CHANGELOGS = 1000
_CODES = Codes(
    message="errorMessages.0",
    reason="RateLimit-Reason",
    advice={status: f"jira.{status}" for status in (400, 401, 403, 404, 410)},
)

#: Jira reads a time to the minute, in the zone of whoever asks, and an hour comes twice a year.
_EARLIER = timedelta(hours=1)
#: Where it does not tell that zone: no clock on earth is further behind UTC.
_FURTHEST = timedelta(hours=12)


class Jira:
    """
    One Jira.

    Parameters
    ----------
    entry : JiraEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: JiraEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        self._cloud = entry.edition == "cloud"
        token = secret(entry.token)
        auth = httpx.BasicAuth(entry.email, token) if self._cloud else None
        headers = {"Accept": "application/json"} | ({} if auth else {"Authorization": f"Bearer {token}"})
        self._web = Web(entry.name, entry.base, auth=auth, codes=_CODES, clock=clock, headers=headers)
        self._web.hide(token)

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the issues that changed, and when those were done that do not say so themselves."""
        yield Batch("statuses", [Record("statuses", str(one["id"]), one) for one in self._statuses()], Reach.WHOLE)
        jql = self._jql(pulling.window.start(self._entry))
        found: dict[str, Record] = {}
        totals: set[int] = set()
        for page in pulling.pages("issues", partial(self._issues, jql, totals)):
            found |= {str(one["id"]): _issue(one) for one in page}
        # A total that changed while pages were turned: one was deleted then, and may have hidden another.
        whole = pulling.window.whole and (self._cloud or totals == {len(found)})
        yield Batch("issues", list(found.values()), Reach.WHOLE if whole else Reach.SOME)
        silent = sorted(key for key, issue in found.items() if is_done(issue.body) and not _told(issue.body))
        yield Batch("changelogs", list(self._changelogs(pulling, silent)))

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the login (myself)", lambda: self._ask("GET", "myself", "myself"))
        yield Probe("statuses", self._statuses)
        yield Probe("issues", lambda: self._issues(self._jql(self._web.clock.now()), set(), None))

    def _ask(self, method: str, path: str, what: str, **parts: Any) -> Answer:
        return self._web.ask(method, f"rest/api/{3 if self._cloud else 2}/{path}", what=what, **parts)

    def _statuses(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._ask("GET", "status", "statuses").body
        return found

    def _jql(self, since: datetime) -> str:
        name = self._ask("GET", "myself", "myself").body.get("timeZone") or ""
        try:
            local = (since - _EARLIER).astimezone(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            local = since - _FURTHEST
        return f'{self._entry.bounds} AND updated >= "{local:%Y-%m-%d %H:%M}" ORDER BY created ASC, key ASC'

    def _issues(self, jql: str, totals: set[int], cursor: Any) -> Page:
        asked: dict[str, Any] = {"jql": jql, "fields": list(FIELDS), "maxResults": _PAGE}
        if self._cloud:
            more = {"nextPageToken": cursor} if cursor is not None else {}
            body = self._ask("POST", "search/jql", "issues", json=asked | more).body
            return Page(self._web.listed(body, "issues"), None if body.get("isLast") else body.get("nextPageToken"))
        start, total = cursor or (0, None)
        body = self._ask("POST", "search", "issues", json=asked | {"startAt": start}).body
        items, behind = self._web.listed(body, "issues"), start + len(body["issues"])
        first = body["total"] if total is None else total
        totals |= {first, body["total"]}
        return Page(items, [behind, first] if items and behind < body["total"] else None)

    def _changelogs(self, pulling: Pulling, ids: list[str]) -> Iterator[Record]:
        found: dict[str, list[Any]] = {}
        for first in range(0, len(ids), _MOST_CHANGELOGS):
            some = ids[first : first + _MOST_CHANGELOGS]
            fetch = partial(self._many_changelogs, some) if self._cloud else partial(self._one_changelog, some)
            for page in pulling.pages(f"changelogs {first}", fetch, None if self._cloud else 0):
                for one in page:
                    found.setdefault(str(one["issueId"]), []).extend(one["changeHistories"])
        for key, histories in sorted(found.items()):
            yield Record("changelogs", key, {"changeHistories": histories})

    def _many_changelogs(self, ids: list[str], cursor: Any) -> Page:
        asked: dict[str, Any] = {"issueIdsOrKeys": ids, "fieldIds": ["status"], "maxResults": _MOST_CHANGELOGS}
        if cursor is not None:
            asked["nextPageToken"] = cursor
        body = self._ask("POST", "changelog/bulkfetch", "changelogs", json=asked).body
        return Page(self._web.listed(body, "issueChangeLogs"), body.get("nextPageToken"))

    def _one_changelog(self, ids: list[str], cursor: int) -> Page:
        behind = cursor + 1 if cursor + 1 < len(ids) else None
        params = {"fields": "status", "expand": "changelog"}
        try:
            body = self._ask("GET", f"issue/{ids[cursor]}", "changelogs", params=params).body
        except Refused as error:
            if error.code != "404":  # deleted since its page was turned
                raise
            return Page([], behind)
        item = {"issueId": ids[cursor], "changeHistories": self._web.listed(body.get("changelog", {}), "histories")}
        return Page([item], behind)


def _issue(issue: Mapping[str, Any]) -> Record:
    # Its fields beside its key, so that one that goes away is told by its name.
    key = str(issue["id"])
    return Record("issues", key, {"id": key, "key": issue.get("key"), **(issue.get("fields") or {})})


def _told(issue: Mapping[str, Any]) -> bool:
    return bool(issue.get("resolutiondate"))
