"""Asking Fxiaoke for the records of its objects that changed.

Records are asked for in the order of their ids, each page from the last id on: a count
of all is not always told, and no more than 10,000 may be passed over. Everything is
asked by POST, and answered by 200 with a code inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx

from reviewbook.params.systems.fxiaoke import FxiaokeEntry
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Grant, Pace, Token, Web, secret

__all__ = ["Fxiaoke"]

_PAGE, _USERS = 100, 1000
#: The same token is given again for so long; later a new one, and the former still holds a while.
_TOKEN_SECONDS = 6600
#: Objects of which all are asked for, however old: what happens later is about them.
_LASTING = ("AccountObj", "GoalValueObj", "NewOpportunityObj")
_DESCRIBED = ("AccountObj", "CasesObj", "JournalObj", "NewOpportunityObj", "SalesOrderObj")
_GONE = ("invalid",)
_CODES = Codes(
    field="errorCode",
    renew=(20005, 20016),
    again={-1: 0, 14001: 20, 30004: 20, 50009: 5},
    stop={code: f"fxiaoke.{code}" for code in (10013, 15003, 20014, 20016, 20020, 20021, 20022, 20023, 30002, 30003)},
    message="errorMessage",
    trace="traceId",
)


class Fxiaoke:
    """
    One tenant.

    Parameters
    ----------
    entry : FxiaokeEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: FxiaokeEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        self._secrets = {"appSecret": secret(entry.app_secret)}
        if entry.permanent_code:
            self._secrets["permanentCode"] = secret(entry.permanent_code)
        self._door = Web(entry.name, entry.base, codes=_CODES, clock=clock)
        self._door.hide(*self._secrets.values())
        # One app may serve several tenants; of the key only a checksum is kept.
        key = " ".join((entry.base, entry.app_id, entry.login, *self._secrets.values()))
        # Few tokens are given and never two at once: the token is kept for the next run.
        self._token = Token(key, self._granted, self._put, clock, lasting=True)
        self._web = Web(entry.name, entry.base, auth=self._token, codes=_CODES, clock=clock, pace=Pace(95, 20))

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the people, for what the values of choices are called, and for the records of each object."""
        users = [one for page in pulling.pages("users", self._users, 1) for one in page]
        yield Batch("users", [Record("users", str(one["openUserId"]), one) for one in users], Reach.WHOLE)
        described = [name for name in _DESCRIBED if name in self._entry.objects]
        yield Batch("choices", [Record("choices", name, self._choices(name)) for name in described], Reach.WHOLE)
        window = pulling.window
        for name in self._entry.objects:
            since = None if window.whole else window.since
            pages = pulling.pages(name, partial(self._records, name, since))
            records = {one.id: one for page in pages for one in (_record(name, body) for body in page)}
            yield Batch(name, list(records.values()), Reach.WHOLE if window.whole else Reach.SOME)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the access token", self._granted)
        yield Probe("people (user/get/batchByUpdTime)", lambda: self._users(1))
        who = self._entry.acting_user
        for name in self._entry.objects:
            yield Probe(f"{name}, as user {who} sees it", partial(self._records, name, self._web.clock.now(), None))

    def _granted(self) -> Grant:
        asked = {"appId": self._entry.app_id, **self._secrets}
        params = {"thirdTraceId": self._door.clock.mark()}
        if self._entry.login == "app_secret":
            asked["grantType"] = "app_secret"
            body = self._door.ask("POST", "oauth2.0/token", what="access token", params=params, json=asked).body
            token, company = body["accessToken"], body["ea"]
        else:
            path = "cgi/corpAccessToken/get/V2"
            body = self._door.ask("POST", path, what="access token", params=params, json=asked).body
            token, company = body["corpAccessToken"], body["corpId"]
        seconds = min(float(body.get("expiresIn") or _TOKEN_SECONDS), _TOKEN_SECONDS)
        return Grant(str(token), seconds, {"company": str(company)})

    def _put(self, request: httpx.Request, token: str) -> None:
        """Put the token where the interface wants it, and a mark that no other call has."""
        request.url = request.url.copy_set_param("thirdTraceId", self._web.clock.mark())
        company = self._token.grant().more["company"]
        if self._entry.login == "app_secret":
            signs = {"authorization": f"Bearer {token}", "x-fs-ea": company, "x-fs-userid": self._entry.acting_user}
            request.headers.update(signs)
            return
        signs = {"corpAccessToken": token, "corpId": company, "currentOpenUserId": self._entry.acting_user}
        content = json.dumps({**signs, **json.loads(request.read())}).encode()
        request.stream = httpx.ByteStream(content)
        request.headers["Content-Length"] = str(len(content))

    def _users(self, number: int) -> Page:
        asked = {"pageSize": _USERS, "pageNumber": number}
        body = self._web.ask("POST", "cgi/user/get/batchByUpdTime", what="people", json=asked).body
        found = self._web.listed(body, "empList")
        return Page(found, number + 1 if len(found) >= _USERS else None)

    def _choices(self, name: str) -> dict[str, Any]:
        """Give of each field its label, and of those with choices what each value is called."""
        asked = {"apiName": name, "data": {"apiName": name}}
        body = self._web.ask("POST", "cgi/crm/v2/object/describe", what=f"fields of {name}", json=asked).body
        fields = body["data"]["describe"]["fields"]
        return {
            key: {
                "label": field.get("label"),
                "options": {str(o["value"]): o["label"] for o in field.get("options") or []},
            }
            for key, field in sorted(fields.items())
        }

    def _records(self, name: str, since: datetime | None, last: str | None) -> Page:
        filters = [_filter("_id", "GT", last)] if last else []
        if since:
            filters.append(_filter("last_modified_time", "GTE", _millis(since)))
        if name not in _LASTING:
            first = datetime.combine(self._entry.since, datetime.min.time(), UTC) - timedelta(days=1)
            filters.append(_filter("create_time", "GTE", _millis(first)))
        orders = [{"fieldName": "_id", "isAsc": True}]
        query = {"limit": _PAGE, "offset": 0, "filters": filters, "orders": orders}
        asked = {
            "convertUserId": self._entry.user_ids == "open",
            "data": {"dataObjectApiName": name, "search_query_info": query},
        }
        body = self._web.ask("POST", "cgi/crm/v2/data/query", what=name, json=asked).body
        found = self._web.listed(body.get("data") or {}, "dataList")
        limit = int((body.get("data") or {}).get("limit") or _PAGE)
        return Page(found, str(found[-1]["_id"]) if len(found) >= limit else None)


def _record(name: str, body: dict[str, Any]) -> Record:
    gone = bool(body.get("is_deleted")) or body.get("life_status") in _GONE
    return Record(name, str(body["_id"]), body, gone=gone)


def _filter(field: str, operator: str, value: str | int) -> dict[str, Any]:
    return {"field_name": field, "field_values": [value], "operator": operator}


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)
