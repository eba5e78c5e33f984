"""Adventure Works as mapped, against SQL that reads the cleaned files on its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.sources import Mapped, Snapshot, canonical, open_source, pull

pytestmark = pytest.mark.shared

LINES = """
    (select order_number, order_date, employee_key, reseller_key, product_key, quantity, sales_amount, product_cost
       from 'order_lines_2017-07_to_2020-05.csv'
     union all
     select order_number, order_date, employee_key, reseller_key, product_key, quantity, sales_amount, product_cost
       from 'order_lines_2020-06_increment.csv')
"""


@pytest.fixture(scope="module")
def pulled(shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Mapped]:
    assert (shared / "data" / "adventureworks_sales").is_dir()
    [entry] = load(Places(root, "adventureworks")).sources.sources
    elsewhere = Places(tmp_path_factory.mktemp("workbook"))
    snapshot = pull(open_source(entry, Places(root)), elsewhere, datetime(2020, 7, 1, tzinfo=UTC))
    return snapshot, canonical(snapshot, entry)


@pytest.fixture(scope="module")
def mapped(pulled: tuple[Snapshot, Mapped]) -> Mapped:
    return pulled[1]


@pytest.fixture(scope="module")
def sql(shared: Path) -> Any:
    folder = shared / "data" / "adventureworks_sales"
    names = sorted((path.name for path in folder.glob("*.csv")), key=len, reverse=True)

    def rows(query: str) -> list[tuple[Any, ...]]:
        for name in names:
            query = query.replace(f"'{name}'", f"read_csv('{folder / name}', all_varchar = true)")
        with duckdb.connect() as connection:
            return connection.sql(query).fetchall()

    return rows


def orders(mapped: Mapped) -> pd.DataFrame:
    frame = mapped.tables["orders"]
    days = frame["ordered_at"].dt.tz_convert("America/Los_Angeles")
    assert (days == days.dt.normalize()).all()
    # Sums are compared in cents: sums of floats depend on their order.
    return frame.assign(month=days.dt.strftime("%Y-%m"), cents=(frame["amount"] * 100).round().astype("int64"))


def test_every_line_is_loaded_once_and_nothing_is_rejected(mapped: Mapped, sql: Any) -> None:
    assert mapped.rejected.values.tolist() == []
    assert [(len(mapped.tables["orders"]),)] == sql(f"select count(*) from {LINES}")
    assert not mapped.tables["orders"].duplicated(["order_id", "line_id"]).any()
    assert {name: len(frame) for name, frame in mapped.tables.items()} == {
        "people": 18,
        "teams": 3,
        "memberships": 17,
        "customers": 701,
        "products": 397,
        "orders": 60_855,
        "targets": 809,
    }


def test_what_is_left_out_is_counted_with_its_reason(mapped: Mapped) -> None:
    assert mapped.left_out[["table", "rows", "reason"]].values.tolist() == [
        ["memberships", 4, "manager_business_entity_id is none of 274, 287, 285"],
        ["targets", 163, "target is empty"],
    ]


def test_revenue_of_every_month_and_seller_is_that_of_the_files(mapped: Mapped, sql: Any) -> None:
    grouped = orders(mapped).groupby(["month", "person_id"])
    ours = grouped.agg(cents=("cents", "sum"), lines=("cents", "size"), orders=("order_id", "nunique"))
    theirs = sql(f"""
        select substr(order_date, 1, 7), employee_key, sum(cast(sales_amount as decimal(18, 2)) * 100)::bigint,
               count(*), count(distinct order_number)
          from {LINES} group by all order by 1, 2
    """)
    assert [(*key, *row) for key, row in zip(ours.index, ours.values.tolist(), strict=True)] == theirs
    assert len(theirs) > 400


def test_quantities_costs_customers_and_products_are_those_of_the_files(mapped: Mapped, sql: Any) -> None:
    frame = orders(mapped)
    cost = (frame["cost"] * 100).round().astype("int64")
    ours = (
        int(frame["quantity"].sum()),
        int(cost.sum()),
        frame["customer_id"].nunique(),
        frame["product_id"].nunique(),
    )
    assert [ours] == sql(f"""
        select sum(quantity::bigint), sum(cast(product_cost as decimal(18, 2)) * 100)::bigint,
               count(distinct reseller_key), count(distinct product_key) from {LINES}
    """)
    assert frame["customer_id"].isin(mapped.tables["customers"]["customer_id"]).all()
    assert frame["product_id"].isin(mapped.tables["products"]["product_id"]).all()
    assert frame["person_id"].isin(mapped.tables["people"]["person_id"]).all()


def test_the_increment_is_read_as_delivered_with_its_own_line_numbers(
    pulled: tuple[Snapshot, Mapped], sql: Any
) -> None:
    snapshot, mapped = pulled
    encodings = {kept.file: kept.encoding for kept in snapshot.files}
    assert {name: kind for name, kind in encodings.items() if name.startswith("raw/")} == {
        "raw/ResellerSales_202006.csv": "utf-16",
        "raw/ResellerSalesTargets.csv": "utf-16",
    }
    june = orders(mapped).query("_file == 'raw/ResellerSales_202006.csv'")
    assert june["month"].unique().tolist() == ["2020-06"]
    ours = sorted(june[["order_id", "line_id", "cents"]].itertuples(index=False, name=None))
    assert ours == sorted(
        sql("""
            select order_number, line_number, (cast(sales_amount as decimal(18, 2)) * 100)::bigint
              from 'order_lines_2020-06_increment.csv'
        """)
    )


def test_derived_line_numbers_count_the_lines_of_each_order(mapped: Mapped, sql: Any) -> None:
    early = orders(mapped).query("_file == 'order_lines_2017-07_to_2020-05.csv'")
    highest = early.assign(number=early["line_id"].astype("int64")).groupby("order_id")["number"].agg(["max", "size"])
    assert (highest["max"] == highest["size"]).all()
    assert [(len(highest),)] == sql("select count(distinct order_number) from 'order_lines_2017-07_to_2020-05.csv'")


def test_the_ten_undated_orders_are_in_no_line_file(mapped: Mapped, sql: Any) -> None:
    undated = {number for (number,) in sql("select order_number from 'orders.csv' where order_date is null")}
    assert len(undated) == 10
    assert not undated & set(mapped.tables["orders"]["order_id"])
    dated = {number for (number,) in sql("select order_number from 'orders.csv' where order_date is not null")}
    assert dated == set(mapped.tables["orders"]["order_id"])


def test_targets_are_those_of_the_cleaned_file_for_every_employee_and_month(mapped: Mapped, sql: Any) -> None:
    owners = {"272": "north_america", "290": "europe", "294": "pacific", "277": "company"}
    theirs = {
        (owners.get(person, person), month): float(amount)
        for person, month, amount in sql("""
            select employee_key, target_month, target_amount
              from 'monthly_targets.csv' join 'salespeople.csv' using (employee_id)
        """)
    }
    targets = mapped.tables["targets"]
    ours = dict(zip(zip(targets["owner_id"], targets["period"], strict=True), targets["amount"], strict=True))
    assert ours == theirs
    assert len(theirs) == 809
    kinds = targets.groupby("owner_kind")["owner_id"].unique().map(sorted).to_dict()
    assert kinds["company"] == ["company"]
    assert kinds["team"] == ["europe", "north_america", "pacific"]
    assert len(kinds["person"]) == 14


def test_teams_are_the_reps_of_each_manager(mapped: Mapped, sql: Any) -> None:
    members = mapped.tables["memberships"]
    teams = members.groupby("team_id")["person_id"].apply(sorted).to_dict()
    for team, manager in {"north_america": "272", "europe": "290", "pacific": "294"}.items():
        reps = sql(f"""
            select p.employee_key from 'salespeople.csv' p join 'salespeople.csv' m
                on p.manager_business_entity_id = m.business_entity_id where m.employee_key = '{manager}'
        """)
        assert teams[team] == sorted([manager, *(person for (person,) in reps)])
        assert members.query("team_id == @team and role == 'manager'")["person_id"].tolist() == [manager]


def test_names_keep_their_accents_and_nobody_has_a_hiring_date_of_another_calendar(mapped: Mapped) -> None:
    people = mapped.tables["people"].set_index("person_id")
    assert people.loc["288", "name"] == "José Saraiva"
    assert people.loc["292", "name"] == "Ranjit Varkey Chudukatil"
    assert people["hired_on"].isna().all()
