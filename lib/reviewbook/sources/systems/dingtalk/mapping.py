"""What DingTalk's records mean: reports, their revisions, comments, and who has read or liked them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.params.systems.dingtalk import DingtalkEntry
from reviewbook.sources.systems.forms import Answered, Submitted, form_of, report_rows
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row

__all__ = ["contacts", "rows"]

_KINDS = {"comments": "comment", "readers": "read", "likes": "reaction"}


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give reports, feedback and, where DingTalk's ids of people are the company's, people."""
    entry = ground.entry
    assert isinstance(entry, DingtalkEntry)
    if entry.person_ids == "own":
        for one in contacts(records):
            values = {"person_id": one.external_id, "name": one.name, "email": one.email}
            yield Row("people", values, f"users {one.external_id}")
    reports: set[str] = set()
    for key, versions in sorted(records.versions("reports").items()):
        here = [one for one in versions if not one.gone]
        if versions[-1].gone or not here:
            continue
        name = str(here[-1].body.get("template_name"))
        form = form_of(entry, name)
        if form is None:
            yield LeftOut("reports", "reports", f"the form {name} is no report of ours")
            continue
        reports.add(key)
        submitted = [_submitted(one, number == 0) for number, one in enumerate(here)]
        yield from report_rows(ground, form, submitted, entry.zone)
    for kind in _KINDS:
        for answer in records.now(kind):
            if str(answer.body["report_id"]) in reports:
                yield _feedback(answer, ground, entry.zone)
            else:
                yield LeftOut("feedback", kind, "it answers no report of ours")


def contacts(records: Records) -> Iterator[Contact]:
    """Give the people of the contacts, and who wrote a report and is no longer among them."""
    known = {one.id for one in records.now("users")}
    for one in records.now("users"):
        email = one.body.get("email") or one.body.get("org_email") or None
        yield Contact(one.id, str(one.body.get("name") or one.id), email, one.body.get("active") is not False)
    for report in records.now("reports"):
        author = str(report.body.get("creator_id") or "")
        if author and author not in known:
            known.add(author)
            yield Contact(author, str(report.body.get("creator_name") or author), active=False)


def _submitted(report: Version, is_first: bool) -> Submitted:
    """Give a report as it stood: first when it was written, then each time it was edited."""
    body = report.body
    written_at = _instant(body["create_time"])
    edited_at = _instant(body.get("modified_time") or 0)
    return Submitted(
        report_id=report.id,
        person=str(body.get("creator_id") or ""),
        submitted_at=written_at if is_first else max(written_at, edited_at),
        answers=tuple(_answers(body)),
        origin=f"reports {report.id}",
    )


def _answers(body: Mapping[str, Any]) -> Iterator[Answered]:
    """Give questions and answers. A question has no id, and every answer is text, a number too."""
    whole = (body.get("detail") or {}).get("content")
    for one in whole or body.get("contents") or []:
        yield Answered(str(one.get("key")), str(one.get("key")), str(one.get("value") or ""))


def _feedback(answer: Version, ground: Ground, zone: str) -> Row:
    body, report = answer.body, str(answer.body["report_id"])
    key = answer.id if answer.kind == "comments" else f"{report}-{_KINDS[answer.kind]}-{body['userid']}"
    values = {
        "feedback_id": ground.own_id(key),
        "report_id": ground.own_id(report),
        "author_id": ground.person(body.get("userid")),
        "given_at": _local(body.get("create_time"), zone),
        "kind": _KINDS[answer.kind],
        "text": body.get("content"),
    }
    return Row("feedback", values, f"{answer.kind} {report}")


def _local(text: object, zone: str) -> datetime | str | None:
    """Read a time that stands there as the clock on the wall shows it; what is none is left to the checks."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except ValueError:
        return str(text)


def _instant(millis: object) -> datetime:
    return datetime.fromtimestamp(int(str(millis)) / 1000, UTC)
