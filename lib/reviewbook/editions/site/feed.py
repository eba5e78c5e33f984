"""Feeds (Atom, RFC 4287): whoever subscribes hears of every edition.

An entry keeps its id for ever, and the instant of an edition is its cut-off: an
archive that is copied or drawn anew tells nobody of old editions again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from reviewbook.editions.record import Reader, Record
from reviewbook.editions.site.courses import figures_of, meanings, reason_of, written
from reviewbook.editions.site.indexes import company_of
from reviewbook.editions.site.listing import folder_of, line, name_of, order_of, place_of, title_of
from reviewbook.editions.site.page import TAGS, named, rendered
from reviewbook.legible import visible
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["feeds"]

#: Entries of a feed; the pages have the others.
_MOST = 100

#: Numbers and findings of a summary.
_NUMBERS, _FINDINGS = 5, 3

_MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def feeds(records: Sequence[Record], site: str, who: Reader | None = None) -> dict[str, str]:
    """
    Write the feed of editions in each language.

    Parameters
    ----------
    records : sequence of Record
        The editions of one reader, or all; at least one.
    site : str
        Address at which the archive is served, for links that work anywhere; empty for links from the feed's own place.
    who : Reader, optional
        Whose feed it is; None for that of the whole archive.

    Returns
    -------
    dict of str
        Name of the feed to its XML.
    """
    own = f"readers/{quote(folder_of(who))}/" if who else ""
    base = f"{site.rstrip('/')}/" if site else "../../" if who else ""
    newest = sorted(records, key=lambda record: (order_of(record), place_of(record)), reverse=True)[:_MOST]
    found = {}
    for language in LANGUAGES:
        words, name = Wording(language), named("feed", language, "xml")
        found[name] = rendered(
            "feed.xml.j2",
            tag=TAGS[language],
            id=_id(f"{site} {own} {language}"),
            title=words("archive.feed.of", who=visible(name_of(newest[0], language)))
            if who
            else words("archive.title"),
            author=company_of(records, language) or words("archive.title"),
            updated=max(_instants(newest)).isoformat(),
            own=base + own + name,
            home=base + own + named("index", language),
            entries=[_entry(record, words, base) for record in newest],
        )
    return found


def _entry(record: Record, words: Wording, base: str) -> dict[str, Any]:
    number = words("archive.number", number=record.number)
    named_so = [
        title_of([record], words.language),
        words.period(record.period),
        name_of(record, words.language),
        number,
    ]
    stated = (record.review, record.period, folder_of(record.audience), record.number)
    made_from = (record.inputs, record.code.digest, record.parameters_digest)
    told = line(record, words, base + place_of(record))
    links = [link for link in told.links if link.language == words.language] or [
        link for link in told.links if link.language
    ]
    return {
        "id": _id(" ".join(map(str, stated + made_from))),
        "title": visible(" · ".join(named_so)),
        "updated": record.as_of,
        "links": [{"href": link.href, "type": _MEDIA[link.format], "label": link.label} for link in links],
        "audience": visible(name_of(record, words.language)),
        "summary": visible(_summary(record, words)),
    }


def _summary(record: Record, words: Wording) -> str:
    """Say the numbers of page one and what stands out first, in the words of the document."""
    said = record.said.get(words.language, ())
    numbers = [one.text for one in said if one.kind == "number"][:_NUMBERS] or _figures(record, words)
    findings = [one.text for one in said if one.kind == "finding"][:_FINDINGS]
    told = line(record, words, "")
    return "\n".join([*([told.reason] if told.reason else []), told.as_of, *numbers, *findings])


def _figures(record: Record, words: Wording) -> list[str]:
    """Give the first figures of an edition whose document said nothing."""
    meant = meanings([record])
    texts = []
    for name, (figure,) in list(figures_of([record]).items())[:_NUMBERS]:
        title = meant[name].title.get(words.language, name) if name in meant else name
        texts.append(f"{title}  {reason_of(figure, words) or written(figure, meant.get(name), words)}")
    return texts


def _instants(records: Sequence[Record]) -> list[datetime]:
    return [datetime.fromisoformat(record.as_of) for record in records]


def _id(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'reviewbook:{name}')}"
