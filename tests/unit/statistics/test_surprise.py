"""How likely chance alone would do it: held against chances that are computed another way."""

from math import comb

import numpy as np
import pytest

from reviewbook.statistics.surprise import (
    dispersion,
    rate_shift,
    share_chance,
    student_tail,
    value_chance,
    value_shift,
)


def fisher(hits, of, hits_before, of_before):
    """Give the chance of so many hits or more among `of`, when all hits fall anywhere: by counting the ways."""
    hits_all, ways = hits + hits_before, comb(of + of_before, of)
    return sum(comb(hits_all, k) * comb(of + of_before - hits_all, of - k) for k in range(hits, of + 1)) / ways


@pytest.mark.parametrize(
    ("hits", "of", "before", "base"), [(4, 6, 2, 40), (1, 1, 3, 9), (7, 50, 40, 900), (6, 6, 0, 120)]
)
def test_without_dispersion_it_is_fishers_exact_test(hits, of, before, base):
    parts, wholes = [before, hits], [base, of]
    assert share_chance(parts, wholes, 1, "above") == pytest.approx(fisher(hits, of, before, base), rel=1e-9)
    turned = [base - before, of - hits]
    assert share_chance(turned, wholes, 1, "below") == pytest.approx(fisher(hits, of, before, base), rel=1e-9)


def test_windows_and_histories_of_several_periods_are_added_up():
    assert share_chance([1, 1, 3, 1], [20, 20, 3, 3], 2, "above") == pytest.approx(fisher(4, 6, 2, 40))


@pytest.mark.parametrize(
    ("parts", "wholes"),
    [
        ([2, 0], [40, 6]),  # on the other side
        ([2, 0], [40, 0]),  # an empty window
        ([0, 4], [0, 6]),  # no history
        ([40, 6], [40, 6]),  # as always
    ],
)
def test_where_nothing_surprises_the_chance_is_one(parts, wholes):
    assert share_chance(parts, wholes, 1, "above") == 1


def test_what_varies_anyway_surprises_less_and_long_windows_suffer_less_from_it():
    one, several = ([30, 5, 4, 3, 4], [900, 20, 20, 20, 20]), ([30, 16], [900, 80])
    exact, apart = (share_chance(*several, 1, "above", dispersion=d) for d in (0.0, 0.05))
    assert exact < apart < 0.5
    # The same counts spread over four periods are less of a coincidence than all in one.
    assert exact < share_chance(*one, 4, "above", dispersion=0.05) < apart


def test_shares_that_only_counting_moves_have_hardly_any_dispersion():
    counts = np.random.default_rng(7).binomial(50, 0.9, (40, 30))
    assert dispersion(counts, np.full((40, 30), 50)).mean() < 0.004


def test_the_dispersion_that_was_put_in_is_found():
    # A beta of 0.9 with a correlation of 0.05: 1 / 0.05 − 1 = 19 counts as a prior.
    rng = np.random.default_rng(7)
    counts = rng.binomial(50, rng.beta(0.9 * 19, 0.1 * 19, (60, 30)))
    assert dispersion(counts, np.full((60, 30), 50)).mean() == pytest.approx(0.05, abs=0.015)


def test_a_change_that_lasts_is_no_dispersion():
    shares = np.repeat([0.97, 0.7], 14)
    counts = np.random.default_rng(7).binomial(50, shares).reshape(1, 28)
    assert dispersion(counts, np.full((1, 28), 50))[0] < 0.02


def test_too_few_periods_tell_nothing_of_dispersion():
    assert list(dispersion([[1, 9, 1, 9]], [[10] * 4])) == [0]


@pytest.mark.parametrize(
    ("t", "freedom", "chance"),
    [
        (12.7062, 1, 0.025),
        (2.2281, 10, 0.025),
        (9.2189, 3, 0.00135),
        (3.2703, 30, 0.00135),
        (0, 7, 0.5),
        (-2.2281, 10, 0.975),
    ],
)
def test_the_tail_of_students_t_is_that_of_the_tables(t, freedom, chance):
    assert student_tail(t, freedom) == pytest.approx(chance, rel=1e-3)


def test_a_value_far_from_its_history_surprises():
    # Mean 10, standard deviation 1.069 (the squares of 8 deviations are 8, over 7); 13 is 2.646 of sqrt(9/8) of them away.
    values = [9, 11, 9, 11, 9, 11, 9, 11, 13]
    assert value_chance(values, 1, "above") == pytest.approx(student_tail(3 / (8 / 7) ** 0.5 / (9 / 8) ** 0.5, 7))
    assert value_chance(values, 1, "below") > 0.9
    # Two values that are apart tell of spread as well: both sides' squares, 8 and 2, over 8 degrees of freedom.
    expected = student_tail(3 / (10 / 8 * (1 / 2 + 1 / 8)) ** 0.5, 8)
    assert value_chance([*values[:-1], 12, 14], 2, "above") == pytest.approx(expected)
    assert value_chance([9] * 8 + [13], 1, "above") == 1
    assert value_chance([9, 11, 9, 11, 9, 11, 9, 13], 1, "above") == 1


def test_a_shift_says_how_long_it_lasts_and_corrects_for_the_windows_it_looked_at():
    parts, wholes = [20] * 12 + [12, 13, 11], [20] * 15
    shift = rate_shift(parts, wholes, "below")
    assert (shift.size, shift.lasting) == (3, True)
    # Fifteen periods have room for windows of 1, 2, 4 and 8 with four before them.
    assert shift.chance == pytest.approx(4 * min(share_chance(parts, wholes, size, "below") for size in (1, 2, 4, 8)))
    assert rate_shift(parts, wholes, "above").chance == 1


def test_a_shift_that_is_over_does_not_last():
    assert not rate_shift([20] * 12 + [12, 13, 11, 20, 20], [20] * 17, "below").lasting
    assert rate_shift([20] * 12 + [12, 13, 11, 12, 14], [20] * 17, "below").lasting


def test_a_value_that_shifts_lasts_as_well():
    shift = value_shift([9, 11, 9, 11, 9, 11, 9, 11, 20, 21], "above")
    assert (shift.size, shift.lasting) == (2, True)
    assert shift.chance < 1e-3


@pytest.mark.parametrize("parts", [[5], [np.nan] * 8, [0] * 7 + [5]])
def test_a_series_that_has_hardly_begun_tells_nothing(parts):
    wholes = [0 if np.isnan(part) or part == 0 else 5 for part in parts]
    assert rate_shift(parts, wholes, "below").chance == 1
    values = [np.nan if whole == 0 else 1.0 for whole in wholes]
    assert value_shift(values, "below").chance == 1
