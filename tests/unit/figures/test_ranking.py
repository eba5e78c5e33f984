"""The ranking shows scores with their intervals, and claims nothing that chance alone would do."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from reviewbook import figures
from reviewbook.blocks import Figure, Notice
from reviewbook.figures.house import ACCENT
from reviewbook.fonts import FAMILY
from reviewbook.params.appraisal import Appraisal
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

RULES = {
    "expected": 80,
    "components": [{"name": "sales", "title": {"zh": "业绩", "en": "Sales"}, "weight": 1, "measures": [
        {"measure": "attainment", "weight": 1, "curve": [[0, 0], [1, 100]]}]}],
}  # fmt: skip


@pytest.fixture
def ranked(sliced):
    """Give the month with the scores and possible ranks of some people, in a language."""

    def made(*people, language="en", audience="company", rules=RULES, period="2026-10"):
        rows = [
            {"board": "appraisal", "person_id": who, "team_id": "east", "score": score, "lower": score - 10.0,
             "upper": score + 5.0, "rank": 1, "rank_best": best, "rank_worst": worst, "group": 1, "eligible": True}
            for who, score, best, worst in people
        ]  # fmt: skip
        review = sliced(language, audience)
        standings = pd.DataFrame(rows, columns=FRAMES["standings"].names)
        return replace(
            review,
            period=Period.parse(period),
            appraisal=Appraisal.model_validate(rules),
            frames={**review.frames, "standings": standings},
        )

    return made


def test_people_stand_by_their_score_with_the_ranks_it_may_stand_for(ranked):
    block = figures.ranking(ranked(("p1", 61.0, 1, 3), ("p4", 88.0, 1, 2), ("p2", 30.0, 2, 3)))
    assert isinstance(block, Figure)
    assert block.title == "2 of 3 people may be the first; the others are not"
    assert block.alt == (
        "Scores from high to low, the whiskers are 95% intervals. Anna Berg 88.0, interval 78.0–93.0, rank 1 to 2; "
        "李娜 61.0, interval 51.0–66.0, rank 1 to 3; 王伟 30.0, interval 20.0–35.0, rank 2 to 3"
    )
    assert [[cell.text for cell in row] for row in block.data.rows] == [
        ["Anna Berg", "88.0", "78.0", "93.0", "1", "2"],
        ["李娜", "61.0", "51.0", "66.0", "1", "3"],
        ["王伟", "30.0", "20.0", "35.0", "2", "3"],
    ]
    for text in ("As agreed 80", "88.0  rank 1–2"):
        assert text in block.svg


def test_nobody_is_accented_where_every_difference_may_be_chance(ranked):
    block = figures.ranking(ranked(("p1", 61.0, 1, 2), ("p4", 88.0, 1, 2)))
    assert block.title == "No difference among the scores of 2 people is more than chance"
    assert ACCENT not in block.svg
    zh = figures.ranking(ranked(("p1", 61.0, 1, 2), ("p4", 88.0, 1, 2), language="zh"))
    assert zh.title == "2 人的评分差距都在偶然范围之内"


def test_a_clear_first_is_the_only_one_accented(ranked):
    clear = figures.ranking(ranked(("p1", 61.0, 2, 2), ("p4", 88.0, 1, 1)))
    assert clear.title == "The score of Anna Berg is clearly ahead"
    assert "88.0  rank 1" in clear.svg
    several = figures.ranking(ranked(("p1", 61.0, 1, 3), ("p4", 88.0, 1, 2), ("p2", 30.0, 2, 3)))
    assert 0 < clear.svg.count(ACCENT) < several.svg.count(ACCENT)


def test_a_team_hears_nothing_of_the_whole_company(ranked):
    block = figures.ranking(ranked(("p1", 61.0, 1, 2), ("p2", 58.0, 1, 2), audience="east"))
    assert block.title == "Scores with their 95% intervals"


def test_without_scores_there_is_a_sentence(ranked):
    assert figures.ranking(ranked()).text == "Nobody could be scored this month."
    assert isinstance(figures.ranking(ranked(rules={})), Notice)
    assert figures.ranking(ranked(period="2026-W44")).text.startswith("Appraisal and honours come once a month")


def test_the_line_of_what_was_agreed_is_drawn_only_where_it_is_said(ranked):
    plain = figures.ranking(
        ranked(("p1", 61.0, 1, 2), ("p2", 58.0, 1, 2), rules={k: v for k, v in RULES.items() if k != "expected"})
    )
    assert "As agreed" not in plain.svg


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_drawings_are_the_same_bytes_in_the_face_of_the_house(ranked, language):
    first, second = (figures.ranking(ranked(("p1", 61.0, 1, 3), ("p4", 88.0, 1, 2), language=language)) for _ in "ab")
    assert first == second
    texts = [node for node in ElementTree.fromstring(first.svg).iter() if node.tag.endswith("}text")]
    assert any("88.0" in "".join(node.itertext()) for node in texts)
    assert FAMILY in first.svg
