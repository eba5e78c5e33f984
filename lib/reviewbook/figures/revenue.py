"""How does this period compare with earlier ones: revenue and its target, period by period."""

from __future__ import annotations

from dataclasses import dataclass, replace

import seaborn as sns
from matplotlib.axes import Axes

from reviewbook.blocks import Block, Cell, Figure, Head, Table
from reviewbook.figures.absence import absent
from reviewbook.figures.house import ACCENT, CONTEXT, INK, MUTED, SMALL, WIDTH, drawn, text_width
from reviewbook.periods import Period
from reviewbook.slices import Slice

__all__ = ["revenue_trend"]

#: Columns that a figure holds: a quarter of weeks.
MOST = 13

#: A target so many times the largest revenue would press the columns flat: it is written above its column.
BEYOND = 3.0


@dataclass(frozen=True)
class _Column:
    period: Period
    revenue: float
    target: float | None
    beyond: bool = False

    @property
    def drawn(self) -> float | None:
        """The target as far as it is drawn to scale."""
        return None if self.beyond else self.target

    @property
    def top(self) -> float:
        return max(self.revenue, self.drawn or 0.0, 0.0)


def revenue_trend(review: Slice) -> Block:
    """
    Draw the audience's revenue over the last 13 periods, each with its target as a line.

    Returns
    -------
    Figure or Notice
        Columns, the period under review accented. A target far beyond every revenue (often a slip of the pen) is
        written, not drawn. A notice when the period has no revenue.
    """
    columns = _columns(review)
    if not columns or columns[-1].period != review.period:
        return absent(review, "revenue")
    words = review.words
    return Figure(
        id="revenue-trend",
        title=_title(review, columns[-1]),
        alt=words("figures.revenue.alt", rows=words("figures.and").join(_spoken(review, c) for c in columns)),
        svg=_svg(review, columns),
        data=_table(review, columns),
        note=_note(review, columns),
    )


def _columns(review: Slice) -> list[_Column]:
    columns = []
    for period in review.period.last(MOST):
        revenue = review.value("revenue", period=period)
        if revenue is not None:
            columns.append(_Column(period, revenue, review.value("target", period=period)))
    most = max((column.revenue for column in columns), default=0.0)
    return [replace(c, beyond=c.target is not None and 0 < most * BEYOND < c.target) for c in columns]


def _note(review: Slice, columns: list[_Column]) -> str:
    words = review.words
    said = [words("figures.revenue.beyond")] if any(column.beyond for column in columns) else []
    return words("figures.space").join([*said, words("figures.revenue.note")])


def _title(review: Slice, last: _Column) -> str:
    words = review.words
    amount = words.short_money(last.revenue, review.company.currency)
    growth = review.value("growth")
    if growth is None:
        return words("figures.revenue.title_alone", amount=amount)
    before = words(f"previous.{review.period.cadence}")
    return words("figures.revenue.title", amount=amount, change=words.change(growth), before=before)


def _spoken(review: Slice, column: _Column) -> str:
    words, currency = review.words, review.company.currency
    amount, name = words.short_money(column.revenue, currency), words.short_period(column.period)
    if column.target is None:
        return words("figures.revenue.spoken_alone", name=name, amount=amount)
    return words("figures.revenue.spoken", name=name, amount=amount, target=words.short_money(column.target, currency))


def _svg(review: Slice, columns: list[_Column]) -> str:
    words = review.words
    word = review.title("target")
    places = list(range(len(columns)))

    right = text_width(word, SMALL) + 0.3
    size = _label_size([words.short(column.revenue) for column in columns], WIDTH - 0.2 - right)

    def paint(axes: Axes) -> None:
        sns.barplot(
            x=places,
            y=[column.revenue for column in columns],
            hue=[column.period == review.period for column in columns],
            palette={True: ACCENT, False: CONTEXT},
            width=0.68,
            saturation=1,
            dodge=False,
            legend=False,
            errorbar=None,
            ax=axes,
        )
        axes.set(xlabel="", ylabel="", yticks=[], xlim=(-0.6, len(columns) - 0.4))
        high = max(1.0, *(c.top for c in columns)) * (1.15 if any(c.beyond for c in columns) else 1.0)
        axes.set_ylim(min(0.0, *(c.revenue for c in columns)), high)
        axes.set_xticks(places, [words.short_period(column.period) for column in columns])
        axes.axhline(0, color=MUTED, linewidth=0.8)
        for place, column in zip(places, columns, strict=True):
            reviewed = column.period == review.period
            _label(axes, place, column, words.short(column.revenue), (size, reviewed))
            if column.beyond:
                axes.plot(place, high, "^", color=INK, markersize=5, clip_on=False)
                axes.annotate(
                    words.short(column.target), (place, high), (0, 4), textcoords="offset points", ha="center",
                    va="bottom", fontsize=SMALL, color=INK,
                )  # fmt: skip
        if columns[-1].drawn is not None:
            axes.annotate(
                word, (places[-1] + 0.42, columns[-1].drawn), (3, 0), textcoords="offset points", va="center",
                fontsize=SMALL, color=MUTED,
            )  # fmt: skip

    return drawn(paint, 6.4, (0.2, right, 0.7, 0.7))


def _label_size(labels: list[str], width: float) -> float:
    """Give the size at which the widest label still leaves a gap to its neighbours."""
    widest = max(text_width(label, SMALL) for label in labels) * 1.12  # the reviewed one is bold
    return min(SMALL, SMALL * width / len(labels) / widest)


def _label(axes: Axes, place: int, column: _Column, text: str, look: tuple[float, bool]) -> None:
    size, reviewed = look
    if column.drawn is not None:
        ends = [place - 0.42, place + 0.42]
        axes.plot(ends, [column.drawn] * 2, color=INK, linewidth=1.8, solid_capstyle="butt")
    axes.annotate(
        text, (place, column.top), (0, 3), textcoords="offset points", ha="center", va="bottom",
        fontsize=size, color=ACCENT if reviewed else MUTED, weight="bold" if reviewed else "normal",
    )  # fmt: skip


def _table(review: Slice, columns: list[_Column]) -> Table:
    heads = (Head(review.words("figures.period"), share=2), review.head("revenue"), review.head("target"))
    rows = tuple(
        (
            Cell(review.words.period(column.period), column.period.key),
            review.cell("revenue", column.revenue),
            review.cell("target", column.target),
        )
        for column in columns
    )
    return Table("revenue-trend-data", _title(review, columns[-1]), heads, rows)
