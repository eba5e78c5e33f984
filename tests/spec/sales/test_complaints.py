"""Complaints for every 100 orders, how long they take, and which are open."""

from __future__ import annotations

from datetime import time

import narwhals as nw
import pandas as pd
import pytest

from reviewbook.calendars import days_frame, zones_frame
from reviewbook.measures import cases, cells, customers, revenue
from reviewbook.params.base import Bilingual
from reviewbook.params.company import Company, WorkHours
from reviewbook.worktime import WorkTime

#: 2026-11-13 is a Friday; c5 belongs to no team, c6 was opened after everybody's working hours.
COMPLAINTS = """
    complaint_id | person_id | opened_at        | resolved_at      | on
    -------------+-----------+------------------+------------------+-----------
    c1           | Li        | 2026-11-10 10:00 | 2026-11-10 16:00 | 2026-11-10
    c2           | Li        | 2026-11-13 17:00 | 2026-11-16 10:00 | 2026-11-13
    c3           | Wang      | 2026-11-11 09:00 | 2026-11-12 18:00 | 2026-11-11
    c4           | Zhao      | 2026-11-12 12:00 |                  | 2026-11-12
    c5           |           | 2026-11-13 09:00 |                  | 2026-11-13
    c6           | Zhao      | 2026-11-14 20:00 | 2026-11-15 11:00 | 2026-11-14
"""


@pytest.fixture
def timed(company, table, engine, at):
    """Give the complaints with their working hours until an instant, and the two weeks around them."""

    def until(instant: str):
        weeks = company("2026-11-09", "2026-11-22")
        params = Company(name=Bilingual(zh="甲", en="A"), zone="Asia/Shanghai", calendar="CN", currency="CNY",
                         work_hours=WorkHours(start=time(9), end=time(18)))  # fmt: skip
        days = days_frame({"CN"}, params, weeks.first, weeks.last)
        zones = engine.frame(zones_frame({"Asia/Shanghai"}, weeks.first, weeks.last))
        clock = WorkTime(engine.frame(days), zones, params.work_hours)
        places = engine.frame(weeks.teams[["team_id", "calendar"]].assign(zone="Asia/Shanghai"))
        placed = weeks.placed(table(COMPLAINTS))
        return weeks, engine.keep(cases.timed(placed, places, ("Asia/Shanghai", "CN"), clock, at(instant)))

    return until


def _column(engine, frame, name):
    rows = engine.collect(frame)
    told = zip(rows["complaint_id"], rows[name], strict=True)
    return {who: None if pd.isna(value) else value for who, value in told}


def test_hours_are_working_hours_and_what_is_open_has_none(timed, engine):
    _, rows = timed("2026-11-16 00:00")
    assert _column(engine, rows, "hours") == {"c1": 6.0, "c2": 2.0, "c3": 18.0, "c4": None, "c5": None, "c6": 0.0}


def test_the_age_is_told_of_what_is_open_at_the_end(timed, engine):
    _, rows = timed("2026-11-16 00:00")
    ages = {"c1": None, "c2": 1.0, "c3": None, "c4": 15.0, "c5": 9.0, "c6": None}
    assert _column(engine, rows, "age_hours") == ages
    _, rows = timed("2026-11-12 13:00")
    assert _column(engine, rows, "age_hours") == ages | {"c2": None, "c3": 13.0, "c4": 1.0, "c5": None}


def test_resolution_hours_is_the_median_of_what_was_resolved_in_the_period(timed, of):
    weeks, rows = timed("2026-11-16 00:00")
    resolved = rows.filter(~nw.col("resolved_on").is_null())
    hours = customers.resolution_hours(weeks.grid("weekly").spread(resolved, on="resolved_on"))
    # c2 was opened in the week before; c6 on a Saturday, resolved on the Sunday.
    assert of(hours, period="2026-W46") == {"company": 6.0, "sales": 6.0, "east": 12.0, "Li": 6.0, "Wang": 18.0,
                                            "west": 0.0, "Zhao": 0.0}  # fmt: skip
    assert of(hours, period="2026-W47") == {"company": 2.0, "sales": 2.0, "east": 2.0, "Li": 2.0}


def test_open_complaints_are_those_not_resolved_by_the_end_of_the_period(timed, engine, of):
    weeks, rows = timed("2026-11-16 00:00")
    grid = weeks.grid("daily", "weekly")
    standing = cases.standing(rows, grid, cells(grid, engine.frame(weeks.homes)))
    counted = customers.open_complaints(standing)
    assert of(counted, period="2026-W46") == {"company": 3, "sales": 2, "east": 1, "Li": 1, "west": 1, "Zhao": 1}
    assert of(counted, period="2026-W47") == {"company": 2, "sales": 1, "west": 1, "Zhao": 1}
    assert of(counted, period="2026-11-11") == {"company": 1, "sales": 1, "east": 1, "Wang": 1}
    assert "company" not in of(counted, period="2026-11-10")


def test_complaints_are_told_for_every_100_orders(timed, table, of, engine):
    weeks, rows = timed("2026-11-16 00:00")
    grid = weeks.grid("weekly")
    ordered = table("""
        person_id | order_id | on
        ----------+----------+-----------
        Li        | A1       | 2026-11-09
        Li        | A2       | 2026-11-10
        Li        | A3       | 2026-11-10
        Li        | A4       | 2026-11-11
        Wang      | A5       | 2026-11-11
    """)
    orders = revenue.orders(grid.spread(weeks.placed(ordered)))
    rate = customers.complaints_per_100_orders(engine.keep(customers.complaints(grid.spread(rows))), orders)
    # West has complaints and no order: no rate. The company's sixth complaint belongs to nobody.
    assert of(rate, period="2026-W46") == {"company": 120.0, "sales": 100.0, "east": 60.0, "Li": 50.0, "Wang": 100.0}
    assert of(rate, "numerator", "2026-W46")["company"] == 6
    assert of(rate, "denominator", "2026-W46")["company"] == 5
