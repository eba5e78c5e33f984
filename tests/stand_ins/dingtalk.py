"""DingTalk (钉钉): one company, its 日志 and contacts, in both generations of its interface."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.posted import written
from stand_ins.server import Reply, Seen, StandIn

NAME, CODE = "销售日报", "14e882d0"
ZONE = ZoneInfo("Asia/Shanghai")
TITLES = {
    "sales_amount": "今日销售额", "visits": "拜访客户数", "progress": "今日进展", "customer_feedback": "客户反馈",
    "competitor": "竞品动态", "problem": "问题与求助", "plan": "明日计划",
}  # fmt: skip
_KINDS = {"comment", "read", "reaction"}
_DAYS = 180 * 86400 * 1000
_CUT = 1000


@dataclass
class Report:
    """A report as it lies there."""

    id: str
    person: str
    created: int
    modified: int
    contents: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    likes: list[str] = field(default_factory=list)
    template: str = NAME


class Dingtalk(StandIn):
    """DingTalk as an app of the company's own sees it."""

    kind = "dingtalk"
    tables = ("reports", "report_fields", "feedback", "people")
    main_kind, main_table, main_list, droppable = "reports", "reports", r"/topapi/report/list$", "modified_time"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"DINGTALK_SECRET": "ding-hush"}
        self.people: dict[str, tuple[str, str]] = {}
        self.reports: dict[str, Report] = {}
        #: Departments below each; people are in 1 and 2.
        self.departments: dict[int, list[int]] = {1: [2], 2: [3]}
        self.given = 0
        self.good: set[str] = set()
        #: Answers that are given instead, by the path.
        self.refusals: dict[str, Reply] = {}
        self.templates = [(NAME, CODE), ("请假", "77aa")]
        self.rules = [{"remindId": 9007199254740993, "periodType": 1, "startDateTime": [], "endDateTime": [],
                       "templateId": CODE, "creatorId": "boss"}]  # fmt: skip

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "dingtalk", "name": "dingtalk", "base": self.base, "base_v1": self.base, "since": "2026-11-01",
            "app_key": "ding0123", "app_secret": "DINGTALK_SECRET",
            "forms": [{"form": NAME, "template": "daily_sales", "period_field": "日期"}],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.good.clear()

    def too_many(self) -> Reply:
        return Reply(200, {"errcode": 88, "errmsg": "ding talk error"})

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        self.people = dict(zip(people["person_id"], zip(people["name"], people["email"], strict=True), strict=True))
        reports, fields = tables["reports"], written(tables["report_fields"])
        feedback = tables["feedback"][tables["feedback"]["kind"].isin(_KINDS)].reset_index(drop=True)
        former, self.reports = self.reports, {}
        for row in reports.to_dict("records"):
            created = int(row["submitted_at"].timestamp() * 1000)
            day = {"sort": "1", "type": "1", "key": "日期", "value": row["period"]}
            self.reports[row["report_id"]] = Report(_id(row["report_id"]), row["person_id"], created, created, [day])
        for row in fields.to_dict("records"):
            contents = self.reports[row["report_id"]].contents
            contents.append(
                {"sort": str(len(contents) + 1), "type": "1", "key": TITLES[row["field"]], "value": row["text"]}
            )
        for key, report in self.reports.items():
            if key in former and former[key].contents != report.contents:
                report.modified = int(self.now.timestamp() * 1000)
        answers = [self._answered(row) for row in feedback.to_dict("records")]
        ids = {key: f"dingtalk:{report.id}" for key, report in self.reports.items()}
        return {
            "people": people[["person_id", "name", "email"]],
            "reports": reports.assign(report_id=reports["report_id"].map(ids), source="dingtalk", url=None),
            "report_fields": fields.assign(report_id=fields["report_id"].map(ids), number=float("nan")),
            "feedback": pd.DataFrame(answers, columns=list(feedback.columns)).astype(feedback.dtypes.to_dict()),
        }

    def _answered(self, row: dict[str, Any]) -> dict[str, Any]:
        report, author = self.reports[row["report_id"]], row["author_id"]
        told = {**row, "report_id": f"dingtalk:{report.id}"}
        if row["kind"] != "comment":
            (report.readers if row["kind"] == "read" else report.likes).append(author)
            return {
                **told,
                "feedback_id": f"dingtalk:{report.id}-{row['kind']}-{author}",
                "given_at": None,
                "text": None,
            }
        at = f"{row['given_at'].astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
        report.comments.append({"userid": author, "content": row["text"], "create_time": at})
        return {**told, "feedback_id": f"dingtalk:{comment_key(report.id, author, at, row['text'])}"}

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        refusal = next((reply for path, reply in self.refusals.items() if seen.path.endswith(path)), None)
        if refusal is not None:
            return refusal
        if seen.path == "/v1.0/oauth2/accessToken":
            return self._token(seen.json)
        if seen.path.startswith("/v1.0/report/"):
            return self._newer(seen)
        if seen.query.get("access_token") not in self.good:
            return _no(42001, "access_token expired")
        if seen.method != "POST" or not seen.path.startswith("/topapi/"):
            return _no(22, "Invalid method")
        asked = seen.json
        match seen.path.removeprefix("/topapi/"):
            case "v2/department/listsub":
                below = self.departments.get(asked["dept_id"], [])
                return {"errcode": 0, "errmsg": "ok", "result": [
                    {"dept_id": one, "name": f"部门 {one}", "parent_id": asked["dept_id"]} for one in below]}  # fmt: skip
            case "v2/user/list":
                return self._paged(self._users() if asked["dept_id"] in (1, 2) else [], asked, "list", 100, "cursor")
            case "report/list":
                return self._list(asked)
            case "report/statistics":
                return self._of(asked, lambda one: _ok(
                    read_num=len(one.readers), comment_num=len(one.comments), like_num=len(one.likes),
                    comment_user_num=len({each["userid"] for each in one.comments})))  # fmt: skip
            case "report/comment/list":
                return self._of(asked, lambda one: self._paged(one.comments, asked, "comments", 20))
            case "report/statistics/listbytype":
                return self._of(asked, lambda one: self._paged(
                    {0: one.readers, 1: [], 2: one.likes}[asked["type"]], asked, "userid_list", 100))  # fmt: skip
            case "report/template/listbyuserid":
                return self._templates(asked)
        return _no(22, "不合法ApiName")

    def _token(self, asked: dict[str, str]) -> Any:
        if (asked.get("appKey"), asked.get("appSecret")) != ("ding0123", self.secrets["DINGTALK_SECRET"]):
            return Reply(
                400, {"code": "invalidClientIdOrSecret", "message": "无效的clientId或者clientSecret", "requestid": "r"}
            )
        self.given += 1
        self.good.add(f"ding-token-{self.given}")
        return {"accessToken": f"ding-token-{self.given}", "expireIn": 7200}

    def _users(self) -> list[dict[str, Any]]:
        return [
            {"userid": key, "unionid": f"union-{key}", "name": name, "email": email, "mobile": "13800000000",
             "active": True, "job_number": "", "dept_id_list": [1, 2]}
            for key, (name, email) in self.people.items()
        ]  # fmt: skip

    def _list(self, asked: dict[str, Any]) -> Any:
        since, until = asked["start_time"], asked["end_time"]
        if "template_name" in asked or "cursor" not in asked or not 1 <= asked.get("size", 0) <= 20:
            return _no(40035, "不合法的参数")
        if not 10**12 < since <= until or until - since > _DAYS:  # seconds are none of its times
            return _no(40035, "不合法的参数")
        found = [one for one in self.reports.values() if since <= one.created <= until]
        found.sort(key=lambda one: (one.created, one.id))
        start = asked["cursor"]
        end = start + min(asked["size"], self.page)
        first = start - 1 if self.doubled and start else start
        items = [self._shown(one) for one in found[first:end]]
        more = {"has_more": True, "next_cursor": end} if end < len(found) else {"has_more": False}
        return _ok(data_list=items, size=asked["size"], **more)

    def _shown(self, one: Report) -> dict[str, Any]:
        contents = [{**each, "value": _cut(str(each["value"]))} for each in one.contents]
        shown = {
            "report_id": one.id, "template_name": one.template, "creator_id": one.person,
            "creator_name": self.people.get(one.person, ("李雷",))[0], "dept_name": "华东销售部",
            "create_time": one.created, "modified_time": one.modified, "remark": "", "contents": contents,
        }  # fmt: skip
        return {key: value for key, value in shown.items() if key not in self.dropped} | self.added

    def _of(self, asked: dict[str, Any], answer: Any) -> Any:
        report = next((one for one in self.reports.values() if one.id == asked["report_id"]), None)
        return _no(400303, "日志不存在") if report is None else answer(report)

    def _paged(self, items: list[Any], asked: dict[str, Any], key: str, most: int, cursor: str = "offset") -> Any:
        if not 1 <= asked.get("size", 0) <= most:
            return _no(40035, "不合法的参数")
        start = asked[cursor]
        end = start + min(asked["size"], self.page)
        more = {"has_more": True, "next_cursor": end} if end < len(items) else {"has_more": False}
        return _ok(**{key: items[start:end]}, **more)

    def _templates(self, asked: dict[str, Any]) -> Any:
        if not 1 <= asked.get("size", 0) <= 100:
            return _no(40035, "不合法的参数")
        named = [{"name": name, "icon_url": "", "report_code": code, "url": ""} for name, code in self.templates]
        end = asked["offset"] + 1  # one at a time
        more = {"next_cursor": end} if end < len(named) else {}
        return _ok(template_list=named[asked["offset"] : end], **more)

    def _newer(self, seen: Seen) -> Any:
        if seen.headers.get("x-acs-dingtalk-access-token") not in self.good or "access_token" in seen.query:
            return Reply(401, {"code": "InvalidAuthentication", "message": "不合法的access_token", "requestid": "r"})
        if seen.method != "GET":
            return Reply(404, {"code": "InvalidAction.NotFound", "message": "Specified api is not found"})
        asked = seen.query
        if seen.path == "/v1.0/report/details":
            one = next(one for one in self.reports.values() if one.id == asked["reportId"])
            return {
                "reportId": one.id, "templateName": one.template, "creatorId": one.person, "creatorName": "李雷",
                "deptName": "华东销售部", "createTime": one.created, "modifiedTime": one.modified, "remark": "",
                "content": [{**each, "images": []} for each in one.contents],
            }  # fmt: skip
        if asked.get("operationUserId") != "boss":
            return Reply(403, {"code": "Forbidden", "message": "operationUserId is no administrator of the template"})
        if seen.path == "/v1.0/report/statisticalRules/results":
            start = int(asked.get("nextToken", "0"))
            more = start + 1 < len(self.rules)
            return {"dataList": self.rules[start : start + 1], "hasMore": more, "nextToken": start + 1}
        if not 10**12 < int(asked["startTime"]) < int(asked["endTime"]):
            return Reply(400, {"code": "param.error", "message": "startTime"})
        return self._tally(int(asked["startTime"]), int(asked["endTime"]))

    def _tally(self, since: int, until: int) -> Any:
        counts: dict[str, int] = {}
        for one in self.reports.values():
            if since <= one.created < until:
                counts[one.person] = counts.get(one.person, 0) + 1
        return {
            "templateName": NAME, "shouldRemindTimes": 5, "userIds": list(self.people), "userIdCountMap": counts,
            "userIdStatusMap": {key: {"1": count} for key, count in counts.items()},
            "userDeptMap": dict.fromkeys(counts, "华东销售部"),
            "userMap": {key: {"userId": key, "name": self.people[key][0], "deptId": "2"} for key in counts},
        }  # fmt: skip


def _cut(text: str) -> str:
    """Cut a text as Java counts."""
    return text.encode("utf-16-le")[: 2 * _CUT].decode("utf-16-le", "ignore")


def comment_key(report: str, author: str, at: str, text: str) -> str:
    """Give the name of a comment: DingTalk has none for it."""
    told = [report, author, at, text]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _id(report: str) -> str:
    return "175d" + hashlib.sha256(report.encode()).hexdigest()[:18]


def _ok(**result: Any) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "result": result, "request_id": "demo"}


def _no(code: int, said: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": said, "request_id": "demo"}
