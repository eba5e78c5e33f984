"""No sentence of a finding states a number of nobody's: each is that of its fact, or the document is not made."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook.blocks import Tone
from reviewbook.errors import FindingError
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.telling import began, follow_up_title, told, what_to_do
from reviewbook.wording import entries

FINDING = {
    "finding_id": "less_punctual.team.west", "kind": "less_punctual", "cadence": "weekly", "period": "2026-W47",
    "entity_kind": "team", "entity_id": "west", "topic": None, "verdict": "signal", "tone": "bad",
    "since": "2026-W47", "owner_id": "m2", "due_on": pd.Timestamp("2026-11-27"),
}  # fmt: skip
FACT = {"source": "facts", "measure": "on_time_rate", "cadence": "weekly", "period": "2026-W47",
        "entity_kind": "team", "entity_id": "west"}  # fmt: skip
RATE = {**FACT, "name": "rate", "part": "value", "unit": "share", "value": 15 / 17}
COUNTS = (
    {**FACT, "name": "on_time", "part": "numerator", "unit": "count", "value": 15.0},
    {**FACT, "name": "due", "part": "denominator", "unit": "count", "value": 17.0},
    {"source": "owed", "name": "before", "unit": "share", "value": 0.97},
)
NUMBERS = (RATE, *COUNTS)


@pytest.fixture
def stating(sliced):
    """Give the week with numbers that a finding states."""

    def made(*numbers, language="en", **parts):
        rows = [{"finding_id": FINDING["finding_id"], **number} for number in numbers]
        review = sliced(language, **parts)
        evidence = pd.DataFrame(rows, columns=FRAMES["evidence"].names)
        return replace(review, frames={**review.frames, "evidence": evidence})

    return made


def _refused(review, finding=FINDING):
    with pytest.raises(FindingError) as refusal:
        told(review, finding)
    return str(refusal.value)


def test_numbers_are_written_as_the_reader_writes_them(stating):
    notice = told(stating(*NUMBERS), FINDING)
    assert notice.text == "华西 has been less punctual this week: 88.2% on time (15 of 17), 97.0% before."
    assert (notice.tone, notice.opens) == (Tone.BAD, "")
    assert notice.action.startswith("More than chance · Find out with 华西 what changed")
    chinese = told(stating(*NUMBERS, language="zh"), {**FINDING, "since": "2026-W40"})
    assert chinese.text == "华西自 W40 起准时率降至 88.2%（到期 17 份，准时 15 份），此前为 97.0%。"


@pytest.mark.parametrize(
    ("period", "since", "zh", "en"),
    [
        ("2026-W47", None, "W47", "W47"),
        ("2026-W47", "2026-W40", "W40", "W40"),
        ("2026-W02", "2025-W50", "2025-W50", "2025-W50"),
        ("2026-10", "2026-09", "9月", "Sep"),
        ("2026-10", "2025-09", "2025年9月", "September 2025"),
    ],
)
def test_what_began_in_another_year_has_its_year(period, since, zh, en, sliced):
    for language, said in (("zh", zh), ("en", en)):
        assert began(sliced(language, period=Period.parse(period)), {"since": since}) == said


def test_a_number_that_is_not_that_of_its_fact_is_refused(stating):
    assert _refused(stating({**RATE, "value": 0.81}, *COUNTS)) == (
        "finding less_punctual.team.west: rate: states 0.81, but value of on_time_rate of team west, 2026-W47, is "
        f"{15 / 17}. A finding states what the facts say. Take the number as it stands there."
    )


def test_a_number_of_a_fact_without_a_value_is_refused(stating):
    complaint = {**RATE, "measure": "satisfaction_score", "entity_kind": "person", "entity_id": "p5"}
    assert "value of satisfaction_score of person p5, 2026-W47, is None" in _refused(stating(complaint, *COUNTS))


def test_a_fact_that_the_slice_does_not_hold_cannot_be_compared(stating):
    before = {**RATE, "period": "2025-W01", "value": 0.5}
    assert "50.0% on time" in told(stating(before, *COUNTS), FINDING).text


def test_all_that_is_wrong_is_said_at_once(stating):
    wrong = _refused(stating({**RATE, "value": 0.81}, {**COUNTS[0], "value": 14.0}, *COUNTS[2:]))
    assert [line.partition(": ")[0] for line in wrong.split("\n")] == ["finding less_punctual.team.west"] * 3
    assert "rate: states 0.81" in wrong
    assert "on_time: states 14.0" in wrong
    assert (
        "'finding.less_punctual.said' states due, which no evidence gives. It is given before, last, on_time" in wrong
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ({"source": "the air"}, "rate: rests on 'the air', which holds no rows. Name facts, or a frame of rows."),
        ({"measure": "on_time"}, "rate: rests on the measure 'on_time', which there is not. Name the fact."),
        ({"measure": None}, "rate: rests on the measure '', which there is not. Name the fact."),
        ({"part": "middle"},
         "rate: 'middle' is no part of a fact of one period. A number of several is one of: sum, mean, share, change, "
         "difference. Name the fact, or say how."),
        ({"period": None}, "rate: 'value' is no part of a fact of one period."),
    ],
)  # fmt: skip
def test_a_number_says_where_it_stands(number, said, stating):
    assert said in _refused(stating({**RATE, **number}, *COUNTS))


def test_a_number_of_several_periods_says_how_it_was_made(stating):
    pooled = {**RATE, "period": None, "part": "share", "value": 0.5}
    assert "50.0% on time" in told(stating(pooled, *COUNTS), FINDING).text


@pytest.mark.parametrize("digits", ["3", "３", "²"])
def test_words_with_a_number_of_their_own_are_refused(digits, stating, monkeypatch):
    key = "finding.less_punctual.said"
    monkeypatch.setitem(entries(), key, {"zh": "x", "en": f"{{who}} is late {digits} times {{since}}."})
    assert _refused(stating(*NUMBERS)) == (
        f"finding less_punctual.team.west: 'finding.less_punctual.said' holds a number of its own, {digits}. "
        "A number in prose comes from evidence. Write the name of the number in place of its digits."
    )
    monkeypatch.undo()
    monkeypatch.setitem(entries(), "finding.less_punctual.do", {"zh": "x", "en": f"Call {{who}} {digits} times"})
    with pytest.raises(FindingError, match=f"'finding.less_punctual.do' holds a number of its own, {digits}"):
        what_to_do(stating(*NUMBERS), FINDING)


def test_a_name_may_hold_digits(stating, sliced):
    teams = sliced().frames["teams"].replace({"name": {"华西": "Export Team 1"}})
    review = stating(*NUMBERS)
    renamed = replace(review, frames={**review.frames, "teams": teams})
    assert told(renamed, FINDING).text.startswith("Export Team 1 has been less punctual this week: 88.2%")


def test_a_past_that_is_not_known_is_left_out(stating):
    silent = {**FINDING, "kind": "unanswered", "entity_kind": "person", "entity_id": "p5"}
    answers = [{"source": "replies", "name": name, "unit": "count", "value": n} for name, n in
               (("answered", 0.0), ("asked", 12.0))]  # fmt: skip
    text = "刘洋 answered 0 of 12 reports this week that asked for it"
    assert told(stating(*answers), silent).text == f"{text}."
    before = {"source": "replies", "name": "before", "unit": "share", "value": 0.9}
    assert told(stating(*answers, before), silent).text == f"{text}; before, 90.0%."


def test_the_part_of_the_bridge_that_weighs_most_is_named_and_has_its_sign(stating):
    company = {"entity_kind": "company", "entity_id": "company"}
    short = {**FINDING, **company, "kind": "behind_target"}
    numbers = [
        {**FACT, **company, "measure": "attainment", "name": "attainment", "unit": "share", "value": 800 / 820},
        {**FACT, **company, "measure": "gap", "name": "gap", "unit": "money", "value": 20_000.0},
        {**FACT, **company, "measure": "target", "name": "target", "unit": "money", "value": 820_000.0},
        {**FACT, **company, "measure": "bridge_price", "name": "why", "unit": "money", "value": -24_000.0},
    ]
    assert told(stating(*numbers), short).text == (
        "The company reached 97.6% of the target of ¥820k, ¥20.0k short; the largest drag against the week before is "
        "price (−¥24.0k)."
    )
    assert told(stating(*numbers, language="zh"), short).text == (
        "全公司达成目标 ¥82.0万 的 97.6%，还差 ¥2.00万；较前一周拖累最大的是价格（−¥2.40万）。"
    )


@pytest.mark.parametrize(
    ("kind", "topic", "zh", "en"),
    [
        ("claims_off", "duplicate", "华西：填报与记录相符", "华西: claims that agree with the records"),
        ("unfilled_field", "weekly_sales.lesson", "华西：说明或取消销售周报的“经验教训”",
         "华西: explain or drop the field Lesson of the Weekly sales report"),
        ("unfilled_field", "gone.lesson", "华西：说明或取消lesson", "华西: explain or drop lesson"),
        ("training_gap", "juggling", "华西：完成“juggling”课程", "华西: the course in juggling done"),
        ("competitor", "nobody", "华西：应对nobody", "华西: an answer to nobody"),
    ],
)  # fmt: skip
def test_a_follow_up_has_a_title_without_numbers(kind, topic, zh, en, sliced):
    row = {"kind": kind, "entity_kind": "team", "entity_id": "west", "topic": topic}
    assert follow_up_title(sliced("zh"), row) == zh
    assert follow_up_title(sliced("en"), row) == en


def test_a_competitor_has_its_name_in_both_languages(sliced):
    rival = sliced().market.competitors[0]
    row = {"kind": "competitor", "entity_kind": "company", "entity_id": "company", "topic": rival.name}
    assert follow_up_title(sliced("en"), row) == f"The company: an answer to {rival.title.en}"
    assert follow_up_title(sliced("zh"), row) == f"全公司：应对{rival.title.zh}"


def test_a_cause_has_a_way_of_its_own(stating):
    finding = {**FINDING, "kind": "claims_off", "entity_kind": "person", "entity_id": "p5"}
    review = stating()
    assert what_to_do(review, {**finding, "topic": "unit"}) == "Agree with 刘洋 on the unit, and print it on the form"
    assert what_to_do(review, {**finding, "topic": "unexplained"}) == "Go through these orders together with 刘洋"
