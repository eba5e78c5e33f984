"""The follow-ups of a run: what was carried here, what is new, and how all of it stands at the cut-off.

Nothing that was ever opened leaves the frame: what is done stays as done, and what
neither its tool nor ``follow_ups.yaml`` lists any more stays open and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from reviewbook.follow_ups.item import FROM_FINDING, FollowUp, read, written
from reviewbook.follow_ups.joining import joined, taken_up
from reviewbook.follow_ups.known import Known
from reviewbook.follow_ups.opening import became, by_hand, from_findings, listed, pressing
from reviewbook.follow_ups.testing import tested
from reviewbook.params.follow_ups import FollowUpEntry, FollowUps
from reviewbook.periods import Period

__all__ = ["Agreed", "follow_ups"]

#: Periods in a row without its finding, after which a follow-up that has no test is done.
_UNFOUND = 2

#: Editions through which it was carried, after which it goes up to the manager.
_CARRIED = 3


@dataclass(frozen=True)
class Agreed:
    """
    What is known of follow-ups before the findings are looked at.

    Parameters
    ----------
    carried : DataFrame
        Frame ``follow_ups`` of the editions before (`editions.carried`); ``carried`` counts for this one.
    listed : DataFrame
        Table ``follow_ups`` as it stood at the cut-off: what the tools list.
    by_hand : FollowUps
        What ``follow_ups.yaml`` says.
    """

    carried: pd.DataFrame
    listed: pd.DataFrame
    by_hand: FollowUps


def follow_ups(agreed: Agreed, findings: pd.DataFrame, known: Known) -> pd.DataFrame:
    """
    Say of everything that was ever agreed to do how it stands.

    Parameters
    ----------
    agreed : Agreed
        What was carried here, and what tools and people say.
    findings : DataFrame
        Frame ``findings`` of the period under review.
    known : Known
        The run.

    Returns
    -------
    DataFrame
        Frame ``follow_ups``.

    Notes
    -----
    A finding opens a follow-up when it is no good news, more than chance and on page one, and has none open; a daily review
    opens, tests and escalates nothing. A follow-up is done when its test is met, when its owner or its tool says so,
    or, where it comes from a finding and has no test, when the finding did not come up in two periods in a row. What
    data closed stays closed although its tool lists it on. A card that carries the id of one from a finding or by hand is
    that one (`joining`).
    """
    entries = agreed.by_hand.follow_ups
    words = {entry.id: entry for entry in entries if entry.title is None}
    kept, ours, cards = map(_by_id, (read(agreed.carried), by_hand(entries, known), listed(agreed.listed, known)))
    there = _became(joined(kept, ours, cards, known).values(), words, known)
    if known.decides:
        # A second edition of a period opens again what the first did; by then there may be a card of it.
        before = {name: item for name, item in there.items() if name in kept or name in ours}
        opened = from_findings(findings, before, known)
        there |= _became((_with_card(item, cards, known) for item in opened), words, known)
    found = set(pressing(findings)["finding_id"])
    closed = (_sought(tested(item, known), found, known) for item in there.values())
    return written(_standing(item, known) for item in closed)


def _by_id(items: Iterable[FollowUp]) -> dict[str, FollowUp]:
    return {item.follow_up_id: item for item in items}


def _with_card(item: FollowUp, cards: Mapping[str, FollowUp], known: Known) -> FollowUp:
    card = cards.get(item.follow_up_id)
    return taken_up(item, card, None, None, known) if card else item


def _became(items: Iterable[FollowUp], words: Mapping[str, FollowUpEntry], known: Known) -> dict[str, FollowUp]:
    """Give follow-ups by id, and let what somebody wrote about one from elsewhere hold."""
    told = _by_id(items)
    return {name: became(item, words[name], known) if name in words else item for name, item in told.items()}


def _sought(item: FollowUp, found: set[str], known: Known) -> FollowUp:
    """Look for the finding of an open follow-up; one that has not come up for long enough is no longer pursued."""
    own = item.origin == FROM_FINDING and item.cadence is known.period.cadence
    if item.closed or item.test or not own:
        return item
    if item.finding_id in found:
        return replace(item, found_in=known.period.key)
    if Period.parse(item.found_in or item.opened_in).shift(_UNFOUND) > known.period:
        return item
    return replace(item, status="done", note="not_found", closed_at=known.finished_at)


def _standing(item: FollowUp, known: Known) -> FollowUp:
    """Give status, age and who is to know, as they are at the cut-off."""
    until = item.closed_at or known.as_of
    # A card may have been done before somebody gave it the id of what was agreed.
    aged = replace(item, age_days=max(0, (known.day(until) - known.day(item.opened_at)).days))
    if item.closed:
        return aged if item.closed_at else replace(item, age_days=item.age_days or aged.age_days)
    overdue = item.due_on is not None and item.due_on < known.today
    fresh = not item.carried and item.opened_at >= known.period.start_at(known.zone)
    up = item.escalated_to is not None or (known.decides and item.carried >= _CARRIED)
    return replace(
        aged,
        status="overdue" if overdue else "new" if fresh and not up else "open",
        escalated_to=(known.manager(item) or item.escalated_to) if up else None,
    )
