"""Addresses that never break: tiny pages that lead on to the newest edition.

A manager keeps ``readers/team-east/latest/weekly_review/`` or ``weekly_review/latest/team-east/``;
both lead to the newest period, and ``weekly_review/2026-W47/team-east/`` to the
newest edition of that period. They run nothing: a page says where it leads.
"""

from __future__ import annotations

from collections.abc import Sequence

from reviewbook.editions.record import Record
from reviewbook.editions.site.listing import document_of, line, name_of, title_of
from reviewbook.editions.site.page import TAGS, named, rendered
from reviewbook.periods import Period
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["latest_of", "leading_pages"]


def latest_of(records: Sequence[Record]) -> Record:
    """Give the newest edition of the newest period; not the one published last, which may be of a period long past."""
    return max(records, key=lambda record: (Period.parse(record.period), record.number))


def leading_pages(record: Record, folder: str) -> dict[str, str]:
    """
    Draw the pages that lead on to an edition.

    Parameters
    ----------
    record : Record
        The edition.
    folder : str
        The way from the pages to the folder of the edition: ``2/``, ``../../2026-W47/team-east/2/``.

    Returns
    -------
    dict of str
        Name of the page to its HTML: one leads to the Chinese document, the other to the English one.
    """
    pages = {}
    for language in LANGUAGES:
        document = document_of(record, language)
        shown = []
        for one in sorted(LANGUAGES, key=lambda one: one != language):
            words = Wording(one)
            told = line(record, words, folder)
            links = [link for link in told.links if link.language == one]  # its data are a page further up
            about = {"title": title_of([record], one), "who": name_of(record, one)}
            shown.append({"words": words, "tag": TAGS[one], "links": links, **about})
        pages[named("index", language)] = rendered(
            "latest.html.j2",
            record=record,
            languages=shown,
            leads_to=folder + document if document else "",
            tag=TAGS[language],
        )
    return pages
