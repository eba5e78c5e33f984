"""Are we on target: the revenue of each part against its target."""

from __future__ import annotations

from dataclasses import dataclass

import seaborn as sns
from matplotlib.axes import Axes

from reviewbook.blocks import Block, Cell, Figure, Head, Table
from reviewbook.figures.absence import absent
from reviewbook.figures.house import ACCENT, CONTEXT, INK, MUTED, SMALL, WIDTH, beside_axis, drawn, text_width
from reviewbook.slices import Slice

__all__ = ["attainment"]

#: Bars that still make a figure; further ones stand in the table only.
MOST = 24


@dataclass(frozen=True)
class _Bar:
    name: str
    revenue: float
    target: float | None
    share: float | None

    @property
    def behind(self) -> bool:
        return self.share is not None and self.share < 1

    @property
    def gap(self) -> float:
        return (self.target or 0.0) - self.revenue


def attainment(review: Slice) -> Block:
    """
    Draw revenue by team (by person for a team) with the target of each as a line.

    Returns
    -------
    Figure or Notice
        Bars by revenue, the largest first; those behind their target are accented. A notice when nothing was
        measured.
    """
    bars = _bars(review)
    if not bars:
        return absent(review, "revenue")
    shown = bars[:MOST]
    words = review.words
    return Figure(
        id="attainment",
        title=_title(review, bars),
        alt=words("figures.attainment.alt", rows=words("figures.and").join(_spoken(review, bar) for bar in shown)),
        svg=_svg(review, shown),
        data=_table(review, bars),
        note=_note(review, shown, len(bars)),
    )


def _note(review: Slice, shown: list[_Bar], count: int) -> str:
    """Say what the figure cannot: that there is more, and what the lines are when the first bar has none."""
    words = review.words
    said = [words("figures.largest", shown=len(shown), count=count)] if len(shown) < count else []
    if shown[0].target is None and any(bar.target is not None for bar in shown):
        said.append(words("figures.attainment.note"))
    return words("figures.space").join(said)


def _bars(review: Slice) -> list[_Bar]:
    kind, ids = review.parts
    bars = []
    for entity in ids:
        revenue = review.value("revenue", kind, entity)
        if revenue is not None:
            target = review.value("target", kind, entity)
            share = review.value("attainment", kind, entity)
            bars.append(_Bar(review.name(kind, entity), revenue, target, share))
    return sorted(bars, key=lambda bar: -bar.revenue)


def _title(review: Slice, bars: list[_Bar]) -> str:
    words, kind = review.words, review.parts[0]
    measured = [bar for bar in bars if bar.share is not None]
    if not measured:
        return words("figures.attainment.no_target")
    worst = max(measured, key=lambda bar: bar.gap)
    values = {"name": worst.name, "share": words.percent(worst.share)}
    if len(measured) == 1:
        return words("figures.attainment.one", **values)
    reached = sum(not bar.behind for bar in measured)
    if reached == len(measured):
        return words(f"figures.attainment.all.{kind}", count=len(measured))
    gap = words.short_money(worst.gap, review.company.currency)
    return words(f"figures.attainment.some.{kind}", reached=reached, count=len(measured), gap=gap, **values)


def _label(review: Slice, bar: _Bar) -> str:
    amount = review.words.short_money(bar.revenue, review.company.currency)
    return f"{amount}  {review.words.percent(bar.share, 0)}" if bar.share is not None else amount


def _spoken(review: Slice, bar: _Bar) -> str:
    words, currency = review.words, review.company.currency
    amount = words.short_money(bar.revenue, currency)
    if bar.share is None:
        return words("figures.attainment.spoken_alone", name=bar.name, amount=amount)
    target = words.short_money(bar.target, currency)
    return words(
        "figures.attainment.spoken", name=bar.name, amount=amount, target=target, share=words.percent(bar.share)
    )


def _svg(review: Slice, bars: list[_Bar]) -> str:
    labels = [_label(review, bar) for bar in bars]
    left = max(text_width(beside_axis(bar.name)) for bar in bars) + 0.4
    right = max(text_width(label) for label in labels) + 0.5
    top, row = 0.7, 0.72
    low, high = min(0.0, *(bar.revenue for bar in bars)), _longest(bars)
    per_cm = (high - low) / (WIDTH - left - right)

    def paint(axes: Axes) -> None:
        places = list(range(len(bars)))
        sns.barplot(
            x=[bar.revenue for bar in bars],
            y=places,
            hue=[bar.behind for bar in bars],
            palette={True: ACCENT, False: CONTEXT},
            orient="h",
            width=0.62,
            saturation=1,
            dodge=False,
            legend=False,
            errorbar=None,
            ax=axes,
        )
        axes.set(xlabel="", ylabel="", xticks=[], xlim=(low, high), ylim=(len(bars) - 0.5, -0.5))
        axes.set_yticks(places, [beside_axis(bar.name) for bar in bars])
        axes.axvline(0, color=MUTED, linewidth=0.8)
        for place, (bar, label) in enumerate(zip(bars, labels, strict=True)):
            _mark(axes, place, bar, label, per_cm)
        if bars[0].target is not None:
            _name_target(axes, bars[0].target, review.title("target"))

    return drawn(paint, top + row * len(bars) + 0.2, (left, right, top, 0.2))


def _mark(axes: Axes, place: int, bar: _Bar, label: str, per_cm: float) -> None:
    """Draw the target of a bar, and write its label behind the bar, or behind the target where that is too near."""
    end = max(bar.revenue, 0.0)
    if bar.target is not None:
        axes.plot([bar.target] * 2, [place - 0.42, place + 0.42], color=INK, linewidth=1.8, solid_capstyle="butt")
        if end + (text_width(label) + 0.4) * per_cm > bar.target:
            end = max(end, bar.target)
    axes.annotate(label, (end, place), (5, 0), textcoords="offset points", va="center")


def _name_target(axes: Axes, target: float, word: str) -> None:
    axes.annotate(
        word, (target, -0.42), (0, 2), textcoords="offset points", ha="center", va="bottom",
        fontsize=SMALL, color=MUTED,
    )  # fmt: skip


def _longest(bars: list[_Bar]) -> float:
    return max(1.0, *(max(bar.revenue, bar.target or 0.0) for bar in bars))


def _table(review: Slice, bars: list[_Bar]) -> Table:
    heads = (
        Head(review.words(f"kind.{review.parts[0]}"), share=2),
        *(review.head(measure) for measure in ("revenue", "target", "attainment")),
    )
    rows = tuple(
        (
            Cell(bar.name),
            review.cell("revenue", bar.revenue),
            review.cell("target", bar.target),
            review.cell("attainment", bar.share),
        )
        for bar in bars
    )
    return Table("attainment-data", _title(review, bars), heads, rows)
