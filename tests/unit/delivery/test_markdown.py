"""Whatever is typed is shown as it was typed, for text put together of all that any chat could read as a mark."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_ins.chats import as_plain, in_lark, in_markdown

from reviewbook.delivery.markdown import address, apart, by_entities, single, unlinked

PIECES = (
    "@", "@all", "所有人", "<", ">", "<@", "at", " id=all", "/", "</at>", "[", "]", "(", ")", "](", "![", "http", "://", "https://evil.com", "www.",
    "evil", ".com", ".", "*", "**", "_", "__", "~", "~~", "`", "&", "&lt;", "&#64;", "&gt;", "#", "# ", "- ", "1. ", "|", "\\", "\n", "\t", " ",
    "a", "好", "12.5", "%", "mailto:", "<font color=red>", "</font>", "=", "+", "!", ":", "👍🏽", '"', "'", "${", "{{",
)  # fmt: skip
typed = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(typed)
def test_with_gaps_it_is_shown_as_it_was_typed_and_marks_nothing(text):
    shown = in_markdown(f"- {apart(text)} **12** {apart(text)}\n\n[全文](https://a.example/)")
    assert (shown.mentions, shown.bare, shown.tags, shown.other) == ([], [], [], [])
    assert shown.links == [("全文", "https://a.example/")]
    assert shown.bold == ["12"]
    assert shown.text == f"- {single(text)} 12 {single(text)}\n\n全文"


@given(typed)
def test_by_entities_it_is_shown_as_it_was_typed_and_marks_nothing(text):
    shown = in_lark(f"• {by_entities(text)} **12** {by_entities(text)}")
    assert (shown.links, shown.mentions, shown.bare, shown.tags, shown.other) == ([], [], [], [], [])
    assert shown.bold == ["12"]
    assert shown.text == f"• {single(text)} 12 {single(text)}"


@given(typed)
def test_unlinked_holds_no_address_no_mention_and_no_tag(text):
    shown = as_plain(unlinked(text))
    assert shown.bare == []
    assert shown.text == single(text)
    assert "<@" not in unlinked(text)
    assert "<at" not in unlinked(text)


def test_numbers_and_common_names_are_left_as_they_are():
    for text in ("¥1,234,567.89", "87.5%", "-5.2%", "2026-W47", "user_name", "A&B 公司", "第 3.1 条", "18:30"):
        assert unlinked(text) == text
    for text in ("¥1,234,567.89", "87.5%", "user_name", "A & B", "第 3.1 条", "2026-W47（周）"):
        assert apart(text) == text


def test_what_is_hidden_in_a_text_is_shown_and_it_stays_on_one_line():
    assert single("a\u202eb\r\nc\x00\td\u2028e") == "a[U+202E]b c[U+0000] d e"


def test_the_signs_of_feishu_are_written_by_their_numbers():
    assert by_entities("*a_b* 5 < 6") == "&#42;a&#95;b&#42; 5 &#60; 6"
    assert html.unescape(by_entities("a & b")) == "a & b"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/x?lang=zh&y=1#top", "https://a.example/x?lang=zh&y=1#top"),
        ("https://a.example/周报 (1).pdf", "https://a.example/%E5%91%A8%E6%8A%A5%20%281%29.pdf"),
        ("https://a.example/%E5%91%A8", "https://a.example/%E5%91%A8"),
        ("https://a.example/)[x](http://evil.example", "https://a.example/%29%5Bx%5D%28http://evil.example"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
        ("javascript:alert(1)", ""),
        ("file:///x/y", ""),
        ("output/published/index.html", ""),
        ("https:///x", ""),
        ("", ""),
    ],
)
def test_an_address_ends_no_brackets_and_is_one_of_the_web(url, written):
    assert address(url) == written
