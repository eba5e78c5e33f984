"""A page is read on a phone, and enlarged: nothing runs out of the screen, nothing is too small to read or to touch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: A phone, the narrowest that WCAG 2.2 asks for, and a screen of 1280 enlarged twice.
WIDTHS = (390, 320, 640)

TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

OUT_OF_REACH = """() => [...document.querySelectorAll("body *")].filter(part => {
    const style = getComputedStyle(part);
    const moves = ["auto", "scroll"].includes(style.overflowX) && part.scrollWidth > part.clientWidth + 1;
    return moves && part.checkVisibility() && !(part.tabIndex === 0 && part.getAttribute("role") === "region" && part.ariaLabel);
}).map(part => part.outerHTML.slice(0, 150))"""

SMALL_TEXT = """() => [...document.querySelectorAll("body *")].filter(part => {
    if (![...part.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || !part.checkVisibility()) return false;
    if (part.closest("title, desc, style, script")) return false;
    const scale = part instanceof SVGElement ? part.getScreenCTM().a : 1;
    return parseFloat(getComputedStyle(part).fontSize) * scale < 11.95;
}).map(part => part.outerHTML.slice(0, 150)).slice(0, 10)"""

SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], summary, button, input, select")].filter(part => {
    const box = part.getBoundingClientRect();
    return part.checkVisibility() && (box.height < 23.9 || box.width < 23.9);
}).map(part => part.outerHTML.slice(0, 150)).slice(0, 10)"""

Open = Callable[..., Any]


def test_nothing_runs_out_of_the_screen_or_is_too_small(open_page: Open, kinds: dict[str, Path]) -> None:
    for kind, page in kinds.items():
        opened = open_page(page, WIDTHS[0])
        opened.unfold()
        assert (kind, opened.ask(OUT_OF_REACH)) == (kind, [])
        assert (kind, opened.ask(SMALL_TEXT)) == (kind, [])
        assert (kind, opened.ask(SMALL_TARGETS)) == (kind, [])
        for width in WIDTHS:
            opened.page.set_viewport_size({"width": width, "height": 800})
            assert (kind, width, opened.ask(TOO_WIDE)) == (kind, width, 0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_stays_in_sight_beside_its_numbers(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    opened = open_page(weekly[language], 390)
    opened.unfold()
    left = """() => {
        const wide = [...document.querySelectorAll(".scroll")].find(part => part.scrollWidth > 700 && part.querySelector("tbody th"));
        wide.scrollLeft = 300;
        const [name, screen] = [wide.querySelector("tbody th"), wide].map(part => part.getBoundingClientRect());
        return [wide.scrollLeft, Math.round(name.left - screen.left), name.width < screen.width / 2];
    }"""
    assert opened.ask(left) == [300, 0, True]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_page_is_about_stays_in_sight(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    opened = open_page(weekly[language], 390)
    facts = [fact.strip() for fact in opened.page.locator("header .facts dd").all_inner_texts()]
    assert len(facts) == 4
    opened.ask("() => scrollTo(0, 5000)")
    running = opened.page.locator(".running")
    box = running.bounding_box()
    assert box["y"] == 0
    assert box["height"] <= 64
    assert all(fact in running.inner_text() for fact in facts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_contents_unfold_from_anywhere_and_lead_on(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    opened = open_page(weekly[language], 390)
    opened.ask("() => scrollTo(0, 5000)")
    contents = opened.page.locator("nav ol a")
    assert not contents.first.is_visible()
    opened.page.locator(".running a").click()
    opened.settle()
    assert contents.first.is_visible()
    assert 0 <= contents.first.bounding_box()["y"] < 800
    contents.nth(3).click()
    opened.settle()
    heading = opened.page.locator("h2").nth(3).bounding_box()
    assert opened.page.locator(".running").bounding_box()["height"] <= heading["y"] < 300
