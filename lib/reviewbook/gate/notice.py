"""What is told to whoever can mend it when a review is withheld, in plain words and both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from reviewbook.caveats import Caveat, in_unit
from reviewbook.params.base import Bilingual
from reviewbook.params.checks import Checks
from reviewbook.periods import Period
from reviewbook.schema.gate import HELD
from reviewbook.slices import Audience
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["Held", "notice", "told"]


@dataclass(frozen=True)
class Held:
    """
    A review that is withheld.

    Parameters
    ----------
    title : Bilingual
        Title of the review.
    period : Period
        The period under review.
    audience : Audience
        Who does not get it.
    as_of : datetime
        The cut-off.
    zone : str
        Zone of the company.
    checks : Checks
        The rules, with what they ask.
    evidence : str
        Folder of the run, as people know it.
    """

    title: Bilingual
    period: Period
    audience: Audience
    as_of: datetime
    zone: str
    checks: Checks
    evidence: str


def notice(frame: pd.DataFrame, held: Held) -> str:
    """
    Tell what is withheld, by which rule, what was found, what was expected and what to do.

    Parameters
    ----------
    frame : DataFrame
        Frame ``gate``, cut for the audience.
    held : Held
        Which review.

    Returns
    -------
    str
        Chinese above English.
    """
    parts = ["\n".join(_lines(_held_back(frame), held, Wording(language))) for language in LANGUAGES]
    return "\n\n".join(parts) + "\n"


def told(frame: pd.DataFrame, language: str) -> list[str]:
    """Tell each rule that withholds the review in a sentence, for the command line."""
    words = Wording(language)
    return [_caveat(row, words).found for row in _held_back(frame)]


def _held_back(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): row[name] for name in row} for row in frame[frame["outcome"] == HELD].to_dict("records")]


def _caveat(row: dict[str, Any], words: Wording) -> Caveat:
    # Whoever mends it knows teams by their ids, and wants to know the source.
    return Caveat(row, words, lambda _, entity: entity, sources=2)


def _lines(rows: list[dict[str, Any]], held: Held, words: Wording) -> Iterator[str]:
    language = words.language
    yield words(
        "gate.notice.title",
        review=held.title(language),
        period=words.period(held.period),
        audience=held.audience.name,
    )
    yield words("gate.notice.as_of", as_of=words.instant(held.as_of, held.zone))
    yield words("gate.notice.left")
    for number, row in enumerate(rows, 1):
        yield ""
        yield from _rule(row, number, held.checks, words)
    yield ""
    yield words("gate.notice.evidence", evidence=held.evidence)
    yield words("gate.notice.again")


def _rule(row: dict[str, Any], number: int, checks: Checks, words: Wording) -> Iterator[str]:
    check, caveat = checks[row["check"]], _caveat(row, words)
    rule, unit = words(f"gate.rule.{check.name}"), str(row["unit"])
    yield words("gate.notice.rule", number=number, rule=rule, what=check.what(words.language))
    yield words("gate.notice.found", said=caveat.found)
    limit, found = (in_unit(words, unit, row[part]) for part in ("limit", "found"))
    yield words("gate.notice.limit", limit=limit, found=found)
    if row["usual"] and not pd.isna(row["usual"]):
        yield words("gate.notice.expected", usual=words.number(row["usual"]))
    yield words("gate.notice.means", means=caveat.meaning)
    yield words("gate.notice.do", do=words(f"gate.do.{check.name}"))
    owner = row["owner"] if isinstance(row["owner"], str) else words("gate.notice.nobody")
    yield words("gate.notice.owner", owner=owner)
