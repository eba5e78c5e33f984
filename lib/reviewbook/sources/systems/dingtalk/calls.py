"""The calls of DingTalk that are made, in both of its interfaces, each as it is documented.

The older one (``topapi``) says inside an answer of status 200 what went wrong and
wants the token in the address; the newer one (``v1.0``) says it by the status and
wants the token in a header. One token is good for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.dingtalk import DingtalkEntry
from reviewbook.sources.systems.pulling import Page
from reviewbook.web import Clock, Codes, Grant, Pace, Token, Web, secret

__all__ = ["LIKES", "READERS", "Calls"]

#: Kinds of ``report/statistics/listbytype``.
READERS, LIKES = 0, 2

_REPORTS, _COMMENTS, _PEOPLE = 20, 20, 100  # most that it gives at once
_CODES = Codes(
    field="errcode",
    renew=(40014, 42001),
    again={-1: 0, 88: 5},
    stop={code: f"dingtalk.{code}" for code in (88, 40014, 40035, 42001, 60011, "60011")},
    finer=r"subcode=(\d+)",  # 88 is "too often" as well as "may not"; the second says so in its words
)
_NEWER = Codes(message="message", advice={400: "dingtalk.400", 403: "dingtalk.403"})
_LOGIN = Codes(message="message", advice=dict.fromkeys((400, 401, 403), "dingtalk.login"))


class Calls:
    """
    One app of one company.

    Parameters
    ----------
    entry : DingtalkEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: DingtalkEntry, clock: Clock | None = None) -> None:
        self._entry, self._secret = entry, secret(entry.app_secret)
        self._door = Web(entry.name, entry.base_v1, codes=_LOGIN, clock=clock)
        self._door.hide(self._secret)
        token = Token(f"{entry.base_v1} {entry.app_key} {entry.app_secret}", self.granted, _put, clock)
        pace = Pace(entry.calls_per_second, 1)
        self._older = Web(entry.name, entry.base, auth=token, codes=_CODES, clock=clock, pace=pace)
        self._newer = Web(entry.name, entry.base_v1, auth=token, codes=_NEWER, clock=clock, pace=pace)
        self.clock = self._older.clock

    def granted(self) -> Grant:
        """Ask for a token."""
        asked = {"appKey": self._entry.app_key, "appSecret": self._secret}
        what = "access token"
        body = self._door.ask("POST", "v1.0/oauth2/accessToken", what=what, json=asked).body or {}
        if not body.get("accessToken"):
            raise self._strange(what, "accessToken", body)
        return Grant(str(body["accessToken"]), float(body.get("expireIn") or 7200))

    def departments(self, parent: object) -> list[dict[str, Any]]:
        """Give the departments right below one; the whole company is 1."""
        found = self._post("v2/department/listsub", "departments", {"dept_id": parent}).get("result")
        return found if isinstance(found, list) else []

    def people(self, department: object, cursor: int) -> Page:
        """Give people of a department."""
        asked = {"dept_id": department, "cursor": cursor, "size": _PEOPLE}
        return self._page("v2/user/list", "people", asked, "list")

    def reports(self, since: datetime, until: datetime, cursor: int) -> Page:
        """Give reports that were written in some days, of every template: to name one here was refused with 40035."""
        asked = {"start_time": _millis(since), "end_time": _millis(until), "cursor": cursor, "size": _REPORTS}
        return self._page("report/list", "reports", asked, "data_list")

    def detail(self, report: str) -> dict[str, Any]:
        """Give one report, uncut."""
        return self._get("details", "a report", {"reportId": report})

    def counts(self, report: str) -> dict[str, Any]:
        """Give how many have read, liked and commented a report."""
        return self._result("report/statistics", "how often a report was read", {"report_id": report})

    def comments(self, report: str, offset: int) -> Page:
        """Give comments on a report."""
        asked = {"report_id": report, "offset": offset, "size": _COMMENTS}
        return self._page("report/comment/list", "comments", asked, "comments")

    def who(self, kind: int, report: str, offset: int) -> Page:
        """Give who has read or liked a report."""
        asked = {"report_id": report, "type": kind, "offset": offset, "size": _PEOPLE}
        page = self._page("report/statistics/listbytype", "who has read or liked", asked, "userid_list")
        return Page([{"userid": str(one)} for one in page.items], page.next)

    def templates(self, offset: int) -> Page:
        """Give templates that the operator sees; without one, all."""
        named = {"userid": self._entry.operator} if self._entry.operator else {}
        asked = {**named, "offset": offset, "size": _PEOPLE}
        what, key = "templates", "template_list"
        result = self._result("report/template/listbyuserid", what, asked)
        return Page(self._list(result, key, what), result.get("next_cursor"))  # absent at the end

    def rules(self, template: str, cursor: int | None) -> Page:
        """Give the rules by which DingTalk counts who should have reported."""
        behind = {} if cursor is None else {"nextToken": cursor}
        asked = {"templateId": template, "operationUserId": self._entry.operator, "maxResults": _REPORTS, **behind}
        what = "rules of who should report"
        body = self._get("statisticalRules/results", what, asked)
        return Page(self._list(body, "dataList", what), body.get("nextToken") if body.get("hasMore") else None)

    def tally(self, template: str, rule: object, since: datetime, until: datetime) -> dict[str, Any]:
        """Give who reported how often under a rule, in DingTalk's own count."""
        asked = {"templateId": template, "operationUserId": self._entry.operator, "remindId": rule}
        between = {"startTime": _millis(since), "endTime": _millis(until)}
        return self._get("submitStatisticalResults", "the tally", {**asked, **between})

    def _post(self, call: str, what: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = self._older.ask("POST", f"topapi/{call}", what=what, json=asked).body
        return body

    def _get(self, call: str, what: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return self._newer.ask("GET", f"v1.0/report/{call}", what=what, params=asked).body or {}

    def _result(self, call: str, what: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        body = self._post(call, what, asked)
        if not isinstance(body.get("result"), dict):
            raise self._strange(what, "result", body)
        found: dict[str, Any] = body["result"]
        return found

    def _page(self, call: str, what: str, asked: Mapping[str, Any], key: str) -> Page:
        result = self._result(call, what, asked)
        items = self._list(result, key, what)
        if result.get("has_more") and result.get("next_cursor") is None:
            raise self._strange(what, "next_cursor", result)
        return Page(items, result["next_cursor"] if result.get("has_more") else None)

    def _list(self, body: Mapping[str, Any], key: str, what: str) -> list[Any]:
        if not isinstance(body.get(key), list):
            raise self._strange(what, key, body)
        found: list[Any] = body[key]
        return found

    def _strange(self, what: str, key: str, body: Mapping[str, Any]) -> SourceError:
        said = f"the answer of DingTalk has no {key!r}"
        here = f"It has {', '.join(sorted(body)) or 'nothing'}."
        return SourceError(Problem(f"source {self._entry.name}: {what}", said, here, "Update reviewbook, or tell us."))


def _put(request: httpx.Request, token: str) -> None:
    if "/v1.0/" in request.url.path:
        request.headers["x-acs-dingtalk-access-token"] = token
    else:
        request.url = request.url.copy_set_param("access_token", token)


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1000)
