"""What can be searched for, as data, and the page that searches without a server.

The data of one reader, review and year stand in one file, so that a publication
changes few of them and a page loads what it needs. A file calls one function
with JSON in which no markup can begin; the page shows it as text only. From a
disk nothing but a script may be loaded, which is why it is one.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from reviewbook.editions.record import Meaning, Record
from reviewbook.editions.site.courses import Figure, figures_of, meanings, reason_of, shown_at, written
from reviewbook.editions.site.listing import document_of, folder_of, name_of, place_of, title_of
from reviewbook.editions.site.measures import anchor, stem_of
from reviewbook.editions.site.page import named, page
from reviewbook.legible import shortened, visible
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["search_files", "search_pages"]

#: The words that the script shows.
_TOLD = ("hint", "loading", "hits", "nothing", "lost", "old", "edition", "finding", "number", "figure", "table")

#: Characters that the data keep of a text; the document has it whole.
_LONGEST = 400

#: What would end a script or a line of it within JSON.
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def search_files(records: Sequence[Record]) -> dict[str, str]:
    """Write the data of one reader's editions: name of each file, below ``readers/``, to its text."""
    texts = {}
    for language in LANGUAGES:
        for name, those in _parted(records, language).items():
            texts[name] = f"found({_json(_data(those, Wording(language)))});\n"
    return texts


def search_pages(records: Sequence[Record], up: str) -> dict[str, str]:
    """
    Draw the page that searches editions: those of one reader, or all.

    Parameters
    ----------
    records : sequence of Record
        The editions.
    up : str
        The way from the page to the start of the archive: ``../../`` for the page of a reader, empty for that of all.

    Returns
    -------
    dict of str
        Name of the page to its HTML.
    """
    script, policy = _script()
    pages = {}
    for language in LANGUAGES:
        words = Wording(language)
        setting = {
            "base": up,
            "sources": [
                {"year": those[0].period[:4], "src": f"{up}readers/{quote(name)}"}
                for name, those in _parted(records, language).items()
            ],
            "told": {name: words(f"archive.search.told.{name}") for name in _TOLD},
        }
        who = name_of(records[-1], language) if up else ""
        name, text = page("search", "search", words, "", who=who, setting=_json(setting), script=script, policy=policy)
        pages[name] = text
    return pages


def _parted(records: Sequence[Record], language: str) -> dict[str, list[Record]]:
    """Part editions into files by year, reader and review, the newest year first."""

    def key(record: Record) -> tuple[str, str, str]:
        return record.period[:4], folder_of(record.audience), record.review

    found = {}
    for (year, folder, review), those in groupby(sorted(records, key=key, reverse=True), key=key):
        found[f"{folder}/search/{named(f'{review}-{year}', language, 'js')}"] = list(those)
    return found


def _data(records: Sequence[Record], words: Wording) -> dict[str, Any]:
    """Give what is found in editions of one reader and review."""
    who, meant, names = records[0].audience, meanings(records), list(figures_of(records))
    newest: dict[str, int] = {}
    for record in records:
        newest[record.period] = max(newest.get(record.period, 0), record.number)
    pages = f"readers/{quote(folder_of(who))}/measures/"
    return {
        "who": visible(name_of(records[-1], words.language)),
        "measures": [
            {"title": _title(name, meant, words), "href": pages + named(stem_of(name), words.language)}
            for name in names
        ],
        "editions": [
            _edition(record, record.number < newest[record.period], meant, names, words) for record in records
        ],
    }


def _edition(
    record: Record, old: bool, meant: Mapping[str, Meaning], names: Sequence[str], words: Wording
) -> dict[str, Any]:
    """Give what is found in an edition; a number that page one shows leads there, another to the page of its measure."""
    said = record.said.get(words.language, ())
    at = datetime.fromisoformat(record.as_of)
    return {
        "title": visible(title_of([record], words.language)),
        "period": words.period(record.period),
        "number": words("archive.number", number=record.number),
        "as_of": words("archive.as_of", at=words.instant(at, record.zone)),
        "at": at.astimezone(UTC).isoformat(),
        "old": old,
        "href": place_of(record) + document_of(record, words.language),
        "id": anchor(record),
        "said": [[one.kind, one.at, shortened(one.text, _LONGEST), shortened(one.action, _LONGEST)] for one in said],
        "figures": [
            [
                names.index(name),
                _value(figure, meant.get(name), words),
                shown_at(record, _title(name, meant, words), words.language),
            ]
            for name, (figure,) in figures_of([record]).items()
        ],
    }


def _value(figure: Figure, meaning: Meaning | None, words: Wording) -> str:
    return reason_of(figure, words) or written(figure, meaning, words)


def _title(name: str, meant: Mapping[str, Meaning], words: Wording) -> str:
    return meant[name].title.get(words.language, name) if name in meant else name


def _json(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPED)


@cache
def _script() -> tuple[Markup, str]:
    """Give our script, and its checksum as the page's policy names it."""
    text = files("reviewbook.editions").joinpath("templates", "search.js").read_text("utf-8")
    return Markup(text), b64encode(hashlib.sha256(text.encode()).digest()).decode()
