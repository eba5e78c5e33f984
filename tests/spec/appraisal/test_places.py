"""Places: ranks with their intervals, ties as groups, and a winner who is clearly one."""

from __future__ import annotations

import numpy as np
import pytest

from reviewbook.appraisal import placed, sure_gap


def places(values, deviation):
    return placed(np.array(values, dtype=float), np.full(len(values), float(deviation) ** 2))


@pytest.mark.parametrize(
    ("people", "published"), [(2, 2.772), (3, 3.314), (5, 3.858), (10, 4.474), (12, 4.622), (20, 5.012)]
)
def test_the_sure_gap_is_the_studentised_range_of_the_tables(people, published):
    # Five per cent points of the studentised range with infinite degrees of freedom.
    assert sure_gap(people) * 2**0.5 == pytest.approx(published, abs=0.002)


def test_equal_values_share_the_better_rank_and_everything_is_possible():
    found = places([7, 7, 3], 5)
    assert found.rank.tolist() == [1, 1, 3]
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 1, 1], [3, 3, 3])
    assert (found.group.tolist(), found.clear) == ([1, 1, 1], False)


def test_a_rank_reaches_from_those_surely_ahead_to_those_surely_behind():
    # Of four people a sure difference is 3.63 deviations: 10 and 8 are surely ahead of 3 and 1, of nobody else.
    found = places([10, 8, 3, 1], 1)
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 1, 3, 3], [2, 2, 4, 4])
    assert found.group.tolist() == [1, 1, 2, 2]


def test_a_group_ends_only_where_everybody_before_is_surely_ahead_of_everybody_after():
    # 10 is surely ahead of 5, but 8 is not: a chain of ties is one group, and the ranks tell the difference.
    found = places([10, 8, 5], 1)
    assert found.group.tolist() == [1, 1, 1]
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 1, 2], [2, 3, 3])


def test_a_clear_winner_is_ahead_of_each_other_by_196_standard_errors_of_the_difference():
    assert places([10, 10 - 1.97 * 2**0.5, 0], 1).clear
    assert not places([10, 10 - 1.95 * 2**0.5, 0], 1).clear


def test_a_clear_winner_is_alone_in_the_first_group_and_on_the_first_rank():
    # Ahead by 3 deviations: a winner, though too little for a sure difference among three (3.31).
    found = places([13, 10, 9.5], 1)
    assert (found.clear, found.group.tolist()) == (True, [1, 2, 2])
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 2, 2], [1, 3, 3])


def test_whose_values_are_certain_differ_by_a_hair_for_sure():
    found = places([2, 1.999, 1.999], 0)
    assert (found.clear, found.group.tolist(), found.rank.tolist()) == (True, [1, 2, 2], [1, 2, 2])


def test_nobody_wins_alone():
    found = places([5], 1)
    assert (found.clear, found.rank.tolist(), found.group.tolist()) == (False, [1], [1])


def test_the_luckier_of_two_targets_needs_more():
    # The same lead of 4: clear where chance is small for both, not where it is large for the one who leads.
    assert placed(np.array([14.0, 10.0]), np.array([1.0, 1.0])).clear
    assert not placed(np.array([14.0, 10.0]), np.array([9.0, 1.0])).clear
