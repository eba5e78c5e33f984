"""What a review holds shows itself and completes."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from reviewbook.blocks import Notice, Tone
from reviewbook.desk.holding import Frames, Measures
from reviewbook.schema import FRAMES
from reviewbook.wording import entries


def rows(table):
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_measures_show_value_target_numerator_and_denominator(opened):
    told = rows(opened(audience="east").measures.table)
    assert told["revenue"] == ["Revenue", "¥450k", "¥450k", "–", "–", ""]
    assert told["on_time_rate"] == ["On-time rate", "94.4%", "–", "17", "18", ""]


def test_a_measure_without_a_value_is_a_dash_with_its_reason(opened):
    told = rows(opened(audience="p1").measures.table)
    assert told["satisfaction_score"] == ["Customer satisfaction", "–", "–", "–", "–", "too few answers to say"]


def test_frames_show_what_a_row_is_and_how_many_there_are(opened):
    told = rows(opened(audience="east").frames.table)
    assert told["owed"][:2] == ["a report that a person owed for a period, with its fate", "18"]
    assert told["owed"][2].startswith("person_id, team_id, ")


@pytest.mark.parametrize("name", [*FRAMES, "people", "teams", "products", "days"])
def test_every_frame_has_its_words(name):
    assert {"zh", "en"} <= set(entries()[f"desk.frame.{name}"])


def test_names_are_attributes_and_complete(opened):
    review = opened()
    assert review.measures.attainment is review.measures["attainment"]
    assert review.frames.owed is review.frames["owed"]
    for held, name in ((review.measures, "attainment"), (review.frames, "owed"), (review.explain, "attainment")):
        assert name in dir(held)
        assert name in held._ipython_key_completions_()


def test_a_name_that_is_not_there_is_told_with_the_one_that_is_like_it(opened):
    review = opened()
    with pytest.raises(KeyError, match=re.escape("'attainmnt' is not there. Did you mean 'attainment'?")):
        review.measures["attainmnt"]
    with pytest.raises(AttributeError, match=re.escape("'owde' is not there. Did you mean 'owed'?")):
        _ = review.frames.owde


def test_what_people_wrote_is_escaped_wherever_a_review_shows_itself(sliced, opened):
    bad, safe = "<script>alert(1)</script>", "&lt;script&gt;"
    named = {"people": pd.DataFrame({"person_id": ["p1", "p2"], "name": [bad, bad]}),
             "teams": sliced().frames["teams"].assign(name=[bad, "West"])}  # fmt: skip
    review = opened(frames={**sliced().frames, **named})
    object.__setattr__(review, "missing", (Notice(bad, Tone.WARN, action=bad),))
    shown = [review, review.measures, review.frames, review.explain("on_time_rate", "p2")]
    for one in shown:
        assert bad not in one._repr_html_()
    assert safe in shown[0]._repr_html_()
    assert safe in shown[3]._repr_html_()


def test_a_review_says_what_it_is_its_five_numbers_and_what_to_ask(opened):
    review = opened(audience="east")
    said = repr(review)
    assert said.startswith(
        "Weekly sales review (weekly_review)\n华东 · Week 47 of 2026 (16–22 Nov)\nCut-off 23 Nov 2026"
    )
    assert "Revenue: ¥450k" in said
    assert "On-time rate: 94.4%  17 of 18 reports due" in said
    assert 'review.explain("on_time_rate", "' in said
    assert "review.what_if" not in said  # nothing was derived here
    html = review._repr_html_()
    assert "<b>¥450k</b>" in html
    assert "17 of 18 reports due" in html


def test_a_review_shows_itself_in_chinese(opened):
    review = opened("zh")
    assert "可以问什么" in review._repr_html_()
    assert "分母" in review.measures._repr_html_()
    assert "一行是什么" in review.frames._repr_html_()
    assert "定义" in review.explain("revenue")._repr_html_()


def test_what_is_missing_stands_above_the_numbers(opened):
    review = opened()
    object.__setattr__(review, "missing", (Notice("No target.", Tone.WARN, action="Load one."),))
    html = review._repr_html_()
    assert html.index("No target.") < html.index("¥800k")
    assert "Load one." in repr(review)


def test_a_held_mapping_is_as_large_as_what_it_holds(opened):
    review = opened()
    assert isinstance(review.frames, Frames)
    assert isinstance(review.measures, Measures)
    assert len(review.frames) == len(list(review.frames)) == len({**review.frames})
