"""A page needs nothing but itself: it opens from disk and from any web server, asks for nothing, and says nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

Open = Callable[..., Any]


def test_a_review_opens_from_disk_without_network(open_page: Open, reviews: list[Path]) -> None:
    for page in reviews:
        opened = open_page(page)
        opened.unfold()
        assert opened.page.title()
        assert (page, opened.requests, opened.said) == (page, [page.as_uri()], [])


def test_a_review_opens_from_a_web_server(open_page: Open, weekly: dict[str, Path], site: Path, served: str) -> None:
    for page in weekly.values():
        address = f"{served}/{page.relative_to(site).as_posix()}"
        opened = open_page(address)
        assert (opened.requests, opened.said) == ([address], [])
        # A browser with windows would ask the server for a sign of the page, had the page none.
        assert opened.page.locator("link[rel=icon]").get_attribute("href") == "data:,"


def test_a_page_of_the_archive_asks_for_nothing_outside_it(
    open_page: Open, pages: dict[str, Path], site: Path, served: str
) -> None:
    for page in (page for kind, page in pages.items() if " review." not in kind):
        place = page.relative_to(site).as_posix()
        for start, address in ((site.as_uri(), page), (served, f"{served}/{place}")):
            opened = open_page(address)
            opened.page.wait_for_load_state()
            asked = [request for request in opened.requests if not request.startswith(f"{start}/")]
            assert (place, asked, opened.said) == (place, [], [])
            paths = [unquote(urlsplit(request).path) for request in opened.requests]
            assert all(path.endswith((".html", ".js")) for path in paths), paths


def test_what_a_page_may_do_is_held_by_the_browser(open_page: Open, weekly: dict[str, Path], served: str) -> None:
    opened = open_page(weekly["en"])
    opened.ask(
        """address => {
            const picture = new Image(); picture.src = `${address}/x.png`; document.body.append(picture);
            const script = document.createElement("script"); script.textContent = "alert(1)"; document.body.append(script);
        }""",
        served,
    )
    opened.settle()
    assert sum("Content Security Policy" in text for text in opened.said) == len(opened.said) == 2
