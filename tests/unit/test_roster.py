"""Who was in which team on which day, and to which day and team something that happened belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from reviewbook.calendars import days_frame, microseconds, zones_frame
from reviewbook.engine import Engine, as_analysed
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.params.company import Company
from reviewbook.roster import NO_TEAM, Roster, ancestry, roster
from reviewbook.schema import TABLES

COMPANY = Company(name={"zh": "甲", "en": "A"}, zone="Asia/Shanghai", calendar="none", currency="CNY")
#: Monday and Tuesday of two weeks, and the day on which London puts its clocks forward.
FIRST, LAST = date(2026, 3, 23), date(2026, 3, 31)
TEAMS = """
    team_id | parent_id | zone             | calendar
    china   |           | Asia/Shanghai    | none
    east    | china     | Asia/Shanghai    | none
    west    | china     | Asia/Shanghai    | none
    london  |           | Europe/London    | none
    hawaii  |           | Pacific/Honolulu | none
"""


@dataclass(frozen=True)
class Office:
    """A company of a few people; `members` are lines of the table ``memberships``, people are known from them."""

    engine: Engine
    members: str
    people: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def roster(self) -> Roster:
        members = _rows("memberships", f"person_id | team_id | role | valid_from | valid_to\n{self.members}")
        names = dict.fromkeys(members["person_id"])
        people = pd.DataFrame([{"person_id": name, "name": name, **self.people.get(name, {})} for name in names])
        tables = {"people": _typed("people", people), "teams": _rows("teams", TEAMS), "memberships": members}
        frames = {name: self.engine.frame(frame) for name, frame in tables.items()}
        days = self.engine.frame(days_frame({"none"}, COMPANY, FIRST, LAST))
        zones = self.engine.frame(zones_frame(set(tables["teams"]["zone"]), FIRST, LAST))
        return roster(self.engine, frames, days, zones, COMPANY.zone)

    def homes(self, person: str) -> dict[str, str]:
        """Give day of March → team that counts."""
        found = self.engine.collect(self.roster.homes)
        mine = found[found["person_id"] == person].sort_values("on")
        assert mine["on"].is_unique
        return dict(zip(mine["on"].str[-2:], mine["team_id"], strict=True))

    def placed(self, *events: tuple[str, str, str]) -> list[tuple[str, str, str]]:
        """Place events given as ``(person, wall clock, zone)``; give the local day, its time and the team of each."""
        instants = [_instant(clock, zone) for _, clock, zone in events]
        frame = pd.DataFrame({"person_id": [who for who, *_ in events], "sold_at": instants, "nr": range(len(events))})
        found = self.engine.collect(self.roster.placed(self.engine.frame(frame), "sold_at")).sort_values("nr")
        assert list(found) == ["person_id", "sold_at", "nr", "local_at", "on", "team_id"]
        times = pd.to_datetime(found["local_at"], unit="us").dt.strftime("%H:%M")
        return list(zip(found["on"], times, found["team_id"], strict=True))


def _rows(table: str, text: str) -> pd.DataFrame:
    heads, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return _typed(table, pd.DataFrame([dict(zip(heads, [*line, *[""] * 9], strict=False)) for line in lines]))


def _typed(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return as_analysed(rows.reindex(columns=TABLES[table].names).replace("", None), TABLES[table])


def _instant(clock: str, zone: str) -> int:
    return microseconds(datetime.fromisoformat(f"2026-{clock}").replace(tzinfo=ZoneInfo(zone)))


@pytest.fixture(params=["pandas", "duckdb"])
def office(request):
    """Give a function that founds an office on each engine."""
    engine = PandasEngine() if request.param == "pandas" else DuckDBEngine(duckdb.connect())

    def founded(members: str, **people: dict[str, str]) -> Office:
        return Office(engine, members, people)

    return founded


def test_a_membership_counts_from_its_first_day_and_no_longer_on_its_last(office):
    assert office("Li | east | rep | 2026-03-24 | 2026-03-26").homes("Li") == {"24": "east", "25": "east"}


def test_an_open_membership_goes_on(office):
    homes = office("Li | east | rep | 2026-01-01 |").homes("Li")
    assert list(homes) == ["23", "24", "25", "26", "27", "28", "29", "30", "31"]


def test_nobody_is_there_before_being_hired_nor_on_the_day_of_having_left(office):
    li = {"hired_on": "2026-03-24", "left_on": "2026-03-27"}
    assert list(office("Li | east | rep | 2026-01-01 |", Li=li).homes("Li")) == ["24", "25", "26"]


def test_who_changes_teams_counts_for_the_new_one_from_its_first_day(office):
    moved = office("Li | east | rep | 2026-01-01 | 2026-03-25\nLi | west | rep | 2026-03-25 |")
    assert moved.homes("Li") == {
        "23": "east", "24": "east", "25": "west", "26": "west", "27": "west", "28": "west", "29": "west", "30": "west",
        "31": "west",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("members", "team"),
    [
        ("Li | east | rep | 2026-01-01 |\nLi | west | manager | 2026-02-01 |", "east"),  # sells there, leads here
        ("Li | east | rep | 2026-01-01 |\nLi | west | rep | 2026-02-01 |", "west"),  # came there last
        ("Li | west | rep | 2026-01-01 |\nLi | east | rep | 2026-01-01 |", "west"),  # the same day: by name
        ("Li | west | manager | 2026-01-01 |\nLi | west | rep | 2026-02-01 |", "west"),
    ],
)
def test_of_two_teams_the_one_counts_where_one_sells_and_then_the_newer_one(office, members, team):
    assert set(office(members).homes("Li").values()) == {team}


def test_both_teams_of_a_day_are_known_each_with_its_role(office):
    here = office("Li | east | rep | 2026-01-01 |\nLi | west | manager | 2026-03-31 |")
    days = here.engine.collect(here.roster.days).sort_values(["on", "team_id"])
    last = days[days["on"] == "2026-03-31"]
    assert last[["person_id", "team_id", "role", "valid_from", "home"]].to_numpy().tolist() == [
        ["Li", "east", "rep", "2026-01-01", 1],
        ["Li", "west", "manager", "2026-03-31", 0],
    ]
    assert set(days["memberships"]) == {2}
    assert days[days["team_id"] == "east"].set_index("on")["working"].to_dict() == {
        "2026-03-23": 1, "2026-03-24": 1, "2026-03-25": 1, "2026-03-26": 1, "2026-03-27": 1,
        "2026-03-28": 0, "2026-03-29": 0, "2026-03-30": 1, "2026-03-31": 1,
    }  # fmt: skip


def test_what_is_sold_belongs_to_the_team_of_that_day_whatever_came_later(office):
    moved = office("Li | east | rep | 2026-01-01 | 2026-03-25\nLi | west | rep | 2026-03-25 |")
    assert moved.placed(("Li", "03-24 23:59", "Asia/Shanghai"), ("Li", "03-25 00:00", "Asia/Shanghai")) == [
        ("2026-03-24", "23:59", "east"),
        ("2026-03-25", "00:00", "west"),
    ]


def test_the_day_is_that_of_the_seller(office):
    # One instant is still Monday in Honolulu and Tuesday in Shanghai.
    far = office("Li | east | rep | 2026-01-01 |\nKai | hawaii | rep | 2026-01-01 |")
    assert far.placed(("Li", "03-24 06:00", "Asia/Shanghai"), ("Kai", "03-24 06:00", "Asia/Shanghai")) == [
        ("2026-03-24", "06:00", "east"),
        ("2026-03-23", "12:00", "hawaii"),
    ]


@pytest.mark.parametrize("hired", [{}, {"hired_on": "2026-03-24"}])
def test_the_first_morning_counts_where_the_day_begins_before_that_of_utc(office, hired):
    # 07:30 in Shanghai is 23:30 UTC of the day before, on which Li was in no team yet.
    new = office("Li | east | rep | 2026-03-24 |", Li=hired)
    assert new.placed(("Li", "03-24 07:30", "Asia/Shanghai")) == [("2026-03-24", "07:30", "east")]


def test_the_last_evening_counts_where_the_day_ends_after_that_of_utc(office):
    # 20:00 in Honolulu is 06:00 UTC of the day after, on which Kai was in no team any more.
    gone = office("Kai | hawaii | rep | 2026-01-01 | 2026-03-27")
    assert gone.placed(("Kai", "03-26 20:00", "Pacific/Honolulu")) == [("2026-03-26", "20:00", "hawaii")]


@pytest.mark.parametrize(
    ("utc", "day", "clock"),
    [
        ("03-28 23:30", "2026-03-28", "23:30"),
        ("03-29 00:59", "2026-03-29", "00:59"),
        ("03-29 01:00", "2026-03-29", "02:00"),  # the clocks go forward
        ("03-29 22:59", "2026-03-29", "23:59"),
        ("03-29 23:00", "2026-03-30", "00:00"),  # an hour earlier than the day before
    ],
)
def test_the_day_follows_the_clocks_of_summer_time(office, utc, day, clock):
    assert office("Amy | london | rep | 2026-01-01 |").placed(("Amy", utc, "UTC")) == [(day, clock, "london")]


def test_who_was_in_no_team_that_day_sold_for_no_team(office):
    away = office("Li | east | rep | 2026-01-01 | 2026-03-25\nLi | west | rep | 2026-03-30 |")
    assert away.placed(("Li", "03-26 10:00", "Asia/Shanghai")) == [("2026-03-26", "10:00", NO_TEAM)]


def test_who_was_never_in_a_team_lives_by_the_clock_of_the_company(office):
    found = office("Li | east | rep | 2026-01-01 |").placed(("stranger", "03-24 23:00", "UTC"))
    assert found == [("2026-03-25", "07:00", NO_TEAM)]


def test_every_event_is_placed_once(office):
    twice = office("Li | east | rep | 2026-01-01 |\nLi | west | manager | 2026-01-01 |\nLi | east | rep | 2026-02-01 |")
    assert len(twice.placed(*[("Li", f"03-{day} 10:00", "Asia/Shanghai") for day in range(24, 31)])) == 7


def test_what_a_team_does_counts_for_it_for_the_teams_above_and_for_the_company():
    teams = pd.DataFrame({"team_id": ["china", "east", "shop", "london"], "parent_id": [None, "china", "east", None]})
    found = ancestry(teams)
    above = {team: rows["entity_id"].tolist() for team, rows in found.groupby("team_id")}
    assert above == {
        "china": ["company", "china"],
        "east": ["company", "east", "china"],
        "shop": ["company", "shop", "east", "china"],
        "london": ["company", "london"],
        NO_TEAM: ["company"],
    }
    assert set(found[found["entity_kind"] == "company"]["entity_id"]) == {"company"}


def test_teams_that_stand_above_each_other_do_not_go_round_in_circles():
    teams = pd.DataFrame({"team_id": ["a", "b"], "parent_id": ["b", "a"]})
    assert len(ancestry(teams)) == 1 + 2 * 3


def test_a_team_below_one_that_is_not_known_stands_at_the_top():
    found = ancestry(pd.DataFrame({"team_id": ["a"], "parent_id": ["gone"]}))
    assert found[found["entity_kind"] == "team"]["entity_id"].tolist() == ["a"]
