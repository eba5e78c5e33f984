"""How far sales are from the target, from what is usual, and where the month will end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reviewbook.findings.outlook import month_short
from reviewbook.findings.selling import ahead_of_target, behind_target, revenue_fell, revenue_rose

#: Sales of 19 weeks against a target of 100: 95 and 105 in turn.
USUAL = [95.0, 105.0] * 9 + [95.0]
PARTS = ("new", "lost", "volume", "price", "mix", "refunds")


def sales(kind, entity, sold, target=100.0, bridge=(0.0, -12.0, 5.0, 0.0, 0.0, 0.0)):
    """Give the facts of an entity that sold so much week by week, five working days each."""
    weeks = {
        ("attainment", kind, entity): [(amount, target) for amount in sold],
        ("gap", kind, entity): [target - amount for amount in sold],
        ("growth", kind, entity): [{"value": 0.1, "numerator": amount / 5, "n": 5} for amount in sold],
    }
    return weeks | {(f"bridge_{part}", kind, entity): [worth] for part, worth in zip(PARTS, bridge, strict=True)}


@pytest.fixture
def week(known, series):
    def made(*entities):
        return known(facts=series({key: values for entity in entities for key, values in entity.items()}))

    return made


def test_the_company_behind_its_target_is_told_as_routine_with_the_largest_cause(week):
    (found,) = behind_target(week(sales("company", "company", [*USUAL, 93.0])))
    assert (found.kind, found.verdict, found.tone, found.chance) == ("behind_target", "routine", "bad", None)
    assert {name: number.value for name, number in found.numbers.items()} == {
        "attainment": 0.93, "gap": 7.0, "revenue": 93.0, "target": 100.0, "growth": 0.1, "why": -12.0,
    }  # fmt: skip
    assert (found.effect_money, found.test) == (7.0, "attainment company >= 1")
    why = found.numbers["why"]
    assert (why.measure, why.period, why.part, why.unit) == ("bridge_lost", "2026-W47", "value", "money")


def test_two_hundredths_of_the_target_are_not_worth_a_sentence(week):
    assert behind_target(week(sales("company", "company", [*USUAL, 98.0]))) == []


def test_a_week_that_chance_would_not_make_is_a_signal(week):
    (found,) = behind_target(week(sales("company", "company", [*USUAL, 40.0])))
    assert (found.verdict, found.since) == ("signal", "2026-W47")
    assert found.chance < 0.001


def test_the_cause_is_left_out_where_revenue_went_the_other_way(week):
    (found,) = behind_target(week(sales("company", "company", [*USUAL, 90.0], bridge=(9.0, -1.0, 0.0, 0.0, 0.0, 0.0))))
    assert "why" not in found.numbers


def test_a_surplus_is_told_as_one(week):
    (found,) = ahead_of_target(week(sales("company", "company", [*USUAL, 112.0], bridge=(0.0, -3.0, 9.0, 0, 0, 0))))
    assert (found.kind, found.tone, found.test) == ("ahead_of_target", "good", "")
    assert (found.numbers["surplus"].value, found.numbers["why"].measure) == (12.0, "bridge_volume")
    assert behind_target(week(sales("company", "company", [*USUAL, 112.0]))) == []


def test_a_team_is_told_only_when_chance_would_not_make_it(week):
    assert behind_target(week(sales("team", "east", [*USUAL, 93.0]))) == []
    (found,) = behind_target(week(sales("team", "east", [*USUAL, 30.0])))
    assert (found.entity_kind, found.entity_id, found.verdict) == ("team", "east", "signal")


def test_of_a_region_and_its_team_the_one_that_makes_the_distance_is_told(week):
    region = sales("team", "all", [*(2 * amount for amount in USUAL), 120.0], 200.0)
    alone = behind_target(week(region, sales("team", "east", [*USUAL, 20.0]), sales("team", "south", [*USUAL, 100.0])))
    assert [one.entity_id for one in alone] == ["east"]
    region = sales("team", "all", [*(4 * amount for amount in USUAL), 80.0], 400.0)
    whole = behind_target(week(region, sales("team", "east", [*USUAL, 20.0]), sales("team", "south", [*USUAL, 100.0])))
    assert [one.entity_id for one in whole] == ["all"]


def test_nothing_is_missing_while_the_week_is_not_over(week):
    over = week(sales("company", "company", [*USUAL, 40.0]))
    assert behind_target(over)
    assert behind_target(replace(over, as_of=over.as_of - timedelta(days=1))) == []


def test_without_a_target_revenue_per_working_day_is_judged(week):
    free = sales("company", "company", [*USUAL, 40.0])
    del free["attainment", "company", "company"]
    (found,) = revenue_fell(week(free))
    assert (found.kind, found.tone, found.since, found.entity_kind) == ("revenue_fell", "bad", "2026-W47", "company")
    assert found.numbers["per_day"].value == 8.0
    assert found.numbers["before"].value == pytest.approx(sum(USUAL) / 19 / 5)
    assert found.numbers["change"].value == pytest.approx(40 / (sum(USUAL) / 19) - 1)
    assert found.effect_money == pytest.approx(sum(USUAL) / 19 - 40)
    assert revenue_rose(week(free)) == []


def test_revenue_within_what_is_usual_is_not_told_nor_where_there_is_a_target(week):
    free = sales("company", "company", [*USUAL, 93.0])
    del free["attainment", "company", "company"]
    assert revenue_fell(week(free)) == []
    assert revenue_fell(week(sales("company", "company", [*USUAL, 40.0]))) == []


def test_the_weeks_before_the_first_sale_are_no_history(week):
    begun = sales("company", "company", [0.0] * 10 + [95.0, 105.0] * 5)
    del begun["attainment", "company", "company"]
    assert revenue_rose(week(begun)) == []


def month(series, upper, target=1000.0, ended=(1.0, 0.95, 1.05, 0.9, 1.0, 1.1, 1.0, 0.95)):
    """Give facts of the months up to November: their attainment, and the forecast of the last."""
    forecast = {"value": 850.0, "numerator": 700.0, "lower": 800.0, "upper": upper}
    given = {("attainment", "company", "company"): [*ended, 0.7], ("forecast", "company", "company"): [forecast]}
    return series({**given, ("target", "company", "company"): [target]}, last="2026-11")


def test_a_month_whose_best_forecast_is_below_its_target_is_told(known, series):
    (found,) = month_short(known(facts=month(series, 900.0)))
    assert (found.verdict, found.effect_money) == ("routine", 100.0)
    assert {name: number.value for name, number in found.numbers.items()} == {
        "forecast": 850.0, "most": 900.0, "target": 1000.0, "so_far": 700.0, "short": 100.0,
    }  # fmt: skip
    most = found.numbers["most"]
    assert (most.measure, most.cadence, most.period, most.part) == ("forecast", "monthly", "2026-11", "upper")


def test_a_month_that_may_still_reach_its_target_is_not(known, series):
    assert month_short(known(facts=month(series, 1000.0))) == []


def test_a_month_that_ends_as_none_did_before_is_a_signal(known, series):
    (found,) = month_short(known(facts=month(series, 500.0)))
    assert (found.verdict, found.chance < 0.01) == ("signal", True)


def test_a_month_under_review_has_no_forecast_to_tell(known, series):
    assert month_short(known("2026-11", facts=month(series, 900.0))) == []
