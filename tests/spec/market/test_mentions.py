"""A mention of a competitor: which names are found, and what one row of them is."""

from __future__ import annotations

import pytest

from reviewbook.market import mentions
from reviewbook.market.heard import heard


@pytest.fixture
def named(reported, templates, market):
    """Give who is named in a field by what is written there."""

    def told(said: str, others=()) -> list[tuple[str, str]]:
        fields = heard(reported(f"who | on | field | said\nLi | 2026-11-16 | competitor | {said}"), templates)
        rows = mentions(fields, market, others)
        return list(zip(rows["topic"], rows["sentence"], strict=True))

    return told


def test_a_competitor_is_found_by_its_names_in_both_languages(named):
    assert [topic for topic, _ in named("恒锐机械报价低。")] == ["hengrui"]
    assert [topic for topic, _ in named("Hengrui quoted too.")] == ["hengrui"]
    assert [topic for topic, _ in named("ＨＥＮＧＲＵＩ  machinery来过")] == ["hengrui"]
    assert named("客户没有提到对手。") == []


def test_of_names_that_overlap_the_longest_is_meant_and_counts_once(named):
    # 恒锐机械 holds 恒锐 of the same competitor and 机械 of the other one.
    assert [topic for topic, _ in named("恒锐机械降价。")] == ["hengrui"]
    assert [topic for topic, _ in named("恒锐和别的机械厂。")] == ["hengrui", "jixie"]


def test_an_english_name_is_a_whole_word(named):
    assert named("apexes and hengruis were mentioned") == []
    assert [topic for topic, _ in named("见到Apex的人")] == ["jixie"]
    assert [topic for topic, _ in named("Apex's price, APEX-2")] == ["jixie"]


def test_a_denial_is_a_mention(named):
    assert [topic for topic, _ in named("这次没有见到恒锐。")] == ["hengrui"]


def test_a_customer_whose_name_holds_a_competitors_is_no_mention(named):
    assert [topic for topic, _ in named("拜访恒锐达化工。")] == ["hengrui"]
    assert named("拜访恒锐达化工。", ["恒锐达化工"]) == []


def test_the_sentences_are_those_that_name_it_as_written(named):
    said = "恒锐机械报价低3.5个点。  客户满意。HENGRUI 又来了！"
    assert named(said) == [("hengrui", "恒锐机械报价低3.5个点。 HENGRUI 又来了！")]


def test_one_row_is_a_report_a_field_and_a_competitor(reported, templates, market):
    fields = heard(
        reported("""
            who | on         | field      | said
            ----+------------+------------+--------------------------
            Li  | 2026-11-16 | competitor | 恒锐和江南机械都报了价
            Li  | 2026-11-16 | problem    | 恒锐降价，恒锐送样机
            Li  | 2026-11-16 | plan       | 打听恒锐
        """),
        templates,
    )
    rows = mentions(fields, market)
    assert rows[["field", "means", "topic"]].values.tolist() == [
        ["competitor", "competitor", "hengrui"],
        ["competitor", "competitor", "jixie"],
        ["problem", "problem", "hengrui"],
    ]
