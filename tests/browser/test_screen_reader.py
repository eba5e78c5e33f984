"""What a screen reader is told: where things are, what they are called, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]

NAMELESS = """() => [
    ...[...document.querySelectorAll("main table")].filter(table => !table.caption?.textContent.trim()),
    ...[...document.querySelectorAll("main th")].filter(head => !["row", "col"].includes(head.scope)),
    ...[...document.querySelectorAll("main figure")].filter(figure => {
        const drawing = figure.querySelector("svg[role=img]"), title = drawing?.querySelector("title");
        return !(title?.textContent.trim() && drawing.getAttribute("aria-labelledby") === title.id && figure.querySelector("details tbody tr"));
    }),
].map(part => part.outerHTML.slice(0, 150))"""


def test_landmarks_headings_and_language(open_page: Open, kinds: dict[str, Path]) -> None:
    for kind, page in kinds.items():
        opened = open_page(page)
        for landmark in ("banner", "main"):
            assert (kind, landmark, opened.page.get_by_role(landmark).count()) == (kind, landmark, 1)
        headings = opened.page.get_by_role("heading").evaluate_all("parts => parts.map(part => part.tagName)")
        levels = [int(name[1]) for name in headings]
        assert (kind, levels[0], levels.count(1)) == (kind, 1, 1)
        assert (kind, [two for two in pairwise(levels) if two[1] > two[0] + 1]) == (kind, [])
        said = "en" if page.name.endswith(".en.html") else "zh-CN"
        assert (kind, opened.ask("() => document.documentElement.lang")) == (kind, said)


def test_tables_and_figures_have_names_and_data(open_page: Open, reviews: list[Path]) -> None:
    for page in reviews:
        assert (page, open_page(page).ask(NAMELESS)) == (page, [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_one_is_told_in_order(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    """Each tile: what, how much, against what, whether that is more than chance; a tone as a word, not as a shape."""
    opened = open_page(weekly[language])
    tiles = opened.page.locator(".tiles").first
    told = re.findall(r"- (term|definition)(?:: (.*))?", tiles.aria_snapshot())
    terms = [text.strip('"') for kind, text in told if kind == "term"]
    shown = opened.page.locator(".tile dt").all_inner_texts()
    assert [term.split()[-1] for term in terms] == [label.split()[-1] for label in shown]
    assert [kind for kind, _ in told[:2]] == ["term", "definition"]
    first = opened.page.locator(".tile").first
    parts = first.locator("dt, dd").evaluate_all("parts => parts.map(part => part.className)")
    assert parts[:2] == ["", "value"]
    assert parts == sorted(parts, key=["", "value", "change", "verdict", "detail"].index)


@pytest.mark.parametrize(("language", "word"), [("zh", "不佳"), ("en", "poor")])
def test_a_tone_is_told_as_a_word(open_page: Open, weekly: dict[str, Path], language: str, word: str) -> None:
    opened = open_page(weekly[language])
    marked = opened.page.locator("main li:has(> .mark-bad), main .tile:has(.mark-bad), main tr:has(.mark-bad)").first
    assert word in marked.aria_snapshot()
    assert marked.locator(".mark").first.get_attribute("aria-hidden") == "true"
