"""Asana: a workspace with people, and a project with sections, tasks and parts of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.server import Reply, Seen, StandIn

WORKSPACE, PROJECT = "12020000000000001", "12050000000000001"
TO_DO, AWAY = ("12060000000000001", "待办"), ("12060000000000002", "不做了")
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Held:
    """A task; what it was told in ``said``, its parent where it is a part, and when it was changed."""

    said: dict[str, Any]
    body: dict[str, Any]
    modified: datetime
    parent: str | None = None


class Asana(StandIn):
    """Asana's REST API, version 1.0."""

    kind = "asana"
    spec = "asana.openapi.json"
    spec_base = "https://app.asana.com"
    tables = ("follow_ups",)
    main_kind, main_table, main_list, droppable = "tasks", "follow_ups", r"/tasks$", "due_on"
    renews = False

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"ASANA_TOKEN": "1/1200:hush"}
        self.ended = False
        self.tasks: dict[str, Held] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self._ids: dict[str, str] = {}
        self._offsets: dict[str, tuple[str, int]] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "asana", "name": "asana", "base": f"{self.base}/api/1.0", "since": "2026-11-01",
            "token_secret": "ASANA_TOKEN", "workspace": WORKSPACE, "projects": [PROJECT], "dropped_sections": ["不做了"],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.ended = True

    def too_many(self) -> Reply:
        return Reply(429, _errors("You have made too many requests recently. Please, be chill."), {"Retry-After": "30"})

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        for number, row in enumerate(people.to_dict("records"), 1):
            user = {"gid": f"1203000000000000{number}", "name": row["name"], "email": row["email"]}
            self.users[row["person_id"]] = user | {"resource_type": "user"}
        told = tables["follow_ups"]
        kept = []
        for number, row in enumerate(told.to_dict("records")):
            said = {name: None if pd.isna(one) else one for name, one in row.items()}
            # Every third is a part of the one before it, where that is none itself.
            kept.append(self._hold(said, parent=kept[-1] if number % 3 == 2 else None))
        self.tasks = {gid: task for gid, task in self.tasks.items() if gid in kept}
        return {
            "follow_ups": told.assign(
                follow_up_id=[f"asana:{gid}" for gid in kept],
                owner_id=[self.users[one]["gid"] for one in told["owner_id"]],
                origin="asana",
                url=[self.tasks[gid].body["permalink_url"] for gid in kept],
            )
        }

    def _hold(self, said: dict[str, Any], parent: str | None) -> str:
        gid = self._ids.setdefault(said["follow_up_id"], f"12040000000000{len(self._ids):03}")
        former = self.tasks.get(gid)
        if former and former.said == said:
            return gid
        done, due = said["status"] == "done", said["due_on"]
        # Every second is due at an hour, which in UTC lies on the day before.
        at = datetime(due.year, due.month, due.day, 6, tzinfo=ZONE) if due and int(gid) % 2 else None
        section = AWAY if said["status"] == "dropped" else TO_DO
        body = {
            "gid": gid, "resource_type": "task", "name": said["title"], "notes": "", "completed": done,
            "completed_at": said["done_at"] and stamp(said["done_at"]), "created_at": stamp(said["created_at"]),
            "due_at": at and stamp(at), "due_on": due and f"{due:%Y-%m-%d}", "is_rendered_as_separator": False,
            "assignee": self._compact(said["owner_id"]), "permalink_url": f"https://app.asana.com/0/{PROJECT}/{gid}",
            "memberships": [] if parent else [_membership(*section)],
        }  # fmt: skip
        self.tasks[gid] = Held(said, body, self.now, parent)
        return gid

    def _compact(self, person: str | None) -> dict[str, Any] | None:
        return person and {name: self.users[person][name] for name in ("gid", "name", "resource_type")}

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        if self.ended or seen.headers.get("authorization") != f"Bearer {self.secrets['ASANA_TOKEN']}":
            return Reply(401, _errors("Not Authorized"))
        path, query = seen.path.removeprefix("/api/1.0/"), seen.query
        match path.split("/"):
            case ["users", "me"]:
                return {"data": {"gid": "12030000000000000", "name": "Reviews", "resource_type": "user"}}
            case ["users"] if query.get("workspace") == WORKSPACE:
                return self._page(list(self.users.values()), path, query)
            case ["projects", gid] if gid == PROJECT:
                return {"data": {"gid": PROJECT, "name": "跟进", "resource_type": "project"}}
            case ["tasks"]:
                return self._listed(path, query)
            case ["tasks", gid, "subtasks"] if gid in self.tasks:
                parts = [self._shown(one) for one, task in self.tasks.items() if task.parent == gid]
                return self._page(parts, path, query)
        return Reply(404, _errors(f"{path.rpartition('/')[2]}: Unknown object"))

    def _listed(self, path: str, query: dict[str, str]) -> Any:
        if query.get("project") != PROJECT:
            return Reply(400, _errors("You should specify one of project, tag, section or assignee + workspace"))
        changed, completed = query.get("modified_since", ""), query.get("completed_since", "")
        listed = [
            self._shown(gid)
            for gid, task in self.tasks.items()
            if task.parent is None
            and stamp(task.modified) >= changed
            and (not task.body["completed"] or task.body["completed_at"] >= completed)
        ]
        return self._page(listed, path, query)

    def _shown(self, gid: str) -> dict[str, Any]:
        task = self.tasks[gid]
        body = task.body | {
            "modified_at": stamp(task.modified),
            "num_subtasks": sum(one.parent == gid for one in self.tasks.values()),
            "parent": task.parent and {"gid": task.parent, "name": self.tasks[task.parent].body["name"]},
        }
        return {name: one for name, one in body.items() if name not in self.dropped} | self.added

    def _page(self, items: list[dict[str, Any]], path: str, query: dict[str, str]) -> Any:
        asked = {name: one for name, one in query.items() if name != "offset"}
        if not 1 <= int(query.get("limit", 0)) <= 100:
            return Reply(400, _errors("limit: Must be between 1 and 100"))
        start, about = 0, f"{path} {sorted(asked.items())}"
        if "offset" in query:
            of, start = self._offsets.get(query["offset"], ("", 0))
            if of != about:
                return Reply(400, _errors("offset: Your pagination token has expired."))
        end = start + min(int(query["limit"]), self.page)
        fields = {one.partition(".")[0] for one in query.get("opt_fields", "name").split(",")}
        fields |= {"gid", "resource_type", *self.added}
        first = start - 1 if self.doubled and start else start
        page = [{name: one for name, one in item.items() if name in fields} for item in items[first:end]]
        if end >= len(items):
            return {"data": page, "next_page": None}
        offset = f"eyJ{len(self._offsets)}"
        self._offsets[offset] = (about, end)
        link = f"/{path}?limit={query['limit']}&offset={offset}"
        return {"data": page, "next_page": {"offset": offset, "path": link, "uri": f"{self.base}/api/1.0{link}"}}


def stamp(at: datetime) -> str:
    """Write a time as Asana does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _membership(gid: str, name: str) -> dict[str, Any]:
    project = {"gid": PROJECT, "name": "跟进", "resource_type": "project"}
    return {"project": project, "section": {"gid": gid, "name": name, "resource_type": "section"}}


def _errors(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "help": "For more information on API status codes see the documentation"}]}
