"""What the rules of the gate look at, and how one of them says what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from reviewbook.params.checks import RULES, Check, Checks
from reviewbook.periods import Period
from reviewbook.public_days import DayKind
from reviewbook.schema.gate import HELD, NAMED, PASSED, UNASKED

__all__ = ["Known", "Seen", "judged"]


@dataclass(frozen=True)
class Known:
    """
    A run, before it is cut.

    Parameters
    ----------
    period : Period
        The period under review.
    earlier : tuple of Period
        Those before it that it is compared with, the latest first.
    checks : Checks
        The rules as the company wants them.
    frames : mapping of DataFrame
        ``facts``, ``claims``, ``owed``, ``days``, ``rejected``, ``origins``, ``staff`` (`analysis.staff`), and

        - ``volumes``: ``source, table, on, rows`` that a reader at the cut-off could know, of days up to it;
        - ``ages``: ``source, table, hours`` from the newest row to the cut-off, in working hours; ``table`` is empty
          where it is the pull of the source;
        - ``columns``: ``source, table, gone, others``, how many columns came or went, and ``names``;
        - ``doubled``: one row, ``rows`` and ``again``.
    through : date
        The last day that is over at the cut-off.
    day_hours : float
        Working hours of a day.
    """

    period: Period
    earlier: tuple[Period, ...]
    checks: Checks
    frames: Mapping[str, pd.DataFrame]
    through: date
    day_hours: float

    @cached_property
    def ordinary(self) -> frozenset[date]:
        """Days of the company's calendar, which comes first, that are worked in an ordinary week."""
        days = self.frames["days"]
        own = days[(days["kind"] == DayKind.WORKING) & (days["calendar"] == days["calendar"].head(1).max())]
        return frozenset(pd.to_datetime(own["on"]).dt.date)


@dataclass(frozen=True)
class Seen:
    """
    What a rule found of one thing.

    Parameters
    ----------
    found : float, optional
        What its limits are held against; nothing where it cannot be told.
    source, table, measure, entity : str or tuple, optional
        Of what; an entity is its kind and its id.
    usual : float, optional
        What it would be as a rule.
    rows : int, optional
        On how many rows it rests.
    detail : str, optional
        Ids of what was found, or why nothing could be told or nothing follows; names no person.
    settled : bool
        Whether `detail` says why nothing follows, whatever the limits say.
    owner : str, optional
        Who leads the team that it is about.
    """

    found: float | None
    source: str | None = None
    table: str | None = None
    measure: str | None = None
    entity: tuple[str, str] | None = None
    usual: float | None = None
    rows: int | None = None
    detail: str | None = None
    settled: bool = False
    owner: str | None = None


def judged(check: Check, seen: Seen) -> dict[str, object]:
    """Hold what was found against the limits of a rule; a row of frame ``gate``."""
    most = check.most(seen.source, seen.table, seen.measure)
    outcome, detail = _outcome(check, seen), seen.detail
    if most == PASSED:
        outcome, detail = UNASKED, "switched_off"
    elif outcome == HELD and most == NAMED:
        outcome = NAMED
    kind, entity = seen.entity or (None, None)
    nearest = check.withheld if outcome == HELD or check.caveat is None else check.caveat
    return {
        "check": check.name, "outcome": outcome, "source": seen.source, "table": seen.table, "measure": seen.measure,
        "entity_kind": kind, "entity_id": entity, "found": seen.found, "limit": nearest, "usual": seen.usual,
        "unit": RULES[check.name].unit, "rows": seen.rows, "detail": detail,
        "owner": (seen.owner if check.owner == "manager" else check.owner) or None, "despite": None,
    }  # fmt: skip


def _outcome(check: Check, seen: Seen) -> str:
    if seen.found is None:
        return UNASKED
    if seen.settled:
        return PASSED
    for limit, outcome in ((check.withheld, HELD), (check.caveat, NAMED)):
        if limit is not None and (seen.found <= limit if RULES[check.name].less else seen.found >= limit):
            return outcome
    return PASSED
