"""What Asana's tasks mean: follow-ups and their owners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from reviewbook.params.systems.asana import AsanaEntry
from reviewbook.sources.systems.records import Records
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.tasks import Task, instant, task_rows

__all__ = ["contacts", "rows"]


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give a follow-up for each task and each part of one; lines that only divide a list are none."""
    entry = ground.entry
    assert isinstance(entry, AsanaEntry)
    tasks = records.now("tasks")
    meant = [task.body for task in tasks if not task.body.get("is_rendered_as_separator")]
    if len(meant) < len(tasks):
        yield LeftOut("follow_ups", "tasks", "only divides a list", len(tasks) - len(meant))
    yield from task_rows(ground, (_task(body, entry) for body in meant))


def contacts(records: Records) -> Iterator[Contact]:
    """Give the people of the workspace, those who left as well."""
    for key, versions in sorted(records.versions("users").items()):
        user = versions[-1].body
        yield Contact(key, user.get("name") or key, user.get("email"), not versions[-1].gone)


def _task(body: Mapping[str, Any], entry: AsanaEntry) -> Task:
    assignee = body.get("assignee") or {}
    changed_at = instant(body.get("modified_at"))
    return Task(
        id=str(body["gid"]),
        kind="tasks",
        title=body.get("name"),
        status=_status(body, entry),
        created_at=instant(body.get("created_at")),
        owners=(str(assignee["gid"]),) if "gid" in assignee else (),
        due=instant(body.get("due_at")) or body.get("due_on"),
        closed_at=instant(body.get("completed_at")),
        changed_at=changed_at if isinstance(changed_at, datetime) else None,
        url=body.get("permalink_url"),
        text=body.get("notes") or "",
    )


def _status(body: Mapping[str, Any], entry: AsanaEntry) -> str:
    if body.get("completed"):
        return "done"
    sections = [membership.get("section") or {} for membership in body.get("memberships") or ()]
    named = {one.get(name) for one in sections for name in ("gid", "name")}
    return "dropped" if named.intersection(entry.dropped_sections) else "open"
