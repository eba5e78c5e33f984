"""The course of a measure: what each edition of each period said it was."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reviewbook.editions.record import Meaning, Record
from reviewbook.editions.site.listing import order_of
from reviewbook.periods import Period
from reviewbook.wording import Wording, entries

__all__ = ["Figure", "Step", "course", "figures_of", "meanings", "reason_of", "shown_at", "written"]


@dataclass(frozen=True)
class Figure:
    """
    What an edition says of a measure.

    Parameters
    ----------
    record : Record
        The edition.
    value : float, optional
        The value; None where there is none.
    note : str
        Why there is none, as the facts say it; empty when that is not known.
    """

    record: Record
    value: float | None
    note: str


@dataclass(frozen=True)
class Step:
    """A period of a course: what was said first, and what the newest edition says."""

    period: Period
    first: Figure
    newest: Figure


def figures_of(records: Iterable[Record]) -> dict[str, list[Figure]]:
    """Give what editions say of each measure, in the order of the records."""
    found: dict[str, list[Figure]] = {}
    for record in records:
        for stated in record.figures:
            found.setdefault(str(stated["measure"]), []).append(_figure(record, stated))
    return found


def meanings(records: Sequence[Record]) -> dict[str, Meaning]:
    """Give what each measure means, as the newest edition that has it says."""
    found: dict[str, Meaning] = {}
    for record in sorted(records, key=order_of):
        found |= record.measures
    return found


def course(figures: Iterable[Figure]) -> list[Step]:
    """Give the periods of one review, the oldest first."""
    ranked = sorted(figures, key=lambda one: (Period.parse(one.record.period), one.record.number))
    steps = []
    for key, those in groupby(ranked, key=lambda one: one.record.period):
        said = list(those)
        steps.append(Step(Period.parse(key), said[0], said[-1]))
    return steps


def written(figure: Figure, meaning: Meaning | None, words: Wording) -> str:
    """Write a value as the documents do, by its unit; a dash where there is none."""
    return words.value(figure.value, meaning.unit if meaning else "", figure.record.currency)


def reason_of(figure: Figure, words: Wording) -> str:
    """Say why there is no value; empty where there is one."""
    if figure.value is not None:
        return ""
    key = f"note.{figure.note.replace(' ', '_')}"
    return words(key if key in entries() else "note.none")


def shown_at(record: Record, title: str, language: str) -> str:
    """Give the address within the page at which page one shows a measure by its title; empty where it does not."""
    said = record.said.get(language, ())
    return next((one.at for one in said if one.kind == "number" and one.text.split("  ")[0] == title), "")


def _figure(record: Record, stated: Mapping[str, Any]) -> Figure:
    value = stated.get("value")
    number = float(value) if isinstance(value, int | float) and math.isfinite(value) else None
    return Figure(record, number, str(stated.get("note") or ""))
