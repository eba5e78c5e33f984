"""Working time between two instants, checked on a wall clock."""

from datetime import date, datetime

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.params.company import Company, WorkHours
from reviewbook.worktime import HOUR, WorkTime

COMPANY = Company(name={"zh": "甲", "en": "A"}, zone="Asia/Shanghai", calendar="CN", currency="CNY")
SPAN = (date(2026, 1, 1), date(2026, 12, 31))
CASES = [
    ("within a day", "CN", "Asia/Shanghai", "2026-03-04T10:00+08:00", "2026-03-04T11:30+08:00", 1.5),
    ("evening and night", "CN", "Asia/Shanghai", "2026-03-04T18:00+08:00", "2026-03-05T09:00+08:00", 0.0),
    ("golden week", "CN", "Asia/Shanghai", "2026-09-30T17:00+08:00", "2026-10-08T09:30+08:00", 1.5),
    ("make-up Saturday", "CN", "Asia/Shanghai", "2026-02-14T08:00+08:00", "2026-02-14T20:00+08:00", 9.0),
    ("clock goes forward", "US", "America/New_York", "2026-03-06T17:00-05:00", "2026-03-09T10:00-04:00", 2.0),
    ("backwards", "CN", "Asia/Shanghai", "2026-03-04T11:00+08:00", "2026-03-04T10:00+08:00", -1.0),
]


@pytest.fixture(params=["pandas", "duckdb"])
def engine(request):
    return PandasEngine() if request.param == "pandas" else DuckDBEngine(duckdb.connect())


@pytest.fixture
def clock(engine):
    zones = zones_frame(["Asia/Shanghai", "America/New_York"], *SPAN)
    return WorkTime(engine.frame(days_frame(["CN", "US"], COMPANY, *SPAN)), engine.frame(zones), WorkHours())


def rows_of(cases):
    names = ["case", "calendar", "zone", "begun", "ended", "hours"]
    rows = pd.DataFrame(cases, columns=names).astype(dict.fromkeys(names[:3], "str"))
    for name in ("begun", "ended"):
        rows[name] = [microseconds(datetime.fromisoformat(text)) for text in rows[name]]
    return rows


def test_only_working_hours_of_working_days_count(engine, clock):
    timed = clock.worked(clock.worked(engine.frame(rows_of(CASES)), "begun", "a"), "ended", "b")
    found = engine.collect(timed.with_columns(worked=(nw.col("b") - nw.col("a")) / HOUR))
    assert len(found) == len(CASES)
    assert dict(zip(found["case"], found["worked"], strict=True)) == {case[0]: case[-1] for case in CASES}


def test_the_day_is_that_of_the_rows_zone(engine, clock):
    cases = [
        ("morning there", "CN", "Asia/Shanghai", "2026-03-04T23:30+00:00", "2026-03-04T23:30+00:00", 0.0),
        ("evening there", "US", "America/New_York", "2026-03-05T01:30+00:00", "2026-03-05T01:30+00:00", 0.0),
    ]
    timed = engine.collect(clock.worked(engine.frame(rows_of(cases)), "begun", "a", on="on"))
    assert dict(zip(timed["case"], timed["on"], strict=True)) == {
        "morning there": "2026-03-05",
        "evening there": "2026-03-04",
    }


def test_what_lies_beyond_the_days_is_left_out(engine, clock):
    late = [("later", "CN", "Asia/Shanghai", "2027-03-04T10:00+08:00", "2027-03-04T10:00+08:00", 0.0)]
    assert engine.collect(clock.worked(engine.frame(rows_of(late)), "begun", "a")).empty
