"""Why did revenue change: from the revenue of the period before to that of this one, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from reviewbook.blocks import Block, Cell, Figure, Head, Notice, Table, Tone
from reviewbook.figures.house import ACCENT, CONTEXT, MUTED, SMALL, drawn, text_width
from reviewbook.slices import Slice
from reviewbook.wording import DASH

__all__ = ["bridge"]

PARTS = ("new", "lost", "volume", "price", "mix", "refunds")

#: Changes that are a smaller share of the revenue than this would be too short to see from zero on.
_VISIBLE = 0.25

#: Beside the largest part of the change the title names another one that is at least so large, for it or against it.
_NAMED = 0.5


@dataclass(frozen=True)
class _Step:
    """A part of the change, and the revenue before it."""

    name: str
    start: float
    change: float

    @property
    def end(self) -> float:
        return self.start + self.change


@dataclass(frozen=True)
class _Bridge:
    before: float
    now: float
    steps: tuple[_Step, ...]

    @property
    def change(self) -> float:
        return self.now - self.before

    @property
    def levels(self) -> list[float]:
        return [self.before, *(step.end for step in self.steps), self.now]

    @property
    def foot(self) -> float:
        """Where the axis begins: at zero, unless the changes would be too short to see."""
        low, high = min(self.levels), max(self.levels)
        span = high - low
        return low - span / 2 if 0 < span < high * _VISIBLE and low > span / 2 else min(0.0, low)


def bridge(review: Slice) -> Block:
    """
    Draw what led from the revenue of the period before to that of this one.

    Returns
    -------
    Figure or Notice
        One bar below the other: the revenue before, what each part added (hollow) or took away (filled), the revenue
        now. A notice when there is no period to compare with.
    """
    found = _bridge(review)
    words, currency = review.words, review.company.currency
    if found is None:
        reason = review.reason("bridge_volume")
        return Notice(words("figures.absent", what=words("figures.bridge.what"), reason=reason), Tone.MUTED)
    spoken = (f"{step.name} {words.signed(step.change, currency)}" for step in found.steps)
    return Figure(
        id="bridge",
        title=_title(review, found),
        alt=words(
            "figures.bridge.alt",
            before=words.short_money(found.before, currency),
            now=words.short_money(found.now, currency),
            change=words.short_money(abs(found.change), currency),
            rows=words("figures.and").join(spoken),
        ),
        svg=_svg(review, found),
        data=_table(review, found),
        note=words("figures.space").join(
            [words("figures.bridge.cut")] * (found.foot > 0) + [words("figures.bridge.note")]
        ),
    )


def _bridge(review: Slice) -> _Bridge | None:
    now, before = review.value("revenue"), review.value("revenue", part="previous")
    changes = [review.value(f"bridge_{part}") for part in PARTS]
    if now is None or before is None or None in changes:
        return None
    steps, level = [], before
    for part, change in zip(PARTS, changes, strict=True):
        steps.append(_Step(review.words(f"figures.bridge.{part}"), level, change or 0.0))
        level = steps[-1].end
    return _Bridge(before, now, tuple(steps))


def _title(review: Slice, found: _Bridge) -> str:
    words, currency = review.words, review.company.currency
    before = words(f"previous.{review.period.cadence}")
    amount = words.short_money(abs(found.change), currency)
    if abs(found.change) < 0.005:
        return words("figures.bridge.same", before=before, amount=words.short_money(found.now, currency))
    side = 1 if found.change > 0 else -1
    ranked = sorted(found.steps, key=lambda step: -step.change * side)
    enough = ranked[0].change * side * _NAMED
    leading = [step for step in ranked[:2] if step.change * side >= enough]
    key = f"figures.bridge.{'rose' if side > 0 else 'fell'}"
    values = {"amount": amount, "before": before, "parts": words.join([_in_sentence(review, step) for step in leading])}
    if -ranked[-1].change * side >= enough:
        return words(f"{key}_despite", other=_in_sentence(review, ranked[-1]), **values)
    return words(key, **values)


def _in_sentence(review: Slice, step: _Step) -> str:
    words = review.words
    amount = words.signed(step.change, review.company.currency)
    return words("figures.bridge.part", name=step.name.lower(), amount=amount)


def _svg(review: Slice, found: _Bridge) -> str:
    words, currency = review.words, review.company.currency
    names = [words("figures.bridge.before"), *(step.name for step in found.steps), words("figures.bridge.now")]
    labels = [words.short_money(found.before, currency)]
    labels += [words.signed(step.change, currency) for step in found.steps]
    labels += [words.short_money(found.now, currency)]
    left = max(text_width(name) for name in names) + 0.4
    right = max(text_width(label) for label in labels) + 0.4
    row, foot = 0.66, found.foot

    def paint(axes: Axes) -> None:
        last = len(names) - 1
        _whole(axes, 0, found.before, foot)
        for place, step in enumerate(found.steps, start=1):
            if step.change:
                _changed(axes, place, step)
        _whole(axes, last, found.now, foot)
        ends = [found.before, *(step.end for step in found.steps)]
        for place, end in enumerate(ends):
            axes.plot([end] * 2, [place - 0.29, place + 1.29], color=MUTED, linewidth=0.8, zorder=1)
        tops = [found.before, *(max(step.start, step.end) for step in found.steps), found.now]
        for place, (top, label) in enumerate(zip(tops, labels, strict=True)):
            weight = "bold" if place in (0, last) else "normal"
            axes.annotate(
                label, (max(top, foot), place), (6, 0), textcoords="offset points", va="center", weight=weight,
                fontsize=SMALL,
            )  # fmt: skip
        axes.set(xticks=[], xlim=(foot, max(*found.levels, foot + 1.0)), ylim=(last + 0.5, -0.5))
        axes.set_yticks(range(len(names)), names)

    return drawn(paint, row * len(names) + 0.3, (left, right, 0.15, 0.15))


def _changed(axes: Axes, place: int, step: _Step) -> None:
    """Draw a change: hollow where something was added, filled where it was taken away."""
    axes.barh(
        place, abs(step.change), left=min(step.start, step.end), height=0.58, linewidth=1.4, zorder=2,
        facecolor="white" if step.change > 0 else ACCENT, edgecolor=ACCENT,
    )  # fmt: skip


def _whole(axes: Axes, place: int, amount: float, foot: float) -> None:
    """Draw a revenue; two white strokes say that its bar does not begin at zero."""
    axes.barh(place, amount - min(foot, amount), left=min(foot, amount), height=0.58, color=CONTEXT, zorder=2)
    if foot > 0:
        for x in (0.02, 0.03):
            axes.plot(
                [x - 0.005, x + 0.005], [place + 0.36, place - 0.36], color="white", linewidth=2, zorder=3,
                transform=axes.get_yaxis_transform(),
            )  # fmt: skip


def _table(review: Slice, found: _Bridge) -> Table:
    words, revenue = review.words, review.head("revenue")
    change = Head(words("figures.bridge.change"), revenue.unit, "right", format=revenue.format)
    heads = (Head(words("figures.bridge.step"), share=2), change, Head(words("figures.bridge.level"), revenue.unit,
             "right", format=revenue.format))  # fmt: skip
    none = Cell(DASH, None, Tone.MUTED)
    rows = [(Cell(words("figures.bridge.before")), none, review.cell("revenue", found.before))]
    for step in found.steps:
        changed = Cell(words.signed(step.change), step.change)
        rows.append((Cell(step.name), changed, review.cell("revenue", step.end)))
    total = Cell(words.signed(found.change), found.change)
    rows.append((Cell(words("figures.bridge.now")), total, review.cell("revenue", found.now)))
    return Table("bridge-data", _title(review, found), heads, tuple(rows))
