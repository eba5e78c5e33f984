"""Every detector, and how they share the false findings that are allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewbook.findings.answers import unanswered
from reviewbook.findings.claimed import claims_off
from reviewbook.findings.customers import lost_customers
from reviewbook.findings.finding import Finding, Known
from reviewbook.findings.outlook import month_short
from reviewbook.findings.people import reporting_pays, training_gap
from reviewbook.findings.products import price_change, refunds
from reviewbook.findings.punctuality import less_punctual, more_punctual
from reviewbook.findings.reporting import copied, not_reporting, unfilled_field
from reviewbook.findings.reps import late_booking, stands_out
from reviewbook.findings.selling import ahead_of_target, behind_target, revenue_fell, revenue_rose
from reviewbook.findings.voices import (
    competitor,
    complaints_about,
    satisfaction_fell,
    satisfaction_rose,
    slow_resolution,
)

__all__ = ["BY_CHANCE", "COUNTED", "Detector"]

Detector = Callable[[Known], list[Finding]]

#: Detectors that judge by chance, with their parts of what is allowed. Whether reporting pays is one question, asked
#: once a month, and what it pays is known to be little; the others look at many for what stands out.
BY_CHANCE: Mapping[Detector, int] = {
    less_punctual: 1,
    more_punctual: 1,
    unanswered: 1,
    unfilled_field: 1,
    training_gap: 1,
    reporting_pays: 5,
    behind_target: 1,
    ahead_of_target: 1,
    revenue_fell: 1,
    revenue_rose: 1,
    month_short: 1,
    price_change: 1,
    refunds: 1,
    lost_customers: 1,
    late_booking: 1,
    stands_out: 1,
    competitor: 1,
    complaints_about: 1,
    satisfaction_fell: 1,
    satisfaction_rose: 1,
    slow_resolution: 1,
}

#: Detectors that count, and need no chance.
COUNTED: tuple[Detector, ...] = (not_reporting, copied, claims_off)
