"""Finding names in texts, and taking these apart into sentences and words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.text import Names, plain, sentences
from reviewbook.text.terms import Terms

NAMES = Names({"恒锐机械": "a", "恒锐": "a", "Castell Pumps": "b", "Castell": "b", "机械厂": "c", "x": "short"})


def _owners(text: str) -> list[str]:
    return [found.owner for found in NAMES.found(plain(text))]


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("", []),
        ("恒", []),
        ("恒锐机械与恒锐", ["a", "a"]),
        ("CASTELL  pumps，ｃａｓｔｅｌｌ", ["b", "b"]),
        ("castells, recastell", []),
        ("castell2", []),
        ("Castell恒锐", ["b", "a"]),
        ("恒锐机械厂", ["a"]),  # the longer of two that overlap
        ("x marks", []),
    ],
)
def test_which_names_stand_in_a_text(text, owners):
    assert _owners(text) == owners


def test_names_are_taken_out_of_a_text():
    assert NAMES.without(plain("拜访恒锐机械，Castell too")).split() == ["拜访", ",", "too"]
    assert Names({}).found("恒锐") == []


@given(st.lists(st.sampled_from(["恒锐", "机械", "厂", "castell", " pumps", " ", "。", "a"]), max_size=12))
def test_names_that_are_found_do_not_overlap_and_are_there(parts):
    said = plain("".join(parts))
    found = NAMES.found(said)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(NAMES.found(said[one.start : one.end]) for one in found)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("排产要3.5天。等不及！真的？", ["排产要3.5天。", "等不及！", "真的？"]),
        ("Late by 3.5 days. Urgent!\nOK", ["Late by 3.5 days.", "Urgent!", "OK"]),
        ("超期3天，催款；请支持", ["超期3天，催款；请支持"]),
    ],
)
def test_a_text_is_taken_apart_into_its_sentences(text, parts):
    assert sentences(text) == parts


@given(st.text(max_size=80))
def test_no_character_is_lost_between_sentences(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_terms_are_words_of_both_languages_without_numbers_and_stop_words():
    words = Terms(["以旧换新"], ["客户", "The"])
    said = plain("The 客户问以旧换新补贴3次，IP65 isn't the trade-in 2026.")
    assert words.of(said) == ["以旧换新", "补贴", "ip65", "isn't", "trade-in"]


def test_a_word_of_the_trade_is_not_taken_apart():
    assert "排产" not in Terms([], []).of("排产要三天")
    assert "排产" in Terms(["排产"], []).of("排产要三天")
