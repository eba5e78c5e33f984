"""Revenue, orders, average order and new customers, on tables checkable by hand."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest

from reviewbook.measures import order_lines
from reviewbook.measures import revenue as sold

ORDERS = """
    order_id | line_id | person_id | customer_id | on         | amount | currency | status
    ---------+---------+-----------+-------------+------------+--------+----------+----------
    A1       | 1       | Li        | acme        | 2026-11-02 | 100.00 | CNY      | confirmed
    A1       | 2       | Li        | acme        | 2026-11-02 |  50.50 | CNY      | confirmed
    A2       | 1       | Wang      | acme        | 2026-11-13 |  10.00 | EUR      | confirmed
    A3       | 1       | Wang      | bolt        | 2026-11-16 |  10.00 | EUR      | confirmed
    A4       | 1       | Zhao      | bolt        | 2026-11-17 |  70.00 | CNY      | cancelled
    A1       | 3       | Li        | acme        | 2026-11-18 |  50.50 | CNY      | refunded
    A5       | 1       | Zhao      | cove        | 2026-11-19 |   3.00 | USD      | confirmed
"""
RATES = """
    currency | valid_from | rate
    ---------+------------+-----
    EUR      | 2026-11-01 | 8.0
    EUR      | 2026-11-14 | 7.5
"""


@pytest.fixture
def november(company):
    return company("2026-11-01", "2026-11-30")


@pytest.fixture
def placed(table, november):
    orders = table(ORDERS)
    return november.placed(orders.assign(ordered_at=range(len(orders)), amount=orders["amount"].astype("float64")))


@pytest.fixture
def rates(table, november, engine):
    days = [day.isoformat() for day in november.dates]
    return engine.frame(order_lines.daily_rates(table(RATES).astype({"rate": "float64"}), days, "CNY"))


@pytest.fixture
def counted(placed, rates):
    return order_lines.lines(placed, rates)


def test_a_foreign_line_counts_at_the_rate_of_its_day_and_a_refund_negative(counted, engine):
    rows = engine.collect(counted).sort_values(["order_id", "line_id"])
    minor = dict(zip(rows["order_id"] + "/" + rows["line_id"].astype("str"), rows["minor"], strict=True))
    assert minor == {"A1/1": 10000, "A1/2": 5050, "A1/3": -5050, "A2/1": 8000, "A3/1": 7500}


def test_a_line_without_a_rate_is_listed_with_its_reason(placed, rates, engine):
    rows = engine.collect(order_lines.uncounted(placed, rates))
    assert rows[["order_id", "reason"]].values.tolist() == [["A5", "no rate"]]


def test_the_company_currency_needs_no_rate_and_a_day_before_the_first_rate_has_none():
    rates = pd.DataFrame({"currency": ["EUR"], "valid_from": ["2026-11-02"], "rate": [8.0]})
    rows = order_lines.daily_rates(rates, ["2026-11-01", "2026-11-02", "2026-11-03"], "CNY")
    assert rows.values.tolist() == [
        ["CNY", "2026-11-01", 1.0],
        ["CNY", "2026-11-02", 1.0],
        ["CNY", "2026-11-03", 1.0],
        ["EUR", "2026-11-02", 8.0],
        ["EUR", "2026-11-03", 8.0],
    ]


@pytest.mark.parametrize(
    ("amount", "minor"), [(0.29, 29), (1.005, 101), (-1.005, -101), (2.675, 268), (0.0049, 0), (-0.01, -1)]
)
def test_half_a_cent_is_rounded_away_from_zero(engine, amount, minor):
    frame = engine.frame(pd.DataFrame({"amount": [amount]}))
    assert engine.collect(frame.select(minor=order_lines.minor_units(nw.col("amount"))))["minor"].tolist() == [minor]


def test_revenue_counts_for_the_seller_her_team_of_that_day_and_all_above(counted, november, of):
    sales = november.grid("monthly").spread(order_lines.by_day(counted))
    revenue = sold.revenue(sales)
    assert of(revenue, period="2026-11") == {
        "company": 255.0, "sales": 255.0, "east": 180.0, "west": 75.0, "Li": 100.0, "Wang": 155.0,
    }  # fmt: skip
    assert of(revenue, "n", "2026-11")["Li"] == 3


def test_an_order_of_two_lines_is_one_order_and_a_refund_is_none(counted, november, of):
    grid = november.grid("weekly", "monthly")
    orders = sold.orders(grid.spread(sold.ordered(counted)))
    assert of(orders, period="2026-11") == {"company": 3, "sales": 3, "east": 2, "west": 1, "Li": 1, "Wang": 2}
    assert ("Li", "2026-W47") not in of(orders)


def test_average_order_is_revenue_by_orders_and_absent_without_orders(counted, november, of):
    grid = november.grid("weekly", "monthly")
    revenue = sold.revenue(grid.spread(order_lines.by_day(counted)))
    average = sold.average_order(revenue, sold.orders(grid.spread(sold.ordered(counted))))
    assert of(average, period="2026-11")["company"] == 85.0
    assert of(average, "numerator", "2026-11")["company"] == 255.0
    assert of(average, "denominator", "2026-11")["company"] == 3.0
    assert ("Li", "2026-W47") in of(revenue)
    assert ("Li", "2026-W47") not in of(average)


def test_a_customer_is_new_once_for_the_first_seller(counted, november, of, engine):
    firsts = engine.collect(sold.firsts(counted)).sort_values("customer_id")
    assert firsts[["customer_id", "person_id", "team_id", "on"]].values.tolist() == [
        ["acme", "Li", "east", "2026-11-02"],
        ["bolt", "Wang", "west", "2026-11-16"],
    ]
    new = sold.new_customers(november.grid("monthly").spread(sold.firsts(counted)))
    assert of(new, period="2026-11") == {"company": 2, "sales": 2, "east": 1, "west": 1, "Li": 1, "Wang": 1}


def test_of_two_first_orders_at_the_same_instant_the_smaller_id_wins(company, table, engine):
    november = company("2026-11-01", "2026-11-30")
    orders = table("""
        order_id | line_id | person_id | customer_id | on         | amount | currency | status
        ---------+---------+-----------+-------------+------------+--------+----------+----------
        B        | 1       | Li        | acme        | 2026-11-02 | 1.00   | CNY      | confirmed
        A        | 1       | Zhao      | acme        | 2026-11-02 | 1.00   | CNY      | confirmed
        0        | 1       | Wang      | acme        | 2026-11-02 | 1.00   | CNY      | cancelled
    """)
    rates = order_lines.daily_rates(table("currency | valid_from | rate"), ["2026-11-02"], "CNY")
    counted = order_lines.lines(november.placed(orders.assign(ordered_at=5)), engine.frame(rates))
    assert engine.collect(sold.firsts(counted))["person_id"].tolist() == ["Zhao"]
