"""What a person asks of the own numbers: what each is made of, and why a report has its status."""

from __future__ import annotations

import pandas as pd

from reviewbook.blocks import Cell, Notice, NumberTile, Statements, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import asked_in_period
from reviewbook.tables.explained import as_statements, explained
from reviewbook.tables.known import Known
from reviewbook.tables.opening import CASES, CHECKS, CLAIMS, COPIES, OWED, REPLIES, opening
from reviewbook.tables.printed import counted_head, head
from reviewbook.wording import DASH

__all__ = ["answered", "own_numbers", "reports_explained"]

#: Where the rows behind a measure are kept for looking up.
_ROWS = {
    "on_time_rate": OWED,
    "submitted_rate": OWED,
    "median_lateness": OWED,
    "good_report_rate": OWED,
    "streak": OWED,
    "completeness": CHECKS,
    "copied_rate": COPIES,
    "accuracy_rate": CLAIMS,
    "claim_bias": CLAIMS,
    "open_complaints": CASES,
}


def own_numbers(review: Slice) -> Table:
    """
    Give every number of the audience itself with what it is made of: numerator and denominator, rows, interval.

    Returns
    -------
    Table
        In the order of ``measures.yaml``. Those without a value stand in the note, with the reason; what the company
        does not record at all is left out.
    """
    words = review.words
    known = [measure for measure in review.measures if review.value(measure) is not None]
    return Table(
        "own-numbers",
        words("own.numbers.title"),
        (
            head(review, "own.numbers.measure", 1.8),
            head(review, "own.numbers.value", 1.0, "right"),
            head(review, "own.numbers.made", 1.8, "right"),
            counted_head(review, "own.numbers.rows", 0.6),
            head(review, "own.numbers.interval", 1.5, "right"),
            head(review, "own.numbers.before", 1.0, "right"),
        ),
        tuple(_row(review, measure) for measure in known),
        note=words("tables.space").join([words("own.numbers.note"), *_absent(review)]),
        empty=words("note.none"),
    )


def _row(review: Slice, measure: str) -> tuple[Cell, ...]:
    part, whole, low, high, rows = (
        review.value(measure, part=name) for name in ("numerator", "denominator", "lower", "upper", "n")
    )
    made = None if part is None or whole is None else f"{_plain(review, part)} ÷ {_plain(review, whole)}"
    between = " … " if review.measures[measure].unit == "change" else "–"
    interval = None if low is None or high is None else between.join(_text(review, measure, end) for end in (low, high))
    return (
        Cell(review.title(measure)),
        opening(_cell(review, measure, "value"), _ROWS.get(measure, "")),
        _words(made),
        Cell(review.words.number(rows), rows) if rows else _words(None),
        _words(interval),
        _cell(review, measure, "previous"),
    )


def _cell(review: Slice, measure: str, part: str) -> Cell:
    value = review.value(measure, part=part)
    return _words(None) if value is None else Cell(_text(review, measure, value), value)


def _text(review: Slice, measure: str, value: float) -> str:
    """Write a value by the unit of its measure, money in full."""
    unit, currency = review.measures[measure].unit, review.company.currency
    return review.words.money(value, currency) if unit == "money" else review.words.value(value, unit, currency)


def _plain(review: Slice, value: float) -> str:
    """Write a numerator or denominator, which may be a count or an amount."""
    return review.words.number(value, 0 if float(value).is_integer() or abs(value) >= 1000 else 2)


def _words(text: str | None) -> Cell:
    return Cell(DASH, None, Tone.MUTED) if text is None else Cell(text)


def _absent(review: Slice) -> list[str]:
    """Say which numbers have no value, and why."""
    reasons: dict[str, list[str]] = {}
    for measure in review.measures:
        if review.fact(measure) is not None and review.value(measure) is None and review.recorded(measure):
            reasons.setdefault(review.reason(measure), []).append(review.title(measure))
    words = review.words
    said = [words("own.numbers.absent", names=words.join(names), reason=why) for why, names in reasons.items()]
    return [words("own.numbers.without", said=words("own.numbers.between").join(said))] if said else []


@about_reports
def reports_explained(review: Slice) -> Statements:
    """
    Say in words why each report of a person has its status, without those that simply came on time.

    Returns
    -------
    Statements
        An item for each that is late, missing, exempt or not due yet, and for those that nobody asked for. What came
        on time is counted, and stands in ``rows-owed``.
    """
    words = review.words
    told = explained(Known.of(review), review.audience.id, review.period)
    rest = tuple(one for one in told if one.tone is not Tone.GOOD)
    items, on_time = as_statements(rest, words).items, len(told) - len(rest)
    if on_time:
        key = "own.on_time" if rest else "own.all_on_time"
        items = (Notice(words(key, count=words.number(on_time)), Tone.GOOD, OWED), *items)
    return Statements(items or (Notice(words("own.none_owed")),))


def answered(review: Slice) -> NumberTile | None:
    """Give the share of a person's reports that were answered; nothing for who owes answers, or is no person."""
    states = _answers(review)
    words, part = review.words, int(states.isin(["answered_in_time", "answered_late", "answered"]).sum())
    whole = part + int((states == "unanswered").sum())
    if not whole and (states == "unknown").any():
        return NumberTile(words("own.answered"), DASH, words("note.answers_not_known"), tone=Tone.MUTED)
    if not whole:
        return None
    detail = words("own.answered_of", part=words.number(part), whole=words.number(whole))
    return NumberTile(words("own.answered"), words.percent(part / whole), detail, "", Tone.NONE, part / whole, REPLIES)


def _answers(review: Slice) -> pd.Series:
    """Give what became of a person's reports that asked for an answer; nothing for who owes answers."""
    asked = asked_in_period(review)
    if review.audience.kind != "person" or review.value("reply_rate") is not None:
        asked = asked.iloc[:0]
    return asked[asked["person_id"] == review.audience.id]["status"]
