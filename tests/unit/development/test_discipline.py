"""Whether reporting pays, against a regression with a column for each person and month, made independently."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reviewbook.development import discipline
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

MONTHS = [month.key for month in Period.parse("2026-10").last(12)]
PEOPLE = [f"p{n}" for n in range(8)]
OCTOBER = Period.parse("2026-10")


@pytest.fixture
def company(monthly):
    """Give months in which a point more on time is followed by `slope` points more attainment, with noise."""

    def made(slope, noise=0.05, people=PEOPLE, months=MONTHS, **changed):
        rng = np.random.default_rng(7)
        rates = {(who, month): rng.uniform(0.8, 1.0) for who in people for month in months}
        season = dict(zip(months, rng.normal(0, 0.2, len(months)), strict=True))
        good = dict(zip(people, rng.normal(0, 0.3, len(people)), strict=True))
        sales = {}
        for who in people:
            for before, month in zip([None, *months[:-1]], months, strict=True):
                own = slope * rates[who, before] if before else 0.0
                sales[who, month] = 1 + good[who] + season[month] + own + rng.normal(0, noise)
        rates |= changed.get("rates", {})
        sales |= changed.get("sales", {})
        return pd.concat(
            [monthly("on_time_rate", "share", rates), monthly("attainment", "share", sales)], ignore_index=True
        )

    return made


def _pairs(facts):
    wide = facts.pivot_table(index=["entity_id", "period"], columns="measure", values="value")
    after = wide.groupby("entity_id")["attainment"].shift(-1)
    return wide.assign(after=after).dropna(subset=["on_time_rate", "after"]).reset_index()


def _by_dummies(facts):
    """Regress on dummies of persons and months; clusters of persons, as Stata's xtreg, fe counts its columns."""
    pairs = _pairs(facts)
    months = pd.get_dummies(pairs["period"], drop_first=True).to_numpy(float)
    x = np.column_stack([pairs["on_time_rate"], months, pd.get_dummies(pairs["entity_id"]).to_numpy(float)])
    y = pairs["after"].to_numpy()
    beta, bread = np.linalg.lstsq(x, y, rcond=None)[0], np.linalg.inv(x.T @ x)
    scores = pd.DataFrame(x * (y - x @ beta)[:, None]).groupby(pairs["entity_id"]).sum().to_numpy()
    g, n, k = len(scores), len(y), 1 + months.shape[1]
    variance = bread @ scores.T @ scores @ bread * g / (g - 1) * (n - 1) / (n - k)
    return beta[0], 2.364624 * variance[0, 0] ** 0.5, n  # t of 7 degrees of freedom


def test_slope_and_interval_are_those_of_a_regression_with_dummies(company):
    facts = company(0.7)
    slope, half, n = _by_dummies(facts)
    row = discipline(facts, OCTOBER).iloc[0]
    assert (row["pairs"], row["people"], row["reason"]) == (n, 8, None) or pd.isna(row["reason"])
    assert row["slope"] == pytest.approx(slope, rel=1e-9)
    assert [row["lower"], row["upper"]] == pytest.approx([slope - half, slope + half], abs=1e-4)
    assert n == 88
    assert row["lower"] < 0.7 < row["upper"]


def test_without_noise_the_slope_is_exact(company):
    row = discipline(company(0.5, noise=0), OCTOBER).iloc[0]
    assert row["slope"] == pytest.approx(0.5)


def test_that_good_people_report_well_says_nothing_of_reporting(company):
    better = {(who, month): 0.8 + 0.02 * n for n, who in enumerate(PEOPLE) for month in MONTHS}
    more = {(who, month): 0.5 + 0.1 * n for n, who in enumerate(PEOPLE) for month in MONTHS}
    row = discipline(company(0, rates=better, sales=more), OCTOBER).iloc[0]
    assert row["reason"] == "no_variation"
    assert pd.isna(row["slope"])


def test_nothing_is_told_where_the_interval_holds_0(company):
    row = discipline(company(0.0, noise=0.2), OCTOBER).iloc[0]
    assert row["lower"] < 0 < row["upper"]
    assert row["reason"] == "within_chance"


def test_fewer_than_30_pairs_cannot_tell(company):
    few = company(0.7, people=PEOPLE[:3], months=MONTHS[-10:])
    row = discipline(few, OCTOBER).iloc[0]
    assert (row["pairs"], row["people"], row["reason"]) == (27, 3, "too_few")
    enough = company(0.7, people=PEOPLE[:3], months=MONTHS[-11:])
    assert discipline(enough, OCTOBER).iloc[0]["pairs"] == 30
    assert not pd.isna(discipline(enough, OCTOBER).iloc[0]["slope"])


def test_a_month_that_is_not_over_is_left_out(company):
    facts = company(0.7)
    week = discipline(facts, Period.parse("2026-W43")).iloc[0]  # ends on 25 October
    assert (week["pairs"], week["cadence"], week["period"]) == (80, "weekly", "2026-W43")
    assert discipline(facts, Period.parse("2026-W44")).iloc[0]["pairs"] == 88  # ends on 1 November
    assert discipline(facts, OCTOBER).iloc[0]["pairs"] == 88


def test_a_person_with_a_single_pair_is_left_out(company, monthly):
    newcomer = {("new", month): 0.9 for month in MONTHS[-2:]}
    facts = [company(0.7), monthly("on_time_rate", "share", newcomer), monthly("attainment", "share", newcomer)]
    row = discipline(pd.concat(facts, ignore_index=True), OCTOBER).iloc[0]
    assert (row["pairs"], row["people"]) == (88, 8)


def test_nobody_gives_one_row_that_says_so(company):
    frame = discipline(company(0.7).iloc[:0], OCTOBER)
    assert frame.columns.tolist() == FRAMES["discipline"].names
    assert frame[["pairs", "people", "reason"]].to_numpy().tolist() == [[0, 0, "too_few"]]
