"""What stands out of a product: its price, and how much of it comes back."""

from __future__ import annotations

import numpy as np

from reviewbook.findings.finding import Finding, Known
from reviewbook.findings.series import Series, Share, condition, lately, made, series_of, shifted, stated, total
from reviewbook.statistics.surprise import FEWEST_VALUES, WINDOWS, Shift, Side, value_shift

__all__ = ["price_change", "refunds"]

#: A smaller change of price is not worth a sentence, however sure it is: discounts and exchange rates make as much.
_LEAST_CHANGE = 0.03


def price_change(known: Known) -> list[Finding]:
    """
    Find the products that sell at another price than before.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts``.

    Returns
    -------
    list of Finding
        Products whose mean price of the last periods chance would not bring so far from the earlier ones, and is at
        least 3 % away. Certain where the price was the same to the cent in eight periods before: a list price does
        not change by chance. At stake is the difference to the price of the last period before, for the units sold in
        the period under review.
    """
    prices = [series for series in series_of(known, "price", "product") if not np.isnan(series.value[-1])]
    found: list[Finding] = []
    for series in prices:
        listed = _listed(series)
        found += _price(known, series, listed, None) if listed else _moved(known, series, len(prices))
    return found


def _listed(series: Series) -> int:
    """Give for how many periods, sixteen at most, a price has been other than its list price; 0 where it has none."""
    there = np.flatnonzero(~np.isnan(series.value))
    prices = np.round(series.value[there], 2)
    for size in range(1, min(max(WINDOWS), len(there) - FEWEST_VALUES) + 1):
        before, now = prices[-size - FEWEST_VALUES : -size], prices[-size:]
        if np.ptp(before) == 0 and np.all(np.abs(now - before[0]) >= _LEAST_CHANGE * before[0]):
            return len(series.value) - int(there[-size])
    return 0


def _moved(known: Known, series: Series, products: int) -> list[Finding]:
    """Judge a price that differs from sale to sale."""
    sides: tuple[Side, ...] = ("below", "above")
    for side in sides:
        shift = value_shift(series.value, side)
        chance = shift.chance * products * len(sides)
        if shift.lasting and chance <= known.allowed:
            return _price(known, series, shift.size, chance)
    return []


def _price(known: Known, series: Series, size: int, chance: float | None) -> list[Finding]:
    earlier = np.flatnonzero(~np.isnan(series.value[:-size]))
    back = len(series.value) - 1 - int(earlier[-1])
    before = float(series.value[-1 - back])
    price = lately(known, series, size, by="denominator")
    change = price.value / before - 1
    if abs(change) < _LEAST_CHANGE:
        return []
    return [Finding(
        "price_change", "product", series.id,
        {
            "price": price,
            "before": stated(known, series, back=back),
            "change": made(known, series, change, "change", "change"),
            "units": total(known, series, size, "denominator", "count"),
        },
        verdict="certain" if chance is None else "signal", tone="bad" if change < 0 else "plain", chance=chance,
        since=known.history[-size],
        effect_money=abs(float(series.value[-1]) - before) * float(series.denominator[-1]),
    )]  # fmt: skip


def refunds(known: Known) -> list[Finding]:
    """
    Find the products of which more comes back than usual.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts``.

    Returns
    -------
    list of Finding
        Products whose share of refunded lines chance would not bring so high. At stake is what was refunded in the
        period under review.
    """
    rates = {series.id: series for series in series_of(known, "refund_rate", "product")}
    amounts = {series.id: series for series in series_of(known, "refunds", "product")}
    shares = [Share("product", name, "", series.counts) for name, series in rates.items()]
    return [
        _refunds(known, rates[share.id], amounts[share.id], shift) for share, shift in shifted(known, shares, "above")
    ]


def _refunds(known: Known, rate: Series, amount: Series, shift: Shift) -> Finding:
    size = shift.size
    before = rate.counts.before(size) or 0.0
    return Finding(
        "refunds", "product", rate.id,
        {
            "refunded": total(known, rate, size, "numerator", "count"),
            "sold": total(known, rate, size, "denominator", "count"),
            "rate": lately(known, rate, size),
            "before": made(known, rate, before, "share"),
            "amount": total(known, amount, size),
        },
        chance=shift.chance, since=known.history[-size], effect_money=float(amount.value[-1]),
        test=condition(rate, f"<= {max(0.02, 2 * before):.2f} x2"),
    )  # fmt: skip
