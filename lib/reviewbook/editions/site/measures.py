"""A page for each measure: what it means, and its history as the editions told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewbook.editions.record import Meaning, Record
from reviewbook.editions.site.chart import chart
from reviewbook.editions.site.courses import Figure, Step, course, figures_of, meanings, reason_of, shown_at, written
from reviewbook.editions.site.listing import by_review, document_of, name_of, place_of, title_of
from reviewbook.editions.site.page import named, page
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["anchor", "measure_pages", "stem_of"]

#: Periods that a chart shows; the table has them all.
_CHARTED = 60


@dataclass(frozen=True)
class _Row:
    """A period as the table of a measure shows it; `first` is empty where the newest edition says the same."""

    id: str
    period: str
    value: str
    reason: str
    edition: str
    href: str
    first: str
    first_edition: str
    first_href: str


def stem_of(measure: str) -> str:
    """Name the page of a measure, whose name is one of ours."""
    return f"m-{measure}"


def anchor(record: Record) -> str:
    """Give the address of a period within the page of a measure."""
    return f"{record.review}-{record.period}"


def measure_pages(records: Sequence[Record]) -> dict[str, str]:
    """
    Draw the pages of all measures of one reader.

    Parameters
    ----------
    records : sequence of Record
        All editions for one audience.

    Returns
    -------
    dict of str
        Name of the page to its HTML: the list, and one page for each measure that an edition states.
    """
    meant = meanings(records)
    figures = {review[0].review: figures_of(review) for review in by_review(records)}
    names = sorted({name for found in figures.values() for name in found}, key=lambda name: _place(name, meant))
    pages = {}
    for language in LANGUAGES:
        words = Wording(language)
        titles = {review[0].review: title_of(review, language) for review in by_review(records)}
        for name in names:
            meaning = meant.get(name)
            parts = [
                _part(name, found[name], titles[key], meaning, words) for key, found in figures.items() if name in found
            ]
            shown = {
                "title": _title(name, meaning, words),
                "meaning": meaning,
                "parts": parts,
                "who": name_of(records[-1], language),
            }
            file, text = page("measure", stem_of(name), words, "../", **shown)
            pages[file] = text
        lines = [_line(name, meant.get(name), figures, words) for name in names]
        file, text = page("measures", "index", words, "../", measures=lines, who=name_of(records[-1], language))
        pages[file] = text
    return pages


def _place(name: str, meant: Mapping[str, Meaning]) -> tuple[int, str]:
    """Order measures as ``measures.yaml`` does; those whose meaning nobody wrote down come last."""
    return (list(meant).index(name) if name in meant else len(meant), name)


def _title(name: str, meaning: Meaning | None, words: Wording) -> str:
    return meaning.title.get(words.language, name) if meaning else name


def _line(
    name: str, meaning: Meaning | None, figures: Mapping[str, Mapping[str, Sequence[Figure]]], words: Wording
) -> dict[str, str]:
    """Give a measure as the list shows it, with its newest value of the review of the shortest cadence that has it."""
    newest = course(next(found[name] for found in figures.values() if name in found))[-1].newest
    value = written(newest, meaning, words) if newest.value is not None else reason_of(newest, words)
    return {
        "title": _title(name, meaning, words),
        "href": named(stem_of(name), words.language),
        "meaning": meaning.meaning.get(words.language, "") if meaning else "",
        "value": value,
        "period": words.period(newest.record.period),
    }


def _part(name: str, figures: Sequence[Figure], review: str, meaning: Meaning | None, words: Wording) -> dict[str, Any]:
    """Give the history of a measure in one review: its line, and its table with the newest period first."""
    steps = course(figures)
    drawn = steps[-_CHARTED:]
    line = chart([step.newest.value for step in drawn])
    rows = [_row(step, _title(name, meaning, words), meaning, words) for step in reversed(steps)]
    return {
        "review": figures[0].record.review,
        "title": review,
        "rows": rows,
        "chart": line,
        "first": words.short_period(drawn[0].period),
        "last": words.short_period(drawn[-1].period),
        "least": _said(drawn[line.low], meaning, words) if line else "",
        "most": _said(drawn[line.high], meaning, words) if line else "",
        "newest": _said(
            next((step for step in reversed(drawn) if step.newest.value is not None), drawn[-1]), meaning, words
        ),
        "differs": any(row.first for row in rows),
        "span": (words.period(drawn[0].period), words.period(drawn[-1].period)),
    }


def _said(step: Step, meaning: Meaning | None, words: Wording) -> str:
    """Say a value with its period: ``87.5% (W47)``."""
    return words(
        "archive.measure.at", value=written(step.newest, meaning, words), period=words.short_period(step.period)
    )


def _row(step: Step, title: str, meaning: Meaning | None, words: Wording) -> _Row:
    value, reason = written(step.newest, meaning, words), reason_of(step.newest, words)
    before, why = written(step.first, meaning, words), reason_of(step.first, words)
    other = (before, why) != (value, reason)
    return _Row(
        id=anchor(step.newest.record),
        period=words.period(step.period),
        value=value,
        reason=reason,
        edition=words("archive.number", number=step.newest.record.number),
        href=_href(step.newest.record, title, words),
        first=(why or before) if other else "",
        first_edition=words("archive.number", number=step.first.record.number) if other else "",
        first_href=_href(step.first.record, title, words) if other else "",
    )


def _href(record: Record, title: str, words: Wording) -> str:
    """Give the way from the page of a measure to where the document states it."""
    at = shown_at(record, title, words.language)
    return f"../../../{place_of(record)}{document_of(record, words.language)}" + (f"#{at}" if at else "")
