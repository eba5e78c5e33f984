"""Worktile: a team with people, and a project with tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.server import Reply, Seen, StandIn

PROJECT = "5f0c1d2e3a4b5c6d7e8f9001"
GOING, DONE, AWAY = (
    {"_id": "5f0c1d2e3a4b5c6d7e8f9a01", "name": "进行中", "type": 2},
    {"_id": "5f0c1d2e3a4b5c6d7e8f9a02", "name": "已完成", "type": 3},
    {"_id": "5f0c1d2e3a4b5c6d7e8f9a03", "name": "已取消", "type": 3},
)
ZONE = ZoneInfo("Asia/Shanghai")


class Worktile(StandIn):
    """Worktile's open API for the applications of a team."""

    kind = "worktile"
    tables = ("follow_ups",)
    main_kind, main_table, main_list, droppable = "tasks", "follow_ups", r"/get-project-tasks-by-page$", "completed_at"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"WORKTILE_SECRET": "worktile-hush"}
        self.tokens: list[str] = []
        self.given = 0
        #: Whether a token says the second since 1970 at which it ends, or how long it is good.
        self.epoch = True
        #: Whether lists come bare.
        self.bare = False
        self.members: list[dict[str, Any]] = []
        self.tasks: dict[str, dict[str, Any]] = {}
        self._said: dict[str, dict[str, Any]] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "worktile", "name": "worktile", "base": self.base, "since": "2026-11-01", "client_id": "app-1",
            "client_secret": "WORKTILE_SECRET", "dropped_states": ["已取消"],
            "task_url": "https://yunling.worktile.com/tasks/{id}",
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def too_many(self) -> Reply:
        return Reply(429, b"Too Many Requests")

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        self.members = [
            {"uid": row["person_id"], "name": row["person_id"], "display_name": row["name"], "status": 1}
            for row in tables["people"].to_dict("records")
        ]
        told = tables["follow_ups"]
        kept = [
            self._hold({name: None if pd.isna(one) else one for name, one in row.items()})
            for row in told.to_dict("records")
        ]
        self.tasks = {key: self.tasks[key] for key in kept}
        links = [f"https://yunling.worktile.com/tasks/{key}" for key in kept]
        return {
            "follow_ups": told.assign(follow_up_id=[f"worktile:{key}" for key in kept], origin="worktile", url=links)
        }

    def _hold(self, said: dict[str, Any]) -> str:
        key = f"5f0c1d2e3a4b5c6d7e8f{said['follow_up_id'][-4:]:>04}"
        if self._said.get(key) != said:
            self._said[key], self.tasks[key] = said, self._task(key, said)
        return key

    def _task(self, key: str, said: dict[str, Any]) -> dict[str, Any]:
        due: date | None = said["due_on"]
        # Every second is due at an hour, the others on a day, which begins at midnight of Shanghai.
        hour = len(self.tasks) % 2 * 9
        at = due and datetime(due.year, due.month, due.day, hour, tzinfo=ZONE)
        return {
            "_id": key, "created_by": "p1", "created_at": int(said["created_at"].timestamp()),
            "updated_at": int(self.now.timestamp()), "is_archived": 0, "title": said["title"], "project_id": PROJECT,
            "identifier": f"XS-{key[-3:]}", "completed_at": int(said["done_at"].timestamp()) if said["done_at"] else 0,
            "task_state": {"open": GOING, "done": DONE, "dropped": AWAY}[said["status"]],
            "properties": {
                "assignee": said["owner_id"] or "",
                "start": {"date": 0, "with_time": 0},
                "due": {"date": int(at.timestamp()) if at else 0, "with_time": int(hour > 0)},
                "priority": {"_id": "1", "name": "高"},
            },
        }  # fmt: skip

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        path, query = seen.path.removeprefix("/open-api/"), seen.query
        if (seen.method, path) == ("POST", "tenant-access-token"):
            return self._token(seen.json)
        if query.get("access_token") not in self.tokens:
            return {"ok": False, "error_code": 1103, "message": "invalid access token"}
        match path:
            case "contact/get-members-by-page":
                return self._page(self.members, query)
            case "mission/get-projects-by-page":
                return self._page([{"_id": PROJECT, "name": "销售跟进"}], query)
            case "mission/get-project-tasks-by-page":
                listed = list(self.tasks.values()) if query.get("project_id") == PROJECT else []
                bare = [{name: one for name, one in task.items() if name != "properties"} for task in listed]
                return self._page([self._changed(one) for one in bare], query)
            case "mission/get-tasks-by-ids":
                fields = query.get("fields", "").split(",")
                return [
                    self._told(self.tasks[key], fields) for key in query["task_ids"].split(",") if key in self.tasks
                ]
        return Reply(404, {"ok": False})

    def _token(self, asked: dict[str, str]) -> Any:
        if asked != {"client_id": "app-1", "client_secret": self.secrets["WORKTILE_SECRET"]}:
            return {"ok": False, "message": "client not found"}
        self.given += 1
        self.tokens.append(f"tenant-{self.given}")
        life = 7200 + (int(self.now.timestamp()) if self.epoch else 0)
        return {"tenant_access_token": self.tokens[-1], "expires_in": life}

    def _page(self, items: list[dict[str, Any]], query: dict[str, str]) -> Any:
        size = min(int(query.get("page_size", 20)), self.page)
        start = int(query.get("page_index", 0)) * size
        first = start - 1 if self.doubled and start else start
        page = items[first : start + size]
        if self.bare:
            return page if start < len(items) else []
        return {"items": page, "total": len(items), "has_more": start + size < len(items)}

    def _told(self, task: dict[str, Any], fields: list[str]) -> dict[str, Any]:
        properties = {name: one for name, one in task["properties"].items() if name in fields}
        return self._changed(task | {"properties": properties})

    def _changed(self, task: dict[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in task.items() if name not in self.dropped} | self.added
