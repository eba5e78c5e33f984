"""Owed reports: who owed what by when, and what became of it."""

import pytest

from reviewbook.owed import on_record

title = "Owed reports"

ONE_DAY = {"first": "2026-11-20", "last": "2026-11-20"}  # a Friday
ONE_WEEK = {"first": "2026-11-16", "last": "2026-11-22"}  # 2026-W47


def came(submitted, period="2026-11-20"):
    return f"report_id | person_id | period | submitted_at\nr1 | Li | {period} | {submitted}"


def test_the_first_submission_decides_and_equality_is_on_time(office, asks):
    reports = """
        report_id | person_id | period     | submitted_at
        ----------+-----------+------------+--------------------
        r1        | P1        | 2026-11-20 | 2026-11-20 17:59:59
        r2        | P2        | 2026-11-20 | 2026-11-20 18:00:00
        r3        | P3        | 2026-11-20 | 2026-11-20 18:00:01
        r4        | P4        | 2026-11-20 | 2026-11-20 18:15:00
        r5        | P5        | 2026-11-20 | 2026-11-20 18:15:01
        r6        | P6        | 2026-11-20 | 2026-11-25 18:00:00
        r7        | P7        | 2026-11-20 | 2026-11-25 18:00:01
    """
    names = [f"P{n}" for n in range(1, 9)]
    friday = office.of_reps(names, **ONE_DAY, rules=(asks["daily"](grace_minutes=15),), reports=reports)
    assert friday.fates("person_id", "status", "reason") == [
        ["P1", "on_time", None],
        ["P2", "on_time", None],
        ["P3", "on_time", "within grace"],
        ["P4", "on_time", "within grace"],
        ["P5", "late", None],
        ["P6", "late", None],
        ["P7", "missing", "after closing"],
        ["P8", "missing", "not submitted"],
    ]


@pytest.mark.parametrize(
    ("as_of", "status", "reason"),
    [
        ("2026-11-20 18:00:00", "pending", "not yet due"),
        ("2026-11-20 18:00:01", "pending", "within grace"),
        ("2026-11-20 18:15:00", "pending", "within grace"),
        ("2026-11-20 18:15:01", "missing", "still open"),
        ("2026-11-25 18:00:00", "missing", "still open"),
        ("2026-11-25 18:00:01", "missing", "not submitted"),
    ],
)
def test_a_report_that_did_not_come_is_pending_until_its_limit(office, asks, as_of, status, reason):
    friday = office.where(**ONE_DAY, rules=(asks["daily"](grace_minutes=15),), as_of=as_of)
    assert friday.fates("status", "reason") == [[status, reason]]


def test_what_came_after_the_cut_off_does_not_exist(office):
    friday = office.where(**ONE_DAY, reports=came("2026-11-20 18:00:01"))
    assert friday.where(as_of="2026-11-20 18:00:01").fates("status", "report_id") == [["late", "r1"]]
    assert friday.where(as_of="2026-11-20 18:00:00").fates("status", "report_id") == [["pending", None]]


def test_the_last_revision_before_closing_and_cut_off_is_the_content(office):
    reports = """
        report_id | person_id | period     | submitted_at     | revision
        ----------+-----------+------------+------------------+---------
        r1        | Li        | 2026-11-20 | 2026-11-20 17:00 | 1
        r1        | Li        | 2026-11-20 | 2026-11-23 10:00 | 2
        r1        | Li        | 2026-11-20 | 2026-11-25 18:00 | 3
        r1        | Li        | 2026-11-20 | 2026-11-25 18:01 | 4
    """
    friday = office.where(**ONE_DAY, reports=reports)
    assert friday.fates("status", "report_id", "revision") == [["on_time", "r1", 3]]
    assert friday.where(as_of="2026-11-23 10:00").fates("status", "revision") == [["on_time", 2]]
    assert friday.where(as_of="2026-11-23 09:59").fates("status", "revision") == [["on_time", 1]]


def test_a_report_sent_again_under_another_id_is_a_revision(office):
    reports = """
        report_id | person_id | period     | submitted_at     | revision
        ----------+-----------+------------+------------------+---------
        r1        | Li        | 2026-11-20 | 2026-11-20 18:30 | 1
        r2        | Li        | 2026-11-20 | 2026-11-20 17:30 | 1
    """
    friday = office.where(**ONE_DAY, reports=reports)
    assert friday.fates("status", "report_id", "revision") == [["on_time", "r1", 1]]
    assert friday.voluntary.empty


def test_a_report_after_closing_is_shown_but_none_of_its_revisions_counts(office):
    friday = office.where(**ONE_DAY, reports=came("2026-11-26 09:00"))
    assert friday.fates("status", "report_id", "revision") == [["missing", "r1", None]]
    assert friday.owed["submitted_at"][0].isoformat() == "2026-11-26T01:00:00+00:00"


def test_of_reports_that_all_came_after_closing_the_first_is_shown(office):
    reports = """
        report_id | person_id | period     | submitted_at     | revision
        ----------+-----------+------------+------------------+---------
        r1        | Li        | 2026-11-20 | 2026-11-27 09:00 | 1
        r2        | Li        | 2026-11-20 | 2026-11-26 09:00 | 1
    """
    friday = office.where(**ONE_DAY, reports=reports)
    assert friday.fates("status", "report_id", "revision") == [["missing", "r2", None]]


def test_a_period_that_began_before_the_first_day_is_left_out_whole_and_the_next_is_not(office, asks):
    weeks = office.where(first="2026-11-18", last="2026-11-30", rules=(asks["weekly"](),))
    assert weeks.fates("period") == [["2026-W48"], ["2026-W49"]]


def test_lateness_counts_working_hours_only(office):
    # Due Friday 18:00, the end of the working day; Monday 10:30 is an hour and a half of working time later.
    reports = """
        report_id | person_id | period     | submitted_at
        ----------+-----------+------------+-----------------
        r1        | P1        | 2026-11-20 | 2026-11-23 10:30
        r2        | P2        | 2026-11-20 | 2026-11-20 21:00
        r3        | P3        | 2026-11-20 | 2026-11-20 17:00
    """
    friday = office.of_reps(["P1", "P2", "P3"], **ONE_DAY, reports=reports)
    assert friday.fates("status", "lateness_hours") == [["late", 1.5], ["late", 0.0], ["on_time", None]]


LEAVE = "person_id | starts_on | ends_on | kind | portion\n"


def test_only_full_days_of_leave_on_every_working_day_exempt(office, asks):
    leave = """
        person_id | starts_on  | ends_on    | kind   | portion
        ----------+------------+------------+--------+--------
        P1        | 2026-11-16 | 2026-11-20 | annual | 1
        P2        | 2026-11-14 | 2026-11-22 | annual | 1
        P3        | 2026-11-16 | 2026-11-19 | annual | 1
        P4        | 2026-11-17 | 2026-11-20 | annual | 1
        P5        | 2026-11-16 | 2026-11-20 | annual | 0.5
        P6        | 2026-11-16 | 2026-11-18 | annual | 1
        P6        | 2026-11-18 | 2026-11-20 | sick   | 1
        P7        | 2026-11-16 | 2026-11-19 | annual | 1
        P7        | 2026-11-20 | 2026-11-20 | sick   | 0.5
        P8        | 2026-11-20 | 2026-11-20 | sick   | 0.5
        P8        | 2026-11-20 | 2026-11-20 | care   | 0.5
    """
    names = [f"P{n}" for n in range(1, 10)]
    week = office.of_reps(names, **ONE_WEEK, rules=(asks["weekly"](),), leave=leave)
    assert week.fates("person_id", "status", "working_days", "leave_days") == [
        ["P1", "exempt", 5, 5.0],
        ["P2", "exempt", 5, 5.0],
        ["P3", "missing", 5, 4.0],
        ["P4", "missing", 5, 4.0],
        ["P5", "missing", 5, 2.5],
        ["P6", "exempt", 5, 5.0],
        ["P7", "missing", 5, 4.5],
        ["P8", "missing", 5, 0.5],
        ["P9", "missing", 5, 0.0],
    ]


def test_a_day_of_leave_exempts_from_that_day(office):
    days = office.where(**ONE_WEEK, leave=LEAVE + "Li | 2026-11-17 | 2026-11-17 | sick | 1")
    assert [fate for [fate] in days.fates("status")] == ["missing", "exempt", "missing", "missing", "missing"]
    assert days.owed["reason"][1] == "leave"


def test_a_report_in_spite_of_leave_is_voluntary(office):
    friday = office.where(
        **ONE_DAY, leave=LEAVE + "Li | 2026-11-20 | 2026-11-20 | sick | 1", reports=came("2026-11-20 17:00")
    )
    assert friday.fates("status", "reason") == [["exempt", "leave"]]
    assert friday.voluntary[["report_id", "team_id", "reason"]].to_numpy().tolist() == [["r1", "East", "leave"]]


MEMBERS = "person_id | team_id | role | valid_from | valid_to\n"
TWO_TEAMS = "team_id | name | zone | calendar\nEast | East | Asia/Shanghai | CN\nWest | West | Asia/Shanghai | CN"


def test_who_moves_on_the_due_day_owes_with_the_new_team(office, asks):
    moved = office.where(
        **ONE_WEEK,
        rules=(asks["weekly"](),),
        teams=TWO_TEAMS,
        memberships=MEMBERS + "Li | East | rep | 2026-01-01 | 2026-11-20\nLi | West | rep | 2026-11-20 |",
    )
    assert moved.fates("team_id", "working_days") == [["West", 5]]


def test_with_two_memberships_one_report_is_owed(office):
    both = office.where(**ONE_DAY, teams=TWO_TEAMS)
    rep_first = MEMBERS + "Li | East | rep | 2026-01-01 |\nLi | West | manager | 2026-06-01 |"
    latest = MEMBERS + "Li | East | rep | 2026-01-01 |\nLi | West | rep | 2026-06-01 |"
    assert both.where(memberships=rep_first).fates("team_id", "role") == [["East", "rep"]]
    assert both.where(memberships=latest).fates("team_id", "role") == [["West", "rep"]]


def test_as_rep_comes_before_a_later_membership_as_manager(office, asks):
    both = office.where(
        **ONE_DAY,
        rules=(asks["daily"](roles=["rep", "manager"]),),
        teams=TWO_TEAMS,
        memberships=MEMBERS + "Li | East | rep | 2026-01-01 |\nLi | West | manager | 2026-06-01 |",
    )
    assert both.fates("team_id", "role") == [["East", "rep"]]


def test_only_covered_roles_and_teams_with_those_below_owe(office, asks):
    crowd = office.where(
        **ONE_DAY,
        rules=(asks["daily"](teams=["East"]),),
        people="person_id | name\nAn | An\nBo | Bo\nCi | Ci\nDu | Du",
        teams="""
            team_id | name  | parent_id | zone          | calendar
            --------+-------+-----------+---------------+---------
            East    | East  |           | Asia/Shanghai | CN
            Port    | Port  | East      | Asia/Shanghai | CN
            West    | West  |           | Asia/Shanghai | CN
        """,
        memberships=MEMBERS
        + "An | East | rep | 2026-01-01 |\nBo | Port | rep | 2026-01-01 |\n"
        + "Ci | West | rep | 2026-01-01 |\nDu | East | manager | 2026-01-01 |",
    )
    assert crowd.fates("person_id", "team_id") == [["An", "East"], ["Bo", "Port"]]


def test_joiners_owe_from_their_first_day_and_who_has_left_owes_nothing(office):
    crowd = office.where(
        first="2026-11-16",
        last="2026-11-18",
        people="person_id | name | hired_on | left_on\nLi | Li | 2026-11-17 | 2026-11-18",
    )
    assert [on.date().isoformat() for on in crowd.owed["due_on"]] == ["2026-11-17"]


def test_who_joined_after_the_period_is_exempt_from_its_report(office, asks):
    # The report on October is due on 3 November; Li was hired on the 2nd.
    october = office.where(
        first="2026-10-01",
        last="2026-10-01",
        rules=(asks["monthly"](),),
        people="person_id | name | hired_on\nLi | Li | 2026-11-02",
    )
    told = october.fates("status", "reason", "working_days", "leave_days")
    assert told == [["exempt", "not yet joined", 0, 0.0]]


def test_leave_counts_only_on_days_of_membership(office, asks):
    # Hired on Wednesday and on leave from then: every working day on which Li was there is covered.
    week = office.where(
        **ONE_WEEK,
        rules=(asks["weekly"](),),
        people="person_id | name | hired_on\nLi | Li | 2026-11-18",
        leave=LEAVE + "Li | 2026-11-18 | 2026-11-20 | sick | 1",
    )
    assert week.fates("status", "reason", "working_days") == [["exempt", "leave", 3]]


def test_nothing_is_owed_on_holidays_and_something_on_make_up_days(office):
    spring = office.where(first="2026-02-12", last="2026-02-24", as_of="2026-03-02 09:00")
    owed = spring.fates("period", "day_kind")
    assert owed == [
        ["2026-02-12", "working"],
        ["2026-02-13", "working"],
        ["2026-02-14", "make_up"],
        ["2026-02-24", "working"],
    ]


def test_a_week_without_a_working_day_owes_nothing(office, asks):
    weeks = office.where(
        first="2026-02-09", last="2026-03-01", rules=(asks["weekly"](),), as_of="2026-03-09 09:00"
    )  # 2026-W07 to 2026-W09
    assert weeks.fates("period") == [["2026-W07"], ["2026-W09"]]


def test_closing_skips_the_holidays(office):
    # Due Wednesday 30 September; the three working days after it are 8, 9 and 10 October (a Saturday, made up).
    eve = office.where(first="2026-09-30", last="2026-09-30", as_of="2026-10-12 09:00")
    assert eve.owed["closes_at"][0].isoformat() == "2026-10-10T10:00:00+00:00"


def test_a_weekly_report_is_due_before_the_holiday(office, asks):
    # Friday 19 June 2026 is the Dragon Boat Festival.
    week = office.where(first="2026-06-15", last="2026-06-15", rules=(asks["weekly"](),))
    assert week.owed["due_on"][0].isoformat()[:10] == "2026-06-18"


def test_a_monthly_report_is_due_on_the_nth_working_day_after(office, asks):
    # 1 to 7 October 2026 are holidays: the second working day after September is the 9th.
    month = office.where(first="2026-09-01", last="2026-09-01", rules=(asks["monthly"](),))
    assert month.owed["due_at"][0].isoformat() == "2026-10-09T10:00:00+00:00"


def test_the_version_valid_on_the_due_day_counts(office, asks):
    old = asks["daily"](valid_to="2026-11-18")
    new = asks["daily"](valid_from="2026-11-18", grace_minutes=15, due={"time": "20:00"})
    days = office.where(first="2026-11-17", last="2026-11-18", rules=(old, new))
    assert days.fates("period", "grace_minutes") == [["2026-11-17", 0], ["2026-11-18", 15]]
    assert [at.isoformat()[11:16] for at in days.owed["due_at"]] == ["10:00", "12:00"]
    assert days.owed["rule_from"].dt.strftime("%m-%d").fillna("").tolist() == ["", "11-18"]


def test_when_two_versions_claim_a_period_the_later_one_counts(office, asks):
    # The old version is due on Tuesday, the new one on Friday of the same week: both are valid on their due day.
    old = asks["weekly"](valid_to="2026-11-18", due={"weekday": "tuesday"})
    new = asks["weekly"](valid_from="2026-11-18")
    week = office.where(**ONE_WEEK, rules=(old, new))
    assert week.owed["due_on"].dt.strftime("%m-%d").tolist() == ["11-20"]


NEW_YORK = "team_id | name | zone | calendar\nEast | East | America/New_York | US"


def test_the_time_of_day_is_that_of_the_teams_zone_on_that_day(office):
    # Clocks in New York go forward on Sunday 8 March 2026.
    there = office.where(first="2026-03-06", last="2026-03-09", teams=NEW_YORK, as_of="2026-03-20 09:00")
    assert there.owed["due_at"].dt.strftime("%m-%d %H:%M").tolist() == ["03-06 23:00", "03-09 22:00"]


def test_working_hours_pass_over_a_change_of_the_clock(office):
    # Due Friday 18:00 in New York; Monday 11:00 there is two working hours later, though the clock moved.
    reports = "report_id | person_id | period | submitted_at@America/New_York\nr1 | Li | 2026-03-06 | 2026-03-09 11:00"
    there = office.where(
        first="2026-03-06", last="2026-03-06", teams=NEW_YORK, reports=reports, as_of="2026-03-20 09:00"
    )
    assert there.fates("status", "lateness_hours") == [["late", 2.0]]


def test_a_day_of_an_unannounced_year_is_provisional(office, asks):
    later = office.where(first="2026-12-30", last="2026-12-30")
    assert later.fates("provisional") == [[True]]  # it closes in January 2027
    at_once = (asks["daily"](closes_after=0),)
    alone = office.where(first="2027-01-04", last="2027-01-04", rules=at_once)
    assert alone.fates("provisional") == [[True]]  # due and closed on the day itself
    assert office.where(first="2026-12-31", last="2026-12-31", rules=at_once).fates("provisional") == [[False]]
    assert office.where(**ONE_DAY).fates("provisional") == [[False]]


def test_a_report_never_closes_before_its_grace_has_run_out(office, asks):
    tight = office.where(
        **ONE_DAY, rules=(asks["daily"](closes_after=0, grace_minutes=30),), reports=came("2026-11-20 18:20")
    )
    assert tight.fates("status", "revision") == [["on_time", 1]]


def test_a_period_that_began_before_the_span_is_left_out_whole(office, asks):
    rest = office.where(
        first="2026-11-18",
        last="2026-11-22",
        rules=(asks["weekly"](),),
        reports=came("2026-11-20 17:00", period="2026-W47"),
    )
    assert rest.owed.empty
    assert rest.voluntary.empty


def test_a_report_that_nobody_owed_is_voluntary(office):
    crowd = office.where(
        first="2026-11-16",
        last="2026-11-22",
        people="person_id | name\nLi | Li\nMa | Ma\nNo | No",
        memberships=MEMBERS + "Li | East | rep | 2026-01-01 |\nMa | East | manager | 2026-01-01 |",
        reports="""
            report_id | person_id | period     | submitted_at     | revision
            ----------+-----------+------------+------------------+---------
            owed      | Li        | 2026-11-20 | 2026-11-20 17:00 | 1
            sunday    | Li        | 2026-11-22 | 2026-11-22 17:00 | 1
            sunday    | Li        | 2026-11-22 | 2026-11-22 19:00 | 2
            boss      | Ma        | 2026-11-20 | 2026-11-20 17:00 | 1
            stranger  | No        | 2026-11-20 | 2026-11-20 17:00 | 1
            weekly    | Li        | 2026-W47   | 2026-11-20 17:00 | 1
            tomorrow  | Li        | 2026-11-21 | 2026-12-01 09:00 | 1
        """,
    )
    found = crowd.voluntary[["report_id", "team_id", "reason"]].to_numpy().tolist()
    assert found == [
        ["boss", "East", "not asked"],
        ["stranger", "", "not a member"],
        ["sunday", "East", "day off"],
        ["weekly", "East", "not asked"],
    ]
    assert crowd.voluntary["submitted_at"].dt.strftime("%H:%M").tolist()[2] == "09:00"


def test_a_rule_without_a_beginning_asks_for_nothing_before_the_first_report(office, asks):
    reports = """
        report_id | person_id | period     | submitted_at
        ----------+-----------+------------+-----------------
        r1        | P1        | 2026-11-18 | 2026-11-18 17:00
    """
    week = office.of_reps(["P1", "P2"], **ONE_WEEK, reports=reports)
    submitted = week.raw("reports")[["cadence", "period"]]
    assert sorted(set(on_record(week.duties, submitted)["period"])) == ["2026-11-18", "2026-11-19", "2026-11-20"]
    assert len(set(on_record(week.duties, submitted.head(0))["period"])) == 5
    dated = week.where(rules=(asks["daily"](valid_from="2026-11-17"),))
    assert sorted(set(on_record(dated.duties, submitted)["period"]))[0] == "2026-11-17"
