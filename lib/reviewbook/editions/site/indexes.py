"""The first pages: of the whole archive, of one period of a review, and of one reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from reviewbook.editions.record import Record
from reviewbook.editions.site.listing import Listed, by_reader, by_review, folder_of, listed, name_of, title_of
from reviewbook.editions.site.page import named, page
from reviewbook.periods import Period
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["archive_pages", "company_of", "period_pages", "reader_pages"]

#: Periods of a review that are shown with all their links; the others stand below, folded.
_SHOWN = 3


def archive_pages(records: Sequence[Record]) -> dict[str, str]:
    """
    Draw the first page of the archive: the newest period of each review, and every reader.

    Parameters
    ----------
    records : sequence of Record
        All editions.

    Returns
    -------
    dict of str
        Name of the page to its HTML.
    """
    pages = {}
    for language in LANGUAGES:
        words = Wording(language)
        shown = {
            "company": company_of(records, language),
            "reviews": [_review(found, words) for found in by_review(records)],
            "readers": [_reader(found, words) for found in by_reader(records)],
        }
        name, text = page("archive", "index", words, "", **shown)
        pages[name] = text
    return pages


def period_pages(records: Sequence[Record]) -> dict[str, str]:
    """Draw the pages of one period of one review from all its editions."""
    pages = {}
    for language in LANGUAGES:
        words = Wording(language)
        heading = {"title": title_of(records, language), "period": words.period(records[0].period)}
        readers = [listed(found, words, f"{quote(folder_of(found[0].audience))}/") for found in by_reader(records)]
        name, text = page("period", "index", words, "../../", **heading, readers=readers)
        pages[name] = text
    return pages


def reader_pages(records: Sequence[Record]) -> dict[str, str]:
    """Draw the first page of one reader: all editions for this audience, the newest period first."""
    pages = {}
    for language in LANGUAGES:
        words, who = Wording(language), name_of(records[-1], language)
        reviews = []
        for found in by_review(records):
            periods = _periods(found, words)
            review = found[0].review
            about = {
                "name": review,
                "title": title_of(found, language),
                "href": f"latest/{review}/{named('index', language)}",
            }
            reviews.append({**about, "newest": periods[:_SHOWN], "earlier": periods[_SHOWN:]})
        shown = {"who": who, "company": company_of(records, language), "reviews": reviews}
        name, text = page("reader", "index", words, "", **shown)
        pages[name] = text
    return pages


def company_of(records: Iterable[Record], language: str) -> str:
    """Give the company's name as the last edition that says it has it; empty when none does."""
    return next((name for record in reversed(list(records)) if (name := record.company.get(language, ""))), "")


def _review(records: Sequence[Record], words: Wording) -> dict[str, Any]:
    """Give a review as the first page shows it."""
    review = records[0].review
    periods = sorted({record.period for record in records}, key=Period.parse, reverse=True)
    newest = [record for record in records if record.period == periods[0]]
    base = f"{review}/{periods[0]}/"
    return {
        "name": review,
        "title": title_of(records, words.language),
        "period": words.period(periods[0]),
        "href": base + named("index", words.language),
        "readers": [
            listed(found, words, f"{base}{quote(folder_of(found[0].audience))}/") for found in by_reader(newest)
        ],
        "earlier": [
            {"title": words.period(period), "href": f"{review}/{period}/{named('index', words.language)}"}
            for period in periods[1:]
        ],
    }


def _reader(records: Sequence[Record], words: Wording) -> dict[str, str]:
    who = records[-1].audience
    href = f"readers/{quote(folder_of(who))}/{named('index', words.language)}"
    return {"name": name_of(records[-1], words.language), "kind": words(f"archive.kind.{who.kind}"), "href": href}


def _periods(records: Sequence[Record], words: Wording) -> list[Listed]:
    """List one reader's editions of a review by period, the newest first."""
    ranked = sorted(records, key=lambda record: Period.parse(record.period), reverse=True)
    found = []
    for period, editions in groupby(ranked, key=lambda record: record.period):
        those = list(editions)
        base = f"../../{those[0].review}/{period}/{quote(folder_of(those[0].audience))}/"
        found.append(listed(those, words, base, heading=words.period(period)))
    return found
