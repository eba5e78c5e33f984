"""What Worktile's tasks mean: follow-ups and their owners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.params.systems.worktile import WorktileEntry
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.tasks import Task, from_seconds, task_rows

__all__ = ["contacts", "rows"]

#: The type of a state that ends a task, whatever it is called: the only thing that is the same in all projects.
_ENDED = 3


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give a follow-up for each task."""
    entry = ground.entry
    assert isinstance(entry, WorktileEntry)
    tasks = records.now("tasks")
    meant = [task for task in tasks if not task.body.get("is_deleted")]
    if len(meant) < len(tasks):
        yield LeftOut("follow_ups", "tasks", "was deleted", len(tasks) - len(meant))
    yield from task_rows(ground, (_task(task, entry) for task in meant))


def contacts(records: Records) -> Iterator[Contact]:
    """Give the people of the team, those who left as well."""
    for key, versions in sorted(records.versions("members").items()):
        member = versions[-1].body
        name = member.get("display_name") or member.get("name") or key
        yield Contact(key, str(name), member.get("email") or None, not versions[-1].gone)


def _task(task: Version, entry: WorktileEntry) -> Task:
    body = task.body
    properties = body.get("properties") or {}
    owner = _person(properties.get("assignee"))
    changed_at = from_seconds(body.get("updated_at"))
    return Task(
        id=task.id,
        kind="tasks",
        title=body.get("title"),
        status=_status(body, entry),
        created_at=from_seconds(body.get("created_at")),
        owners=(owner,) if owner else (),
        due=_due(_value(properties.get("due")), entry.zone),
        closed_at=from_seconds(body.get("completed_at")),
        changed_at=changed_at if isinstance(changed_at, datetime) else None,
        url=_url(task, entry),
        text=str(_value(properties.get("desc")) or ""),
    )


def _status(body: Mapping[str, Any], entry: WorktileEntry) -> str:
    state = body.get("task_state") or {}
    if {state.get("_id"), state.get("name")}.intersection(entry.dropped_states):
        return "dropped"
    if state.get("type", body.get("state_type")) == _ENDED or body.get("completed_at"):
        return "done"
    return "dropped" if body.get("is_archived") else "open"


def _value(part: Any) -> Any:
    """Give a property, which stands there itself or as the ``value`` of an object."""
    return part["value"] if isinstance(part, dict) and "value" in part else part


def _person(part: Any) -> str | None:
    person = _value(part)
    if isinstance(person, dict):
        person = person.get("uid") or person.get("_id")
    return str(person) if person else None


def _due(due: Any, zone: str) -> date | str | None:
    if not isinstance(due, dict):
        return from_seconds(due)
    at = from_seconds(due.get("date"))
    if isinstance(at, datetime) and not due.get("with_time"):
        return at.astimezone(ZoneInfo(zone)).date()
    return at


def _url(task: Version, entry: WorktileEntry) -> str | None:
    parts = {"id": task.id, "identifier": task.body.get("identifier"), "project": task.body.get("project_id")}
    url = entry.task_url
    for name, text in parts.items():
        url = url.replace(f"{{{name}}}", str(text or ""))
    return url or None
