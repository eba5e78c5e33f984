"""No page has anything that axe, the usual checker of web pages, finds fault with.

All its rules are run, best practices too, but for the two that ask about sound and film. Contrast costs axe most of its time: on long pages `test_colours` measures it; here axe does
on the golden page, which has every kind of block.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CONTRAST = ["color-contrast", "color-contrast-enhanced"]
#: For pages that play sound or film: there is none, and looking for it takes long.
LEFT_OUT = ["no-autoplay-audio", "audio-caption"]

RUN = """async left_out => {
    const found = await axe.run(document, {
        resultTypes: ["violations"], rules: Object.fromEntries(left_out.map(rule => [rule, {enabled: false}])),
    });
    return found.violations.map(rule => `${rule.id} (${rule.impact}): ${rule.nodes[0].html.slice(0, 200)}`);
}"""

Open = Callable[..., Any]


def violations(opened: Any, *left_out: str) -> list[str]:
    opened.ask(AXE)
    return list(opened.ask(RUN, [*LEFT_OUT, *left_out]))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_kind_of_block(open_page: Open, root: Path, language: str, scheme: str, width: int) -> None:
    opened = open_page(root / "tests" / "golden" / "document" / f"review-{language}.html", width, scheme)
    opened.unfold()
    assert violations(opened) == []


def test_every_kind_of_page(open_page: Open, kinds: dict[str, Path]) -> None:
    # Reviews differ between the languages in their words alone, which the golden pages show to axe in both.
    looked_at = {kind: page for kind, page in kinds.items() if not kind.endswith(" review.en.html")}
    found = {kind: violations(open_page(page), *CONTRAST) for kind, page in looked_at.items()}
    assert {kind: rules for kind, rules in found.items() if rules} == {}


def test_a_whole_review_on_a_phone_with_all_rows_unfolded(open_page: Open, weekly: dict[str, Path]) -> None:
    opened = open_page(weekly["en"], 390, "dark")
    opened.unfold()
    assert violations(opened, *CONTRAST) == []


def test_axe_would_tell(open_page: Open, weekly: dict[str, Path]) -> None:
    opened = open_page(weekly["en"])
    opened.ask("() => document.querySelector('.scroll').removeAttribute('aria-label')")
    opened.ask("() => document.querySelector('main').append(document.createElement('h5'))")
    opened.ask("() => document.querySelector('h5').append('Too deep')")
    assert any(rule.startswith("heading-order") for rule in violations(opened, *CONTRAST))
