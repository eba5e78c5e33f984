"""Sales and customers in numbers: by team or person, and period by period."""

from __future__ import annotations

from collections.abc import Sequence

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.periods import Period
from reviewbook.slices import Slice, about_customers
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import CUSTOMERS, ORDERS, opening
from reviewbook.tables.printed import absent, head

__all__ = ["customers", "performance", "trend"]

_SALES = ("revenue", "target", "attainment", "gap", "growth", "orders", "average_order")
_TREND = ("revenue", "target", "attainment", "on_time_rate", "reply_rate", "satisfaction_score", "complaints")
_PERIODS = 13

#: Numbers that add up from the order lines of the period alone.
_OF_LINES = ("revenue", "orders", "average_order")


def performance(review: Slice) -> Table:
    """
    Give revenue, target, attainment, gap, growth and orders by team (by person for a team), the largest first.

    The last row is the audience itself. What its parts do not add up to (the sales of nobody in a team) is a row of
    its own.
    """
    kind, ids = review.parts
    known = [entity for entity in ids if review.value("revenue", kind, entity) is not None]
    known.sort(key=lambda entity: (-(review.value("revenue", kind, entity) or 0.0), entity))
    shares = [review.value("attainment", kind, entity) or 0.0 for entity in known]
    full = max([1.0, *shares])
    rows = [
        (Cell(review.name(kind, entity)), *(_sales_cell(review, measure, kind, entity, full) for measure in _SALES))
        for entity in known
    ]
    other = _elsewhere(review, kind, known)
    if other is not None:
        rows.append(other)
    alone = len(known) == 1 and known[0] == review.audience.id
    return Table(
        "performance",
        review.words("tables.performance.title"),
        (head(review, f"kind.{kind}", 1.6), *(review.head(measure) for measure in _SALES)),
        tuple(rows),
        totals=() if alone or not rows else (_total(review, _SALES),),
        note=_note(review, kind, known),
        empty=absent(review, "revenue"),
    )


@about_customers
@of_one
def customers(review: Slice) -> Table:
    """Give satisfaction with its interval and answers, and complaints, by team (by person for a team)."""
    kind, ids = review.parts
    words = review.words
    measured = [
        entity
        for entity in ids
        if any(review.value(m, kind, entity) is not None for m in ("satisfaction_score", "complaints"))
    ]
    alone = measured == [review.audience.id]
    total = _customer_row(review, review.audience.kind, review.audience.id, words("tables.total"))
    return Table(
        CUSTOMERS,
        words("tables.customers.title"),
        (
            head(review, f"kind.{kind}", 1.6),
            review.head("satisfaction_score"),
            head(review, "tables.customers.interval", 1.2, "right"),
            head(review, "tables.customers.answers", 1, "right"),
            review.head("complaints"),
            head(review, "tables.customers.change", 1, "right"),
        ),
        tuple(_customer_row(review, kind, entity, review.name(kind, entity)) for entity in measured),
        totals=() if alone or not measured else (total,),
        note=words("tables.customers.note"),
        empty=absent(review, "satisfaction_score"),
    )


def trend(review: Slice) -> Table:
    """Give the audience's main numbers of the last 13 periods, oldest first; those that never had a value are left out."""
    values = {
        (measure, period): review.value(measure, period=period)
        for period in review.period.last(_PERIODS)
        for measure in _TREND
    }
    known = {key for key, value in values.items() if value is not None}
    measures = [measure for measure in _TREND if any(measure == of for of, _ in known)]
    rows = tuple(
        (
            Cell(review.words.period(period), period.key),
            *(review.cell(measure, values[measure, period]) for measure in measures),
        )
        for period in review.period.last(_PERIODS)
        if any(period == of for _, of in known)
    )
    return Table(
        "trend",
        review.words("tables.trend.title"),
        (head(review, "tables.period", 2), *(review.head(measure) for measure in measures)),
        rows,
        empty=absent(review, "revenue"),
    )


def _note(review: Slice, kind: str, known: Sequence[str]) -> str:
    """Say how the rows stand, and what the dashes among them mean."""
    words = review.words
    empty = ((m, entity) for m in _SALES for entity in known if review.value(m, kind, entity) is None)
    reasons = list(dict.fromkeys(review.reason(measure, kind, entity) for measure, entity in empty))
    said = [words("tables.performance.note")]
    said += [words("tables.dashes", reasons=words.join(reasons))] if reasons else []
    return words("tables.space").join(said)


def _sales_cell(review: Slice, measure: str, kind: str, entity: str, full: float) -> Cell:
    value = review.value(measure, kind, entity)
    if measure in _OF_LINES:
        return opening(review.cell(measure, value), ORDERS)
    if measure != "attainment" or value is None:
        return review.cell(measure, value)
    return review.cell(measure, value, Tone.GOOD if value >= 1 else Tone.BAD, min(max(value / full, 0.0), 1.0))


def _elsewhere(review: Slice, kind: str, known: Sequence[str]) -> tuple[Cell, ...] | None:
    """Revenue of the audience that none of its parts has."""
    whole = review.value("revenue")
    rest = (whole or 0.0) - sum(review.value("revenue", kind, entity) or 0.0 for entity in known)
    if whole is None or not known or abs(rest) < 0.005:
        return None
    cells = (review.cell(measure, rest if measure == "revenue" else None) for measure in _SALES)
    return (Cell(review.words("tables.elsewhere"), tone=Tone.MUTED), *cells)


def _total(review: Slice, measures: Sequence[str], period: Period | None = None) -> tuple[Cell, ...]:
    cells = (review.cell(measure, review.value(measure, period=period)) for measure in measures)
    opened = (opening(cell, ORDERS) if m in _OF_LINES else cell for m, cell in zip(measures, cells, strict=True))
    return (Cell(review.words("tables.total")), *opened)


def _customer_row(review: Slice, kind: str, entity: str, name: str) -> tuple[Cell, ...]:
    words, measure = review.words, "satisfaction_score"
    score = review.value(measure, kind, entity)
    low, high = (review.value(measure, kind, entity, part=part) for part in ("lower", "upper"))
    answers = review.value(measure, kind, entity, part="n") or 0.0
    complaints, before = (review.value("complaints", kind, entity, part=part) for part in ("value", "previous"))
    change = None if complaints is None or before is None else complaints - before
    interval = words.number(None) if low is None or high is None else f"{words.number(low, 1)}–{words.number(high, 1)}"
    said = review.cell(measure, score) if score is not None else Cell(
        review.reason(measure, kind, entity), None, Tone.MUTED
    )  # fmt: skip
    return (
        Cell(name),
        said,
        Cell(interval, tone=Tone.MUTED if low is None else Tone.NONE),
        Cell(words.number(answers), answers),
        review.cell("complaints", complaints),
        Cell(("+" if change and change > 0 else "") + words.number(change), change),
    )
