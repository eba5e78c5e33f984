"""Asking Feishu for the reports that were written under some rules.

Lists are cut by when a report was committed. Nothing tells what was edited or deleted
since: the last days are read again with every pull, and what is missing there is gone.
Only the rules of `forms` are asked for, since others are nobody's business here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.feishu import FeishuEntry
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record, Within
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Grant, Pace, Refused, Token, Web, secret

__all__ = ["Feishu"]

_PAGE, _DAYS = 20, 30
_STOP = (10003, 10014, 99991401, 99991663, 99991672, 1430001)

#: Too often is said by a status of 400, whose code counts before it.
_CODES = Codes(
    field="code",
    renew=(99991663,),
    again={99991400: 1},
    stop={code: f"feishu.{code}" for code in _STOP},
    message="msg",
)


class Feishu:
    """
    One Feishu or Lark.

    Parameters
    ----------
    entry : FeishuEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: FeishuEntry, clock: Clock | None = None) -> None:
        self._entry, self._secret = entry, secret(entry.app_secret)
        self._door = Web(entry.name, entry.base, codes=_CODES, clock=clock)
        self._door.hide(self._secret)
        token = Token(f"{entry.base} {entry.app_id} {entry.app_secret}", self._granted, clock=clock)
        self._web = Web(entry.name, entry.base, auth=token, codes=_CODES, clock=clock, pace=Pace(10, 1))

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the rules, and for the reports of the window and of the last days before it."""
        rules = {str(one["rule_id"]): one for form in self._names() for one in self._rules(form)}
        yield Batch("rules", [Record("rules", key, one) for key, one in rules.items()], Reach.WHOLE)
        ids = sorted({*rules, *(form.form for form in self._entry.forms if _is_id(form.form))})
        for since, until in pulling.window.slices(pulling.window.reread(self._entry, self._entry.reread_days), _DAYS):
            span = Within(since, until)
            for rule in ids:
                pages = pulling.pages(f"tasks {rule} {since:%Y-%m-%d}", partial(self._tasks, rule, span), "")
                yield Batch("tasks", [_task(one) for page in pages for one in page], span)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        now = self._web.clock.now()
        span = Within(now - timedelta(days=7), now)
        yield Probe("the access token", self._granted)
        for name in self._names():
            yield Probe(f"the rule {name} (report:rule:readonly)", partial(self._rules, name))
        yield Probe("reports (report:task:readonly)", lambda: self._tasks("", span, ""))

    def _granted(self) -> Grant:
        asked = {"app_id": self._entry.app_id, "app_secret": self._secret}
        path = "open-apis/auth/v3/tenant_access_token/internal"
        body = self._door.ask("POST", path, what="access token", json=asked).body
        return Grant(str(body["tenant_access_token"]), float(body.get("expire") or 7200))

    def _names(self) -> list[str]:
        return list(dict.fromkeys(form.form for form in self._entry.forms if not _is_id(form.form)))

    def _rules(self, name: str) -> list[dict[str, Any]]:
        """Give the rules of a name, deleted ones too: their reports were written."""
        params = {"rule_name": name, "include_deleted": 1, "user_id_type": self._entry.user_ids}
        what = f"the rule {name}"
        body = self._web.ask("GET", "open-apis/report/v1/rules/query", what=what, params=params).body
        found = self._list(body, "rules", what)
        if not found:  # its reports cannot be asked for, and would seem to have been deleted
            problem = Problem(f"source {self._entry.name}: {what}", "there is none of exactly this name")
            raise Refused(problem, "feishu.no_rule", "no rule")
        return found

    def _tasks(self, rule: str, span: Within, page_token: str) -> Page:
        """Give a page; the first one is asked for by an empty mark, which must stand there."""
        between = {"commit_start_time": int(span.since.timestamp()), "commit_end_time": int(span.until.timestamp())}
        asked: dict[str, Any] = {**between, "page_token": page_token, "page_size": _PAGE}
        if rule:
            asked["rule_id"] = rule
        path, params = "open-apis/report/v1/tasks/query", {"user_id_type": self._entry.user_ids}
        body = self._web.ask("POST", path, what="reports", params=params, json=asked).body
        items = self._list(body, "items", "reports")
        if items and not any(one.get("from_user_id") for one in items):
            what = f"Feishu does not tell by {self._entry.user_ids} who wrote them"
            raise Refused(Problem(f"source {self._entry.name}: reports", what), "feishu.no_user_id", "no user id")
        data = body["data"]
        return Page(items, str(data.get("page_token") or "") if data.get("has_more") else None)

    def _list(self, body: dict[str, Any], key: str, what: str) -> list[dict[str, Any]]:
        found = (body.get("data") or {}).get(key)
        if not isinstance(found, list):
            said = f"the answer of Feishu has no list {key!r}"
            raise SourceError(Problem(f"source {self._entry.name}: {what}", said))
        return found


def _is_id(form: str) -> bool:
    """Whether a form is named by the id of its rule, which is a long number."""
    return form.isdecimal() and len(form) >= 15


def _task(body: dict[str, Any]) -> Record:
    return Record("tasks", str(body["task_id"]), body, datetime.fromtimestamp(int(body["commit_time"]), UTC))
