"""Who hands in nothing, who hands in an earlier text again, and which question nobody answers."""

import pandas as pd
import pytest

from reviewbook.findings.reporting import copied, not_reporting, unfilled_field

GOOD = "....."


def told(findings):
    """Give each finding as kind, entity, topic and the values of its numbers."""
    return [(f.kind, f.entity_id, f.topic, {name: n.value for name, n in f.numbers.items()}) for f in findings]


def test_who_hands_in_nothing_for_a_week_is_found_with_the_week_in_which_it_began(known, owed):
    (found,) = not_reporting(known(owed=owed({"li": [GOOD, "mmmm.", "mmmmm"], "wang": [GOOD]})))
    assert told([found]) == [("not_reporting", "li", "", {"missing": 9, "due": 10, "before": 1.0})]
    assert (found.since, found.verdict, found.tone, found.effect_reports) == ("2026-W46", "certain", "bad", 5)
    assert found.test == "submitted_rate person:li >= 0.9 x2"


@pytest.mark.parametrize(
    "weeks",
    [
        [GOOD, "mm..."],  # not most of them
        [GOOD, "lllll"],  # late is not missing
        [GOOD, "xxxxx"],  # on leave nothing is due
        [GOOD, "mmxxx"],  # two of two: too few by themselves, and the week before was good
        ["mmmmm", GOOD],  # over
    ],
)
def test_who_misses_less_than_most_of_a_week_is_not_found(known, owed, weeks):
    assert not_reporting(known(owed=owed({"li": weeks}))) == []


def test_a_short_week_is_judged_together_with_the_weeks_before(known, owed):
    (found,) = not_reporting(known(owed=owed({"li": [GOOD, "mmm..", "mmxxx"]})))
    assert told([found])[0][3] == {"missing": 5, "due": 7, "before": 1.0}


def test_who_owes_one_report_a_week_is_found_after_three_of_four(known, owed):
    assert not_reporting(known(owed=owed({"li": [".", ".", "m", "m"]}))) == []
    (found,) = not_reporting(known(owed=owed({"li": [".", "m", "m", "m"]})))
    assert told([found])[0][3] == {"missing": 3, "due": 3, "before": 1.0}


def test_a_new_colleague_has_no_past_to_state(known, owed):
    (found,) = not_reporting(known(back=2, owed=owed({"li": ["mmmmm", "mmmmm"]}, back=2)))
    assert "before" not in found.numbers


def test_a_month_tells_of_the_weeks_in_it(known, owed):
    # Four of the five weeks with a day in November 2026 end by W48; the last one here is W47.
    (found,) = not_reporting(known("2026-11", 6, owed=owed({"li": [GOOD, "mmmmm", "mmmmm"]})))
    assert (found.since, found.numbers["missing"].value, found.effect_reports) == ("2026-11", 10, 10)


def test_later_weeks_are_not_looked_at(known, owed):
    assert not_reporting(known("2026-W46", owed=owed({"li": [GOOD, "mmmmm"]}))) == []


def copies(weeks, enough=True):
    """Give the frame ``copies``: ``c`` for a report that is copied."""
    from reviewbook.periods import Period

    rows = [
        (person, on, enough, letter == "c")
        for person, given in weeks.items()
        for week, letters in zip(Period.parse("2026-W47").last(len(given)), given, strict=True)
        for on, letter in zip(week.days, letters, strict=False)
    ]
    frame = pd.DataFrame(rows, columns=["person_id", "due_on", "enough", "copied"])
    return frame.assign(due_on=pd.to_datetime(frame["due_on"]))


def test_who_copies_most_of_a_week_is_found(known):
    (found,) = copied(known(copies=copies({"li": [GOOD, "ccc..", "ccccc"], "wang": [GOOD, GOOD, "cc..."]})))
    assert told([found]) == [("copied", "li", "", {"copied": 8, "compared": 10})]
    assert (found.since, found.verdict, found.effect_reports) == ("2026-W46", "certain", 5)


def test_texts_too_short_to_be_compared_are_no_copies(known):
    assert copied(known(copies=copies({"li": [GOOD, "ccccc"]}, enough=False))) == []


def checks(filled):
    """Give the frame ``checks`` of the field ``lesson``: for each team how many of its last ten reports fill it."""
    on = pd.Timestamp("2026-11-20")
    rows = [
        (team, "weekly_sales", "lesson", on - pd.Timedelta(weeks=n // 2), None if n < count else "empty")
        for team, count in filled.items()
        for n in range(10)
    ]
    return pd.DataFrame(rows, columns=["team_id", "template", "field", "due_on", "reason"])


def test_a_question_that_one_team_never_answers_is_found(known):
    (found,) = unfilled_field(known(checks=checks({"east": 0, "south": 8, "north": 9})))
    assert told([found]) == [
        ("unfilled_field", "east", "weekly_sales.lesson", {"filled": 0, "reports": 10, "others": 0.85})
    ]
    # Fisher: 17 of 30 are filled, none of the 10 of east: C(20, 17) / C(30, 17), times three teams.
    assert found.chance == pytest.approx(3 * 1140 / 119759850)
    assert (found.since, found.tone, found.verdict) == ("2026-W43", "plain", "signal")
    # Two reports of the week under review, one of eight questions.
    assert found.effect_reports == 2 / 8


def test_a_question_that_the_team_answers_now_and_then_is_not_found(known):
    assert unfilled_field(known(checks=checks({"east": 1, "south": 8, "north": 9}))) == []


def test_where_others_hardly_answer_it_either_chance_is_large(known):
    (found,) = unfilled_field(known(checks=checks({"east": 0, "south": 2, "north": 1})))
    assert found.chance > 0.5


def test_a_question_that_nobody_answers_is_the_companys(known):
    (found,) = unfilled_field(known(checks=checks({"east": 0, "south": 0, "north": 0})))
    assert told([found]) == [("unfilled_field", "company", "weekly_sales.lesson", {"filled": 0, "reports": 30})]
    assert (found.verdict, found.chance) == ("certain", None)


def test_seven_reports_are_too_few_to_say_that_nobody_answers(known):
    rows = checks({"east": 0, "south": 8})
    few = rows[(rows["team_id"] != "east") | (rows.groupby("team_id").cumcount() < 7)]
    assert unfilled_field(known(checks=few)) == []
