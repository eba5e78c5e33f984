"""Asking WeCom for the reports of some weeks, one by one.

A list gives only ids, at most for a month at once, and each report is a call of its
own. Nothing tells what was edited, commented or read since, nor what was deleted: so
the last days are read again with every pull, and what is missing there is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.wecom import WecomEntry
from reviewbook.sources.systems.forms import form_of
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record, Within
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Grant, Pace, Refused, Token, Web, secret

__all__ = ["Wecom"]

_PAGE = 100
_MONTH, _YEAR = 30, 360  # days that a list may span at most, with a little to spare
_CODES = Codes(
    field="errcode",
    renew=(40001, 40014, 42001),
    again={-1: 0, 45009: 60, 45033: 5},
    stop={code: f"wecom.{code}" for code in (40001, 40013, 41004, 48002, 60011, 60020, 301084, 301085)},
    message="errmsg",
)
_NO_SUCH_JOURNAL = "301084"

#: What is kept of a person: the rest is nobody's business.
_PERSON = (
    "userid", "name", "department", "main_department", "is_leader_in_dept", "direct_leader", "status", "email", "biz_mail",
)  # fmt: skip


class Wecom:
    """
    One WeCom.

    Parameters
    ----------
    entry : WecomEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: WecomEntry, clock: Clock | None = None) -> None:
        self._entry, self._secret = entry, secret(entry.secret)
        # All calls of an app share one budget of 600 in a minute.
        self._door = Web(entry.name, entry.base, codes=_CODES, clock=clock)
        self._door.hide(self._secret)
        token = Token(f"{entry.base} {entry.corp_id} {entry.secret}", self._granted, _put, clock)
        self._web = Web(entry.name, entry.base, auth=token, codes=_CODES, clock=clock, pace=Pace(590, 60))

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the people, for the reports of the window and of the last days before it, and for WeCom's own tally."""
        departments = self._departments()
        yield Batch("departments", [Record("departments", str(one["id"]), one) for one in departments], Reach.WHOLE)
        yield Batch("users", list(self._users(departments).values()), Reach.WHOLE)
        start = pulling.window.reread(self._entry, self._entry.reread_days)
        templates: set[str] = set()
        for since, until in pulling.window.slices(start, _MONTH):
            fetch = partial(self._ids, since, until)
            pages = pulling.pages(f"journals {since:%Y-%m-%d}", fetch, 0)
            ids = list(dict.fromkeys(one["journaluuid"] for page in pages for one in page))
            details = pulling.pages(f"details {since:%Y-%m-%d}", partial(self._detail, ids), 0)
            records = [_journal(one) for page in details for one in page]
            templates |= {str(one.body["template_id"]) for one in records if self._is_form(one)}
            yield Batch("journals", records, Within(since, until))
        yield Batch("cycles", list(self._cycles(pulling, start, sorted(templates))))

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        until = self._web.clock.now()
        yield Probe("the access token (gettoken)", self._granted)
        yield Probe("departments (department/list)", self._departments)
        yield Probe("people (user/list)", lambda: self._users(self._departments()[:1]))
        yield Probe("reports (oa/journal/get_record_list)", lambda: self._ids(until - timedelta(days=7), until, 0))

    def _granted(self) -> Grant:
        params = {"corpid": self._entry.corp_id, "corpsecret": self._secret}
        body = self._door.ask("GET", "cgi-bin/gettoken", what="access token", params=params).body
        return Grant(str(body["access_token"]), float(body.get("expires_in") or 7200))

    def _departments(self) -> list[dict[str, Any]]:
        body = self._web.ask("GET", "cgi-bin/department/list", what="departments").body
        found: list[dict[str, Any]] = self._part(body, "department")
        return found

    def _users(self, departments: list[dict[str, Any]]) -> dict[str, Record]:
        """Give the people of all departments; who is in two of them is one person."""
        found: dict[str, Record] = {}
        for department in departments:
            params = {"department_id": department["id"]}
            body = self._web.ask("GET", "cgi-bin/user/list", what="people", params=params).body
            for one in self._part(body, "userlist"):
                key = str(one["userid"]).lower()
                found[key] = Record("users", key, {name: one[name] for name in _PERSON if name in one})
        return found

    def _ids(self, since: datetime, until: datetime, cursor: int) -> Page:
        asked = {"starttime": _seconds(since), "endtime": _seconds(until), "cursor": cursor, "limit": _PAGE}
        body = self._post("get_record_list", "reports", asked)
        items = [{"journaluuid": str(one)} for one in self._part(body, "journaluuid_list")]
        return Page(items, None if body.get("endflag") else self._part(body, "next_cursor", int))

    def _detail(self, ids: list[str], cursor: int) -> Page:
        if not ids:
            return Page([])
        behind = cursor + 1 if cursor + 1 < len(ids) else None
        try:
            body = self._post("get_record_detail", "a report", {"journaluuid": ids[cursor]})
        except Refused as error:
            if error.code != _NO_SUCH_JOURNAL:  # deleted since its page was turned
                raise
            return Page([], behind)
        return Page([{"journal_uuid": ids[cursor], **self._part(body, "info", dict)}], behind)

    def _is_form(self, journal: Record) -> bool:
        names = (journal.body.get("template_id"), journal.body.get("template_name"))
        return bool(names[0]) and form_of(self._entry, *(str(name) for name in names)) is not None

    def _cycles(self, pulling: Pulling, start: datetime, templates: list[str]) -> Iterator[Record]:
        """Ask for WeCom's own tally of who reported in which period that is over."""
        for template in templates:
            for since, until in pulling.window.slices(start, _YEAR):
                for one in self._tally(template, since, until):
                    key = f"{one['template_id']} {one['cycle_begin_time']}"
                    yield Record("cycles", key, one)

    def _tally(self, template: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
        asked = {"template_id": template, "starttime": _seconds(since), "endtime": _seconds(until)}
        found: list[dict[str, Any]] = self._part(self._post("get_stat_list", "the tally", asked), "stat_list")
        return found

    def _post(self, call: str, what: str, asked: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = self._web.ask("POST", f"cgi-bin/oa/journal/{call}", what=what, json=asked).body
        return body

    def _part(self, body: dict[str, Any], key: str, kind: type = list) -> Any:
        found = body.get(key)
        if not isinstance(found, kind):
            raise SourceError(
                Problem(f"source {self._entry.name}", f"the answer of WeCom has no {kind.__name__} {key!r}")
            )
        return found


def _put(request: httpx.Request, token: str) -> None:
    request.url = request.url.copy_set_param("access_token", token)


def _journal(info: dict[str, Any]) -> Record:
    return Record("journals", str(info["journal_uuid"]), info, datetime.fromtimestamp(int(info["report_time"]), UTC))


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
