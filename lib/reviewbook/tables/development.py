"""Where people are behind their peers, what they learned and won, and whether reporting pays."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Notice, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.of_one import of_one
from reviewbook.tables.printed import MOST, counted_head, head, more, noted, person, report, short_period
from reviewbook.tables.reported import excerpt
from reviewbook.wording import DASH

__all__ = ["development", "experience", "reporting_pays"]

_Row = Mapping[Hashable, Any]

#: Characters of a text that stand in a table; its cell keeps the whole.
_LONGEST = 160

#: In how many points of the on-time rate a manager thinks.
_STEP = 0.1

#: So many pairs of months are needed to tell whether reporting pays.
_FEWEST_PAIRS = 30


def development(review: Slice) -> Table | Notice:
    """
    Give the measures in which people are farthest below their peers, and the course that answers each.

    Returns
    -------
    Table or Notice
        The farthest below first. A notice where the company compares nobody.
    """
    return _compared(review) if review.development.answers else Notice(review.words("absent.development"), Tone.MUTED)


@of_one
def _compared(review: Slice) -> Table:
    words, rows = review.words, review.frames["weakest"]
    far = rows.sort_values(["distance", "person_id"], ascending=[False, True])
    measures = words.join([review.title(answer.measure) for answer in review.development.answers])
    keys = ("kind.person", "kind.team", "tables.signals.measure")
    numbers = ("tables.development.value", "tables.development.peers", "tables.development.distance")
    values = {"months": words.number(review.development.months), "measures": measures}
    note = words("tables.development.note", **values)
    return Table(
        "development",
        _finding(review, "development", rows) if len(rows) else words("tables.development.plain"),
        (
            *(head(review, key, 1.3) for key in keys),
            *(head(review, key, 0.9, "right") for key in numbers),
            head(review, "tables.development.answer", 2.6),
        ),
        tuple(_behind(review, row) for row in far.head(MOST).to_dict("records")),
        note=noted(review, note, len(far)) if len(rows) else "",
        empty=words(f"tables.development.{'nothing' if review.audience.kind == 'person' else 'empty'}", **values),
    )


def _finding(review: Slice, table: str, rows: pd.DataFrame, **counts: str) -> str:
    """Say how much there is of how many people, or of one alone."""
    words = review.words
    if review.audience.kind == "person":
        return words(f"tables.{table}.own", count=words.number(len(rows)), **counts)
    return words(f"tables.{table}.title", people=words.number(rows["person_id"].nunique()), **counts)


def _behind(review: Slice, row: _Row) -> tuple[Cell, ...]:
    measure = str(row["measure"])
    distance = float(row["distance"])
    return (
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        Cell(review.title(measure)),
        _value(review, measure, row["value"]),
        _value(review, measure, row["peers"]),
        Cell(review.words.number(distance, 1), distance),
        Cell(_answer(review, row)),
    )


def _value(review: Slice, measure: str, value: float) -> Cell:
    """Give a value with its currency, which no head names here."""
    unit = review.measures[measure].unit
    return Cell(review.words.value(value, unit, review.company.currency), float(value))


def _answer(review: Slice, row: _Row) -> str:
    """Name the course that answers a weakness, and how the person stands to it."""
    words = review.words
    if pd.isna(row["skill"]):
        return words("tables.development.talk")
    course, rows = review.development.title(row["skill"], review.language), review.frames["courses"]
    hers = rows[(rows["person_id"] == row["person_id"]) & (rows["skill"] == row["skill"])]
    if pd.isna(row["training"]):
        done = hers[hers["status"] == "done"]["completed_on"]
        return words("tables.development.done" if len(done) else "tables.development.none", course=course)
    open_now = hers[hers["training_id"] == row["training"]]
    state = "new" if open_now.empty else str(open_now["status"].iloc[0])
    return words(f"tables.development.{state}", course=course)


@about_reports
@of_one
def experience(review: Slice) -> Table:
    """
    Give the lessons and wins of the period with their authors, those that were answered most first.

    Returns
    -------
    Table
        Of equally answered ones the latest first, lessons and wins by turns.
    """
    words, rows = review.words, review.frames["experience"]
    newest = rows.sort_values(["due_on", "report_id", "field"], ascending=[False, True, True])
    turn = newest.groupby(["answers", "means"]).cumcount()
    best = newest.assign(turn=turn).sort_values(["answers", "turn"], ascending=[False, True], kind="stable")
    counts = {means: words.number(int((rows["means"] == means).sum())) for means in ("lesson", "win")}
    return Table(
        "experience",
        _finding(review, "experience", rows, **counts) if len(rows) else words("tables.experience.plain"),
        (
            head(review, "tables.experience.kind", 0.6),
            head(review, "tables.experience.text", 4.5),
            *(head(review, key) for key in ("kind.person", "kind.team", "tables.report")),
            head(review, "tables.for", 0.7),
            counted_head(review, "tables.experience.answers", 0.7),
        ),
        tuple(_told(review, row) for row in best.head(MOST).to_dict("records")),
        note=more(review, len(best)),
        empty=words("tables.experience.empty"),
    )


def _told(review: Slice, row: _Row) -> tuple[Cell, ...]:
    answers = int(row["answers"])
    return (
        Cell(review.words(f"tables.experience.{row['means']}")),
        excerpt(row["text"], _LONGEST),
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        report(review, row["template"]),
        short_period(review, row["period"]),
        Cell(review.words.number(answers) if answers else DASH, answers, Tone.NONE if answers else Tone.MUTED),
    )


@about_reports
def reporting_pays(review: Slice) -> Notice:
    """
    Say whether a person's months of better reporting are followed by more sales, or that nobody can tell.

    Returns
    -------
    Notice
        For the company alone: a relation within persons, with the number of pairs of months and its interval.
    """
    words, rows = review.words, review.frames["discipline"]
    if rows.empty:
        return Notice(words("reporting_pays.elsewhere"), Tone.MUTED)
    row = rows.iloc[0]
    counts = {"pairs": words.number(row["pairs"]), "people": words.number(row["people"])}
    if pd.isna(row["slope"]):
        return Notice(
            words(f"reporting_pays.{row['reason']}", **counts, fewest=words.number(_FEWEST_PAIRS)), Tone.MUTED
        )
    slope, lower, upper = (float(row[name]) * _STEP for name in ("slope", "lower", "upper"))
    told = {"slope": words.points(abs(slope)).lstrip("+"), "lower": words.points(lower), "upper": words.points(upper)}
    key = "within_chance" if isinstance(row["reason"], str) else "more" if slope > 0 else "less"
    return Notice(words(f"reporting_pays.{key}", **counts, **told), Tone.GOOD if key == "more" else Tone.NONE)
