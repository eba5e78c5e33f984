"""The sample company, its quiet twin, and their reports as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from reviewbook.sources.sample import Company, SampleOptions, simulate


@pytest.fixture(scope="session")
def company() -> Company:
    """Give the company as everybody sees it."""
    return simulate(SampleOptions())


@pytest.fixture(scope="session")
def quiet() -> Company:
    """Give the same people with nothing planted."""
    return simulate(SampleOptions(plant=False))


@pytest.fixture(scope="session")
def small() -> Company:
    """Give a company that is quickly simulated."""
    return simulate(SampleOptions(reps=12, months=3))


@pytest.fixture(scope="session")
def truth(company: Company) -> Callable[[str], dict]:
    """Give a planted truth by its id."""
    return {entry["id"]: entry for entry in company.truths}.__getitem__


@pytest.fixture(scope="session")
def home() -> Callable[[Company], pd.DataFrame]:
    """Give the present (or last) team of everybody, with region and zone."""

    def of(company: Company) -> pd.DataFrame:
        last = company.tables["memberships"].sort_values("valid_from").groupby("person_id").tail(1)
        return last.merge(company.tables["teams"], on="team_id").set_index("person_id")

    return of


@pytest.fixture(scope="session")
def dailies(home) -> Callable[[Company], pd.DataFrame]:
    """Give first revisions of daily reports, with local time of submission, the person's home, and whether late."""

    def of(company: Company) -> pd.DataFrame:
        reports = company.tables["reports"].query("template == 'daily_sales' and revision == 1")
        found = reports.merge(home(company)[["team_id", "parent_id", "zone"]], left_on="person_id", right_index=True)
        found["local"] = pd.concat(
            [at.dt.tz_convert(zone).dt.tz_localize(None) for zone, at in found.groupby("zone")["submitted_at"]]
        )
        # Due at 18:30, since March 2026 with fifteen minutes of grace; nobody of this company comes between.
        found["late"] = found["local"] > pd.to_datetime(found["period"] + " 18:45")
        return found

    return of


@pytest.fixture(scope="session")
def said() -> Callable[[Company, str, str], pd.DataFrame]:
    """Give person, period and value of one field of the last revisions of a template."""

    def of(company: Company, template: str, field: str) -> pd.DataFrame:
        reports = company.tables["reports"].query("template == @template")
        reports = reports.sort_values("revision").groupby("report_id").tail(1)
        fields = company.tables["report_fields"].query("field == @field")
        return reports[["report_id", "revision", "person_id", "period"]].merge(fields, on=["report_id", "revision"])

    return of


@pytest.fixture(scope="session")
def recorded() -> Callable[[Company], pd.DataFrame]:
    """Give order lines with ISO week and CNY amount, worked out apart from the simulation."""

    def of(company: Company) -> pd.DataFrame:
        orders = company.tables["orders"].copy()
        orders["on"] = orders["ordered_at"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None).dt.normalize()
        iso = orders["on"].dt.isocalendar()
        orders["week"] = iso["year"].astype(str) + "-W" + iso["week"].astype(str).str.zfill(2)
        rates = company.tables["fx_rates"].sort_values("valid_from")
        orders = pd.merge_asof(orders.sort_values("on"), rates, left_on="on", right_on="valid_from", by="currency")
        orders["cny"] = (orders["amount"] * orders["rate"].fillna(1.0)).round(2)
        orders["net"] = orders["cny"] * orders["status"].map({"confirmed": 1, "refunded": -1, "cancelled": 0})
        return orders

    return of
