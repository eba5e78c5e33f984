"""Whether the condition of a follow-up has come true since it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from reviewbook.follow_ups.item import FROM_FINDING, FollowUp
from reviewbook.follow_ups.known import Known
from reviewbook.params.conditions import Condition
from reviewbook.periods import Period

__all__ = ["state", "tested"]


def tested(item: FollowUp, known: Known) -> FollowUp:
    """
    Hold an open follow-up against the numbers of the period; where they are as they should be, it is done.

    A follow-up from a finding is tested by the reviews of the cadence that found it: what is good for a week need not
    be for a month. One from elsewhere is tested by each but the daily one.
    """
    own = item.origin != FROM_FINDING or item.cadence is known.period.cadence
    if item.closed or not item.test or not known.decides or not own:
        return item
    condition = Condition.parse(item.test)
    if condition is None:
        return replace(item, test_state="cannot_tell")
    values = known.values(condition)
    found = item.origin == FROM_FINDING
    first_on = Period.parse(item.opened_in).end_on if found else known.day(item.opened_at)
    told = state(condition, values, known.period, first_on)
    before = Period.containing(first_on, known.period.cadence).previous
    then, now = (values.get(period.key) for period in (before, known.period))
    item = replace(item, test_state=told, measured=now, measured_then=item.measured_then if then is None else then)
    return replace(item, status="done", note="tested", closed_at=known.finished_at) if told == "met" else item


def state(condition: Condition, values: Mapping[str, float | None], period: Period, first_on: date) -> str:
    """
    Say whether a condition held in the period and in as many before it as it asks for.

    Parameters
    ----------
    condition : Condition
        What must come true.
    values : mapping
        Value of the measure by period; None where it does not exist.
    period : Period
        The last period that counts.
    first_on : date
        Periods that were over before it do not count: the follow-up was not agreed yet.

    Returns
    -------
    str
        ``met``; ``not_yet``, also where too few periods have gone by; ``cannot_tell``, where the latest that could
        decide has no value.
    """
    for asked in reversed(period.last(condition.times)):
        if asked.last_on < first_on:
            return "not_yet"
        value = values.get(asked.key)
        if value is None:
            return "cannot_tell"
        if not condition.holds(value):
            return "not_yet"
    return "met"
