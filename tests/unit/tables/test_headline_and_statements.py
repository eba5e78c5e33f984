"""The first page says what the facts say, and nothing that they do not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reviewbook import tables
from reviewbook.blocks import Tone

MEASURES = ("revenue", "growth", "on_time_rate", "reply_rate", "satisfaction_score")


def _without(review, *measures):
    facts = review.facts
    return replace(review, facts=facts[~facts["measure"].isin(measures)].reset_index(drop=True))


def _changed(review, measure, **values):
    facts = review.facts.copy()
    rows = (facts["measure"] == measure) & (facts["entity_kind"] == review.audience.kind)
    rows &= facts["period"] == review.period.key
    for name, value in values.items():
        facts.loc[rows, name] = value
    return replace(review, facts=facts)


def _judged(review, **values):
    """Change the point of the on-time rate of the audience in the period under review."""
    points = review.frames["signals"].copy()
    own = (points["entity_id"] == review.audience.id) & (points["period"] == review.period.key)
    points.loc[own, list(values)] = list(values.values())
    return replace(review, frames={**review.frames, "signals": points})


def _tile(review, measure):
    return next(tile for tile in tables.headline(review).items if tile.label == review.title(measure))


def _said(review):
    return [item.text for item in tables.statements(review).items]


def test_the_five_numbers_are_the_facts(sliced):
    review = sliced("en")
    items = tables.headline(review).items
    assert [item.label for item in items] == [review.title(measure) for measure in MEASURES]
    assert [item.value for item in items] == [review.value(measure) for measure in MEASURES]


def test_each_number_says_what_it_rests_on_and_how_it_changed(sliced):
    lines = tables.headline(sliced("en")).plain().split("\n")
    assert lines == [
        "Revenue: ¥800k  Target ¥820k, 97.6% reached  +¥40.0k against the week before",
        "Growth: +5.0%  Per working day, against the week before",
        "On-time rate: 91.4%  32 of 35 reports due  +1.4 pts against the week before  routine variation",
        "Reply rate: 80.0%  24 of 30 answered  +5.0 pts against the week before",
        "Customer satisfaction: 80.0  95% interval 76.0–84.0, 42 answers",
    ]


def test_revenue_below_its_target_is_bad_and_at_its_target_good(sliced):
    assert _tile(sliced(audience="west"), "revenue").tone == Tone.BAD
    assert _tile(sliced(audience="east"), "revenue").tone == Tone.GOOD


def test_a_rate_is_good_or_bad_only_against_a_target(sliced):
    review = sliced()
    assert _tile(review, "on_time_rate").tone == Tone.NONE
    assert _tile(_changed(review, "on_time_rate", target=0.95), "on_time_rate").tone == Tone.BAD
    assert _tile(_changed(review, "on_time_rate", target=0.90), "on_time_rate").tone == Tone.GOOD


def test_a_rate_without_a_target_is_good_or_bad_by_a_signal(sliced):
    tile = _tile(sliced("en", "west"), "on_time_rate")
    assert (tile.verdict, tile.tone) == ("signal ↓", Tone.BAD)
    above = _judged(sliced("en", "west"), side="above", rule="run", since="2026-W40")
    assert (_tile(above, "on_time_rate").verdict, _tile(above, "on_time_rate").tone) == (
        "signal ↑ since W40", Tone.GOOD,
    )  # fmt: skip
    assert _tile(_changed(above, "on_time_rate", target=0.99), "on_time_rate").tone == Tone.BAD


@pytest.mark.parametrize(("measure", "charted"), [("revenue", "attainment"), ("growth", "growth")])
def test_the_course_of_revenue_is_judged_by_what_working_days_do_not_move(measure, charted, sliced):
    review = sliced("zh", "west")
    assert _tile(review, measure).verdict == ""
    assert _tile(_judged(review, measure=charted), measure).verdict == "信号 ↓"
    assert _tile(_judged(review, measure=charted, verdict="routine"), measure).verdict == "常态波动"
    assert _tile(_judged(review, measure=charted, verdict="too_few"), measure).verdict == "尚无法判断"


def test_less_than_before_has_a_minus(sliced):
    assert _tile(_changed(sliced("en"), "revenue", previous=900_000.0), "revenue").change == (
        "−¥100k against the week before"
    )


def test_growth_on_a_year_ago_is_told_when_it_is_known(sliced):
    review = sliced("en")
    row = review.facts[review.facts["measure"] == "growth"].index[0]
    facts = review.facts.copy()
    known = facts[(facts["measure"] == "growth") & (facts["entity_kind"] == "company")].assign(
        measure="growth_year", value=-0.03
    )
    assert row is not None
    facts = type(facts)(facts.to_dict("records") + known.to_dict("records"), columns=facts.columns)
    assert _tile(replace(review, facts=facts), "growth").change == "−3.0% on a year ago"


@pytest.mark.parametrize("measure", MEASURES)
def test_a_number_that_does_not_exist_is_a_dash_with_its_reason(measure, sliced):
    tile = _tile(_without(sliced("en"), measure), measure)
    assert (tile.text, tile.detail, tile.value, tile.tone) == ("–", "no figures", None, Tone.MUTED)


def test_the_note_of_a_fact_is_its_reason_in_the_language_of_the_reader(sliced):
    for language, reason in (("en", "nothing was due"), ("zh", "期内没有到期的报告")):
        review = _changed(sliced(language), "on_time_rate", value=None, note="nothing due")
        assert _tile(review, "on_time_rate").detail == reason


def test_revenue_without_a_target_says_so(sliced):
    review = _changed(_without(sliced("en"), "target"), "attainment", value=None, note="no target")
    tile = _tile(review, "revenue")
    assert (tile.text, tile.detail, tile.tone) == ("¥800k", "no target", Tone.NONE)
    assert _said(review)[0] == (
        "Revenue was ¥800k; attainment cannot be told: no target. Per working day that is 5.0% more than the week before."
    )


def test_the_week_in_sentences(sliced):
    assert _said(sliced("en")) == [
        "Revenue was ¥800k, 97.6% of the target of ¥820k: ¥20.0k short. "
        "Per working day that is 5.0% more than the week before.",
        "At this pace November 2026 will end between ¥3.10m and ¥3.51m, 80% likely; the target of ¥3.44m is within "
        "reach.",
        "华东 contributed most: ¥450k, 56% of the whole. 华西 is farthest behind the target: ¥20.0k short "
        "(94.6% reached).",
    ]


def test_the_week_in_chinese_sentences(sliced):
    assert _said(sliced("zh", "west")) == [
        "销售额 ¥35.0万，达成目标 ¥37.0万 的 94.6%，还差 ¥2.00万。按工作日计，比前一周多 5.0%。",
        "按目前进度，2026年11月全月销售额预计在 ¥140万 至 ¥159万 之间（八成可能）；目标 ¥155万 有望达成。",
        "贡献最大的是Anna Berg：¥18.0万，占 51%；离目标最远的是刘洋：还差 ¥4.00万（达成 60.0%）。",
    ]


def test_farthest_behind_is_by_money_not_by_share(sliced):
    review = sliced("en", "west")
    facts = review.facts.copy()
    rows = (facts["entity_id"] == "p4") & (facts["period"] == review.period.key)
    facts.loc[rows & (facts["measure"] == "gap"), "value"] = 50_000.0
    facts.loc[rows & (facts["measure"] == "attainment"), "value"] = 0.9
    assert "Anna Berg is farthest behind the target: ¥50.0k short" in _said(replace(review, facts=facts))[-1]


def test_beyond_the_target_and_less_than_before(sliced):
    review = _changed(_changed(sliced("en", "east"), "gap", value=-30_000.0), "growth", value=-0.125)
    assert _said(review)[0] == (
        "Revenue was ¥450k, 100.0% of the target of ¥450k: ¥30.0k beyond it. "
        "Per working day that is 12.5% less than the week before."
    )


def test_a_target_that_covers_a_part_of_the_period_is_said(sliced):
    review = _changed(sliced("zh"), "attainment", note="part of the period")
    assert "还差 ¥2.00万。（目标只覆盖部分期间。）" in _said(review)[0]


def test_there_is_a_sentence_even_when_nothing_is_known(sliced):
    review = sliced("en")
    assert _said(replace(review, facts=review.facts.iloc[:0])) == ["Revenue: no figures."]


@pytest.mark.parametrize("audience", ["company", "east", "p5"])
def test_page_one_has_three_points_of_its_own_at_most(audience, sliced):
    assert 1 <= len(_said(sliced("en", audience))) <= 3


@pytest.mark.parametrize("audience", ["company", "east", "west", "p5"])
def test_every_number_of_a_sentence_is_a_fact_or_counted_from_its_rows(audience, sliced):
    review = sliced("en", audience)
    words = review.words
    facts = review.facts[review.facts["period"].isin([review.period.key, "2026-11"])]
    known = {"80", "2026"}
    for column in ("value", "lower", "upper", "target"):
        for value in facts[column].dropna():
            known |= {words.short(abs(value)), words.number(value), words.number(value, 1)}
            known |= {words.number(abs(value) * 100, 1)}
    share_of_whole = {"56", "51", "47"}
    said = set(re.findall(r"\d[\d.,]*[km]?", " ".join(_said(review)).replace("–", " ")))
    assert {number.rstrip(".,") for number in said} - known - share_of_whole == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_change_is_called_a_signal_but_by_its_chart(language, sliced):
    review = sliced(language)
    unjudged = replace(review, frames={**review.frames, "signals": review.frames["signals"].iloc[:0]})
    said = " ".join(_said(unjudged)) + tables.headline(unjudged).plain()
    assert not re.search(r"signal|routine|significant|trend|improv|worse|信号|常态|显著|改善|恶化", said)
    assert re.search(r"routine|常态", tables.headline(review).plain())
