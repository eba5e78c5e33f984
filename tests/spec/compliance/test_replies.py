"""Feedback: managers on the same clock."""

import pytest

title = "Answers to reports"

HEAD = "feedback_id | report_id | author_id | given_at | kind | text\n"


@pytest.fixture
def friday(office, asks):
    """Give Li's report of Friday 17:00, to be answered within eight working hours: by Monday 16:00."""
    return office.where(
        first="2026-11-20",
        last="2026-11-20",
        rules=(asks["daily"](reply_within=8),),
        people="person_id | name\nLi | Li\nWu | Wu\nMa | Ma\nBig | Big\nZed | Zed",
        teams="""
            team_id | name  | parent_id | zone          | calendar
            --------+-------+-----------+---------------+---------
            Sales   | Sales |           | Asia/Shanghai | CN
            East    | East  | Sales     | Asia/Shanghai | CN
            West    | West  | Sales     | Asia/Shanghai | CN
        """,
        memberships="""
            person_id | team_id | role    | valid_from | valid_to
            ----------+---------+---------+------------+---------
            Li        | East    | rep     | 2026-01-01 |
            Wu        | East    | manager | 2026-01-01 |
            Big       | Sales   | manager | 2026-01-01 |
            Ma        | West    | manager | 2026-01-01 |
            Zed       | East    | manager | 2026-01-01 | 2026-11-20
        """,
        reports="""
            report_id | person_id | period     | submitted_at     | revision
            ----------+-----------+------------+------------------+---------
            r1        | Li        | 2026-11-20 | 2026-11-20 17:00 | 1
        """,
    )


def crowd(office, count):
    """Give the office with so many reps R1, R2 … in East, whose reports r1, r2 … came on Friday at 17:00."""
    numbers = range(1, count + 1)
    members = "".join(f"\nR{n} | East | rep | 2026-01-01 |" for n in numbers)
    reports = "".join(f"\nr{n} | R{n} | 2026-11-20 | 2026-11-20 17:00" for n in numbers)
    return office.where(
        people=office.texts["people"] + "".join(f"\nR{n} | R{n}" for n in numbers),
        memberships=office.texts["memberships"].rstrip() + members,
        reports="report_id | person_id | period | submitted_at" + reports,
    )


def answer(office, *columns):
    row = office.replies.loc[0, list(columns)].astype("object")
    return row.where(row.notna(), None).tolist()


def test_an_answer_is_timed_in_working_hours_and_equality_is_in_time(friday):
    feedback = """
        feedback_id | report_id | author_id | given_at            | kind    | text
        ------------+-----------+-----------+---------------------+---------+-----
        f1          | r1        | Wu        | 2026-11-20 17:30    | comment | 继续跟进
        f2          | r2        | Wu        | 2026-11-22 12:00    | comment | 好
        f3          | r3        | Wu        | 2026-11-23 16:00:00 | comment | 好
        f4          | r4        | Wu        | 2026-11-23 16:00:36 | comment | 好
    """
    found = crowd(friday, 4).where(feedback=feedback).replies
    assert found[["report_id", "status", "hours", "answered_by"]].to_numpy().tolist() == [
        ["r1", "answered_in_time", 0.5, "Wu"],
        ["r2", "answered_in_time", 1.0, "Wu"],
        ["r3", "answered_in_time", 8.0, "Wu"],
        ["r4", "answered_late", 8.01, "Wu"],
    ]
    assert found.loc[0, "text"] == "继续跟进"
    assert found.loc[0, "answered_at"].isoformat() == "2026-11-20T09:30:00+00:00"


@pytest.mark.parametrize(("as_of", "status"), [("2026-11-23 16:00", "waiting"), ("2026-11-23 16:01", "unanswered")])
def test_without_an_answer_it_waits_until_the_time_has_run_out(friday, as_of, status):
    assert answer(friday.where(as_of=as_of), "status", "hours", "answered_at") == [status, None, None]


def test_an_answer_after_the_cut_off_does_not_exist(friday):
    answered = friday.where(feedback=f"{HEAD}f1 | r1 | Wu | 2026-11-23 10:00 | comment | ok")
    assert answer(answered.where(as_of="2026-11-23 09:59"), "status", "answered_by") == ["waiting", None]


def test_only_a_comment_or_approval_of_a_manager_above_answers(friday):
    feedback = """
        feedback_id | report_id | author_id | given_at         | kind     | text
        ------------+-----------+-----------+------------------+----------+-----
        f1          | r1        | Wu        | 2026-11-20 17:30 | comment  | the manager of the team
        f2          | r2        | Wu        | 2026-11-20 17:30 | approval |
        f3          | r3        | Big       | 2026-11-20 17:30 | comment  | the manager of the team above
        f4          | r4        | Wu        | 2026-11-20 17:30 | read     |
        f5          | r5        | Wu        | 2026-11-20 17:30 | reaction |
        f6          | r6        | Ma        | 2026-11-20 17:30 | comment  | the manager of another team
        f7          | r7        | R7        | 2026-11-20 17:30 | comment  | the author
        f8          | r8        | Zed       | 2026-11-20 17:30 | comment  | managed the team until the day before
    """
    found = crowd(friday, 8).where(feedback=feedback).replies
    answered = found["answered_by"].notna()
    assert found.loc[answered, ["report_id", "answered_by", "status"]].to_numpy().tolist() == [
        ["r1", "Wu", "answered_in_time"],
        ["r2", "Wu", "answered_in_time"],
        ["r3", "Big", "answered_in_time"],
    ]
    assert set(found.loc[~answered, "status"]) == {"unanswered"}


def test_a_read_is_noted_and_is_no_answer(friday):
    read = friday.where(feedback=f"{HEAD}f1 | r1 | Wu | 2026-11-20 17:30 | read |")
    assert answer(read, "status", "was_read") == ["unanswered", True]
    assert answer(friday, "was_read") == [False]


def test_the_first_answer_counts(friday):
    feedback = """
        feedback_id | report_id | author_id | given_at         | kind     | text
        ------------+-----------+-----------+------------------+----------+-----
        f1          | r1        | Big       | 2026-11-23 10:00 | comment  | late
        f2          | r1        | Wu        | 2026-11-20 17:45 | approval | good
        f3          | r1        | Wu        |                  | comment  | when
    """
    assert answer(friday.where(feedback=feedback), "answered_by", "text", "hours") == ["Wu", "good", 0.75]


def test_an_answer_without_a_time_is_an_answer_but_none_in_time(friday):
    timeless = friday.where(feedback=f"{HEAD}f1 | r1 | Wu | | comment | ok")
    assert answer(timeless, "status", "hours", "answered_by") == ["answered_late", None, "Wu"]


def test_the_manager_who_was_to_answer_is_the_nearest_above_the_author(friday, asks):
    assert answer(friday, "manager_id") == ["Wu"]
    rules = (asks["daily"](reply_within=8, roles=["manager"]),)
    reports = "report_id | person_id | period | submitted_at | revision\nr1 | Wu | 2026-11-20 | 2026-11-20 17:00 | 1"
    assert answer(friday.where(rules=rules, reports=reports), "person_id", "manager_id") == ["Wu", "Big"]


def test_nobody_above_leaves_the_manager_empty(friday, asks):
    rules = (asks["daily"](reply_within=8, roles=["manager"]),)
    reports = "report_id | person_id | period | submitted_at | revision\nr1 | Big | 2026-11-20 | 2026-11-20 17:00 | 1"
    assert answer(friday.where(rules=rules, reports=reports), "manager_id", "status") == [None, "unanswered"]


def test_an_answer_to_a_report_sent_again_is_an_answer(friday):
    reports = """
        report_id | person_id | period     | submitted_at     | revision
        ----------+-----------+------------+------------------+---------
        r1        | Li        | 2026-11-20 | 2026-11-20 17:00 | 1
        r2        | Li        | 2026-11-20 | 2026-11-20 17:10 | 1
    """
    answered = friday.where(reports=reports, feedback=f"{HEAD}f1 | r1 | Wu | 2026-11-20 17:30 | comment | ok")
    assert answer(answered, "report_id", "status") == ["r2", "answered_in_time"]


def test_nothing_is_asked_of_reports_that_never_counted_or_ask_for_nothing(friday, asks):
    assert friday.where(rules=(asks["daily"](),)).replies.empty
    after_closing = (
        "report_id | person_id | period | submitted_at | revision\nr1 | Li | 2026-11-20 | 2026-11-27 17:00 | 1"
    )
    assert friday.where(reports=after_closing).replies.empty


def test_each_version_of_a_rule_has_its_own_time(friday, asks):
    rules = (
        asks["daily"](reply_within=8, valid_to="2026-11-20"),
        asks["daily"](reply_within=16, valid_from="2026-11-20"),
    )
    assert answer(friday.where(rules=rules), "reply_within_hours") == [16.0]


def test_the_day_of_submission_is_that_of_the_teams_zone(friday):
    late_evening = (
        "report_id | person_id | period | submitted_at | revision\nr1 | Li | 2026-11-20 | 2026-11-21 00:30 | 1"
    )
    assert friday.where(reports=late_evening).replies["submitted_on"].dt.strftime("%m-%d").tolist() == ["11-21"]
