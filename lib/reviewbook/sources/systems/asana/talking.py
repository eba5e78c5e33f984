"""Asking Asana for the tasks that changed.

The list of a project does not hold the parts of its tasks, and a task does not change
when a part of it does: the parts of every task that is open, or was until lately, are
asked for each time. Deletions are seen by a whole pull: events, which would tell of
them sooner, are forgotten by Asana after a day, and then begin with a whole pull too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.asana import AsanaEntry
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Answer, Clock, Codes, Pace, Refused, Web, secret

__all__ = ["TASK", "USER", "Asana"]

#: Without naming them Asana gives ids and names only.
TASK = (
    "name", "assignee.name", "completed", "completed_at", "created_at", "due_at", "due_on", "is_rendered_as_separator",
    "memberships.project.name", "memberships.section.name", "modified_at", "notes", "num_subtasks", "parent.name",
    "permalink_url",
)  # fmt: skip
USER = ("name", "email")
_PAGE = 100
_CODES = Codes(message="errors.0.message", advice={one: f"asana.{one}" for one in (400, 401, 402, 403, 404)})

#: Calls that the free plan allows in a minute; who is slowed down by it loses less than who is refused.
_CALLS, _MINUTE = 150, 60


class Asana:
    """
    One workspace of Asana.

    Parameters
    ----------
    entry : AsanaEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: AsanaEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        token = secret(entry.token_secret)
        login = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        pace = Pace(_CALLS, _MINUTE)
        self._web = Web(entry.name, entry.base, codes=_CODES, headers=login, pace=pace, clock=clock)
        self._web.hide(token)

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the people, the tasks that changed, and the parts of tasks."""
        users = partial(self._page, "users", USER, {"workspace": self._entry.workspace})
        yield _batch("users", list(chain.from_iterable(pulling.pages("users", users))), Reach.WHOLE)
        since = _stamp(pulling.window.start(self._entry))
        reach = Reach.WHOLE if pulling.window.whole else Reach.SOME
        parents: list[str] = []
        for project in self._entry.projects:
            tasks = partial(self._page, "tasks", TASK, {"project": project, "modified_since": since})
            for page in pulling.pages(f"tasks of {project}", tasks):
                yield _batch("tasks", page, reach)
            if self._entry.subtasks:
                some = partial(self._page, "tasks", ("num_subtasks",), {"project": project, "completed_since": since})
                parents += _with_parts(list(chain.from_iterable(pulling.pages(f"parents of {project}", some))))
        level = 0
        while parents:
            level += 1
            parts = list(
                chain.from_iterable(
                    pulling.pages(f"subtasks {level}", partial(self._parts, sorted(set(parents))), [0, None])
                )
            )
            yield _batch("tasks", parts, reach)
            parents = _with_parts(parts)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the login (users/me)", partial(self._ask, "users/me"))
        yield Probe("users", partial(self._page, "users", USER, {"workspace": self._entry.workspace}, None))
        for project in self._entry.projects:
            yield Probe(f"project {project}", partial(self._ask, f"projects/{project}"))
            yield Probe(f"tasks of {project}", partial(self._page, "tasks", TASK, {"project": project}, None))

    def _ask(self, path: str, **params: Any) -> Answer:
        return self._web.ask("GET", path, what=path, params=params)

    def _page(self, path: str, fields: tuple[str, ...], asked: dict[str, Any], offset: str | None) -> Page:
        part = {} if offset is None else {"offset": offset}
        body = self._ask(path, **asked, **part, limit=_PAGE, opt_fields=",".join(fields)).body
        items = body.get("data") if isinstance(body, dict) else None
        if not isinstance(items, list):
            raise SourceError(Problem(f"source {self._entry.name}: {path}", "the answer of Asana has no list 'data'"))
        return Page(items, (body.get("next_page") or {}).get("offset"))

    def _parts(self, parents: list[str], cursor: list[Any]) -> Page:
        """Give a page of the parts of one of the tasks; the cursor says of which, and where its page begins."""
        number, offset = cursor
        behind = [number + 1, None] if number + 1 < len(parents) else None
        try:
            page = self._page(f"tasks/{parents[number]}/subtasks", TASK, {}, offset)
        except Refused as error:
            if error.code != "404":  # deleted since its page was turned
                raise
            return Page([], behind)
        return Page(page.items, [number, page.next] if page.next else behind)


def _batch(kind: str, items: Iterable[dict[str, Any]], reach: Reach) -> Batch:
    return Batch(kind, [Record(kind, str(one["gid"]), one) for one in items], reach)


def _with_parts(tasks: Iterable[dict[str, Any]]) -> list[str]:
    return [str(one["gid"]) for one in tasks if one.get("num_subtasks")]


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
