"""Whose customers stay away."""

import pytest

from reviewbook.findings.customers import lost_customers


def teams(east, south, days=None):
    """Give who came back of the customers of two teams, month by month, with the working days of each month."""
    worked = [{"value": 0.0, "n": count} for count in days or [20] * len(east)]
    return {
        ("returning_rate", "team", "east"): east,
        ("returning_rate", "team", "south"): south,
        **{("growth", "team", name): worked for name in ("east", "south")},
        **{("revenue", "team", name): [10_000.0] * len(east) for name in ("east", "south")},
    }


@pytest.fixture
def month(known, series):
    def made(*given, **more):
        return known("2026-10", 12, facts=series(teams(*given, **more), last="2026-10"))

    return made


USUAL = [(76, 100), (74, 100)] * 6


def test_a_team_whose_customers_stay_away_is_found_with_what_they_were_worth(month):
    (found,) = lost_customers(month([*USUAL[:11], (40, 100)], USUAL))
    assert (found.entity_kind, found.entity_id, found.since) == ("team", "east", "2026-10")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "away": 60.0, "customers": 100.0, "rate": 0.4, "before": pytest.approx(826 / 1100), "others": 0.74,
    }  # fmt: skip
    # 75.09 were expected, 40 came; each is worth 100 a month.
    assert found.effect_money == pytest.approx((826 / 11 - 40) * 100)
    assert found.test == "returning_rate team:east >= 0.75"


def test_some_fewer_are_chance(month):
    assert lost_customers(month([*USUAL[:11], (66, 100)], USUAL)) == []


def test_a_month_in_which_nobody_buys_is_not_laid_at_one_teams_door(month):
    assert lost_customers(month([*USUAL[:11], (40, 100)], [*USUAL[:11], (42, 100)])) == []


def test_a_short_month_lets_fewer_come_back(month):
    # With 7 of 20 days 1 − 0.25 ** 0.35 = 38 % are expected: 40 of 100 are as many as ever, whatever others sell.
    assert lost_customers(month([*USUAL[:11], (40, 100)], USUAL, days=[20] * 11 + [7])) == []


def test_the_region_above_is_not_told_besides(known, series):
    given = teams([*USUAL[:11], (40, 100)], USUAL)
    given |= {
        (measure, "team", "all"): given[measure, "team", "east"] for measure in ("returning_rate", "growth", "revenue")
    }
    found = lost_customers(known("2026-10", 12, facts=series(given, last="2026-10")))
    assert [one.entity_id for one in found] == ["east"]


def test_a_company_of_one_team_is_judged_by_its_own_past(known, series):
    given = {key: values for key, values in teams([*USUAL[:11], (40, 100)], USUAL).items() if key[2] == "east"}
    (found,) = lost_customers(known("2026-10", 12, facts=series(given, last="2026-10")))
    assert found.numbers["others"].value == found.numbers["before"].value
