"""What holds for every set of reports: counts add up, order is irrelevant, lateness never helps."""

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reviewbook.calendars import days_frame, zones_frame
from reviewbook.engine import DuckDBEngine, PandasEngine, as_read
from reviewbook.measures.compliance import on_time_rate, submitted_rate
from reviewbook.measures.grid import Grid
from reviewbook.owed import duties, owed
from reviewbook.params.company import Company
from reviewbook.params.templates import Templates
from reviewbook.roster import ancestry, roster
from reviewbook.schema import FRAMES, TABLES
from reviewbook.worktime import WorkTime

BOTH = {"zh": "甲", "en": "A"}
COMPANY = Company(name=BOTH, zone="Asia/Shanghai", calendar="CN", currency="CNY")
TEMPLATES = Templates(
    templates=[{"name": "day", "title": BOTH, "cadence": "daily", "fields": []}],
    rules=[{"name": "daily", "template": "day", "due": {"time": "18:00"}, "grace_minutes": 30}],
)
SPAN = (date(2026, 11, 16), date(2026, 11, 20))
DAYS = [f"2026-11-{n}" for n in range(16, 21)]
PEOPLE = {"An": "East", "Bo": "East", "Ci": "West", "Du": "West"}
HOUR = 3_600_000_000
MONDAY = 1_794_758_400_000_000  # 2026-11-16 00:00 in Shanghai

few = settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])

submissions = st.lists(
    st.tuples(st.sampled_from(sorted(PEOPLE)), st.sampled_from(DAYS), st.integers(0, 14 * 24 * 4)),
    max_size=25,
    unique_by=lambda row: row[:2],
)


def frame(of, rows):
    """Give rows of a table in the analysis' form."""
    names = TABLES[of].names
    types = dict.fromkeys(names, "str") | {"submitted_at": "Int64", "revision": "Int64", "portion": "float64"}
    data = pd.DataFrame([{name: row.get(name) for name in names} for row in rows], columns=names)
    return data.astype({name: types[name] for name in names})


def tables_of(reports):
    return {
        "people": frame("people", [{"person_id": person, "name": person} for person in PEOPLE]),
        "teams": frame(
            "teams",
            [{"team_id": t, "name": t, "zone": "Asia/Shanghai", "calendar": "CN"} for t in ("East", "West")],
        ),
        "memberships": frame(
            "memberships",
            [
                {"person_id": person, "team_id": team, "role": "rep", "valid_from": "2026-01-01"}
                for person, team in PEOPLE.items()
            ],
        ),
        "leave": frame(
            "leave",
            [{"person_id": "Du", "starts_on": "2026-11-16", "ends_on": "2026-11-17", "kind": "sick", "portion": 1.0}],
        ),
        "reports": frame(
            "reports",
            [
                {
                    "report_id": f"{person} {on}",
                    "person_id": person,
                    "cadence": "daily",
                    "period": on,
                    "template": "day",
                    "submitted_at": MONDAY + quarter * HOUR // 4,
                    "revision": 1,
                    "source": "test",
                }
                for person, on, quarter in reports
            ],
        ),
    }


def fates(engine, data, as_of):
    days = days_frame(["CN"], COMPANY, date(2026, 11, 9), date(2026, 12, 31))
    zones = zones_frame(["Asia/Shanghai"], date(2026, 11, 9), date(2026, 12, 31))
    clock = WorkTime(engine.frame(days), engine.frame(zones), COMPANY.work_hours)
    tables = {name: engine.frame(rows) for name, rows in data.items()}
    here = roster(engine, tables, clock.days, clock.zones, COMPANY.zone)
    asked = duties(TEMPLATES, data["teams"], ancestry(data["teams"]), COMPANY, SPAN)
    return owed(engine, asked, here.days, tables, clock, as_of)


def read(engine, rows):
    """Give the reports owed as people read them."""
    return as_read(engine.collect(rows), FRAMES["owed"])


def rates(engine, measure, rows):
    """Measure rows over the week and give numerator, denominator and value by entity."""
    week = pd.DataFrame([("weekly", "2026-W47", on) for on in DAYS], columns=["cadence", "period", "on"]).astype("str")
    entities = ancestry(pd.DataFrame({"team_id": ["East", "West"], "parent_id": [None, None]}))
    grid = Grid(engine.frame(week), engine.frame(week), engine.frame(entities))
    found = engine.collect(measure(grid.spread(rows, on="due_on")))
    return found.set_index("entity_id")[["numerator", "denominator", "value"]]


def engines():
    return [PandasEngine(), DuckDBEngine(duckdb.connect())]


@few
@given(submissions, st.integers(0, 14 * 24))
def test_every_report_owed_has_one_fate_and_both_engines_agree(reports, hours):
    as_of = MONDAY + hours * HOUR
    pandas, duck = (read(engine, fates(engine, tables_of(reports), as_of)) for engine in engines())
    assert len(pandas) == len(PEOPLE) * len(DAYS)
    assert not pandas.duplicated(["person_id", "template", "period"]).any()
    assert sum(pandas["status"].value_counts().reindex(FRAMES["owed"].column("status").choices, fill_value=0)) == 20
    pd.testing.assert_frame_equal(pandas, duck)


@few
@given(submissions, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(reports, chance):
    shuffled = sorted(reports, key=lambda _: chance.random())
    engine, as_of = PandasEngine(), MONDAY + 10 * 24 * HOUR
    given_order = read(engine, fates(engine, tables_of(reports), as_of))
    other_order = read(engine, fates(engine, tables_of(shuffled), as_of))
    pd.testing.assert_frame_equal(given_order, other_order)


@few
@given(submissions)
def test_the_teams_add_up_to_the_company_and_the_people_to_their_team(reports):
    engine = PandasEngine()
    rows = fates(engine, tables_of(reports), MONDAY + 10 * 24 * HOUR)
    for measure in (on_time_rate, submitted_rate):
        counts = rates(engine, measure, rows)[["numerator", "denominator"]]
        assert counts.loc[["East", "West"]].sum().tolist() == counts.loc["company"].tolist()
        assert counts.loc[["Ci", "Du"]].sum().tolist() == counts.loc["West"].tolist()


@few
@given(submissions, st.sampled_from(sorted(PEOPLE)), st.sampled_from(DAYS))
def test_a_report_that_turns_late_never_raises_the_rate(reports, person, on):
    engine, as_of = PandasEngine(), MONDAY + 14 * 24 * HOUR
    due = DAYS.index(on) * 24 + 18
    others = [row for row in reports if row[:2] != (person, on)]
    late = [*others, (person, on, (due + 1) * 4)]
    before = rates(engine, on_time_rate, fates(engine, tables_of(reports), as_of))
    after = rates(engine, on_time_rate, fates(engine, tables_of(late), as_of))
    assert (after["denominator"] == before["denominator"]).all()
    assert (after["numerator"] <= before["numerator"]).all()
    submitted = rates(engine, submitted_rate, fates(engine, tables_of(late), as_of))
    assert (after["value"].fillna(0) <= submitted["value"].fillna(0)).all()


@pytest.mark.parametrize("quarters", [0, 4])
def test_monday_of_these_tests_is_monday(quarters):
    # 18:00 + 30 minutes of grace on Monday the 16th is 74 quarters of an hour after midnight.
    engine = PandasEngine()
    rows = read(engine, fates(engine, tables_of([("An", DAYS[0], 74 + quarters)]), MONDAY + 14 * 24 * HOUR))
    assert rows["status"][0] == ("late" if quarters else "on_time")
