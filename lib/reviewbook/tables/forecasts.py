"""Where the month will end, and how earlier forecasts did."""

from __future__ import annotations

from dataclasses import dataclass

from reviewbook.blocks import Cell, Notice, Table, Tone
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Slice
from reviewbook.tables.printed import absent, head

__all__ = ["forecasts", "looking_ahead"]

_PERIODS = 13


def forecasts(review: Slice) -> Table:
    """
    Give what was forecast of each of the last 13 periods half-way through, and what came, oldest first.

    A period too early to be forecast is left out; the note counts how many ends lay inside their interval.
    """
    words = review.words
    told = [found for period in review.period.last(_PERIODS) if (found := _told(review, period)) is not None]
    inside = sum(found.held == "inside" for found in told)
    heads = (
        head(review, "tables.period", 2.3),
        review.head("forecast"),
        head(review, "tables.forecasts.between", 1.6, "right"),
        review.head("revenue"),
        review.head("forecast_error"),
        head(review, "tables.forecasts.held", 1),
    )
    return Table(
        "forecasts",
        words("tables.forecasts.title"),
        heads,
        tuple(_row(review, found) for found in told),
        note=words("tables.forecasts.note", inside=words.number(inside), count=words.number(len(told))) if told else "",
        empty=absent(review, "forecast_error"),
    )


def looking_ahead(review: Slice) -> Notice | None:
    """
    Say where the month in which the period ends will end itself; of one that is over, how its forecast did.

    Returns
    -------
    Notice or None
        Nothing where there are no figures of the month.
    """
    month = Period.containing(review.period.last_on, Cadence.MONTHLY)
    if review.fact("forecast", period=month) is None:
        return None
    if review.value("forecast_error", period=month) is not None:
        return _hindsight(review, month)
    if review.value("forecast", period=month) is None:
        reason = review.reason("forecast", period=month)
        text = review.words("tables.outlook.absent", month=review.words.period(month), reason=reason)
        return Notice(text, Tone.MUTED)
    return _outlook(review, month)


@dataclass(frozen=True)
class _Told:
    """What was forecast of a period that is over, within which bounds, and what came."""

    period: Period
    forecast: float
    low: float
    high: float
    came: float
    error: float

    @property
    def held(self) -> str:
        """``inside`` the interval, ``above`` or ``below`` it."""
        return "above" if self.came > self.high else "below" if self.came < self.low else "inside"


def _told(review: Slice, period: Period) -> _Told | None:
    error, lower, upper, came, forecast = (
        review.value("forecast_error", period=period, part=part)
        for part in ("value", "lower", "upper", "numerator", "denominator")
    )
    if error is None or lower is None or upper is None or came is None or forecast is None:
        return None
    low, high = (round(forecast * (1 + bound), 2) for bound in (lower, upper))
    return _Told(period, forecast, low, high, came, error)


def _row(review: Slice, found: _Told) -> tuple[Cell, ...]:
    words = review.words
    return (
        Cell(words.period(found.period), found.period.key),
        review.cell("forecast", found.forecast),
        Cell(f"{words.number(found.low)}–{words.number(found.high)}"),
        review.cell("revenue", found.came),
        review.cell("forecast_error", found.error),
        Cell(words(f"tables.forecasts.{found.held}"), tone=Tone.NONE if found.held == "inside" else Tone.WARN),
    )


def _hindsight(review: Slice, month: Period) -> Notice | None:
    words, currency, found = review.words, review.company.currency, _told(review, month)
    if found is None:
        return None
    amounts = {"forecast": found.forecast, "low": found.low, "high": found.high, "amount": found.came}
    written = {name: words.short_money(amount, currency) for name, amount in amounts.items()}
    said = {"month": words.period(month), "change": words.change(found.error), **written}
    return Notice(words(f"tables.hindsight.{found.held}", **said))


def _outlook(review: Slice, month: Period) -> Notice | None:
    words, currency = review.words, review.company.currency
    low, high = (review.value("forecast", period=month, part=part) for part in ("lower", "upper"))
    if low is None or high is None:
        return None
    below, above = (words.short_money(bound, currency) for bound in (low, high))
    span = words("tables.outlook.between", low=below, high=above)
    if below == above:
        span = words("tables.outlook.about", amount=above)
    target = review.value("target", period=month)
    state, tone = _against(target, low, high)
    values = {"month": words.period(month), "span": span, "target": words.short_money(target, currency)}
    return Notice(words(f"tables.outlook.{state}", **values), tone)


def _against(target: float | None, low: float, high: float) -> tuple[str, Tone]:
    if target is None:
        return "alone", Tone.NONE
    if target > high:
        return "missed", Tone.WARN
    return ("safe", Tone.GOOD) if target <= low else ("within", Tone.NONE)
