"""What was measured is summed up honestly: by medians, with the spread, and no failure is averaged away."""

from __future__ import annotations

import pytest
from bench.reckoning import TARGETS, Result, Spread, Taken, Target, judged, ratio, result


def one(name: str = "x", **parts: float) -> Result:
    """Give a result whose parts are a single value each."""
    return Result(name, 1, 1, 1, **{part: Spread(value, value, value) for part, value in parts.items()})


def test_the_middle_run_counts_and_least_and_most_are_told():
    assert Spread.of([9.0, 1.0, 2.0]) == Spread(2.0, 1.0, 9.0)
    assert Spread.of([1.0, 2.0]) == Spread(1.5, 1.0, 2.0)


def test_times_of_a_few_documents_are_scaled_to_all_of_them_and_memory_is_not():
    found = result("loop", [Taken(8.0, 6.0, 300.0), Taken(12.0, 10.0, 340.0)], measured=4, scaled=50)
    assert found.wall == Spread(125.0, 100.0, 150.0)
    assert found.cpu == Spread(100.0, 75.0, 125.0)
    assert found.memory == Spread(320.0, 300.0, 340.0)
    assert (found.measured, found.scaled, found.rounds) == (4, 50, 2)


def test_a_way_that_failed_in_one_round_has_no_median_but_the_reason():
    found = result("loop", [Taken(8.0, 6.0), Taken(failure="exit code 1: no kernel")], measured=4, scaled=50)
    assert found.failure == "exit code 1: no kernel"
    assert found.wall is None
    assert found.cpu is None


def test_a_way_that_was_never_run_says_so():
    assert result("quarto", [], measured=4, scaled=50).failure == "was not run"


def test_what_comes_after_the_facts_is_counted_apart():
    rounds = [Taken(100.0, 90.0, after=(30.0, 50.0)), Taken(110.0, 95.0, after=(40.0, 52.0))]
    assert result("ours", rounds, 50, 50, after=True).wall == Spread(35.0, 30.0, 40.0)
    assert result("ours", rounds, 50, 50).wall == Spread(105.0, 100.0, 110.0)


def test_of_a_way_that_does_nothing_before_the_whole_comes_after():
    assert result("loop", [Taken(8.0, 6.0)], 4, 4, after=True).wall == Spread(8.0, 8.0, 8.0)


def test_a_ratio_is_that_of_the_medians_and_none_where_one_is_missing():
    assert ratio(Spread(80.0, 1.0, 900.0), Spread(10.0, 5.0, 11.0)) == 8.0
    assert ratio(None, Spread(10.0, 5.0, 11.0)) is None
    assert ratio(Spread(1.0, 1.0, 1.0), Spread(0.0, 0.0, 0.0)) is None


@pytest.mark.parametrize(
    ("value", "at_least", "is_met"), [(8.0, True, True), (7.99, True, False), (8.0, False, True), (8.01, False, False)]
)
def test_a_target_is_met_at_its_limit_and_not_beyond(value, at_least, is_met):
    target = Target("a promise", "wall", "a", "b", 8, at_least)
    (verdict,) = judged({"a": one(wall=value), "b": one(wall=1.0)}, [target])
    assert verdict.is_met is is_met
    assert verdict.words.startswith("met: a promise" if is_met else "NOT met: a promise")


def test_a_target_of_a_way_that_failed_is_not_called_met():
    target = Target("a promise", "cpu", "a", "b", 1.3)
    (verdict,) = judged({"a": one(cpu=1.0), "b": Result("b", 1, 1, failure="it broke")}, [target])
    assert verdict.is_met is None
    assert verdict.words == "not measured: a promise"


def test_memory_that_nobody_saw_is_not_called_met():
    target = Target("a promise", "notebook", "a", "", 80)
    assert judged({"a": one(notebook=0.0)}, [target])[0].is_met is None
    assert judged({"a": one(notebook=79.0)}, [target])[0].is_met


def test_the_promises_are_held_against_the_results_they_speak_of():
    results = {
        "loop": one(wall=100.0),
        "ours": one(notebook=70.0),
        "ours_after": one(wall=10.0, cpu=12.0),
        "floor": one(cpu=10.0),
        "sample": one(wall=6.0),
        "sample_by_hand": one(wall=20.0),
        "one": one(wall=4.0),
        "one_by_hand": one(wall=10.0),
    }
    assert [verdict.value for verdict in judged(results)] == [10.0, 1.2, 70.0, 0.3, 0.4]
    assert all(verdict.is_met for verdict in judged(results))
    assert len(TARGETS) == 5
