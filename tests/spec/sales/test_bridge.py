"""The bridge from the previous period's revenue to this one, on tables checkable by hand."""

from __future__ import annotations

import narwhals as nw
import pytest

from reviewbook.measures import bridge, cells, order_lines
from reviewbook.measures import revenue as sold
from reviewbook.measures.working_days import workdays

HEADS = "order_id | person_id | customer_id | product_id | on | quantity | amount | status"


@pytest.fixture
def taken_apart(company, table, engine):
    """Take the change of revenue apart: text of order lines to the parts by entity in one period."""

    def compute(text, period, *, span=("2026-09-01", "2026-10-31"), today="", cadence="monthly"):
        of = company(*span, today=today)
        counted = lines(of, table(f"{HEADS}\n{text}"))
        grid, homes = of.grid(cadence), engine.frame(of.homes)
        days = bridge.company_days(
            workdays(engine.frame(of.teams), homes, engine.frame(of.days), "CN"), today or span[1]
        )
        spread = grid.spread(order_lines.by_day(counted))
        known = nw.concat([cells(grid, homes), spread.select("cadence", "period", "entity_kind", "entity_id")])
        rows = engine.collect(bridge.parts(engine, counted, grid, engine.keep(days), known.unique()))
        rows = rows[rows["period"] == period]
        assert not rows["entity_id"].duplicated().any()
        change = changes(engine.collect(sold.revenue(spread)), period, before(engine, grid, period))
        found = {row.pop("entity_id"): row for row in rows.to_dict("records")}
        assert {who: sum(row[part] for part in bridge.PARTS) for who, row in found.items()} == {
            who: change.get(who, 0) for who in found
        }
        return {who: {p: row[p] / 100 for p in bridge.PARTS if row[p]} for who, row in found.items()}

    def lines(of, orders):
        orders = orders.assign(
            line_id=[str(n) for n in range(len(orders))], ordered_at=range(len(orders)), currency="CNY"
        )
        typed = orders.astype({"quantity": "float64", "amount": "float64"})
        rates = order_lines.daily_rates(table("currency | valid_from | rate"), sorted(set(orders["on"])), "CNY")
        return engine.keep(order_lines.lines(of.placed(typed), engine.frame(rates)))

    return compute


def before(engine, grid, period):
    periods = engine.collect(grid.periods).set_index("period")
    return periods.loc[period, "previous"]


def changes(revenue, period, previous):
    """Change of revenue in cents by entity."""
    cents = {(row.entity_id, row.period): round(row.value * 100) for row in revenue.itertuples()}
    return {who: cents.get((who, period), 0) - cents.get((who, previous), 0) for who, _ in cents}


TWO_PRODUCTS = """
    A | Li | acme | saw   | 2026-09-03 | 10 | 100.00 | confirmed
    A | Li | acme | drill | 2026-09-03 | 10 | 300.00 | confirmed
    B | Li | acme | saw   | 2026-10-08 | 12 | 108.00 | confirmed
    B | Li | acme | drill | 2026-10-08 | 18 | 540.00 | confirmed
"""


def test_volume_at_the_old_average_price_at_the_new_units_and_mix_the_rest(taken_apart):
    # 20 units at 20.00 on average became 30: 10 × 20.00. The saw fell from 10.00 to 9.00: −1.00 × 12.
    # Of 30 units 15 would have been drills as before, 18 were: 3 × (30.00 − 10.00).
    assert taken_apart(TWO_PRODUCTS, "2026-10")["Li"] == {"volume": 200.0, "price": -12.0, "mix": 60.0}


def test_a_team_and_the_company_are_taken_apart_by_themselves(taken_apart):
    more = "    C | Zhao | bolt | saw | 2026-09-04 | 20 | 200.00 | confirmed"
    found = taken_apart(TWO_PRODUCTS + more, "2026-10")
    assert found["Li"] == found["east"] == {"volume": 200.0, "price": -12.0, "mix": 60.0}
    assert found["Zhao"] == found["west"] == {"volume": -200.0}
    # 40 units at 15.00 became 30: −10 × 15.00; the saw −12.00; of 30 units 7.5 would have been drills, 18 were.
    assert found["company"] == found["sales"] == {"volume": -150.0, "price": -12.0, "mix": 210.0}


def test_a_product_of_one_period_only_is_mix_and_has_no_price(taken_apart):
    found = taken_apart("""
        A | Li | acme | saw   | 2026-09-03 | 5 | 50.00 | confirmed
        B | Li | acme | drill | 2026-10-08 | 5 | 90.00 | confirmed
    """, "2026-10")  # fmt: skip
    assert found["Li"] == {"mix": 40.0}


def test_where_nothing_was_sold_to_them_before_all_is_volume(taken_apart):
    found = taken_apart("""
        0 | Li | acme | saw | 2026-08-03 | 1 |  1.00 | confirmed
        B | Li | acme | saw | 2026-10-08 | 5 | 90.00 | confirmed
    """, "2026-10", span=("2026-08-01", "2026-10-31"))  # fmt: skip
    assert found["Li"] == {"volume": 90.0}


def test_a_cent_that_rounding_leaves_over_is_mix(taken_apart):
    found = taken_apart("""
        A | Li | acme | saw   | 2026-09-03 | 3 | 0.01 | confirmed
        A | Li | acme | drill | 2026-09-03 | 3 | 0.01 | confirmed
        B | Li | acme | saw   | 2026-10-08 | 4 | 0.01 | confirmed
        B | Li | acme | drill | 2026-10-08 | 4 | 0.01 | confirmed
    """, "2026-10")  # fmt: skip
    # Two units more at a third of a cent are a cent; the price of each fell by a third of a cent for four, which is none.
    assert found["Li"] == {"volume": 0.01, "mix": -0.01}


def test_what_a_customer_orders_in_the_period_of_the_first_order_is_new(taken_apart):
    found = taken_apart("""
        A | Li   | acme | saw | 2026-09-03 | 5 | 50.00 | confirmed
        B | Li   | acme | saw | 2026-10-08 | 5 | 50.00 | confirmed
        C | Li   | bolt | saw | 2026-10-08 | 2 | 30.00 | confirmed
        D | Wang | bolt | saw | 2026-10-20 | 1 | 15.00 | confirmed
        E | Li   |      | saw | 2026-10-20 | 1 | 10.00 | confirmed
    """, "2026-10")  # fmt: skip
    assert found["Li"] == {"new": 30.0, "volume": 10.0}
    assert found["Wang"] == {"new": 15.0}
    assert found["company"] == {"new": 45.0, "volume": 10.0}


def test_who_comes_back_after_a_pause_is_not_new(taken_apart):
    found = taken_apart("""
        0 | Li | acme | saw | 2026-08-03 | 1 |  1.00 | confirmed
        A | Li | bolt | saw | 2026-09-03 | 5 | 50.00 | confirmed
        B | Li | acme | saw | 2026-10-08 | 5 | 50.00 | confirmed
        C | Li | bolt | saw | 2026-10-08 | 5 | 50.00 | confirmed
    """, "2026-10", span=("2026-08-01", "2026-10-31"))  # fmt: skip
    assert found["Li"] == {"volume": 50.0}


WEEKLY = """
    0 | Li | acme | saw | 2026-09-01 | 1 | 10.00 | confirmed
    1 | Li | acme | saw | 2026-09-08 | 1 | 10.00 | confirmed
    2 | Li | acme | saw | 2026-09-15 | 1 | 10.00 | confirmed
"""


def test_who_ordered_every_week_and_is_silent_for_more_than_three_is_lost(taken_apart):
    # A pause of five working days; from 15 September to the end of October there are 33.
    found = taken_apart(WEEKLY, "2026-10")
    assert found["Li"] == found["company"] == {"lost": -30.0}


@pytest.mark.parametrize(("today", "part"), [("2026-10-06", "volume"), ("2026-10-07", "lost")])
def test_the_silence_counts_up_to_the_cut_off(taken_apart, today, part):
    # Fifteen working days after 15 September is Tuesday 6 October; more than that is the 7th.
    assert taken_apart(WEEKLY, "2026-10", today=today)["Li"] == {part: -30.0}


def test_who_ordered_twice_only_or_missed_a_week_is_not_lost(taken_apart):
    twice = "\n".join(WEEKLY.splitlines()[:3])
    assert taken_apart(twice, "2026-10")["Li"] == {"volume": -20.0}
    weeks = taken_apart(WEEKLY, "2026-W39", cadence="weekly")
    assert weeks["Li"] == {"volume": -10.0}


def test_a_customer_whom_a_colleague_took_over_is_neither_lost_nor_new(taken_apart):
    moved = "3 | Zhao | acme | saw | 2026-10-08 | 3 | 30.00 | confirmed"
    found = taken_apart(WEEKLY + moved, "2026-10")
    assert found["Li"] == {"volume": -30.0}
    assert found["Zhao"] == {"volume": 30.0}
    assert found["company"] == {}


def test_refunds_are_a_part_of_their_own_whoever_gets_them_and_cancelled_lines_none(taken_apart):
    found = taken_apart("""
        A | Li | acme | saw | 2026-09-03 | 5 | 50.00 | confirmed
        A | Li | acme | saw | 2026-09-10 | 1 | 10.00 | refunded
        B | Li | acme | saw | 2026-10-08 | 5 | 50.00 | confirmed
        C | Li | bolt | saw | 2026-10-08 | 2 | 20.00 | confirmed
        C | Li | bolt | saw | 2026-10-12 | 2 | 20.00 | refunded
        B | Li |      |     | 2026-10-13 | 1 |  5.00 | refunded
        D | Li | bolt | saw | 2026-10-14 | 9 | 90.00 | cancelled
    """, "2026-10")  # fmt: skip
    assert found["Li"] == {"new": 20.0, "refunds": -15.0}


def test_a_seller_who_moves_leaves_the_sales_of_then_with_the_team_of_then(taken_apart):
    found = taken_apart("""
        A | Wang | acme | saw | 2026-11-12 | 5 | 50.00 | confirmed
        B | Wang | acme | saw | 2026-11-17 | 7 | 70.00 | confirmed
    """, "2026-W47", span=("2026-11-09", "2026-11-22"), cadence="weekly")  # fmt: skip
    assert found["Wang"] == found["sales"] == {"volume": 20.0}
    assert (found["east"], found["west"]) == ({"volume": -50.0}, {"volume": 70.0})


def test_there_is_no_bridge_from_a_period_without_the_entity_or_before_the_records(taken_apart):
    text = """
        0 | Li | acme | saw | 2026-10-05 | 1 |  1.00 | confirmed
        A | Li | acme | saw | 2026-11-03 | 5 | 50.00 | confirmed
    """
    assert taken_apart(text, "2026-10", span=("2026-09-01", "2026-11-30")) == {}
    assert taken_apart(text, "2026-11", span=("2026-11-01", "2026-11-30")) == {}
    found = taken_apart(text, "2026-11", span=("2026-09-01", "2026-11-30"))
    assert found["Li"] == {"volume": 4.0, "price": 45.0}
    assert found["Zhao"] == {}


def test_units_count_confirmed_lines_and_refunds_negative(company, table, engine, of):
    november = company("2026-11-01", "2026-11-30")
    orders = table("""
        order_id | person_id | on         | quantity | status
        ---------+-----------+------------+----------+----------
        A        | Li        | 2026-11-03 | 2.5      | confirmed
        A        | Li        | 2026-11-03 | 0.001    | confirmed
        A        | Li        | 2026-11-04 | 1        | refunded
        B        | Zhao      | 2026-11-04 | -4       | refunded
    """)
    placed = november.placed(orders)
    units = sold.units(november.grid("monthly").spread(sold.quantities(placed)))
    assert of(units, period="2026-11") == {
        "Li": 1.501, "east": 1.501, "Zhao": -4.0, "west": -4.0, "sales": -2.499, "company": -2.499,
    }  # fmt: skip
    assert of(units, "n", "2026-11")["Li"] == 3
