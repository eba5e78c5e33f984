"""When an audience is due its review: by its own working days and in its own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook.audiences import audience, by_slot, expected, slot
from reviewbook.audiences.derived import Derived
from reviewbook.errors import ParamsError
from reviewbook.params.company import Company
from reviewbook.params.publications import Publication
from reviewbook.periods import Period

SHANGHAI, LONDON, TOKYO = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")
COMPANY = Company.model_validate(
    {"name": {"zh": "云岭", "en": "Yunling"}, "zone": "Asia/Shanghai", "calendar": "CN", "currency": "CNY"}
)
DUE = {
    "daily": {"time": "20:00"},
    "weekly": {"time": "09:00", "working_day": 1},
    "monthly": {"time": "09:00", "working_day": 3},
    "quarterly": {"time": "09:00", "working_day": 5},
    "yearly": {"time": "09:00", "on": "01-15"},
}


def review(cadence="weekly", *readers, due=None):
    """Give a review that is due as usual."""
    return Publication.model_validate(
        {
            "name": f"{cadence}_review",
            "title": {"zh": "复盘", "en": "Review"},
            "cadence": cadence,
            "due": due or DUE[cadence],
            "audiences": readers or ("company", "teams"),
        }
    )


@pytest.fixture
def staff():
    """East is in Shanghai, London in London; Kim moved from there to East in February."""
    teams = pd.DataFrame(
        {
            "team_id": ["east", "london"],
            "name": ["East", "London"],
            "parent_id": [None, None],
            "zone": ["Asia/Shanghai", "Europe/London"],
            "calendar": ["CN", "GB"],
        }
    )
    people = pd.DataFrame({"person_id": ["li", "kim", "gone"], "name": ["Li", "Kim", "Gone"]})
    people = people.assign(hired_on=pd.NaT, left_on=pd.to_datetime([None, None, "2025-06-01"]))
    memberships = pd.DataFrame(
        {
            "person_id": ["li", "kim", "kim", "gone"],
            "team_id": ["east", "london", "east", "london"],
            "role": ["rep"] * 4,
            "valid_from": pd.to_datetime(["2025-01-01", "2025-01-01", "2026-02-10", "2025-01-01"]),
            "valid_to": pd.to_datetime([None, "2026-02-10", None, None]),
        }
    )
    return {"people": people, "teams": teams, "memberships": memberships}


@pytest.fixture
def due(staff):
    """Give what is due from one midnight of Shanghai to another: period and slot on the wall of the audience's zone."""

    def made(publication, first, last, of="east", zone=SHANGHAI):
        since, until = (datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) for day in (first, last))
        found = [one for one in expected(COMPANY, publication, staff, since, until) if one.audience.id == of]
        return [(one.period.key, f"{one.due_at.astimezone(zone):%m-%d %H:%M}") for one in found]

    return made


def test_a_daily_brief_is_due_on_the_days_that_are_worked_around_spring_festival(due):
    days = [day for day, _ in due(review("daily"), "2026-02-12", "2026-03-02")]
    # Off from the 15th to the 23rd, a Monday; the Saturdays 14 and 28 are made up for.
    assert days == [f"2026-02-{day}" for day in (12, 13, 14, 24, 25, 26, 27, 28)]


def test_and_where_nobody_knows_the_festival_on_its_own_days(due):
    days = [day for day, _ in due(review("daily"), "2026-02-12", "2026-03-02", "london", LONDON)]
    assert days == [f"2026-02-{day}" for day in (11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27)]


def test_a_weekly_review_waits_for_the_first_working_day_after_the_festival(due):
    assert due(review(), "2026-02-09", "2026-03-03") == [
        ("2026-W06", "02-09 09:00"),
        ("2026-W07", "02-24 09:00"),
        ("2026-W08", "02-24 09:00"),
        ("2026-W09", "03-02 09:00"),
    ]


def test_a_week_without_a_working_day_has_its_review_all_the_same(due):
    friday = review(due={"time": "18:00", "weekday": "friday"})
    assert due(friday, "2026-02-16", "2026-02-23") == [("2026-W08", "02-20 18:00")]
    # In the Golden Week the 3rd of October, a Friday, was free, and Tuesday the last day that was worked.
    assert due(friday, "2025-09-29", "2025-10-13") == [("2025-W40", "09-30 18:00"), ("2025-W41", "10-10 18:00")]


def test_a_monthly_review_is_due_on_the_third_working_day(due):
    assert due(review("monthly"), "2026-02-01", "2026-05-12") == [
        ("2026-01", "02-04 09:00"),
        ("2026-02", "03-04 09:00"),
        ("2026-03", "04-03 09:00"),
        ("2026-04", "05-08 09:00"),
    ]


@pytest.mark.parametrize(("cadence", "period", "slot_of"), [
    ("quarterly", "2026-Q1", "04-08 09:00"),
    ("yearly", "2025", "01-15 09:00"),
])  # fmt: skip
def test_quarters_and_years_are_due_long_after(due, cadence, period, slot_of):
    assert due(review(cadence), "2026-01-12", "2026-05-01")[-1] == (period, slot_of)


@pytest.mark.parametrize(("monday", "utc"), [
    ("2026-03-23", "09:00"), ("2026-03-30", "08:00"), ("2026-10-19", "08:00"), ("2026-10-26", "09:00"),
])  # fmt: skip
def test_london_is_due_at_nine_on_its_own_wall_when_the_clocks_change(due, monday, utc):
    later = (date.fromisoformat(monday) + timedelta(days=1)).isoformat()
    (local,) = due(review(), monday, later, "london", LONDON)
    (universal,) = due(review(), monday, later, "london", UTC)
    assert (local[1], universal[1]) == (f"{monday[5:]} 09:00", f"{monday[5:]} {utc}")


def test_a_day_of_london_that_ends_on_the_next_day_of_shanghai_is_due_once(due):
    found = due(review("daily"), "2026-11-23", "2026-11-28", "london", LONDON)
    # 20:00 in London is 04:00 of the next day in Shanghai.
    assert found == [(f"2026-11-{day}", f"11-{day} 20:00") for day in (23, 24, 25, 26)]


def test_nothing_is_due_twice_and_nothing_is_left_out_however_often_it_is_asked(staff):
    publications = [review("daily", "company", "teams", "people"), review(), review("monthly")]
    first, last = datetime(2026, 1, 20, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)

    def found(since, until):
        return [
            (one.publication.name, one.period.key, one.audience.id, one.due_at)
            for publication in publications
            for one in expected(COMPANY, publication, staff, since, until)
        ]

    between = (first + timedelta(hours=13), first + timedelta(hours=911), datetime(2026, 3, 29, 1, tzinfo=UTC))
    pieces = [one for since, until in pairwise((first, *between, last)) for one in found(since, until)]
    assert len(pieces) == len(set(pieces))
    assert sorted(pieces) == sorted(found(first, last))


def test_a_slot_lies_after_the_first_instant_and_not_after_the_last(staff):
    at = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    step, weekly = timedelta(microseconds=1), review("weekly", "company")

    def count(since, until):
        return len(list(expected(COMPANY, weekly, staff, since, until)))

    assert (count(at - step, at), count(at, at + step), count(at - 2 * step, at - step)) == (1, 0, 0)


def test_a_person_is_due_where_the_own_team_is(staff):
    rep = review("monthly", "people")
    since, until = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC)
    found = {(one.audience.id, one.period.key): one.due_at for one in expected(COMPANY, rep, staff, since, until)}
    assert {who for who, _ in found} == {"li", "kim"}
    # January ended in London; February, in which Kim moved, in Shanghai.
    assert found["kim", "2026-01"] == datetime(2026, 2, 4, 9, tzinfo=LONDON)
    assert found["kim", "2026-02"] == found["li", "2026-02"] == datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)


def test_an_audience_ahead_of_the_company_is_not_forgotten(staff):
    west = COMPANY.model_copy(update={"zone": "America/Los_Angeles", "calendar": "US"})
    staff["teams"].loc[0, ["zone", "calendar"]] = ["Asia/Tokyo", "JP"]
    early = review("daily", "east", due={"time": "00:30"})
    at = datetime(2026, 11, 24, 0, 30, tzinfo=TOKYO)
    assert [one.due_at for one in expected(west, early, staff, at - timedelta(hours=1), at)] == [at]


def test_who_is_named_and_nobody_is_refused(staff):
    with pytest.raises(ParamsError, match="'wset' is neither a team nor a person"):
        list(
            expected(
                COMPANY,
                review("weekly", "wset"),
                staff,
                datetime(2026, 11, 1, tzinfo=UTC),
                datetime(2026, 12, 1, tzinfo=UTC),
            )
        )


def test_one_slot_of_one_audience(staff):
    week, weekly = Period.parse("2026-W47"), review()
    known = Derived(weekly, week, datetime(2026, 11, 23, tzinfo=UTC), staff)
    slots = {who: slot(COMPANY, weekly, week, audience(who, known, "Yunling"), staff) for who in ("company", "london")}
    assert slots["company"] == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    assert slots["london"] == datetime(2026, 11, 23, 9, tzinfo=LONDON)
    assert slots["london"].tzinfo == LONDON


def test_by_slot_puts_together_who_is_due_at_the_same_instant(staff):
    weekly, week = review("weekly", "company", "teams", "kim"), Period.parse("2026-W47")
    shanghai, london = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), datetime(2026, 11, 23, 9, tzinfo=LONDON)
    assert by_slot(COMPANY, weekly, week, staff) == {shanghai: ("company", "east", "kim"), london: ("london",)}
    assert list(by_slot(COMPANY, weekly, week, staff)) == [shanghai, london]
    assert by_slot(COMPANY, weekly, week, staff, ("london", "li")) == {shanghai: ("li",), london: ("london",)}


def test_by_slot_gives_a_day_that_nobody_worked_when_it_is_asked_for(staff):
    day = Period.parse("2026-02-17")
    assert by_slot(COMPANY, review("daily"), day, staff, ("east",)) == {
        datetime(2026, 2, 17, 20, tzinfo=SHANGHAI): ("east",)
    }


def test_a_day_that_the_company_changes_counts(staff):
    changed = Company.model_validate({**COMPANY.model_dump(), "days_off": ["2026-11-23"]})
    at = by_slot(changed, review("weekly", "company", "london"), Period.parse("2026-W47"), staff)
    assert at == {
        datetime(2026, 11, 24, 9, tzinfo=SHANGHAI): ("company",),
        datetime(2026, 11, 24, 9, tzinfo=LONDON): ("london",),
    }
