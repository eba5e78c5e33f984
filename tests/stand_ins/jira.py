"""Jira, Cloud and Data Center: issues with a history, searched by the part of JQL that the adapter speaks."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.server import Reply, Seen, StandIn

_JQL = re.compile(
    r"(?:project in \((?P<projects>[^)]*)\))?(?: AND )?(?P<more>\(.+\))? AND "
    r'updated >= "(?P<since>\d{4}-\d\d-\d\d \d\d:\d\d)" ORDER BY created ASC, key ASC'
)
_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
TO_DO, DONE, CLOSED = ("10000", "To Do", "new"), ("10001", "已完成", "done"), ("10002", "Closed", "done")


@dataclass
class Issue:
    """An issue as Jira holds it; what it was told in ``said``."""

    id: str
    said: dict[str, Any]
    updated: datetime
    resolution: str | None = None
    text: str = ""
    #: Time, status before and status after.
    moves: list[tuple[datetime, tuple[str, str, str], tuple[str, str, str]]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"SALES-{int(self.id) - 10000}"

    @property
    def status(self) -> tuple[str, str, str]:
        return self.moves[-1][2] if self.moves else TO_DO


class Jira(StandIn):
    """Jira Cloud."""

    kind = "jira"
    spec = "jira-cloud-v3.openapi.json"
    spec_base = "https://your-domain.atlassian.net"
    tables = ("follow_ups",)
    main_kind, main_table, main_list, droppable = "issues", "follow_ups", r"/search/jql$", "duedate"
    renews = False
    zone = ZoneInfo("America/New_York")  # of whoever owns the token; in no way that of the company

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"JIRA_TOKEN": "ATATT-hush"}
        self.refused: set[str] = set()
        self.issues: dict[str, Issue] = {}
        self.people: dict[str, tuple[str, str | None]] = {}
        self._ids: dict[str, str] = {}
        self._cursors: dict[str, tuple[str, int]] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "jira", "name": "jira", "base": self.base, "since": "2026-11-01", "projects": ["SALES"],
            "email": "reviews@yunling.example", "token": "JIRA_TOKEN", "dropped": ["Won't Do"],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.refused.add(self.secrets["JIRA_TOKEN"])

    def too_many(self) -> Reply:
        said = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
        return Reply(429, said, {"Retry-After": "7", "RateLimit-Reason": "jira-burst-based"})

    # Its content.

    def account(self, person: str) -> str:
        return f"712020:{person}"

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        # The second has hidden the address from everybody.
        emails = [*people["email"][:1], *[None] * (len(people) - 1)]
        self.people = dict(zip(people["person_id"], zip(people["name"], emails, strict=True), strict=True))
        told = tables["follow_ups"]
        for row in told.to_dict("records"):
            self._hold(row["follow_up_id"], {name: None if pd.isna(one) else one for name, one in row.items()})
        kept = {self._ids[one] for one in told["follow_up_id"]}
        self.issues = {key: issue for key, issue in self.issues.items() if key in kept}
        return {"follow_ups": self._wanted(told)}

    def _wanted(self, told: pd.DataFrame) -> pd.DataFrame:
        ids = [self._ids[one] for one in told["follow_up_id"]]
        return told.assign(
            follow_up_id=[f"jira:{one}" for one in ids],
            owner_id=[self.account(one) for one in told["owner_id"]],
            origin="jira",
            url=[f"{self.base}/browse/{self.issues[one].key}" for one in ids],
        )

    def _hold(self, own: str, said: dict[str, Any]) -> None:
        key = self._ids.setdefault(own, str(10001 + len(self._ids)))
        issue = self.issues.get(key)
        if issue is None or issue.said != said:
            self.issues[key] = issue = Issue(key, said, self.now)
            if said["status"] != "open":
                self.finish(issue, said["done_at"].to_pydatetime())
                # Every second one came to its end without a resolution: only its history knows when.
                issue.resolution = None if int(key) % 4 == 0 else "Done"

    def finish(self, issue: Issue, at: datetime, status: tuple[str, str, str] = DONE) -> None:
        """Move an issue to a status."""
        issue.moves.append((at, issue.status, status))
        issue.updated = max(issue.updated, self.now)

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        if not self._known(seen.headers.get("authorization", "")):
            return Reply(401, {"message": "Client must be authenticated to access this resource.", "status-code": 401})
        match seen.method, seen.path.removeprefix("/rest/api/3/"):
            case "GET", "myself":
                return self._user("reviews", "Reviews", None) | {"timeZone": str(self.zone)}
            case "GET", "status":
                return [self._status(one) for one in (TO_DO, DONE, CLOSED)]
            case "POST", "search/jql":
                return self._search(seen.json)
            case "POST", "changelog/bulkfetch":
                return self._changelogs(seen.json)
            case _, "search":
                return _error(410, "The requested API has been removed. Please migrate to /rest/api/3/search/jql.")
        return _error(404, "null for uri")

    def _known(self, login: str) -> bool:
        token = self.secrets["JIRA_TOKEN"]
        wanted = base64.b64encode(f"reviews@yunling.example:{token}".encode()).decode()
        return login == f"Basic {wanted}" and token not in self.refused

    def _search(self, asked: dict[str, Any]) -> Any:
        found = self._found(asked["jql"])
        if isinstance(found, Reply):
            return found
        if asked.get("maxResults", 50) > 5000:
            return _error(400, "maxResults must not exceed 5000")
        start = 0
        if token := asked.get("nextPageToken"):
            jql, start = self._cursors.get(token, ("", 0))
            if jql != asked["jql"]:
                return _error(400, "The provided next page token is invalid or expired.")
        size = min(asked.get("maxResults", 50), self.page)
        issues = self._page(found, start, size, asked.get("fields") or [])
        if start + size >= len(found):
            return {"issues": issues, "isLast": True}
        token = f"t{len(self._cursors)}"
        self._cursors[token] = (asked["jql"], start + size)
        return {"issues": issues, "isLast": False, "nextPageToken": token}

    def _page(self, found: list[Issue], start: int, size: int, fields: list[str]) -> list[dict[str, Any]]:
        first = start - 1 if self.doubled and start else start
        return [self._issue(one, fields) for one in found[first : start + size]]

    def _found(self, jql: str) -> list[Issue] | Reply:
        parts = _JQL.fullmatch(jql)
        if not parts:
            return _error(400, "Error in the JQL Query.")
        if not (parts["projects"] or parts["more"]):
            return _error(400, _UNBOUNDED)
        if parts["projects"] not in (None, '"SALES"'):
            return _error(400, "The value 'NOPE' does not exist for the field 'project'.")
        since = datetime.strptime(parts["since"], "%Y-%m-%d %H:%M").replace(tzinfo=self.zone)
        found = [one for one in self.issues.values() if one.updated.replace(second=0, microsecond=0) >= since]
        return sorted(found, key=lambda one: (one.said["created_at"], int(one.id)))

    def _issue(self, issue: Issue, fields: list[str]) -> dict[str, Any]:
        at = issue.moves[-1][0] if issue.moves and issue.resolution else None
        due: date | None = issue.said["due_on"]
        has = {
            "summary": issue.said["title"],
            "assignee": self._person(issue.said["owner_id"]),
            "created": self._time(issue.said["created_at"]),
            "updated": self._time(issue.updated),
            "duedate": None if due is None else f"{due:%Y-%m-%d}",
            "status": self._status(issue.status),
            "resolution": {"id": "10100", "name": issue.resolution} if issue.resolution else None,
            "resolutiondate": self._time(at) if at else None,
            "project": {"id": "10010", "key": "SALES", "name": "销售跟进"},
            "issuetype": {"id": "10011", "name": "Task", "subtask": False},
            "description": self._text(issue.text),
        }
        found: dict[str, Any] = {"id": issue.id, "key": issue.key, "self": f"{self.base}/rest/api/3/issue/{issue.id}"}
        if not fields:  # by itself Cloud gives ids only
            return {"id": issue.id}
        kept = {name: one for name, one in has.items() if name in fields and name not in self.dropped}
        return found | {"fields": kept | self.added}

    def _text(self, text: str) -> Any:
        words = [{"type": "text", "text": text}] if text else []
        return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": words}]}

    def _changelogs(self, asked: dict[str, Any]) -> Any:
        ids = asked["issueIdsOrKeys"]
        if len(ids) > 1000 or len(asked.get("fieldIds", [])) > 10:
            return _error(400, "Too many issues or fields.")
        moves = sorted((at, key, number) for key in ids for number, (at, *_) in enumerate(self.issues[key].moves))
        start = int(asked.get("nextPageToken") or 0)
        logs: dict[str, list[dict[str, Any]]] = {}
        for _, key, number in moves[start : start + self.page]:
            history = self._history(self.issues[key], number)
            # Here, and not in issues, the description of Cloud wants an offset with a colon.
            at = self.issues[key].moves[number][0].astimezone(self.zone)
            logs.setdefault(key, []).append(history | {"created": at.isoformat(timespec="milliseconds")})
        more = {"nextPageToken": str(start + self.page)} if start + self.page < len(moves) else {}
        return {"issueChangeLogs": [{"issueId": key, "changeHistories": some} for key, some in logs.items()]} | more

    def _history(self, issue: Issue, number: int) -> dict[str, Any]:
        at, before, after = issue.moves[number]
        item = {"field": "status", "fieldId": "status", "fieldtype": "jira", "from": before[0],
                "fromString": before[1], "to": after[0], "toString": after[1]}  # fmt: skip
        return {"id": f"{issue.id}{number}", "created": self._time(at), "items": [item]}

    def _time(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M:%S.000%z")

    def _status(self, status: tuple[str, str, str]) -> dict[str, Any]:
        key, name, category = status
        return {"id": key, "name": name, "self": f"{self.base}/rest/api/3/status/{key}",
                "statusCategory": {"id": 3 if category == "done" else 2, "key": category, "name": category}}  # fmt: skip

    def _person(self, person: str | None) -> dict[str, Any] | None:
        return self._user(person, *self.people[person]) if person else None

    def _user(self, person: str, name: str, email: str | None) -> dict[str, Any]:
        found = {"accountId": self.account(person), "accountType": "atlassian", "displayName": name, "active": True}
        return found | ({"emailAddress": email} if email else {})


class JiraDataCenter(Jira):
    """Jira Data Center: the older address, pages by number with a total, people by key."""

    spec = None
    main_list = r"/rest/api/2/search$"
    zone = ZoneInfo("Asia/Shanghai")

    def entry(self) -> dict[str, Any]:
        cloud = super().entry()
        return {name: one for name, one in cloud.items() if name != "email"} | {"edition": "data_center"}

    def account(self, person: str) -> str:
        return f"JIRAUSER{person}"

    def answer(self, seen: Seen) -> Any:
        token = self.secrets["JIRA_TOKEN"]
        if seen.headers.get("authorization") != f"Bearer {token}" or token in self.refused:
            return Reply(401, {"message": "Client must be authenticated to access this resource.", "status-code": 401})
        path = seen.path.removeprefix("/rest/api/2/")
        match seen.method, path:
            case "GET", "myself":
                return self._user("reviews", "Reviews", None) | {"timeZone": str(self.zone)}
            case "GET", "status":
                return [self._status(one) for one in (TO_DO, DONE, CLOSED)]
            case "POST", "search":
                return self._search(seen.json)
        issue = self.issues.get(path.removeprefix("issue/"))
        if issue is None:
            return _error(404, "Issue Does Not Exist")
        found = self._issue(issue, seen.query["fields"].split(","))
        histories = [self._history(issue, number) for number in range(len(issue.moves))]
        return found | ({"changelog": {"histories": histories}} if seen.query.get("expand") == "changelog" else {})

    def _search(self, asked: dict[str, Any]) -> Any:
        found = self._found(asked["jql"])
        if isinstance(found, Reply):
            return found
        start, size = asked.get("startAt", 0), min(asked.get("maxResults", 50), self.page)
        issues = self._page(found, start, size, asked.get("fields") or ["*navigable"]) if size else []
        return {"startAt": start, "maxResults": size, "total": len(found), "issues": issues}

    def _page(self, found: list[Issue], start: int, size: int, fields: list[str]) -> list[dict[str, Any]]:
        return [self._issue(one, fields) for one in found[start : start + size]]

    def _text(self, text: str) -> Any:
        return text or None

    def _user(self, person: str, name: str, email: str | None) -> dict[str, Any]:
        found = {"key": self.account(person), "name": person, "displayName": name, "active": True}
        return found | ({"emailAddress": email} if email else {})


def _error(status: int, message: str) -> Reply:
    return Reply(status, {"errorMessages": [message], "errors": {}})
