"""What customers and the market say otherwise than before."""

import pandas as pd
import pytest

from reviewbook.findings.voices import (
    competitor,
    complaints_about,
    satisfaction_fell,
    satisfaction_rose,
    slow_resolution,
)
from reviewbook.periods import Period


def market(given, last="2026-W47"):
    """Give the frame ``market``: ``(kind, id)`` to the reports that name Apex, of how many, week by week."""
    rows = [
        (kind, entity, "apex", period.key, reports, submitted)
        for (kind, entity), counts in given.items()
        for period, (reports, submitted) in zip(Period.parse(last).last(len(counts)), counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["entity_kind", "entity_id", "topic", "period", "reports", "submitted"])


QUIET, LOUD = [(1, 30), (2, 30)] * 10, [(1, 30), (2, 30)] * 8 + [(12, 30)] * 4


def together(*units):
    return [(sum(part for part, _ in week), sum(whole for _, whole in week)) for week in zip(*units, strict=True)]


def test_a_team_that_names_a_competitor_more_often_is_found_and_the_company_is_not(known):
    units = {("team", "east"): LOUD, ("team", "south"): QUIET, ("company", "company"): together(LOUD, QUIET, QUIET)}
    (found,) = competitor(known(market=market(units)))
    assert (found.entity_kind, found.entity_id, found.topic) == ("team", "east", "apex")
    assert (found.since, found.tone) == ("2026-W44", "bad")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "reports": 48.0, "submitted": 120.0, "share": 0.4, "before": 0.05,
    }  # fmt: skip
    assert found.effect_reports == pytest.approx(12 - 0.05 * 30)


def test_where_all_teams_do_it_is_the_company(known):
    units = {("team", "east"): LOUD, ("team", "south"): LOUD, ("company", "company"): together(LOUD, LOUD)}
    (found,) = competitor(known(market=market(units)))
    assert (found.entity_kind, found.entity_id) == ("company", "company")


def test_a_region_is_told_where_the_rest_of_it_has_shifted_too(known):
    rest = [(1, 40), (2, 40)] * 8 + [(9, 40)] * 4
    units = {("team", "east"): LOUD, ("team", "all"): together(LOUD, rest)}
    (found,) = competitor(known(market=market(units)))
    assert found.entity_id == "all"


def test_some_mentions_more_are_chance(known):
    assert competitor(known(market=market({("team", "east"): [*QUIET[:19], (5, 30)]}))) == []


def complained(saw, others=(3, 4)):
    """Give complaints that name products: of the saw as given, of two others in turn."""
    weeks = len(saw)
    given = {("complaints", "product", "saw"): [float(count) for count in saw]}
    for name, first in (("axe", 0), ("hoe", 1)):
        given["complaints", "product", name] = [float(others[(week + first) % 2]) for week in range(weeks)]
    return given | {("average_order", "company", "company"): [1000.0] * weeks}


def test_a_product_of_which_more_complaints_are_is_found(known, series):
    (found,) = complaints_about(known(facts=series(complained([0, 1] * 9 + [6, 8]))))
    assert (found.entity_id, found.since) == ("saw", "2026-W46")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "complaints": 14.0, "all": 28.0, "share": 0.5, "before": pytest.approx(9 / 135),
    }  # fmt: skip
    # 8 now, of 15; one was to be expected.
    assert found.effect_money == pytest.approx((8 - 9 / 135 * 15) * 1000)


def test_when_customers_complain_of_everything_no_product_stands_out(known, series):
    given = complained([0, 1] * 9 + [2, 2])
    given |= {("complaints", "product", name): [3.0] * 18 + [30.0] * 2 for name in ("axe", "hoe")}
    assert complaints_about(known(facts=series(given))) == []


def test_two_complaints_more_are_chance(known, series):
    assert complaints_about(known(facts=series(complained([0, 1] * 9 + [1, 2])))) == []


def scored(values, answers=10):
    return [{"value": value, "n": answers} for value in values]


POINTS = [79.0, 81.0] * 9


def test_satisfaction_that_fell_is_told_of_the_whole_rather_than_of_its_part(known, series):
    given = {
        ("satisfaction_score", "company", "company"): scored([*POINTS, 70.0, 71.0]),
        ("satisfaction_score", "team", "east"): scored([*POINTS, 60.0, 61.0]),
        ("revenue", "company", "company"): [20_000.0] * 20,
    }
    (found,) = satisfaction_fell(known(facts=series(given)))
    assert (found.entity_kind, found.since, found.tone) == ("company", "2026-W46", "bad")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "score": 70.5,
        "before": 80.0,
        "answers": 20,
    }
    assert found.effect_money == pytest.approx(0.09 * 20_000)
    assert satisfaction_rose(known(facts=series(given))) == []


def test_satisfaction_that_rose_is_told_too(known, series):
    (found,) = satisfaction_rose(known(facts=series({("satisfaction_score", "team", "east"): scored([*POINTS, 89.0])})))
    assert (found.entity_id, found.tone, found.effect_money) == ("east", "good", None)


def test_few_answers_tell_little(known, series):
    many, few = scored([*POINTS, 74.0]), [*scored(POINTS), {"value": 74.0, "n": 2}]
    assert satisfaction_fell(known(facts=series({("satisfaction_score", "team", "east"): many})))
    assert satisfaction_fell(known(facts=series({("satisfaction_score", "team", "east"): few}))) == []


def test_complaints_that_take_longer_are_told(known, series):
    hours = scored([*([8.0, 12.0] * 9), 60.0], 4)
    (found,) = slow_resolution(known(facts=series({("resolution_hours", "team", "east"): hours})))
    assert {name: number.value for name, number in found.numbers.items()} == {
        "hours": 60.0,
        "before": 10.0,
        "resolved": 4,
    }
    slower = scored([*([8.0, 12.0] * 9), 14.0], 4)
    assert slow_resolution(known(facts=series({("resolution_hours", "team", "east"): slower}))) == []
