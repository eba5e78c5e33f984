"""Printed from the browser a review stays a review: light, without ways about the page, and nothing lost unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

UNPRINTED = {"zh": "（未展开，因此未打印）", "en": "(folded, therefore not printed)"}

Open = Callable[..., Any]


def printed(opened: Any) -> str:
    with pypdfium2.PdfDocument(opened.page.pdf(format="A4", prefer_css_page_size=True)) as paper:
        pages = [page.get_textpage().get_text_range() for page in paper]
    return re.sub(r"\s+", "", "".join(pages))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper_is_light_and_has_no_ways_about(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    opened = open_page(weekly[language], scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.ask("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.ask("() => getComputedStyle(document.querySelector('.canvas path')).fill") == "rgb(255, 255, 255)"
    for way in ("nav", ".running", ".skip"):
        assert not opened.page.locator(way).is_visible()
    assert opened.page.locator("h1").is_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_that_are_not_printed_are_said_to_be(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    opened = open_page(weekly[language])
    folded = opened.page.locator("details.folded")
    text = printed(opened)
    assert text.count(UNPRINTED[language].replace(" ", "")) == folded.count() > 3
    rows = folded.first.locator("tbody tr")
    last = re.sub(r"\s+", "", rows.last.text_content())
    assert last not in text
    folded.first.evaluate("part => part.open = true")
    text = printed(opened)
    assert text.count(UNPRINTED[language].replace(" ", "")) == folded.count() - 1
    assert all(re.sub(r"\s+", "", cell) in text for cell in rows.last.locator("th, td").all_text_contents())
