"""What is measured of products: their sales and prices, what came back, and who complained."""

from __future__ import annotations

import pandas as pd
import pytest

from reviewbook.measures import daily_rates, lines, named_products, product_measures
from reviewbook.schema.facts import UNRECORDED

PRODUCTS = pd.DataFrame(
    [("p1", "YL-200 计量泵"), ("p2", "YL-80 离心泵"), ("p3", "FK-50 调节阀 A型"), ("p4", "FK-90 安全阀 A型")],
    columns=["product_id", "name"],
)
ORDERS = """
    order_id | line_id | person_id | product_id | on         | quantity | amount | currency | status
    ---------+---------+-----------+------------+------------+----------+--------+----------+----------
    A1       | 1       | Li        | p1         | 2026-11-03 | 2        | 200.00 | CNY      | confirmed
    A2       | 1       | Wang      | p1         | 2026-11-10 | 1        |  90.00 | CNY      | confirmed
    A3       | 1       | Zhao      | p1         | 2026-11-10 | 3        | 270.00 | CNY      | confirmed
    A1       | 2       | Li        | p1         | 2026-11-11 | 1        | 100.00 | CNY      | refunded
    A4       | 1       | Li        |            | 2026-11-11 | 1        |  55.00 | CNY      | confirmed
    A5       | 1       | Li        | p2         | 2026-11-11 | 1        |  10.00 | CNY      | refunded
"""
NAMED = pd.DataFrame(
    [("c1", "2026-11-10", "p1"), ("c2", "2026-11-12", "p4")], columns=["complaint_id", "on", "product_id"]
)


@pytest.fixture
def made(table, company, engine, of):
    """Measure the orders above, with the complaints given, by the week."""

    def make(named: pd.DataFrame, column: str = "value", period: str = "2026-W46"):
        november = company("2026-11-02", "2026-11-15")
        orders = table(ORDERS)
        placed = november.placed(
            orders.assign(ordered_at=range(len(orders)), amount=orders["amount"].astype("float64"))
        )
        rates = daily_rates(table("currency | valid_from | rate"), [d.isoformat() for d in november.dates], "CNY")
        counted = engine.keep(lines(placed, engine.frame(rates)))
        found = product_measures(engine, counted, engine.frame(named), november.grid("daily", "weekly"))
        return {name: of(frame, column, period) for name, frame in found.items()}

    return make


def test_a_product_has_its_sales_of_the_whole_company(made):
    found = made(NAMED)
    assert found["revenue"] == {"p1": 260.0, "p2": -10.0, "p4": 0.0}
    assert found["units"] == {"p1": 3.0, "p2": -1.0, "p4": 0.0}
    assert found["refunds"] == {"p1": 100.0, "p2": 10.0, "p4": 0.0}
    assert found["complaints"] == {"p1": 1.0, "p2": 0.0, "p4": 1.0}


def test_the_price_is_that_of_what_was_sold_and_not_of_what_came_back(made):
    assert made(NAMED)["price"] == {"p1": 90.0, "p2": None, "p4": None}
    assert made(NAMED, "note")["price"] == {"p1": None, "p2": "nothing sold", "p4": "nothing sold"}
    assert made(NAMED, "denominator")["price"]["p1"] == 4.0
    assert made(NAMED, "numerator")["price"]["p1"] == 360.0
    assert made(NAMED, "n")["price"]["p1"] == 2
    assert set(made(NAMED, "entity_kind")["price"].values()) == {"product"}


def test_the_refund_rate_counts_lines(made):
    assert made(NAMED)["refund_rate"] == {"p1": pytest.approx(1 / 3), "p2": 1.0, "p4": None}
    assert made(NAMED, "note")["refund_rate"]["p4"] == "nothing sold"


def test_where_no_complaint_names_a_product_nobody_knows_which_are_complained_of(made):
    nothing = NAMED.head(0)
    assert made(nothing)["complaints"] == {"p1": None, "p2": None}
    assert made(nothing, "note")["complaints"] == {"p1": UNRECORDED, "p2": UNRECORDED}


def test_days_are_left_out(made):
    assert made(NAMED, "entity_id", period="")["complaints"].keys() == {
        ("p1", "2026-W45"),
        ("p1", "2026-W46"),
        ("p2", "2026-W46"),
        ("p4", "2026-W46"),
    }


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("YL-200 计量泵报警后无人回电。", ["p1"]),
        ("The yl-200 metering pump leaks.", ["p1"]),
        ("YL-2000 metering pump leaks.", []),
        ("YL-80 and FK-90 arrived late.", ["p2", "p4"]),
        ("A型 is what we ordered.", []),
        ("计量泵漏水", []),
        (None, []),
    ],
)
def test_a_complaint_is_about_the_products_that_its_text_names(text, products):
    texts = pd.DataFrame({"complaint_id": ["c1"], "on": ["2026-11-10"], "text": [text]})
    assert named_products(texts, PRODUCTS)["product_id"].tolist() == products
