"""Are we on pace for the month: what was sold so far, what was expected by now, the target, and the likely end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes

from reviewbook.blocks import Block, Cell, Figure, Head, Notice, Table
from reviewbook.figures.absence import absent
from reviewbook.figures.house import ACCENT, INK, MUTED, PATCH, SMALL, drawn, text_width
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Slice

__all__ = ["pace"]

#: With fewer days than this until the month's end, no label has room between the line and the whisker.
_LATE = 8


@dataclass(frozen=True)
class _End:
    """Where the month will end, and its 80 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class _Month:
    """The month so far, or the whole of one that is over: revenue of its days, and what it is held against."""

    month: Period
    revenue: float
    target: float | None
    expected: float | None
    days: tuple[tuple[date, float], ...]
    index: float | None
    over: bool
    end: _End | None


def pace(review: Slice) -> Block:
    """
    Draw the revenue of the month day by day, added up, against its target and its pace.

    The month is the one in which the period under review ends.

    Returns
    -------
    Figure or Notice
        A rising line up to the cut-off, the target as a line across, and the pace as a mark at the cut-off (a month
        that is over is held against its target alone), and the forecast of the month's end as a whisker there. Where the revenue of the days is not at hand, the same in a
        sentence; where there is none, a notice.
    """
    found = _month(review)
    if found is None:
        return absent(review, "pace", review.words("figures.pace.no_month"))
    if not found.days:
        return Notice(_title(review, found))
    words, currency = review.words, review.company.currency
    return Figure(
        id="pace",
        title=_title(review, found),
        alt=words(
            "figures.pace.alt",
            month=words.period(found.month),
            day=words.day(found.days[-1][0]),
            amount=words.short_money(found.revenue, currency),
            expected=words.short_money(found.expected, currency),
            target=words.short_money(found.target, currency),
        )
        + _spoken(review, found.end),
        svg=_svg(review, found),
        data=_table(review, found),
        note=_note(review, found),
    )


def _note(review: Slice, found: _Month) -> str:
    """Say what the marks are."""
    words, said = review.words, []
    if found.expected is not None and not found.over:
        said.append(words("figures.pace.note"))
    if found.end is not None:
        said.append(words("figures.forecast.note"))
    return words("figures.space").join(said)


def _spoken(review: Slice, end: _End | None) -> str:
    if end is None:
        return ""
    words, currency = review.words, review.company.currency
    amounts = {"value": end.value, "low": end.low, "high": end.high}
    written = {name: words.short_money(amount, currency) for name, amount in amounts.items()}
    return words("figures.space") + words("figures.forecast.spoken", **written)


def _month(review: Slice) -> _Month | None:
    month = Period.containing(review.period.last_on, Cadence.MONTHLY)
    revenue = review.value("revenue", period=month)
    if revenue is None:
        return None
    target, expected, index = (review.value(m, period=month) for m in ("target", "pace", "pace_index"))
    over = _today(review) > month.last_on
    end = None if over else _end(review, month)
    return _Month(month, revenue, target, expected, _days(review, month, revenue), index, over, end)


def _end(review: Slice, month: Period) -> _End | None:
    value, low, high = (review.value("forecast", period=month, part=part) for part in ("value", "lower", "upper"))
    return None if value is None or low is None or high is None else _End(value, low, high)


def _today(review: Slice) -> date:
    return review.as_of.astimezone(ZoneInfo(review.zone)).date()


def _days(review: Slice, month: Period, revenue: float) -> tuple[tuple[date, float], ...]:
    """
    Add up the revenue day by day until the cut-off, which ends at the revenue of the month.

    The days after the period under review are one step: a slice holds no facts of theirs. Nothing is given when a
    day before is missing, or when the days do not add up.
    """
    today = min(_today(review), month.last_on)
    days = [on for on in month if on <= min(today, review.period.last_on)]
    amounts = [review.value("revenue", period=Period(on, Cadence.DAILY)) for on in days]
    known = [amount for amount in amounts if amount is not None]
    sums = list(zip(days, accumulate(known), strict=False))
    if not days or len(known) < len(days):
        return ()
    if days[-1] < today:
        sums.append((today, revenue))
    return tuple(sums) if len(sums) > 1 and abs(sums[-1][1] - revenue) < 1 else ()


def _title(review: Slice, found: _Month) -> str:
    words, currency = review.words, review.company.currency
    values = {"month": words.period(found.month), "amount": words.short_money(found.revenue, currency)}
    if found.over:
        return _title_of_the_whole(review, found, values)
    if found.target is None or found.expected is None or found.index is None:
        return words("figures.pace.alone", **values)
    ahead = found.revenue - found.expected
    side = "ahead" if ahead >= 0 else "behind"
    return words(
        f"figures.pace.{side}",
        target=words.short_money(found.target, currency),
        gap=words.short_money(abs(ahead), currency),
        index=words.value(found.index, "index"),
        **values,
    )


def _title_of_the_whole(review: Slice, found: _Month, values: dict[str, str]) -> str:
    words, currency = review.words, review.company.currency
    if found.target is None:
        return words("figures.pace.whole", **values)
    gap = found.target - found.revenue
    return words(
        "figures.pace.short" if gap > 0 else "figures.pace.beyond",
        target=words.short_money(found.target, currency),
        gap=words.short_money(abs(gap), currency),
        **values,
    )


def _svg(review: Slice, found: _Month) -> str:
    words, currency = review.words, review.company.currency
    first, last = found.month.start_on, found.month.last_on
    on, total = found.days[-1]
    places = [(day - first).days for day, _ in found.days]
    amount = words.short_money(total, currency)
    goal = f"{review.title('target')} {words.short_money(found.target, currency)}"
    expected = f"{review.title('pace')} {words.short_money(found.expected, currency)}"
    likely = _label(review, found.end)

    def paint(axes: Axes) -> None:
        span = (last - first).days
        axes.plot(places, [amount for _, amount in found.days], color=ACCENT, linewidth=2.2)
        axes.plot(places[-1], total, "o", color=ACCENT, markersize=7)
        axes.axhline(0, color=MUTED, linewidth=0.8)
        ends = [(total, amount, ACCENT, "bold")]
        if found.target is not None:
            axes.axhline(found.target, color=INK, linewidth=1.4)
            axes.annotate(goal, (0, found.target), (0, 3), textcoords="offset points", va="bottom", fontsize=SMALL)
        if found.expected is not None and not found.over:
            axes.plot(places[-1], found.expected, "D", color=INK, markersize=6, markerfacecolor="white")
            ends.append((found.expected, expected, INK, "normal"))
        if found.end is None:
            _side(axes, places[-1], ends)
        else:
            _around(axes, places[-1], ends, late=(last - on).days < _LATE)
            _whisker(axes, span, found.end, likely)
        axes.set(yticks=[], xlim=(-0.3, span + 0.3))
        highest = max(1.0, total, found.target or 0, found.end.high if found.end else 0)
        axes.set_ylim(min(0.0, *(sum_ for _, sum_ in found.days)), highest * 1.02)
        ticks = sorted({0, 7, 14, 21, span})
        axes.set_xticks(ticks, [words.short_period(Period(first + timedelta(days=t), Cadence.DAILY)) for t in ticks])

    beyond = (last - on).days / max(1, (last - first).days) * 12
    right = max(0.4, max(text_width(expected), text_width(amount)) + 0.5 - beyond)
    if likely:
        right = 0.5 + max(text_width(line, SMALL) for line in likely.split("\n"))
    return drawn(paint, 6.4, (0.4, right, 0.8, 0.7))


def _side(axes: Axes, place: float, ends: list[tuple[float, str, str, str]]) -> None:
    """Write the labels beside the end of the line, apart from each other however near their values are."""
    ends = sorted(ends)
    for position, (value, text, color, weight) in enumerate(ends):
        nudge = 0 if len(ends) == 1 else (-6, 6)[position]
        axes.annotate(
            text, (place, value), (9, nudge), textcoords="offset points", va="center", color=color, weight=weight,
            fontsize=SMALL, bbox=PATCH,
        )  # fmt: skip


def _around(axes: Axes, place: float, ends: list[tuple[float, str, str, str]], late: bool) -> None:
    """Write the labels above and below the end of the line, out of the way of the whisker on its right."""
    *below, (value, text, color, weight) = sorted(ends)
    axes.annotate(
        text, (place, value), (-7, 8), textcoords="offset points", ha="right", va="center", color=color, weight=weight,
        fontsize=SMALL, bbox=PATCH,
    )  # fmt: skip
    for value, text, color, weight in below:
        axes.annotate(
            text, (place, value), (4, -13) if late else (8, -8), textcoords="offset points",
            ha="right" if late else "left", va="center", color=color, weight=weight, fontsize=SMALL, bbox=PATCH,
        )  # fmt: skip


def _whisker(axes: Axes, place: float, end: _End, label: str) -> None:
    axes.errorbar(
        place, end.value, yerr=[[end.value - end.low], [end.high - end.value]], fmt="o", color=ACCENT,
        markerfacecolor="white", markersize=6, capsize=4, linewidth=1.4, clip_on=False,
    )  # fmt: skip
    axes.annotate(
        label, (place, end.value), (9, 0), textcoords="offset points", va="center", color=ACCENT, fontsize=SMALL,
        bbox=PATCH, linespacing=1.35,
    )  # fmt: skip


def _label(review: Slice, end: _End | None) -> str:
    """Name the forecast and, below it, its interval."""
    if end is None:
        return ""
    value, low, high = (
        review.words.short_money(amount, review.company.currency) for amount in (end.value, end.low, end.high)
    )
    return f"{review.title('forecast')} {value}\n{low}–{high}"


def _table(review: Slice, found: _Month) -> Table:
    heads = (Head(review.words("figures.day"), share=2), review.head("revenue"))
    rows = tuple(
        (Cell(review.words.day(on), on.isoformat()), review.cell("revenue", total)) for on, total in found.days
    )
    note = review.words("figures.pace.table")
    return Table("pace-data", _title(review, found), heads, rows, totals=_totals(review, found.end), note=note)


def _totals(review: Slice, end: _End | None) -> tuple[tuple[Cell, ...], ...]:
    if end is None:
        return ()
    words = review.words
    named = {
        review.title("forecast"): end.value,
        words("figures.forecast.lower"): end.low,
        words("figures.forecast.upper"): end.high,
    }
    return tuple((Cell(name), review.cell("forecast", amount)) for name, amount in named.items())
