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

_TIMELY = ("answered_in_time", "answered_late", "unanswered")
_ANSWERED = ("answered_in_time", "answered_late", "answered")
_DECIDED = (*_ANSWERED, "unanswered")
#: States of reports whose source does not tell all of its answers; they have a column where there are any.
_UNTOLD = ("answered", "unknown")
_TONES = {"answered_late": Tone.WARN, "unanswered": Tone.BAD}


@about_reports
def answers(review: Slice) -> Table:
    """
    Give the reports that ask for an answer by manager, with what became of them.

    Returns
    -------
    Table
        The lowest reply rate first; the rate leaves out those that wait and those of which nobody can know. Hours are
        working hours, the median of the answers given.
    """
    words = review.words
    replies = asked_in_period(review)
    managers, untold = replies["manager_id"].fillna(""), _untold(replies)
    rows = [_row(review, _manager(review, str(m)), replies[managers == m], untold) for m in sorted(managers.unique())]
    rows.sort(key=lambda row: (float("inf") if row[-2].value is None else float(row[-2].value), row[0].text))
    return Table(
        "answers",
        _finding(review, replies),
        (
            head(review, "tables.answers.manager", 1.6),
            counted_head(review, "tables.answers.asked"),
            *(counted_head(review, f"status.{state}") for state in _TIMELY),
            counted_head(review, "tables.answers.read_only"),
            counted_head(review, "status.waiting"),
            *(counted_head(review, f"status.{state}") for state in untold),
            review.head("reply_rate"),
            Head(words("tables.answers.hours"), "", "right", 1.2, "0.0"),
        ),
        tuple(rows),
        totals=(_row(review, words("tables.total"), replies, untold),) if len(rows) > 1 else (),
        note=_noted(review, words("tables.answers.note"), untold),
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
    measures, untold = ("reply_rate", "reply_in_time_rate", "median_reply_hours"), _untold(replies, ("unknown",))
    rows = [
        _team_row(review, str(team), measures, replies[homes == team], untold)
        for team in sorted(homes.unique(), key=lambda team: review.name("team", team))
        if team
    ]
    rows.sort(key=lambda row: float("inf") if row[-3].value is None else float(row[-3].value))
    return Table(
        "team-answers",
        words("tables.team_answers.title"),
        (
            head(review, "kind.team", 1.4),
            counted_head(review, "tables.answers.asked"),
            counted_head(review, "tables.team_answers.answered"),
            counted_head(review, "status.unanswered"),
            counted_head(review, "status.waiting"),
            *(counted_head(review, f"status.{state}") for state in untold),
            *(review.head(measure) for measure in measures),
        ),
        tuple(rows),
        note=_noted(review, words("tables.team_answers.note"), untold) if rows else "",
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
    untold = _untold(replies, ("unknown",))
    nothing = "tables.unanswered.unknown" if untold else "tables.unanswered.empty"
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
        note=_noted(review, more(review, len(rows)), untold),
        empty=words("tables.answers.empty" if replies.empty else nothing),
    )


def _untold(replies: pd.DataFrame, states: tuple[str, ...] = _UNTOLD) -> tuple[str, ...]:
    """Give those of the states that are there."""
    return tuple(state for state in states if (replies["status"] == state).any())


def _noted(review: Slice, note: str, untold: tuple[str, ...]) -> str:
    """Add to a note what is not known of the answers, and why."""
    said = [note, *(review.words(f"tables.answers.untold.{state}") for state in untold)]
    return review.words("tables.space").join(one for one in said if one)


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


def _team_row(
    review: Slice, team: str, measures: tuple[str, ...], replies: pd.DataFrame, untold: tuple[str, ...]
) -> tuple[Cell, ...]:
    states = replies["status"].value_counts()
    values = [review.value(measure, "team", team) for measure in measures]
    rate, *others = (review.cell(measure, value) for measure, value in zip(measures, values, strict=True))
    return (
        Cell(review.name("team", team)),
        count(review, len(replies)),
        count(review, sum(int(states.get(state, 0)) for state in _ANSWERED)),
        count(review, int(states.get("unanswered", 0)), Tone.BAD),
        *(count(review, int(states.get(state, 0))) for state in ("waiting", *untold)),
        *(opening(cell, REPLIES) for cell in (replace(rate, bar=values[0]), *others)),
    )


def _row(review: Slice, name: str, replies: pd.DataFrame, untold: tuple[str, ...]) -> tuple[Cell, ...]:
    states = replies["status"].value_counts()
    answered, decided = (sum(int(states.get(state, 0)) for state in some) for some in (_ANSWERED, _DECIDED))
    rate = answered / decided if decided else None
    taken = pd.to_numeric(replies["hours"]).median()
    return (
        Cell(name),
        count(review, len(replies)),
        *(count(review, int(states.get(state, 0)), _TONES.get(state, Tone.NONE)) for state in _TIMELY),
        count(review, int(((replies["status"] == "unanswered") & replies["was_read"].astype(bool)).sum())),
        *(count(review, int(states.get(state, 0))) for state in ("waiting", *untold)),
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
