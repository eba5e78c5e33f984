"""Quarters and years of Adventure Works, measured as typed, against SQL that reads the cleaned files on its own.

The company of these tests sells net: its orders are the headers after promotions, its targets are the quotas of a
quarter, which Microsoft keeps beside the monthly targets. Both have the same people and teams as the shipped params.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

pytestmark = pytest.mark.shared

SOURCE = "../shared/data/adventureworks_sales"
QUARTERS = [str(quarter).replace("Q", "-Q") for quarter in pd.period_range("2017Q3", "2020Q2", freq="Q")]
STARTS = {f"{year}-{3 * number - 2:02}-01": f"{year}-Q{number}" for year in range(2017, 2021) for number in range(1, 5)}
ORDERS = f"""
      - table: orders
        file: orders.csv
        filled: [order_date]
        columns:
          order_id: order_number
          line_id: {{constant: "1"}}
          person_id: employee_key
          customer_id: reseller_key
          ordered_at: {{from: order_date, time: "00:00"}}
          quantity: {{constant: "1"}}
          amount: sub_total
          currency: {{constant: USD}}
          status: {{constant: confirmed}}
      - table: targets
        file: quarterly_quotas.csv
        columns:
          owner_kind: {{constant: person}}
          owner_id:
            from: business_entity_id
            lookup: {{file: salespeople.csv, key: business_entity_id, value: employee_key}}
          measure: {{constant: revenue}}
          period:
            from: quarter_start
            values: {STARTS}
          amount: sales_quota
          currency: {{constant: USD}}
"""
PUBLICATIONS = """\
publications:
  - name: quarterly_review
    title: {zh: 销售季度复盘, en: Quarterly sales review}
    cadence: quarterly
    due: {time: "09:00", working_day: 3}
    history: 11
  - name: yearly_review
    title: {zh: 销售年度复盘, en: Yearly sales review}
    cadence: yearly
    due: {time: "09:00", working_day: 3}
    history: 3
"""
FLAT = """\
period: "{period}"
audience: company
language: en
as_of: ""
company: net
run: ""
"""

Entity = tuple[str, str]
Measured = Callable[[str, str], dict[tuple[str, Entity], Any]]


@pytest.fixture(scope="module")
def workbook(shared: Path, root: Path, typed: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out and pull a company that is Adventure Works but for its orders and targets."""
    folder = tmp_path_factory.mktemp("workbook")
    shutil.copytree(root / "params", folder / "params")
    company = shutil.copytree(root / "params" / "adventureworks", folder / "params" / "net")
    shipped = (company / "sources.yaml").read_text("utf-8")
    who, orders, _ = shipped.partition("      # --- orders")
    assert SOURCE in who
    assert orders
    data = (shared / "data" / "adventureworks_sales").as_posix()
    (company / "sources.yaml").write_text(who.replace(SOURCE, data) + ORDERS, "utf-8")
    (company / "publications.yaml").write_text(PUBLICATIONS, "utf-8")
    for cadence, period in (("quarterly", "2020-Q2"), ("yearly", "2019")):
        (company / f"{cadence}.yaml").write_text(FLAT.format(period=period), "utf-8")
    typed(folder, "net", "pull")
    return folder


def _measured(out: Path, cadence: str) -> Measured:
    facts = pd.read_parquet(out / "facts.parquet").query("cadence == @cadence")

    def read(measure: str, column: str = "value") -> dict[tuple[str, Entity], Any]:
        rows = facts[facts["measure"] == measure]
        assert not rows.empty
        keys = zip(rows["period"], zip(rows["entity_kind"], rows["entity_id"], strict=True), strict=True)
        return {key: None if pd.isna(value) else value for key, value in zip(keys, rows[column], strict=True)}

    return read


@pytest.fixture(scope="module")
def quarters(workbook: Path, typed: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Give a column of the facts of a measure by quarter and entity."""
    out = tmp_path_factory.mktemp("quarterly")
    typed(workbook, "net", "measure", "quarterly", "--out", str(out))
    return _measured(out, "quarterly")


@pytest.fixture(scope="module")
def years(workbook: Path, typed: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Give a column of the facts of a measure by year and entity."""
    out = tmp_path_factory.mktemp("yearly")
    typed(workbook, "net", "measure", "yearly", "--out", str(out))
    return _measured(out, "yearly")


@pytest.fixture(scope="module")
def books(shared: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files as SQL sees them: ``sold`` and ``quotas`` by person and quarter, ``seats``: whose count for whom."""
    folder = shared / "data" / "adventureworks_sales"

    def file(name: str) -> str:
        return f"read_csv('{(folder / name).as_posix()}', all_varchar = true)"

    quarter = "year({day}::date) || '-Q' || quarter({day}::date)"
    team = "case {key} when '274' then 'north_america' when '287' then 'europe' when '285' then 'pacific' end"
    with duckdb.connect() as connection:
        connection.execute(f"""
            create table people as
              select employee_key as person, business_entity_id as number, sales_ytd::decimal(18, 4) as ytd,
                     coalesce({team.format(key="business_entity_id")},
                              {team.format(key="manager_business_entity_id")}) as team
                from {file("salespeople.csv")};
            create table seats as
              select 'person' as kind, person as id, person from people where team is not null
              union all select 'team', team, person from people where team is not null
              union all select 'company', 'company', person from people;
            create table sold as
              select employee_key as person, {quarter.format(day="order_date")} as quarter, order_date::date as day,
                     round(sub_total::decimal(18, 4), 2) as amount, order_number  -- to the cent, as lines are kept
                from {file("orders.csv")} where order_date is not null;
            create table unplaced as
              select business_entity_id as number, sum(sub_total::decimal(18, 4)) as undated
                from {file("orders.csv")} where order_date is null group by all;
            create table quotas as
              select person, {quarter.format(day="quarter_start")} as quarter, sales_quota::decimal(18, 4) as quota
                from {file("quarterly_quotas.csv")} join people on number = business_entity_id;
        """)
        yield connection


@pytest.fixture(scope="module")
def by_quarter(books: duckdb.DuckDBPyConnection) -> dict[tuple[str, Entity], tuple[float, float | None]]:
    """Net sales and quota of everybody in every quarter with either."""
    rows = books.execute("""
        with s as (select kind, id, quarter, sum(amount) as net from sold join seats using (person) group by all),
             q as (select kind, id, quarter, sum(quota) as quota from quotas join seats using (person) group by all)
        select quarter, kind, id, coalesce(net, 0)::double, quota::double from s full join q using (kind, id, quarter)
    """).fetchall()
    return {(quarter, (kind, entity)): (net, quota) for quarter, kind, entity, net, quota in rows}


def test_net_sales_of_every_quarter_and_of_everybody(quarters: Measured, by_quarter: Any) -> None:
    ours = {key: value for key, value in quarters("revenue").items() if key[0] in QUARTERS}
    theirs = {key: net for key, (net, _) in by_quarter.items()}
    assert len(ours) == 12 * (1 + 3 + 17)
    assert set(theirs) <= set(ours)
    assert ours == pytest.approx({key: theirs.get(key, 0.0) for key in ours}, abs=0.001)


def test_a_quota_is_the_target_of_its_quarter_and_teams_have_the_sum_of_theirs(
    quarters: Measured, by_quarter: Any
) -> None:
    ours = {key: value for key, value in quarters("target").items() if key[0] in QUARTERS}
    theirs = {key: quota for key, (_, quota) in by_quarter.items()}
    assert {key for key, value in ours.items() if value is not None} == {key for key, quota in theirs.items() if quota}
    assert ours == pytest.approx({key: theirs.get(key) for key in ours}, abs=0.005)


def test_attainment_of_each_salesperson_in_each_quarter_is_net_sales_over_quota(
    quarters: Measured, by_quarter: Any
) -> None:
    ours = {key: share for key, share in quarters("attainment").items() if share is not None}
    theirs = {key: net / quota for key, (net, quota) in by_quarter.items() if quota}
    assert sum(kind == "person" for _, (kind, _) in theirs) == 163  # every row of the file
    assert ours == pytest.approx(theirs, abs=1e-9)
    missing = {key: quota - net for key, (net, quota) in by_quarter.items() if quota}
    gaps = {key: value for key, value in quarters("gap").items() if key in missing}
    assert gaps == pytest.approx(missing, abs=0.001)


def test_who_has_no_quota_has_no_attainment_and_is_told_so(quarters: Measured, by_quarter: Any) -> None:
    measured = [key for key in quarters("attainment") if key[0] in QUARTERS]
    without = [key for key in measured if key not in by_quarter]  # everybody who sold has a quota
    assert sum(kind == "person" for _, (kind, _) in without) == 12 * 17 - 163
    notes = quarters("attainment", "note")
    assert {notes[key] for key in without} == {"no target"}


def test_net_sales_of_every_year(years: Measured, books: duckdb.DuckDBPyConnection) -> None:
    rows = books.execute(
        "select year(day)::varchar, kind, id, sum(amount)::double, count(distinct order_number) "
        "from sold join seats using (person) group by all"
    ).fetchall()
    theirs = {(year, (kind, entity)): (net, orders) for year, kind, entity, net, orders in rows}
    ours = {key: value for key, value in years("revenue").items() if "2017" <= key[0] <= "2019"}
    assert len(ours) == 3 * (1 + 3 + 17)
    assert ours == pytest.approx({key: theirs.get(key, (0.0, 0))[0] for key in ours}, abs=0.001)
    orders = {key: value for key, value in years("orders").items() if key in ours}
    assert orders == {key: theirs.get(key, (0.0, 0))[1] for key in orders}


def test_a_year_is_the_sum_of_its_quarters(years: Measured, quarters: Measured) -> None:
    by_year: dict[tuple[str, Entity], float] = {}
    for (quarter, entity), amount in quarters("revenue").items():
        by_year[quarter[:4], entity] = by_year.get((quarter[:4], entity), 0.0) + amount
    ours = {key: value for key, value in years("revenue").items() if key[0] in ("2018", "2019")}
    assert ours == pytest.approx({key: by_year[key] for key in ours}, abs=0.005)


def test_the_last_fiscal_year_of_each_salesperson_is_what_microsoft_states(
    quarters: Measured, books: duckdb.DuckDBPyConnection
) -> None:
    rows = books.execute(
        "select person, ytd::double, coalesce(undated, 0)::double from people left join unplaced using (number) "
        "where team is not null"
    ).fetchall()
    assert len(rows) == 17
    assert [round(undated, 2) for _, _, undated in rows if undated] == [7_941.97]  # ten orders of Rachel Valdez
    sold = quarters("revenue")
    ours = {who: sum(sold[quarter, ("person", who)] for quarter in QUARTERS[-4:]) for who, _, _ in rows}
    # Microsoft adds up amounts with four decimals, and counts the orders that no period can be given to.
    assert ours == pytest.approx({who: ytd - undated for who, ytd, undated in rows}, abs=0.5)
