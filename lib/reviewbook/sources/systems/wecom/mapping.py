"""What WeCom's journals mean: reports, their revisions, comments and who has read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from reviewbook.params.systems.base import Form
from reviewbook.params.systems.wecom import WecomEntry
from reviewbook.periods import Period
from reviewbook.sources.systems.forms import Submitted, form_of, report_rows
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.wecom.controls import read

__all__ = ["contacts", "rows"]

_ACTIVE = 1


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give reports, feedback and, where WeCom's ids of people are the company's, people."""
    entry = ground.entry
    assert isinstance(entry, WecomEntry)
    if entry.person_ids == "own":
        for one in contacts(records):
            values = {"person_id": one.external_id, "name": one.name, "email": one.email}
            yield Row("people", values, f"users {one.external_id}")
    cycles = dict(_cycles(records))
    for key, versions in sorted(records.versions("journals").items()):
        here = [one for one in versions if not one.gone]
        if versions[-1].gone or not here:
            continue
        form = _form(entry, here[-1])
        if form is None:
            yield LeftOut("reports", "journals", f"the form {here[-1].body.get('template_name')} is no report of ours")
            continue
        period = _period(cycles.get(key), form, ground, entry.zone)
        submitted = [_submitted(one, number == 0, period, entry.zone) for number, one in enumerate(here)]
        yield from report_rows(ground, form, submitted, entry.zone)
        yield from _feedback(here[-1], ground)


def contacts(records: Records) -> Iterator[Contact]:
    """Give the people of the contacts. Apps that were made after June 2022 are told no e-mail."""
    for one in records.now("users"):
        email = one.body.get("biz_mail") or one.body.get("email") or None
        yield Contact(one.id, str(one.body.get("name") or one.id), email, one.body.get("status", _ACTIVE) == _ACTIVE)


def _form(entry: WecomEntry, journal: Version) -> Form | None:
    names = (journal.body.get("template_id"), journal.body.get("template_name"))
    return form_of(entry, *(str(name) for name in names if name))


def _cycles(records: Records) -> Iterator[tuple[str, int]]:
    """Give the beginning of the period to which WeCom counts a journal; only of periods that are over."""
    for cycle in records.now("cycles"):
        for reporter in cycle.body.get("report_list") or []:
            for item in reporter.get("itemlist") or []:
                yield str(item.get("journaluuid")), int(cycle.body["cycle_begin_time"])


def _period(begins: int | None, form: Form, ground: Ground, zone: str) -> str | None:
    if begins is None:
        return None
    day = datetime.fromtimestamp(begins, ZoneInfo(zone)).date()
    return Period.containing(day, ground.template(form.template).cadence).key


def _submitted(journal: Version, is_first: bool, period: str | None, zone: str) -> Submitted:
    """Give a journal as it stood. Nothing tells when it was edited: it was by the pull that saw it."""
    body = journal.body
    contents = (body.get("apply_data") or {}).get("contents") or []
    return Submitted(
        report_id=journal.id,
        person=_user(body.get("submitter")),
        submitted_at=_instant(body["report_time"]) if is_first else journal.received_at,
        answers=tuple(read(contents, zone)),
        origin=f"journals {journal.id}",
        period=period,
    )


def _feedback(journal: Version, ground: Ground) -> Iterator[Row]:
    report, origin = ground.own_id(journal.id), f"journals {journal.id}"
    for line, one in enumerate(journal.body.get("comments") or [], 1):
        values = {
            "feedback_id": ground.own_id(one["commentid"]),
            "report_id": report,
            "author_id": ground.person(_user(one.get("comment_userinfo"))),
            "given_at": _instant(one["comment_time"]),
            "kind": "comment",
            "text": one.get("content"),
        }
        yield Row("feedback", values, origin, line)
    for one in journal.body.get("readed_receivers") or []:
        reader = _user(one)
        values = {
            "feedback_id": ground.own_id(f"{journal.id}-read-{reader}"),
            "report_id": report,
            "author_id": ground.person(reader),
            "kind": "read",
        }
        yield Row("feedback", values, origin)


def _user(body: object) -> str:
    """Give the id of a person: WeCom tells none apart by capitals."""
    return str(body.get("userid") or "").lower() if isinstance(body, dict) else ""


def _instant(seconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(seconds)), UTC)
