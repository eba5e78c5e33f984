"""The archive's pages: what was published, for whom, and where it stands.

They are drawn from the records alone and hold no script, no picture and no
address outside the archive, so they work from a disk as well as from a server.
The first page shows the newest period of each review and leads to the others;
the page of a period shows all its editions. Every page is there in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from reviewbook.editions.names import audience_folder
from reviewbook.editions.record import Record
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Audience
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["archive_pages", "latest_page", "period_pages"]

_DOCUMENT = re.compile(r".+\.(?P<language>zh|en)\.(?P<format>html|pdf)")
_FORMATS = ("html", "pdf")
_DATA = {"parquet": "Parquet", "xlsx": "Excel", "csv": "CSV"}
_ROWS = ("facts", "owed", "unowed", "voluntary", "checks", "copies", "claims", "replies", "signals",
         "mentions", "market", "terms", "themes", "cases", "away", "deals", "promises", "scores", "standings",
         "honoured", "courses", "career", "weakest", "experience", "discipline", "findings", "evidence", "follow_ups")  # fmt: skip
_KINDS = ("company", "team", "person")
_PAGES = {"zh": "index.html", "en": "index.en.html"}
_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class _Link:
    """A file of an edition; `language` is empty for data."""

    label: str
    href: str
    language: str
    described: str


@dataclass(frozen=True)
class _Line:
    """An edition as it is listed."""

    number: str
    as_of: str
    reason: str
    links: tuple[_Link, ...]

    @property
    def languages(self) -> list[tuple[str, list[_Link]]]:
        """The links by language, data last."""
        return [(language, list(links)) for language, links in groupby(self.links, key=lambda link: link.language)]


@dataclass(frozen=True)
class _Reader:
    """An audience with its newest edition and the earlier ones."""

    name: str
    kind: str
    newest: _Line
    earlier: tuple[_Line, ...]


def archive_pages(newest: Sequence[Record], periods: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """
    Draw the first pages of the archive.

    Parameters
    ----------
    newest : sequence of Record
        All editions of the newest period of each review.
    periods : mapping
        Review to its periods, the newest first.

    Returns
    -------
    dict of str
        Name of the page to its HTML.
    """
    reviews = sorted(
        ([record for record in newest if record.review == review] for review in periods),
        key=lambda records: (list(Cadence).index(Period.parse(records[0].period).cadence), records[0].review),
    )
    pages = {}
    for language in LANGUAGES:
        words = Wording(language)
        shown = [_review(records, periods[records[0].review], words) for records in reviews]
        pages[_PAGES[language]] = _page("archive.html.j2", words, reviews=shown)
    return pages


def period_pages(records: Sequence[Record]) -> dict[str, str]:
    """Draw the pages of one period of one review from all its editions; none when there are none."""
    if not records:
        return {}
    pages = {}
    for language in LANGUAGES:
        words = Wording(language)
        heading = {"title": _title(records, words), "period": words.period(records[0].period)}
        pages[_PAGES[language]] = _page("period.html.j2", words, **heading, readers=_readers(records, words, base=""))
    return pages


def latest_page(record: Record) -> str:
    """Draw the page of an audience, which leads on to its newest edition."""
    words = {language: Wording(language) for language in LANGUAGES}
    links = _links(record, words["zh"], f"{record.number}/")
    pages = [link for link in links if link.href.endswith(".html")]
    return (
        _environment()
        .get_template("latest.html.j2")
        .render(record=record, words=words, links=links, first=pages[0].href if pages else "", tags=_TAGS)
    )


def _review(records: Sequence[Record], periods: Sequence[str], words: Wording) -> dict[str, Any]:
    review = records[0].review
    return {
        "name": review,
        "title": _title(records, words),
        "period": words.period(periods[0]),
        "href": f"{review}/{periods[0]}/{_PAGES[words.language]}",
        "readers": _readers(records, words, base=f"{review}/{periods[0]}/"),
        "earlier": [
            {"title": words.period(period), "href": f"{review}/{period}/{_PAGES[words.language]}"}
            for period in periods[1:]
        ],
    }


def _title(records: Sequence[Record], words: Wording) -> str:
    """Give the review's title as its newest edition had it."""
    newest = max(records, key=lambda record: (datetime.fromisoformat(record.as_of), record.number))
    return newest.title.get(words.language, newest.review)


def _readers(records: Sequence[Record], words: Wording, base: str) -> list[_Reader]:
    by_reader: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        by_reader.setdefault((record.audience.kind, record.audience.id), []).append(record)
    editions = sorted(by_reader.values(), key=lambda found: _rank(found[-1]))
    return [_reader(sorted(found, key=lambda record: -record.number), words, base) for found in editions]


def _rank(record: Record) -> tuple[int, str, str]:
    return _KINDS.index(record.audience.kind), record.audience.name, record.audience.id


def _reader(records: list[Record], words: Wording, base: str) -> _Reader:
    who = records[0].audience
    folder = base + quote(audience_folder(Audience(who.kind, who.id, who.name))) + "/"
    lines = [_line(record, words, folder) for record in records]
    return _Reader(who.name, words(f"archive.kind.{who.kind}"), lines[0], tuple(lines[1:]))


def _line(record: Record, words: Wording, folder: str) -> _Line:
    changes = [words(f"archive.changed.{name}") for name in record.changed]
    return _Line(
        words("archive.number", number=record.number),
        words("archive.as_of", at=words.instant(datetime.fromisoformat(record.as_of), record.zone)),
        words.join(changes),
        tuple(_links(record, words, f"{folder}{record.number}/")),
    )


def _links(record: Record, words: Wording, folder: str) -> list[_Link]:
    documents, data = [], []
    for file in record.files:
        match = _DOCUMENT.fullmatch(file.name)
        if match:
            documents.append((LANGUAGES.index(match["language"]), _FORMATS.index(match["format"]), file.name))
        else:
            data.append(_link(record, words, _data_name(file.name, words), folder + file.name))
    shown = [
        _link(record, words, words(f"archive.format.{_FORMATS[f]}"), folder + name, LANGUAGES[language])
        for language, f, name in sorted(documents)
    ]
    return shown + data


def _data_name(file: str, words: Wording) -> str:
    """Give what a data file holds where that is known, otherwise what kind of file it is."""
    stem, _, ending = file.rpartition(".")
    return words(f"archive.rows.{stem}") if stem in _ROWS else _DATA.get(ending, ending)


def _link(record: Record, words: Wording, label: str, href: str, language: str = "") -> _Link:
    name = words(f"archive.language.{language}") if language else words("archive.data")
    number = words("archive.number", number=record.number)
    return _Link(label, href, language, words.join([name, _title([record], words), record.audience.name, number]))


def _page(template: str, words: Wording, **values: Any) -> str:
    other = next(language for language in LANGUAGES if language != words.language)
    return (
        _environment()
        .get_template(template)
        .render(
            words=words,
            tag=_TAGS[words.language],
            other=other,
            other_page=_PAGES[other],
            tags=_TAGS,
            pages=_PAGES,
            **values,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reviewbook.editions"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
