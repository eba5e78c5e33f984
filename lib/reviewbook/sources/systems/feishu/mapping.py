"""What Feishu's records mean: reports and their revisions; and that nobody can see what was answered to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from reviewbook.params.systems.feishu import FeishuEntry
from reviewbook.sources.systems.forms import Answered, Submitted, form_of, report_rows
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row

__all__ = ["contacts", "rows"]

_NO_FEEDBACK = "Feishu's interface tells no comments, readers and likes: whether these reports were answered is unknown"


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give reports and, where Feishu's ids of people are the company's, people."""
    entry = ground.entry
    assert isinstance(entry, FeishuEntry)
    if entry.person_ids == "own":
        for one in contacts(records):
            yield Row("people", {"person_id": one.external_id, "name": one.name}, f"tasks of {one.external_id}")
    reports = 0
    for _, versions in sorted(records.versions("tasks").items()):
        here = [one for one in versions if not one.gone]
        if versions[-1].gone or not here:
            continue
        body = here[-1].body
        form = form_of(entry, str(body.get("rule_id")), str(body.get("rule_name")))
        if form is None:
            yield LeftOut("reports", "tasks", f"the rule {body.get('rule_name')} is no report of ours")
            continue
        reports += 1
        yield from report_rows(ground, form, list(_submitted(here)), entry.zone)
    if reports:
        yield LeftOut("feedback", "tasks", _NO_FEEDBACK, reports)


def contacts(records: Records) -> Iterator[Contact]:
    """Give who wrote a report or received one, by the name that stands in the newest: the contacts are not asked for."""
    names: dict[str, str] = {}
    for task in sorted(records.now("tasks"), key=lambda one: (str(one.body.get("commit_time")), one.id)):
        body = task.body
        receivers, called = body.get("to_user_ids") or [], body.get("to_user_names") or []
        if len(receivers) == len(called):
            names |= {str(key): str(name) for key, name in zip(receivers, called, strict=True) if key and name}
        if body.get("from_user_id"):
            author = str(body["from_user_id"])
            names[author] = str(body.get("from_user_name") or names.get(author, author))
    for key, name in sorted(names.items()):
        yield Contact(key, name)


def _submitted(versions: list[Version]) -> Iterator[Submitted]:
    """Give a report as it stood. Where Feishu does not say when it was edited, it was by the pull that saw it."""
    first = int(versions[0].body["commit_time"])
    for version in versions:
        body = version.body
        committed = int(body["commit_time"])
        edited_at = version.received_at if committed == first and version is not versions[0] else None
        yield Submitted(
            report_id=version.id,
            person=str(body.get("from_user_id") or ""),
            submitted_at=edited_at or datetime.fromtimestamp(committed, UTC),
            answers=tuple(
                Answered(str(one.get("field_id")), str(one.get("field_name")), str(one.get("field_value") or ""))
                for one in body.get("form_contents") or []
            ),
            origin=f"tasks {version.id}",
        )
