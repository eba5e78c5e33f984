"""What was agreed: monthly targets of reps, quarterly ones of the company; teams have the sum of their members."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.periods import Cadence, Period
from reviewbook.sources.sample.days import day
from reviewbook.sources.sample.options import HOME_CURRENCY, SampleOptions
from reviewbook.sources.sample.people import Person, Roster
from reviewbook.sources.sample.season import season
from reviewbook.sources.sample.selling import ORDER_VALUE, rate
from reviewbook.sources.sample.truths import Planted

__all__ = ["COMPANY_ID", "agree_targets"]

COMPANY_ID = "company"
EASY, HARD = 0.94, 1.08
COMPANY_STRETCH = 1.03
LONG_LEAVE_DAYS = 30


def agree_targets(options: SampleOptions, roster: Roster, planted: Planted) -> pd.DataFrame:
    """
    Give the table `targets`, up to the end of the running quarter.

    A rep's target is what the rep's own process yields in a month, more or less;
    whoever is truly better has the same target as the equals.
    """
    last = Period.containing(options.until, Cadence.QUARTERLY)
    months = [Period.containing(options.start, Cadence.MONTHLY)]
    while months[-1].end_on < last.end_on:
        months.append(months[-1].shift(1))
    rows: list[dict[str, Any]] = []
    for rep in roster.reps:
        rows += _of_rep(options, roster, rep, planted, months)
    quarters: dict[str, float] = defaultdict(float)
    for row in rows:
        quarters[Period.containing(date.fromisoformat(row["period"] + "-01"), Cadence.QUARTERLY).key] += row["amount"]
    for key, amount in sorted(quarters.items()):
        if Period.parse(key).start_on >= options.start:
            rows.append(_row("company", COMPANY_ID, key, round(amount * COMPANY_STRETCH, -4)))
    return pd.DataFrame(rows, columns=["owner_kind", "owner_id", "measure", "period", "amount", "currency"])


def _of_rep(
    options: SampleOptions, roster: Roster, rep: Person, planted: Planted, months: list[Period]
) -> list[dict[str, Any]]:
    rng = options.stream("targets", rep.person_id)
    equals = planted.of("better_rep", rep.person_id) or planted.of("equal_reps", rep.person_id)
    ease = 1.0 if equals else float(rng.uniform(EASY, HARD))
    orders_a_day = rate(options, rep, planted)
    for truth in planted.of("better_rep", rep.person_id):
        orders_a_day /= 1 + (truth.size or 0.0)
    workdays = roster.workdays[rep.home.calendar]
    rows = []
    for month in months:
        start = max(month.start_on, rep.hired_on)
        end = min(month.end_on, rep.left_on or date.max)
        days = workdays.between(day(start), day(end)) if start < end else workdays.days[:0]
        for spell in rep.spells:
            if (spell.ends_on - spell.starts_on).days >= LONG_LEAVE_DAYS:
                days = days[(days < day(spell.starts_on)) | (days > day(spell.ends_on))]
        amount = round(float(np.sum(season(workdays, days))) * orders_a_day * ORDER_VALUE * ease, -3)
        if amount:
            rows.append(_row("person", rep.person_id, month.key, amount))
    return rows


def _row(kind: str, owner: str, period: str, amount: float) -> dict[str, Any]:
    return {
        "owner_kind": kind,
        "owner_id": owner,
        "measure": "revenue",
        "period": period,
        "amount": amount,
        "currency": HOME_CURRENCY,
    }
