"""Every report that is due on one day, with what became of it and why."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.periods import Cadence, Period
from reviewbook.tables.denominator import opened
from reviewbook.tables.known import Known, Row
from reviewbook.wording import entries

__all__ = ["due_on", "totals"]

_STATES = ("missing", "late", "pending", "on_time", "exempt")
_HEADS = ("kind.person", "kind.team", "tables.report", "tables.for", "tables.due", "tables.status", "due_on.reason")
_TONES = {"late": Tone.WARN, "missing": Tone.BAD}


def due_on(known: Known, on: date, owed: pd.DataFrame) -> Table:
    """
    Give the reports due on a day, the missing first.

    Parameters
    ----------
    known : Known
        Names, zones and words.
    on : date
        The day.
    owed : DataFrame
        The rows of ``owed`` to be listed.
    """
    words = known.words
    rank = owed["status"].map(_STATES.index)
    rows = owed.assign(_rank=rank).sort_values(["_rank", "due_at", "team_id", "person_id", "template"])
    return Table(
        "due-on",
        words("due_on.title", day=words.period(Period(on, Cadence.DAILY)), count=words.number(len(rows))),
        tuple(Head(words(key)) for key in _HEADS),
        tuple(_row(known, row) for row in rows.to_dict("records")),
        note=words("due_on.note", as_of=known.full(known.as_of)),
        empty=words("due_on.empty"),
    )


def totals(known: Known, owed: pd.DataFrame, unowed: pd.DataFrame) -> tuple[str, ...]:
    """Say how many reports have which status, and what the denominator of the on-time rate is made of."""
    words, counts = known.words, owed["status"].value_counts()
    states = [
        words("due_on.state", status=words(f"status.{state}"), count=words.number(int(counts[state])))
        for state in _STATES
        if state in counts
    ]
    sums = opened(owed, unowed).sentence(words)
    return tuple(text for text in (words.join(states), sums) if text)


def _row(known: Known, row: Row) -> tuple[Cell, ...]:
    words, person, team = known.words, str(row["person_id"]), str(row["team_id"])
    return (
        Cell(f"{known.name(person)} ({person})", person),
        Cell(known.team(team), team),
        Cell(known.title(row["template"])),
        Cell(str(row["period"])),
        Cell(known.clock(row["due_at"], team), row["due_at"].isoformat()),
        Cell(words(f"status.{row['status']}"), tone=_TONES.get(row["status"], Tone.NONE)),
        Cell(_reason(known, row)),
    )


def _reason(known: Known, row: Row) -> str:
    """Say in a few words why the status is what it is; `explained` says it in full."""
    words, status = known.words, str(row["status"])
    reason: str = "" if pd.isna(row["reason"]) else str(row["reason"]).replace(" ", "_")
    key = f"due_on.because.{reason or status}"
    limit = row["due_at"] + timedelta(minutes=int(row["grace_minutes"]))
    came, near = row["submitted_at"], (row["due_at"], limit, row["closes_at"])
    return words(
        key if key in entries() else "reason.other",
        at="" if pd.isna(came) else known.clock(came, row["team_id"], near),
        closes=known.clock(row["closes_at"], row["team_id"]),
        late="" if pd.isna(came) else words.duration(abs((came - row["due_at"]).total_seconds())),
        limit=known.clock(limit, row["team_id"]),
    )
