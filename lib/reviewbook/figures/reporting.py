"""Who reported on time: the on-time rate over time and by team or person."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.blocks import Block, Figure
from reviewbook.figures.absence import absent
from reviewbook.figures.estimates import Estimate, across, estimate, estimate_table, spoken
from reviewbook.figures.trends import trend_figure
from reviewbook.slices import Slice, about_reports

__all__ = ["on_time_by", "on_time_trend"]

#: Rows that still make a figure; further ones stand in the table only.
MOST = 24


@about_reports
def on_time_trend(review: Slice) -> Block:
    """Draw the audience's on-time rate over the last 13 periods, with 95% Wilson intervals."""
    return trend_figure(review, "on_time_rate")


@about_reports
def on_time_by(review: Slice) -> Block:
    """
    Draw the on-time rate of each team (of each person for a team), with its 95% Wilson interval.

    Returns
    -------
    Figure or Notice
        Dots from the best rate to the worst, those below the rate of all together accented, and that rate as a line.
        A notice when nothing was due.
    """
    found, whole = _rates(review)
    if not found:
        return absent(review, "on_time_rate")
    words = review.words
    shown = found[-MOST:]
    title = _title(review, found)
    note = words("figures.estimate.note")
    if len(shown) < len(found):
        note = f"{words('figures.lowest', shown=len(shown), count=len(found))}{words('figures.space')}{note}"
    rows = words("figures.and").join(spoken(review, e) for e in shown)
    return Figure(
        id="on-time-by",
        title=title,
        alt=words("figures.on_time_by.alt", rows=rows),
        svg=across(shown, whole),
        data=estimate_table(review, "on_time_rate", title, words(f"kind.{review.parts[0]}"), found),
        note=note,
    )


def _rates(review: Slice) -> tuple[list[Estimate], Estimate | None]:
    kind, ids = review.parts
    whole = estimate(review, "on_time_rate", review.audience.kind, review.audience.id, review.period)
    found = []
    for entity in ids:
        rate = estimate(review, "on_time_rate", kind, entity, review.period)
        if rate is not None:
            below = whole is not None and rate.value < whole.value
            found.append(replace(rate, name=review.name(kind, entity), reviewed=below))
    found.sort(key=lambda e: (-e.value, -e.count))
    alone = whole is None or len(found) < 2
    return found, None if alone or whole is None else replace(whole, name=review.audience.name)


def _title(review: Slice, found: list[Estimate]) -> str:
    best, worst = found[0], found[-1]
    words = review.words
    if len(found) == 1:
        return words("figures.trend.title_alone", what=review.title("on_time_rate"), value=best.label)
    if best.label == worst.label:
        return words("figures.on_time_by.same", value=best.label)
    values = {"best": best.name, "high": best.label, "worst": worst.name, "low": worst.label}
    return words("figures.on_time_by.title", **values)
