"""Values with their interval: what a rate or mean is, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from reviewbook.blocks import Cell, Head, Table
from reviewbook.figures.house import ACCENT, CONTEXT, INK, MUTED, PATCH, SMALL, beside_axis, drawn, text_width
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.verdicts import Verdict, in_words
from reviewbook.wording import DASH

__all__ = ["Estimate", "across", "estimate", "estimate_table", "over_time", "spoken"]

_LIMITS = ("figures.limit_lower", "figures.limit_upper")


@dataclass(frozen=True)
class Estimate:
    """
    A value with its interval.

    Parameters
    ----------
    name : str
        Of the period or entity, as short as an axis wants it.
    value, lower, upper : float
        The value and its 95% interval; the value itself where there is none.
    count : int
        What it rests on: the reports due, the answers.
    numerator : float, optional
        For a rate: what is counted of these.
    label : str
        The value as printed.
    reviewed : bool
        Whether the figure is about this one.
    judged : Verdict, optional
        What its earlier periods lead one to expect of it; none where it is shown with its interval.
    """

    name: str
    value: float
    lower: float
    upper: float
    count: int
    numerator: float | None
    label: str
    reviewed: bool = False
    judged: Verdict | None = None

    @property
    def signal(self) -> bool:
        """Whether it stands out from its own past."""
        return self.judged is not None and self.judged.kind == "signal"


def estimate(review: Slice, measure: str, kind: str, entity: str, period: Period) -> Estimate | None:
    """Give the value of an entity in a period, named after the period; None when there is none."""
    value, lower, upper, numerator, denominator, count = (
        review.value(measure, kind, entity, period, part)
        for part in ("value", "lower", "upper", "numerator", "denominator", "n")
    )
    if value is None:
        return None
    # A share of money is no share of so many things: what it rests on is told, and not divided.
    rate = review.measures[measure].unit == "share" and denominator is not None and denominator == count
    return Estimate(
        name=review.words.short_period(period),
        value=value,
        lower=value if lower is None else lower,
        upper=value if upper is None else upper,
        count=int(count or 0),
        numerator=numerator if rate else None,
        label=review.words.value(value, review.measures[measure].unit, review.company.currency),
        reviewed=period == review.period,
    )


def spoken(review: Slice, found: Estimate) -> str:
    """Give an estimate as a part of a sentence."""
    words = review.words
    count = words.number(found.count)
    if found.numerator is None:
        return words("figures.estimate.mean", name=found.name, value=found.label, count=count)
    part = words.number(found.numerator)
    return words("figures.estimate.rate", name=found.name, value=found.label, part=part, count=count)


def over_time(found: list[Estimate], target: float | None, word: str) -> str:
    """
    Draw estimates from left to right, and what each rests on below its name.

    Parameters
    ----------
    found : list of Estimate
        Oldest first. Those that were judged have their limits as steps and no interval: a point is held against its
        past or against chance, not both. Signals are diamonds.
    target : float, optional
        Drawn as a line across.
    word : str
        What the line is called.
    """
    places = list(range(len(found)))

    def paint(axes: Axes) -> None:
        low, high = _span(found, target)
        axes.plot(places, [e.value for e in found], color=CONTEXT, linewidth=1.4, zorder=1)
        _limits(axes, found)
        for place, e in zip(places, found, strict=True):
            _point(axes, place, e)
        if target is not None:
            axes.axhline(target, color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
            axes.annotate(
                word, (len(found) - 0.45, target), (3, 0), textcoords="offset points", va="center",
                fontsize=SMALL, color=MUTED,
            )  # fmt: skip
        axes.set(yticks=[], xlim=(-0.6, len(found) - 0.4), ylim=(low, high))
        axes.set_xticks(places, [f"{e.name}\n{e.count:,}" for e in found])

    right = text_width(word, SMALL) + 0.3 if target is not None else 0.3
    return drawn(paint, 6.0, (0.3, right, 0.7, 1.1))


def _point(axes: Axes, place: int, e: Estimate) -> None:
    stands_out = e.reviewed or e.signal
    color = ACCENT if stands_out else MUTED
    top = e.value if e.judged else e.upper
    if not e.judged:
        axes.plot([place] * 2, [e.lower, e.upper], color=color, linewidth=2.4 if e.reviewed else 1.2, zorder=2)
    axes.plot(place, e.value, "D" if e.signal else "o", color=color, markersize=7 if stands_out else 5, zorder=3)
    axes.annotate(
        e.label, (place, top), (0, 6), textcoords="offset points", ha="center", va="bottom",
        fontsize=SMALL - 0.5, color=color, weight="bold" if e.reviewed else "normal", bbox=PATCH,
    )  # fmt: skip


def _limits(axes: Axes, found: list[Estimate]) -> None:
    """Draw the limits as steps as wide as a period, with a light band between them, and the centre as dashes."""
    edges = [place + side for place in range(len(found)) for side in (-0.5, 0.5)]
    lower, centre, upper = (
        [float("nan") if e.judged is None or (bound := getattr(e.judged, name)) is None else bound for e in found]
        for name in ("lower", "centre", "upper")
    )
    low, middle, high = (np.repeat(bounds, 2) for bounds in (lower, centre, upper))
    axes.fill_between(edges, low, high, color=CONTEXT, alpha=0.22, linewidth=0, zorder=0)
    for bound in (low, high):
        axes.plot(edges, bound, color=MUTED, linewidth=1.0, solid_capstyle="butt", zorder=0)
    axes.plot(edges, middle, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)), zorder=0)


def across(found: list[Estimate], whole: Estimate | None) -> str:
    """
    Draw estimates one below the other with their intervals, each with its name and label.

    Parameters
    ----------
    found : list of Estimate
        In the order in which they stand.
    whole : Estimate, optional
        That of all together, drawn as a line down.
    """
    labels = [_label(e) for e in found]
    top, row = 0.7 if whole else 0.2, 0.66

    def paint(axes: Axes) -> None:
        low, high = _span(found, whole.value if whole else None)
        if whole:
            axes.axvline(whole.value, color=CONTEXT, linewidth=1.4, zorder=0)
            axes.annotate(
                f"{beside_axis(whole.name)} {whole.label}", (whole.value, -0.5), (0, 3), textcoords="offset points",
                ha="right" if whole.value > (low + high) / 2 else "left", va="bottom", fontsize=SMALL, color=MUTED,
            )  # fmt: skip
        for place, (e, label) in enumerate(zip(found, labels, strict=True)):
            color = ACCENT if e.reviewed else MUTED
            axes.plot([e.lower, e.upper], [place] * 2, color=color, linewidth=1.6, zorder=1)
            axes.plot(e.value, place, "o", color=color, markersize=6.5, zorder=2)
            axes.annotate(
                label, (1, place), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center"
            )
        axes.set(xticks=[], xlim=(low, high), ylim=(len(found) - 0.5, -0.5))
        axes.set_yticks(range(len(found)), [beside_axis(e.name) for e in found])

    left = max(text_width(beside_axis(e.name)) for e in found) + 0.4
    right = max(text_width(label) for label in labels) + 0.5
    return drawn(paint, top + row * len(found) + 0.2, (left, right, top, 0.2))


def estimate_table(review: Slice, measure: str, title: str, first: str, found: list[Estimate]) -> Table:
    """Give the estimates of a figure as a table."""
    words = review.words
    number = Head("", "", "right", format="#,##0")
    rate, judged = found[0].numerator is not None, any(e.judged for e in found)
    heads = [Head(first, share=2), review.head(measure)]
    for bound in ("figures.lower", "figures.upper"):
        heads.append(Head(words(bound), "", "right", format=heads[1].format))
    if rate:
        heads.append(Head(words("figures.part"), number.unit, number.align, format=number.format))
    heads.append(Head(words("figures.count"), number.unit, number.align, format=number.format))
    if judged:
        heads += [Head(words(key), "", "right", format=heads[1].format) for key in _LIMITS]
        heads.append(Head(words("figures.verdict"), share=2))
    rows = []
    for e in found:
        row = [Cell(e.name), *(review.cell(measure, value) for value in (e.value, e.lower, e.upper))]
        if e.numerator is not None:
            row.append(Cell(words.number(e.numerator), e.numerator))
        row.append(Cell(words.number(e.count), e.count))
        rows.append((*row, *_judgement(review, measure, e)) if judged else tuple(row))
    return Table(f"{measure.replace('_', '-')}-data", title, tuple(heads), tuple(rows))


def _judgement(review: Slice, measure: str, e: Estimate) -> tuple[Cell, ...]:
    if e.judged is None:
        return (*(review.cell(measure, None) for _ in _LIMITS), Cell(DASH))
    limits = (review.cell(measure, bound) for bound in (e.judged.lower, e.judged.upper))
    return (*limits, Cell(in_words(review, measure, e.judged)))


def _label(found: Estimate) -> str:
    part = "" if found.numerator is None else f"{found.numerator:,.0f}/"
    return f"{found.label}  ({part}{found.count:,})"


def _span(found: list[Estimate], line: float | None) -> tuple[float, float]:
    """The stretch of the axis that holds every interval or limit, with a little air."""
    ends = [] if line is None else [line]
    for e in found:
        ends += [e.lower, e.upper] if e.judged is None else [e.value]
        ends += [bound for bound in (e.judged.lower, e.judged.upper) if bound is not None] if e.judged else []
    low, high = min(ends), max(ends)
    air = (high - low or abs(high) or 1.0) * 0.06
    return low - air, high + air
