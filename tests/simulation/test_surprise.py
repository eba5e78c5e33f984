"""How often chance alone surprises, where nothing changes: never more often than it says.

Series of 28 weeks and of 13 months, as the reviews have them, of few and of many reports, with and without
dispersion besides counting; each judged as the detectors do it, with the dispersion estimated from all of them.
"""

import numpy as np
import pytest

from reviewbook.statistics.surprise import dispersion, rate_shift, value_shift

SERIES = 250
LEVELS = (0.1, 0.02, 0.004)


def surprised(chances):
    return [(np.array(chances) <= level).mean() for level in LEVELS]


def bound(level, n):
    """Give how often at most a chance of `level` may come in n tries, with three standard errors of luck."""
    return level + 3 * np.sqrt(level * (1 - level) / n)


def shares(reports, share, apart, periods, seed):
    rng = np.random.default_rng(seed)
    prior = 1 / apart - 1 if apart else 0
    shape = (SERIES, periods)
    chances = rng.beta(share * prior, (1 - share) * prior, shape) if apart else np.full(shape, share)
    return rng.binomial(reports, chances), np.full(shape, reports)


@pytest.mark.parametrize("periods", [28, 13])
@pytest.mark.parametrize(
    ("reports", "share", "apart"), [(6, 0.97, 0.0), (50, 0.97, 0.0), (50, 0.9, 0.02), (200, 0.95, 0.02)]
)
def test_a_share_surprises_no_more_often_than_it_says(reports, share, apart, periods):
    parts, wholes = shares(reports, share, apart, periods, seed=reports + periods)
    known = dispersion(parts, wholes)
    chances = [
        rate_shift(part, whole, side, own).chance
        for part, whole, own in zip(parts, wholes, known, strict=True)
        for side in ("above", "below")
    ]
    assert all(seen <= bound(level, len(chances)) for seen, level in zip(surprised(chances), LEVELS, strict=True))


def test_a_share_whose_dispersion_it_must_tell_by_itself_surprises_no_more_often_either():
    parts, wholes = shares(200, 0.95, 0.02, 28, seed=3)
    chances = [
        rate_shift(part, whole, side, float(dispersion([part], [whole])[0])).chance
        for part, whole in zip(parts, wholes, strict=True)
        for side in ("above", "below")
    ]
    assert all(seen <= bound(level, len(chances)) for seen, level in zip(surprised(chances), LEVELS, strict=True))


def test_without_its_dispersion_it_would_surprise_far_too_often():
    parts, wholes = shares(200, 0.95, 0.02, 28, seed=3)
    chances = [rate_shift(part, whole, "below").chance for part, whole in zip(parts, wholes, strict=True)]
    assert surprised(chances)[1] > 5 * LEVELS[1]


def test_a_value_surprises_as_often_as_it_says():
    values = np.random.default_rng(11).normal(0, 1, (1500, 28))
    chances = [value_shift(row, side).chance for row in values for side in ("above", "below")]
    seen = surprised(chances)
    assert all(share <= bound(level, len(chances)) for share, level in zip(seen, LEVELS, strict=True))
    # Overlapping windows are counted as if they were independent; that costs little.
    assert seen[0] > LEVELS[0] / 2


@pytest.mark.parametrize(("reports", "least"), [(6, 0.6), (50, 0.99)])
def test_a_fall_from_97_to_70_percent_is_found_within_four_weeks(reports, least):
    rng = np.random.default_rng(5)
    parts = np.hstack([rng.binomial(reports, 0.97, (SERIES, 24)), rng.binomial(reports, 0.7, (SERIES, 4))])
    wholes = np.full(parts.shape, reports)
    chances = [rate_shift(*row, "below").chance for row in zip(parts, wholes, strict=True)]
    assert (np.array(chances) <= 0.004).mean() >= least
