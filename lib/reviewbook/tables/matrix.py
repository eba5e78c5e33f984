"""Who reported on which day: people by days, or teams by days, with marks that differ in shape."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from reviewbook.blocks import Block, Cell, Head, Notice, Table, Tone
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import COUNTED, due_in_period
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import OWED, opening
from reviewbook.tables.printed import MOST, head, more, person

__all__ = ["MARKS", "exceptions_matrix", "status_matrix"]

#: One mark for each state; they differ in shape, not only in colour, and the faces of `fonts` have them.
MARKS = {"on_time": "✓", "late": "△", "missing": "×", "pending": "○", "exempt": "–"}
_TONES = {"late": Tone.WARN, "missing": Tone.BAD, "exempt": Tone.MUTED, "pending": Tone.MUTED}
_FAULTS = ("late", "missing")

#: Days (or weeks) come first, then the other templates.
_Column = tuple[int, str]
_States = dict[Hashable, list[str]]


@about_reports
@of_one
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
    columns, states = sorted(due["column"].unique()), _states(due, "part")
    rows = tuple(
        (Cell(review.name(kind, entity)), *_cells(states, entity, columns))
        for entity in ids
        if any((entity, column) in states for column in columns)
    )
    return Table(
        "status-matrix",
        words("tables.matrix.title"),
        (head(review, f"kind.{kind}", 1.6), *_heads(review, columns)),
        rows,
        note=words("tables.matrix.note", marks=_legend(review)),
        empty=words("tables.reporting.empty"),
    )


@about_reports
def exceptions_matrix(review: Slice) -> Block:
    """
    Give one mark for each day of the people with a late or missing report, where the matrix is one of teams.

    Returns
    -------
    Table or Notice
        Those with most such reports first, alike ones by name. Where `status_matrix` shows the people already, a
        sentence that counts them.
    """
    words, due = review.words, due_in_period(review)
    counts = due[due["status"].isin(_FAULTS)].groupby("person_id").size()
    whom = sorted(counts.index, key=lambda who: (-int(counts[who]), review.name("person", who)))
    said = {"count": words.number(len(whom)), "all": words.number(due["person_id"].nunique())}
    if review.parts[0] == "person":
        return Notice(words("tables.exceptions.above", **said))
    due["column"] = _columns(review, due)
    columns, states = sorted(due["column"].unique()), _states(due, "person_id")
    teams = due.sort_values("due_at").groupby("person_id")["team_id"].last()
    rows = tuple(
        (person(review, who), Cell(review.name("team", teams[who])), *_cells(states, who, columns))
        for who in whom[:MOST]
    )
    return Table(
        "exceptions-matrix",
        words("tables.exceptions.title", **said),
        (head(review, "kind.person", 1.4), head(review, "kind.team", 1.2), *_heads(review, columns)),
        rows,
        note=(more(review, len(whom)) or words("tables.matrix.note", marks=_legend(review))) if rows else "",
        empty=words("tables.exceptions.empty" if len(due) else "tables.reporting.empty"),
    )


def _states(due: pd.DataFrame, by: str) -> _States:
    """Give the states of the reports in each cell."""
    return {key: list(rows) for key, rows in due.groupby([by, "column"])["status"]}


def _cells(states: _States, entity: str, columns: list[_Column]) -> list[Cell]:
    return [_cell(states.get((entity, column), [])) for column in columns]


def _heads(review: Slice, columns: list[_Column]) -> list[Head]:
    return [Head(_heading(review, column), align="center") for column in columns]


def _legend(review: Slice) -> str:
    return review.words.join([f"{mark} {review.words(f'status.{state}')}" for state, mark in MARKS.items()])


def _columns(review: Slice, due: pd.DataFrame) -> list[_Column]:
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


def _heading(review: Slice, column: _Column) -> str:
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
    return opening(Cell(text, text, _TONES.get(worst, Tone.NONE)), OWED)
