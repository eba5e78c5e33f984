"""Asking DingTalk for the reports of some weeks, and one by one for what was answered to them.

Lists are cut by when a report was written. What was commented, read or liked since is
told nowhere: so the last days are read again with every pull, and what is missing
there is gone. How often a report was read, liked and commented is asked first: most
lists need not be asked for.

An answer of more than a thousand characters is cut in the list; such a report is asked
for once more by itself, where it stands whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.errors import Problem
from reviewbook.params.systems.dingtalk import DingtalkEntry
from reviewbook.periods import Cadence, Period
from reviewbook.sources.systems.dingtalk.calls import LIKES, READERS, Calls
from reviewbook.sources.systems.forms import form_of
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record, Within
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Refused

__all__ = ["Dingtalk"]

_DAYS = 30
_CUT = 1000  # characters of an answer that stand in a list
_COMPANY = 1  # the department above all others

#: What is kept of a person: the rest is nobody's business.
_PERSON = ("userid", "unionid", "name", "job_number", "email", "org_email", "active")


class Dingtalk:
    """
    One DingTalk.

    Parameters
    ----------
    entry : DingtalkEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: DingtalkEntry, clock: Clock | None = None) -> None:
        self._entry, self._calls = entry, Calls(entry, clock)
        self._gone = {str(code) for code in entry.gone_codes}

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the people, for the reports of the window and of the last days before it, and for their answers."""
        departments = self._departments()
        yield Batch(
            "departments", [Record("departments", str(one["dept_id"]), one) for one in departments], Reach.WHOLE
        )
        users: dict[str, Record] = {}
        for key in (_COMPANY, *(one["dept_id"] for one in departments)):  # who is in two of them is one person
            for page in pulling.pages(f"people {key}", partial(self._people, key), 0):
                users |= {one["userid"]: Record("users", one["userid"], one) for one in page}
        yield Batch("users", list(users.values()), Reach.WHOLE)
        start = pulling.window.reread(self._entry, self._entry.reread_days)
        for since, until in pulling.window.slices(start, _DAYS):
            span = Within(since, until)
            pages = pulling.pages(f"reports {since:%Y-%m-%d}", partial(self._reports, span), 0)
            reports = [_record("reports", one["report_id"], one, one) for page in pages for one in page]
            yield Batch("reports", reports, span)
            yield from self._feedback(pulling, span, {one.id: one.body for one in reports if self._is_ours(one.body)})
        if self._entry.operator:
            yield from self._cross_check(pulling, start)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        now = self._calls.clock.now()
        yield Probe("the access token", self._calls.granted)
        yield Probe("departments", lambda: self._calls.departments(_COMPANY))
        yield Probe("people", lambda: self._calls.people(_COMPANY, 0))
        yield Probe("reports", lambda: self._calls.reports(now - timedelta(days=7), now, 0))
        yield Probe("templates, among them those of forms", self._known_templates)

    def _departments(self) -> list[dict[str, Any]]:
        """Walk down from the company; a department that is listed twice is one."""
        found: dict[Any, dict[str, Any]] = {}
        above: list[Any] = [_COMPANY]
        while above:
            for one in self._calls.departments(above.pop()):
                if one["dept_id"] not in found:
                    found[one["dept_id"]] = one
                    above.append(one["dept_id"])
        return list(found.values())

    def _people(self, department: object, cursor: int) -> Page:
        page = self._calls.people(department, cursor)
        return Page([{name: one[name] for name in _PERSON if name in one} for one in page.items], page.next)

    def _reports(self, span: Within, cursor: int) -> Page:
        page = self._calls.reports(span.since, span.until, cursor)
        return Page([self._uncut(one) for one in page.items], page.next)

    def _uncut(self, report: dict[str, Any]) -> dict[str, Any]:
        longest = max((_length(one.get("value")) for one in report.get("contents") or []), default=0)
        if longest < _CUT or not self._is_ours(report):
            return report
        return {**report, "detail": self._calls.detail(report["report_id"])}

    def _is_ours(self, report: Any) -> bool:
        return form_of(self._entry, str(report.get("template_name"))) is not None

    def _feedback(self, pulling: Pulling, span: Within, reports: dict[str, Any]) -> Iterator[Batch]:
        """Give what was answered to reports; only where a count says that there is something."""
        asked: dict[str, tuple[str, Callable[[str, int], Page]]] = {
            "comments": ("comment_num", self._calls.comments),
            "readers": ("read_num", partial(self._calls.who, READERS)),
            "likes": ("like_num", partial(self._calls.who, LIKES)),
        }
        counts: dict[str, Any] = {}
        if self._entry.feedback:
            counted = self._of_each(pulling, f"counts {span.since:%Y-%m-%d}", self._counts, sorted(reports))
            counts = {one["report_id"]: one for one in counted}
        for kind in self._entry.feedback:
            number, fetch = asked[kind]
            some = [key for key, one in counts.items() if one.get(number) != 0]
            found = self._of_each(pulling, f"{kind} {span.since:%Y-%m-%d}", fetch, some)
            records = [_record(kind, _key(kind, one), one, reports[one["report_id"]]) for one in found]
            yield Batch(kind, records, span)

    def _counts(self, report: str, _: int) -> Page:
        return Page([self._calls.counts(report)])

    def _of_each(
        self, pulling: Pulling, name: str, fetch: Callable[[str, int], Page], reports: list[str]
    ) -> Iterator[dict[str, Any]]:
        """Ask something about one report after the other, so that a pull that was stopped goes on behind the last."""
        if reports:
            for page in pulling.pages(name, partial(self._of_one, fetch, reports), [0, 0]):
                yield from page

    def _of_one(self, fetch: Callable[[str, int], Page], reports: list[str], cursor: list[int]) -> Page:
        number, offset = cursor
        behind = [number + 1, 0] if number + 1 < len(reports) else None
        try:
            page = fetch(reports[number], offset)
        except Refused as error:
            if error.code not in self._gone:
                raise
            return Page([], behind)
        items = [{**one, "report_id": reports[number]} for one in page.items]
        return Page(items, behind if page.next is None else [number, page.next])

    def _known_templates(self) -> None:
        page = self._calls.templates(0)
        if page.next is None and not self._ours(page.items):
            what = "none is called like one of forms in sources.yaml"
            here = f"There is: {'、'.join(sorted(one['name'] for one in page.items)) or 'none'}."
            problem = Problem(f"source {self._entry.name}: templates", what, here, "Mend `form`.")
            raise Refused(problem, "dingtalk.no_template", "no template")

    def _ours(self, templates: Iterable[dict[str, Any]]) -> list[str]:
        """Give the ids of the templates of our forms; one that was renamed is no longer among them by its old name."""
        return [str(one["report_code"]) for one in templates if form_of(self._entry, one["name"]) is not None]

    def _cross_check(self, pulling: Pulling, start: datetime) -> Iterator[Batch]:
        """Ask for DingTalk's own rules of who should report, and its tally of each month."""
        rules, tallies = [], []
        months = list(_months(start, pulling.window.until, self._entry.zone))
        templates = [one for page in pulling.pages("templates", self._calls.templates, 0) for one in page]
        for template in self._ours(templates):
            for page in pulling.pages(f"rules {template}", partial(self._calls.rules, template)):
                for rule in page:
                    key = f"{template} {rule['remindId']}"
                    rules.append(Record("rules", key, rule))
                    for month in months:
                        between = month.start_at(self._entry.zone), month.end_at(self._entry.zone)
                        tally = self._calls.tally(template, rule["remindId"], *between)
                        tallies.append(Record("tallies", f"{key} {month.key}", tally))
        yield Batch("rules", rules, Reach.WHOLE)
        yield Batch("tallies", tallies)


def _length(value: object) -> int:
    """Count as DingTalk may: an emoji is two."""
    return len(str(value or "").encode("utf-16-le", "surrogatepass")) // 2


def _months(start: datetime, until: datetime, zone: str) -> Iterable[Period]:
    last = Period.containing(until.astimezone(ZoneInfo(zone)).date(), Cadence.MONTHLY)
    month = Period.containing(start.astimezone(ZoneInfo(zone)).date(), Cadence.MONTHLY)
    while month.start_on <= last.start_on:
        yield month
        month = month.shift(1)


def _record(kind: str, key: str, body: dict[str, Any], report: Any) -> Record:
    """Keep a report, or what was answered to it: lists of both are cut by when the report was written."""
    return Record(kind, str(key), body, datetime.fromtimestamp(int(report["create_time"]) / 1000, UTC))


def _key(kind: str, one: dict[str, Any]) -> str:
    """Name an answer. A comment has no id: who, when and what are one; of two that are the same there is one."""
    if kind != "comments":
        return f"{one['report_id']}-{one['userid']}"
    told = json.dumps([one["report_id"], one.get("userid"), one.get("create_time"), one.get("content")])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
