"""Which customers did not order again: exactly those whom the rate of returning customers counts as not back."""

from __future__ import annotations

import pytest

from reviewbook.measures import cells, daily_rates, lines, stayed_away
from reviewbook.measures.returning import expected_back, returning_rate
from reviewbook.periods import Period

DECEMBER = Period.parse("2026-12")

#: Wang is in East until 2026-11-15, then in West.
ORDERS = """
    person_id | customer_id | on         | status    | amount
    ----------+-------------+------------+-----------+-------
    Zhao      | early       | 2026-08-31 | confirmed |     50
    Li        | acme        | 2026-09-10 | confirmed |    300
    Li        | acme        | 2026-10-12 | confirmed |    600
    Li        | acme        | 2026-11-20 | refunded  |    150
    Wang      | bolt        | 2026-11-10 | confirmed |     90
    Wang      | bolt        | 2026-11-20 | confirmed |    120
    Li        | cord        | 2026-10-12 | confirmed |    600
    Zhao      | cord        | 2026-12-10 | confirmed |     10
    Wang      | dune        | 2026-11-12 | confirmed |     30
    Li        | dune        | 2026-12-14 | refunded  |     30
    Li        | gone        | 2026-11-11 | refunded  |     60
    Li        |             | 2026-11-11 | confirmed |     60
    Li        | fresh       | 2026-12-02 | confirmed |     60
"""


@pytest.fixture
def autumn(company):
    return company("2026-08-01", "2026-12-31")


@pytest.fixture
def counted(table, engine, autumn):
    """Count the order lines of a text table."""

    def count(text: str = ORDERS):
        orders = table(text).assign(quantity=1, line_id="1", currency="CNY", product_id="saw", ordered_at=0)
        placed = autumn.placed(orders.assign(order_id=[f"o{n}" for n in range(len(orders))]))
        rates = daily_rates(table("currency | valid_from | rate"), [d.isoformat() for d in autumn.dates], "CNY")
        return engine.keep(lines(placed, engine.frame(rates)))

    return count


def _away(engine, counted, grid, period=DECEMBER):
    rows = engine.collect(stayed_away(engine, counted, grid, period))
    return rows.sort_values(["customer_id", "team_id", "person_id"], ignore_index=True)


def test_who_ordered_in_the_three_months_before_and_not_in_the_month_is_away(engine, counted, autumn, table):
    # acme: (300 + 600 - 150) / 3 a month; cord ordered from Zhao; a refund in December is no order, nor one before.
    assert _away(engine, counted(), autumn.grid("monthly")).to_dict("records") == table("""
        customer_id | person_id | team_id | last_order_on | worth
        ------------+-----------+---------+---------------+------
        acme        | Li        | east    | 2026-10-12    | 250.0
        bolt        | Wang      | east    | 2026-11-10    |  30.0
        bolt        | Wang      | west    | 2026-11-20    |  40.0
        dune        | Wang      | east    | 2026-11-12    |  10.0
    """).to_dict("records")  # fmt: skip


def test_the_customers_of_every_entity_are_those_whom_its_rate_counts_as_not_back(engine, counted, autumn):
    grid, sold = autumn.grid("monthly"), counted()
    rate = returning_rate(expected_back(engine, sold, grid, cells(grid, engine.frame(autumn.homes))))
    facts = engine.collect(rate)
    facts = facts[facts["period"] == DECEMBER.key].set_index("entity_id")
    counts = {name: (row["numerator"], row["denominator"]) for name, row in facts.iterrows()}
    assert counts == {"company": (1, 4), "sales": (1, 4), "east": (1, 4), "west": (0, 1), "Li": (1, 2), "Wang": (0, 2)}
    rows = _away(engine, sold, grid)
    shared = rows.merge(engine.collect(grid.entities), on="team_id")
    listed = {**dict(shared.groupby("entity_id")["customer_id"].nunique()),
              **dict(rows.groupby("person_id")["customer_id"].nunique())}  # fmt: skip
    assert listed == {name: whole - back for name, (back, whole) in counts.items()}


def test_before_three_months_are_on_record_nobody_is_away(engine, counted, autumn):
    assert len(_away(engine, counted(), autumn.grid("monthly"), Period.parse("2026-11"))) == 0


def test_who_is_in_no_team_has_customers_of_the_company_alone(engine, table, counted, autumn):
    more = ORDERS + "    Nobody    | echo        | 2026-11-12 | confirmed |     15\n"
    rows = _away(engine, counted(more), autumn.grid("monthly"))
    (echo,) = rows[rows["customer_id"] == "echo"].to_dict("records")
    assert (echo["person_id"], echo["team_id"], echo["worth"]) == ("Nobody", "", 5.0)
