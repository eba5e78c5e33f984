"""What customers and the market say otherwise than before: competitors, complaints, satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.findings.counting import Counts
from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.findings.series import Series, Share, average, beside, laid_out, lately, made, series_of, shifted, total
from reviewbook.findings.teams import inside, largest
from reviewbook.statistics.surprise import Shift, Side, value_shift

__all__ = ["competitor", "complaints_about", "satisfaction_fell", "satisfaction_rose", "slow_resolution"]


def competitor(known: Known) -> list[Finding]:
    """
    Find the competitors whom more of the reports name than before, for the company or the team where that is so.

    Parameters
    ----------
    known : Known
        Of its frames: ``market`` and ``teams``.

    Returns
    -------
    list of Finding
        A team is told instead of those below it where the most of them are found, or its others are, too; so is the
        company. At stake are the reports of the period that name the competitor beyond what was usual.
    """
    shares = _named(known)
    found = shifted(known, shares, "above")
    told = []
    for topic in sorted({share.topic for share, _ in found}):
        own = {share.id: (share, shift) for share, shift in found if share.topic == topic}
        told += _as_wholes(known, own, [share for share in shares if share.topic == topic])
    return [_competitor(known, share, shift) for share, shift in told]


def _named(known: Known) -> list[Share]:
    """Count the reports that could name a competitor, and those that do, for the company and every team."""
    market = known.frames["market"]
    rows = market[market["entity_kind"].isin(["company", "team"])]
    named, (reports, submitted) = laid_out(known, rows, ["entity_kind", "entity_id", "topic"], ["reports", "submitted"])
    counted = [
        Counts(np.nan_to_num(part), np.nan_to_num(whole)) for part, whole in zip(reports, submitted, strict=True)
    ]
    return [Share(kind, unit, topic, own) for (kind, unit, topic), own in zip(named, counted, strict=True)]


def _as_wholes(
    known: Known, found: dict[str, tuple[Share, Shift]], shares: Sequence[Share]
) -> list[tuple[Share, Shift]]:
    """Tell a team or the company instead of those below it, or these alone, from the bottom up."""
    below = inside(known)
    told: dict[str, tuple[Share, Shift]] = {}
    for unit in sorted(found, key=lambda unit: (len(below[unit]), unit)):
        lower = [name for name in below[unit] if name in told]
        if not lower or _shifted_too(known, found[unit][0], [told[name][0] for name in lower], shares):
            told = {name: one for name, one in told.items() if name not in lower} | {unit: found[unit]}
    return [told[unit] for unit in sorted(told)]


def _shifted_too(known: Known, whole: Share, lower: Sequence[Share], shares: Sequence[Share]) -> bool:
    """Say whether a unit has shifted besides those below it who have: they are most of it, or so has the rest."""
    held = sum(share.counts.wholes[-1] for share in lower)
    if 2 * held > whole.counts.wholes[-1]:
        return True
    parts = whole.counts.parts - np.sum([share.counts.parts for share in lower], axis=0)
    wholes = whole.counts.wholes - np.sum([share.counts.wholes for share in lower], axis=0)
    rest = Share(whole.kind, whole.id, whole.topic, Counts(parts, wholes))
    others = [share for share in shares if share.id != whole.id]
    return any(share is rest for share, _ in shifted(known, [rest, *others], "above"))


def _competitor(known: Known, share: Share, shift: Shift) -> Finding:
    counts, size = share.counts, shift.size
    reports, submitted = counts.since(size)
    before = counts.before(size) or 0.0
    numbers = {
        "reports": Number(float(reports), "count", "market"),
        "submitted": Number(float(submitted), "count", "market"),
        "share": Number(reports / submitted, "share", "market"),
        "before": Number(before, "share", "market"),
    }
    return Finding(
        "competitor", share.kind, share.id, numbers, topic=share.topic, chance=shift.chance,
        since=known.history[-size], effect_reports=float(counts.parts[-1] - before * counts.wholes[-1]),
    )  # fmt: skip


def complaints_about(known: Known) -> list[Finding]:
    """
    Find the products that more of the complaints are about than before.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts``.

    Returns
    -------
    list of Finding
        Products whose share of the complaints that name a product chance would not bring so high: when everybody
        complains more, no product stands out. Complaints are taken to come one by one; that a bad lot makes many at
        once is what is looked for. At stake is an average order of the company for each complaint of the
        period beyond what was usual, as if each might cost the next order.
    """
    told = {series.id: series for series in series_of(known, "complaints", "product")}
    parts = {name: np.nan_to_num(series.value) for name, series in told.items()}
    every = np.sum(list(parts.values()), axis=0)
    shares = [Share("product", name, "", Counts(part, every)) for name, part in parts.items()]
    return [
        _complaints(known, told[share.id], share, shift)
        for share, shift in shifted(known, shares, "above", dispersed=False)
    ]


def _complaints(known: Known, series: Series, share: Share, shift: Shift) -> Finding:
    counts, size = share.counts, shift.size
    complaints, every = counts.since(size)
    before = counts.before(size) or 0.0
    more = float(counts.parts[-1] - before * counts.wholes[-1])
    worth = [float(order.value[-1]) for order in series_of(known, "average_order", "company")]
    return Finding(
        "complaints_about", "product", share.id,
        {
            "complaints": total(known, series, size),
            "all": made(known, series, every, "sum"),
            "share": made(known, series, complaints / every, "share", "share"),
            "before": made(known, series, before, "share", "share"),
        },
        chance=shift.chance, since=known.history[-size],
        effect_money=more * worth[0] if worth and not np.isnan(worth[0]) else None,
    )  # fmt: skip


def satisfaction_fell(known: Known) -> list[Finding]:
    """
    Find the company, or the teams, whose customers are less satisfied than chance would make of the periods before.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.

    Returns
    -------
    list of Finding
        Of a team and one above it, or the company, the one above. At stake is that part of the period's revenue by
        which the score fell on its scale from 0 to 100.
    """
    return [_satisfaction(known, one, "satisfaction_fell") for one in _moved(known, "satisfaction_score", "below")]


def satisfaction_rose(known: Known) -> list[Finding]:
    """
    Find the company, or the teams, whose customers are more satisfied; otherwise as `satisfaction_fell`.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.
    """
    return [_satisfaction(known, one, "satisfaction_rose") for one in _moved(known, "satisfaction_score", "above")]


def slow_resolution(known: Known) -> list[Finding]:
    """
    Find the company, or the teams, that take longer to resolve complaints than chance would make of the periods before.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.

    Returns
    -------
    list of Finding
        Judged by the logarithm of the hours: a few complaints may take ten times as long. Of a team and one above it,
        or the company, the one above. At stake are as many reports as complaints were resolved in the period.
    """
    return [
        Finding(
            "slow_resolution", one.series.kind, one.series.id,
            {
                "hours": lately(known, one.series, one.size),
                "before": made(known, one.series, one.before, "mean"),
                "resolved": total(known, one.series, one.size, "n", "count"),
            },
            chance=one.chance, since=known.history[-one.size], effect_reports=float(one.series.n[-1]),
        )
        for one in _moved(known, "resolution_hours", "above")
    ]  # fmt: skip


@dataclass(frozen=True)
class _Moved:
    """A company or team whose measure is unlike that of the periods before, whose mean is `before`."""

    series: Series
    chance: float
    size: int

    @property
    def before(self) -> float:
        return average(self.series, slice(None, -self.size))


def _moved(known: Known, measure: str, side: Side) -> list[_Moved]:
    there = [series for series in series_of(known, measure, "company", "team") if not np.isnan(series.value[-1])]
    found = []
    for series in there:
        shift = value_shift(_steady(series), side)
        if shift.lasting and shift.chance * len(there) <= known.allowed:
            found.append(_Moved(series, shift.chance * len(there), shift.size))
    return largest(known, found, lambda one: one.series.id)


def _steady(series: Series) -> NDArray[Any]:
    """
    Give the values as they would be if each rested on as many answers or complaints as the latest.

    The fewer there are, the farther chance alone takes their mean from the usual: with the square root. Hours are
    taken by their logarithm.
    """
    value = np.log1p(series.value) if series.measure == "resolution_hours" else series.value
    n = np.where(np.isnan(value), 0, np.nan_to_num(series.n))
    usual = (np.nan_to_num(value) * n).sum() / n.sum()
    found: NDArray[Any] = usual + (value - usual) * np.sqrt(n / n[-1])
    return found


def _satisfaction(known: Known, one: _Moved, kind: str) -> Finding:
    score, before = float(one.series.value[-1]), one.before
    stake = abs(score - before) / 100 * float(beside(known, "revenue", one.series).value[-1])
    return Finding(
        kind, one.series.kind, one.series.id,
        {
            "score": lately(known, one.series, one.size),
            "before": made(known, one.series, before, "mean"),
            "answers": total(known, one.series, one.size, "n", "count"),
        },
        tone="bad" if kind == "satisfaction_fell" else "good", chance=one.chance, since=known.history[-one.size],
        effect_money=None if np.isnan(stake) else stake,
    )  # fmt: skip
