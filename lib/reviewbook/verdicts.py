"""Whether a number stands out from its own past, in words; figures and tables say it alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import pandas as pd

from reviewbook.blocks import Tone
from reviewbook.periods import Period
from reviewbook.slices import Slice

__all__ = ["NEEDED", "Verdict", "in_short", "in_words", "of_unit", "tone", "verdict"]

#: Earlier periods that limits rest on at least, and periods in a row on one side that make a signal.
NEEDED = 8

#: What the values of a unit can be: limits beyond it say nothing.
_POSSIBLE = {"share": (0.0, 1.0), "points": (0.0, 100.0), "hours": (0.0, inf), "count": (0.0, inf), "days": (0.0, inf)}

#: Shares that go beyond the whole: a target may be outdone.
_BEYOND = ("attainment",)


@dataclass(frozen=True)
class Verdict:
    """
    A point of a process-behaviour chart (`schema.FRAMES["signals"]`), ready to be printed.

    Parameters
    ----------
    value, centre, lower, upper : float, optional
        The measure, and what its earlier periods lead one to expect.
    kind : str
        ``signal``, ``routine`` or ``too_few``.
    rule, side : str
        Of a signal: ``outside`` the limits or a ``run`` on one side; ``above`` or ``below``.
    since : str
        Of a signal: the period in which it began.
    baseline : int
        Earlier periods that the limits rest on.
    """

    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    kind: str
    rule: str
    side: str
    since: str
    baseline: int


def verdict(review: Slice, measure: str, kind: str, entity: str, period: Period | None = None) -> Verdict | None:
    """Give the point of an entity's measure in a period, the one under review unless said otherwise."""
    period = period or review.period
    place = review.charted.place((measure, period.cadence.value, period.key, kind, entity))
    if place is None:
        return None
    row = review.frames["signals"].iloc[place]
    least, most = _POSSIBLE.get(review.measures[measure].unit, (-inf, inf))
    most = inf if measure in _BEYOND else most
    value, centre = _number(row["value"]), _number(row["centre"])
    lower, upper = (_number(row[name], least, most) for name in ("lower", "upper"))
    rule, side, since = ("" if pd.isna(row[name]) else str(row[name]) for name in ("rule", "side", "since"))
    return Verdict(value, centre, lower, upper, str(row["verdict"]), rule, side, since, int(row["baseline"]))


def _number(value: float | None, least: float = -inf, most: float = inf) -> float | None:
    return None if value is None or pd.isna(value) else min(max(float(value), least), most)


def in_words(review: Slice, measure: str, found: Verdict) -> str:
    """Say whether a point is a signal or routine variation, and why."""
    return of_unit(review, review.measures[measure].unit, found)


def in_short(review: Slice, found: Verdict) -> str:
    """Say it in two or three words, as they stand below a number: which way a signal goes, and since when."""
    words = review.words
    if found.kind != "signal":
        told = found.kind == "routine" and found.lower is not None
        return words("verdict.short.routine" if told else "verdict.short.untold")
    mark = "↑" if found.side == "above" else "↓"
    if found.since in ("", review.period.key):
        return words("verdict.short.signal", mark=mark)
    since = words.short_period(Period.parse(found.since, review.period.cadence))
    return words("verdict.short.since", mark=mark, since=since)


def tone(review: Slice, measure: str, found: Verdict) -> Tone:
    """Give the tone of a point: a signal is good or bad by the direction of its measure, all else is neither."""
    if found.kind != "signal":
        return Tone.NONE if found.kind == "routine" else Tone.MUTED
    direction = review.measures[measure].direction
    if direction not in ("up", "down"):
        return Tone.WARN
    return Tone.GOOD if (found.side == "above") == (direction == "up") else Tone.BAD


def of_unit(review: Slice, unit: str, found: Verdict) -> str:
    """Say it of a number that is no measure, by its unit."""
    words, currency = review.words, review.company.currency
    lower, centre, upper = (words.value(bound, unit, currency) for bound in (found.lower, found.centre, found.upper))
    limits = f"{lower}–{upper}"
    before = words(f"verdict.before.{review.period.cadence}", count=words.number(found.baseline))
    if found.kind == "too_few":
        return words("verdict.too_few", before=before, needed=words.number(NEEDED))
    if found.kind == "routine":
        key = "verdict.uniform" if found.lower is None else "verdict.routine"
        return words(key, limits=limits, before=before)
    side = words(f"verdict.{found.side}")
    if found.rule == "outside":
        return words("verdict.outside", side=side, limits=limits, before=before)
    since = words.short_period(Period.parse(found.since, review.period.cadence))
    return words("verdict.run", side=side, centre=centre, since=since, count=words.number(NEEDED))
