"""What happened, in three to seven points made of facts."""

from __future__ import annotations

import pandas as pd

from reviewbook.blocks import Notice, Statements, Tone
from reviewbook.slices import Slice
from reviewbook.tables.denominator import denominator_in_words
from reviewbook.tables.due import asked_in_period, due_in_period
from reviewbook.tables.forecasts import looking_ahead
from reviewbook.tables.opening import OWED, REPLIES
from reviewbook.tables.printed import absent
from reviewbook.verdicts import in_words, verdict

__all__ = ["statements"]


def statements(review: Slice) -> Statements:
    """
    Say how the period went: target, growth, forecast, who made and who missed it, reports, answers, customers.

    The forecast is that of the month in which the period ends; of a month that is over it is said how it did. A rate is
    told from its past by its chart (`verdicts`): a signal, or routine variation. Other changes are said to be changes
    against the period before and nothing more.
    """
    sentences = (
        _target(review),
        _growth(review),
        looking_ahead(review),
        _parts(review),
        *((review.unasked,) if review.unasked else _reports(review)),
        review.unheard or _customers(review),
    )
    return Statements(tuple(sentence for sentence in sentences if sentence is not None))


def _target(review: Slice) -> Notice:
    words, currency = review.words, review.company.currency
    revenue, target, share, gap = (review.value(m) for m in ("revenue", "target", "attainment", "gap"))
    if revenue is None:
        return _unknown(review, "revenue")
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


def _growth(review: Slice) -> Notice | None:
    words, growth = review.words, review.value("growth")
    if growth is None:
        return None
    key = "tables.statements.more" if growth >= 0 else "tables.statements.less"
    before = words(f"previous.{review.period.cadence}")
    return Notice(words(key, change=words.percent(abs(growth)), before=before))


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


def _reports(review: Slice) -> tuple[Notice | None, ...]:
    due = due_in_period(review)
    return _on_time(review, due), _answers(review)


def _on_time(review: Slice, due: pd.DataFrame) -> Notice:
    """Give the rate, its past, and how its denominator comes about."""
    words, rate = review.words, review.value("on_time_rate")
    opened = denominator_in_words(review)
    parts = f"{words('tables.space')}{opened.text}" if opened else ""
    if rate is None:
        return Notice(absent(review, "on_time_rate") + parts, Tone.MUTED)
    states = due["status"].value_counts()
    late, missing = int(states.get("late", 0)), int(states.get("missing", 0))
    part, whole = (review.value("on_time_rate", part=name) for name in ("numerator", "denominator"))
    tone = Tone.WARN if missing else Tone.GOOD if part == whole else Tone.NONE
    text = words(
        "tables.statements.on_time",
        rate=words.percent(rate),
        part=words.number(part),
        whole=words.number(whole),
        late=words.number(late),
        missing=words.number(missing),
    )
    return Notice(_against_past(review, "on_time_rate", text) + parts, tone, OWED)


def _answers(review: Slice) -> Notice:
    words, rate = review.words, review.value("reply_rate")
    if rate is None:
        return _unknown(review, "reply_rate")
    part, whole = (review.value("reply_rate", part=name) or 0 for name in ("numerator", "denominator"))
    asked = asked_in_period(review)
    if (
        review.audience.kind == "person"
    ):  # the rate of a person is that of the answers he owes, not of those he waits for
        asked = asked[asked["manager_id"] == review.audience.id]
    waiting = int((asked["status"] == "waiting").sum())
    text = words(
        "tables.statements.answers",
        rate=words.percent(rate),
        part=words.number(part),
        whole=words.number(whole),
        unanswered=words.number(whole - part),
        waiting=words.number(waiting),
    )
    return Notice(_against_past(review, "reply_rate", text), Tone.WARN if whole > part else Tone.GOOD, REPLIES)


def _against_past(review: Slice, measure: str, text: str) -> str:
    """Add whether the rate is a signal or routine variation; nothing where its past is too short to tell."""
    found = verdict(review, measure, review.audience.kind, review.audience.id)
    if found is None or found.kind == "too_few":
        return text
    said = review.words("tables.statements.verdict", verdict=in_words(review, measure, found))
    return f"{text}{review.words('tables.space')}{said}"


def _customers(review: Slice) -> Notice | None:
    words = review.words
    score, complaints = review.value("satisfaction_score"), review.value("complaints")
    opened = None if complaints is None else words("tables.statements.complaints", count=words.number(complaints))
    if score is None:
        said = absent(review, "satisfaction_score")
    else:
        low, high = (words.number(review.value("satisfaction_score", part=name), 1) for name in ("lower", "upper"))
        answers = words.number(review.value("satisfaction_score", part="n"))
        said = words("tables.statements.satisfaction", score=words.number(score, 1), low=low, high=high, count=answers)
    return Notice(said if opened is None else f"{said}{words('tables.space')}{opened}")


def _unknown(review: Slice, measure: str) -> Notice:
    return Notice(absent(review, measure), Tone.MUTED)
