"""WeCom (企业微信): one company, its 汇报 and contacts, as an app of its own sees them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.server import Reply, Seen, StandIn

TEMPLATE, NAME = "3WKDaily0001", "销售日报"
ZONE = ZoneInfo("Asia/Shanghai")
TITLES = {
    "sales_amount": ("Money", "今日销售额"), "visits": ("Number", "拜访客户数"), "progress": ("Textarea", "今日进展"),
    "customer_feedback": ("Textarea", "客户反馈"), "competitor": ("Text", "竞品动态"), "problem": ("Text", "问题与求助"),
    "plan": ("Textarea", "明日计划"),
}  # fmt: skip
_KINDS = {"comment", "read"}


@dataclass
class Journal:
    """A report as it lies there."""

    uuid: str
    person: str
    at: int
    day: str
    contents: list[dict[str, Any]]
    comments: list[dict[str, Any]] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)


class Wecom(StandIn):
    """WeCom's server API for 汇报 and contacts."""

    kind = "wecom"
    tables = ("reports", "report_fields", "feedback", "people")
    main_kind, main_table, main_list, droppable = (
        "journals",
        "reports",
        r"/journal/get_record_(list|detail)$",
        "comments",
    )

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"WECOM_SECRET": "corp-hush"}
        self.people: dict[str, tuple[str, str]] = {}
        self.journals: dict[str, Journal] = {}
        self.given = 0
        self.good: set[str] = set()
        #: Codes that are answered instead, by the end of the path.
        self.refusals: dict[str, tuple[int, str]] = {}
        #: What WeCom itself counts: reports that are late, and people who owe one for every day.
        self.late: set[str] = set()
        self.owing: list[str] = []

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "wecom", "name": "wecom", "base": self.base, "since": "2026-11-01", "corp_id": "ww0123456789",
            "secret": "WECOM_SECRET", "forms": [{"form": TEMPLATE, "template": "daily_sales"}],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.good.clear()

    def too_many(self) -> Reply:
        return Reply(200, {"errcode": 45009, "errmsg": "api freq out of limit, hint: [demo]"})

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        self.people = dict(zip(people["person_id"], zip(people["name"], people["email"], strict=True), strict=True))
        reports, fields = tables["reports"], tables["report_fields"]
        feedback = tables["feedback"][tables["feedback"]["kind"].isin(_KINDS)].reset_index(drop=True)
        self.journals = {}
        for row in reports.to_dict("records"):
            uuid = _uuid(row["report_id"])
            at = int(row["submitted_at"].timestamp())
            self.journals[row["report_id"]] = Journal(uuid, row["person_id"].title(), at, row["period"], [])
        told = [self._filled(row) for row in fields.to_dict("records")]
        answers = [self._answered(row) for row in feedback.to_dict("records")]
        return {
            "people": people[["person_id", "name", "email"]],
            "reports": reports.assign(
                report_id=[f"wecom:{_uuid(one)}" for one in reports["report_id"]], source="wecom", url=None
            ),
            "report_fields": pd.DataFrame(told, columns=["report_id", "revision", "field", "text", "number"]).astype(
                {"number": "float64", "text": "str", "report_id": "str", "field": "str", "revision": "Int64"}
            ),
            "feedback": pd.DataFrame(answers, columns=list(feedback.columns)).astype(feedback.dtypes.to_dict()),
        }

    def _filled(self, row: dict[str, Any]) -> dict[str, Any]:
        journal = self.journals[row["report_id"]]
        control, title = TITLES[row["field"]]
        text = None if pd.isna(row["text"]) else str(row["text"])
        number = _decimal(text if text is not None else str(row["number"])) if control in ("Money", "Number") else None
        if number is None:
            control, value = "Textarea", {"text": text}
        else:
            value = {f"new_{control.lower()}": str(number)}
            text = None
        entry = {"control": control, "id": f"{control}-{row['field']}", "title": [{"text": title, "lang": "zh_CN"}]}
        # Keys of other controls stand there too, empty.
        journal.contents.append({**entry, "value": {"tips": [], "members": [], "departments": [], **value}})
        return {"report_id": f"wecom:{journal.uuid}", "revision": 1, "field": row["field"], "text": text,
                "number": None if number is None else float(number)}  # fmt: skip

    def _answered(self, row: dict[str, Any]) -> dict[str, Any]:
        journal = self.journals[row["report_id"]]
        told = {**row, "report_id": f"wecom:{journal.uuid}"}
        if row["kind"] == "read":
            journal.readers.append(row["author_id"].title())
            key = f"wecom:{journal.uuid}-read-{row['author_id']}"
            return {**told, "feedback_id": key, "given_at": None, "text": None}
        number = 2**64 - 1 - int(hashlib.sha256(row["feedback_id"].encode()).hexdigest()[:12], 16)
        comment = {"commentid": number, "tocommentid": 0, "comment_userinfo": {"userid": row["author_id"].title()},
                   "content": row["text"], "comment_time": int(row["given_at"].timestamp())}  # fmt: skip
        journal.comments.append(comment)
        return {**told, "feedback_id": f"wecom:{number}"}

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        call = seen.path.rpartition("/")[2]
        if call in self.refusals:
            code, said = self.refusals[call]
            return _no(code, said)
        if call == "gettoken":
            return self._token(seen.query)
        if seen.query.get("access_token") not in self.good:
            return _no(42001, "access_token expired, hint: [demo]")
        match seen.method, seen.path:
            case "GET", "/cgi-bin/department/list":
                return _ok(department=[{"id": 1, "name": "云岭", "parentid": 0, "order": 1},
                                       {"id": 2, "name": "华东销售部", "parentid": 1, "order": 10}])  # fmt: skip
            case "GET", "/cgi-bin/user/list":
                return _ok(userlist=self._users()) if "department_id" in seen.query else _no(41004, "no department")
            case "POST", "/cgi-bin/oa/journal/get_record_list":
                return self._list(seen.json)
            case "POST", "/cgi-bin/oa/journal/get_record_detail":
                return self._detail(seen.json["journaluuid"])
            case "POST", "/cgi-bin/oa/journal/get_stat_list":
                return self._tally(seen.json)
        return _no(404, "no such call")

    def _token(self, query: dict[str, str]) -> Any:
        if (query.get("corpid"), query.get("corpsecret")) != ("ww0123456789", self.secrets["WECOM_SECRET"]):
            return _no(40001, "invalid credential")
        self.given += 1
        token = f"wecom-token-{self.given}"
        self.good.add(token)
        return _ok(access_token=token, expires_in=7200)

    def _users(self) -> list[dict[str, Any]]:
        return [
            {"userid": key.title(), "name": name, "department": [1, 2], "is_leader_in_dept": [0, 0], "status": 1,
             "biz_mail": email, "mobile": "13800000000", "main_department": 2}
            for key, (name, email) in self.people.items()
        ]  # fmt: skip

    def _list(self, asked: dict[str, Any]) -> Any:
        since, until, limit = asked["starttime"], asked["endtime"], asked["limit"]
        if until - since > 31 * 86400 or not 1 <= limit <= 100:
            return _no(40058, "invalid request, endtime - starttime or limit")
        found = sorted((one.at, one.uuid) for one in self.journals.values() if since <= one.at <= until)
        start = int(asked["cursor"])
        end = start + min(limit, self.page)
        first = start - 1 if self.doubled and start else start
        last = end >= len(found)
        return _ok(journaluuid_list=[uuid for _, uuid in found[first:end]], next_cursor=end, endflag=int(last))

    def _detail(self, uuid: str) -> Any:
        journal = next((one for one in self.journals.values() if one.uuid == uuid), None)
        if journal is None:
            return _no(301084, "journal_uuid 非法")
        info = {
            "journal_uuid": uuid, "template_name": NAME, "template_id": TEMPLATE, "report_time": journal.at,
            "submitter": {"userid": journal.person}, "receivers": [{"userid": "Boss"}],
            "readed_receivers": [{"userid": one} for one in journal.readers],
            "apply_data": {"contents": [{"control": "Tips", "id": "Tips-1", "title": [], "value": {}}, *journal.contents]},
            "sys_journal_data": "<p>销售日报</p>", "comments": journal.comments,
        }  # fmt: skip
        return _ok(info={key: one for key, one in info.items() if key not in self.dropped} | self.added)

    def _tally(self, asked: dict[str, Any]) -> Any:
        if asked["template_id"] != TEMPLATE or asked["endtime"] - asked["starttime"] > 366 * 86400:
            return _no(40058, "invalid request")
        days: dict[str, list[Journal]] = {}
        for one in self.journals.values():
            days.setdefault(one.day, []).append(one)
        return _ok(stat_list=[self._cycle(day, found) for day, found in sorted(days.items()) if self._is_over(day)])

    def _is_over(self, day: str) -> bool:
        return _midnight(day) + timedelta(days=1) <= self.now

    def _cycle(self, day: str, found: list[Journal]) -> dict[str, Any]:
        begins = int(_midnight(day).timestamp())
        items = [
            {"user": {"userid": one.person},
             "itemlist": [{"journaluuid": one.uuid, "reporttime": one.at, "flag": int(one.uuid in self.late)}]}
            for one in found
        ]  # fmt: skip
        owing = [
            {"user": {"userid": one}, "itemlist": [{"journaluuid": "", "reporttime": begins, "flag": 0}]}
            for one in self.owing
        ]
        return {"template_id": TEMPLATE, "template_name": NAME, "report_range": {}, "white_range": {}, "receivers": {},
                "cycle_begin_time": begins, "cycle_end_time": begins + 86400, "stat_begin_time": begins,
                "stat_end_time": begins + 86400, "report_list": items, "unreport_list": owing, "report_type": 2}  # fmt: skip


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZONE).astimezone(UTC)


def _uuid(report: str) -> str:
    return "41" + hashlib.sha256(report.encode()).hexdigest()[:18]


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _ok(**more: Any) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", **more}


def _no(code: int, said: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": said}
