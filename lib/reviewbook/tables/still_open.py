"""Reports that have not come and may still be handed in: who owes them, and which close next."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import part_of
from reviewbook.tables.printed import MOST, clock, count, counted_head, head, more, person, report, short_period

__all__ = ["closing_soon", "still_owed"]


@about_reports
def still_owed(review: Slice) -> Table:
    """
    Give the reports that have not come and may still be handed in.

    Returns
    -------
    Table
        Counts and names by team where the audience consists of teams, the first to close on top; else one row for
        each report.
    """
    words, rows = review.words, _open(review)
    pending = int((rows["status"] == "pending").sum())
    title = words("tables.open.title", pending=words.number(pending), overdue=words.number(len(rows) - pending))
    note = words("tables.open.note")
    return _shown(review, rows, ("still-owed", title, note, words("tables.open.empty")))


@about_reports
def closing_soon(review: Slice) -> Table:
    """Give the open reports that close on the first day after the cut-off on which any does, as in `still_owed`."""
    words, rows = review.words, _open(review)
    days = rows["closes_at"].map(lambda at: at.tz_convert(review.zone).date())
    rows = rows[days == days.min()]
    day = words.day(days.min()) if len(rows) else ""
    key = "tables.closing.title" if len(rows) else "tables.closing.plain"
    title = words(key, day=day, count=words.number(len(rows)))
    texts = (title, words("tables.closing.note"), words("tables.closing.empty"))
    return _shown(review, rows, ("closing-soon", *texts))


def _open(review: Slice) -> pd.DataFrame:
    owed = review.frames["owed"]
    begun = pd.to_datetime(owed["due_on"]) < pd.Timestamp(review.period.end_on)
    open_ = owed["status"].isin(["pending", "missing"]) & owed["submitted_at"].isna()
    rows = owed[begun & open_ & (owed["closes_at"] > pd.Timestamp(review.as_of))]
    return rows.sort_values(["closes_at", "due_at", "person_id", "template"])


def _shown(review: Slice, rows: pd.DataFrame, texts: tuple[str, str, str, str]) -> Table:
    name, title, note, empty = texts
    if review.parts[0] == "team":
        heads = (
            head(review, "kind.team"),
            counted_head(review, "tables.open.not_due", 0.8),
            counted_head(review, "tables.open.overdue", 0.8),
            head(review, "tables.open.first"),
            head(review, "tables.open.who", 3.0),
        )
        return Table(name, title, heads, _by_team(review, rows), note=note if len(rows) else "", empty=empty)
    keys = ("kind.person", "kind.team", "tables.report", "tables.for", "tables.due", "tables.status", "tables.closes")
    listed = tuple(_row(review, row) for row in rows.head(MOST).to_dict("records"))
    note = (more(review, len(rows)) or note) if listed else ""
    return Table(name, title, tuple(head(review, key) for key in keys), listed, note=note, empty=empty)


def _by_team(review: Slice, rows: pd.DataFrame) -> tuple[tuple[Cell, ...], ...]:
    teams = rows.assign(part=part_of(review, rows)).groupby("part", sort=False)
    return tuple(_team_row(review, str(team), own) for team, own in teams)


def _team_row(review: Slice, team: str, rows: pd.DataFrame) -> tuple[Cell, ...]:
    pending = int((rows["status"] == "pending").sum())
    return (
        Cell(review.name("team", team)),
        count(review, pending),
        count(review, len(rows) - pending, Tone.WARN),
        clock(review, rows["closes_at"].min()),
        Cell(review.words.join(_names(review, rows))),
    )


def _names(review: Slice, rows: pd.DataFrame) -> list[str]:
    """Name those who owe, in the order of closing, with how many where it is more than one."""
    counts = rows.groupby("person_id", sort=False).size()
    names = [(review.name("person", str(who)), int(number)) for who, number in counts.items()]
    return [
        review.words("tables.open.times", name=name, count=number) if number > 1 else name for name, number in names
    ]


def _row(review: Slice, owed: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    overdue = owed["status"] == "missing"
    status = review.words("tables.open.overdue" if overdue else "tables.open.not_due")
    return (
        person(review, owed["person_id"]),
        Cell(review.name("team", owed["team_id"])),
        report(review, owed["template"]),
        short_period(review, owed["period"]),
        clock(review, owed["due_at"]),
        Cell(status, tone=Tone.WARN if overdue else Tone.NONE),
        clock(review, owed["closes_at"]),
    )
