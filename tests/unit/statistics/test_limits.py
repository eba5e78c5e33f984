"""Limits against published values and chances counted by hand."""

from math import comb

import numpy as np
import pytest

from reviewbook.statistics.limits import rate_limits, three_sigma_t, value_limits


def limits_of_rate(part, whole, n, periods=10):
    """Give the limits for `n` after so many equal periods of `part` in `whole`."""
    counts = np.full((1, periods), part), np.full((1, periods), whole)
    found = rate_limits(*counts, np.ones((1, periods), dtype=bool), np.array([n]))
    return found.lower[0], found.upper[0]


def limits_of_value(values, stable=None):
    given = np.array([values], dtype=float)
    found = value_limits(given, np.ones_like(given, dtype=bool) if stable is None else np.array([stable]))
    return found.centre[0], found.lower[0], found.upper[0]


@pytest.mark.parametrize(
    ("freedom", "t"),
    [
        (2, 19.21),
        (3, 9.22),
        (4, 6.62),
        (5, 5.51),
        (7, 4.53),
        (9, 4.09),
        (12, 3.76),
        (18, 3.48),
        (40, 3.2),
        (100, 3.077),
    ],
)
def test_t_equals_the_table_of_the_guide_to_uncertainty(freedom, t):
    # JCGM 100:2008, table G.2, fraction p = 99.73 %.
    assert three_sigma_t(np.array([freedom]))[0] == pytest.approx(t, abs=0.008)


@pytest.mark.parametrize(("freedom", "t"), [(2.48, 12.411), (3.5, 7.603), (4.34, 6.151), (15.5, 3.5645)])
def test_t_of_a_fraction_of_freedom_is_right_to_half_a_percent(freedom, t):
    # By numerical integration of the density.
    assert three_sigma_t(np.array([freedom]))[0] == pytest.approx(t, rel=0.005)


def test_many_values_give_the_natural_process_limits_of_wheeler():
    values = [10.0, 12.0] * 500
    centre, lower, upper = limits_of_value(values)
    assert centre == 11
    assert upper - 11 == pytest.approx(2.66 * 2, rel=0.005)
    assert 11 - lower == pytest.approx(2.66 * 2, rel=0.005)


def test_eight_values_give_limits_that_are_wider_by_what_eight_do_not_tell():
    # Seven ranges of 2 have 0.62 x 7 = 4.34 degrees of freedom: t is 6.151 instead of 3.
    _, _, upper = limits_of_value([10, 12] * 4)
    assert upper - 11 == pytest.approx(6.151 * 2 / 1.1284 * (1 + 1 / 8) ** 0.5, rel=0.005)


def test_a_value_that_is_left_out_is_in_no_range():
    values = [10, 12, 10, 99, 12, 10, 12, 10, 12]
    assert limits_of_value(values, [value != 99 for value in values]) == limits_of_value(
        [10, 12, 10, 12, 10, 12, 10, 12]
    )


@pytest.mark.parametrize("values", [[5.0] * 30, [0.0] * 10 + [1.0] + [0.0] * 10])
def test_values_that_are_all_but_equal_give_no_limits(values):
    _, lower, upper = limits_of_value(values)
    assert np.isnan([lower, upper]).all()


def test_after_180_of_180_the_lower_limit_is_the_last_count_that_is_not_too_rare():
    # By Laplace's rule the chance of 5 or fewer of 6 is 6 in 187; of 4 or fewer the one below, by counting.
    rare = 1 - 181 / 187 - comb(6, 5) * 181 / (186 * 187)
    assert rare == pytest.approx(1 / 1159, rel=0.001)
    assert limits_of_rate(6, 6, n=6, periods=30) == (pytest.approx(5 / 6), 1)


def test_limits_follow_n():
    few, many = limits_of_rate(80, 100, n=20), limits_of_rate(80, 100, n=500)
    assert few[0] < many[0] < 0.8 < many[1] < few[1]
    # 3 sigma of 500 and of the 1,000 before; the exact chances are skewed a little to the longer side.
    assert many[0] == pytest.approx(0.8 - 3 * (0.8 * 0.2 * (1 / 500 + 1 / 1000)) ** 0.5, abs=0.005)


def test_a_limit_that_cannot_be_crossed_is_0_or_1():
    assert limits_of_rate(95, 100, n=10)[1] == 1
    assert limits_of_rate(5, 100, n=10)[0] == 0


@pytest.mark.parametrize(
    ("swing", "half"),
    [
        (2, 3 * (0.7 * 0.3 * (1 / 100 + 1 / 2000)) ** 0.5),  # as the counts let expect: 3 sigma
        (8, 3.778 * 0.16 / 1.1284 * (1 + 1 / 20) ** 0.5),  # moving ranges of 0.16; 19 of them make t 3.778
    ],
)
def test_limits_are_wider_when_rates_vary_more_than_their_counts_let_expect(swing, half):
    parts = np.array([[70 - swing, 70 + swing] * 10])
    stable = np.ones_like(parts, dtype=bool)
    found = rate_limits(parts, np.full_like(parts, 100), stable, np.array([100]))
    assert found.centre[0] == 0.7
    assert 0.7 - found.lower[0] == pytest.approx(half, rel=0.08 if swing == 2 else 0.005)
