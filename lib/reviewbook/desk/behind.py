"""Which rows of a review a number stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reviewbook.measures import MEASURES, ONLY_OF_PRODUCTS, Measure, reads
from reviewbook.periods import Period
from reviewbook.slices import Slice

__all__ = ["Behind", "behind", "computed_by"]


@dataclass(frozen=True)
class _Kind:
    """In which frame rows of a name are, which column is their day (empty: all count), and which the person."""

    frame: str
    on: str = ""
    person: str = "person_id"


_SALES = _Kind("sales", "on")
_OWED = _Kind("owed", "due_on")

#: The rows that measures take, by the names of `measures.registry`. What is not here is in no frame of a review.
_KINDS = {
    **dict.fromkeys(("owed", "judged", "runs"), _OWED),
    **{name: _Kind(name, "due_on") for name in ("checks", "copies", "claims")},
    "replies": _Kind("replies", "submitted_on", "manager_id"),
    **dict.fromkeys(("sales", "ordered", "quantities", "firsts", "given_back", "bridged", "expected", "steps"), _SALES),
    **dict.fromkeys(("outlook", "hindsight"), _SALES),
    **dict.fromkeys(("underway", "ended"), _Kind("deals")),
    "promised": _Kind("promises"),
    "cases": _Kind("cases", "opened_on"),
    "resolved": _Kind("cases", "resolved_on"),
    "standing": _Kind("cases"),
    **dict.fromkeys(("courses_due", "courses_done"), _Kind("courses")),
    "goals_due": _Kind("career"),
}


@dataclass(frozen=True)
class Behind:
    """
    The rows behind a number.

    Parameters
    ----------
    frame : str
        Name of the frame; empty where no frame of a review has them.
    rows : DataFrame
        Those of the entity and the period.
    tables : tuple of str
        The tables that the number was made from, in the order of their names.
    """

    frame: str
    rows: pd.DataFrame
    tables: tuple[str, ...]


def behind(review: Slice, measure: str, kind: str, entity: str, period: Period) -> Behind:
    """
    Give the rows of the review that a number stands on.

    Parameters
    ----------
    review : Slice
        It holds the rows of the period under review.
    measure : str
        A measure; one that builds on others stands on the rows of the first of them that has some.
    kind, entity : str
        Whose number.
    period : Period
        The period under review, or one within it.
    """
    tables = tuple(sorted(reads(measure))) if _known(measure) else ()
    found = _kind_of(measure)
    if found is None:
        return Behind("", pd.DataFrame(), tables)
    rows = review.frames[found.frame]
    rows = rows[_whose(review, rows, found, kind, entity)]
    if found.on:
        on = pd.to_datetime(rows[found.on])
        rows = rows[(on >= pd.Timestamp(period.start_on)) & (on < pd.Timestamp(period.end_on))]
    return Behind(found.frame, rows.reset_index(drop=True), tables)


def computed_by(measure: str) -> str:
    """Give the function that computes a measure, with its module; empty for one that is in no registry."""
    found = _measures().get(measure)
    return f"{found.compute.__module__}.{found.compute.__name__}" if found is not None else ""


def _measures() -> dict[str, Measure]:
    return {one.name: one for one in MEASURES}


def _known(measure: str) -> bool:
    return measure in _measures() or measure in ONLY_OF_PRODUCTS


def _kind_of(measure: str) -> _Kind | None:
    """Find the rows of a measure, through those it builds on."""
    if measure in ONLY_OF_PRODUCTS:
        return _SALES
    found = _measures().get(measure)
    for need in found.needs if found is not None else ():
        kind = _KINDS.get(need) or _kind_of(need)
        if kind is not None:
            return kind
    return None


def _whose(review: Slice, rows: pd.DataFrame, of: _Kind, kind: str, entity: str) -> pd.Series[bool]:
    if kind == "person":
        return rows[of.person] == entity
    if kind == "team":
        return rows["team_id"].isin(review.team_and_below(entity))
    if kind == "product" and "product_id" in rows:
        return rows["product_id"] == entity
    return pd.Series(kind == "company", index=rows.index)
