"""A measure with its interval over the periods up to the one under review."""

from __future__ import annotations

from reviewbook.blocks import Block, Figure
from reviewbook.figures.absence import absent
from reviewbook.figures.estimates import Estimate, estimate, estimate_table, over_time, spoken
from reviewbook.slices import Slice, about_customers

__all__ = ["satisfaction_trend", "trend_figure"]

#: Periods that a figure holds: a quarter of weeks.
MOST = 13


@about_customers
def satisfaction_trend(review: Slice) -> Block:
    """Draw the satisfaction of the audience's customers over the last 13 periods, with 95% intervals."""
    return trend_figure(review, "satisfaction_score")


def trend_figure(review: Slice, measure: str) -> Block:
    """
    Draw a rate or mean of the audience over the last 13 periods with its intervals.

    Returns
    -------
    Figure or Notice
        Points, the period under review accented; a period without a value is left out. A notice when the period under
        review has none.
    """
    found = [
        e
        for period in review.period.last(MOST)
        if (e := estimate(review, measure, review.audience.kind, review.audience.id, period)) is not None
    ]
    if not found or not found[-1].reviewed:
        return absent(review, measure)
    words = review.words
    title = _title(review, measure, found)
    rows = words("figures.and").join(spoken(review, e) for e in found)
    return Figure(
        id=f"{measure.replace('_', '-')}-trend",
        title=title,
        alt=words("figures.trend.alt", what=review.title(measure), rows=rows),
        svg=over_time(found, review.value(measure, part="target"), review.title("target")),
        data=estimate_table(review, measure, title, words("figures.period"), found),
        note=words("figures.trend.rests") + words("figures.space") + words("figures.estimate.note"),
    )


def _title(review: Slice, measure: str, found: list[Estimate]) -> str:
    words, last, earlier = review.words, found[-1], found[:-1]
    if not earlier:
        return words("figures.trend.title_alone", what=review.title(measure), value=last.label)
    low, high = min(earlier, key=lambda e: e.value), max(earlier, key=lambda e: e.value)
    before = words(f"earlier.{review.period.cadence}", count=len(earlier))
    return words(
        "figures.trend.title",
        what=review.title(measure), value=last.label, before=before, low=low.label, high=high.label,
    )  # fmt: skip
