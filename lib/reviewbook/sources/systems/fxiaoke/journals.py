"""What Fxiaoke's journals (日志) mean: reports, their revisions, and whether they were answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.params.systems.base import Form
from reviewbook.periods import Period
from reviewbook.sources.systems.forms import Answered, Submitted, form_of, report_rows
from reviewbook.sources.systems.fxiaoke.fields import Fields, instant, owner
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Ground, LeftOut, Row

__all__ = ["journal_rows"]

_NAME = "JournalObj"


def journal_rows(records: Records, fields: Fields, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give reports, and of those that were answered that they were: neither when nor in which words is told."""
    for key, versions in sorted(records.versions(_NAME).items()):
        here = [one for one in versions if not one.gone]
        if versions[-1].gone or not here:
            continue
        newest = here[-1].body
        kinds = [str(newest[name]) for name in ("record_type", "period_type") if newest.get(name)]
        form = form_of(fields.entry, *kinds)
        if form is None:
            yield LeftOut("reports", _NAME, f"the kind {' / '.join(kinds) or 'none'} is no report of ours")
            continue
        yield from report_rows(ground, form, [_submitted(one, form, fields, ground) for one in here], fields.entry.zone)
        if fields.is_among(_NAME, "comment_status", newest.get("comment_status"), fields.entry.commented):
            yield from _answered(key, newest, ground)


def _submitted(journal: Version, form: Form, fields: Fields, ground: Ground) -> Submitted:
    body = journal.body
    written = "create_time" if journal.number == 1 else "last_modified_time"
    at = instant(body.get(written))
    answers = (
        Answered(key, fields.label(_NAME, key), _text(fields, key, value)) for key, value in sorted(body.items())
    )
    return Submitted(
        report_id=journal.id,
        person=owner(body),
        submitted_at=at if isinstance(at, datetime) else journal.received_at,
        answers=tuple(answers),
        origin=f"{_NAME} {journal.id}",
        period=_period(body, form, fields, ground),
    )


def _text(fields: Fields, key: str, value: Any) -> str | Decimal | None:
    match value:
        case bool() | None | dict():
            return None
        case int() | float():
            return Decimal(str(value))
        case list():
            return "、".join(str(one) for one in value if isinstance(one, str)) or None
        case _:
            return fields.said(_NAME, key, value)


def _period(body: dict[str, Any], form: Form, fields: Fields, ground: Ground) -> str | None:
    """Give the period in the middle of the days that the journal names; its day alone is another one in every client."""
    begin, end = instant(body.get("journal_begin_date")), instant(body.get("journal_end_date"))
    if not isinstance(begin, datetime) or not isinstance(end, datetime) or end < begin:
        return None
    middle = begin + timedelta(seconds=(end - begin).total_seconds() / 2)
    day = middle.astimezone(ZoneInfo(fields.entry.zone)).date()
    return Period.containing(day, ground.template(form.template).cadence).key


def _answered(key: str, body: dict[str, Any], ground: Ground) -> Iterator[Row]:
    named = body.get("multi_comment_by") or body.get("comment_by") or []
    for number, who in enumerate(named if isinstance(named, list) else [named], 1):
        values = {
            "feedback_id": ground.own_id(f"{key}-comment-{who}"),
            "report_id": ground.own_id(key),
            "author_id": ground.person(who),
            "kind": "comment",
        }
        yield Row("feedback", values, f"{_NAME} {key}", number)
