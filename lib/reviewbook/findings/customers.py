"""Whose customers stay away.

A customer who orders every three weeks and has not ordered for a month may only be late;
forty of a hundred at once are not. So the share of a team's customers who come back is
held against its own past, as far as the working days of each period let one expect it,
and against the other teams in the same period, so that a month in which nobody buys is
not laid at one team's door.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reviewbook.findings.counting import Counts
from reviewbook.findings.finding import Finding, Known
from reviewbook.findings.series import Series, beside, condition, made, series_of, stated
from reviewbook.findings.teams import leaves
from reviewbook.statistics.surprise import Shift, dispersion, rate_shift, share_chance

__all__ = ["lost_customers"]

#: So many periods before are looked at for customers (`measures.returning`).
_PERIODS = 3


def lost_customers(known: Known) -> list[Finding]:
    """
    Find the teams whose customers come back less often than before and than those of the others.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts`` and ``teams``.

    Returns
    -------
    list of Finding
        Of the teams without teams below them. At stake are the customers who are missing, those expected by the
        team's past less those who came, each with the mean revenue of a customer in the three periods before.
    """
    lowest = leaves(known)
    rates = [rate for rate in series_of(known, "returning_rate", "team") if rate.id in lowest and rate.n[-1] > 0]
    days = {series.id: series.n for series in series_of(known, "growth", "team")}
    evened = {rate.id: _evened(rate, days[rate.id]) for rate in rates}
    apart = _dispersions(evened)
    found = []
    for rate in rates:
        shift = rate_shift(evened[rate.id].parts, evened[rate.id].wholes, "below", apart[rate.id])
        others = _others(rate, rates)
        against = share_chance(*others, 1, "below", apart[rate.id]) if others[1][0] else 0.0
        chance = min(1.0, max(shift.chance, against) * len(rates))
        if shift.lasting and chance <= known.allowed:
            found.append(_finding(known, rate, (evened[rate.id], shift, chance), others))
    return found


def _evened(rate: Series, days: np.ndarray) -> Counts:
    """
    Give the counts as they would be if every period had the working days of the one under review.

    Who comes back with a chance p in d days stays away with 1 − p, and in D days with (1 − p) to the power of D / d.
    """
    share = rate.numerator / rate.denominator
    known = (days > 0) & (rate.denominator > 0)
    power = np.where(known, days[-1] / np.where(known, days, 1), 1)
    parts = np.where(known, rate.denominator * (1 - (1 - np.where(known, share, 0)) ** power), 0)
    return Counts(parts, np.where(known, rate.denominator, 0))


def _dispersions(evened: Mapping[str, Counts]) -> dict[str, float]:
    if not evened:
        return {}
    both = (np.array([getattr(counts, name) for counts in evened.values()]) for name in ("parts", "wholes"))
    return dict(zip(evened, map(float, dispersion(*both)), strict=True))


def _others(rate: Series, rates: list[Series]) -> tuple[list[float], list[float]]:
    """Give who came back, and who could have, of the other teams together and of this one."""
    rest = [other for other in rates if other is not rate]
    parts = [sum(float(other.numerator[-1]) for other in rest), float(rate.numerator[-1])]
    return parts, [sum(float(other.denominator[-1]) for other in rest), float(rate.denominator[-1])]


def _finding(
    known: Known, rate: Series, judged: tuple[Counts, Shift, float], others: tuple[list[float], list[float]]
) -> Finding:
    evened, shift, chance = judged
    customers, back = float(rate.denominator[-1]), float(rate.numerator[-1])
    before = evened.before(shift.size) or 0.0
    elsewhere = others[0][0] / others[1][0] if others[1][0] else before
    return Finding(
        "lost_customers", "team", rate.id,
        {
            "away": made(known, rate, customers - back, "difference", "count"),
            "customers": stated(known, rate, "denominator", "count"),
            "rate": stated(known, rate),
            "before": made(known, rate, before, "share"),
            "others": made(known, rate, elsewhere, "share"),
        },
        chance=chance, since=known.history[-shift.size],
        effect_money=(before * customers - back) * _worth(known, rate),
        test=condition(rate, f">= {before:.2f}"),
    )  # fmt: skip


def _worth(known: Known, rate: Series) -> float:
    """Give the mean revenue of one of the customers in a period, by the three periods before."""
    sold = beside(known, "revenue", rate)
    return float(np.nanmean(sold.value[-1 - _PERIODS : -1])) / float(rate.denominator[-1])
