"""How many outcomes lie inside the 80 % interval of a forecast, on 36 months of Adventure Works.

The daily sums come from the cleaned files by SQL; each week and month is forecast when a quarter, half and three
quarters of its working days are over, by the function that the measure uses.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reviewbook.calendars import days_frame
from reviewbook.params.loading import load
from reviewbook.places import Places

pytestmark = pytest.mark.shared

FIRST, LAST = date(2017, 7, 1), date(2020, 6, 30)
TEAMS = {"274": "north_america", "287": "europe", "285": "pacific"}


@pytest.fixture(scope="module")
def outcomes(root: Path, shared: Path, back_test) -> pd.DataFrame:
    """Give the forecasts of everybody with what came."""
    sales, team_of = _sold(shared / "data" / "adventureworks_sales")
    dates = [(FIRST + timedelta(days=n)).isoformat() for n in range((LAST - FIRST).days + 1)]
    homes = pd.DataFrame(
        [(person, on, team) for person, team in team_of.items() for on in dates], columns=["person_id", "on", "team_id"]
    )
    teams = pd.DataFrame({"team_id": list(TEAMS.values()), "parent_id": None, "calendar": "US"})
    days = days_frame({"US"}, load(Places(root, "adventureworks")).company, FIRST, LAST)
    by_day = sales.assign(team_id=sales["person_id"].map(team_of).fillna(""), lines=1)
    return back_test(by_day, teams, homes, days, ("US", FIRST, LAST))


def _sold(folder: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """Read cents by person and day, and the team of each person."""
    both = " union all ".join(
        f"select order_date::date::varchar as on_, employee_key, (sales_amount::decimal(18, 2) * 100)::bigint as cents "
        f"from read_csv('{(folder / name).as_posix()}', all_varchar = true)"
        for name in ("order_lines_2017-07_to_2020-05.csv", "order_lines_2020-06_increment.csv")
    )
    with duckdb.connect() as connection:
        summed = connection.execute(f"select employee_key, on_, sum(cents)::bigint from ({both}) group by all").df()
        people = connection.execute(
            "select employee_key, business_entity_id, manager_business_entity_id "
            f"from read_csv('{(folder / 'salespeople.csv').as_posix()}', all_varchar = true)"
        ).fetchall()
    found = {person: TEAMS.get(own) or TEAMS.get(manager) for person, own, manager in people}
    summed.columns = pd.Index(["person_id", "on", "minor"])
    return summed, {person: team for person, team in found.items() if team}


def inside(rows: pd.DataFrame, *by: str) -> pd.Series:
    return rows.groupby(list(by))["inside"].mean().round(3)


def test_every_month_and_week_with_six_before_it_is_forecast(outcomes: pd.DataFrame) -> None:
    company = outcomes[outcomes["entity_kind"] == "company"]
    assert company.groupby(["cadence", "share"]).size().to_dict() == {
        (cadence, share): count for cadence, count in (("monthly", 30), ("weekly", 150)) for share in (0.25, 0.5, 0.75)
    }


def test_four_in_five_weeks_and_months_of_the_company_and_its_teams_end_inside(outcomes: pd.DataFrame) -> None:
    told = outcomes[outcomes["entity_kind"] != "person"]
    assert inside(told, "cadence").to_dict() == {"monthly": 0.802, "weekly": 0.798}
    assert inside(told, "cadence", "share").between(0.75, 0.85).all()


def test_the_company_itself_is_told_as_well(outcomes: pd.DataFrame) -> None:
    company = outcomes[outcomes["entity_kind"] == "company"]
    assert inside(company, "cadence").between(0.75, 0.85).all()


def test_of_people_with_idle_weeks_more_than_four_in_five_end_inside(outcomes: pd.DataFrame) -> None:
    # A seller here sells nothing in many a week, and an interval that has to hold rare large orders holds all of these.
    people = outcomes[outcomes["entity_kind"] == "person"]
    found = inside(people, "cadence")
    assert 0.75 < found["monthly"] < 0.85
    assert 0.85 < found["weekly"] < 0.88
    weekly = people[people["cadence"] == "weekly"]
    assert (weekly["came"] == 0).mean() > 0.15
