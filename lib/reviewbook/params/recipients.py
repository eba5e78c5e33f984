"""Who is given a review: an entry of ``audiences`` in ``publications.yaml``, with what of the review and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Self

from pydantic import Field, model_validator

from reviewbook.params.base import Day, Entry, Language
from reviewbook.params.company import Company
from reviewbook.params.reading import Keys, YamlFile

__all__ = ["Recipient", "Sections", "check_languages_of", "check_recipients"]


@dataclass(frozen=True)
class Sections:
    """
    Which sections of a review somebody is given; all of them where nothing is named.

    Parameters
    ----------
    only : tuple of str
        Short names of English headings (`document.slug`): these alone, beside page one and what tells of the numbers.
    without : tuple of str
        All but these.
    """

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is left out at all."""
        return bool(self.only or self.without)


class Recipient(Entry):
    """
    Somebody to whom a review goes; a word alone is the same as ``{to: word}``.

    Parameters
    ----------
    to : str
        ``company``, ``teams`` (every team), ``people`` (every person who was a rep in the period), or the id of a
        team or a person. Who is named by the own id is given what stands there, whatever stands with ``teams``.
    languages : tuple of str
        A document in each; those of the review when empty.
    sections, without : tuple of str
        Which sections, or all but which; see `Sections`.
    starts_on, until : date, optional
        The first day (``from``) and the last one: a review goes to whoever is there on the last day of its period.
    """

    to: str
    languages: tuple[Language, ...] = ()
    sections: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    starts_on: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return value if isinstance(value, dict | cls) else {"to": value}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self._first > self._last:
            raise ValueError("until must not be earlier than from")
        return self

    @property
    def chosen(self) -> Sections:
        """Which sections it names."""
        return Sections(self.sections, self.without)

    @property
    def _first(self) -> date:
        return self.starts_on or date.min

    @property
    def _last(self) -> date:
        return self.until or date.max

    def in_force(self, on: date) -> bool:
        """Tell whether the review goes there on a day."""
        return self._first <= on <= self._last

    def meets(self, other: Recipient) -> bool:
        """Tell whether another entry is for the same reader and a day of both."""
        return self.to == other.to and max(self._first, other._first) <= min(self._last, other._last)


def check_recipients(file: YamlFile, keys: Keys, recipients: Sequence[Recipient]) -> None:
    """Refuse a reader who stands there twice for one day, and sections that are both chosen and left out."""
    if not recipients:
        file.problem(keys, "is empty", "Name company, teams, people, or ids of teams and persons.")
    for (first, one), (second, other) in combinations(enumerate(recipients), 2):
        if one.meets(other):
            dated = any((one.starts_on, one.until, other.starts_on, other.until))
            days = f" for days of audiences[{first}] too" if dated else ""
            file.problem((*keys, second), f"{other.to!r} stands there twice{days}")
    for position, recipient in enumerate(recipients):
        if recipient.sections and recipient.without:
            way = "Name the sections that are shown, or those that are not."
            file.problem((*keys, position, "without"), "stands beside sections", way)
        for name in ("sections", "without"):
            _names_once(file, (*keys, position, name), getattr(recipient, name))


def check_languages_of(file: YamlFile, keys: Keys, recipients: Sequence[Recipient], company: Company) -> None:
    """Refuse a language in which the company does not publish."""
    known = f"The company publishes in: {', '.join(company.languages)}."
    for position, recipient in enumerate(recipients):
        for number, language in enumerate(recipient.languages):
            if language not in company.languages:
                place = (*keys, position, "languages", number)
                file.problem(place, f"{language!r} is not a language of the company", known, "See company.yaml.")


def _names_once(file: YamlFile, keys: Keys, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            file.problem((*keys, place), f"{name!r} stands there twice")
