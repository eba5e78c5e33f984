"""Were reports answered: by manager, and what still waits."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import asked_in_period
from reviewbook.tables.printed import MOST, clock, count, counted_head, head, hours, more, person, report, short_period
from reviewbook.wording import DASH

__all__ = ["answers", "unanswered_queue"]

_STATES = ("answered_in_time", "answered_late", "unanswered", "waiting")
_TONES = {"answered_late": Tone.WARN, "unanswered": Tone.BAD}


@about_reports
def answers(review: Slice) -> Table:
    """
    Give the reports that ask for an answer by manager, with what became of them.

    Returns
    -------
    Table
        The lowest reply rate first; the rate leaves out those that wait. Hours are working hours, the median of the
        answers given.
    """
    words = review.words
    replies = asked_in_period(review)
    managers = replies["manager_id"].fillna("")
    rows = [_row(review, _manager(review, str(m)), replies[managers == m]) for m in sorted(managers.unique())]
    rows.sort(key=lambda row: (float("inf") if row[-2].value is None else float(row[-2].value), row[0].text))
    return Table(
        "answers",
        words("tables.answers.title"),
        (
            head(review, "tables.answers.manager", 1.6),
            counted_head(review, "tables.answers.asked"),
            *(counted_head(review, f"status.{state}", 1.1) for state in _STATES),
            review.head("reply_rate"),
            Head(words("tables.answers.hours"), "", "right", 1.2, "0.0"),
        ),
        tuple(rows),
        totals=(_row(review, words("tables.total"), replies),) if len(rows) > 1 else (),
        note=words("tables.answers.note"),
        empty=words("tables.answers.empty"),
    )


@about_reports
def unanswered_queue(review: Slice) -> Table:
    """Give the reports that have no answer yet, those whose time has run out first, then the oldest."""
    words = review.words
    replies = review.frames["replies"]
    rows = replies[replies["status"].isin(["unanswered", "waiting"])]
    rows = rows.sort_values(["status", "submitted_at", "person_id", "report_id"])
    keys = ("kind.person", "tables.report", "tables.for", "tables.received", "tables.answers.manager", "tables.status")
    return Table(
        "unanswered",
        words("tables.unanswered.title", count=words.number(len(rows))),
        (*(head(review, key) for key in keys), head(review, "tables.unanswered.was_read")),
        tuple(_queue_row(review, row) for row in rows.head(MOST).to_dict("records")),
        note=more(review, len(rows)),
        empty=words("tables.unanswered.empty"),
    )


def _row(review: Slice, name: str, replies: pd.DataFrame) -> tuple[Cell, ...]:
    states = replies["status"].value_counts()
    numbers = [int(states.get(state, 0)) for state in _STATES]
    answered, decided = sum(numbers[:2]), sum(numbers[:3])
    rate = answered / decided if decided else None
    taken = pd.to_numeric(replies["hours"]).median()
    return (
        Cell(name),
        count(review, len(replies)),
        *(count(review, n, _TONES.get(s, Tone.NONE)) for s, n in zip(_STATES, numbers, strict=True)),
        review.cell("reply_rate", rate, bar=rate),
        hours(review, taken),
    )


def _manager(review: Slice, manager: str) -> str:
    return review.name("person", manager) if manager else review.words("tables.answers.nobody")


def _queue_row(review: Slice, row: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    status, manager = row["status"], row["manager_id"]
    return (
        person(review, row["person_id"]),
        report(review, row["template"]),
        short_period(review, row["period"]),
        clock(review, row["submitted_at"]),
        Cell(_manager(review, "" if pd.isna(manager) else manager)),
        Cell(review.words(f"status.{status}"), tone=_TONES.get(status, Tone.NONE)),
        Cell(review.words("tables.unanswered.read") if row["was_read"] else DASH, bool(row["was_read"])),
    )
