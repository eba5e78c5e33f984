"""The site that ``make docs`` makes: strictly, without network, searchable in both languages from the disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from docs.blocks import ROOT

#: Not quietly: what is not said is not counted either, and nothing would be refused.
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--config-file"]


def build(root: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Make the site of a checkout."""
    command = [*MKDOCS, str(root / "docs" / "site" / "mkdocs.yml"), "--site-dir", str(out)]
    around = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=around)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of this checkout."""
    out = tmp_path_factory.mktemp("site")
    made = build(ROOT, out)
    assert made.returncode == 0, made.stderr
    assert "WARNING" not in made.stderr
    return out


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Give a page of the width of a phone."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def test_a_link_to_a_page_that_is_not_there_stops_the_making(tmp_path: Path) -> None:
    """Of a small checkout, whose one page is wrong in one word."""
    shutil.copytree(ROOT / "docs" / "site", tmp_path / "docs" / "site")
    for name in ("params", ".readme", "lib"):
        (tmp_path / name).symlink_to(ROOT / name)
    config = tmp_path / "docs" / "site" / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").split("\nnav:")[0] + "\n", "utf-8")
    (tmp_path / "docs" / "own-data.md").write_text("# Another\n", "utf-8")
    (tmp_path / "docs" / "index.md").write_text("# One\n\n[key](reference/params/company.md#play-hours)\n", "utf-8")
    said = build(tmp_path, tmp_path / "out")
    assert said.returncode == 1
    assert "WARNING -  Doc file 'index.md' contains a link 'reference/params/company.md#play-hours'" in said.stderr
    assert said.stderr.count("WARNING") == 1


def test_a_link_to_a_file_of_the_checkout_leads_to_a_page_that_shows_it(site: Path) -> None:
    assert 'href="files/params/sources.example.yaml.html"' in (site / "reference.html").read_text("utf-8")
    assert "overlap_hours" in (site / "files" / "params" / "sources.example.yaml.html").read_text("utf-8")
    assert 'src="files/readme/weekly-review.png"' in (site / "index.html").read_text("utf-8")
    assert (site / "files" / "readme" / "weekly-review.png").is_file()


def test_nothing_is_asked_of_another_machine(site: Path) -> None:
    """A link may lead out; a script, a face, a style or a picture may not come from there."""
    fetched = re.compile(r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=\"?((?:https?:)?//[^\">\s]+)")
    found = {(page.name, url) for page in site.rglob("*.html") for url in fetched.findall(page.read_text("utf-8"))}
    assert {url for _, url in found} == set()


def test_every_page_that_is_written_by_hand_has_its_place_in_the_contents() -> None:
    nav = (ROOT / "docs" / "site" / "mkdocs.yml").read_text("utf-8").split("\nnav:")[1]
    pages = {str(one.relative_to(ROOT / "docs")) for one in (ROOT / "docs").rglob("*.md")}
    assert pages == {one for one in re.findall(r"(\S+\.md)$", nav, re.M) if not one.startswith("reference/")}


@pytest.mark.parametrize(("word", "title"), [("常态波动", "怎么读复盘"), ("grace_minutes", "templates")])
def test_a_word_is_found_from_the_disk(site: Path, phone: Page, word: str, title: str) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{(site / 'index.html').as_uri()}?q={word}")
    phone.locator(".md-search-result__item", has_text=title).first.wait_for(state="attached")
    assert asked
    assert [one for one in asked if not one.startswith("file:")] == []


@pytest.mark.parametrize("name", ["tutorial", "why/claims", "reference/params/sources", "reference/measures"])
def test_no_page_is_wider_than_a_phone(site: Path, phone: Page, name: str) -> None:
    phone.goto((site / f"{name}.html").as_uri())
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
