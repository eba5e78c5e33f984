"""A measure with its interval over the periods up to the one under review."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.blocks import Block, Figure
from reviewbook.figures.absence import absent
from reviewbook.figures.estimates import Estimate, estimate, estimate_table, over_time, spoken
from reviewbook.slices import Slice, about_customers
from reviewbook.verdicts import in_words, verdict

__all__ = ["satisfaction_trend", "trend_figure"]

#: Periods that a figure holds: a quarter of weeks.
MOST = 13


@about_customers
def satisfaction_trend(review: Slice) -> Block:
    """Draw the satisfaction of the audience's customers over the last 13 periods, with 95% intervals."""
    return trend_figure(review, "satisfaction_score")


def trend_figure(review: Slice, measure: str) -> Block:
    """
    Draw a rate or mean of the audience over the last 13 periods, with its limits or its intervals.

    Returns
    -------
    Figure or Notice
        Points, the period under review accented; a period without a value is left out. Where the course of the measure
        is judged (`verdicts`), each point has the limits that its past gives and signals are diamonds; elsewhere each
        has its 95% interval. A notice when the period under review has no value.
    """
    own = (review.audience.kind, review.audience.id)
    found = [
        replace(e, judged=verdict(review, measure, *own, period))
        for period in review.period.last(MOST)
        if (e := estimate(review, measure, *own, period)) is not None
    ]
    if not found or not found[-1].reviewed:
        return absent(review, measure)
    words = review.words
    title = _title(review, measure, found)
    rows = words("figures.and").join(_spoken(review, measure, e) for e in found)
    judged = any(e.judged for e in found)
    return Figure(
        id=f"{measure.replace('_', '-')}-trend",
        title=title,
        alt=words("figures.trend.alt_judged" if judged else "figures.trend.alt", what=review.title(measure), rows=rows),
        svg=over_time(found, review.value(measure, part="target"), review.title("target")),
        data=estimate_table(review, measure, title, words("figures.period"), found),
        note=words("figures.trend.rests")
        + words("figures.space")
        + words("figures.trend.limits" if judged else "figures.estimate.note"),
    )


def _spoken(review: Slice, measure: str, e: Estimate) -> str:
    """Give an estimate as a part of a sentence, and that it is a signal where it is one."""
    said = spoken(review, e)
    if e.judged is None or not e.signal:
        return said
    return review.words("figures.trend.signal", said=said, verdict=in_words(review, measure, e.judged))


def _title(review: Slice, measure: str, found: list[Estimate]) -> str:
    words, last, earlier = review.words, found[-1], found[:-1]
    if last.judged is not None:
        said = in_words(review, measure, last.judged)
        return words("figures.trend.verdict", what=review.title(measure), value=last.label, verdict=said)
    if not earlier:
        return words("figures.trend.title_alone", what=review.title(measure), value=last.label)
    low, high = min(earlier, key=lambda e: e.value), max(earlier, key=lambda e: e.value)
    before = words(f"earlier.{review.period.cadence}", count=len(earlier))
    return words(
        "figures.trend.title",
        what=review.title(measure), value=last.label, before=before, low=low.label, high=high.label,
    )  # fmt: skip
