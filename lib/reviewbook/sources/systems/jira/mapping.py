"""What Jira's issues mean: tasks, their owners and when they were done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from reviewbook.params.systems.jira import JiraEntry
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.tasks import Task, from_seconds, instant, task_rows

__all__ = ["contacts", "is_done", "rows"]


def is_done(issue: Mapping[str, Any]) -> bool:
    """Whether an issue is in a status that means done, whatever that is called."""
    return _category(issue.get("status")) == "done"


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give a follow-up for each issue."""
    assert isinstance(ground.entry, JiraEntry)
    done = {one.id for one in records.now("statuses") if _category(one.body) == "done"}
    tasks = (_task(issue, records, done, ground.entry) for issue in records.now("issues"))
    yield from task_rows(ground, tasks)


def contacts(records: Records) -> Iterator[Contact]:
    """Give the people to whom issues are assigned, as Jira shows them to whoever asks; many hide their address."""
    found: dict[str, Mapping[str, Any]] = {}
    for versions in records.versions("issues").values():
        for version in versions:
            user = version.body.get("assignee") or {}
            if key := _person_id(user):
                found[key] = user
    for key, user in sorted(found.items()):
        yield Contact(key, user.get("displayName") or key, user.get("emailAddress"), user.get("active", True))


def _task(issue: Version, records: Records, done: set[str], entry: JiraEntry) -> Task:
    body, log = issue.body, records.find("changelogs", issue.id)
    owner = _person_id(body.get("assignee") or {})
    return Task(
        id=issue.id,
        kind="issues",
        title=body.get("summary"),
        status=_status(body, entry),
        created_at=instant(body.get("created")),
        owners=(owner,) if owner else (),
        due=body.get("duedate"),
        closed_at=instant(body.get("resolutiondate")) or _came_to(done, log.body["changeHistories"] if log else ()),
        url=f"{entry.site or entry.base}/browse/{body.get('key')}",
        text=" ".join(_texts(body.get("description"))),
    )


def _person_id(user: Mapping[str, Any]) -> str | None:
    """Give the id of a person; in Data Center the key, which stays when somebody is renamed."""
    return user.get("accountId") or user.get("key") or user.get("name")


def _category(status: Mapping[str, Any] | None) -> str | None:
    return ((status or {}).get("statusCategory") or {}).get("key")


def _status(issue: Mapping[str, Any], entry: JiraEntry) -> str:
    named = {(issue.get(part) or {}).get("name") for part in ("resolution", "status")}
    if named.intersection(entry.dropped):
        return "dropped"
    return "done" if is_done(issue) else "open"


def _came_to(done: set[str], histories: Iterable[Mapping[str, Any]]) -> datetime | None:
    """Give when an issue came to one of the statuses for the last time, from one that is none of them."""
    times = [
        _moment(history.get("created"))
        for history in histories
        for item in history.get("items", ())
        if item.get("field") == "status" and item.get("to") in done and item.get("from") not in done
    ]
    return max((one for one in times if isinstance(one, datetime)), default=None)


def _moment(value: Any) -> datetime | str | None:
    """Read the time of a change: lists of changes have been seen with text, seconds and milliseconds."""
    if not isinstance(value, int):
        return instant(value)
    return from_seconds(value // 1000 if value > 10**11 else value)


def _texts(document: Any) -> Iterator[str]:
    """Give the texts of a description: wiki text of Data Center, or the nodes of a document of Cloud."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        yield from _texts(document.get("text"))
        for node in document.get("content") or ():
            yield from _texts(node)
