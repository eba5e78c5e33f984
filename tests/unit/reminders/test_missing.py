"""Reports past their deadline: who is told, when, and that nobody is told what is not known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

TO_MANAGER = {"about": "missing", "of": ["daily"], "tells": "manager", "after_minutes": 120}
ABOVE = {"about": "missing", "of": ["daily"], "tells": "above", "after_working_hours": 18}
LATE = "Zhao | 2026-11-23 | 2026-11-23 17:00"


@pytest.fixture
def monday(office, asks):
    """Give the office in which a report is asked for on Monday, 23 November, and on no other day."""
    return office.where(rule=TO_MANAGER, asked=(asks["daily"](valid_from="2026-11-23", valid_to="2026-11-24"),))


@pytest.fixture
def late(monday):
    """Give the office of that Monday in which Zhao's report comes and Li's does not; London is not asked."""
    (asked,) = monday.asked
    return monday.where(asked=({**asked, "teams": ("East", "West")},)).with_rows(reports=LATE)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-23 19:59:59", []),
        ("2026-11-23 20:00", ["Ma: Li 2026-11-23"]),
        ("2026-11-23 20:30", []),
        ("2026-11-24 07:59", []),
        ("2026-11-24 08:00", ["Ma: Li 2026-11-23"]),
        ("2026-11-24 19:59", ["Ma: Li 2026-11-23"]),
    ],
)
def test_a_manager_is_told_two_hours_after_the_deadline_or_when_the_quiet_hours_end(late, now, told):
    assert late.told(now) == told


def test_it_is_told_under_one_key_until_the_next_working_day_is_over(late):
    evening, next_day = (late.bundles(now)[0] for now in ("2026-11-23 20:00", "2026-11-24 12:00"))
    assert evening.key == next_day.key == "remind/it/Ma/2026-11-23"
    assert evening.expires_at == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert late.told("2026-11-25 12:00") == []


@pytest.mark.parametrize(
    ("pulled", "told"),
    [
        ("2026-11-23 17:59", []),
        ("2026-11-23 18:00", []),
        ("2026-11-23 18:01", ["Ma: Li 2026-11-23"]),
    ],
    ids=["before the deadline", "at the deadline", "after it"],
)
def test_nothing_is_told_unless_something_was_pulled_after_the_deadline(late, pulled, told):
    assert late.told("2026-11-23 20:00", pulled) == told


def test_within_the_grace_nothing_is_missing(late):
    (asked,) = late.asked
    grace = late.where(rule={**TO_MANAGER, "after_minutes": 0}, asked=({**asked, "grace_minutes": 30},))
    assert grace.told("2026-11-23 18:15") == []
    assert grace.told("2026-11-23 18:30", "2026-11-23 18:29") == []
    assert grace.told("2026-11-23 18:31") == ["Ma: Li 2026-11-23"]


def test_a_grace_that_ends_in_quiet_hours_leaves_it_to_the_next_day(late):
    (asked,) = late.asked
    evening = late.where(
        rule={**TO_MANAGER, "after_minutes": 0}, asked=({**asked, "due": {"time": "20:15"}, "grace_minutes": 30},)
    )
    assert [one.key for one in evening.bundles("2026-11-24 08:00")] == ["remind/it/Ma/2026-11-24"]


@pytest.mark.parametrize("came", ["2026-11-23 17:00", "2026-11-23 19:00"], ids=["in time", "late"])
def test_what_is_in_is_not_missing_however_late_it_came(late, came):
    assert late.with_rows(reports=f"Li | 2026-11-23 | {came}").told("2026-11-23 20:00") == []


def test_what_came_after_closing_is_not_asked_for_again(late):
    (asked,) = late.asked
    closed = late.where(asked=({**asked, "closes_after": 0},))
    assert closed.told("2026-11-23 20:00") == ["Ma: Li 2026-11-23"]
    assert closed.with_rows(reports="Li | 2026-11-23 | 2026-11-23 19:00").told("2026-11-23 20:00") == []


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        ("Li | 2026-11-23 | 2026-11-23 | annual | 1.0", []),
        ("Li | 2026-11-23 | 2026-11-23 | annual | 0.5", ["Ma: Li 2026-11-23"]),
    ],
    ids=["the whole day", "half of it"],
)
def test_what_leave_excuses_is_not_missing(late, leave, told):
    assert late.with_rows(leave=leave).told("2026-11-23 20:00") == told


def test_who_has_left_since_is_not_asked_any_more(late):
    people = "person_id | name | left_on\nMa | Ma |\nWu | Wu |\nBoss | Boss |\nLi | Li | 2026-11-24"
    assert late.where(people=people).told("2026-11-23 20:00") == ["Ma: Li 2026-11-23"]
    assert late.where(people=people).told("2026-11-24 08:00") == []


def test_what_becomes_missing_in_the_evening_is_told_on_the_next_working_day(office, asks):
    friday = asks["daily"](valid_from="2026-11-20", valid_to="2026-11-21", teams=["East"])
    later = office.where(rule={**TO_MANAGER, "after_minutes": 180}, asked=(friday,))
    assert [later.told(f"2026-11-{now}") for now in ("20 21:00", "21 12:00", "23 07:59")] == [[], [], []]
    (ma,) = later.bundles("2026-11-23 08:00")
    assert (ma.key, [one.period for one in ma.things]) == ("remind/it/Ma/2026-11-23", ["2026-11-20"])


def test_holidays_of_who_is_told_are_waited_for_and_days_worked_instead_are_not(office, asks):
    of_east = asks["daily"](teams=["East"])
    evening = office.where(rule={**TO_MANAGER, "after_minutes": 180}, asked=(of_east,))
    assert evening.told("2026-10-07 12:00") == []
    # Of 30 September, the last working day before the holidays, is told on 8 October, the first one after them. What
    # was to be told on 30 September itself may still be, if nothing ran then.
    assert evening.told("2026-10-08 08:00") == ["Ma: Li 2026-09-29", "Ma: Li 2026-09-30"]
    # Of Friday, 9 October, on the Saturday that is worked; of 8 October it may be told that day, too.
    assert evening.told("2026-10-10 08:00") == ["Ma: Li 2026-10-08", "Ma: Li 2026-10-09"]


def test_two_working_days_are_eighteen_working_hours(late):
    above = late.where(rule=ABOVE)
    assert above.told("2026-11-25 17:59") == []
    assert above.told("2026-11-25 18:00") == ["Boss: Li 2026-11-23"]


def test_the_report_of_who_has_moved_belongs_to_the_team_for_which_it_was_owed(late):
    moved = "person_id | team_id | role | valid_from | valid_to\n"
    moved += "Ma | East | manager | 2026-01-01 |\nWu | West | manager | 2026-01-01 |\n"
    moved += "Li | East | rep | 2026-01-01 | 2026-11-24\nLi | West | rep | 2026-11-24 |"
    assert late.where(memberships=moved).told("2026-11-24 08:00") == ["Ma: Li 2026-11-23"]


def test_who_leads_the_team_now_is_told_and_not_who_led_it(late):
    after = "person_id | team_id | role | valid_from | valid_to\n"
    after += "Ma | East | manager | 2026-01-01 | 2026-11-23\nJo | East | manager | 2026-11-23 |\nLi | East | rep | 2026-01-01 |"
    assert late.where(memberships=after).told("2026-11-23 20:00") == ["Jo: Li 2026-11-23"]


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (["Ma 0.5"], "Ma: Li 2026-11-23"),
        (["Ma 1.0"], "Boss: Li 2026-11-23"),
        (["Ma 1.0", "Boss 1.0"], "owner: Li 2026-11-23"),
    ],
    ids=["for half the day", "for the day", "and who leads the team above too"],
)
def test_of_a_manager_on_leave_who_leads_the_team_above_is_told(late, away, told):
    rows = [f"{who} | 2026-11-23 | 2026-11-23 | annual | {portion}" for who, portion in (one.split() for one in away)]
    assert late.with_rows(leave="\n".join(rows)).told("2026-11-23 20:00") == [told]


def test_of_two_managers_of_a_team_the_one_who_is_there_is_told(late):
    two = late.with_rows(memberships="Jo | East | manager | 2026-01-01 |")
    assert two.told("2026-11-23 20:00") == ["Jo: Li 2026-11-23"]
    away = two.with_rows(leave="Jo | 2026-11-23 | 2026-11-23 | annual | 1.0")
    assert away.told("2026-11-23 20:00") == ["Ma: Li 2026-11-23"]


def test_a_manager_who_is_also_a_rep_is_not_her_own_manager(late):
    both = late.with_rows(memberships="Ma | East | rep | 2026-01-01 |")
    assert both.told("2026-11-23 20:00") == ["Boss: Ma 2026-11-23", "Ma: Li 2026-11-23"]


def test_who_leads_the_team_itself_is_not_told_as_the_one_above_it(late):
    # East is led by Boss and Ma, and above them there is only Boss, who is one of them.
    both = late.where(rule=ABOVE).with_rows(memberships="Boss | East | manager | 2026-01-01 |")
    assert both.told("2026-11-25 18:00") == ["owner: Li 2026-11-23"]


def test_without_a_team_above_the_owner_is_told(late):
    teams = "team_id | name | parent_id | zone | calendar\nEast | East | | Asia/Shanghai | CN"
    members = "person_id | team_id | role | valid_from\nMa | East | manager | 2026-01-01\nLi | East | rep | 2026-01-01"
    alone = late.where(rule=ABOVE, teams=teams, memberships=members)
    assert alone.told("2026-11-25 18:00") == ["owner: Li 2026-11-23"]


def test_what_belongs_to_one_day_is_told_at_once_when_the_last_of_it_is_missing(office, asks):
    noon = {**asks["weekly"](), "due": {"time": "12:00", "weekday": "friday"}}
    both = office.where(rule={**TO_MANAGER, "of": ["daily", "weekly"]}, asked=(*office.asked, noon))

    def of_friday(now, pulled=""):
        bundles = [told for told in both.bundles(now, pulled) if told.key == "remind/it/Ma/2026-11-27"]
        return [[one.period for one in told.things] for told in bundles]

    assert of_friday("2026-11-27 19:59") == []
    assert of_friday("2026-11-27 20:00", "2026-11-27 17:00") == []
    assert of_friday("2026-11-27 20:00") == [["2026-11-27", "2026-W48"]]


def test_a_rule_tells_a_person_once_a_day_whatever_the_zones_of_the_teams(monday):
    led_by_boss = "person_id | team_id | role | valid_from\nBoss | All | manager | 2026-01-01\n"
    led_by_boss += "\n".join(f"{who} | {team} | rep | 2026-01-01" for who, team in (("Li", "East"), ("Kim", "London")))
    one = monday.where(rule={**TO_MANAGER, "after_minutes": 150}, memberships=led_by_boss)
    # Li's is missing from Monday 20:30 on, in quiet hours, and Kim's from Tuesday 04:30 on.
    assert one.told("2026-11-24 08:00") == ["Boss: Li 2026-11-23, Kim 2026-11-23"]


def test_an_author_is_told_when_she_is_back(late):
    own = late.where(rule={**TO_MANAGER, "tells": "author"})
    assert own.told("2026-11-23 20:00") == ["Li: Li 2026-11-23"]
    evening = late.where(rule={**TO_MANAGER, "tells": "author", "after_minutes": 180})
    away = evening.with_rows(leave="Li | 2026-11-24 | 2026-11-25 | annual | 1.0")
    assert [away.told(f"2026-11-{day} 12:00") for day in (24, 25, 26)] == [[], [], ["Li: Li 2026-11-23"]]


def test_whose_author_is_on_leave_today_is_said_of_what_is_missing(late):
    away = late.with_rows(leave="Li | 2026-11-24 | 2026-11-24 | annual | 1.0")
    assert [one.away for bundle in away.bundles("2026-11-24 12:00") for one in bundle.things] == [True]
    assert [one.away for bundle in late.bundles("2026-11-23 20:00") for one in bundle.things] == [False]
