"""The order lines behind the revenue, as printed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from reviewbook import tables
from reviewbook.blocks import Tone
from reviewbook.schema import FRAMES

LINES = [
    ("o1", "1", "p1", "east", "华星 <b>", "阀门", "confirmed", 2.0, 1200.5),
    ("o2", "1", "p4", "west", None, "Pump", "confirmed", 0.25, 9000.0),
    ("o3", "1", "p1", "east", "Bolt", None, "refunded", 1.0, -100.004),
]


def _with_lines(review, lines=LINES):
    names = ("order_id", "line_id", "person_id", "team_id", "customer", "product", "status", "quantity", "amount")
    rows = [{**dict(zip(names, line, strict=True)), "on": pd.Timestamp("2026-11-20")} for line in lines]
    frame = pd.DataFrame(rows, columns=FRAMES["sales"].names)
    return replace(review, frames={**review.frames, "sales": frame})


def test_refunds_come_first_then_the_largest_and_amounts_have_their_cents(sliced):
    table = tables.order_rows(_with_lines(sliced("en")))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["2026-11-20", "Bolt", "–", "李娜", "华东", "o3", "1", "−100.00"],
        ["2026-11-20", "–", "Pump", "Anna Berg", "华西", "o2", "0.25", "9,000.00"],
        ["2026-11-20", "华星 <b>", "阀门", "李娜", "华东", "o1", "2", "1,200.50"],
    ]
    assert [row[-1].tone for row in table.rows] == [Tone.BAD, Tone.NONE, Tone.NONE]
    assert (table.folded, table.further) == (True, 0)


def test_the_last_row_is_the_revenue_of_the_audience(sliced):
    review = _with_lines(sliced("en"))
    total = tables.order_rows(review).totals[0]
    assert (total[0].text, total[-1].value) == ("Total", review.value("revenue"))


def test_revenue_and_orders_open_the_lines_and_targets_do_not(sliced):
    review = _with_lines(sliced("en"))
    performance = tables.performance(review)
    opens = [{row[place].opens for row in (*performance.rows, *performance.totals)} for place in range(1, 8)]
    # revenue, target, attainment, gap, growth, orders, average order; no value opens nothing
    assert [found - {""} for found in opens] == [{"rows-orders"}, set(), set(), set(), set(), *opens[5:]]
    assert opens[0] == {"rows-orders"}
    tiles = tables.headline(review).items
    assert [tile.opens for tile in tiles[:2]] == ["rows-orders", "rows-orders"]
    assert tiles[-1].opens in ("customers", "")


def test_without_lines_it_says_why(sliced):
    review = _with_lines(sliced("en"), [])
    assert (tables.order_rows(review).rows, tables.order_rows(review).totals) == ((), ())
