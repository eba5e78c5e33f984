"""Facts as they are beside facts as they would be."""

from __future__ import annotations

import pytest

from reviewbook.blocks import Figure, Notice
from reviewbook.desk.differing import Trial, compared

CHANGE = Trial(changes=(("templates.rules.daily.due.time", "21:00"),))


def later(review, more: float = 1.0, entity: str = "east", weeks: tuple[str, ...] = ("2026-W46", "2026-W47")):
    """Give the facts of a review with one report more on time in some weeks."""
    facts = review.facts.copy()
    rows = (facts["measure"] == "on_time_rate") & (facts["entity_id"] == entity) & facts["period"].isin(weeks)
    facts.loc[rows, "numerator"] += more
    facts.loc[rows, "value"] = facts.loc[rows, "numerator"].astype(float) / facts.loc[rows, "denominator"].astype(float)
    return facts


def test_each_measure_that_differs_stands_with_its_value_now_and_then(opened):
    review = opened(audience="east")
    found = compared(review, later(review), CHANGE)
    assert found.title == "What if: templates.rules.daily.due.time is 21:00"
    (row,) = found.effects.rows
    assert [cell.text for cell in row] == ["On-time rate", "94.4%", "100.0%", "+5.6 pts", "2 of 13"]


def test_the_course_has_the_twelve_periods_before_beside_the_present_one(opened):
    review = opened(audience="east")
    found = compared(review, later(review), CHANGE)
    assert len(found.course.rows) == 13
    assert [cell.text for cell in found.course.rows[0]][1:] == ["100.0%", "100.0%", "0.0 pts"]
    assert found.course.rows[-1][0].value == "2026-W47"
    assert isinstance(found.figure, Figure)
    assert found.figure.data == found.course
    assert "Then 100.0%" in found.figure.svg
    assert "W47: 94.4% now, 100.0% then" in found.figure.alt


def test_differences_hold_everything_that_differs_with_its_counts(opened):
    review = opened()
    found = compared(review, later(review, entity="p2"), CHANGE).differences
    assert found[["measure", "period", "entity_kind", "entity_id"]].values.tolist() == [
        ["on_time_rate", "2026-W46", "person", "p2"],
        ["on_time_rate", "2026-W47", "person", "p2"],
    ]
    last = found.iloc[-1]
    assert (last["numerator_now"], last["numerator_then"], last["denominator_then"]) == (5, 6, 6)
    assert last["difference"] == pytest.approx(1 / 6)


def test_where_nothing_differs_a_sentence_says_so(opened):
    review = opened()
    found = compared(review, review.facts.copy(), CHANGE)
    assert isinstance(found.effects, Notice)
    assert found.effects.plain() == (
        "Nothing differs: every measure of Yunling Industrial is what it is now in all 13 periods."
    )
    assert repr(found).count("Nothing differs") == 1


def test_what_differs_below_the_audience_alone_is_said(opened):
    review = opened()
    found = compared(review, later(review, entity="p2"), CHANGE)
    assert (
        found.effects.plain()
        == "Of Yunling Industrial itself nothing differs; 2 numbers below it do: see .differences."
    )


def test_a_value_that_is_new_or_gone_differs_and_has_no_difference(opened):
    review = opened(audience="east")
    facts = review.facts[~((review.facts["measure"] == "growth") & (review.facts["period"] == "2026-W47"))]
    found = compared(review, facts, CHANGE)
    (row,) = found.effects.rows
    assert [cell.text for cell in row] == ["Growth", "+5.0%", "–", "–", "1 of 13"]


def test_what_was_not_computed_is_said(opened):
    review = opened()
    said = compared(review, later(review, entity="company"), Trial(without_effect=("deliveries",))).notes.plain()
    assert "Not computed: findings, appraisal and honours" in said
    assert "params/deliveries.yaml enters into no measure" in said


def test_the_measure_that_is_asked_for_is_shown(opened):
    review = opened(audience="east")
    found = compared(review, later(review), Trial(show="revenue"))
    assert found.course.title == "Revenue, now and then"


def test_it_is_told_in_chinese_and_what_people_wrote_is_escaped(opened):
    review = opened("zh", "east")
    trial = Trial(changes=(("company.name.zh", "<b>新</b>"),))
    html = compared(review, later(review), trial)._repr_html_()
    assert "如果：company.name.zh 为 &lt;b&gt;新&lt;/b&gt;" in html
    assert "未计算" in html
