"""What is asked for by hand: periods made afterwards, editions sent, and deliveries of which nobody knew settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reviewbook.editions import Shelf, address
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.ledger import Ledger
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run.orders import Order, by_audience, orders

__all__ = ["backfill_orders", "named_editions", "settle"]

#: Between the first and the last period of a span.
_SPAN = ".."

#: What a person may say of a delivery.
_ANSWERS = ("arrived", "again", "never")


def backfill_orders(places: Places, params: Params, review: str, span: str, now: datetime) -> list[Order]:
    """
    Read ``weekly 2026-W40..2026-W47``: the orders of every period of a span, in the order in which they are made.

    Parameters
    ----------
    places, params
        The company.
    review : str
        A cadence or the name of a review.
    span : str
        First and last period, or one period.
    now : datetime
        The present instant.

    Raises
    ------
    ParamsError
        When there is no such review, or the span is none.
    """
    first, _, last = span.partition(_SPAN)
    ends = [orders(places, params, [review, one], now)[0] for one in (first, last or first)]
    begin, end = ends[0].period, ends[1].period
    if begin > end:
        raise ParamsError(Problem("backfill", f"{span!r} ends before it begins", f"Write it like {end}..{begin}."))
    periods, period = [], begin
    while period <= end:
        periods.append(period)
        period = period.shift(1)
    words = [word for one in periods for word in (ends[0].publication.name, one.key)]
    return by_audience(places, params, orders(places, params, words, now), ())


def named_editions(
    places: Places, params: Params, words: Sequence[str], only: Sequence[str], now: datetime
) -> list[str]:
    """
    Read ``weekly 2026-W47``: the addresses of the newest editions of periods.

    Parameters
    ----------
    places, params
        The company.
    words : sequence of str
        As after ``publish``.
    only : sequence of str
        Ids of audiences; all of them when empty.
    now : datetime
        The present instant.

    Raises
    ------
    ParamsError
        When a word is wrong, or nothing is published of a period.
    """
    shelf, found, problems = list(Shelf(places.published)), list[str](), list[Problem]()
    for order in orders(places, params, words, now):
        name, period = order.publication.name, order.period.key
        there = [one for one in shelf if (one.record.review, one.record.period) == (name, period)]
        newest = {one.record.audience.id: address(one) for one in there if not only or one.record.audience.id in only}
        if not newest:
            step = f"Type: reviewbook publish {name} {period}"
            problems.append(Problem(f"deliver {name} {period}", "nothing of it is published", "", step))
        found += newest.values()
    if problems:
        raise ParamsError(*problems)
    return found


def settle(ledger: Ledger, id: str, answer: str, now: datetime) -> str:
    """
    Note what a person found out of a delivery.

    Parameters
    ----------
    ledger : Ledger
        Knows it.
    id : str
        Its id, as the letter to the owner names it.
    answer : str
        ``arrived``, ``again`` (it is sent with the next run) or ``never`` (nobody is to have it any more).
    now : datetime
        The present instant.

    Raises
    ------
    ParamsError
        When there is no such delivery or answer.
    """
    if answer not in _ANSWERS:
        raise ParamsError(Problem("settle", f"{answer!r} is no answer", nearest(answer, _ANSWERS)))
    one = ledger.deliveries.one(id)
    if one is None:
        open_ones = [each.id for each in ledger.deliveries.in_state("doubtful", "given_up")]
        expected = nearest(id, open_ones) if open_ones else "No delivery waits for an answer."
        raise ParamsError(Problem("settle", f"there is no delivery {id!r}", expected))
    if one.state not in ("doubtful", "given_up"):
        raise ParamsError(
            Problem(f"settle {id}", f"it is {one.state}", "Only what is doubtful or given up is settled.")
        )
    state = {"arrived": "sent", "again": "planned", "never": "dropped"}[answer]
    ledger.deliveries.end(one, state, now, reason="settled by hand")
    if answer == "again":
        # Its files were dropped with it.
        for part in ledger.deliveries.behind(one):
            if part.state == "dropped":
                ledger.deliveries.end(part, state, now, reason="settled by hand")
    return f"{id}: {state}"
