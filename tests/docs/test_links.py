"""A link of the README or of a page in docs/ leads somewhere, as a code host shows them; the site's own are looked at by mkdocs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from docs.blocks import PAGES, ROOT

_CODE = re.compile(r"^[ ]*(`{3,}).*?^[ ]*\1[ ]*$|`[^`\n]*`", re.M | re.S)


@cache
def prose(page: Path) -> str:
    """Give a page without its code."""
    return _CODE.sub(
        lambda found: found[0] if found[0].startswith("`") and "\n" not in found[0] else "", page.read_text("utf-8")
    )


@cache
def anchors(page: Path) -> set[str]:
    """Give the names of a page's headings, as code hosts and mkdocs make them, and those that are written out."""
    text = prose(page)
    headings = [
        re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in re.findall(r"^#+ (.+)$", text, re.M)
    ]
    return {*headings, *re.findall(r'<a id="([^"]+)">', text)}


@pytest.mark.parametrize("page", PAGES)
def test_a_link_leads_to_a_file_and_a_heading_in_it(page: str) -> None:
    here = ROOT / page
    wrong = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(here)):
        if re.match(r"[a-z]+:", link):
            continue
        way, _, anchor = link.partition("#")
        target = (here.parent / way).resolve() if way else here
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert wrong == []


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    assert "expected-editions" in anchors(ROOT / "docs" / "running.md")
    assert "i-did-submit" in anchors(ROOT / "docs" / "reading.md")
    assert "i-did-submit" in anchors(ROOT / "docs" / "reading.zh.md")
    assert "nowhere" not in anchors(ROOT / "docs" / "running.md")


def test_every_page_can_be_reached_from_the_first_one() -> None:
    """Whoever reads on a code host has no bar of contents beside the page."""
    docs = ROOT / "docs"
    seen, waiting = set(), [docs / "index.md", ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        waiting += [(page.parent / way).resolve() for way in re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", prose(page))]
    assert sorted(str(one.relative_to(docs)) for one in docs.rglob("*.md") if one not in seen) == []


def test_the_picture_of_the_readme_is_small_enough_to_be_loaded_at_once() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    assert [one for one in shown if (ROOT / one).stat().st_size > 400_000] == []
