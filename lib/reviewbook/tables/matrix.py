"""Who reported on which day: people by days, or teams by days, with marks that differ in shape."""

from __future__ import annotations

import pandas as pd

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import COUNTED, due_in_period
from reviewbook.tables.printed import head

__all__ = ["MARKS", "status_matrix"]

#: One mark for each state; they differ in shape, not only in colour, and the faces of `fonts` have them.
MARKS = {"on_time": "✓", "late": "△", "missing": "×", "pending": "○", "exempt": "–"}
_TONES = {"late": Tone.WARN, "missing": Tone.BAD, "exempt": Tone.MUTED, "pending": Tone.MUTED}


@about_reports
def status_matrix(review: Slice) -> Table:
    """
    Give one mark for each person and day, or the reports on time of those due for each team and day.

    Returns
    -------
    Table
        Columns are the days of the daily reports (their weeks, in a review longer than a week) and one for each
        other report. A cell in which several reports fall counts them.
    """
    words = review.words
    kind, ids = review.parts
    due = due_in_period(review)
    due["column"] = _columns(review, due)
    columns = sorted(due["column"].unique())
    states = {key: list(rows) for key, rows in due.groupby(["part", "column"])["status"]}
    rows = tuple(
        (Cell(review.name(kind, entity)), *(_cell(states.get((entity, column), [])) for column in columns))
        for entity in ids
        if any((entity, column) in states for column in columns)
    )
    marks = words.join([f"{mark} {words(f'status.{state}')}" for state, mark in MARKS.items()])
    return Table(
        "status-matrix",
        words("tables.matrix.title"),
        (head(review, f"kind.{kind}", 1.6), *(Head(_heading(review, column), align="center") for column in columns)),
        rows,
        note=words("tables.matrix.note", marks=marks),
        empty=words("tables.reporting.empty"),
    )


def _columns(review: Slice, due: pd.DataFrame) -> list[tuple[int, str]]:
    """Place each report: days (or weeks) first, then the other templates."""
    longer = review.period.cadence not in (Cadence.DAILY, Cadence.WEEKLY)
    columns = []
    for row in due.to_dict("records"):
        if row["cadence"] != Cadence.DAILY:
            columns.append((1, str(row["template"])))
        else:
            day = Period.parse(row["period"], Cadence.DAILY)
            columns.append((0, Period.containing(day.start_on, Cadence.WEEKLY).key if longer else day.key))
    return columns


def _heading(review: Slice, column: tuple[int, str]) -> str:
    place, key = column
    if place:
        return review.templates.template(key).title(review.language)
    period = Period.parse(key)
    if period.cadence is Cadence.DAILY:
        return review.words.weekday(period.start_on)
    return review.words.short_period(period)


def _cell(states: list[str]) -> Cell:
    if not states:
        return Cell("", tone=Tone.MUTED)
    if len(set(states)) == 1 and (len(states) == 1 or states[0] not in COUNTED):
        return Cell(MARKS[states[0]], states[0], _TONES.get(states[0], Tone.NONE))
    counted = sum(state in COUNTED for state in states)
    text = f"{states.count('on_time')}/{counted}"
    worst = next((state for state in ("missing", "late") if state in states), "on_time")
    return Cell(text, text, _TONES.get(worst, Tone.NONE))
