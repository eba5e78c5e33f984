"""How alike two texts are: what hides no copy, and what is no copy."""

from __future__ import annotations

import numpy as np
import pytest

from reviewbook.text import LONGEST, enough, folded, likeness

ZH = "上午拜访苏州晟力包装，与王工沟通离心泵的选型，对方要求补一份12台规模的配置清单。明天催首付款。"
EN = (
    "Visited Kingsley Foods in Leeds this morning, Mr Shaw wants an offer for 12 control valves by Friday. "
    "Tomorrow I call Orwell Water."
)


def _alike(one: str, other: str) -> float:
    return float(likeness([folded(one)], [folded(other)])[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ZH, ZH),
        (EN, EN),
        (ZH, ZH.replace("，", " ,  ").replace("。", "!\n")),
        (ZH, ZH.replace("12", "１２")),
        (ZH, f"\x00👍{ZH}\u200b🎉\x07"),
        (EN, EN.upper().replace(" ", "\u3000").replace(".", "。")),
        ("成交3单", "成交 3 单"),
    ],
)
def test_blanks_punctuation_capitals_width_and_signs_hide_no_copy(one, other):
    assert _alike(one, other) == 1.0


@pytest.mark.parametrize("text", [ZH, EN])
@pytest.mark.parametrize("number", ["7", "340", "1,250.5"])
def test_one_number_changed_is_still_a_copy(text, number):
    assert 0.9 <= _alike(text, text.replace("12", number)) < 1.0


@pytest.mark.parametrize(("text", "more"), [(ZH, "另外回访两家。"), (EN, "Rain all day.")])
def test_a_short_sentence_more_is_still_a_copy(text, more):
    assert 0.9 <= _alike(text, f"{text} {more}") < 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "集中清理超期应收14笔，周二汇总。本周合计319单，安全阀交期拖累两单，已请生产协调。",
            "集中清理超期应收34笔，周四汇总。本周合计179单，电动球阀拖累一单，经理已出面。",
        ),
        (
            # Letter by letter these are 0.90 alike: Houston and Antwerp share n and t.
            "Clear 27 overdue invoices, summary on Thursday. 69 orders in the team, Houston did well, quotation "
            "conversion is low for some. Sharing demo units by a common list works better.",
            "Clear 6 overdue invoices, summary on Wednesday. 47 orders in the team, Antwerp did well, quotation "
            "conversion is low for some. Sharing demo units by a common list works better.",
        ),
    ],
)
def test_two_reports_on_the_same_phrases_are_no_copies(one, other):
    assert 0.5 < _alike(one, other) < 0.9


def test_likeness_is_the_share_of_units_in_both_counted_by_hand():
    # 你好世界吗 and 你好吗: 3 units each stand in both, of 5 + 3.
    assert _alike("你好世界吗", "你好吗") == pytest.approx(6 / 8)
    # "two new orders" and "two old orders": 2 of 3 words.
    assert _alike("two new orders", "two old orders") == pytest.approx(4 / 6)
    assert _alike("甲乙丙", "丁戊己") == 0.0


def test_nine_of_ten_reach_the_limit_exactly():
    pair = [folded("一二三四五六七八九十")], [folded("一二三四五六七八九百")]
    assert likeness(*pair)[0] >= 0.9
    assert likeness(*pair, cutoff=0.9)[0] >= 0.9


def test_what_is_below_the_cutoff_is_given_as_nothing():
    pairs = [folded(ZH), folded(ZH)], [folded(ZH), folded(EN)]
    assert likeness(*pairs, cutoff=0.9).tolist() == [1.0, 0.0]
    assert likeness(*pairs)[1] > 0


@pytest.mark.parametrize("nothing", ["", " \u3000\n", "。。。……", "👍🎉", "\x00\x07\u200b"])
def test_two_empty_texts_are_not_alike(nothing):
    assert folded(nothing) == ""
    assert _alike(nothing, nothing) == 0.0
    assert likeness([], []).tolist() == []


def test_a_character_a_word_or_a_number_is_one_unit():
    assert len(folded("拜访 3 家客户！")) == 6
    assert len(folded("Visited 3 customers, 1,250.50 in all")) == 6
    assert enough(folded("好的。"), 2)
    assert not enough(folded("好 的 。 。"), 3)


def test_the_same_text_is_folded_to_the_same_signs_on_every_machine():
    assert folded("Orwell 水务 12 a") == "\U000937b5水务\U000544cda"


def test_of_an_endless_text_only_the_beginning_is_compared():
    one, other = folded("长文" * 2_500_000), folded("长文" * 2_500_000 + "尾")
    assert len(one) == LONGEST
    assert likeness([one] * 20, [other] * 20).tolist() == [1.0] * 20
    assert len(folded("\ufdfa" * LONGEST)) <= LONGEST


def test_pairs_stand_in_the_order_given():
    left = [folded(text) for text in ("甲乙丙丁", "甲乙丙丁", "甲乙丙丁")]
    right = [folded(text) for text in ("甲乙丙丁", "甲乙戊己", "戊己庚辛")]
    assert np.array_equal(likeness(left, right), [1.0, 0.5, 0.0])
    with pytest.raises(ValueError, match="the same"):
        likeness(left, right[:2])
