"""Asking Worktile for the tasks of projects.

Worktile publishes no description of its answers. What clients show is taken as it is:
lists come bare, or as ``items`` or ``value`` of an object that says whether there is
more; an object without a list is an error, and is quoted. Which tasks changed cannot
be asked for: every pull asks for all of them, so that each sees what was deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

import httpx

from reviewbook.errors import Problem, SourceError
from reviewbook.legible import shortened
from reviewbook.params.systems.worktile import WorktileEntry
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Grant, Token, Web, secret

__all__ = ["Worktile"]

_PAGE = 50
_FIELDS = "assignee,participant,start,due,priority,desc"
_CODES = Codes(
    field="error_code",
    fine=(0,),
    needed=False,
    renew=(1102, 1103),
    stop={1102: "worktile.token", 1103: "worktile.token"},
    message="message",
    advice={status: f"worktile.{status}" for status in (400, 401, 403, 404)},
)

#: A life of a token that is longer than this is none, but the second since 1970 at which it ends.
_LONGEST_LIFE = 10**9

#: The life of one that does not say, or is over by this machine's clock; it is renewed when it is refused.
_UNTOLD = 600.0
_QUOTE = 200


class Worktile:
    """
    One team of Worktile, as one application sees it.

    Parameters
    ----------
    entry : WorktileEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: WorktileEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        self._secret = secret(entry.client_secret)
        self._door = Web(entry.name, entry.base, codes=_CODES, clock=clock)
        token = Token(f"{entry.base} {entry.client_id}", self._granted, _put, self._door.clock)
        self._web = Web(entry.name, entry.base, auth=token, codes=_CODES, clock=self._door.clock)
        for web in (self._door, self._web):
            web.hide(self._secret)

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the people, the projects and their tasks."""
        for page in pulling.pages("members", partial(self._page, "contact/get-members-by-page", {}), 0):
            yield _batch("members", page)
        projects = list(
            chain.from_iterable(pulling.pages("projects", partial(self._page, "mission/get-projects-by-page", {}), 0))
        )
        yield _batch("projects", projects)
        for project in self._entry.projects or [_id(one) for one in projects]:
            for page in pulling.pages(f"tasks of {project}", partial(self._tasks, project), 0):
                yield _batch("tasks", page)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the application (tenant-access-token)", self._granted)
        yield Probe("members", partial(self._page, "contact/get-members-by-page", {}, 0))
        yield Probe("projects", partial(self._page, "mission/get-projects-by-page", {}, 0))
        for project in self._entry.projects:
            yield Probe(f"tasks of {project}", partial(self._tasks, project, 0))

    def _granted(self) -> Grant:
        asked = {"client_id": self._entry.client_id, "client_secret": self._secret}
        what = "tenant-access-token"
        body = self._door.ask("POST", f"open-api/{what}", what=what, json=asked).body
        if not isinstance(body, dict) or not body.get("tenant_access_token"):
            raise self._strange(what, body)
        life = float(body.get("expires_in") or 0)
        if life > _LONGEST_LIFE:
            life -= self._door.clock.now().timestamp()
        return Grant(str(body["tenant_access_token"]), life if life > 0 else _UNTOLD)

    def _page(self, path: str, asked: dict[str, str], number: int) -> Page:
        params = {**asked, "page_index": number, "page_size": _PAGE}
        items, more = self._list(path, params)
        return Page(items, number + 1 if items and more else None)

    def _tasks(self, project: str, number: int) -> Page:
        """Give a page of tasks: who sees to them and by when only their own list tells."""
        page = self._page("mission/get-project-tasks-by-page", {"project_id": project}, number)
        if not page.items:
            return page
        ids = ",".join(dict.fromkeys(_id(one) for one in page.items))
        told, _ = self._list("mission/get-tasks-by-ids", {"task_ids": ids, "fields": _FIELDS})
        by_id = {_id(one): one for one in told}
        return Page([one | by_id.get(_id(one), {}) for one in page.items], page.next)

    def _list(self, path: str, params: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
        """Give a list, and whether more may follow; of a bare one that is known only by asking on."""
        body = self._web.ask("GET", f"open-api/{path}", what=path, params=params).body
        if isinstance(body, list):
            return body, True
        found = body if isinstance(body, dict) and body.get("ok") is not False else {}
        items = next((found[name] for name in ("items", "value") if isinstance(found.get(name), list)), None)
        if items is None:
            raise self._strange(path, body)
        return items, bool(found.get("has_more") or (found.get("meta") or {}).get("has_more"))

    def _strange(self, what: str, body: Any) -> SourceError:
        said = shortened(json.dumps(body, ensure_ascii=False), _QUOTE)
        return SourceError(
            Problem(
                f"source {self._entry.name}: {what}",
                f"the answer is not what was asked for: {said}",
                "Worktile does not publish what its errors look like; these are its own words.",
            )
        )


def _put(request: httpx.Request, token: str) -> None:
    request.url = request.url.copy_merge_params({"access_token": token})


def _id(item: dict[str, Any]) -> str:
    return str(item.get("_id") or item.get("uid") or item["id"])


def _batch(kind: str, items: list[dict[str, Any]]) -> Batch:
    return Batch(kind, [Record(kind, _id(one), one) for one in items], Reach.WHOLE)
