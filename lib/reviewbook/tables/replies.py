"""Were reports answered: by manager, by team, and what still waits."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import asked_in_period, part_of
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import REPLIES, opening
from reviewbook.tables.printed import MOST, clock, count, counted_head, head, hours, more, person, report, short_period
from reviewbook.wording import DASH

__all__ = ["answers", "team_answers", "unanswered_queue"]

_STATES = ("answered_in_time", "answered_late", "unanswered", "waiting")
_ANSWERED, _DECIDED = _STATES[:2], _STATES[:3]
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
        _finding(review, replies),
        (
            head(review, "tables.answers.manager", 1.6),
            counted_head(review, "tables.answers.asked"),
            *(counted_head(review, f"status.{state}") for state in _STATES[:3]),
            counted_head(review, "tables.answers.read_only"),
            counted_head(review, "status.waiting"),
            review.head("reply_rate"),
            Head(words("tables.answers.hours"), "", "right", 1.2, "0.0"),
        ),
        tuple(rows),
        totals=(_row(review, words("tables.total"), replies),) if len(rows) > 1 else (),
        note=words("tables.answers.note"),
        empty=words("tables.answers.empty"),
    )


@about_reports
def team_answers(review: Slice) -> Table:
    """
    Give the answers by the team of who reported: the rates, and the median of the working hours they took.

    Returns
    -------
    Table
        The lowest reply rate first. Those are the facts of the team; the counts are the rows of the period.
    """
    words, replies = review.words, asked_in_period(review)
    homes = part_of(review, replies) if review.parts[0] == "team" else replies["team_id"]
    measures = ("reply_rate", "reply_in_time_rate", "median_reply_hours")
    rows = [
        _team_row(review, str(team), measures, replies[homes == team])
        for team in sorted(homes.unique(), key=lambda team: review.name("team", team))
        if team
    ]
    rows.sort(key=lambda row: float("inf") if row[5].value is None else float(row[5].value))
    return Table(
        "team-answers",
        words("tables.team_answers.title"),
        (
            head(review, "kind.team", 1.4),
            counted_head(review, "tables.answers.asked"),
            counted_head(review, "tables.team_answers.answered"),
            counted_head(review, "status.unanswered"),
            counted_head(review, "status.waiting"),
            *(review.head(measure) for measure in measures),
        ),
        tuple(rows),
        note=words("tables.team_answers.note") if rows else "",
        empty=words("tables.answers.empty"),
    )


@about_reports
@of_one
def unanswered_queue(review: Slice) -> Table:
    """Give the reports that have no answer yet, those whose time has run out first, then the oldest."""
    words = review.words
    replies = review.frames["replies"]
    rows = replies[replies["status"].isin(["unanswered", "waiting"])]
    rows = rows.sort_values(["status", "submitted_at", "person_id", "report_id"])
    counts = {"late": int((rows["status"] == "unanswered").sum()), "read": int(rows["was_read"].astype(bool).sum())}
    keys = ("kind.person", "tables.report", "tables.for", "tables.received", "tables.answers.manager", "tables.status")
    return Table(
        "unanswered",
        words("tables.unanswered.finding", count=words.number(len(rows)), **counts),
        (
            *(head(review, key) for key in keys),
            Head(words("tables.unanswered.age"), "", "right", 0.9, "0.0"),
            head(review, "tables.unanswered.was_read"),
        ),
        tuple(_queue_row(review, row) for row in rows.head(MOST).to_dict("records")),
        note=more(review, len(rows)),
        empty=words("tables.answers.empty" if replies.empty else "tables.unanswered.empty"),
    )


def _finding(review: Slice, replies: pd.DataFrame) -> str:
    """Say how many were answered, and whether a manager stayed silent altogether."""
    words = review.words
    decided = replies[replies["status"].isin(_DECIDED)]
    if decided.empty:
        return words("tables.answers.title")
    answered = decided["status"].isin(_ANSWERED)
    by_manager = answered.groupby(decided["manager_id"].fillna("")).any().drop("", errors="ignore")
    silent = int((~by_manager).sum())
    return words(
        "tables.answers.silent" if silent and review.audience.kind != "person" else "tables.answers.finding",
        part=words.number(int(answered.sum())),
        whole=words.number(len(decided)),
        silent=words.number(silent),
        count=words.number(len(by_manager)),
    )


def _team_row(review: Slice, team: str, measures: tuple[str, ...], replies: pd.DataFrame) -> tuple[Cell, ...]:
    states = replies["status"].value_counts()
    values = [review.value(measure, "team", team) for measure in measures]
    rate, *others = (review.cell(measure, value) for measure, value in zip(measures, values, strict=True))
    return (
        Cell(review.name("team", team)),
        count(review, len(replies)),
        count(review, sum(int(states.get(state, 0)) for state in _ANSWERED)),
        count(review, int(states.get("unanswered", 0)), Tone.BAD),
        count(review, int(states.get("waiting", 0))),
        *(opening(cell, REPLIES) for cell in (replace(rate, bar=values[0]), *others)),
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
        *(count(review, n, _TONES.get(s, Tone.NONE)) for s, n in zip(_DECIDED, numbers, strict=False)),
        count(review, int(((replies["status"] == "unanswered") & replies["was_read"].astype(bool)).sum())),
        count(review, numbers[-1]),
        opening(review.cell("reply_rate", rate, bar=rate), REPLIES),
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
        hours(review, row["age_hours"]),
        Cell(review.words("tables.unanswered.read") if row["was_read"] else DASH, bool(row["was_read"])),
    )
