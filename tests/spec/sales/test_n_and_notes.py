"""A number carries how many rows it stands on, and what is to be noted of it, through whatever is made of it."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest

from reviewbook.measures import order_lines
from reviewbook.measures import revenue as sold
from reviewbook.measures.attainment import PARTLY, attainment, gap
from reviewbook.measures.measured import measured
from reviewbook.measures.rates import rate


@pytest.fixture
def sold_and_aimed(engine):
    """Give revenue 80 of four lines for Li, none for Zhao; a target of Zhao's that only covers a part of the week."""

    def cells(rows):
        frame = engine.frame(pd.DataFrame(rows, columns=["entity_id", "amount", "n", "note"]).astype({"note": "str"}))
        by = frame.with_columns(cadence=nw.lit("weekly"), period=nw.lit("2026-W46"), entity_kind=nw.lit("person"))
        return measured(by, value=nw.col("amount"), n=nw.col("n"), note=nw.col("note"))

    return cells([("Li", 80.0, 4, None)]), cells([("Li", 100.0, 7, None), ("Zhao", 50.0, 3, PARTLY)])


@pytest.mark.parametrize("made", [attainment, gap])
def test_what_is_made_of_a_target_stands_on_the_lines_sold_and_keeps_the_note_of_the_target(sold_and_aimed, of, made):
    rows = made(*sold_and_aimed)
    assert of(rows, "n", "2026-W46") == {"Li": 4, "Zhao": 0}
    assert of(rows, "note", "2026-W46") == {"Li": None, "Zhao": PARTLY}


def test_new_customers_stand_on_themselves(company, table, of, engine):
    november = company("2026-11-01", "2026-11-30")
    orders = table("""
        order_id | line_id | person_id | customer_id | on         | amount | currency | status
        ---------+---------+-----------+-------------+------------+--------+----------+----------
        A1       | 1       | Li        | acme        | 2026-11-02 | 100.00 | CNY      | confirmed
        A2       | 1       | Li        | bolt        | 2026-11-03 |  10.00 | CNY      | confirmed
    """)
    euro = pd.DataFrame({"currency": ["EUR"], "valid_from": ["2026-11-01"], "rate": [8.0]})
    rates = engine.frame(order_lines.daily_rates(euro, [day.isoformat() for day in november.dates], "CNY"))
    placed = november.placed(orders.assign(ordered_at=range(2), amount=orders["amount"].astype("float64")))
    counted = order_lines.lines(placed, rates)
    new = sold.new_customers(november.grid("monthly").spread(sold.firsts(counted)))
    assert of(new, "n", "2026-11") == {"company": 2, "sales": 2, "east": 2, "Li": 2}


def test_a_share_of_one_row_is_whole_or_nothing_and_one_of_none_is_absent_with_its_note(engine, of):
    rows = pd.DataFrame(
        [("Li", True, True), ("Wu", False, True), ("Xu", True, False)], columns=["entity_id", "good", "counted"]
    )
    by = engine.frame(rows).with_columns(
        cadence=nw.lit("weekly"), period=nw.lit("2026-W46"), entity_kind=nw.lit("person")
    )
    found = rate(by, nw.col("good") & nw.col("counted"), nw.col("counted"), "nothing counts")
    assert of(found, "value", "2026-W46") == {"Li": 1.0, "Wu": 0.0, "Xu": None}
    assert of(found, "n", "2026-W46") == {"Li": 1, "Wu": 1, "Xu": 0}
    assert of(found, "note", "2026-W46") == {"Li": None, "Wu": None, "Xu": "nothing counts"}
