"""The two measures farthest below peers: never by chance, never by a trifle."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from reviewbook.development import weakest
from reviewbook.params.development import Development
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

MONTHS = [month.key for month in Period.parse("2026-10").last(12)]
LAST = MONTHS[-3:]
REPS = [f"p{n}" for n in range(10)]
OCTOBER = Period.parse("2026-10")
NONE = pd.DataFrame(columns=FRAMES["courses"].names)
UP = ("attainment", "accuracy_rate", "on_time_rate", "average_order", "good_report_rate", "satisfaction_score")


@pytest.fixture
def told():
    """Find the weakest of the reps and two managers, by answers given as measure to skill."""

    def made(facts, courses=NONE, period=OCTOBER, reps=REPS, **rules):
        answers = [{"measure": m} | ({"skill": s} if s else {}) for m, s in rules.pop("answers").items()]
        fewest = rules.pop("fewest", 0)
        skills = [{"name": name, "title": {"zh": name, "en": name}} for name in ("negotiation", "service")]
        given = {"answers": [{**answer, "fewest": fewest} for answer in answers], "skills": skills, **rules}
        directions = dict.fromkeys(UP, "up") | {"copied_rate": "down"}
        params = SimpleNamespace(
            development=Development.model_validate(given),
            measures={name: SimpleNamespace(direction=direction) for name, direction in directions.items()},
        )
        staff = pd.DataFrame({"person_id": [*reps, "m1", "m2"], "team_id": "east", "role": ["rep"] * len(reps) + ["manager"] * 2})  # fmt: skip
        return weakest({"facts": facts, "staff": staff, "courses": courses}, params, period)

    return made


def _rates(low, people=REPS, months=MONTHS):
    """Give 29 of 30 a month to everybody, and to one person `low` of 30 in the last three."""
    return {(who, m): (low if who == "p3" and m in LAST else 29.0, 30.0) for who in people for m in months}


def _sales(level=1.0, noise=0.1, seed=3):
    """Give everybody the same attainment with noise, and p3 `level` in the last three months, of targets of 100."""
    rng = np.random.default_rng(seed)
    return {
        (who, m): (100 * (rng.normal(1, noise) if not (who == "p3" and m in LAST) else level), 100.0)
        for who in REPS
        for m in MONTHS
    }


def test_a_share_far_below_that_of_all_others_is_told_with_its_course(told, monthly):
    course = pd.DataFrame(
        [("t1", "p3", "negotiation", "done"), ("t2", "p3", "negotiation", "overdue"), ("t2", "p4", "negotiation", "due")],
        columns=["training_id", "person_id", "skill", "status"],
    ).reindex(columns=NONE.columns)  # fmt: skip
    frame = told(monthly("on_time_rate", "share", _rates(20.0)), course, answers={"on_time_rate": "negotiation"})
    (row,) = frame.to_dict("records")
    assert (row["person_id"], row["team_id"], row["place"], row["measure"]) == ("p3", "east", 1, "on_time_rate")
    assert (row["cadence"], row["period"], row["peer_count"]) == ("monthly", "2026-10", 9)
    assert [row["value"], row["peers"]] == pytest.approx([2 / 3, 29 / 30])
    assert (row["skill"], row["training"]) == ("negotiation", "t2")
    # The others are all alike: a distance is told in what chance makes of 87 of 90, (0.9886 - 0.9065) / 3.92.
    assert row["distance"] == pytest.approx((29 / 30 - 2 / 3) / 0.02094, rel=1e-3)


def test_what_chance_explains_is_not_told(told, monthly):
    assert told(monthly("on_time_rate", "share", _rates(28.0)), answers={"on_time_rate": None}).empty


def test_more_months_tell_what_a_single_one_does_not(told, monthly):
    # 75 of 90 is told; in a single month 25 of 30 is not, though as far below.
    facts = monthly("on_time_rate", "share", _rates(25.0))
    assert told(facts, answers={"on_time_rate": None})["person_id"].tolist() == ["p3"]
    assert told(facts, answers={"on_time_rate": None}, months=1).empty


def test_a_trifle_is_not_told_however_certain(told, monthly):
    facts = monthly("on_time_rate", "share", _rates(20.0))
    assert told(facts, answers={"on_time_rate": None}, least_distance=20.0).empty


def test_less_is_better_where_the_params_say_so(told, monthly):
    many = {key: (30 - part, whole) for key, (part, whole) in _rates(20.0).items()}
    assert told(monthly("copied_rate", "share", many), answers={"copied_rate": None})["person_id"].tolist() == ["p3"]
    assert told(monthly("on_time_rate", "share", many), answers={"on_time_rate": None}).empty


def test_sales_are_judged_by_how_they_move_from_month_to_month(told, monthly):
    low, usual = (monthly("attainment", "share", _sales(0.5, noise)) for noise in (0.1, 0.6))
    (row,) = told(low, answers={"attainment": "service"}).to_dict("records")
    assert (row["person_id"], row["value"], row["skill"], pd.isna(row["training"])) == ("p3", 0.5, "service", True)
    assert told(usual, answers={"attainment": "service"}).empty


def test_of_people_who_are_alike_hardly_anybody_is_told_in_a_hundred_companies(told, monthly):
    named = 0
    for seed in range(100):
        values = _sales(noise=0.2, seed=seed)
        rng = np.random.default_rng(seed)
        values |= {("p3", m): (100 * rng.normal(1, 0.2), 100.0) for m in LAST}
        named += len(told(monthly("attainment", "share", values), answers={"attainment": None}))
    assert named <= 8


def test_a_measure_that_hardly_ever_moves_is_not_compared(told, monthly):
    rare = {(who, m): 1.0 for who in REPS for m in MONTHS} | {("p3", m): 0.0 for m in LAST}
    assert told(monthly("satisfaction_score", "index", rare), answers={"satisfaction_score": None}).empty


def test_a_measure_has_its_own_interval(told, monthly):
    scores = {(who, m): 80.0 + n for n, who in enumerate(REPS) for m in LAST} | {("p3", m): 40.0 for m in LAST}
    facts = monthly("satisfaction_score", "points", scores)
    sure, unsure = (facts.assign(lower=facts["value"] - half, upper=facts["value"] + half) for half in (5, 60))
    assert told(sure, answers={"satisfaction_score": None})["person_id"].tolist() == ["p3"]
    assert told(unsure, answers={"satisfaction_score": None}).empty


def test_values_on_too_few_rows_are_not_compared(told, monthly):
    facts = monthly("on_time_rate", "share", _rates(20.0))
    assert len(told(facts, answers={"on_time_rate": None}, fewest=90)) == 1
    assert told(facts, answers={"on_time_rate": None}, fewest=91).empty


def test_peers_are_at_least_five_others_of_the_same_role(told, monthly):
    six, five = REPS[:6], REPS[:5]
    facts = monthly("on_time_rate", "share", _rates(10.0, [*five, "m1", "m2"]))
    assert told(facts, answers={"on_time_rate": None}, reps=five).empty
    facts = monthly("on_time_rate", "share", _rates(10.0, six))
    assert told(facts, answers={"on_time_rate": None}, reps=six)["peer_count"].tolist() == [5]


def test_the_two_measures_farthest_below_are_told(told, monthly):
    names = {"on_time_rate": 22.0, "good_report_rate": 10.0, "accuracy_rate": 15.0}
    facts = pd.concat([monthly(name, "share", _rates(low)) for name, low in names.items()], ignore_index=True)
    frame = told(facts, answers=dict.fromkeys(names))
    assert frame[["place", "measure"]].to_numpy().tolist() == [[1, "good_report_rate"], [2, "accuracy_rate"]]
    assert frame["distance"].is_monotonic_decreasing


def test_only_months_that_are_over_are_compared(told, monthly):
    facts = monthly("on_time_rate", "share", _rates(20.0))
    assert told(facts, answers={"on_time_rate": None}, period=Period.parse("2026-W47"))["period"].tolist() == [
        "2026-10"
    ]
    assert told(facts, answers={"on_time_rate": None}, period=Period.parse("2026-W31")).empty


@pytest.mark.parametrize(
    ("rows", "course"),
    [
        ([("t1", "p4", "done")], "t1"),
        ([("t1", "p3", "done"), ("t1", "p4", "due")], None),
        ([("t2", "p3", "due"), ("t1", "p4", "due")], "t2"),
        ([], None),
    ],
)
def test_the_course_is_her_open_one_else_one_she_never_had(told, monthly, rows, course):
    given = pd.DataFrame(rows, columns=["training_id", "person_id", "status"]).assign(skill="negotiation")
    courses = given.reindex(columns=NONE.columns)
    frame = told(monthly("on_time_rate", "share", _rates(20.0)), courses, answers={"on_time_rate": "negotiation"})
    assert [None if pd.isna(value) else value for value in frame["training"]] == [course]
