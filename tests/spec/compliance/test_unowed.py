"""What was not owed, and why: what opens the denominator of a rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pytest

from reviewbook.engine import as_read
from reviewbook.owed import duties, idle_duties, owed, unowed
from reviewbook.params.company import Company
from reviewbook.periods import Period
from reviewbook.roster import ancestry
from reviewbook.schema import FRAMES

title = "Reports that were not owed"

AS_OF = "2026-12-31 09:00"
HOME = Company(name={"zh": "甲", "en": "A"}, zone="Asia/Shanghai", calendar="CN", currency="CNY")
TWO_TEAMS = """
    team_id | name | zone          | calendar
    --------+------+---------------+---------
    East    | East | Asia/Shanghai | CN
    West    | West | Asia/Shanghai | CN
"""


@dataclass(frozen=True)
class Reviewed:
    """The reports of an office in one period: those owed, and those that were not."""

    office: object
    period: Period
    company: Company

    @property
    def span(self):
        return self.period.start_on, self.period.last_on

    @property
    def within(self):
        """Give what `duties` and `idle_duties` are laid out of."""
        teams = self.office.raw("teams")
        return self.office.templates, teams, ancestry(teams), self.company

    @cached_property
    def due(self):
        office = self.office
        asked = duties(*self.within, office.span)
        return asked, owed(office.engine, asked, office.roster.days, office.tables, office.clock, office.at(AS_OF))

    @property
    def owed(self):
        """Count the reports owed that were due in the period."""
        rows = as_read(self.office.engine.collect(self.due[1]), FRAMES["owed"])
        return sum(on in self.period for on in rows["due_on"].dt.date)

    @cached_property
    def whole(self):
        """Give what was not owed, in order."""
        office, (asked, due) = self.office, self.due
        idle = idle_duties(*self.within, self.span)
        found = unowed(office.engine, asked, idle, due, office.roster.days, self.span)
        return as_read(office.engine.collect(found), FRAMES["unowed"]).sort_values(["person_id", "due_on", "template"])

    @property
    def rows(self):
        """Give person, period, team and reason of what was not owed, in order."""
        return self.whole[["person_id", "period", "team_id", "reason"]].to_numpy().tolist()


@pytest.fixture
def reviewed(office):
    """Give an office as reviewed in a period; the office is laid out a month around it."""

    def made(key, company=HOME, **changes):
        period = Period.parse(key)
        spread = {"first": period.shift(-5).start_on.isoformat(), "last": period.last_on.isoformat()}
        return Reviewed(office.where(**{**spread, **changes}), period, company)

    return made


def members(*rows):
    return "person_id | team_id | role | valid_from | valid_to\n" + "\n".join(rows)


def test_an_ordinary_week_asks_for_nothing_that_is_not_owed(reviewed):
    week = reviewed("2026-W47")
    assert (week.owed, week.rows) == (5, [])


def test_a_public_holiday_on_a_weekday_is_named_and_one_on_a_weekend_is_not(reviewed):
    week = reviewed("2026-W40")  # 1 to 3 October are free, the 3rd is a Saturday
    assert week.owed == 3
    assert week.rows == [["Li", "2026-10-01", "East", "holiday"], ["Li", "2026-10-02", "East", "holiday"]]


def test_a_make_up_saturday_is_owed_and_not_here(reviewed):
    week = reviewed("2026-W09")  # Monday is the last day of the Spring Festival; Saturday the 28th is worked
    assert (week.owed, week.rows) == (5, [["Li", "2026-02-23", "East", "holiday"]])


def test_a_week_without_any_working_day_frees_each_day_and_the_weekly_report_once(reviewed, asks):
    week = reviewed("2026-W08", rules=(asks["daily"](), asks["weekly"]()))
    assert week.owed == 0
    assert [period for _, period, _, _ in week.rows] == [
        "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-W08",
    ]  # fmt: skip
    assert {reason for *_, reason in week.rows} == {"holiday"}


@pytest.mark.parametrize("day", ["2026-11-18", "2026-09-20"])  # a Wednesday, and a Sunday that is made up
def test_a_day_that_only_the_company_takes_off_is_its_own_reason(reviewed, day):
    company = HOME.model_copy(update={"days_off": (date.fromisoformat(day),)})
    assert reviewed(day, company).rows == [["Li", day, "East", "company_off"]]


def test_who_joined_on_wednesday_was_not_asked_before(reviewed, asks):
    week = reviewed(
        "2026-W47",
        rules=(asks["daily"](), asks["weekly"]()),
        memberships=members("Li | East | rep | 2026-11-18 |"),
    )
    assert week.owed == 4  # three daily reports and the weekly one on Friday
    assert week.rows == [
        ["Li", "2026-11-16", "East", "not_yet_joined"],
        ["Li", "2026-11-17", "East", "not_yet_joined"],
    ]


def test_who_was_hired_later_than_put_into_a_team_joins_when_hired(reviewed):
    week = reviewed("2026-W47", people="person_id | name | hired_on\nLi | Li | 2026-11-17")
    assert week.rows == [["Li", "2026-11-16", "East", "not_yet_joined"]]


def test_who_left_on_thursday_owes_no_more_and_no_weekly_report(reviewed, asks):
    week = reviewed(
        "2026-W47",
        rules=(asks["daily"](), asks["weekly"]()),
        people="person_id | name | left_on\nLi | Li | 2026-11-19",
    )
    assert week.owed == 3
    assert week.rows == [
        ["Li", "2026-11-19", "East", "left"],
        ["Li", "2026-11-20", "East", "left"],
        ["Li", "2026-W47", "East", "left"],
    ]


def test_who_left_and_came_back_had_left_in_between_the_team_of_before(reviewed):
    spans = members("Li | East | rep | 2026-01-01 | 2026-11-17", "Li | West | rep | 2026-11-19 |")
    week = reviewed("2026-W47", memberships=spans, teams=TWO_TEAMS)
    assert week.owed == 3
    assert week.rows == [["Li", "2026-11-17", "East", "left"], ["Li", "2026-11-18", "East", "left"]]


def test_a_transfer_leaves_no_gap(reviewed):
    spans = members("Li | East | rep | 2026-01-01 | 2026-11-18", "Li | West | rep | 2026-11-18 |")
    week = reviewed("2026-W47", memberships=spans, teams=TWO_TEAMS)
    assert (week.owed, week.rows) == (5, [])


def test_a_holiday_in_one_team_is_none_for_who_owes_in_another(reviewed):
    teams = TWO_TEAMS.replace("West | Asia/Shanghai | CN", "West | Asia/Shanghai | none")
    spans = members("Li | East | rep | 2026-01-01 |", "Li | West | rep | 2026-01-01 |")
    assert reviewed("2026-10-01", memberships=spans, teams=teams).rows == []


def test_a_role_that_no_rule_covers_is_not_asked_on_any_day(reviewed):
    spans = members("Li | East | rep | 2026-01-01 | 2026-11-18", "Li | East | manager | 2026-11-18 |")
    week = reviewed("2026-W47", memberships=spans)
    assert (week.owed, week.rows) == (2, [])


def test_who_was_in_no_covered_team_all_period_is_not_counted(reviewed):
    assert reviewed("2026-W47", memberships=members("Li | East | rep | 2026-11-23 |")).rows == []
    assert reviewed("2026-W47", memberships=members("Li | East | rep | 2026-01-01 | 2026-11-16")).rows == []


def test_days_before_a_rule_begins_and_after_it_ends_are_not_asked(reviewed, asks):
    spans = members("Li | East | rep | 2026-11-20 |")
    dated = asks["daily"](valid_from="2026-11-17", valid_to="2026-11-19")
    week = reviewed("2026-W47", rules=(dated,), memberships=spans)
    assert [(period, reason) for _, period, _, reason in week.rows] == [
        ("2026-11-17", "not_yet_joined"),
        ("2026-11-18", "not_yet_joined"),
    ]
    october = reviewed("2026-W40", rules=(asks["daily"](valid_from="2026-10-02"),))
    assert [period for _, period, _, _ in october.rows] == ["2026-10-02"]


def test_a_report_on_last_month_is_of_the_period_in_which_it_was_due(reviewed, asks):
    joined = members("Li | East | rep | 2026-11-10 |")
    november = reviewed("2026-11", rules=(asks["monthly"](),), memberships=joined, first="2026-08-01")
    assert november.rows == [["Li", "2026-10", "East", "not_yet_joined"]]


def test_a_row_says_what_would_have_been_asked_and_by_which_rule(reviewed, asks):
    week = reviewed("2026-W08", rules=(asks["weekly"](valid_from="2026-01-05"),))
    told = week.whole[["person_id", "template", "cadence", "rule", "day_kind"]]
    assert told.to_numpy().tolist() == [["Li", "week", "weekly", "weekly", "holiday"]]
    assert [on.isoformat() for on in week.whole["due_on"].dt.date] == ["2026-02-20"]


def test_a_rule_for_a_team_frees_those_below_it_and_no_others(reviewed, asks):
    teams = """
        team_id | name  | zone          | calendar | parent_id
        --------+-------+---------------+----------+----------
        North   | North | Asia/Shanghai | CN       |
        East    | East  | Asia/Shanghai | CN       | North
        West    | West  | Asia/Shanghai | CN       |
    """
    spans = members("Li | East | rep | 2026-01-01 |", "Wu | West | rep | 2026-01-01 |")
    both = "person_id | name\nLi | Li\nWu | Wu"
    day = reviewed("2026-10-01", teams=teams, people=both, memberships=spans, rules=(asks["daily"](teams=["North"]),))
    assert day.rows == [["Li", "2026-10-01", "East", "holiday"]]


def test_of_two_versions_of_a_rule_that_ask_for_the_same_report_the_later_frees_it(reviewed, asks):
    mondays = asks["weekly"](due={"weekday": "monday"}, valid_to="2026-02-18")
    fridays = asks["weekly"](valid_from="2026-02-18")
    week = reviewed("2026-W08", rules=(fridays, mondays))
    assert [on.isoformat() for on in week.whole["due_on"].dt.date] == ["2026-02-20"]


def test_the_last_day_of_the_period_is_looked_at(reviewed):
    november = reviewed("2026-11", people="person_id | name | left_on\nLi | Li | 2026-11-30")
    assert november.rows == [["Li", "2026-11-30", "East", "left"]]


def test_who_left_had_left_the_team_that_was_the_last(reviewed):
    spans = members("Li | East | rep | 2026-01-01 | 2026-11-17", "Li | West | rep | 2026-11-17 | 2026-11-19")
    week = reviewed("2026-W47", memberships=spans, teams=TWO_TEAMS)
    assert week.owed == 3
    assert week.rows == [["Li", "2026-11-19", "West", "left"], ["Li", "2026-11-20", "West", "left"]]
