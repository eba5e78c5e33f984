"""Text of others is made fit to be looked at, and nothing else is done to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.legible import HIDDEN, masked, named, shortened, visible


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("https://li:hunter2@crm.example/x", "https://•••@crm.example/x"),
        ("https://ghp_16C7e42F@git.example/x.git", "https://•••@git.example/x.git"),
        ("postgresql://li:p@ss@db:5432/sales", "postgresql://•••@db:5432/sales"),
        ("GET /api?token=abc&page=2", "GET /api?token=•••&page=2"),
        ("GET /api?access_token=abc-1.2", "GET /api?access_token=•••"),
        ("{'api_key': 'abc', 'page': 2}", "{'api_key': '•••', 'page': 2}"),
        ('{"password":"a b"}', '{"password":"••• b"}'),
        ("Authorization: Bearer eyJhbGciOi.J9-_x", "Authorization: Bearer •••"),
        ("SECRET = hunter2", "SECRET = •••"),
    ],
)
def test_a_login_that_a_message_quotes_is_masked(said: str, told: str) -> None:
    assert masked(said) == told
    assert masked(told) == told


@pytest.mark.parametrize(
    "said",
    [
        "params/company.yaml:5: crm_token: holds a secret. Name an environment variable here, like CRM_TOKEN.",
        "https://crm.example/a@b?c=d:e@f",
        "li@crm.example wrote 3 reports",
        "basic training: 2 hours; bearer of bad news",
        "12:30@east",
    ],
)
def test_what_is_no_login_stays(said: str) -> None:
    assert masked(said) == said


def test_what_hides_or_turns_text_is_seen() -> None:
    assert visible("abc\u202etxt.exe\x00\x1b[31m\ud800") == "abc[U+202E]txt.exe[U+0000][U+001B][31m[U+D800]"
    assert visible("a\tb\r\nc\u2028d") == "a b\nc\nd"
    assert visible("笑脸\U0001f600") == "笑脸\U0001f600"


@given(st.text(alphabet=st.characters()))
def test_nothing_hidden_is_left_in_any_text(text: str) -> None:
    assert not HIDDEN.search(visible(text))
    assert visible(visible(text)) == visible(text)


def test_a_text_is_cut_with_a_mark() -> None:
    assert shortened("0123456789", 10) == "0123456789"
    assert shortened("0123 56789x", 6) == "0123…"


def test_a_name_is_one_line() -> None:
    assert named(" Li\r\n Wei\t") == "Li Wei"
    assert len(named("长" * 10_000_000)) == 48
