"""The shelf: where editions are looked up and put."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reviewbook.editions.edition import Draft, Edition, read_edition, record_of, written
from reviewbook.editions.names import edition_folder, name_problems
from reviewbook.editions.placing import clear_unfinished, locked, place_folder, replace_file
from reviewbook.editions.record import RECORD
from reviewbook.editions.site import leading_pages, write_site
from reviewbook.errors import EditionError, PeriodError, Problem
from reviewbook.periods import Period
from reviewbook.slices import Audience

__all__ = ["Shelf"]


class Shelf:
    """
    All editions of one company.

    Parameters
    ----------
    published : Path
        The folder they stand in; created with the first edition.
    site : str
        Address at which the folder is served, for the links of its feeds; empty when that is not known.
    """

    def __init__(self, published: Path, site: str = "") -> None:
        self.published = published
        self.site = site

    def latest(self, review: str, period: Period, audience: Audience) -> Edition | None:
        """Give the newest edition of a review for an audience; None when there is none yet."""
        editions = self.editions(review, period, audience)
        return editions[-1] if editions else None

    def editions(self, review: str, period: Period, audience: Audience) -> list[Edition]:
        """
        Give all editions of a review for an audience, the oldest first.

        Raises
        ------
        EditionError
            When a name cannot be a folder, or an edition cannot be read.
        """
        problems = name_problems(review, period.key, audience)
        if problems:
            raise EditionError(*problems)
        return _editions_in(edition_folder(self.published, review, period, audience))

    def unchanged(self, draft: Draft) -> Edition | None:
        """
        Give the latest edition when it was made from the same as the draft, whose documents need not exist yet.

        Returns
        -------
        Edition or None
            None when there is no edition, or data, code or parameters differ.
        """
        latest = self.latest(draft.review, draft.period, draft.audience)
        return latest if latest and not self.next(draft)[1] else None

    def next(self, draft: Draft) -> tuple[int, tuple[str, ...]]:
        """Give the number that a draft has as the next edition, and what differs from the one before; of the first nothing."""
        latest = self.latest(draft.review, draft.period, draft.audience)
        record = record_of(draft, {}, latest.record if latest else None)
        return record.number, record.changed

    def publish(self, draft: Draft, *, index: bool = True) -> Edition:
        """
        Publish a draft as the next edition, unless the latest one was made from the same.

        Parameters
        ----------
        draft : Draft
            What to publish.
        index : bool
            Whether the archive's pages are brought up to date at once. Who publishes many calls `write_index` at
            the end instead.

        Returns
        -------
        Edition
            The new edition, or the latest one, of which ``is_new`` is False; then nothing was written.

        Raises
        ------
        EditionError
            When the draft cannot be published, or the shelf holds something that is no edition.
        """
        problems = draft.problems()
        if problems:
            raise EditionError(*problems)
        folder = edition_folder(self.published, draft.review, draft.period, draft.audience)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            edition = _placed(folder, draft)
            for name, text in leading_pages(edition.record, f"{edition.number}/").items():
                replace_file(folder / name, text)
        if index:
            self.write_index()
        return edition

    def write_index(self) -> None:
        """Bring the pages of the archive up to date with the records; those of which nothing changed are left alone."""
        self.published.mkdir(parents=True, exist_ok=True)
        with locked(self.published):
            write_site(self.published, [edition.record for edition in self], self.site)

    def __iter__(self) -> Iterator[Edition]:
        """Go through every edition of every review."""
        for review in _folders(self.published):
            for period in _period_folders(review):
                yield from _editions_of(period)


def _placed(folder: Path, draft: Draft) -> Edition:
    """Put the draft beside the editions of its folder, which is locked."""
    contents = {name: c.read_bytes() if isinstance(c, Path) else c for name, c in draft.files.items()}
    while True:
        clear_unfinished(folder)
        latest = next(reversed(_editions_in(folder)), None)
        if latest:
            _check_audience(latest, draft)
        record = record_of(draft, contents, latest.record if latest else None)
        if latest and not record.changed:
            return latest
        target = folder / str(record.number)
        if place_folder(target, {**contents, RECORD: written(record)}):
            return Edition(target, record, is_new=True)
        # Somebody whom the lock did not hold (a shared disk) was faster: look again.


def _check_audience(latest: Edition, draft: Draft) -> None:
    there = latest.record.audience
    if (there.kind, there.id) != (draft.audience.kind, draft.audience.id):
        raise EditionError(
            Problem(
                str(latest.folder.parent),
                f"it holds editions for {there.id!r}, not for {draft.audience.id!r}",
                "This disk takes both names for one.",
                "Give one of them another id.",
            )
        )


def _editions_in(folder: Path) -> list[Edition]:
    numbered = [path for path in _folders(folder) if path.name.isascii() and path.name.isdigit()]
    return [read_edition(path) for path in sorted(numbered, key=lambda path: int(path.name))]


def _editions_of(period: Path) -> list[Edition]:
    return [edition for audience in _folders(period) for edition in _editions_in(audience)]


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _period_folders(review: Path) -> list[Path]:
    found = []
    for path in _folders(review):
        try:
            found.append((Period.parse(path.name), path))
        except PeriodError:
            # A folder that somebody put there; it is none of ours.
            continue
    return [path for _, path in sorted(found)]
