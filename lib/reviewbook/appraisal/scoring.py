"""What people's numbers are worth in points, part by part.

What does not count (no value, or it rests on too little) has no points. The score is then
the mean of what counts, each part with its own weight; how much of the weights that is
stands beside it, and below a least share there is no score. So nobody is marked down for
a survey that nobody answered, and nobody is ranked by a fragment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.appraisal.chance import DRAWS, Flags, Floats
from reviewbook.appraisal.estimates import Book
from reviewbook.params.appraisal import Appraisal, Part

__all__ = [
    "NO_FIGURES",
    "TOO_FEW_DAYS",
    "TOO_LITTLE",
    "TOO_LITTLE_COUNTS",
    "Scored",
    "first_reason",
    "points",
    "scored",
]

#: Why something does not count, or somebody is not ranked; a measure without a value has the note of its fact.
TOO_FEW_DAYS = "too few working days"
TOO_LITTLE = "rests on too little"
TOO_LITTLE_COUNTS = "too little counts"

NO_FIGURES = "none"


@dataclass(frozen=True)
class Scored:
    """
    The scores of the people of a book.

    Parameters
    ----------
    parts : DataFrame
        One row per person, component and measure, in the form of ``scores`` but for period and team.
    score, covered : array
        The points of each person, NaN for none, and the share of the weights that counts.
    draws : array
        One row per person: scores that the same performance could have brought.
    """

    parts: pd.DataFrame
    score: Floats
    covered: Floats
    draws: Floats


def points(curve: tuple[tuple[float, float], ...], values: Floats) -> Floats:
    """Turn values into points: straight between the points of the curve, level beyond its ends."""
    return np.interp(values, [value for value, _ in curve], [worth for _, worth in curve])


def scored(book: Book, rules: Appraisal, present: Collection[str]) -> Scored:
    """
    Score everybody.

    Parameters
    ----------
    book : Book
        The figures.
    rules : Appraisal
        What they are worth.
    present : collection of str
        Who was there on enough working days; the others have no score.
    """
    here = np.array([person in present for person in book.people], dtype=bool)
    total, covered = np.zeros(len(here)), np.zeros(len(here))
    draws, rows = np.zeros((len(here), DRAWS)), []
    for component in rules.components:
        for part in component.measures:
            weight = component.weight * part.weight
            told, drawn = _part(book, part, here)
            counted = told["counted"].to_numpy(dtype=bool)
            covered += weight * counted
            total += weight * np.where(counted, told["points"], 0.0)
            draws += weight * np.where(counted[:, None], drawn, 0.0)
            rows.append(told.assign(component=component.name, measure=part.measure, weight=weight))
    # Weights are decimal fractions; their sum may miss the least share by a hair.
    enough = here & (covered >= rules.least_weight - 1e-9)
    whole = np.where(enough, covered, np.nan)
    return Scored(pd.concat(rows, ignore_index=True), total / whole, covered, draws / whole[:, None])


def first_reason(*cases: tuple[Flags, str | Iterable[str]]) -> NDArray[np.object_]:
    """Give the first reason that holds for each; one reason for all, or one for each. None where none holds."""
    found = np.full(len(cases[0][0]), None, dtype=object)
    for holds, why in reversed(cases):
        told = np.full(len(found), why, dtype=object) if isinstance(why, str) else np.array(list(why), dtype=object)
        found[holds] = told[holds]
    return found


def _part(book: Book, part: Part, here: Flags) -> tuple[pd.DataFrame, Floats]:
    """Give the points of everybody for one measure, with why it does not count."""
    found = book.estimate(part.measure)
    rows = found.rows
    none = rows["value"].isna().to_numpy()
    little = rows["exposure"].fillna(np.inf).to_numpy(dtype=np.float64) < part.least
    notes = rows["note"].fillna(NO_FIGURES)
    reason = first_reason((~here, TOO_FEW_DAYS), (none, notes), (little, TOO_LITTLE))
    counted = here & ~none & ~little
    told = pd.DataFrame({
        "person_id": list(book.people),
        "value": rows["value"].to_numpy(),
        "points": np.where(counted, points(part.curve, rows["value"].to_numpy(dtype=np.float64)), np.nan),
        "exposure": rows["exposure"].to_numpy(),
        "counted": counted,
        "reason": reason,
    })  # fmt: skip
    return told, points(part.curve, found.draws)
