"""Everything can be reached, seen and used with the keyboard alone, and any number leads to its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: What can take the focus, in the order of the page, by what it is called.
REACHABLE = """() => [...document.querySelectorAll("a[href], summary, [tabindex='0']")]
    .filter(part => part.checkVisibility())
    .map((part, number) => { part.dataset.number = number; return number; })"""

FOCUSED = """() => {
    const part = document.activeElement, style = getComputedStyle(part), box = part.getBoundingClientRect();
    const running = document.querySelector(".running"), bar = running.getBoundingClientRect();
    const top = bar.top <= 0 && getComputedStyle(running).position === "sticky" ? bar.bottom : 0;
    return {
        number: Number(part.dataset.number ?? -1),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        within: box.bottom > (running.contains(part) ? 0 : top) && box.top < innerHeight,
        what: part.outerHTML.slice(0, 120),
    };
}"""

Open = Callable[..., Any]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_key_leads_past_the_head(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    opened = open_page(weekly[language])
    skip = opened.page.locator(".skip")
    assert skip.bounding_box()["x"] < -1000
    opened.press("Tab")
    assert opened.ask("() => document.activeElement.className") == "skip"
    assert skip.bounding_box()["x"] >= 0
    opened.press("Enter")
    assert opened.ask("() => document.activeElement.id") == "review"
    opened.press("Tab")
    assert opened.ask("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 390)])
def test_everything_is_reached_and_seen_in_its_order(
    open_page: Open, weekly: dict[str, Path], language: str, width: int
) -> None:
    opened = open_page(weekly[language], width)
    reachable = opened.ask(REACHABLE)
    assert len(reachable) > 50
    reached = []
    for _ in reachable:
        opened.page.keyboard.press("Tab")
        reached.append(opened.ask(FOCUSED))
    assert [part["number"] for part in reached] == reachable
    assert [part["what"] for part in reached if not (part["seen"] and part["within"])] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", ["Enter", "click"])
def test_a_number_opens_its_rows_and_back_leads_back(
    open_page: Open, weekly: dict[str, Path], language: str, key: str
) -> None:
    opened = open_page(weekly[language])
    number = opened.page.locator(".tile .value a").first
    target = opened.page.locator(number.get_attribute("href"))
    assert not target.is_visible()
    if key == "click":
        number.click()
    else:
        number.focus()
        opened.press(key)
    opened.settle()
    assert target.locator("tbody tr").first.is_visible()
    assert 0 <= target.bounding_box()["y"] < 450
    opened.page.go_back()
    opened.settle()
    assert opened.ask("() => location.hash") == ""
    assert 0 <= number.bounding_box()["y"] < 900


def test_every_number_of_page_one_is_two_steps_from_its_rows(open_page: Open, reviews: list[Path]) -> None:
    lost = """() => {
        const one = [...document.querySelectorAll("main > section")].filter((part, place, all) => {
            const second = all.findIndex((other, number) => number && other.querySelector("h2"));
            return second < 0 || place < second;
        });
        return one.flatMap(part => [...part.querySelectorAll("a.opens")]).filter(link => {
            const target = document.getElementById(link.hash.slice(1));
            link.click();
            const folded = target && target.querySelector("details");
            if (folded && !target.querySelector(":scope > .scroll tbody tr")) folded.open = true;
            return !(target && [...target.querySelectorAll("tbody tr")].some(row => row.checkVisibility()));
        }).map(link => link.outerHTML);
    }"""
    assert {str(page): found for page in reviews if (found := open_page(page).ask(lost))} == {}


def test_a_table_moves_by_the_arrow_keys(open_page: Open, weekly: dict[str, Path]) -> None:
    opened = open_page(weekly["en"], 390)
    wide = opened.page.locator("main .canvas").first
    wide.focus()
    opened.press("ArrowRight")
    opened.page.wait_for_function("part => part.scrollLeft > 0", arg=wide.element_handle())
