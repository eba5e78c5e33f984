"""Reports whose source does not tell whether, or when, they were answered."""

import pytest

from reviewbook.measures import compliance
from reviewbook.params.sources import Sources

title = "Answers that no source tells of"

SPREAD = {"of": "replies", "on": "submitted_on", "person": "manager_id"}


@pytest.fixture
def monday(office, asks):
    """Give the daily reports of three reps of Boss, one from each kind of source, to be answered in eight hours."""
    return office.where(
        first="2026-11-16",
        last="2026-11-16",
        rules=(asks["daily"](reply_within=8),),
        people="person_id | name\nLi | Li\nWu | Wu\nZhou | Zhou\nBoss | Boss",
        memberships="""
            person_id | team_id | role    | valid_from
            ----------+---------+---------+-----------
            Li        | East    | rep     | 2026-01-01
            Wu        | East    | rep     | 2026-01-01
            Zhou      | East    | rep     | 2026-01-01
            Boss      | East    | manager | 2026-01-01
        """,
        reports="""
            report_id | person_id | period     | submitted_at     | revision | source
            ----------+-----------+------------+------------------+----------+--------
            r1        | Li        | 2026-11-16 | 2026-11-16 17:00 | 1        | feishu
            r2        | Wu        | 2026-11-16 | 2026-11-16 17:00 | 1        | fxiaoke
            r3        | Zhou      | 2026-11-16 | 2026-11-16 17:00 | 1        | wecom
        """,
        feedback="feedback_id | report_id | author_id | given_at | kind | text\nf2 | r2 | Boss | | comment | ok",
        answers={"feishu": "none", "fxiaoke": "untimed"},
    )


def states(office):
    found = office.replies
    return dict(zip(found["report_id"], found["status"], strict=True))


def test_a_report_of_a_source_that_tells_no_answers_is_unknown_and_neither_late_nor_unanswered(monday):
    assert states(monday) == {"r1": "unknown", "r2": "answered", "r3": "unanswered"}
    assert states(monday.where(answers={})) == {"r1": "unanswered", "r2": "answered_late", "r3": "unanswered"}


def test_it_is_unknown_before_the_time_has_run_out_too_and_has_waited_no_time(monday):
    found = monday.where(as_of="2026-11-16 18:00").replies.set_index("report_id")
    assert found["status"].to_dict() == {"r1": "unknown", "r2": "answered", "r3": "waiting"}
    assert found["age_hours"].notna().to_dict() == {"r1": False, "r2": False, "r3": True}


def test_an_answer_that_is_known_by_chance_does_not_count_where_the_others_cannot_be_known(monday):
    timed = monday.texts["feedback"] + "\nf1 | r1 | Boss | 2026-11-16 17:30 | comment | good"
    found = monday.where(feedback=timed).replies.set_index("report_id").loc["r1"]
    assert found[["status", "answered_by", "text"]].tolist() == ["unknown", "Boss", "good"]
    assert found[["hours"]].isna().all()


def test_an_answer_with_a_time_is_in_time_or_late_as_ever(monday):
    timed = monday.texts["feedback"] + "\nf3 | r2 | Boss | 2026-11-16 17:30 | comment | good"
    assert states(monday.where(feedback=timed))["r2"] == "answered_in_time"


def test_a_source_that_tells_no_times_still_tells_what_was_not_answered(monday):
    none = "feedback_id | report_id | author_id | given_at | kind | text"
    assert states(monday.where(feedback=none))["r2"] == "unanswered"
    assert states(monday.where(feedback=none, as_of="2026-11-16 18:00"))["r2"] == "waiting"


@pytest.mark.parametrize("rep", ["Zhou", "Wu"])
def test_a_report_sent_again_in_a_source_that_tells_nothing_is_unknown(monday, rep):
    again = monday.texts["reports"].rstrip() + f"\nr4 | {rep} | 2026-11-16 | 2026-11-16 17:10 | 1 | feishu\n"
    found = monday.where(reports=again).replies.set_index("person_id")
    assert found.loc[rep, "status"] == "unknown"


REPLIES = """
    report_id | person_id | team_id | manager_id | submitted_on | hours | status
    ----------+-----------+---------+------------+--------------+-------+-----------------
    r1        | Li        | East    | Boss       | 2026-11-16   | 2     | answered_in_time
    r2        | Li        | East    | Boss       | 2026-11-16   |       | answered
    r3        | Li        | East    | Boss       | 2026-11-16   |       | unanswered
    r4        | Li        | East    | Boss       | 2026-11-16   |       | unknown
    r5        | Li        | East    | Boss       | 2026-11-17   |       | unknown
    r6        | Li        | East    | Boss       | 2026-11-18   |       | answered
"""


def test_what_is_unknown_is_in_no_denominator_and_an_answer_without_a_time_is_an_answer(value):
    row = value(compliance.reply_rate, REPLIES, ("2026-11-16", "Boss"), **SPREAD)
    assert row[["numerator", "denominator", "note"]].tolist() == [2.0, 3.0, None]
    row = value(compliance.median_reply_hours, REPLIES, ("2026-11-16", "Boss"), **SPREAD)
    assert row[["value", "n", "note"]].tolist() == [2.0, 1, None]


def test_the_share_in_time_is_not_known_where_a_time_is_not_and_silence_alone_would_count(value):
    row = value(compliance.reply_in_time_rate, REPLIES, ("2026-11-16", "Boss"), **SPREAD)
    assert row[["value", "n", "note"]].tolist() == [None, 0, "answers not known"]
    timed = REPLIES.replace("|       | answered\n", "| 9     | answered_late\n")
    row = value(compliance.reply_in_time_rate, timed, ("2026-11-16", "Boss"), **SPREAD)
    assert row[["numerator", "denominator", "note"]].tolist() == [1.0, 3.0, None]


@pytest.mark.parametrize(
    "measure", [compliance.reply_rate, compliance.reply_in_time_rate, compliance.median_reply_hours]
)
def test_where_nothing_is_known_the_note_says_so(value, measure):
    row = value(measure, REPLIES, ("2026-11-17", "Boss"), **SPREAD)
    assert row[["value", "n", "note"]].tolist() == [None, 0, "answers not known"]


def test_answers_without_times_have_a_rate_but_no_hours_and_no_rate_of_those_in_time(value):
    day = ("2026-11-18", "Boss")
    assert value(compliance.reply_rate, REPLIES, day, **SPREAD)["value"] == 1.0
    for measure in (compliance.reply_in_time_rate, compliance.median_reply_hours):
        assert value(measure, REPLIES, day, **SPREAD)[["value", "note"]].tolist() == [None, "answers not known"]


FORMS = [{"form": "f", "template": "day"}]
FEISHU = {"kind": "feishu", "name": "lark", "since": "2026-01-01", "app_id": "a", "app_secret": "A_B", "forms": FORMS}
FILES = {"kind": "files", "name": "exports", "folder": "in"}


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([{"kind": "sample", "name": "sample"}, FILES], {}),
        ([FEISHU], {"lark": "none"}),
        ([{**FEISHU, "answered_elsewhere": True}], {}),
        ([FEISHU, {**FILES, "answers": {"paper": "none", "crm": "untimed"}}],
         {"lark": "none", "paper": "none", "crm": "untimed"}),
    ],
)  # fmt: skip
def test_sources_say_what_they_tell_of_answers(entries, told):
    assert Sources.model_validate({"sources": entries}).answers == told
