"""What came back, how soon orders are booked, and which customers order again."""

from __future__ import annotations

import pytest

from reviewbook.measures import cells, daily_rates, lines
from reviewbook.measures.booking import booked, late_booking_rate, recording_days
from reviewbook.measures.refunds import given_back, refund_rate, refunds
from reviewbook.measures.returning import expected_back, returning_rate


@pytest.fixture
def counted(table, engine):
    """Count order lines given as a text table, between the days of a company."""

    def count(between, text: str):
        orders = table(text).assign(quantity=1, line_id="1", currency="CNY", amount=100.0)
        placed = between.placed(orders.assign(order_id=[f"o{n}" for n in range(len(orders))], ordered_at=0))
        rates = daily_rates(table("currency | valid_from | rate"), [d.isoformat() for d in between.dates], "CNY")
        return engine.keep(lines(placed, engine.frame(rates)))

    return count


def test_refunds_count_in_their_own_period_by_lines_and_by_amount(company, counted, of):
    two_weeks = company("2026-11-02", "2026-11-15")
    sold = counted(two_weeks, """
        person_id | customer_id | product_id | on         | status
        ----------+-------------+------------+------------+----------
        Li        | acme        | saw        | 2026-11-03 | confirmed
        Li        | acme        | saw        | 2026-11-04 | confirmed
        Li        | acme        | saw        | 2026-11-10 | confirmed
        Li        | acme        | saw        | 2026-11-11 | refunded
        Zhao      | bolt        | saw        | 2026-11-11 | refunded
    """)  # fmt: skip
    rows = two_weeks.grid("weekly").spread(given_back(sold))
    assert of(refund_rate(rows), period="2026-W46")["Li"] == 0.5
    assert of(refund_rate(rows), period="2026-W46")["company"] == pytest.approx(2 / 3)
    assert of(refund_rate(rows), period="2026-W45") == {"Li": 0.0, "east": 0.0, "sales": 0.0, "company": 0.0}
    assert of(refunds(rows), period="2026-W46") == {
        "Li": 100.0, "Zhao": 100.0, "east": 100.0, "west": 100.0, "sales": 200.0, "company": 200.0,
    }  # fmt: skip
    assert of(refunds(rows), "n", "2026-W45")["Li"] == 0


BOOKED = """
    order_id | line_id | person_id | ordered_at       | recorded_at      | status    | on
    ---------+---------+-----------+------------------+------------------+-----------+-----------
    A1       | 1       | Li        | 2026-11-03 09:00 | 2026-11-09 09:00 | confirmed | 2026-11-09
    A1       | 2       | Li        | 2026-11-03 09:00 | 2026-11-11 09:00 | confirmed | 2026-11-09
    A2       | 1       | Li        | 2026-11-06 18:00 | 2026-11-09 18:00 | cancelled | 2026-11-09
    A3       | 1       | Li        | 2026-11-10 09:00 | 2026-11-10 09:00 | confirmed | 2026-11-10
    A3       | 2       | Li        | 2026-11-10 09:00 | 2026-11-25 09:00 | refunded  | 2026-11-10
    A4       | 1       | Li        | 2026-11-10 09:00 |                  | confirmed | 2026-11-10
"""


def test_an_order_is_booked_late_after_more_than_three_days(table, company, engine, of):
    week = company("2026-11-09", "2026-11-15")
    days = table(BOOKED)[["order_id", "on"]].drop_duplicates()
    known = engine.collect(booked(engine.frame(table(BOOKED, of="orders")))).merge(days, on="order_id")
    rows = week.grid("weekly").spread(week.placed(known))
    late = late_booking_rate(rows)
    assert of(late, "numerator", "2026-W46")["Li"] == 1  # A1, after six days; A2 after three is not late.
    assert of(late, "denominator", "2026-W46")["Li"] == 3
    assert of(recording_days(rows), period="2026-W46") == {"Li": 3.0, "east": 3.0, "sales": 3.0, "company": 3.0}


RETURNING = """
    person_id | customer_id | product_id | on         | status
    ----------+-------------+------------+------------+----------
    Zhao      | early       | saw        | 2026-07-31 | confirmed
    Li        | acme        | saw        | 2026-08-10 | confirmed
    Li        | bolt        | saw        | 2026-09-10 | confirmed
    Li        | cord        | saw        | 2026-10-12 | confirmed
    Zhao      | cord        | saw        | 2026-11-10 | confirmed
    Li        | acme        | saw        | 2026-11-10 | refunded
    Li        | fresh       | saw        | 2026-11-11 | confirmed
"""


def test_a_customer_comes_back_to_anybody_in_the_company(company, counted, engine, of):
    autumn = company("2026-07-01", "2026-11-30")
    grid = autumn.grid("monthly")
    expected = expected_back(engine, counted(autumn, RETURNING), grid, cells(grid, engine.frame(autumn.homes)))
    found = returning_rate(expected)
    assert of(found, "numerator", "2026-11") == {"Li": 1, "east": 1, "sales": 1, "company": 1}
    assert of(found, "denominator", "2026-11")["Li"] == 3
    assert {period for _, period in of(found)} == {"2026-11"}  # before that the three months are not all on record


def test_records_that_begin_with_a_month_hold_all_of_it(company, counted, engine, of):
    autumn = company("2026-07-01", "2026-11-30")
    grid = autumn.grid("monthly")
    rows = RETURNING.replace("2026-07-31", "2026-08-01")
    expected = expected_back(engine, counted(autumn, rows), grid, cells(grid, engine.frame(autumn.homes)))
    assert of(returning_rate(expected), "denominator", "2026-11")["company"] == 4


def test_who_has_left_expects_nobody_back(company, counted, engine, of):
    autumn = company("2026-07-01", "2026-11-30")
    grid = autumn.grid("monthly")
    there = engine.frame(autumn.homes[autumn.homes["person_id"] == "Zhao"])
    found = returning_rate(expected_back(engine, counted(autumn, RETURNING), grid, cells(grid, there)))
    assert of(found, "denominator", "2026-11") == {"sales": 3, "company": 3}
