"""What holds for every set of reports: counts add up, order is irrelevant, lateness never helps."""

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reviewbook.calendars import days_frame, zones_frame
from reviewbook.engine import as_read
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.measures.compliance import on_time_rate, submitted_rate
from reviewbook.measures.grid import Grid
from reviewbook.owed import duties, owed
from reviewbook.params.company import Company
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.roster import ancestry, roster
from reviewbook.schema import FRAMES, TABLES
from reviewbook.worktime import WorkTime

BOTH = {"zh": "甲", "en": "A"}
COMPANY = Company(name=BOTH, zone="Asia/Shanghai", calendar="CN", currency="CNY")
FORMS = {"daily": "day", "weekly": "week", "monthly": "month"}
SINCE = {"due": {"time": "18:00"}, "grace_minutes": 30, "valid_from": "2026-11-16", "valid_to": "2026-11-21"}
TEMPLATES = Templates(
    templates=[{"name": n, "title": BOTH, "cadence": c, "fields": []} for c, n in FORMS.items()],
    rules=[
        {**SINCE, "name": "daily", "template": "day"},
        {**SINCE, "name": "weekly", "template": "week", "due": {"time": "18:00", "weekday": "friday"}},
        {"name": "monthly", "template": "month", "due": {"time": "18:00", "working_day": 2}},
    ],
)
SPAN = (date(2026, 10, 1), date(2026, 11, 20))
DAYS = [f"2026-11-{n}" for n in range(16, 21)]
PERIODS = [*DAYS, "2026-W47", "2026-10", "2026-11"]
TEAMS = {"East": ("Asia/Shanghai", "CN"), "West": ("Europe/Berlin", "DE")}
#: Bo moves from Shanghai to Berlin in the middle of the week.
MEMBERS = [
    ("An", "East", "2026-01-01", None),
    ("Bo", "East", "2026-01-01", "2026-11-18"),
    ("Bo", "West", "2026-11-18", None),
    ("Ci", "West", "2026-01-01", None),
    ("Du", "West", "2026-01-01", None),
]
PEOPLE = sorted({person for person, *_ in MEMBERS})
#: Du is away on two days of the week.
LEAVE = [("Du", 0, 1, 1.0)]
HOUR = 3_600_000_000
DAY = 96  # quarters of an hour
MONDAY = 1_794_758_400_000_000  # 2026-11-16 00:00 in Shanghai
#: Of two statuses the one that stands before the other is better for the person.
FROM_BEST = ["exempt", "on_time", "pending", "late", "missing"]

few = settings(max_examples=5, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])

people = st.sampled_from(PEOPLE)
quarters = st.integers(-20 * DAY, 25 * DAY)
cut_offs = st.integers(-14 * 24, 30 * 24).map(lambda hours: MONDAY + hours * HOUR)
#: Reports with their revisions, in any order.
submissions = st.lists(st.tuples(people, st.sampled_from(PERIODS), quarters), max_size=30)
leaves = st.lists(st.tuples(people, st.integers(-16, 6), st.integers(0, 20), st.sampled_from([0.5, 1.0])), max_size=3)


def frame(of, rows):
    """Give rows of a table in the analysis' form."""
    names = TABLES[of].names
    types = dict.fromkeys(names, "str") | {"submitted_at": "Int64", "revision": "Int64", "portion": "float64"}
    data = pd.DataFrame([{name: row.get(name) for name in names} for row in rows], columns=names)
    return data.astype({name: types[name] for name in names})


def revisions(reports):
    """Give the rows of reports; what one person sent for one period are revisions, numbered in order of time."""
    counted = {}
    for person, period, quarter in sorted(reports):
        revision = counted[person, period] = counted.get((person, period), 0) + 1
        cadence = str(Period.parse(period).cadence)
        yield {
            "report_id": f"{person} {period}",
            "person_id": person,
            "cadence": cadence,
            "period": period,
            "template": FORMS[cadence],
            "submitted_at": MONDAY + quarter * HOUR // 4,
            "revision": revision,
            "source": "test",
        }


def absences(leave):
    for person, first, more, portion in leave:
        starts_on = date.fromordinal(date(2026, 11, 16).toordinal() + first)
        ends_on = date.fromordinal(starts_on.toordinal() + more)
        span = {"starts_on": str(starts_on), "ends_on": str(ends_on)}
        yield {"person_id": person, **span, "kind": "sick", "portion": portion}


def tables_of(reports, leave=()):
    names = ("person_id", "team_id", "valid_from", "valid_to")
    return {
        "people": frame("people", [{"person_id": person, "name": person} for person in PEOPLE]),
        "teams": frame(
            "teams", [{"team_id": t, "name": t, "zone": z, "calendar": c} for t, (z, c) in sorted(TEAMS.items())]
        ),
        "memberships": frame("memberships", [{**dict(zip(names, row, strict=True)), "role": "rep"} for row in MEMBERS]),
        "leave": frame("leave", list(absences([*LEAVE, *leave]))),
        "reports": frame("reports", list(revisions(reports))),
    }


def fates(engine, data, as_of):
    reach = (date(2026, 9, 24), date(2026, 12, 31))
    days = days_frame(["CN", "DE"], COMPANY, *reach)
    zones = zones_frame(["Asia/Shanghai", "Europe/Berlin"], *reach)
    clock = WorkTime(engine.frame(days), engine.frame(zones), COMPANY.work_hours)
    tables = {name: engine.frame(rows) for name, rows in data.items()}
    here = roster(engine, tables, clock.days, clock.zones, COMPANY.zone)
    asked = duties(TEMPLATES, data["teams"], ancestry(data["teams"]), COMPANY, SPAN)
    return owed(engine, asked, here.days, tables, clock, as_of)


def read(engine, rows):
    """Give the reports owed as people read them."""
    return as_read(engine.collect(rows), FRAMES["owed"])


def statuses(data, as_of):
    """Give the status of every report owed."""
    engine = PandasEngine()
    return read(engine, fates(engine, data, as_of)).set_index(["person_id", "period"])["status"]


def rates(engine, measure, rows):
    """Measure rows over the week and give numerator, denominator and value by entity."""
    week = pd.DataFrame([("weekly", "2026-W47", on) for on in DAYS], columns=["cadence", "period", "on"]).astype("str")
    entities = ancestry(pd.DataFrame({"team_id": ["East", "West"], "parent_id": [None, None]}))
    grid = Grid(engine.frame(week), engine.frame(week), engine.frame(entities))
    found = engine.collect(measure(grid.spread(rows, on="due_on")))
    return found.set_index("entity_id")[["numerator", "denominator", "value"]].sort_index()


def rated(data, as_of):
    """Give both rates of the reports."""
    engine = PandasEngine()
    rows = engine.keep(fates(engine, data, as_of))
    return pd.concat({measure.__name__: rates(engine, measure, rows) for measure in (on_time_rate, submitted_rate)})


def engines():
    return [PandasEngine(), DuckDBEngine(duckdb.connect())]


@few
@given(submissions, leaves, cut_offs)
def test_every_report_owed_has_one_fate_and_both_engines_agree(reports, leave, as_of):
    pandas, duck = (read(engine, fates(engine, tables_of(reports, leave), as_of)) for engine in engines())
    assert not pandas.duplicated(["person_id", "template", "period"]).any()
    counts = pandas.groupby(["cadence", "status"]).size().unstack(fill_value=0)
    assert set(counts.columns) <= set(FRAMES["owed"].column("status").choices)
    assert counts.sum(axis=1).to_dict() == {"daily": 20, "weekly": 4, "monthly": 8}
    pd.testing.assert_frame_equal(pandas, duck)


@few
@given(submissions, leaves, st.randoms(use_true_random=False), cut_offs)
def test_the_order_of_rows_is_irrelevant(reports, leave, chance, as_of):
    data = tables_of(reports, leave)
    shuffled = {name: rows.iloc[chance.sample(range(len(rows)), len(rows))] for name, rows in data.items()}
    pandas, duck = engines()
    given_order = read(pandas, fates(pandas, data, as_of))
    other_order = read(duck, fates(duck, shuffled, as_of))
    pd.testing.assert_frame_equal(given_order, other_order)


@few
@given(submissions, leaves, cut_offs)
def test_the_teams_and_the_people_add_up_to_the_company_though_somebody_moved(reports, leave, as_of):
    engine = PandasEngine()
    rows = fates(engine, tables_of(reports, leave), as_of)
    by_team = read(engine, rows).groupby("person_id")["team_id"].unique()
    assert sorted(by_team["Bo"]) == ["East", "West"]
    for measure in (on_time_rate, submitted_rate):
        counts = rates(engine, measure, rows)[["numerator", "denominator"]]
        assert counts.loc[["East", "West"]].sum().tolist() == counts.loc["company"].tolist()
        assert counts.loc[PEOPLE].sum().tolist() == counts.loc["company"].tolist()


@few
@given(submissions, people, st.sampled_from(DAYS))
def test_a_report_that_turns_late_never_raises_the_rate(reports, person, on):
    as_of = MONDAY + 14 * 24 * HOUR
    others = [row for row in reports if row[:2] != (person, on)]
    late = [*others, (person, on, late_on(on))]
    before, after = (rated(tables_of(some), as_of) for some in (reports, late))
    on_time, submitted = after.loc["on_time_rate"], after.loc["submitted_rate"]
    assert (after["denominator"] == before["denominator"]).all()
    assert (on_time["numerator"] <= before.loc["on_time_rate"]["numerator"]).all()
    assert (on_time["value"].fillna(0) <= submitted["value"].fillna(0)).all()


@few
@given(submissions, leaves, people, st.sampled_from(DAYS))
def test_one_more_late_report_never_moves_the_rate_of_those_on_time(reports, leave, person, on):
    as_of = MONDAY + 14 * 24 * HOUR
    one_more = [*reports, (person, on, late_on(on))]
    before, after = (rated(tables_of(some, leave), as_of) for some in (reports, one_more))
    pd.testing.assert_frame_equal(before.loc["on_time_rate"], after.loc["on_time_rate"])
    assert (after["denominator"] == before["denominator"]).all()


@few
@given(submissions, leaves, people, st.sampled_from(PERIODS))
def test_one_more_report_after_closing_moves_no_rate(reports, leave, person, period):
    as_of = MONDAY + 60 * 24 * HOUR
    one_more = [*reports, (person, period, 40 * DAY)]
    before, after = (rated(tables_of(some, leave), as_of) for some in (reports, one_more))
    pd.testing.assert_frame_equal(before, after)


@few
@given(submissions.filter(bool), leaves, st.integers(0, 10 * DAY), st.data(), cut_offs)
def test_submitting_earlier_never_worsens_a_status(reports, leave, sooner, data, as_of):
    place = data.draw(st.integers(0, len(reports) - 1))
    person, period, quarter = reports[place]
    earlier = [*reports[:place], (person, period, quarter - sooner), *reports[place + 1 :]]
    before, after = (statuses(tables_of(some, leave), as_of).map(FROM_BEST.index) for some in (reports, earlier))
    assert (after <= before).all()


@few
@given(submissions, leaves, leaves.filter(bool), cut_offs)
def test_more_leave_never_adds_to_the_denominator(reports, leave, more, as_of):
    before, after = (rated(tables_of(reports, some), as_of) for some in (leave, [*leave, *more]))
    assert (after["denominator"] <= before["denominator"]).all()


@few
@given(submissions, leaves, cut_offs, st.integers(0, 30 * 24))
def test_what_came_stays_what_it_was_and_nothing_is_pending_again(reports, leave, as_of, hours):
    data = tables_of(reports, leave)
    now, later = statuses(data, as_of), statuses(data, as_of + hours * HOUR)
    settled = now.isin(["on_time", "late", "exempt"])
    assert (later[settled] == now[settled]).all()
    assert not (later[~settled & (now != "pending")] == "pending").any()
    assert not (later[now == "missing"] == "on_time").any()


def late_on(on):
    """Give eight hours after the due time in Shanghai, an hour after that in Berlin: late in both."""
    return DAYS.index(on) * DAY + 26 * 4


@pytest.mark.parametrize(
    ("person", "period", "quarter", "status"),
    [
        # 18:00 + 30 minutes of grace on Monday the 16th is 74 quarters of an hour after midnight.
        ("An", DAYS[0], 74, "on_time"),
        ("An", DAYS[0], 78, "late"),
        # It is seven hours later in Berlin, to which Bo has moved on Wednesday.
        ("Ci", DAYS[0], 102, "on_time"),
        ("Bo", DAYS[0], 102, "late"),
        ("Bo", DAYS[2], 2 * DAY + 102, "on_time"),
        ("Du", DAYS[0], 74, "exempt"),
        ("An", "2026-W47", 4 * DAY + 74, "on_time"),
        ("An", "2026-10", -13 * DAY + 72, "on_time"),  # Tuesday 3 November
        ("An", "2026-10", -13 * DAY + 73, "late"),
        ("An", "2026-11", 16 * DAY + 72, "on_time"),  # Wednesday 2 December
    ],
)
def test_monday_of_these_tests_is_monday(person, period, quarter, status):
    found = statuses(tables_of([(person, period, quarter)]), MONDAY + 60 * 24 * HOUR)
    assert found[person, period] == status


def test_late_in_these_tests_is_late():
    reports = [(person, on, late_on(on)) for person in PEOPLE for on in DAYS]
    found = statuses(tables_of(reports), MONDAY + 60 * 24 * HOUR)
    assert set(found.drop(["2026-W47", "2026-10", "2026-11"], level="period")) == {"late", "exempt"}
