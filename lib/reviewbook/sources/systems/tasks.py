"""Tasks of a system are follow-ups: what cards, issues and tasks have in common.

A task that stands for a follow-up of the reviews carries its mark in its description:
``[reviewbook: south-1-on-time]``. Then it is that follow-up and no second one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.sources.systems.rows import Ground, LeftOut, Row

__all__ = ["Task", "from_seconds", "instant", "mark", "task_rows"]

_MARK = re.compile(r"\[reviewbook:\s*([^\s\[\]]+)\s*\]")


@dataclass(frozen=True)
class Task:
    """
    A task as its system knows it.

    Parameters
    ----------
    id : str
        Its id there.
    kind : str
        The list it stands in, as the system calls it.
    title : str, optional
        What is to be done.
    status : str
        ``open``, ``done`` or ``dropped``.
    created_at : datetime or str, optional
        When it was made.
    owners : tuple of str
        Who sees to it, by the system's ids, in its order. A follow-up has one owner: the first.
    due : date, datetime or str, optional
        By when; of an instant the day in the company's zone.
    closed_at : datetime or str, optional
        When it was done or dropped, as far as that is known; of an open one nothing.
    changed_at : datetime, optional
        When it was last touched, where the system gives tasks from before the first day of the entry as well.
    url : str, optional
        Where it can be read.
    text : str
        Its description, in which a mark may stand.
    """

    id: str
    kind: str
    title: str | None
    status: str
    created_at: datetime | str | None
    owners: tuple[str, ...] = ()
    due: date | str | None = None
    closed_at: datetime | str | None = None
    changed_at: datetime | None = None
    url: str | None = None
    text: str = ""


def task_rows(ground: Ground, tasks: Iterable[Task]) -> Iterator[Row | LeftOut]:
    """
    Give a follow-up for each task.

    Parameters
    ----------
    ground : Ground
        Names people.
    tasks : iterable of Task
        All tasks of the source, so that the copy of a marked one is told from it.

    Yields
    ------
    Row or LeftOut
        Of `follow_ups`. Left out is what was last touched before the first day of the entry, and what has no title:
        an empty line of a list. Owners after the first are counted there as well.
    """
    taken: set[str] = set()
    begin = datetime.combine(ground.entry.since, time(0), ZoneInfo(ground.company.zone))
    # A copy takes the description of a marked task along; the one that was made first is meant.
    for task in sorted(tasks, key=lambda task: (str(task.created_at), task.id)):
        if task.changed_at and task.changed_at < begin:
            yield LeftOut("follow_ups", task.kind, "was last touched before the first day of the entry")
            continue
        if not (task.title or "").strip():
            yield LeftOut("follow_ups", task.kind, "has no title")
            continue
        ours = mark(task.text)
        name = ours if ours and ours not in taken else ground.own_id(task.id)
        taken.add(name)
        if task.owners[1:]:
            further = len(task.owners) - 1
            yield LeftOut("follow_ups", task.kind, "further owners of a task: a follow-up has one, the first", further)
        values = {
            "follow_up_id": name,
            "title": task.title,
            "owner_id": ground.person(task.owners[0]) if task.owners else None,
            "created_at": task.created_at,
            "due_on": _day(task.due, ground.company.zone),
            "done_at": None if task.status == "open" else task.closed_at,
            "status": task.status,
            "origin": ground.entry.name,
            "url": task.url,
        }
        yield Row("follow_ups", values, f"{task.kind} {task.id}")


def mark(text: str) -> str | None:
    """Give the id of the follow-up of the reviews that a description names: ``[reviewbook: south-1-on-time]``."""
    found = _MARK.search(text)
    return found[1] if found else None


def instant(value: Any) -> datetime | str | None:
    """Read a time in ISO form; what is none or has no zone stays as it is, and the checks refuse it."""
    if value is None or value == "":
        return None
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return read if read.tzinfo else str(value)


def from_seconds(value: Any) -> datetime | str | None:
    """Read seconds since 1970; 0 is how some systems write that there is no time."""
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return str(value)


def _day(due: date | str | None, zone: str) -> date | str | None:
    return due.astimezone(ZoneInfo(zone)).date() if isinstance(due, datetime) else due
