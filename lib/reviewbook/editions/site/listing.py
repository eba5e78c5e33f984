"""Editions as they are listed: their number, why they exist, and links to their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import quote

from reviewbook.editions.names import audience_folder
from reviewbook.editions.record import Reader, Record
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Audience
from reviewbook.wording import LANGUAGES, Wording, entries

__all__ = [
    "Line", "Link", "Listed", "by_reader", "by_review", "document_of", "folder_of", "line", "listed", "name_of", "order_of",
    "place_of", "title_of",
]  # fmt: skip

_DOCUMENT = re.compile(rf".+\.(?P<language>{'|'.join(LANGUAGES)})\.(?P<format>html|pdf|xlsx)")
_FORMATS = ("html", "pdf", "xlsx")
_DATA = {"parquet": "Parquet", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
_KINDS = ("company", "team", "person")


@dataclass(frozen=True)
class Link:
    """A file of an edition; `language` and `format` are empty for data."""

    label: str
    href: str
    language: str
    described: str
    format: str = ""


@dataclass(frozen=True)
class Line:
    """An edition as it is listed."""

    number: str
    as_of: str
    reason: str
    links: tuple[Link, ...]

    @property
    def documents(self) -> list[tuple[str, list[Link]]]:
        """The links to documents by language."""
        found = [link for link in self.links if link.language]
        return [(language, list(links)) for language, links in groupby(found, key=lambda link: link.language)]

    @property
    def data(self) -> list[Link]:
        """The links to files of data."""
        return [link for link in self.links if not link.language]


@dataclass(frozen=True)
class Listed:
    """The newest of several editions and the earlier ones, under a heading: an audience, or a period."""

    name: str
    kind: str
    newest: Line
    earlier: tuple[Line, ...]
    href: str = ""


def folder_of(reader: Reader) -> str:
    """Name the folder of an audience."""
    return audience_folder(Audience(reader.kind, reader.id, reader.name))


def place_of(record: Record) -> str:
    """Give the address of an edition's folder within the archive, fit for a link."""
    return f"{record.review}/{record.period}/{quote(folder_of(record.audience))}/{record.number}/"


def order_of(record: Record) -> tuple[datetime, Period, int]:
    """Tell which of two editions is newer: by cut-off, then by period, then by number."""
    return datetime.fromisoformat(record.as_of), Period.parse(record.period), record.number


def title_of(records: Iterable[Record], language: str) -> str:
    """Give the review's title as its newest edition had it."""
    newest = max(records, key=order_of)
    return newest.title.get(language, newest.review)


def name_of(record: Record, language: str) -> str:
    """Name the audience; the company in the language of the page, teams and persons as they are called."""
    name = record.company.get(language, "") if record.audience.kind == "company" else ""
    return name or record.audience.name


def document_of(record: Record, language: str, ending: str = "html") -> str:
    """Name the document of an edition in a language, or in another where that lacks; empty without any."""
    names = {file.name for file in record.files}
    preferred = sorted(LANGUAGES, key=lambda one: one != language)
    return next((name for one in preferred if (name := f"review.{one}.{ending}") in names), "")


def by_reader(records: Iterable[Record]) -> list[list[Record]]:
    """Part editions by audience: the company first, then teams, then persons, by name; each the newest last."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(folder_of(record.audience), []).append(record)
    return sorted((sorted(part, key=order_of) for part in found.values()), key=lambda part: _rank(part[-1]))


def by_review(records: Iterable[Record]) -> list[list[Record]]:
    """Part editions by review, those of the shorter cadence first; each the newest last."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.review, []).append(record)
    return sorted((sorted(part, key=order_of) for part in found.values()), key=_cadence)


def listed(records: Sequence[Record], words: Wording, base: str, *, heading: str = "", href: str = "") -> Listed:
    """List the editions of one review and period for one audience, under its name or another heading."""
    ranked = sorted(records, key=lambda record: -record.number)
    lines = [line(record, words, f"{base}{record.number}/") for record in ranked]
    kind = "" if heading else words(f"archive.kind.{ranked[0].audience.kind}")
    return Listed(heading or name_of(ranked[0], words.language), kind, lines[0], tuple(lines[1:]), href)


def line(record: Record, words: Wording, folder: str) -> Line:
    """Give an edition as it is listed; its files stand in `folder`."""
    changes = [words(f"archive.changed.{name}") for name in record.changed]
    return Line(
        words("archive.number", number=record.number),
        words("archive.as_of", at=words.instant(datetime.fromisoformat(record.as_of), record.zone)),
        words.join(changes),
        tuple(_links(record, words, folder)),
    )


def _links(record: Record, words: Wording, folder: str) -> list[Link]:
    documents, data = [], []
    for file in record.files:
        match = _DOCUMENT.fullmatch(file.name)
        if match:
            documents.append((LANGUAGES.index(match["language"]), _FORMATS.index(match["format"]), file.name))
        else:
            data.append(_link(record, words, _data_name(file.name, words), folder + file.name))
    shown = []
    for language, kind, name in sorted(documents):
        label = words(f"archive.format.{_FORMATS[kind]}")
        shown.append(_link(record, words, label, folder + name, LANGUAGES[language], _FORMATS[kind]))
    return shown + data


def _data_name(file: str, words: Wording) -> str:
    """Give what a data file holds where there are words for it; otherwise its name and what kind of file it is."""
    stem, _, ending = file.rpartition(".")
    key = f"archive.rows.{stem}"
    return words(key) if key in entries() else f"{stem} ({_DATA.get(ending, ending)})"


def _link(record: Record, words: Wording, label: str, href: str, language: str = "", kind: str = "") -> Link:
    name = words.language_name(language) if language else words("archive.data")
    number = words("archive.number", number=record.number)
    title, period = title_of([record], words.language), words.period(record.period)
    return Link(label, href, language, words.join([name, title, period, name_of(record, words.language), number]), kind)


def _rank(record: Record) -> tuple[int, str, str]:
    return _KINDS.index(record.audience.kind), record.audience.name, record.audience.id


def _cadence(records: Sequence[Record]) -> tuple[int, str]:
    return list(Cadence).index(Period.parse(records[0].period).cadence), records[0].review
