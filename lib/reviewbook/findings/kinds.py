"""The kinds of findings, and which numbers each one states; the sentences that state them stand with the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True)
class Kind:
    """
    What a finding of a kind states.

    Parameters
    ----------
    numbers : mapping of str
        Unit of each number by its name.
    optional : set of str
        Numbers that a finding may lack, mostly for want of a past; without them the kind says less.
    """

    numbers: Mapping[str, str]
    optional: frozenset[str]


def _states(text: str) -> Kind:
    """Read ``rate:share before?:share``; a question mark stands behind what may be lacking."""
    pairs = [number.split(":") for number in text.split()]
    numbers = {name.removesuffix("?"): unit for name, unit in pairs}
    return Kind(numbers, frozenset(name.removesuffix("?") for name, _ in pairs if name.endswith("?")))


KINDS: Mapping[str, Kind] = {
    "not_reporting": _states("missing:count due:count before?:share"),
    "less_punctual": _states("rate:share on_time:count due:count before:share"),
    "more_punctual": _states("rate:share on_time:count due:count before:share"),
    "copied": _states("copied:count compared:count"),
    "claims_off": _states("claims:count compared:count difference:money recorded:money"),
    "counts_off": _states("claims:count compared:count difference:count recorded:count"),
    "unanswered": _states("answered:count asked:count rate:share before?:share"),
    "only_read": _states("answered:count asked:count read:count rate:share before?:share"),
    "unfilled_field": _states("filled:count reports:count others?:share"),
    "training_gap": _states("done:count due:count others:share"),
    "behind_target": _states("attainment:share gap:money revenue:money target:money growth?:change why?:money"),
    "ahead_of_target": _states("attainment:share surplus:money revenue:money target:money growth?:change why?:money"),
    "revenue_fell": _states("per_day:money before:money change:change why?:money"),
    "revenue_rose": _states("per_day:money before:money change:change why?:money"),
    "month_short": _states("forecast:money most:money target:money so_far:money short:money"),
    "price_change": _states("price:money before:money change:change units:count"),
    "refunds": _states("refunded:count sold:count rate:share before:share amount:money"),
    "lost_customers": _states("away:count customers:count rate:share before:share others:share"),
    "late_booking": _states("late:count recorded:count rate:share before:share days:days"),
    "stands_out": _states("people:count"),
    "competitor": _states("reports:count submitted:count share:share before:share"),
    "complaints_about": _states("complaints:count all:count share:share before:share"),
    "satisfaction_fell": _states("score:points before:points answers:count"),
    "satisfaction_rose": _states("score:points before:points answers:count"),
    "slow_resolution": _states("hours:hours before:hours resolved:count"),
    "reporting_pays": _states("gain:points lower:points upper:points pairs:count people:count"),
}
"""What each kind states."""
