"""How the period went, in at most three points made of facts; what stands out in it is told by the findings."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.blocks import Notice, Statements, Tone
from reviewbook.slices import Slice
from reviewbook.tables.forecasts import looking_ahead
from reviewbook.tables.printed import absent

__all__ = ["statements"]


def statements(review: Slice) -> Statements:
    """
    Say how the period went: target and growth, the forecast, who made most of it and who is farthest behind.

    Returns
    -------
    Statements
        At most three. The forecast is that of the month in which the period ends; of a month that is over it is said
        how it did. A change is said to be one against the period before and nothing more; whether it is a signal
        stands with its number (`tiles`).
    """
    sentences = (_course(review), looking_ahead(review), _parts(review))
    return Statements(tuple(sentence for sentence in sentences if sentence is not None))


def _course(review: Slice) -> Notice:
    """Tell what was sold against the target, and the growth."""
    sold, growth = _target(review), _growth(review)
    return replace(sold, text=f"{sold.text}{review.words('tables.space')}{growth}") if growth else sold


def _target(review: Slice) -> Notice:
    words, currency = review.words, review.company.currency
    revenue, target, share, gap = (review.value(m) for m in ("revenue", "target", "attainment", "gap"))
    if revenue is None:
        return Notice(absent(review, "revenue"), Tone.MUTED)
    amount = words.short_money(revenue, currency)
    if target is None or share is None or gap is None:
        return Notice(words("tables.statements.no_target", amount=amount, reason=review.reason("attainment")))
    text = words(
        "tables.statements.short" if gap > 0 else "tables.statements.beyond",
        amount=amount,
        target=words.short_money(target, currency),
        share=words.percent(share),
        gap=words.short_money(abs(gap), currency),
    )
    caveat = review.note("attainment")
    if caveat:
        text += words("tables.space") + words("tables.statements.caveat", note=caveat)
    return Notice(text, Tone.BAD if gap > 0 else Tone.GOOD)


def _growth(review: Slice) -> str:
    words, growth = review.words, review.value("growth")
    if growth is None:
        return ""
    key = "tables.statements.more" if growth >= 0 else "tables.statements.less"
    return words(key, change=words.percent(abs(growth)), before=words(f"previous.{review.period.cadence}"))


def _parts(review: Slice) -> Notice | None:
    """Name who brought most, and who is farthest behind the target, both by money."""
    kind, ids = review.parts
    words, currency = review.words, review.company.currency
    revenues = {entity: review.value("revenue", kind, entity) for entity in ids}
    known = {entity: revenue for entity, revenue in revenues.items() if revenue is not None}
    whole = review.value("revenue")
    if len(known) < 2 or not whole or whole <= 0:
        return None
    best = max(known, key=lambda entity: known[entity])
    values = {
        "best": review.name(kind, best),
        "amount": words.short_money(known[best], currency),
        "share": words.percent(known[best] / whole, 0),
    }
    gaps = {entity: gap for entity in known if (gap := review.value("gap", kind, entity)) is not None and gap > 0}
    if not gaps:
        return Notice(words("tables.statements.best", **values))
    worst = max(gaps, key=lambda entity: gaps[entity])
    reached = words.percent(review.value("attainment", kind, worst))
    missing = words.short_money(gaps[worst], currency)
    values |= {"worst": review.name(kind, worst), "gap": missing, "reached": reached}
    return Notice(words("tables.statements.best_and_worst", **values))
