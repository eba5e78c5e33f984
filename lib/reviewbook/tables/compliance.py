"""Who reported on time: the reports due, with their fate, by team or person."""

from __future__ import annotations

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import COUNTED, due_in_period
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import CHECKS, OWED, opening
from reviewbook.tables.printed import count, counted_head, head

__all__ = ["reporting"]

_STATES = ("on_time", "late", "missing", "exempt", "pending")
_TONES = {"late": Tone.WARN, "missing": Tone.BAD}


@about_reports
@of_one
def reporting(review: Slice) -> Table:
    """
    Give the reports due in the period by team (by person for a team): on time, late, missing, exempt.

    Returns
    -------
    Table
        Those with the lowest on-time rate first. ``Due`` is on time + late + missing, the denominator of the rate.
    """
    kind, ids = review.parts
    words = review.words
    due = due_in_period(review)
    listed = [entity for entity in ids if (due["part"] == entity).any()]
    rows = [(entity, _row(review, kind, entity, due[due["part"] == entity])) for entity in listed]
    rows.sort(key=lambda row: _worst_first(review, kind, row[0]))
    alone = listed == [review.audience.id]
    total = _row(review, review.audience.kind, review.audience.id, due, words("tables.total"))
    return Table(
        "reporting",
        _finding(review, due),
        (
            head(review, f"kind.{kind}", 1.6),
            counted_head(review, "tables.reporting.due"),
            *(counted_head(review, f"status.{state}") for state in _STATES),
            review.head("on_time_rate"),
            review.head("completeness"),
        ),
        tuple(row for _, row in rows),
        totals=() if alone or not rows else (total,),
        note=words("tables.reporting.note"),
        empty=words("tables.reporting.empty"),
    )


def _finding(review: Slice, due: pd.DataFrame) -> str:
    """Say the rate with what it is made of."""
    words, rate = review.words, review.value("on_time_rate")
    if rate is None:
        return words("tables.reporting.title")
    states = due["status"].value_counts()
    fates = {state: words.number(int(states.get(state, 0))) for state in ("late", "missing")}
    counts = {"part": "numerator", "whole": "denominator"}
    made = {name: words.number(review.value("on_time_rate", part=part)) for name, part in counts.items()}
    return words("tables.reporting.finding", rate=words.percent(rate), **made, **fates)


def _worst_first(review: Slice, kind: str, entity: str) -> tuple[float, str]:
    rate = review.value("on_time_rate", kind, entity)
    return (2.0 if rate is None else rate), review.name(kind, entity)


def _row(review: Slice, kind: str, entity: str, due: pd.DataFrame, name: str = "") -> tuple[Cell, ...]:
    states = due["status"].value_counts()
    rate = review.value("on_time_rate", kind, entity)
    return (
        Cell(name or review.name(kind, entity)),
        count(review, int(due["status"].isin(COUNTED).sum())),
        *(count(review, int(states.get(state, 0)), _TONES.get(state, Tone.NONE)) for state in _STATES),
        opening(review.cell("on_time_rate", rate, bar=rate), OWED),
        opening(review.cell("completeness", review.value("completeness", kind, entity)), CHECKS),
    )
