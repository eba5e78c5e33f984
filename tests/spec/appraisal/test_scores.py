"""Scores: points by a curve, what counts and what does not, and who has a score at all."""

from __future__ import annotations

import numpy as np
import pytest

from reviewbook.appraisal.scoring import points
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

RULES_WITHOUT_SCORES = {
    "honours": [{"name": "best", "title": {"zh": "之星", "en": "Best"}, "measure": "attainment"}],
}


@pytest.mark.parametrize(
    ("value", "worth"), [(0.2, 0), (0.6, 0), (0.8, 40), (1.0, 80), (1.1, 90), (1.2, 100), (3.0, 100)]
)
def test_a_curve_is_straight_between_its_points_and_level_beyond_its_ends(value, worth):
    curve = ((0.6, 0.0), (1.0, 80.0), (1.2, 100.0))
    assert points(curve, np.array([value]))[0] == pytest.approx(worth)


def test_every_score_opens_to_its_parts(appraised):
    rows = appraised()["scores"].set_index(["person_id", "measure"])
    told = rows[["value", "points", "weight", "exposure", "counted", "reason"]]
    assert told.loc[("Li", "attainment")].tolist()[:5] == pytest.approx([1.1, 90, 0.6, 11, True])
    assert told.loc[("Li", "satisfaction_score")].tolist()[:5] == pytest.approx([90, 80, 0.2, 9, True])
    assert told.loc[("Li", "good_report_rate")].tolist()[:5] == pytest.approx([0.95, 90, 0.2, 20, True])
    assert told.loc[("Wang", "satisfaction_score"), ["counted", "reason"]].tolist() == [False, "too few"]
    # Three reports are less than the five that are asked for.
    assert told.loc[("Zhao", "good_report_rate"), ["value", "counted", "reason"]].tolist() == [
        1.0, False, "rests on too little",
    ]  # fmt: skip
    assert told.loc[("New", "attainment"), ["value", "counted", "reason"]].tolist() == [
        2.0, False, "too few working days",
    ]  # fmt: skip


def test_a_count_rests_on_nothing_but_itself_and_none_is_a_count_too(appraised, facts, rules):
    part = {"measure": "new_customers", "weight": 1, "curve": [[0, 40], [2, 100]], "least": 5}
    none = facts(
        "entity_id | measure | value | n\n----+----+----+----\nLi | new_customers | 0 | 0\nWang | new_customers | 1 | 1"
    )
    rows = appraised({"components": [rules["components"][0] | {"weight": 1, "measures": [part]}]}, facts=none)["scores"]
    told = rows.set_index("person_id")
    assert told.loc[["Li", "Wang"], "points"].tolist() == [40, 70]
    assert told.loc[["Li", "Wang"], "exposure"].isna().all()
    assert told.loc["Zhao", ["counted", "reason"]].tolist() == [False, "none"]


def test_a_score_is_the_mean_of_what_counts_by_its_weight(appraised):
    board = appraised()["standings"].query("board == 'appraisal'").set_index("person_id")
    # Li: 0.6 of 90, 0.2 of 80 and 0.2 of 90. Wang: 0.6 of 40 and 0.2 of 100, over the 0.8 that count.
    assert board.loc["Li", "score"] == pytest.approx(88)
    assert board.loc["Wang", "score"] == pytest.approx((0.6 * 40 + 0.2 * 100) / 0.8)
    assert (board["lower"].dropna() <= board["score"].dropna()).all()
    assert (board["score"].dropna() <= board["upper"].dropna()).all()


def test_who_has_too_little_that_counts_or_was_hardly_there_is_not_ranked(appraised):
    board = appraised()["standings"].query("board == 'appraisal'").set_index("person_id")
    assert board["reason"].dropna().to_dict() == {"New": "too few working days", "Zhao": "too little counts"}
    assert board.loc[["New", "Zhao"], ["score", "rank", "rank_best", "rank_worst", "group"]].isna().all().all()
    assert sorted(board.index[board["eligible"]]) == ["Li", "Wang"]


def test_managers_are_not_appraised(appraised):
    found = appraised()
    assert "Boss" not in set(found["scores"]["person_id"]) | set(found["standings"]["person_id"])


def test_the_least_days_and_the_least_weight_are_those_of_the_file(appraised, rules):
    board = appraised(rules | {"least_days": 4, "least_weight": 0.6})["standings"].query("board == 'appraisal'")
    assert board.set_index("person_id")["eligible"].to_dict() == {"Li": True, "New": True, "Wang": True, "Zhao": True}


def test_the_same_month_gives_the_same_numbers_whatever_the_order_of_its_rows(appraised, facts, orders, sold):
    first = appraised()
    again = appraised(facts=facts().iloc[::-1], sold=orders(sold).iloc[::-1].reset_index(drop=True))
    for name, frame in first.items():
        assert frame.equals(again[name]), name


def test_frames_are_those_of_the_schema_and_are_empty_where_nobody_is_appraised(appraised):
    found = appraised()
    assert {name: list(frame.columns) for name, frame in found.items()} == {
        name: FRAMES[name].names for name in ("scores", "standings", "honoured")
    }
    week = appraised(period=Period.parse("2026-W44"))
    assert [len(frame) for frame in week.values()] == [0, 0, 0]
    only_honours = appraised(RULES_WITHOUT_SCORES)
    assert [len(only_honours[name]) for name in ("scores", "standings")] == [0, 4]
