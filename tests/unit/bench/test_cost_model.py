"""How measurements become a model of the cost."""

import pytest
from bench.cost_model import exponent, fitted


def test_twice_the_time_for_twice_the_size_is_in_step_and_four_times_is_not():
    assert exponent((10, 3), (20, 6)) == pytest.approx(1)
    assert exponent((10, 3), (20, 12)) == pytest.approx(2)


def test_a_cost_that_is_a_line_is_found_to_the_last_part():
    sizes = [(100, 1_000), (100, 5_000), (300, 1_000), (500, 9_000)]
    model = fitted(("reps", "lines"), sizes, [7 + 0.1 * reps + 0.002 * lines for reps, lines in sizes])
    assert model.coefficients == pytest.approx((7, 0.1, 0.002))
    assert model.worst == pytest.approx(0, abs=1e-9)
    assert model.at(1_000, 10_000) == pytest.approx(127)


def test_nothing_costs_less_than_nothing():
    model = fitted(("reps",), [(1,), (2,), (3,)], [1, 3, 5])
    assert min(model.coefficients) == 0
    assert model.worst > 0.1
