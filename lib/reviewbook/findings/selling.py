"""How the sales of the period went: against the target, against what is usual, and where the month will end.

The company's distance from its target is told in every period in which it is worth a
sentence, be it routine; that of a team only when chance alone would hardly make it.
Where there are targets attainment is judged, since targets know the seasons; revenue is
judged where there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.findings.series import Series, average, beside, condition, lately, made, series_of, stated
from reviewbook.findings.teams import inside, largest
from reviewbook.statistics.surprise import FEWEST_VALUES, Side, value_shift

__all__ = ["ahead_of_target", "behind_target", "revenue_fell", "revenue_rose"]

#: A distance from the target that is worth a sentence even when it is routine, as a share of the target.
_WORTH = 0.03

#: Company and teams are two families of candidates, each with half of what chance is allowed.
_FAMILIES = 2

#: The parts of the bridge (`measures.bridge`).
_PARTS = ("new", "lost", "volume", "price", "mix", "refunds")


@dataclass(frozen=True)
class _Moved:
    """A company or team whose attainment or revenue is unlike that of the periods before."""

    series: Series
    chance: float | None
    size: int

    @property
    def verdict(self) -> Literal["signal", "routine"]:
        return "routine" if self.chance is None else "signal"


def behind_target(known: Known) -> list[Finding]:
    """
    Find the company when it is behind its target, and the teams that are so more than chance would make them.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.

    Returns
    -------
    list of Finding
        The company as routine where it is no signal, and only with 3 % of the target or more. Of a team and one above
        it the lower is told where it makes half of the distance or more. At stake is the gap. Nothing while the
        period is not over: what is missing may still come.
    """
    return _off_target(known, "below")


def ahead_of_target(known: Known) -> list[Finding]:
    """
    Find the company when it is ahead of its target, and teams by chance; otherwise as `behind_target`.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.
    """
    return _off_target(known, "above")


def _off_target(known: Known, side: Side) -> list[Finding]:
    if known.as_of < known.period.end_at(known.params.company.zone):
        return []
    there = [series for series in series_of(known, "attainment", "company", "team") if not np.isnan(series.value[-1])]
    off = [series for series in there if (series.value[-1] < 1) == (side == "below") and series.value[-1] != 1]
    moved = _unusual(known, off, there, side)
    told = _lowest(known, [one for one in moved if one.series.kind == "team"])
    company = [one for one in moved if one.series.kind == "company"]
    company += [_Moved(series, None, 1) for series in off if series.kind == "company" and not company]
    worth = [one for one in company if one.chance is not None or abs(one.series.value[-1] - 1) >= _WORTH]
    return [_target_finding(known, one, side) for one in (*worth, *told)]


def _target_finding(known: Known, moved: _Moved, side: Side) -> Finding:
    attainment = moved.series
    revenue, target = float(attainment.numerator[-1]), float(attainment.denominator[-1])
    gap = beside(known, "gap", attainment)
    surplus = made(known, gap, revenue - target, "difference")
    numbers = {
        "attainment": stated(known, attainment),
        **({"gap": stated(known, gap)} if side == "below" else {"surplus": surplus}),
        "revenue": stated(known, attainment, "numerator", "money"),
        "target": stated(known, attainment, "denominator", "money"),
        **_growth(known, attainment),
        **_why(known, attainment, side),
    }
    return Finding(
        "behind_target" if side == "below" else "ahead_of_target", attainment.kind, attainment.id, numbers,
        verdict=moved.verdict, tone="bad" if side == "below" else "good", chance=moved.chance,
        since=known.history[-moved.size], effect_money=abs(target - revenue),
        test=condition(attainment, ">= 1") if side == "below" else "",
    )  # fmt: skip


def revenue_fell(known: Known) -> list[Finding]:
    """
    Find the company, or the teams, that sell less per working day than chance would make of the periods before.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.

    Returns
    -------
    list of Finding
        Of those that have no targets (`behind_target` tells of the others); of a team and one above it, or the
        company, the one above. At stake is the difference to the mean of the periods before, for the working days
        of the period under review.
    """
    return _revenue(known, "below")


def revenue_rose(known: Known) -> list[Finding]:
    """
    Find the company, or the teams, that sell more per working day; otherwise as `revenue_fell`.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.
    """
    return _revenue(known, "above")


def _revenue(known: Known, side: Side) -> list[Finding]:
    aimed = series_of(known, "attainment", "company", "team")
    judged = {(series.kind, series.id) for series in aimed if np.sum(~np.isnan(series.value)) > FEWEST_VALUES}
    there = [series for series in series_of(known, "growth", "company", "team") if not np.isnan(series.numerator[-1])]
    free = [series for series in there if (series.kind, series.id) not in judged]
    moved = _unusual(known, free, free, side)
    return [_revenue_finding(known, one, side) for one in largest(known, moved, lambda one: one.series.id)]


def _revenue_finding(known: Known, moved: _Moved, side: Side) -> Finding:
    growth, size = moved.series, moved.size
    per_day = lately(known, growth, size, "numerator", unit="money")
    before = average(replace(growth, numerator=_judged(growth)), slice(None, -size), "numerator")
    return Finding(
        "revenue_fell" if side == "below" else "revenue_rose", growth.kind, growth.id,
        {
            "per_day": per_day,
            "before": made(known, growth, before, "mean", "money"),
            "change": made(known, growth, per_day.value / before - 1, "change"),
            **_why(known, growth, side),
        },
        tone="bad" if side == "below" else "good", chance=moved.chance, since=known.history[-size],
        effect_money=abs(float(growth.numerator[-1]) - before) * float(growth.n[-1]),
    )  # fmt: skip


def _unusual(known: Known, candidates: Sequence[Series], looked_at: Sequence[Series], side: Side) -> list[_Moved]:
    """Give those whose series chance alone would hardly move so far."""
    found = []
    for series in candidates:
        shift = value_shift(_judged(series), side)
        family = sum(other.kind == series.kind for other in looked_at) * _FAMILIES
        if shift.lasting and shift.chance * family <= known.allowed:
            found.append(_Moved(series, shift.chance * family, shift.size))
    return found


def _judged(series: Series) -> np.ndarray:
    """Give the values by which a series is judged: of growth the revenue per working day, from the first sale on."""
    if series.measure != "growth":
        return series.value
    begun = np.cumsum(np.nan_to_num(series.numerator) != 0) > 0
    return np.where(begun, series.numerator, np.nan)


def _lowest(known: Known, moved: Sequence[_Moved]) -> list[_Moved]:
    """Of a team and those below it tell these where they make half of its distance or more, else the team."""
    below, found = inside(known), {one.series.id: one for one in moved}
    dropped: set[str] = set()
    for team in sorted(found, key=lambda team: len(below[team])):
        lower = [found[name] for name in below[team] & set(found) - dropped]
        told = sum(_distance(one.series) for one in lower)
        dropped |= {team} if lower and told >= _distance(found[team].series) / 2 else {one.series.id for one in lower}
    return [one for one in moved if one.series.id not in dropped]


def _distance(attainment: Series) -> float:
    return abs(float(attainment.denominator[-1] - attainment.numerator[-1]))


def _growth(known: Known, like: Series) -> Mapping[str, Number]:
    growth = beside(known, "growth", like)
    return {} if np.isnan(growth.value[-1]) else {"growth": stated(known, growth)}


def _why(known: Known, like: Series, side: Side) -> Mapping[str, Number]:
    """Give the largest part of the bridge from the period before, where the whole change goes that way, too."""
    bridge = [beside(known, f"bridge_{part}", like) for part in _PARTS]
    parts = np.array([series.value[-1] for series in bridge])
    sign = -1 if side == "below" else 1
    if np.isnan(parts).any() or sign * parts.sum() <= 0:
        return {}
    return {"why": stated(known, bridge[int(np.argmax(sign * parts))])}
