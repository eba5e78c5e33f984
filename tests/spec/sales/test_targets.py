"""Targets shared out by working days, summed for teams, and what revenue makes of them."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest

from reviewbook.measures.attainment import attainment, gap, target
from reviewbook.measures.measured import measured
from reviewbook.measures.targets import Owners, daily_targets, days_covered, unusable

NO_RATES = pd.DataFrame({"currency": [], "valid_from": [], "rate": []}).astype(
    {"currency": "str", "valid_from": "str", "rate": "float64"}
)


@pytest.fixture
def goals(table):
    """Read targets of revenue."""

    def read(text: str, measure: str = "revenue") -> pd.DataFrame:
        rows = table(text).astype({"period": "str"})
        rows = rows.assign(amount=rows["amount"].astype("float64"), measure=measure)
        return rows if "currency" in rows else rows.assign(currency=None)

    return read


@pytest.fixture
def daily():
    """Lay targets of a company out by day: ``(entity, day)`` to minor units."""

    def lay(targets: pd.DataFrame, company, rates: pd.DataFrame = NO_RATES) -> dict[tuple[str, str], int]:
        owners = Owners(company.teams, company.homes, company.days, "CN")
        rows = daily_targets(targets, owners, rates, "CNY")
        assert not rows.duplicated(["entity_kind", "entity_id", "on"]).any()
        return dict(zip(zip(rows["entity_id"], rows["on"], strict=True), rows["minor"], strict=True))

    return lay


@pytest.fixture
def targets_of(engine, of):
    """Compute the measure of some targets: by entity in one period."""

    def compute(targets, company, cadence, period, column="value"):
        owners = Owners(company.teams, company.homes, company.days, "CN")
        rows = engine.frame(daily_targets(targets, owners, NO_RATES, "CNY"))
        return of(target(rows, company.grid(cadence)), column, period)

    return compute


def test_a_month_is_shared_out_over_its_working_days_to_the_cent(goals, daily, company):
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Zhao     | 2026-11 | 100.00
    """)
    shares = daily(targets, company("2026-11-01", "2026-11-30"))
    zhao = {on: minor for (who, on), minor in shares.items() if who == "Zhao"}
    assert len(zhao) == 30
    assert sum(zhao.values()) == 10000
    assert {minor for on, minor in zhao.items() if on != "2026-11-01"} == {0, 476, 477}
    assert zhao["2026-11-07"] == 0


def test_a_week_gets_the_share_of_its_working_days_of_a_month(goals, targets_of, company):
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Zhao     | 2026-11 | 2100
    """)
    november = company("2026-11-01", "2026-11-30")
    assert targets_of(targets, november, "weekly", "2026-W46")["Zhao"] == 500.0
    assert targets_of(targets, november, "monthly", "2026-11")["Zhao"] == 2100.0


def test_a_month_without_a_working_day_puts_all_on_its_last_day(goals, daily, company):
    targets = goals("""
        owner_kind | owner_id | period   | amount
        -----------+----------+----------+-------
        person     | Zhao     | 2026-W46 | 7.00
    """)
    off = tuple(f"2026-11-{day:02}" for day in range(9, 14))
    shares = daily(targets, company("2026-11-01", "2026-11-30", holidays=off))
    assert {on: minor for (who, on), minor in shares.items() if who == "Zhao" and minor} == {"2026-11-15": 700}


def test_of_a_month_and_a_week_the_week_counts_on_its_days(goals, targets_of, company):
    targets = goals("""
        owner_kind | owner_id | period   | amount
        -----------+----------+----------+-------
        person     | Zhao     | 2026-11  | 2100
        person     | Zhao     | 2026-W46 | 900
    """)
    november = company("2026-11-01", "2026-11-30")
    assert targets_of(targets, november, "weekly", "2026-W46")["Zhao"] == 900.0
    assert targets_of(targets, november, "weekly", "2026-W47")["Zhao"] == 500.0
    assert targets_of(targets, november, "monthly", "2026-11")["Zhao"] == 2100.0 - 500.0 + 900.0


def test_a_team_without_its_own_target_has_that_of_its_members_on_each_day(goals, targets_of, company):
    # Wang moves from East to West on Monday the 16th: 10 of November's 21 working days are East's.
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Li       | 2026-11 | 2100
        person     | Wang     | 2026-11 | 210
        person     | Zhao     | 2026-11 | 21
    """)
    found = targets_of(targets, company("2026-11-01", "2026-11-30"), "monthly", "2026-11")
    assert found == {
        "Li": 2100.0, "Wang": 210.0, "Zhao": 21.0, "east": 2200.0, "west": 131.0, "sales": 2331.0, "company": 2331.0,
    }  # fmt: skip


def test_a_team_with_its_own_target_does_not_count_its_members_too(goals, targets_of, company):
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Li       | 2026-11 | 2100
        person     | Zhao     | 2026-11 | 21
        team       | east     | 2026-11 | 4200
    """)
    found = targets_of(targets, company("2026-11-01", "2026-11-30"), "monthly", "2026-11")
    assert found == {"Li": 2100.0, "Zhao": 21.0, "east": 4200.0, "west": 21.0, "sales": 4221.0, "company": 4221.0}


def test_the_company_has_its_own_target_where_there_is_one(goals, targets_of, company):
    targets = goals("""
        owner_kind | owner_id | period   | amount
        -----------+----------+----------+-------
        company    | Yunling  | 2026-W46 | 5000
        person     | Zhao     | 2026-11  | 2100
    """)
    november = company("2026-11-01", "2026-11-30")
    assert targets_of(targets, november, "weekly", "2026-W46")["company"] == 5000.0
    assert targets_of(targets, november, "weekly", "2026-W47")["company"] == 500.0


def test_a_target_of_who_is_in_no_team_is_one_of_the_company_alone(goals, targets_of, company):
    november = company("2026-11-01", "2026-11-30")
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Zhao     | 2026-11 | 100.00
        person     | Nobody   | 2026-11 |  11.00
    """)
    found = targets_of(targets, november, "monthly", "2026-11")
    assert (found["Nobody"], found["company"]) == (11.0, 111.0)
    assert {whole for name, whole in found.items() if name not in ("Nobody", "company")} == {100.0}


def of_november(targets, teams, homes, works, joined=""):
    """Sum the daily targets of November by entity; `works` says of a calendar whether it works on a weekday."""
    days = pd.date_range("2026-11-01", "2026-11-30")
    owners = Owners(
        pd.DataFrame(teams, columns=["team_id", "parent_id", "calendar"]),
        pd.DataFrame(
            [(who, day, team) for who, team in homes for on in days if (day := on.date().isoformat()) >= joined],
            columns=["person_id", "on", "team_id"],
        ).astype("str"),
        pd.DataFrame(
            [(calendar, on.date().isoformat(), on.weekday() in week) for calendar, week in works for on in days],
            columns=["calendar", "on", "working"],
        ),
        "CN",
    )
    return daily_targets(targets, owners, NO_RATES, "CNY")


ON_WEEKDAYS = ("CN", range(5))


def test_targets_add_up_through_all_levels_and_a_team_whose_parent_is_unknown_or_below_it_is_the_companys(goals):
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Li       | 2026-11 | 100.00
        person     | Zhao     | 2026-11 |  10.00
        person     | Wang     | 2026-11 |   1.00
    """)
    teams = [("group", None, "CN"), ("sales", "group", "CN"), ("east", "sales", "CN"), ("lone", "elsewhere", "CN"),
             ("here", "there", "CN"), ("there", "here", "CN"), ("aside", "here", "CN")]  # fmt: skip
    homes = [("Li", "east"), ("Zhao", "lone"), ("Wang", "there")]
    rows = of_november(targets, teams, homes, [ON_WEEKDAYS])
    assert rows.groupby(["entity_kind", "entity_id"])["minor"].sum().to_dict() == {
        ("person", "Li"): 10000, ("person", "Zhao"): 1000, ("person", "Wang"): 100,
        ("team", "east"): 10000, ("team", "sales"): 10000, ("team", "group"): 10000, ("team", "lone"): 1000,
        ("team", "there"): 100, ("team", "here"): 100, ("company", "company"): 11100,
    }  # fmt: skip


def test_the_target_of_a_team_is_shared_out_over_the_days_of_its_own_calendar(goals):
    targets = goals("""
        owner_kind | owner_id | period   | amount
        -----------+----------+----------+-------
        team       | east     | 2026-W46 | 10.00
        team       | west     | 2026-W46 | 10.00
        person     | Li       | 2026-W46 | 10.00
        person     | Wu       | 2026-W46 | 10.00
    """)
    teams = [("east", None, "on Saturdays"), ("west", None, "CN")]
    rows = of_november(targets, teams, [("Li", "east"), ("Wu", "west")], [ON_WEEKDAYS, ("on Saturdays", (5,))])
    shared = rows[rows["minor"] > 0].groupby("entity_id")["on"].agg(list).to_dict()
    assert shared["east"] == ["2026-11-14"]
    assert shared["west"] == ["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13"]
    assert (shared["Li"], shared["Wu"]) == (shared["east"], shared["west"])


def test_before_somebody_joins_the_calendar_of_the_first_team_holds(goals):
    targets = goals("""
        owner_kind | owner_id | period   | amount
        -----------+----------+----------+-------
        person     | Li       | 2026-W46 | 10.00
    """)
    teams, joined = [("east", None, "but Wednesdays")], "2026-11-12"
    rows = of_november(targets, teams, [("Li", "east")], [ON_WEEKDAYS, ("but Wednesdays", (0, 1, 3, 4))], joined)
    assert rows.loc[rows["minor"] > 0, "on"].unique().tolist() == [
        "2026-11-09", "2026-11-10", "2026-11-12", "2026-11-13",
    ]  # fmt: skip


def test_a_period_that_targets_cover_in_part_says_so(goals, targets_of, company):
    targets = goals("""
        owner_kind | owner_id | period   | amount
        -----------+----------+----------+-------
        person     | Zhao     | 2026-W46 | 500
    """)
    november = company("2026-11-01", "2026-11-30")
    assert targets_of(targets, november, "monthly", "2026-11", "note")["Zhao"] == "part of the period"
    assert targets_of(targets, november, "monthly", "2026-11", "n")["Zhao"] == 7
    assert targets_of(targets, november, "weekly", "2026-W46", "note")["Zhao"] is None


def test_a_foreign_target_takes_the_rate_of_its_first_day_or_is_listed(goals, daily, company):
    targets = goals("""
        owner_kind | owner_id | period   | amount | currency
        -----------+----------+----------+--------+---------
        person     | Zhao     | 2026-W46 | 10     | EUR
        person     | Li       | 2026-W46 | 10     | USD
        team       | east     | 2026-W46 | 10     | CNY
        team       | west     | 2026-W46 | 10     |
    """)
    rates = pd.DataFrame({"currency": ["EUR", "EUR"], "valid_from": ["2026-11-09", "2026-11-10"], "rate": [8.0, 9.0]})
    shares = daily(targets, company("2026-11-01", "2026-11-30"), rates)
    assert sum(minor for (who, _), minor in shares.items() if who == "Zhao") == 8000
    assert not [who for who, _ in shares if who == "Li"]
    for team in ("east", "west"):  # in the company's own currency, which need not be named
        assert sum(minor for (who, _), minor in shares.items() if who == team) == 1000
    assert unusable(targets, rates, "CNY")[["owner_id", "reason"]].values.tolist() == [["Li", "no rate"]]


def test_targets_of_other_measures_are_no_revenue_targets(goals, daily, company):
    targets = goals(
        """
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        person     | Zhao     | 2026-11 | 12
        """,
        measure="orders",
    )
    assert daily(targets, company("2026-11-01", "2026-11-30")) == {}
    assert days_covered(targets) is None


def test_targets_need_the_calendar_of_all_their_days(goals, daily, company):
    targets = goals("""
        owner_kind | owner_id | period  | amount
        -----------+----------+---------+-------
        company    | Yunling  | 2026-Q4 | 12
    """)
    assert days_covered(targets) == ("2026-10-01", "2026-12-31")
    with pytest.raises(ValueError, match="calendar 'CN' lacks 2026-10-01, which a target covers"):
        daily(targets, company("2026-11-01", "2026-11-30"))


@pytest.fixture
def sold_and_aimed(engine):
    """Give revenue 80 of target 100 for Li, no revenue for Zhao's 50, and a target of 0 for Wang."""

    def cells(rows):
        frame = engine.frame(pd.DataFrame(rows, columns=["entity_id", "amount", "n"]))
        by = frame.with_columns(cadence=nw.lit("weekly"), period=nw.lit("2026-W46"), entity_kind=nw.lit("person"))
        return measured(by, value=nw.col("amount"), n=nw.col("n"))

    return cells([("Li", 80.0, 4), ("Wang", 5.0, 1)]), cells([("Li", 100.0, 7), ("Zhao", 50.0, 7), ("Wang", 0.0, 7)])


def test_attainment_is_revenue_by_target_and_absent_for_a_target_of_nothing(sold_and_aimed, of):
    rows = attainment(*sold_and_aimed)
    assert of(rows, period="2026-W46") == {"Li": 0.8, "Zhao": 0.0}
    assert of(rows, "numerator", "2026-W46") == {"Li": 80.0, "Zhao": 0.0}
    assert of(rows, "denominator", "2026-W46") == {"Li": 100.0, "Zhao": 50.0}


def test_the_gap_is_what_is_still_missing_and_negative_beyond(sold_and_aimed, of):
    assert of(gap(*sold_and_aimed), period="2026-W46") == {"Li": 20.0, "Zhao": 50.0, "Wang": -5.0}
