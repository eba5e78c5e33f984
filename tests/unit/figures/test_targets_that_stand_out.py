"""A target that nobody can have meant does not press a figure flat; a month that is over is held against its target."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from reviewbook import figures


def _targets(review, period, value):
    facts = review.facts.copy()
    facts.loc[(facts["measure"] == "target") & (facts["period"] == period), "value"] = value
    return replace(review, facts=facts)


def _texts(svg):
    return re.findall(r">([^<>\n]+)</text>", svg)


def _columns(svg):
    """Heights of the columns: the largest step down in each filled shape."""
    shapes = re.findall(r'<g id="patch_\d+">\s*<path d="([^"]+)"', svg)
    ys = [[float(y) for y in re.findall(r"[ML] [\d.-]+ ([\d.-]+)", shape)] for shape in shapes]
    return sorted(max(y) - min(y) for y in ys)


def test_a_target_far_beyond_is_written_with_an_arrow_and_the_columns_stay_high(sliced):
    usual, slip = (figures.revenue_trend(r) for r in (sliced("en"), _targets(sliced("en"), "2026-W40", 8_200_000.0)))
    assert "8.20m" in _texts(slip.svg)
    assert slip.note.startswith("A number with an arrow is a target far beyond the revenue, not drawn to scale.")
    assert "arrow" not in usual.note
    assert "W40: ¥" in slip.alt
    assert "target ¥8.20m" in slip.alt
    assert _columns(slip.svg)[-2] > 0.8 * _columns(usual.svg)[-2]


def test_a_target_twice_the_revenue_is_drawn(sliced):
    block = figures.revenue_trend(_targets(sliced("en"), "2026-W40", 1_640_000.0))
    assert "1.64m" not in _texts(block.svg)
    assert "arrow" not in block.note


def test_the_target_under_review_may_be_the_one_far_beyond(sliced):
    block = figures.revenue_trend(_targets(sliced("en"), "2026-W47", 8_200_000.0))
    assert "8.20m" in _texts(block.svg)
    assert "Target" not in _texts(block.svg)


def _over(review):
    """The same November, looked at in December: its last week under review, and nothing sold in it."""
    facts = review.facts
    day = facts[(facts["cadence"] == "daily") & (facts["period"] == "2026-11-22")]
    records = facts.to_dict("records")
    records += [row | {"period": f"2026-11-{n}"} for n in range(23, 31) for row in day.to_dict("records")]
    filled = type(facts)(records, columns=facts.columns)
    return replace(review, period=review.period.shift(1), as_of=review.as_of + timedelta(days=14), facts=filled)


@pytest.mark.parametrize(
    ("target", "title"),
    [
        (3_000_000.0, "November 2026: ¥2.40m of ¥3.00m; ¥600k short"),
        (2_000_000.0, "November 2026: ¥2.40m of ¥2.00m; ¥400k beyond it"),
        (None, "November 2026: ¥2.40m"),
    ],
)
def test_a_month_that_is_over_is_short_of_its_target_or_beyond(target, title, sliced):
    block = figures.pace(_targets(_over(sliced("en")), "2026-11", target))
    assert block.title == title


def test_a_month_that_is_over_has_no_pace(sliced):
    review = sliced("en")
    assert "Pace" in " ".join(_texts(figures.pace(review).svg))
    over = figures.pace(_over(review))
    assert over.data.rows[-1][0].value == "2026-11-30"
    assert "Pace" not in " ".join(_texts(over.svg))
    assert "Forecast" not in " ".join(_texts(over.svg))
    assert over.note == ""
