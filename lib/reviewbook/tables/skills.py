"""Who has which skill, and the courses and goals behind the rates of `people`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import wraps
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Notice, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import COURSES, GOALS
from reviewbook.tables.printed import MOST, day, head, noted, person
from reviewbook.wording import DASH

__all__ = ["about_courses", "about_goals", "course_rows", "goal_rows", "skills", "taught"]

_Row = Mapping[Hashable, Any]

#: One mark for each state; they differ in shape, not only in colour.
_MARKS = {"done": "✓", "overdue": "×", "due": "○"}
_TONES = {"overdue": Tone.BAD, "due": Tone.MUTED}


def _kept(measure: str, absent: str) -> Callable[[Callable[[Slice], Table]], Callable[[Slice], Table | Notice]]:
    """Let a table give way to one sentence where the company keeps no such rows."""

    def of(shown: Callable[[Slice], Table]) -> Callable[[Slice], Table | Notice]:
        @wraps(shown)
        def told(review: Slice) -> Table | Notice:
            return shown(review) if review.recorded(measure) else Notice(review.words(absent), Tone.MUTED)

        return told

    return of


about_courses = _kept("training_rate", "absent.trainings")
about_goals = _kept("goal_rate", "absent.goals")


@about_courses
@of_one
def skills(review: Slice) -> Table:
    """
    Give for each team how many of its people have each skill; for each person of a team, whether she has it.

    Returns
    -------
    Table
        The team or person with most that is overdue first.
    """
    words, rows = review.words, review.frames["courses"]
    kind = "team" if review.audience.kind == "company" or rows["team_id"].nunique() > 1 else "person"
    columns = taught(review, rows["skill"])
    late = rows[rows["status"] == "overdue"].groupby(f"{kind}_id").size()
    order = sorted(rows[f"{kind}_id"].unique(), key=lambda who: (-int(late.get(who, 0)), review.name(kind, who)))
    of_cell = {key: part["status"].tolist() for key, part in rows.groupby([f"{kind}_id", "skill"])}
    marks = words.join([f"{mark} {words(f'tables.skills.{state}')}" for state, mark in _MARKS.items()])
    note = words("tables.skills.marks", marks=marks) if kind == "person" else words("tables.skills.note")
    return Table(
        "skills",
        words(f"tables.skills.title_{'own' if review.audience.kind == 'person' else kind}"),
        (
            head(review, f"kind.{kind}", 1.4),
            *(Head(review.development.title(skill, review.language), align="center") for skill in columns),
        ),
        tuple(
            (Cell(review.name(kind, who)), *(_has(of_cell.get((who, skill), []), kind) for skill in columns))
            for who in order[:MOST]
        ),
        note=noted(review, note, len(order)) if order else "",
        empty=words("tables.trainings.empty"),
    )


@about_courses
def course_rows(review: Slice) -> Table:
    """Give every course, folded away until a rate is opened."""
    rows = review.frames["courses"].sort_values(
        ["status", "due_on", "skill", "person_id"], ascending=[False, *[True] * 3]
    )
    titles = [review.development.title(skill, review.language) for skill in rows["skill"]]
    return _rows(review, (COURSES, "trainings"), rows.assign(what=titles, on=rows["completed_on"]))


@about_goals
def goal_rows(review: Slice) -> Table:
    """Give every development goal, folded away until a rate is opened."""
    rows = review.frames["career"].sort_values(["status", "due_on", "goal_id"], ascending=[False, True, True])
    return _rows(review, (GOALS, "goals"), rows.assign(what=rows["title"], on=rows["done_on"]))


def taught(review: Slice, skills_there: Iterable[str]) -> list[str]:
    """Give skills in the order of ``development.yaml``, those it does not name after them."""
    there, named = set(skills_there), [skill.name for skill in review.development.skills]
    return [skill for skill in named if skill in there] + sorted(there - set(named))


def _has(states: list[str], kind: str) -> Cell:
    """Give how many have a skill of those whom it is taught, or the mark of one person."""
    if not states:
        return Cell(DASH, tone=Tone.MUTED)
    worst = next(state for state in ("overdue", "due", "done") if state in states)
    if kind == "person":
        state = "done" if "done" in states else worst
        return Cell(_MARKS[state], state, _TONES.get(state, Tone.NONE))
    have = states.count("done")
    behind = states.count("overdue") * 2 > len(states)
    tone = Tone.BAD if behind else Tone.MUTED if not have else Tone.NONE
    return Cell(f"{have}/{len(states)}", have, tone)


def _rows(review: Slice, named: tuple[str, str], rows: pd.DataFrame) -> Table:
    """Give the folded rows: whose, what, its state and days."""
    words, (name, key) = review.words, named
    heads = ("kind.person", "kind.team", f"tables.{key}.what", "tables.status", "tables.due", "tables.people.done")
    return Table(
        name,
        words(f"tables.{key}.rows"),
        tuple(head(review, text, 2.0 if text == f"tables.{key}.what" else 1.0) for text in heads),
        tuple(_row(review, row) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        empty=words(f"tables.{key}.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _row(review: Slice, row: _Row) -> tuple[Cell, ...]:
    return (
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        Cell(row["what"]),
        Cell(review.words(f"tables.skills.{row['status']}"), tone=_TONES.get(row["status"], Tone.NONE)),
        day(row["due_on"]),
        day(row["on"]),
    )
