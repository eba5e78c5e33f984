"""Feishu (飞书): one company's 汇报, as an app of its own sees it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stand_ins.posted import written
from stand_ins.server import Reply, Seen, StandIn

RULE, NAME = "6894419345318182932", "销售日报"
TITLES = {
    "sales_amount": "今日销售额", "visits": "拜访客户数", "progress": "今日进展", "customer_feedback": "客户反馈",
    "competitor": "竞品动态", "problem": "问题与求助", "plan": "明日计划",
}  # fmt: skip


@dataclass
class Task:
    """A report as it lies there."""

    id: str
    person: str
    at: int
    contents: list[dict[str, Any]] = field(default_factory=list)
    rule: tuple[str, str] = (RULE, NAME)
    name: str = ""  # of the person, where it was another one then


class Feishu(StandIn):
    """Feishu's server API for 汇报."""

    kind = "feishu"
    tables = ("reports", "report_fields", "people")
    main_kind, main_table, main_list, droppable = "tasks", "reports", r"/report/v1/tasks/query$", "from_user_name"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"FEISHU_SECRET": "lark-hush"}
        self.people: dict[str, str] = {}
        self.tasks: dict[str, Task] = {}
        self.rules = {RULE: NAME}
        self.given = 0
        self.good: set[str] = set()
        #: Answers that are given instead, by the path.
        self.refusals: dict[str, Reply] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "feishu", "name": "feishu", "base": self.base, "since": "2026-11-01", "app_id": "cli_0123",
            "app_secret": "FEISHU_SECRET", "forms": [{"form": NAME, "template": "daily_sales", "period_field": "日期"}],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.good.clear()

    def too_many(self) -> Reply:
        return Reply(400, {"code": 99991400, "msg": "request trigger frequency limit"})

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people, reports, fields = tables["people"], tables["reports"], written(tables["report_fields"])
        self.people = dict(zip(people["person_id"], people["name"], strict=True))
        self.tasks = {}
        for row in reports.to_dict("records"):
            day = {"field_id": _number("日期"), "field_name": "日期", "field_value": row["period"]}
            at = int(row["submitted_at"].timestamp())
            self.tasks[row["report_id"]] = Task(_number(row["report_id"]), row["person_id"], at, [day])
        for row in fields.to_dict("records"):
            title = TITLES[row["field"]]
            value = {"field_id": _number(title), "field_name": title, "field_value": row["text"]}
            self.tasks[row["report_id"]].contents.append(value)
        ids = {key: f"feishu:{task.id}" for key, task in self.tasks.items()}
        # Feishu knows nobody but those who write and receive reports, and tells no addresses.
        known = people[["person_id", "name"]] if self.tasks else people[["person_id", "name"]].iloc[:0]
        return {
            "people": known,
            "reports": reports.assign(report_id=reports["report_id"].map(ids), source="feishu", url=None),
            "report_fields": fields.assign(report_id=fields["report_id"].map(ids), number=float("nan")),
        }

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        refusal = next((reply for path, reply in self.refusals.items() if seen.path.endswith(path)), None)
        if refusal is not None:
            return refusal
        if (seen.method, seen.path) == ("POST", "/open-apis/auth/v3/tenant_access_token/internal"):
            return self._token(seen.json)
        if seen.headers.get("authorization", "").removeprefix("Bearer ") not in self.good:
            return Reply(400, {"code": 99991663, "msg": "Invalid access token for authorization. Please make a test"})
        match seen.method, seen.path:
            case "GET", "/open-apis/report/v1/rules/query":
                return self._rules(seen.query)
            case "POST", "/open-apis/report/v1/tasks/query":
                return self._list(seen.json, seen.query.get("user_id_type", "open_id"))
        return Reply(404, b"404 page not found")

    def _token(self, asked: dict[str, str]) -> Any:
        if asked.get("app_id") != "cli_0123":
            return {"code": 10003, "msg": "invalid param"}
        if asked.get("app_secret") != self.secrets["FEISHU_SECRET"]:
            return {"code": 10014, "msg": "app secret invalid"}
        self.given += 1
        self.good.add(f"tenant-token-{self.given}")
        return {"code": 0, "msg": "ok", "tenant_access_token": f"tenant-token-{self.given}", "expire": 7200}

    def _rules(self, asked: dict[str, str]) -> Any:
        if not asked.get("rule_name"):
            return Reply(400, {"code": 99992402, "msg": "field validation failed"})
        found = [self._rule(key, name) for key, name in self.rules.items() if name == asked["rule_name"]]
        return {"code": 0, "msg": "success", "data": {"rules": found}}

    def _rule(self, key: str, name: str) -> dict[str, Any]:
        return {
            "rule_id": key, "name": name, "icon_name": "", "created_at": 1622427266, "creator_user_id": "p2",
            "creator_user_name": "Li Wei", "owner_user_id": "p2", "owner_user_name": "Li Wei",
            "form_schema": [{"name": "今日销售额", "type": "number"}], "is_deleted": 0,
            "need_report_user_ids": ["p1"], "need_report_department_ids": ["0"], "need_report_chat_ids": [],
            "cc_user_ids": [], "cc_department_ids": [], "to_user_ids": [], "to_chat_ids": [], "to_leaders": [0],
            "to_department_owners": [], "manager_user_ids": ["p2"], "cc_chat_ids": [],
        }  # fmt: skip

    def _list(self, asked: dict[str, Any], id_type: str) -> Any:
        needed = {"commit_start_time", "commit_end_time", "page_token", "page_size"}
        if not needed <= set(asked) or not 0 < asked["page_size"] <= 20:  # an empty page_token must stand there
            return Reply(400, {"code": 99992402, "msg": "field validation failed"})
        since, until = asked["commit_start_time"], asked["commit_end_time"]
        if not 10**9 < since <= until < 10**10:  # milliseconds are none of its times
            return Reply(400, {"code": 99992402, "msg": "field validation failed"})
        found = [one for one in self.tasks.values() if since <= one.at <= until]
        found = [one for one in found if asked.get("rule_id", one.rule[0]) == one.rule[0]]
        found.sort(key=lambda one: (one.at, one.id))
        start = int(asked["page_token"] or "6895699275733778000") - 6895699275733778000
        end = start + min(asked["page_size"], self.page)
        first = start - 1 if self.doubled and start else start
        items = [self._shown(one, id_type) for one in found[first:end]]
        more = end < len(found)
        token = str(6895699275733778000 + end) if more else ""
        return {"code": 0, "msg": "success", "data": {"items": items, "has_more": more, "page_token": token}}

    def _shown(self, one: Task, id_type: str) -> dict[str, Any]:
        named = (lambda key: key) if id_type == "user_id" else (lambda key: f"{id_type[:2]}_{key}")
        shown = {
            "task_id": one.id, "rule_id": one.rule[0], "rule_name": one.rule[1], "from_user_id": named(one.person),
            "from_user_name": one.name or self.people[one.person], "department_name": "华东销售部", "department_ids": ["od-1"],
            "commit_time": one.at, "form_contents": one.contents, "to_user_ids": [named("p2")],
            "to_user_names": [self.people.get("p2", "")],
        }  # fmt: skip
        return {key: value for key, value in shown.items() if key not in self.dropped} | self.added


def _number(text: str) -> str:
    return str(6_895_419_345_000_000_000 + int(hashlib.sha256(text.encode()).hexdigest()[:8], 16))
