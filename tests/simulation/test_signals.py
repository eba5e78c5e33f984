"""False alarms on processes in which nothing changes, and how soon a planted shift is found.

What is nominal: a normal value lies beyond 3 sigma once in 370 periods, and with the rule of
eight in a row a signal comes once in 152.7 (Champ & Woodall 1987, table 1). Limits of few
periods are wider, counts are coarse and the first eight periods are not judged: alarms may be
rarer than nominal, but not more frequent by half.
"""

import numpy as np
import pytest
from numpy.linalg import solve

from reviewbook.statistics import rate_charts, value_charts

SERIES, PERIODS = 3000, 26
#: Chance of a normal value beyond 3 sigma, on both sides.
OUTSIDE = 0.0027
#: Signals per period by both rules while nothing changes.
NOMINAL = 1 / 152.73

#: Chance of a normal value above so many sigma.
ABOVE = {-3: 0.99865, -2: 0.97725, -1: 0.841345, 0: 0.5, 1: 0.158655, 2: 0.02275, 3: 0.00135}


def alarms(charts):
    """Give signals per judged period: all, and those outside."""
    judged = (charts.verdict != "too_few").sum()
    return (charts.verdict == "signal").sum() / judged, (charts.rule == "outside").sum() / judged


def binomial(n, p, seed, shape=(SERIES, PERIODS)):
    wholes = np.full(shape, n)
    return rate_charts(np.random.default_rng(seed).binomial(wholes, p).astype(float), wholes)


def dispersed(n, p, sigma, seed):
    """Give rates that vary `sigma` times as much as their counts let expect: the chance itself varies (beta)."""
    both = (n - 1) / (sigma**2 - 1) - 1
    chances = np.random.default_rng(seed).beta(p * both, (1 - p) * both, (SERIES, PERIODS))
    return binomial(n, chances, seed)


def periods_to_signal(shift):
    """Give the expected number of periods until a signal on the side of the shift, with limits that are known."""
    # State k: k in a row above the centre; a value below it leads back to state 0, all others to a signal.
    within, below = ABOVE[-shift] - ABOVE[3 - shift], 1 - ABOVE[-shift]
    steps = np.zeros((8, 8))
    steps[:, 0] = below
    steps[range(7), range(1, 8)] = within
    return solve(np.eye(8) - steps, np.ones(8))[0]


def first_signal(charts, since, side):
    """Give the number of periods from a shift to the first signal on its side; 99 where there is none."""
    found = ((charts.verdict == "signal") & (charts.side == side))[:, since:]
    return np.where(found.any(axis=1), found.argmax(axis=1) + 1, 99)


def test_the_expected_number_of_periods_is_the_published_one():
    # Champ & Woodall's are for both sides; a side alone is reached half as often while nothing changes.
    assert periods_to_signal(0) / 2 == pytest.approx(152.73, rel=0.01)
    assert periods_to_signal(1) == pytest.approx(14.58, rel=0.01)
    assert periods_to_signal(2) == pytest.approx(4.89, rel=0.01)
    assert periods_to_signal(3) == pytest.approx(1.99, rel=0.01)


@pytest.mark.parametrize("periods", [26, 52])
def test_false_alarms_of_normal_values_are_near_nominal(periods):
    values = np.random.default_rng(1).normal(100, 10, (SERIES, periods))
    every, outside = alarms(value_charts(values))
    assert NOMINAL / 3 < every < NOMINAL * 1.5
    assert OUTSIDE / 3 < outside < OUTSIDE * 1.5


def test_false_alarms_of_somewhat_skewed_values_are_near_nominal():
    # A gamma value of shape 16: skewness 0.5, as that of an average order.
    every, _ = alarms(value_charts(np.random.default_rng(2).gamma(16, 1, (SERIES, PERIODS))))
    assert NOMINAL / 3 < every < NOMINAL * 1.5


@pytest.mark.parametrize("n", [5, 35, 200])
@pytest.mark.parametrize("p", [0.5, 0.9, 0.97])
def test_false_alarms_of_rates_are_at_most_nominal(n, p):
    every, outside = alarms(binomial(n, p, seed=n))
    assert every < NOMINAL
    assert outside < OUTSIDE
    assert every > (NOMINAL / 10 if n == 200 else 0)


@pytest.mark.parametrize(("n", "p", "sigma"), [(35, 0.9, 1.3), (200, 0.9, 1.6), (200, 0.7, 2), (200, 0.5, 3)])
def test_false_alarms_of_rates_that_vary_more_than_their_counts_are_near_nominal(n, p, sigma):
    every, _ = alarms(dispersed(n, p, sigma, seed=n))
    assert NOMINAL / 3 < every < NOMINAL * 1.5


@pytest.mark.parametrize("before", [8, 24])
def test_a_team_of_35_that_falls_from_97_to_80_percent_is_found_within_eight_periods(before):
    chances = np.array([0.97] * before + [0.8] * 8)
    first = first_signal(binomial(35, chances, 5, (SERIES, before + 8)), before, "below")
    assert (first <= 8).mean() > (0.999 if before == 24 else 0.8)


def test_after_24_periods_it_is_found_nearly_as_soon_as_with_known_limits():
    # Known limits: 29 or fewer of 35 are rarer than 0.00135 at 97 %. At 80 % they come with a chance of 0.73.
    rng = np.random.default_rng(6)
    assert (rng.binomial(35, 0.97, 10**6) <= 29).mean() < 0.00135 < (rng.binomial(35, 0.97, 10**6) <= 30).mean()
    expected = 1 / (rng.binomial(35, 0.8, 10**6) <= 29).mean()
    chances = np.array([0.97] * 24 + [0.8] * 8)
    first = first_signal(binomial(35, chances, 7, (SERIES, 32)), 24, "below")
    assert 0.9 * expected < first.mean() < 1.25 * expected


@pytest.mark.parametrize(("shift", "found", "within"), [(1, 0.5, 30), (2, 0.95, 30), (3, 0.97, 8)])
def test_a_shift_of_values_is_found(shift, found, within):
    # Half of them are found in less than 1.5 times the mean of known limits, though 48 periods do not tell all.
    values = np.random.default_rng(8).normal(0, 1, (SERIES // 2, 48 + 30))
    values[:, 48:] += shift
    first = first_signal(value_charts(values), 48, "above")
    assert (first <= within).mean() > found
    assert np.median(first) < 1.5 * periods_to_signal(shift)


def test_a_shift_that_was_found_by_eight_in_a_row_is_the_new_normal():
    chances = np.array([0.97] * 24 + [0.6] * 20)
    charts = binomial(35, chances, 9, (500, 44))
    settled = charts.verdict[:, 32:] == "signal"
    # A run may have begun by chance before the shift, and be full sooner.
    assert (charts.rule[:, 24:32] == "run").any(axis=1).mean() > 0.99
    assert settled.mean() < NOMINAL * 1.5
