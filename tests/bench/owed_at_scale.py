"""What three years of a large company cost: the second part of ``make bench``.

A warehouse is filled by SQL, and the owed reports are derived from it on two threads,
in a process of its own whose time and memory are measured. What must come out is
counted by plain SQL over the same rows, with DuckDB's own zones: a fast run with
other numbers is a failure.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.cost_model import exponent
from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.engine import Frame
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.owed import duties, owed, voluntary
from reviewbook.params.company import Company
from reviewbook.params.templates import Templates
from reviewbook.roster import roster
from reviewbook.warehouse import Warehouse
from reviewbook.worktime import WorkTime

COMPANY = Company(name={"zh": "大公司", "en": "Large"}, zone="Asia/Shanghai", calendar="CN", currency="CNY")
TEMPLATES = Templates.model_validate(
    {
        "templates": [{"name": "daily", "title": {"zh": "日报", "en": "Daily"}, "cadence": "daily", "fields": []}],
        "rules": [{"name": "daily", "template": "daily", "due": {"time": "18:30"}, "grace_minutes": 15}],
    }
)
#: Calendar and zone of every third team.
PLACES = {"CN": "Asia/Shanghai", "DE": "Europe/Berlin", "US": "America/New_York"}
FIRST = date(2024, 1, 1)
#: Evening in Shanghai, when the other two may still report.
AS_OF = datetime(2026, 12, 30, 12, tzinfo=UTC)
#: As much memory as a warehouse gives itself (`warehouse.spilling`).
SETTINGS = "SET threads = 2; SET enable_progress_bar = false"

#: A team for twenty people. Of a hundred five change teams, one is in two at once, two came later, two have left.
STAFF = (
    """
    INSERT INTO teams SELECT 't' || i, 't' || i, NULL, {zones}[i % 3 + 1], {calendars}[i % 3 + 1], NULL, {known}
    FROM range({people} // 20) teams (i)
    """,
    """
    INSERT INTO people SELECT 'p' || i, 'p' || i, NULL,
      CASE WHEN i % 50 = 1 THEN DATE '2024-03-01' + (i % 700)::INTEGER END,
      CASE WHEN i % 50 = 2 THEN DATE '2025-03-01' + (i % 600)::INTEGER END, {known}
    FROM range({people}) people (i)
    """,
    """
    INSERT INTO memberships SELECT 'p' || i, 't' || (team % ({people} // 20)), 'rep', valid_from, valid_to, {known}
    FROM (
      SELECT i, i AS team, DATE '2020-01-01' AS valid_from, CASE WHEN i % 20 = 0 THEN DATE '2025-07-01' END AS valid_to
      FROM range({people}) people (i)
      UNION ALL SELECT i, i + 1, DATE '2025-07-01', NULL FROM range({people}) people (i) WHERE i % 20 = 0
      UNION ALL SELECT i, i + 2, DATE '2025-01-01', NULL FROM range({people}) people (i) WHERE i % 100 = 7
    )
    """,
    """
    INSERT INTO leave SELECT 'p' || i, starts_on, starts_on + 4, 'holiday', CASE WHEN n = 2 THEN 0.5 ELSE 1 END, {known}
    FROM (
      SELECT i, n, DATE '2024-01-08' + (n * 170 + i % 150)::INTEGER AS starts_on
      FROM range({people}) people (i), range(6) spans (n)
    )
    """,
)

#: Who owes a report of which day, and when it closes: once a day, by the team that came last of those that ask.
ASKED = """
    CREATE TEMP TABLE asked AS
    SELECT person_id, day, max_by(zone, valid_from) AS zone, max_by(closes, valid_from) AS closes
    FROM memberships JOIN teams USING (team_id) JOIN people USING (person_id) JOIN worked USING (calendar)
    WHERE day >= valid_from AND (valid_to IS NULL OR day < valid_to)
      AND (hired_on IS NULL OR day >= hired_on) AND (left_on IS NULL OR day < left_on)
    GROUP BY person_id, day
"""

#: Of a hundred two never come, five come late, some of them after closing; two are written a second time.
REPORTS = """
    INSERT INTO reports
    SELECT person_id || '-' || day, person_id, 'daily', day::VARCHAR, 'daily',
      timezone(zone, day + TIME '18:30' + to_minutes(past_due + 60 * (revision - 1))), revision, 'bench', NULL, {known}
    FROM (
      SELECT *, CASE WHEN chance < 70 THEN more % 9000 ELSE 15 - more % 500 END AS past_due
      FROM (SELECT *, hash(person_id, day) % 1000 AS chance, (hash(day, person_id) % 99991)::BIGINT AS more FROM asked)
    ), (VALUES (1), (2)) revisions (revision)
    WHERE chance >= 20 AND (revision = 1 OR more % 50 = 0)
"""

EXPECTED = """
    SELECT CASE WHEN free THEN 'exempt' WHEN came <= ends THEN 'on_time' WHEN came <= closed THEN 'late'
      WHEN came IS NULL AND ends >= {as_of} THEN 'pending' ELSE 'missing' END AS status, count(*)
    FROM (
      SELECT timezone(zone, day + TIME '18:45') AS ends, timezone(zone, closes + TIME '18:30') AS closed, came,
        EXISTS (SELECT 1 FROM leave WHERE leave.person_id = asked.person_id AND portion = 1
          AND day BETWEEN starts_on AND ends_on) AS free
      FROM asked LEFT JOIN (
        SELECT person_id, period::DATE AS day, min(submitted_at) AS came
        FROM reports WHERE submitted_at <= {as_of} GROUP BY ALL
      ) first USING (person_id, day)
      WHERE day <= {as_of}::DATE
    )
    GROUP BY ALL
"""


@dataclass(frozen=True)
class Derived:
    """The reports by status, and what they took: seconds, seconds of the processors, megabytes at the most."""

    counted: dict[str, int]
    wall: float
    cpu: float
    memory: float


def main() -> int:
    """Fill, derive, compare, and print one line for each size like those of the other stages."""
    parser = argparse.ArgumentParser(description="Derive the owed reports of a large company.")
    parser.add_argument("--people", default="10000", help="how many, such as 1000,4000; 13500 owe ten million")
    sizes = [int(one) for one in parser.parse_args().people.split(",")]
    done = [measured(people) for people in sizes]
    for small, large in pairwise([(sum(one.counted.values()), one) for one in done if one]):
        power = exponent((small[0], small[1].cpu), (large[0], large[1].cpu))
        print(f"{small[0]:,} to {large[0]:,} owed: the seconds of the processors grew by the power {power:.2f}")
    return 0 if all(done) else 1


def measured(people: int) -> Derived | None:
    """Derive one size and print its line; none where it came out wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        expected = apart(filled, path, people)
        found = apart(derived, path)
    rows = f"{sum(found.counted.values()):,} owed"
    print(f"{rows:24}{found.wall:8.2f}{found.cpu:8.2f}{found.memory:7.0f}")
    if found.counted == expected:
        return found
    print(f"derived {found.counted}, but SQL counts {expected}", file=sys.stderr)
    return None


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """Run a function in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def filled(path: Path, people: int) -> dict[str, int]:
    """Fill a warehouse; give how many reports of each status it makes."""
    Warehouse.create_or_open(path).close()
    words = {
        "people": people,
        "zones": list(PLACES.values()),
        "calendars": list(PLACES),
        "known": "'bench', now(), NULL",
        "as_of": f"TIMESTAMPTZ '{AS_OF.isoformat()}'",
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"SET TimeZone = 'UTC'; SET memory_limit = '2500MB'; {SETTINGS}")
        days = days_frame(PLACES, COMPANY, FIRST, AS_OF.date() + timedelta(days=30))
        connection.register("days", days[days["working"] == 1])
        connection.execute(
            'CREATE TEMP TABLE worked AS SELECT calendar, "on"::DATE AS day, lead("on"::DATE, 3) OVER of_calendar AS closes '
            'FROM days WINDOW of_calendar AS (PARTITION BY calendar ORDER BY "on")'
        )
        for statement in (*STAFF, ASKED, REPORTS):
            connection.execute(statement.format(**words))
        return dict(connection.sql(EXPECTED.format(**words)).fetchall())


def derived(path: Path) -> Derived:
    """Derive the owed reports, and those that nobody owed, as `analysis` does."""
    with Warehouse.open(path) as warehouse:
        began = time.perf_counter()
        engine = warehouse.engine()
        engine.connection.execute(SETTINGS)
        counted = counted_by_status(engine, warehouse.view(AS_OF))
        wall = time.perf_counter() - began
    usage = resource.getrusage(resource.RUSAGE_SELF)
    memory = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Derived(counted, wall, usage.ru_utime + usage.ru_stime, memory)


def counted_by_status(engine: DuckDBEngine, tables: dict[str, Frame]) -> dict[str, int]:
    """Run the stages from roster to voluntary; give how many reports have each status."""
    last = AS_OF.date()
    first, span, as_of = FIRST - timedelta(days=1), (FIRST, last), microseconds(AS_OF)
    days = engine.frame(days_frame(PLACES, COMPANY, first, last + timedelta(days=30)))
    zones = engine.frame(zones_frame(PLACES.values(), first, last + timedelta(days=30)))
    who = roster(engine, tables, days, zones, COMPANY.zone)
    teams = engine.collect(tables["teams"].select("team_id", "calendar", "zone"))
    asked = duties(TEMPLATES, teams, engine.collect(who.entities), COMPANY, span)
    due = owed(engine, asked, who.days, tables, WorkTime(days, zones, COMPANY.work_hours), as_of)
    placed = who.placed(tables["reports"], "submitted_at")
    voluntary(engine, due, placed, who.days, span, as_of)
    statuses: pd.DataFrame = engine.collect(due.group_by("status").agg(rows=nw.len()))
    return dict(zip(statuses["status"], map(int, statuses["rows"]), strict=True))


if __name__ == "__main__":
    sys.exit(main())
