"""The pages of a real archive: every link, every result of the search and every entry of a feed leads to what is there."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

_ID = re.compile(r'\bid="([^"]+)"')
_LINK = re.compile(r'<a [^>]*?href="([^"]+)"|content="0; url=([^"]+)"')


@pytest.fixture(scope="session")
def ids() -> dict[Path, set[str]]:
    """Remember the addresses within each page that was read."""
    return {}


def _there(page: Path, link: str, ids: dict[Path, set[str]]) -> bool:
    """Tell whether a link of a page leads to a file, and to an address within it."""
    name, _, at = link.partition("#")
    target = (page.parent / unquote(name)).resolve() if name else page.resolve()
    if not target.is_file():
        return False
    if at and target not in ids:
        ids[target] = set(_ID.findall(target.read_text("utf-8")))
    return not at or unquote(at) in ids[target]


def test_every_link_of_every_page_leads_to_what_is_there(site: Path, ids: dict[Path, set[str]]) -> None:
    drawn = [path for path in site.rglob("*.html") if not path.parent.name.isdigit()]
    links = [(page, unescape(a or b)) for page in drawn for a, b in _LINK.findall(page.read_text("utf-8"))]
    assert len(links) > 1000
    assert [(str(page), link) for page, link in links if not _there(page, link, ids)] == []


def test_every_result_of_the_search_stands_where_it_leads(site: Path, ids: dict[Path, set[str]]) -> None:
    found = 0
    for file in site.glob("readers/*/search/*.js"):
        data = json.loads(re.fullmatch(r"found\((.*)\);\n", file.read_text("utf-8")).group(1))  # type: ignore[union-attr]
        for edition in data["editions"]:
            assert edition["said"]
            for _, at, text, _ in edition["said"]:
                assert _there(site / "index.html", f"{edition['href']}#{at}", ids), (file, at, text)
                found += 1
    assert found > 100


def test_a_feed_leads_to_the_documents(site: Path) -> None:
    feeds = [site / "feed.xml", *site.glob("readers/*/feed.en.xml")]
    for feed in feeds:
        links = [link.get("href", "") for link in ElementTree.fromstring(feed.read_bytes()).iter() if link.get("href")]
        assert links
        assert all((feed.parent / unquote(link)).is_file() for link in links)
