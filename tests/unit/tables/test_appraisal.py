"""Scores, ranks and honours as printed: no rank on noise, and nothing that is missing goes unsaid."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.params.appraisal import Appraisal
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

MONTH = Period.parse("2026-10")

RULES = {
    "expected": 80,
    "components": [
        {"name": "sales", "title": {"zh": "业绩", "en": "Sales"}, "weight": 0.6, "measures": [
            {"measure": "attainment", "weight": 1, "curve": [[0, 0], [1, 100]]}]},
        {"name": "service", "title": {"zh": "服务", "en": "Service"}, "weight": 0.4, "measures": [
            {"measure": "satisfaction_score", "weight": 0.5, "curve": [[0, 0], [100, 100]]},
            {"measure": "on_time_rate", "weight": 0.5, "curve": [[0, 0], [1, 100]]}]},
    ],
    "honours": [
        {"name": "best", "title": {"zh": "销售之星", "en": "Best sales"}, "measure": "attainment"},
        {"name": "year", "title": {"zh": "年度之星", "en": "Best of the year"}, "measure": "attainment", "months": 12,
         "within": "team"},
        {"name": "whole", "title": {"zh": "综合之星", "en": "Best of all"}, "measure": "appraisal",
         "decision": "highest"},
    ],
}  # fmt: skip

_TEAM = {"p1": "east", "p2": "east", "p3": "east", "p4": "west", "p5": "west", "p6": "west"}


def _standing(person, score, span, ranks, board="appraisal", **more):
    row = {"board": board, "cadence": "monthly", "period": "2026-10", "person_id": person, "team_id": _TEAM[person],
           "score": score, "lower": span[0], "upper": span[1], "rank": ranks[0], "rank_best": ranks[0],
           "rank_worst": ranks[1], "group": 1, "eligible": True, "reason": None}  # fmt: skip
    return row | more


def _unranked(person, reason):
    return _standing(person, None, (None, None), (None, None), group=None, eligible=False, reason=reason)


def _score(person, component, measure, weight, worth, **more):
    row = {"cadence": "monthly", "period": "2026-10", "person_id": person, "team_id": _TEAM[person],
           "component": component, "measure": measure, "weight": weight, "value": worth / 100, "points": worth,
           "exposure": 20.0, "counted": True, "reason": None}  # fmt: skip
    return row | more


def _honoured(honour, person, outcome, period="2026-10", **more):
    row = {"honour": honour, "cadence": "monthly", "period": period, "person_id": person, "team_id": _TEAM.get(person),
           "decision": "clear", "outcome": outcome, "edition": None, "reason": None}  # fmt: skip
    return row | more


BOARD = [
    _standing("p4", 88.0, (70.0, 95.0), (1, 3)),
    _standing("p1", 61.04, (50.0, 80.0), (1, 4)),
    _standing("p2", 60.0, (48.0, 79.0), (1, 4)),
    _standing("p5", 30.0, (20.0, 41.0), (2, 4)),
    _unranked("p3", "too few working days"),
    _unranked("p6", "too little counts"),
]
SCORES = [
    _score("p4", "sales", "attainment", 0.6, 90.0),
    _score("p4", "service", "on_time_rate", 0.2, 82.0),
    _score("p4", "service", "satisfaction_score", 0.2, 0.0, value=None, points=None, exposure=None, counted=False,
           reason="too few"),
    _score("p1", "sales", "attainment", 0.6, 50.0),
    _score("p1", "service", "on_time_rate", 0.2, 100.0),
    _score("p1", "service", "satisfaction_score", 0.2, 55.2),
]  # fmt: skip
MARKED = [_standing(p, v, (v - 0.2, v + 0.2), (1, 4), "best") for p, v in (("p4", 1.2), ("p1", 1.1), ("p2", 0.9))]
MARKED += [_standing("p5", 0.3, (0.1, 0.5), (2, 4), "best"), _standing("p1", 1.25, (1.1, 1.4), (1, 1), "year")]
MARKED += [_standing("p4", 88.0, (70.0, 95.0), (1, 3), "whole")]
GIVEN = [
    *(_honoured("best", person, "no_clear_winner") for person in ("p1", "p2", "p4")),
    _honoured("year", "p1", "given"),
    _honoured("year", None, "nobody", team_id="west", reason="only one eligible"),
    _honoured("whole", "p4", "given", decision="highest"),
]


@pytest.fixture
def marked(sliced):
    """Give the month with its appraisal, in a language and for an audience."""

    def made(language="en", audience="company", rules=RULES, period=MONTH, **frames):
        review = sliced(language, audience)
        rows = {"standings": [*BOARD, *MARKED], "scores": SCORES, "honoured": GIVEN} | frames
        read = {name: pd.DataFrame(found, columns=FRAMES[name].names) for name, found in rows.items()}
        return replace(
            review,
            period=period,
            appraisal=Appraisal.model_validate(rules),
            frames={**review.frames, **read},
        )

    return made


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_a_score_stands_with_its_interval_the_ranks_it_may_stand_for_and_its_parts(marked):
    table = tables.appraisal(marked())
    assert [head.text for head in table.heads] == [
        "Person", "Team", "Score", "95% interval", "Ranks", "Sales", "Service", "Counted",
    ]  # fmt: skip
    assert _rows(table)[:2] == [
        ["Anna Berg", "华西", "88.0", "70.0–95.0", "1–3", "90.0", "82.0", "80%"],
        ["李娜", "华东", "61.0", "50.0–80.0", "1–4", "50.0", "77.6", "100%"],
    ]
    assert (table.rows[0][2].opens, table.rows[0][2].bar) == ("rows-scores", 0.88)
    assert table.title == "Scores: 3 of 4 people may be the first"


def test_who_has_no_score_is_named_with_the_reason(marked):
    note = tables.appraisal(marked()).note
    assert note.endswith(
        "Without a score: 张敏 (present on fewer than 10 working days), 陈静 (less than 70% of the weights count)."
    )
    zh = tables.appraisal(marked("zh")).note
    assert zh.endswith("未评分：张敏（在岗工作日不足 10 天）、陈静（计入的权重不足 70%）。")


def test_where_no_difference_is_more_than_chance_the_title_says_so(marked):
    board = [_standing(who, score, (40, 90), (1, 3)) for who, score in (("p1", 70.0), ("p2", 69.0), ("p4", 60.0))]
    assert tables.appraisal(marked(standings=board)).title == (
        "Scores: no difference among 3 people is more than chance"
    )
    assert tables.appraisal(marked("zh", standings=board)).title == "月度评分：3 人之间的差距都在偶然范围之内"


def test_a_clear_first_is_named_and_groups_are_shown_where_there_are_several(marked):
    board = [_standing("p4", 88.0, (80, 95), (1, 1)), _standing("p1", 60.0, (50, 70), (2, 3), group=2),
             _standing("p2", 59.0, (50, 70), (2, 3), group=2)]  # fmt: skip
    table = tables.appraisal(marked(standings=board))
    assert table.title == "Scores: Anna Berg is clearly ahead"
    assert [row[5].text for row in table.rows] == ["1", "2", "2"]
    assert [row[4].text for row in table.rows] == ["1", "2–3", "2–3"]
    assert "People of different groups differ by more than chance." in table.note


def test_a_team_is_told_that_ranks_are_those_of_the_company_and_no_more(marked):
    east = [row for row in BOARD if row["team_id"] == "east"]
    table = tables.appraisal(marked(audience="east", standings=east))
    assert table.title == "Scores, and the ranks they may stand for"
    assert "Ranks are those in the whole company." in table.note
    assert "Team" not in [head.text for head in table.heads]


def test_every_part_of_a_score_says_whether_it_counts(marked):
    table = tables.score_rows(marked())
    assert table.folded
    assert _rows(table)[:3] == [
        ["Anna Berg", "Sales", "Attainment", "90.0%", "20", "90.0", "60%", "yes"],
        ["Anna Berg", "Service", "On-time rate", "82.0%", "20", "82.0", "20%", "yes"],
        ["Anna Berg", "Service", "Customer satisfaction", "–", "–", "–", "20%", "no: too few answers to say"],
    ]


def test_an_honour_says_who_has_it_what_decided_and_how_sure_that_is(marked):
    table = tables.honours(marked())
    assert table.title == "Honours of the month: 2 of 4 are given"
    assert _rows(table) == [
        ["Best sales", "Yunling Industrial", "No clear winner this month",
         "Attainment, this month: 90.0% to 120.0%", "any of these 3 may be the best: Anna Berg, 李娜, 王伟"],
        ["Best of the year", "华东", "李娜",
         "Attainment, last 12 months: 125.0% (95% interval 110.0%–140.0%)",
         "ahead of every other by more than chance (95%)"],
        ["Best of the year", "华西", "Not given", "Attainment, last 12 months",
         "only one person was eligible, with nobody to compare"],
        ["Best of all", "Yunling Industrial", "Anna Berg",
         "The score of the month: 88.0 (95% interval 70.0–95.0)",
         "the best value has it; whether the lead is more than chance is not asked"],
    ]  # fmt: skip
    assert [row[2].tone for row in table.rows] == [Tone.MUTED, Tone.GOOD, Tone.MUTED, Tone.GOOD]
    zh = tables.honours(marked("zh"))
    assert _rows(zh)[0][2:] == [
        "本月没有明确胜出者", "达成率（本月）：90.0% 至 120.0%", "这 3 人都可能是第一：Anna Berg、李娜、王伟",
    ]  # fmt: skip


def test_where_everybody_may_be_the_best_nobody_is_named(marked):
    everybody = [_honoured("best", person, "no_clear_winner") for person in ("p1", "p2", "p4", "p5")]
    table = tables.honours(marked(honoured=everybody))
    assert table.title == "Honours of the month: no clear winner of any of 2"
    assert _rows(table)[0][-1] == "each of 4 may be the best"


def test_an_honour_that_went_elsewhere_is_not_said_to_have_no_winner(marked):
    east = [row for row in GIVEN if row["honour"] == "year"]
    table = tables.honours(marked(audience="east", honoured=east))
    assert _rows(table) == [
        ["Best sales", "Yunling Industrial", "Nobody here", "Attainment, this month", ""],
        ["Best of the year", "华东", "李娜", "Attainment, last 12 months: 125.0% (95% interval 110.0%–140.0%)",
         "ahead of every other by more than chance (95%)"],
        ["Best of all", "Yunling Industrial", "Nobody here", "The score of the month", ""],
    ]  # fmt: skip


def test_honours_of_earlier_months_stand_as_they_were_published_the_latest_first(marked):
    before = [
        _honoured("best", "p4", "given", "2026-08", edition="monthly_review/2026-08/company/1"),
        _honoured("best", "p1", "no_clear_winner", "2026-09", edition="monthly_review/2026-09/company/2"),
        _honoured("best", "p2", "no_clear_winner", "2026-09", edition="monthly_review/2026-09/company/2"),
        _honoured("gone", "p1", "given", "2026-09", edition="monthly_review/2026-09/company/2"),
        _honoured("gone", "p4", "given", "2026-W36", edition="weekly_review/2026-W36/company/1", cadence="weekly"),
    ]
    table = tables.honours_history(marked(honoured=[*GIVEN, *before]))
    name = "Yunling Industrial"
    assert _rows(table) == [
        ["September 2026", "Best sales", name, "No clear winner", "monthly_review/2026-09/company/2"],
        ["September 2026", "gone", name, "李娜", "monthly_review/2026-09/company/2"],
        ["August 2026", "Best sales", name, "Anna Berg", "monthly_review/2026-08/company/1"],
    ]
    assert tables.honours_history(marked("zh")).empty == "此前发布的版本没有评选过荣誉。"


@pytest.mark.parametrize("shown", ["appraisal", "score_rows", "honours", "honours_history"])
def test_where_nobody_is_appraised_there_is_one_sentence(marked, shown):
    none = getattr(tables, shown)(marked(rules={}))
    assert isinstance(none, Notice)
    assert none.text.startswith("There is no params/appraisal.yaml")
    week = getattr(tables, shown)(marked(period=Period.parse("2026-W44")))
    assert isinstance(week, Notice)
    assert week.text.startswith("Appraisal and honours come once a month")


def test_a_month_without_a_score_says_so(marked):
    assert tables.appraisal(marked(standings=[], scores=[])).empty == "Nobody could be scored this month."
    honours_alone = {"honours": RULES["honours"][:1]}
    assert tables.appraisal(marked(rules=honours_alone, standings=[])).empty == "There are no scores, only honours."
