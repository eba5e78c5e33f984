"""How a follow-up is printed: what, by whom, by when, how it stands, and what the numbers say of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from reviewbook.blocks import Cell, Tone
from reviewbook.params.conditions import Condition
from reviewbook.schema.judged import OPEN
from reviewbook.slices import Slice
from reviewbook.tables.printed import person
from reviewbook.tables.reported import excerpt
from reviewbook.telling import follow_up_title
from reviewbook.wording import DASH, entries

__all__ = ["OURS", "ROWS", "before_and_after", "closed_by", "day", "due", "origin", "owner", "state", "what"]

_Row = Mapping[Hashable, Any]

#: What was agreed in reviews; everything else is a card of a tool.
OURS = ("finding", "by_hand")

#: The folded table that holds every follow-up.
ROWS = "rows-follow-ups"

_TONES = {"new": Tone.NONE, "open": Tone.NONE, "overdue": Tone.BAD, "done": Tone.GOOD, "dropped": Tone.MUTED}
_TESTED = {"met": Tone.GOOD, "not_yet": Tone.WARN, "cannot_tell": Tone.MUTED}
_SIGNS = {">=": "≥", "<=": "≤"}

#: Characters of a title and of a reason; a cell keeps the whole.
_LONGEST = 90


def what(review: Slice, row: _Row) -> Cell:
    """Give what is to be done, as somebody wrote it or as its finding is told."""
    title = row["title_en"] if review.language == "en" and row["title_en"] is not None else row["title"]
    if title is not None:
        return excerpt(title, _LONGEST)
    # A follow-up may outlive the kind of finding that it was opened from.
    known = f"finding.{row['kind']}.follow_up" in entries()
    return Cell(follow_up_title(review, row) if known else row["follow_up_id"])


def owner(review: Slice, row: _Row) -> Cell:
    """Give who sees to it."""
    return Cell(DASH, None, Tone.MUTED) if row["owner_id"] is None else person(review, row["owner_id"])


def due(review: Slice, row: _Row) -> Cell:
    """Give by when it is to be done."""
    return Cell(DASH, None, Tone.MUTED) if row["due_on"] is None else day(review, row["due_on"].date())


def day(review: Slice, on: date) -> Cell:
    """Give month and day, with the year where that is not the review's."""
    text = on.isoformat()
    return Cell(text[5:] if on.year == review.as_of.year else text, text)


def state(review: Slice, row: _Row) -> Cell:
    """Say how it stands, how often it was carried over, and who is to know; it opens `ROWS`."""
    words, status, told = review.words, row["status"], []
    closed = None if row["closed_at"] is None else row["closed_at"].tz_convert(review.zone).date()
    if status in OPEN:
        told = [words(f"tables.follow_ups.is.{status}")]
        told += [words("tables.follow_ups.carried", count=words.number(row["carried"]))] if row["carried"] else []
        up = row["escalated_to"]
        told += [words("tables.follow_ups.up", who=review.name("person", up))] if up is not None else []
        told += [words("tables.follow_ups.unlisted", where=origin(review, row))] if row["note"] == "unlisted" else []
    else:
        told = [words(f"tables.follow_ups.is.{row['note'] or status}")]
        told += [day(review, closed).text] if closed is not None else []
        told += [reason] if (reason := _reason(review, row)) else []
    return Cell(words("tables.follow_ups.and").join(told), status, _TONES[status], opens=ROWS)


def _reason(review: Slice, row: _Row) -> str:
    reason = row["reason_en"] if review.language == "en" and row["reason_en"] is not None else row["reason"]
    return excerpt(reason, _LONGEST).text if reason is not None else ""


def origin(review: Slice, row: _Row) -> str:
    """Name where it comes from: a tool by its own name."""
    ours = row["origin"] in OURS
    return review.words(f"tables.follow_ups.origin.{row['origin']}") if ours else str(row["origin"])


def closed_by(review: Slice, row: _Row) -> Cell:
    """Say what closes it by the numbers, and what these are now; a condition that cannot be read as it is written."""
    words, test = review.words, row["test"]
    if test is None:
        return Cell(DASH, None, Tone.MUTED)
    condition = Condition.parse(test)
    tone = _TESTED.get(row["test_state"], Tone.NONE)
    if condition is None or condition.measure not in review.measures:
        return Cell(words("tables.follow_ups.unread", test=excerpt(test, _LONGEST).text), test, tone)
    told = words(
        "tables.follow_ups.condition",
        who=review.name(condition.entity_kind, condition.entity_id),
        measure=review.title(condition.measure),
        sign=_SIGNS.get(condition.sign, condition.sign),
        value=_value(review, condition, condition.value),
    )
    told += words("tables.follow_ups.times", count=words.number(condition.times)) if condition.times > 1 else ""
    key = "tables.follow_ups.unknown" if row["test_state"] == "cannot_tell" else "tables.follow_ups.now"
    if row["test_state"] is not None:
        told += words(key, now=_value(review, condition, row["measured"]))
    return Cell(told, test, tone)


def before_and_after(review: Slice, row: _Row) -> Cell:
    """Give the measure of the test when it was agreed and now."""
    condition = Condition.parse(row["test"] or "")
    then, now = row["measured_then"], row["measured"]
    if condition is None or condition.measure not in review.measures or then is None or now is None:
        return Cell(DASH, None, Tone.MUTED)
    text = review.words(
        "tables.retrospective.then",
        measure=review.title(condition.measure),
        then=_value(review, condition, then),
        now=_value(review, condition, now),
    )
    return Cell(text, now, _TESTED.get(row["test_state"], Tone.NONE))


def _value(review: Slice, condition: Condition, value: float | None) -> str:
    return review.words.value(value, review.measures[condition.measure].unit, review.company.currency)
