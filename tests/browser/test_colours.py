"""Whatever can be read can be read in the light and in the dark, in drawings too.

Measured on the page as it is drawn, all rows unfolded: the colour of each text against what is behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: Ratio of luminances that WCAG 2.2 asks for at least: text, large text, signs.
MEASURE = """() => {
    const numbers = colour => {
        const found = (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
        return found.length < 4 ? [...found, 1] : found;
    };
    const grounds = new Map();
    const ground = element => {
        if (!element) return numbers(getComputedStyle(document.documentElement).colorScheme.startsWith("x") ? "" : "rgb(255, 255, 255)");
        if (!grounds.has(element)) {
            const own = numbers(getComputedStyle(element).backgroundColor);
            grounds.set(element, own[3] > 0.99 ? own : ground(element.parentElement));
        }
        return grounds.get(element);
    };
    const light = ([red, green, blue]) => {
        const [r, g, b] = [red, green, blue].map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const weak = new Set();
    for (const element of document.querySelectorAll("body *")) {
        const words = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim()).map(node => node.data.trim());
        const sign = element.matches(".mark svg > :first-child");
        if (!(words.length || sign) || !element.checkVisibility() || element.closest("title, desc, style, script")) continue;
        const style = getComputedStyle(element);
        const drawn = element instanceof SVGElement;
        const size = parseFloat(style.fontSize);
        const large = sign || (!drawn && (size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700)));
        const found = ratio(numbers(drawn ? style.fill : style.color), ground(element));
        if (found < (large ? 3 : 4.5)) weak.add(`${element.tagName} ${element.getAttribute("class") || ""} ${found.toFixed(2)}: ${(words[0] || "").slice(0, 30)}`);
    }
    return [...weak].slice(0, 10);
}"""

Open = Callable[..., Any]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(open_page: Open, kinds: dict[str, Path], scheme: str) -> None:
    found = {}
    for kind, page in kinds.items():
        opened = open_page(page, scheme=scheme)
        opened.unfold()
        found[kind] = opened.ask(MEASURE)
    assert {kind: weak for kind, weak in found.items() if weak} == {}


def test_the_measure_would_tell(open_page: Open, weekly: dict[str, Path]) -> None:
    opened = open_page(weekly["en"], scheme="dark")
    opened.ask("() => document.querySelector('.canvas text').style.fill = '#333'")
    opened.ask("() => document.querySelector('h1').style.color = '#333'")
    assert [weak.split()[0] for weak in opened.ask(MEASURE)] == ["H1", "text"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_drawings_follow_the_scheme(open_page: Open, weekly: dict[str, Path], language: str) -> None:
    paper = "() => [...document.querySelectorAll('.canvas svg')].map(svg => getComputedStyle(svg.querySelector('path')).fill)"
    drawn = {scheme: set(open_page(weekly[language], scheme=scheme).ask(paper)) for scheme in ("light", "dark")}
    assert drawn == {"light": {"rgb(255, 255, 255)"}, "dark": {"rgb(18, 23, 28)"}}


def test_nothing_is_drawn_in_a_colour_that_the_page_does_not_know(reviews: list[Path]) -> None:
    assert [page for page in reviews if 'class="scroll canvas light"' in page.read_text("utf-8")] == []
