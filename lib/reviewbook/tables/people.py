"""Courses and development goals: done of those due, by team or person, and what is overdue for whom."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from reviewbook.blocks import Cell, Head, Table
from reviewbook.slices import Slice
from reviewbook.tables.due import part_of
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import COURSES, GOALS, opening
from reviewbook.tables.printed import MOST, head, noted
from reviewbook.tables.skills import about_courses, about_goals, taught

__all__ = ["goals", "trainings"]

#: Names in a cell; the others are counted.
_NAMED = 3


@about_courses
@of_one
def trainings(review: Slice) -> Table:
    """
    Give the courses done of those due, what is overdue for whom, and the hours of the period, by team or person.

    Returns
    -------
    Table
        The lowest rate first.
    """
    rows = review.frames["courses"]
    late = rows[rows["status"] == "overdue"]
    told = _by_part(review, "training_rate", late, COURSES)
    words, hours = review.words, "training_hours"
    cells = [(*row, review.cell(hours, review.value(hours, kind, part))) for kind, part, row in told]
    return _listed(
        review,
        ("trainings", _course_title(review, late)),
        (
            *_heads(review, "tables.trainings.due", "training_rate"),
            head(review, "tables.trainings.overdue", 4.0),
            review.head(hours, 0.8),
        ),
        cells,
        words("tables.trainings.note"),
    )


@about_goals
@of_one
def goals(review: Slice) -> Table:
    """
    Give the development goals reached of those due, what is overdue and what was reached in the period.

    Returns
    -------
    Table
        The lowest rate first.
    """
    rows, words = review.frames["career"], review.words
    late = rows[rows["status"] == "overdue"]
    reached = rows[rows["done_on"] >= pd.Timestamp(review.period.start_on)]
    parts = part_of(review, reached)
    cells = [
        (*row, Cell(_titles(review, reached[parts == part])))
        for _, part, row in _by_part(review, "goal_rate", late, GOALS)
    ]
    done, due = (review.value("goal_rate", part=part) for part in ("numerator", "denominator"))
    counts = {"done": words.number(done), "due": words.number(due), "now": words.number(len(reached))}
    return _listed(
        review,
        ("goals", words("tables.goals.title", **counts) if due else words("tables.goals.plain")),
        (
            *_heads(review, "tables.goals.due", "goal_rate"),
            head(review, "tables.goals.overdue", 2.6),
            head(review, "tables.goals.reached", 2.6),
        ),
        cells,
        words("tables.goals.note"),
    )


def _heads(review: Slice, due: str, measure: str) -> tuple[Head, ...]:
    kind, _ = review.parts
    done = Head(review.words(due), "", "right", 0.9)
    return head(review, f"kind.{kind}", 1.4), done, review.head(measure, 1.2)


def _by_part(review: Slice, measure: str, late: pd.DataFrame, rows: str) -> list[tuple[str, str, tuple[Cell, ...]]]:
    """Give kind, id and the first cells of each part with something due, the lowest rate first, the whole as the last."""
    kind, ids = review.parts
    parts = part_of(review, late)
    known = [part for part in ids if review.value(measure, kind, part) is not None]
    known.sort(key=lambda part: (review.value(measure, kind, part) or 0.0, review.name(kind, part)))
    told = [(kind, part, _first(review, (measure, kind, part), late[parts == part], rows)) for part in known]
    own = (review.audience.kind, review.audience.id)
    if known and known != [review.audience.id]:
        total = _first(review, (measure, *own), late.iloc[:0], rows)
        told.append((*own, (Cell(review.words("tables.total")), *total[1:-1], Cell(""))))
    return told


def _first(review: Slice, fact: tuple[str, str, str], late: pd.DataFrame, rows: str) -> tuple[Cell, ...]:
    """Give the name, done of due, the rate and what is overdue for whom."""
    done, due = (review.value(*fact, part=part) for part in ("numerator", "denominator"))
    rate = review.value(*fact)
    number = review.words.number
    overdue = _titles(review, late) if "title" in late else _courses(review, late)
    return (
        Cell(review.name(*fact[1:])),
        opening(Cell(f"{number(done)} / {number(due)}", done), rows),
        opening(review.cell(fact[0], rate, bar=rate), rows),
        Cell(overdue),
    )


def _listed(
    review: Slice, named: tuple[str, str], heads: tuple[Head, ...], cells: list[tuple[Cell, ...]], note: str
) -> Table:
    """Give the table; the last of its rows is the whole where there is more than one."""
    whole = len(cells) > 1
    name, title = named
    shown = cells[:-1] if whole else cells
    told = noted(review, note, len(shown))
    empty = review.words(f"tables.{name}.empty")
    return Table(name, title, heads, tuple(shown[:MOST]), tuple(cells[-1:]) if whole else (), told, empty)


def _courses(review: Slice, late: pd.DataFrame) -> str:
    """Say which courses are overdue, and for whom; in the row of one person only which."""
    words = review.words
    said = []
    for skill in taught(review, late["skill"]):
        title, whom = review.development.title(skill, review.language), late[late["skill"] == skill]["person_id"]
        named = {"course": title, "names": _names(review, "person", whom)}
        said.append(title if review.parts[0] == "person" else words("tables.trainings.whom", **named))
    return words("tables.list").join(said)


def _titles(review: Slice, rows: pd.DataFrame) -> str:
    """Name goals: each with its person, but for the first few only their count."""
    ordered = rows.sort_values(["due_on", "goal_id"])
    alone = review.parts[0] == "person"
    texts = [
        title if alone else review.words("tables.goals.whose", name=review.name("person", who), goal=title)
        for title, who in zip(ordered["title"], ordered["person_id"], strict=True)
    ]
    return _few(review, texts, "tables.list", "tables.goals.more")


def _names(review: Slice, kind: str, ids: Iterable[str]) -> str:
    names = sorted(review.name(kind, who) for who in ids)
    return _few(review, names, "", "tables.trainings.more")


def _few(review: Slice, texts: list[str], between: str, others: str) -> str:
    """Write the first few of some texts, and how many there are besides."""
    words = review.words
    shown, rest = texts[:_NAMED], len(texts) - _NAMED
    said = words(between).join(shown) if between else words.join(shown)
    return words(others, names=said, count=words.number(rest)) if rest > 0 else said


def _course_title(review: Slice, late: pd.DataFrame) -> str:
    """Say how much is done, and which course is overdue for most people of a team, where there is one."""
    words = review.words
    done, due = (review.value("training_rate", part=part) for part in ("numerator", "denominator"))
    if not due:
        return words("tables.trainings.plain")
    counts = {"done": words.number(done), "due": words.number(due)}
    if late.empty:
        return words("tables.trainings.all", **counts)
    if review.audience.kind == "person":
        return words("tables.trainings.own", **counts, courses=_courses(review, late))
    given = review.frames["courses"].groupby(["team_id", "skill"]).size()
    gaps = late.groupby(["team_id", "skill"]).size().sort_values(ascending=False, kind="stable")
    gaps = gaps[gaps * 2 > given.reindex(gaps.index)]
    if gaps.empty:
        return words("tables.trainings.some", **counts, count=words.number(len(late)))
    team, skill = gaps.index[0]
    where = {"team": review.name("team", team), "course": review.development.title(skill, review.language)}
    return words("tables.trainings.title", **counts, **where, count=words.number(int(gaps.iloc[0])))
