"""Courses, goals, skills, what to learn next, lessons and wins, and whether reporting pays, as printed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.development.discipline import FEWEST
from reviewbook.params.development import Development
from reviewbook.schema.facts import FRAMES, UNRECORDED
from reviewbook.tables.development import _FEWEST_PAIRS

DEVELOPMENT = Development.model_validate(
    {
        "skills": [
            {"name": "negotiation", "title": {"zh": "谈判", "en": "Negotiation"}},
            {"name": "quotation", "title": {"zh": "报价", "en": "Quotation"}},
        ],
        "answers": [{"measure": "attainment", "skill": "negotiation"}, {"measure": "on_time_rate"}],
    }
)
COURSES = [
    ("t1", "p1", "east", "negotiation", "done"), ("t1", "p2", "east", "negotiation", "overdue"),
    ("t1", "p3", "east", "negotiation", "overdue"), ("t1", "p4", "west", "negotiation", "done"),
    ("t1", "p5", "west", "negotiation", "done"), ("t1", "p6", "west", "negotiation", "overdue"),
    ("t2", "p1", "east", "quotation", "done"), ("t2", "p4", "west", "quotation", "due"),
    ("t3", "p4", "west", "first aid", "due"),
]  # fmt: skip
GOALS = [
    ("g1", "p1", "east", "Lead a <b>tender</b>", "done", "2026-11-17"), ("g2", "p2", "east", "Mentor", "overdue", None),
    ("g3", "p4", "west", "Mentor", "done", "2026-10-01"), ("g4", "p5", "west", "Mentor", "due", None),
]  # fmt: skip
RATES = {"company": (5, 8), "east": (2, 4), "west": (3, 4), "p1": (2, 2), "p2": (0, 1), "p3": (0, 1)}


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def _frame(name, rows, columns=None):
    given = pd.DataFrame(rows, columns=columns.split() if columns else FRAMES[name].names)
    frame = given.reindex(columns=FRAMES[name].names)
    days = {column: "datetime64[s]" for column in frame if column.endswith("_on")}
    return frame.astype(days)


def _facts(review, note=None):
    empty = dict.fromkeys(review.facts.columns)
    key = {"cadence": "weekly", "period": "2026-W47", "n": 0}
    added = []
    for entity, (part, whole) in RATES.items():
        kind = "company" if entity == "company" else "team" if entity in ("east", "west") else "person"
        for measure, unit in (("training_rate", "share"), ("goal_rate", "share"), ("training_hours", "hours")):
            value = (
                {"value": 4.5} if unit == "hours" else {"value": part / whole, "numerator": part, "denominator": whole}
            )
            row = {**empty, **key, "measure": measure, "entity_kind": kind, "entity_id": entity, "unit": unit}
            added.append({**row, "note": note} if note else {**row, **value})
    return pd.DataFrame(review.facts.to_dict("records") + added, columns=review.facts.columns)


@pytest.fixture
def told(sliced):
    """Give the week with people's development, in a language and for an audience; frames may be replaced."""

    def made(language="en", audience="company", note=None, rules=DEVELOPMENT, **frames):
        review = sliced(language, audience)
        given = {
            "courses": _frame("courses", COURSES, "training_id person_id team_id skill status"),
            "career": _frame("career", GOALS, "goal_id person_id team_id title status done_on"),
        } | frames
        if audience != "company":
            whose = "team_id" if audience in ("east", "west") else "person_id"
            given = {name: frame[frame[whose] == audience] for name, frame in given.items()}
        return replace(review, facts=_facts(review, note), development=rules, frames={**review.frames, **given})

    return made


# Courses.


def test_courses_are_told_by_team_with_who_is_overdue_in_what(told):
    table = tables.trainings(told())
    assert table.title == "5 of 8 courses due are done; most is overdue in 华东: Negotiation, 2 people"
    assert _rows(table) == [
        ["华东", "2 / 4", "50.0%", "Negotiation: 张敏, 王伟", "4.5"],
        ["华西", "3 / 4", "75.0%", "Negotiation: 陈静", "4.5"],
    ]
    assert [[cell.text for cell in row] for row in table.totals] == [["Total", "5 / 8", "62.5%", "", "4.5"]]
    assert [row[2].bar for row in table.rows] == [0.5, 0.75]
    assert {row[2].opens for row in (*table.rows, *table.totals)} == {tables.course_rows(told()).id}


def test_a_team_sees_its_people(told):
    table = tables.trainings(told("zh", "east"))
    assert table.title == "到期课程 4 门次，已完成 2 门次；缺口最大：华东的谈判，2 人逾期"
    assert _rows(table) == [
        ["张敏", "0 / 1", "0.0%", "谈判", "4.5"], ["王伟", "0 / 1", "0.0%", "谈判", "4.5"],
        ["李娜", "2 / 2", "100.0%", "", "4.5"],
    ]  # fmt: skip


def test_more_than_three_are_counted(told):
    rows = [("t1", who, "east", "negotiation", "overdue") for who in ("p1", "p2", "p3", "p4", "p5")]
    courses = _frame("courses", rows, "training_id person_id team_id skill status")
    assert _rows(tables.trainings(told("en", courses=courses)))[0][3] == "Negotiation: Anna Berg, 刘洋, 张敏 and 2 more"
    assert _rows(tables.trainings(told("zh", courses=courses)))[0][3] == "谈判：Anna Berg、刘洋、张敏，另有 2 人"


def test_a_team_is_named_only_where_most_of_its_people_lack_a_course(told):
    few = _frame("courses", [row for row in COURSES if row[1] != "p3"], "training_id person_id team_id skill status")
    assert tables.trainings(told(courses=few)).title == "5 of 8 courses due are done, 2 are overdue"


def test_that_everything_is_done_is_said(told):
    done = _frame("courses", [row for row in COURSES if row[4] == "done"], "training_id person_id team_id skill status")
    assert tables.trainings(told(courses=done)).title == "All 8 courses that were due are done"


@pytest.mark.parametrize("shown", [tables.trainings, tables.skills, tables.course_rows])
def test_a_company_without_courses_is_told_so(shown, told):
    assert shown(told(note=UNRECORDED)) == Notice("No courses are on record.", Tone.MUTED)


# Skills.


def test_skills_count_those_who_have_them_of_those_who_are_taught(told):
    table = tables.skills(told())
    assert [head.text for head in table.heads] == ["Team", "Negotiation", "Quotation", "first aid"]
    assert _rows(table) == [["华东", "1/3", "1/1", "–"], ["华西", "2/3", "0/1", "0/1"]]
    assert [cell.tone for cell in table.rows[0][1:]] == [Tone.BAD, Tone.NONE, Tone.MUTED]
    assert [cell.tone for cell in table.rows[1][1:]] == [Tone.NONE, Tone.MUTED, Tone.MUTED]


def test_a_team_sees_who_has_which_skill(told):
    table = tables.skills(told("en", "west"))
    assert _rows(table) == [["陈静", "×", "–", "–"], ["Anna Berg", "✓", "○", "○"], ["刘洋", "✓", "–", "–"]]
    assert table.note == "✓ done, × overdue, ○ not due yet."


def test_every_course_is_among_the_folded_rows(told):
    table = tables.course_rows(told())
    assert table.folded
    assert len(table.rows) == len(COURSES)
    assert _rows(table)[0] == ["王伟", "华东", "Negotiation", "overdue", "–", "–"]


def test_a_person_sees_her_own_without_her_name_in_each_row(told):
    review = told("en", "p2", weakest=_weak(("p2", "attainment", 2.5, "negotiation", "t1")))
    table = tables.trainings(review)
    assert table.title == "0 of 1 courses due are done; overdue: Negotiation"
    assert _rows(table) == [["0 / 1", "0.0%", "Negotiation", "4.5"]]
    assert (tables.skills(review).title, _rows(tables.skills(review))) == ("Skills", [["×"]])
    assert tables.development(review).title == "Measures clearly below the peers: 1"
    said = told("zh", "p2", experience=_said(("p2", "win", "大单", 0)))
    assert tables.experience(said).title == "分享了 0 条经验教训、1 个成功案例"


# Goals.


def test_goals_name_what_is_overdue_and_what_was_reached_in_the_period(told):
    table = tables.goals(told())
    assert table.title == "5 of 8 development goals due are reached; reached in the period: 1"
    assert _rows(table) == [
        ["华东", "2 / 4", "50.0%", "Mentor (王伟)", "Lead a <b>tender</b> (李娜)"],
        ["华西", "3 / 4", "75.0%", "", ""],
    ]
    assert {row[2].opens for row in table.rows} == {tables.goal_rows(told()).id}
    rows = tables.goal_rows(told()).rows
    assert [cell.text for cell in rows[0]][2:4] == ["Mentor", "overdue"]
    assert {(row[-1].text, row[-1].value) for row in rows} == {
        ("–", None), ("2026-11-17", "2026-11-17"), ("2026-10-01", "2026-10-01"),
    }  # fmt: skip
    assert tables.goals(told(note=UNRECORDED)) == Notice("No development goals are on record.", Tone.MUTED)


# What to learn next.


def _weak(*rows):
    given = [
        {"cadence": "monthly", "period": "2026-10", "person_id": who, "team_id": "east", "place": 1, "measure": measure,
         "value": 0.5, "peers": 0.9, "peer_count": 5, "distance": distance, "skill": skill, "training": training}
        for who, measure, distance, skill, training in rows
    ]  # fmt: skip
    return _frame("weakest", given)


def test_who_is_below_the_peers_stands_with_the_course_that_answers_it(told):
    weak = _weak(
        ("p1", "attainment", 1.2, "negotiation", None), ("p2", "attainment", 2.5, "negotiation", "t1"),
        ("p5", "attainment", 1.5, "quotation", "t2"), ("p3", "on_time_rate", 2.0, None, None),
    )  # fmt: skip
    table = tables.development(told(weakest=weak))
    assert table.title == "People clearly below their peers in a measure: 4"
    assert _rows(table) == [
        ["王伟", "华东", "Attainment", "50.0%", "90.0%", "2.5", "Negotiation (overdue)"],
        ["张敏", "华东", "On-time rate", "50.0%", "90.0%", "2.0", "No course: talk it over"],
        ["刘洋", "华东", "Attainment", "50.0%", "90.0%", "1.5", "Quotation (not given yet)"],
        ["李娜", "华东", "Attainment", "50.0%", "90.0%", "1.2",
         "Negotiation (done: refresh it)"],
    ]  # fmt: skip


def test_nobody_below_the_peers_is_a_sentence_that_names_the_measures(told):
    table = tables.development(told(weakest=_weak()))
    assert (table.rows, table.note) == ((), "")
    assert table.empty == (
        "Over the last 3 months that are over nobody is below the peers by more than chance explains, in any of: "
        "Attainment, On-time rate."
    )


def test_a_company_that_compares_nobody_is_told_so(told):
    assert tables.development(told("zh", rules=Development())).text.startswith("没有 params/development.yaml")


# Lessons and wins.


def _said(*rows):
    given = [
        {"report_id": f"r{n}", "person_id": who, "team_id": "east", "cadence": "weekly", "period": "2026-W47",
         "template": "weekly_sales", "due_on": "2026-11-20", "field": "lesson", "means": means, "text": text,
         "answers": answers}
        for n, (who, means, text, answers) in enumerate(rows)
    ]  # fmt: skip
    return _frame("experience", given)


def test_what_was_answered_most_is_told_first_lessons_and_wins_by_turns(told):
    said = _said(
        ("p1", "lesson", "one", 0), ("p2", "lesson", "two", 0), ("p3", "win", "three", 0), ("p1", "lesson", "<i>4</i>", 3),
    )  # fmt: skip
    table = tables.experience(told(experience=said))
    assert table.title == "Lessons told: 3, wins: 1, by 3 people"
    assert _rows(table) == [
        ["Lesson", "<i>4</i>", "李娜", "华东", "Weekly sales report", "W47", "3"],
        ["Lesson", "one", "李娜", "华东", "Weekly sales report", "W47", "–"],
        ["Win", "three", "张敏", "华东", "Weekly sales report", "W47", "–"],
        ["Lesson", "two", "王伟", "华东", "Weekly sales report", "W47", "–"],
    ]
    assert tables.experience(told(experience=_said())).empty == "Nobody told a lesson or a win."


# Does reporting pay?


def _related(**more):
    row = {"cadence": "weekly", "period": "2026-W47", "pairs": 494, "people": 40}
    return _frame("discipline", [{**row, **more}])


@pytest.mark.parametrize(
    ("row", "said", "tone"),
    [
        ({"slope": 0.61, "lower": 0.14, "upper": 1.09}, "an attainment 6.1 pts higher in the month after (95% interval +1.4 pts to +10.9 pts; 494 pairs of months of 40 people", Tone.GOOD),
        ({"slope": -0.61, "lower": -1.09, "upper": -0.14}, "an attainment 6.1 pts lower", Tone.NONE),
        ({"slope": 0.1, "lower": -0.35, "upper": 0.56, "reason": "within_chance"}, "Cannot tell: 10 points more reports on time than a person's usual go with an attainment −3.5 pts to +5.6 pts different", Tone.NONE),
        ({"reason": "too_few"}, "Cannot tell: there are 494 pairs of months of 40 people; 30 are needed.", Tone.MUTED),
        ({"reason": "no_variation"}, "nobody reported more or less on time than usual", Tone.MUTED),
    ],
)  # fmt: skip
def test_whether_reporting_pays_is_said_with_its_interval_or_that_nobody_can_tell(row, said, tone, told):
    notice = tables.reporting_pays(told(discipline=_related(**row)))
    assert said in notice.text
    assert notice.tone is tone
    assert tables.reporting_pays(told("zh", discipline=_related(**row))).text != notice.text


def test_where_no_reports_are_asked_for_that_is_said(told):
    review = told(discipline=_related(reason="too_few"))
    unasked = replace(review, templates=review.templates.model_copy(update={"rules": ()}))
    assert tables.reporting_pays(unasked) == tables.experience(unasked) == unasked.unasked


def test_a_team_is_sent_to_the_companys_edition(told):
    assert tables.reporting_pays(told()).text.startswith("This is told of the whole company alone")
    assert _FEWEST_PAIRS == FEWEST
