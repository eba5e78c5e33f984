"""A real browser, and the pages of a published archive as it shows them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page


@dataclass
class Opened:
    """A page that stands open, and what the browser did and said meanwhile."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def ask(self, script: str, *given: Any) -> Any:
        """Give what a function of the page's own language answers."""
        return self.page.evaluate(script, *given)

    def press(self, key: str) -> None:
        """Press a key, and wait until the page has moved."""
        self.page.keyboard.press(key)
        self.settle()

    def settle(self) -> None:
        """Wait for two frames, so that what was asked for is drawn."""
        self.ask("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def unfold(self) -> None:
        """Unfold everything that is folded away."""
        self.ask("() => document.querySelectorAll('details').forEach(part => part.open = true)")


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Give a function that opens a file or an address in a browser of its own, with the network cut off for files."""
    contexts = []

    def open_page(where: Path | str, width: int = 1280, scheme: str = "light", height: int = 900) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_offline(isinstance(where, Path))
        opened = Opened(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.said.append(dialog.message))
        opened.page.goto(where.as_uri() if isinstance(where, Path) else where, wait_until="load")
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Give the address under which a plain web server of this machine serves the archive."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class _Silent(SimpleHTTPRequestHandler):
    """A web server that writes no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def reviews(site: Path) -> list[Path]:
    """Give every review of the archive, in both languages."""
    return sorted(site.rglob("review.*.html"))


@pytest.fixture(scope="session")
def weekly(site: Path) -> dict[str, Path]:
    """Give the company's weekly review by language: it has every kind of block."""
    (folder,) = (site / "weekly_review").glob("*/company/1")
    return {language: folder / f"review.{language}.html" for language in ("zh", "en")}


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Path]:
    """Give one page of every kind in each language: every review, and whatever pages the archive has of its own."""
    found: dict[str, Path] = {}
    for page in sorted(site.rglob("*.html")):
        found.setdefault(_kind(page.relative_to(site)), page)
    return found


@pytest.fixture(scope="session")
def kinds(pages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give `pages` to look at: one that leads on at once as a copy that stays."""
    return {kind: _standing(page, tmp_path_factory.mktemp("standing")) for kind, page in pages.items()}


def _standing(page: Path, folder: Path) -> Path:
    text = page.read_text("utf-8")
    stays = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", text)
    if stays == text:
        return page
    copy = folder / page.name
    copy.write_text(stays, "utf-8")
    return copy


def _kind(page: Path) -> str:
    """Name the kind of a page: by its review, or by how deep it stands, among what, and under which usual name."""
    if page.name.startswith("review."):
        return f"{page.parts[0]} {page.name}"
    among = [part for part in page.parts[:-1] if part in ("readers", "measures", "latest")]
    language = "en" if page.name.endswith(".en.html") else "zh"
    usual = page.name.partition(".")[0] if page.name.startswith(("index", "search")) else "other"
    return " ".join([str(len(page.parts)), *among, usual, language])
