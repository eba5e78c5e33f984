"""How often an honour goes to somebody by chance, and how often to somebody who truly is better.

Orders are those of the sample company: their number is Poisson, about 25 a month, and their values are drawn from its
own orders; some tests make the values more unequal (lognormal) or the targets. All months are independent. Every test
draws the same numbers on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from reviewbook.appraisal import Book, placed
from reviewbook.appraisal.boards import score_board
from reviewbook.appraisal.chance import count_variance, order_variance, rate_variance
from reviewbook.appraisal.scoring import scored
from reviewbook.params.appraisal import Appraisal
from reviewbook.periods import Period
from reviewbook.sources.sample import SampleOptions, simulate

MONTHS = 1000
#: Orders of a rep in a month, and in a year.
MONTH, YEAR = 25, 300


@pytest.fixture(scope="module")
def values():
    """Give what the orders of the sample company are worth."""
    orders = simulate(SampleOptions(reps=40, months=2, until=date(2026, 11, 24), plant=False)).tables["orders"]
    orders = orders[(orders["status"] == "confirmed") & (orders["currency"] == "CNY")]
    return orders.groupby("order_id")["amount"].sum().to_numpy()


def lognormal(spread):
    """Give order values of which the standard deviation is so many times the mean."""
    sigma = np.sqrt(np.log(1 + spread**2))
    return np.random.default_rng(0).lognormal(-(sigma**2) / 2, sigma, 100_000)


def orders_sold(rng, values, expected, months=MONTHS):
    """Give what is sold of so many expected orders (one for each person), and its squares: one row a month."""
    count = rng.poisson(expected, (months, len(expected)))
    drawn, owner = rng.choice(values, count.sum()), np.repeat(np.arange(count.size), count.ravel())
    sums = (np.bincount(owner, worth, count.size).reshape(count.shape) for worth in (drawn, drawn**2))
    return (*sums, count)


def boards(rng, values, orders, people, better=1.0, unequal=0.0):
    """Give the places of everybody in each month; the first person is so much better, targets are that unequal."""
    target = orders * np.exp(rng.normal(0, unequal, people)) if unequal else np.full(people, float(orders))
    sold, squares, _ = orders_sold(rng, values, target * np.where(np.arange(people) == 0, better, 1.0))
    return [placed(one / target, order_variance(two, target)) for one, two in zip(sold, squares, strict=True)]


def winners(found):
    return np.mean([month.clear for month in found])


def any_difference(found):
    """Give how often anybody at all is held to be surely ahead of somebody else."""
    return np.mean([bool((month.best > 1).any()) for month in found])


@pytest.mark.parametrize("people", [2, 5, 12, 40])
@pytest.mark.parametrize("orders", [MONTH, YEAR])
def test_among_equals_a_sole_winner_comes_out_in_at_most_five_of_a_hundred_months(values, orders, people):
    found = boards(np.random.default_rng(1), values, orders, people)
    assert winners(found) <= 0.05
    assert any_difference(found) <= 0.05


@pytest.mark.parametrize("people", [2, 12])
@pytest.mark.parametrize(("spread", "unequal"), [(1.5, 0.0), (1.5, 0.6), (0.8, 0.6)])
def test_neither_very_unequal_orders_nor_unequal_targets_make_winners(spread, unequal, people):
    found = boards(np.random.default_rng(2), lognormal(spread), MONTH, people, unequal=unequal)
    assert winners(found) <= 0.05
    assert any_difference(found) <= 0.05


def test_two_equals_at_the_top_of_a_weaker_team_are_not_told_apart(values):
    # The hardest case: only these two compete, and the rule makes no allowance for the ten others.
    strength = np.array([2.0, 2.0] + [0.5] * 10)
    sold, squares, _ = orders_sold(np.random.default_rng(3), values, YEAR * strength)
    target = np.full(12, float(YEAR))
    found = [placed(one / target, order_variance(two, target)) for one, two in zip(sold, squares, strict=True)]
    assert 0.02 < winners(found) <= 0.055
    assert np.mean([max(month.rank[:2]) == 2 for month in found]) == 1


def test_a_bootstrap_over_a_fixed_number_of_orders_would_honour_chance(values):
    # It forgets that the number of orders is luck as well, and gives two equals a winner in one month of seven.
    sold, squares, count = orders_sold(np.random.default_rng(4), values, np.full(2, float(YEAR)))
    fixed = squares - sold**2 / count
    wrong = [placed(one, two) for one, two in zip(sold, fixed, strict=True)]
    right = [placed(one, order_variance(two, np.ones(2))) for one, two in zip(sold, squares, strict=True)]
    assert winners(wrong) > 0.1
    assert winners(right) <= 0.055


@pytest.mark.parametrize(("people", "power"), [(5, 0.75), (8, 0.7), (12, 0.65), (40, 0.4)])
def test_a_rep_who_is_better_by_forty_per_cent_is_found_over_a_year(values, people, power):
    found = boards(np.random.default_rng(5), values, YEAR, people, better=1.4)
    right = np.mean([month.clear and month.rank[0] == 1 for month in found])
    wrong = np.mean([month.clear and month.rank[0] != 1 for month in found])
    assert right > power
    assert wrong <= 0.001
    # Without being a clear winner she is ranked first, and nobody is held to be surely ahead of her.
    assert np.mean([month.rank[0] == 1 for month in found]) > 0.95
    assert np.mean([month.best[0] == 1 for month in found]) > 0.999


def test_a_single_month_cannot_find_her_and_does_not_pretend_to(values):
    # With 25 orders chance moves a month by a quarter; that is why honours of sales look back over a year as well.
    found = boards(np.random.default_rng(6), values, MONTH, 8, better=1.4)
    assert winners(found) < 0.05
    assert np.mean([month.rank[0] == 1 for month in found]) < 0.7


@pytest.mark.parametrize("people", [2, 5, 40])
@pytest.mark.parametrize(("rate", "reports"), [(0.95, 70), (0.8, 23)])
def test_among_equally_reliable_reps_nobody_wins_more_often(rate, reports, people):
    whole = np.full(people, float(reports))
    kept = np.random.default_rng(7).binomial(reports, rate, (MONTHS, people)).astype(float)
    found = [placed(one / whole, rate_variance(one, whole)) for one in kept]
    assert winners(found) <= 0.05
    assert any_difference(found) <= 0.05


@pytest.mark.parametrize("people", [2, 12])
def test_among_equally_good_service_nobody_wins_more_often(people):
    per = np.full(people, 3.0)
    opened = np.random.default_rng(8).poisson(6, (MONTHS, people)).astype(float)
    found = [placed(-one / per, count_variance(one, per)) for one in opened]
    assert winners(found) <= 0.05
    assert any_difference(found) <= 0.05


RULES = Appraisal.model_validate({"components": [
    {"name": "sales", "title": {"zh": "业绩", "en": "Sales"}, "weight": 0.7, "measures": [
        {"measure": "attainment", "weight": 1, "curve": [[0.3, 0], [1.0, 80], [1.5, 100]]}]},
    {"name": "attitude", "title": {"zh": "态度", "en": "Attitude"}, "weight": 0.3, "measures": [
        {"measure": "good_report_rate", "weight": 1, "curve": [[0.6, 0], [0.9, 80], [1.0, 100]]}]},
]})  # fmt: skip


def months_of_scores(values, people, months, level):
    """Score months of equals from their facts and orders; `level` is what they reach of the target."""
    rng, ids = np.random.default_rng(9), [f"p{number:06}" for number in range(months * people)]
    count, target = rng.poisson(MONTH * level, len(ids)), MONTH * values.mean()
    sold = pd.DataFrame({"person_id": np.repeat(ids, count), "month": "2026-10"})
    sold = sold.assign(order_id=np.arange(len(sold)).astype(str), minor=(rng.choice(values, len(sold)) * 100).round())
    revenue = sold.groupby("person_id")["minor"].sum().reindex(ids, fill_value=0).to_numpy() / 100
    parts = (("attainment", revenue, target), ("good_report_rate", rng.binomial(23, 0.95, len(ids)) * 1.0, 23.0))
    head = {"cadence": "monthly", "period": "2026-10", "entity_kind": "person", "n": 25, "note": None}
    facts = pd.concat([
        pd.DataFrame({"entity_id": ids, "measure": name, "value": part / whole, "numerator": part,
                      "denominator": whole, "lower": np.nan, "upper": np.nan} | head)
        for name, part, whole in parts
    ])  # fmt: skip
    whole = scored(Book(facts, sold, ids, Period.parse("2026-10")), RULES, set(ids))
    for first in range(0, len(ids), people):
        month = slice(first, first + people)
        part = replace(whole, score=whole.score[month], covered=whole.covered[month], draws=whole.draws[month])
        board = score_board(part, np.ones(people, bool))
        yield placed(board["score"].to_numpy(), board["variance"].to_numpy())


@pytest.mark.parametrize(("people", "level"), [(5, 1.0), (5, 0.75), (12, 0.75), (12, 1.2)])
def test_among_equals_no_score_is_clearly_ahead_though_points_end_at_a_hundred(values, people, level):
    found = list(months_of_scores(values, people, 300, level))
    assert winners(found) <= 0.05
    assert any_difference(found) <= 0.06
