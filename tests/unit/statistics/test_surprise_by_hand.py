"""Small series whose chances, windows and dispersion are reckoned by hand: each sign of the formulas counts."""

from math import log, pi, sqrt

import numpy as np
import pytest

from reviewbook.statistics.limits import value_limits
from reviewbook.statistics.surprise import Shift, dispersion, rate_shift, share_chance, value_chance, value_shift
from reviewbook.statistics.tails import beta_binomial_tail


def test_of_a_chance_that_is_not_known_at_all_every_number_is_as_likely_as_another():
    assert [beta_binomial_tail(seen, 3, 1, 1) for seen in (0, 1, 2, 3)] == pytest.approx([1, 3 / 4, 1 / 2, 1 / 4])


def test_where_all_came_before_all_come():
    assert beta_binomial_tail(2, 5, 10, 0) == 1.0


def test_a_history_and_a_window_that_vary_tell_as_much_as_fewer_independent_counts():
    """Two of two, after 2 of 10 with ρ = 1/2: 10 tell as 10 / 5.5, and P = p (p s + 1) / (s + 1) with s = 1/2."""
    p, s = 3 / 11, 1 / (1 / 2 + 1 / 2 * 5.5 / (11 + 5.5)) - 1
    assert s == pytest.approx(1 / 2)
    assert share_chance([2, 2], [10, 2], 1, "above", 0.5) == pytest.approx(p * (p * s + 1) / (s + 1))


def test_counts_of_different_periods_are_independent_of_each_other():
    """The history is two periods of 5: of its 90 pairs 40 are of one period, so ρ is 2/9 over all, and 10 tell as 10/3."""
    p, s = 3 / 11, 1 / (1 / 2 + 1 / 2 * 3 / (11 + 3)) - 1
    assert share_chance([1, 1, 2], [5, 5, 2], 1, "above", 0.5) == pytest.approx(p * (p * s + 1) / (s + 1))


def test_nothing_is_told_where_nothing_was_counted():
    assert share_chance([3, 0], [9, 0], 1, "below") == 1.0
    assert share_chance([0, 3], [0, 9], 1, "above") == 1.0
    assert share_chance([1, 9], [1, 9], 1, "above") == 1.0


#: Eight shares of 100 go 45, 55, 45 …: each of 7 differences is 2 of its binomial variance, where 1 is expected. The
#: largest is left out, and so is what the largest of 7 squared normal values is.
LARGEST = 2 * (log(7) + 0.5772156649) - log(log(7)) - log(pi)
EXCESS = 6 * 2 * 7 / (7 - LARGEST) - 7

#: 7 differences weigh as much: for ρ = 1 each would exceed counting by (2 − 0.02) / 0.02.
WEIGHT = 7 * 99


def test_how_much_shares_vary_besides_counting_is_told_by_moments_and_taken_for_larger_by_two_standard_errors():
    expected = EXCESS / WEIGHT * (1 + 2 * sqrt(3 / 7))
    assert dispersion([[45, 55] * 4], [[100] * 8]).tolist() == pytest.approx([expected])
    assert expected == pytest.approx(0.051, abs=5e-4)


def test_a_series_is_drawn_halfway_to_what_is_usual_and_is_never_taken_for_less():
    """Beside it one that always has 50 of 100: its 7 differences are 0 where 7 are expected."""
    usual = (EXCESS - 7) / (2 * WEIGHT) * (1 + 2 * sqrt(3 / 14))
    found = dispersion([[45, 55] * 4, [50] * 8], [[100] * 8] * 2).tolist()
    assert found == pytest.approx([(EXCESS / WEIGHT + usual) / 2, usual])


def test_shares_that_go_from_nothing_to_all_vary_as_much_as_is_ever_assumed():
    assert dispersion([[5, 95] * 4], [[100] * 8]).tolist() == [0.9]


def test_periods_without_counts_are_no_periods_of_a_dispersion():
    gaps = dispersion([[45, 55, 0, 45, 55] + [45, 55] * 2], [[100, 100, 0, 100, 100] + [100] * 4])
    assert gaps.tolist() == pytest.approx(dispersion([[45, 55] * 4], [[100] * 8]).tolist())


def test_periods_before_the_first_count_are_no_history():
    """Four are left before the last one, and three before the last two, which are therefore not looked at."""
    parts, wholes = [0, 0, 0, 0, 9, 9, 9, 9, 1], [0, 0, 0, 0, 10, 10, 10, 10, 10]
    assert rate_shift(parts, wholes, "below").chance == share_chance(parts, wholes, 1, "below")
    assert rate_shift(parts[:-1], wholes[:-1], "below") == Shift(1.0, 1, False)


def test_a_change_after_which_nothing_more_was_counted_is_known_and_does_not_last():
    parts, wholes = [9] * 6 + [1, 1, 0, 0], [10] * 8 + [0, 0]
    three = 3 * share_chance(parts, wholes, 4, "below")  # of the last 1, 2 and 4; before 8 are fewer than four
    assert rate_shift(parts, wholes, "below") == Shift(pytest.approx(three), 4, False)
    assert rate_shift([9] * 6 + [9, 9, 0, 0], wholes, "below").chance == 1.0


def test_a_change_is_not_placed_where_fewer_than_four_periods_lie_before_it():
    assert rate_shift([0] + [10] * 9, [10] * 10, "above").size == 6
    assert value_shift([0.0] + [10.0, 11.0] * 5, "above").size == 7


def test_each_series_has_the_limits_of_its_own():
    values = np.array([[1.0, 2, 1, 2, 1, 2, 1, 2], [10.0, 30, 10, 30, 10, 30, 10, 30]])
    both, stable = value_limits(values, np.ones((2, 8), bool)), np.ones((1, 8), bool)
    assert both.centre.tolist() == [1.5, 20.0]
    alone = [value_limits(values[[row]], stable) for row in (0, 1)]
    assert both.upper.tolist() == pytest.approx([one.upper[0] for one in alone])
    assert both.lower.tolist() == pytest.approx([one.lower[0] for one in alone])


def test_a_shift_of_values_is_corrected_for_its_windows_too():
    """Twelve values: before the last 1, 2 and 4 are eight or more; 8 leave four, of which nothing is known."""
    values = [10.0, 11.0] * 5 + [13.0, 13.5]
    least = min(value_chance(values, size, "above") for size in (1, 2, 4, 8))
    assert value_shift(values, "above").chance == pytest.approx(4 * least)


def test_a_share_that_went_up_lasts_while_its_last_two_periods_are_up():
    wholes = [10] * 12
    assert rate_shift([1] * 8 + [9] * 4, wholes, "above").lasting
    assert not rate_shift([1] * 8 + [9, 9, 9, 9, 1, 1], [*wholes, 10, 10], "above").lasting
