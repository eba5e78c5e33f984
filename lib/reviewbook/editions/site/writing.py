"""Writing the site: what changed is drawn, and what somebody changed or removed is drawn again.

Pages are parted: the first pages, those of each period, those of each reader. One
file says what each part was drawn from and the checksum of each of its pages. A
part whose editions, code and pages are still the same is left as it is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from reviewbook.editions.placing import replace_file
from reviewbook.editions.record import RECORD, Record
from reviewbook.editions.site.feed import feeds
from reviewbook.editions.site.indexes import archive_pages, period_pages, reader_pages
from reviewbook.editions.site.latest import latest_of, leading_pages
from reviewbook.editions.site.listing import by_reader, by_review, folder_of, order_of, place_of
from reviewbook.editions.site.measures import measure_pages
from reviewbook.editions.site.page import drawn_with
from reviewbook.editions.site.search import search_files, search_pages

__all__ = ["write_site"]

#: Folder of the pages of readers.
_READERS = "readers"

#: What each part was drawn from; everything in it can be found out again.
_DRAWN = ".drawn.json"

#: Of the files that are drawn.
_ENDINGS = (".html", ".js", ".xml")


class _Drawn(BaseModel):
    """What a part was drawn from, and the checksum of each of its pages by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_from: str
    pages: dict[str, str]


class _Site(BaseModel):
    """All parts as they were drawn, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parts: dict[str, _Drawn] = {}


@dataclass(frozen=True)
class _Part:
    """Pages that change together: the editions they tell of, and how they are drawn."""

    name: str
    records: tuple[Record, ...]
    draw: Callable[[], dict[str, str]]


def write_site(published: Path, records: Sequence[Record], site: str) -> None:
    """
    Bring all pages of the archive up to date.

    Parameters
    ----------
    published : Path
        The archive, which nobody else is writing to.
    records : sequence of Record
        All its editions.
    site : str
        Address at which it is served; empty when that is not known.
    """
    before, now = _read(published), {}
    of = {id(record): _checksum(record.model_dump_json()) for record in records}
    for part in _parts(sorted(records, key=lambda record: (order_of(record), place_of(record))), site):
        made_from = _checksum("\n".join([drawn_with(), site, *(of[id(record)] for record in part.records)]))
        there = before.get(part.name)
        if there is None or there.made_from != made_from or not _whole(published, there.pages):
            there = _Drawn(made_from=made_from, pages=_placed(published, part.draw()))
        now[part.name] = there
    _clear(published, before, now)
    replace_file(published / _DRAWN, _Site(parts=now).model_dump_json(indent=1) + "\n")


def _parts(records: Sequence[Record], site: str) -> Iterator[_Part]:
    yield _Part("", tuple(records), partial(_first, records, site))
    for review in by_review(records):
        for period in sorted({record.period for record in review}):
            those = tuple(record for record in review if record.period == period)
            yield _Part(f"{those[0].review}/{period}", those, partial(_period, those))
    for reader in by_reader(records):
        yield _Part(f"{_READERS}/{folder_of(reader[0].audience)}", tuple(reader), partial(_reader, reader, site))


def _first(records: Sequence[Record], site: str) -> dict[str, str]:
    return archive_pages(records) | search_pages(records, "") | (feeds(records, site) if records else {})


def _period(records: Sequence[Record]) -> dict[str, str]:
    folder = f"{records[0].review}/{records[0].period}"
    pages = _below(folder, period_pages(records))
    for reader in by_reader(records):
        newest = latest_of(reader)
        pages |= _below(f"{folder}/{folder_of(newest.audience)}", leading_pages(newest, f"{newest.number}/"))
    return pages


def _reader(records: Sequence[Record], site: str) -> dict[str, str]:
    who = records[-1].audience
    folder = f"{_READERS}/{folder_of(who)}"
    pages = _below(folder, reader_pages(records) | search_pages(records, "../../") | feeds(records, site, who))
    pages |= _below(_READERS, search_files(records)) | _below(f"{folder}/measures", measure_pages(records))
    for review in by_review(records):
        newest = latest_of(review)
        pages |= _below(f"{folder}/latest/{newest.review}", leading_pages(newest, f"../../../../{place_of(newest)}"))
        lasting = f"{newest.review}/latest/{folder_of(who)}"
        pages |= _below(lasting, leading_pages(newest, f"../../../{place_of(newest)}"))
    return pages


def _below(folder: str, pages: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in pages.items()}


def _read(published: Path) -> dict[str, _Drawn]:
    """Read what the pages were drawn from; where that is missing or cannot be read, all is drawn."""
    try:
        return _Site.model_validate_json((published / _DRAWN).read_bytes()).parts
    except (FileNotFoundError, ValidationError):
        return {}


def _whole(published: Path, pages: Mapping[str, str]) -> bool:
    """Tell whether pages stand as they were written."""
    paths = {published / name: checksum for name, checksum in pages.items()}
    return all(
        path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == checksum for path, checksum in paths.items()
    )


def _placed(published: Path, pages: Mapping[str, str]) -> dict[str, str]:
    """
    Write pages, each whole.

    They are not forced to the disk, which takes longer than drawing them: one that is torn when the power fails has
    another checksum and is drawn again.
    """
    checksums = {}
    for name, text in pages.items():
        path, content = published / name, text.encode()
        checksums[name] = hashlib.sha256(content).hexdigest()
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.tmp-{os.getpid()}")
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    return checksums


def _clear(published: Path, before: Mapping[str, _Drawn], now: Mapping[str, _Drawn]) -> None:
    """Remove pages of editions that somebody took away; never a file of an edition, whatever the list says."""
    kept = {name for part in now.values() for name in part.pages}
    for name in {name for part in before.values() for name in part.pages} - kept:
        path = published / name
        if path.suffix in _ENDINGS and ".." not in path.parts and not (path.parent / RECORD).exists():
            path.unlink(missing_ok=True)


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
