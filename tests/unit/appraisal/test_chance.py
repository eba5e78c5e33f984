"""What is drawn anew varies as much as the same performance would."""

from __future__ import annotations

import numpy as np
import pytest

from reviewbook.appraisal import chance


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def test_orders_drawn_anew_vary_in_number_and_in_size(rng):
    amounts = np.array([100.0] * 25)
    drawn = chance.orders(amounts, rng)
    # Of one size: only their number varies, by the root of 25.
    assert drawn.mean() == pytest.approx(2500, rel=0.02)
    assert drawn.std() == pytest.approx(500, rel=0.08)
    assert set(drawn % 100) == {0.0}


def test_the_variance_of_orders_is_that_of_drawing_them_for_ever(rng):
    amounts = rng.lognormal(0, 1, 40)
    many = np.concatenate([chance.orders(amounts, np.random.default_rng(seed)) for seed in range(40)])
    assert chance.order_variance(np.array([(amounts**2).sum()]), np.ones(1))[0] == pytest.approx(many.var(), rel=0.02)
    assert many.mean() == pytest.approx(amounts.sum(), rel=0.01)


def test_many_orders_are_drawn_as_a_normal_value_of_the_same_variance():
    amounts = np.full(201, 2.0)
    many = np.concatenate([chance.orders(amounts, np.random.default_rng(seed)) for seed in range(20)])
    assert (many.mean(), many.var()) == (pytest.approx(402, rel=0.01), pytest.approx(201 * 4, rel=0.05))
    assert len(np.unique(many)) == len(many)


def test_nobodys_chance_is_smaller_than_at_the_performance_of_all_together():
    # Two with the same target: the one with four orders of 10 and the one with none share a usual 200.
    assert chance.order_variance(np.array([400.0, 0.0]), np.ones(2)).tolist() == [400.0, 200.0]
    # Half the target: half the orders are usual, and each weighs twice as much.
    assert chance.order_variance(np.array([300.0, 0.0]), np.array([2.0, 1.0])).tolist() == [75.0, 100.0]
    # 20 of 20 is no certainty where 30 of 40 is usual.
    assert chance.rate_variance(np.array([20.0, 10.0]), np.array([20.0, 20.0]))[0] == pytest.approx(0.75 * 0.25 / 20)
    assert chance.count_variance(np.array([0.0, 4.0]), np.ones(2)).tolist() == [2.0, 4.5]
    assert chance.mean_variance(np.array([70.0]), np.array([90.0]), np.array([9.0]))[0] == pytest.approx(
        26.03, abs=0.01
    )


def test_draws_are_widened_to_the_variance_that_they_must_have(rng):
    assert chance.widened(np.zeros(1000), 9.0, rng).std() == pytest.approx(3, rel=0.07)
    narrow = np.array([0.0, 10.0] * 500)
    assert chance.widened(narrow, 1.0, rng).tolist() == narrow.tolist()


def test_rates_and_counts_are_drawn_around_what_was_seen(rng):
    assert chance.rates(18, 20, rng).mean() == pytest.approx(18.5 / 21, abs=0.01)
    assert chance.rates(20, 20, rng).max() < 1
    assert chance.counts(9, rng).mean() == pytest.approx(9.5, rel=0.05)
    assert chance.counts(0, rng).min() > 0
