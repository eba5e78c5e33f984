from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reviewbook.blocks import Paragraph
from reviewbook.document import Document
from reviewbook.document import characters as room
from reviewbook.document.characters import check_labels, printable, visible, with_notes
from reviewbook.errors import MissingGlyph
from reviewbook.wording import LANGUAGES, entries


@pytest.mark.parametrize(
    ("text", "html", "pdf"),
    [
        ("李雪梅 ¥1,284", "李雪梅 ¥1,284", "李雪梅 ¥1,284"),
        ("笑\U0001f600", "笑\U0001f600", "笑[U+1F600]"),
        ("\U00020bb7野家", "\U00020bb7野家", "[U+20BB7]野家"),
        ("abc\u202etxt", "abc[U+202E]txt", "abc[U+202E]txt"),
        ("\u2067x\u2069", "[U+2067]x[U+2069]", "[U+2067]x[U+2069]"),
        ("a\x00b\x1bc\x7f", "a[U+0000]b[U+001B]c[U+007F]", "a[U+0000]b[U+001B]c[U+007F]"),
        ("a\tb\r\nc\u2028d\x0be", "a b\nc\nd[U+000B]e", "a b\nc\nd[U+000B]e"),
        ("zero\u200bwidth\ufeff", "zero\u200bwidth\ufeff", "zerowidth"),
        ("thin\u2008space", "thin\u2008space", "thin space"),
        ("\ufffe\ud800", "[U+FFFE][U+D800]", "[U+FFFE][U+D800]"),
        ("\U000e0041", "[U+E0041]", "[U+E0041]"),
    ],
)
def test_what_is_printed(text: str, html: str, pdf: str) -> None:
    assert visible(text) == html
    assert printable(text) == pdf


def test_a_document_of_common_characters_has_no_note(review: Document) -> None:
    assert with_notes(review) is review


def test_notes_are_added_once(one_section: Callable[..., Document]) -> None:
    document = with_notes(one_section(Paragraph("\U0001f600")))
    assert len(document.notes) == 1
    assert with_notes(document) is document


def test_notes_that_stand_there_stay(one_section: Callable[..., Document]) -> None:
    document = replace(one_section(Paragraph("\x07")), notes=("CRM is missing.",))
    assert with_notes(document).notes[0] == "CRM is missing."
    assert "U+0007" in with_notes(document).notes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_our_own_words_can_be_drawn(language: str) -> None:
    check_labels(language)


def test_a_label_that_no_face_can_draw_stops_the_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "entries", lambda: entries() | {"status.party": {"zh": "聚会\U0001f389", "en": "Party"}})
    check_labels.cache_clear()
    try:
        with pytest.raises(MissingGlyph) as refused:
            check_labels("zh")
        assert str(refused.value) == "wording: status.party (zh): no face can draw U+1F389. Use other words."
        check_labels("en")
    finally:
        check_labels.cache_clear()
