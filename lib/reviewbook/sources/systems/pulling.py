"""One pull of a system: its window, its pages, and what is kept of it until it is whole.

Every page is kept on disk as soon as it is there. A pull that was stopped in the middle
is finished by the next one: with its own window, behind its last page.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import slug
from reviewbook.web import Refused

__all__ = ["Page", "Pulling", "Window"]

#: A pull that was stopped longer ago is begun anew: cursors of most systems live a day.
_STALE = timedelta(hours=20)
_WINDOW = "window.json"


@dataclass(frozen=True)
class Window:
    """
    What is asked for.

    Parameters
    ----------
    since : datetime, optional
        From when on things have changed; None for everything.
    until : datetime
        The time of the pull.
    """

    since: datetime | None
    until: datetime

    @property
    def whole(self) -> bool:
        """Whether everything is asked for."""
        return self.since is None

    def start(self, entry: SystemEntry) -> datetime:
        """Give its beginning: of everything, the day before the first of the entry, since days begin early somewhere."""
        return self.since or datetime.combine(entry.since, time(0), UTC) - timedelta(days=1)

    def reread(self, entry: SystemEntry, days: int) -> datetime:
        """Give a beginning so many days earlier, for systems that do not tell what became of a thing since."""
        first = Window(None, self.until).start(entry)
        return first if self.whole else max(first, self.start(entry) - timedelta(days=days))

    def slices(self, start: datetime, days: float) -> list[tuple[datetime, datetime]]:
        """Cut the time from `start` on into pieces of at most so many days, for systems that give no more at once."""
        found = []
        while start < self.until:
            end = min(start + timedelta(days=days), self.until)
            found.append((start, end))
            start = end
        return found


@dataclass(frozen=True)
class Page:
    """
    A page of a list.

    Parameters
    ----------
    items : list
        As received.
    next : object
        What the next page is asked for with, as JSON can hold it; None at the end.
    """

    items: list[dict[str, Any]]
    next: Any = None


@dataclass
class Pulling:
    """
    One pull of one source.

    Parameters
    ----------
    source : str
        Its name.
    window : Window
        What is asked for.
    folder : Path
        Where pages are kept until the pull is whole.
    tell : callable
        Is told how far it is.
    """

    source: str
    window: Window
    folder: Path
    tell: Callable[[str], None] = field(default=lambda line: None)

    @classmethod
    def begun(cls, source: str, window: Window, folder: Path, tell: Callable[[str], None], asked: str = "") -> Pulling:
        """
        Go on with the pull that was stopped in the folder, or begin one.

        Parameters
        ----------
        source, window, folder, tell
            As in the class.
        asked : str
            What is asked for besides the window: a stopped pull that asked for something else is of no use.
        """
        kept, former = _window(folder / _WINDOW)
        if kept is None or former != asked or not _is_of_use(kept, window):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
            since = window.since.isoformat() if window.since else None
            text = json.dumps({"since": since, "until": window.until.isoformat(), "asked": asked})
            (folder / _WINDOW).write_text(text + "\n", "utf-8")
            kept = window
        return cls(source, kept, folder, tell)

    def done(self) -> None:
        """Forget the pages: they are in a snapshot now."""
        (self.folder / _WINDOW).unlink(missing_ok=True)  # first: pages without it are nobody's
        shutil.rmtree(self.folder, ignore_errors=True)

    def pages(self, name: str, fetch: Callable[[Any], Page], first: Any = None) -> Iterator[list[dict[str, Any]]]:
        """
        Ask for a list page by page, to its end.

        Parameters
        ----------
        name : str
            Of the list, once in a pull.
        fetch : callable
            Gives the page of a cursor.
        first : object
            The cursor of the first page.

        Raises
        ------
        SourceError
            When a cursor or a page comes a second time: the list would never end.
        """
        file = self.folder / _file(name)
        kept, following = _gone_on(file, fetch)
        cursor, seen, last, rows, ended = first, {_text(first)}, "", 0, False
        for page in kept:
            last, rows, ended = _text(page.items), rows + len(page.items), page.next is None
            cursor = page.next
            seen.add(_text(cursor))
            yield page.items
        while not ended:
            page, following = following or fetch(cursor), None
            items, ended = _text(page.items), page.next is None
            if page.items and items == last:
                raise self._endless(file, name, "the same page came twice")
            if not ended and _text(page.next) in seen:
                raise self._endless(file, name, f"the page after {len(seen)} pages leads back to an earlier one")
            _keep(file, page)
            cursor, last, rows = page.next, items, rows + len(page.items)
            seen.add(_text(cursor))
            self.tell(f"{self.source}: {name}, {rows:,} received")
            yield page.items

    def _endless(self, file: Path, name: str, what: str) -> SourceError:
        file.unlink(missing_ok=True)  # the next pull would only come to the same place
        return SourceError(
            Problem(
                f"source {self.source}: {name}",
                what,
                "The list would never end, and what else it holds cannot be known.",
                "Pull again; if it happens again, pull everything anew: reviewbook pull --whole.",
            )
        )


def _gone_on(file: Path, fetch: Callable[[Any], Page]) -> tuple[list[Page], Page | None]:
    """Give the pages that a stopped pull has kept, and the one behind them; none where its cursor is no longer good."""
    kept = _kept_pages(file)
    if not kept or kept[-1].next is None:
        return kept, None
    try:
        return kept, fetch(kept[-1].next)
    except Refused as error:
        if error.is_passing:
            raise
        file.unlink()
        return [], None


def _kept_pages(file: Path) -> list[Page]:
    """Give the pages that a stopped pull has kept; a line that was cut off is none."""
    pages: list[Page] = []
    if not file.exists():
        return pages
    whole = 0
    with file.open("rb") as lines:
        for line in lines:
            try:
                kept = json.loads(line) if line.endswith(b"\n") else None
            except ValueError:
                kept = None
            if kept is None:
                break
            whole += len(line)
            pages.append(Page(kept["items"], kept["next"]))
    os.truncate(file, whole)
    return pages


def _keep(file: Path, page: Page) -> None:
    with file.open("a", encoding="utf-8") as kept:
        kept.write(_text({"items": page.items, "next": page.next}) + "\n")


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _file(name: str) -> str:
    # The checksum tells long names apart, and those that a disk takes for one: it may not see the case of letters.
    return f"{slug(name)[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}.jsonl"


def _is_of_use(stopped: Window, wanted: Window) -> bool:
    """Whether a stopped pull asked for what is wanted, and lately; one that was yet to come had a wrong clock."""
    return timedelta(0) <= wanted.until - stopped.until <= _STALE and (stopped.whole or not wanted.whole)


def _window(file: Path) -> tuple[Window | None, str]:
    try:
        kept = json.loads(file.read_text("utf-8"))
        since = datetime.fromisoformat(kept["since"]) if kept["since"] else None
        return Window(since, datetime.fromisoformat(kept["until"])), kept["asked"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""
