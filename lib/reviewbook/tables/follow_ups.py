"""What was agreed to do and what became of it: the pressing on page one, all of it in full, and looked back at.

A document that shows one of these shows `follow_up_rows` too: there stand the ids and
addresses by which a follow-up is found again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Table, Tone
from reviewbook.schema.judged import OPEN
from reviewbook.slices import Slice
from reviewbook.tables.agreed import (
    OURS,
    ROWS,
    before_and_after,
    closed_by,
    day,
    due,
    origin,
    owner,
    state,
    what,
)
from reviewbook.tables.printed import head
from reviewbook.tables.reported import excerpt

__all__ = ["follow_up_rows", "follow_ups", "promised", "retrospective"]

_Row = Mapping[Hashable, Any]

#: What calls for somebody first.
_PRESSING = {"overdue": 0, "open": 1, "new": 2, "done": 3, "dropped": 4}

#: Rows on page one, how many of them of what is done, and rows of a full list; the folded rows hold all of them.
_FIRST, _DONE, _MOST = 6, 2, 40

#: Characters of an address that stand in a table; its cell keeps the whole.
_LONGEST = 120


def promised(review: Slice) -> Table:
    """
    Give what was agreed before and is open or was closed since, the most pressing first.

    Returns
    -------
    Table
        Six rows at most, two of them of what is done; what the reviews themselves agreed before the cards of a tool.
        Done, open, overdue and gone up to a manager are counted in the title, over all.
    """
    words, rows = review.words, [row for row in _current(review) if row["status"] != "new"]
    first = _first(rows)
    left = len(rows) - len(first)
    return Table(
        "promised",
        _promised(review, rows),
        (
            head(review, "tables.follow_ups.what", 2.8),
            # Before the rest: on a phone the last columns are out of sight.
            head(review, "tables.follow_ups.state", 3.2),
            head(review, "tables.follow_ups.owner", 0.9),
            head(review, "tables.follow_ups.due", 0.7),
        ),
        tuple((what(review, row), state(review, row), owner(review, row), due(review, row)) for row in first),
        note=words("tables.promised.more", count=words.number(left)) if left else "",
        empty=words("tables.promised.empty"),
    )


def _first(rows: list[_Row]) -> list[_Row]:
    """Give the rows of page one: what presses, and a little of what is done, the latest first."""
    still = [row for row in rows if row["status"] in OPEN]
    done = sorted((row for row in rows if row["status"] not in OPEN), key=lambda row: row["closed_at"], reverse=True)
    for listed in (still, done):
        listed.sort(key=lambda row: row["origin"] not in OURS)
    first = still[: _FIRST - min(len(done), _DONE)]
    return first + done[: _FIRST - len(first)]


def _promised(review: Slice, rows: list[_Row]) -> str:
    words, still = review.words, [row for row in rows if row["status"] in OPEN]
    if not rows:
        return words("tables.promised.plain")
    counts = {
        "done": sum(row["status"] == "done" for row in rows),
        "open": len(still),
        "overdue": sum(row["status"] == "overdue" for row in rows),
        "up": sum(row["escalated_to"] is not None for row in still),
    }
    key = "tables.promised.up" if counts["up"] else "tables.promised.title"
    return words(key, **{name: words.number(count) for name, count in counts.items()})


def follow_ups(review: Slice) -> Table:
    """Give everything that is new, open or overdue, and what was done or dropped since the period began."""
    words, rows = review.words, _current(review)
    counts = {status: words.number(sum(row["status"] == status for row in rows)) for status in _PRESSING}
    told = [words("tables.follow_ups.note"), _left_out(review, len(rows))] if rows else []
    return Table(
        "follow-ups",
        words("tables.follow_ups.title", **counts) if rows else words("tables.follow_ups.plain"),
        (
            head(review, "tables.follow_ups.what", 2.6),
            head(review, "tables.follow_ups.owner", 0.9),
            head(review, "tables.follow_ups.due", 0.8),
            head(review, "tables.follow_ups.state", 2.0),
            Head(words("tables.follow_ups.age"), "", "right", 0.6, "#,##0"),
            head(review, "tables.follow_ups.test", 2.0),
        ),
        tuple(_row(review, row) for row in rows[:_MOST]),
        note=words("tables.space").join(filter(None, told)),
        empty=words("tables.follow_ups.empty"),
    )


def _row(review: Slice, row: _Row) -> tuple[Cell, ...]:
    age = Cell(review.words.number(row["age_days"]), int(row["age_days"]))
    told = (what(review, row), owner(review, row), due(review, row), state(review, row))
    return *told, age, closed_by(review, row)


def retrospective(review: Slice) -> Table:
    """
    Give what was agreed in the period under review, and what became of it: by whom, and by the numbers.

    Returns
    -------
    Table
        What the reviews themselves agreed before the cards of a tool, in the order in which it was agreed. What this
        review opens itself is not among it: it is agreed when the period is over.
    """
    words, frame = review.words, review.frames["follow_ups"]
    opened = pd.to_datetime(frame["opened_at"], utc=True)
    first, end = (pd.Timestamp(at(review.zone)) for at in (review.period.start_at, review.period.end_at))
    rows = _plain(frame[(opened >= first) & (opened < end)])
    rows.sort(key=lambda row: (row["origin"] not in OURS, row["opened_at"], row["follow_up_id"]))
    states = [row["status"] for row in rows]
    counts = {"count": len(rows), "done": states.count("done"), "dropped": states.count("dropped")}
    counts["open"] = counts["count"] - counts["done"] - counts["dropped"]
    said = {name: words.number(count) for name, count in counts.items()}
    return Table(
        "retrospective",
        words("tables.retrospective.title", **said) if rows else words("tables.retrospective.plain"),
        (
            head(review, "tables.follow_ups.what", 2.6),
            head(review, "tables.follow_ups.owner", 0.9),
            head(review, "tables.follow_ups.agreed", 0.8),
            head(review, "tables.retrospective.became", 2.0),
            head(review, "tables.retrospective.numbers", 2.0),
        ),
        tuple(_looked_back(review, row) for row in rows[:_MOST]),
        note=_left_out(review, len(rows)),
        empty=words("tables.retrospective.empty"),
    )


def _looked_back(review: Slice, row: _Row) -> tuple[Cell, ...]:
    agreed = day(review, row["opened_at"].tz_convert(review.zone).date())
    became = state(review, {**row, "status": "open"} if row["status"] == "new" else row)
    return what(review, row), owner(review, row), agreed, became, before_and_after(review, row)


def follow_up_rows(review: Slice) -> Table:
    """Give everything that was ever agreed, the latest first, folded away until one is looked up by its id."""
    words, rows = review.words, _plain(review.frames["follow_ups"])
    rows.sort(key=lambda row: (row["opened_at"], row["follow_up_id"]), reverse=True)
    return Table(
        ROWS,
        words("tables.follow_ups.rows"),
        (
            head(review, "tables.follow_ups.id", 1.6),
            head(review, "tables.follow_ups.what", 2.6),
            head(review, "tables.follow_ups.owner", 0.9),
            head(review, "tables.follow_ups.agreed", 0.8),
            head(review, "tables.follow_ups.state", 2.0),
            head(review, "tables.follow_ups.from", 2.0),
        ),
        tuple(_kept(review, row) for row in rows[:FOLDED_ROWS]),
        note=words("tables.follow_ups.kept"),
        empty=words("tables.follow_ups.never"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _kept(review: Slice, row: _Row) -> tuple[Cell, ...]:
    where = excerpt(row["url"], _LONGEST) if row["url"] is not None else Cell(origin(review, row))
    agreed = day(review, row["opened_at"].tz_convert(review.zone).date())
    stands = state(review, row)
    closed = row["status"] not in OPEN
    return (
        Cell(row["follow_up_id"]),
        what(review, row),
        owner(review, row),
        agreed,
        Cell(stands.text, stands.value, Tone.NONE if closed else stands.tone),
        where,
    )


def _current(review: Slice) -> list[_Row]:
    """Give what is open, and what was closed since the period began; what went up and what is overdue first."""
    frame = review.frames["follow_ups"]
    closed_at = pd.to_datetime(frame["closed_at"], utc=True)
    rows = frame[frame["status"].isin(OPEN) | (closed_at > pd.Timestamp(review.period.start_at(review.zone)))]
    return sorted(_plain(rows), key=_pressing)


def _plain(rows: pd.DataFrame) -> list[_Row]:
    return list(rows.astype("object").where(rows.notna(), None).to_dict("records"))


def _pressing(row: _Row) -> tuple[bool, int, date, str]:
    up = row["status"] in OPEN and row["escalated_to"] is not None
    on = date.max if row["due_on"] is None else row["due_on"].date()
    return not up, _PRESSING[row["status"]], on, row["follow_up_id"]


def _left_out(review: Slice, total: int) -> str:
    return review.words("tables.more", count=total - _MOST) if total > _MOST else ""
