"""Who reads a review: the company, a team or a person, looked up by the id that stands in params or was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from reviewbook.audiences.derived import Derived
from reviewbook.audiences.scope import in_teams
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.legible import named
from reviewbook.params.publications import Publication
from reviewbook.params.recipients import Recipient, Sections
from reviewbook.schema import COMPANY
from reviewbook.slices import Audience

__all__ = ["Reader", "audience", "reader", "readers", "unknown"]

#: The words of ``publications.yaml`` for every team, and for every person who was a rep in the period under review.
TEAMS, PEOPLE = "teams", "people"


@dataclass(frozen=True)
class Reader:
    """
    An audience, and what of a review it is given.

    Parameters
    ----------
    audience : Audience
        Who it is.
    languages : tuple of str
        Its edition holds one document in each.
    sections : Sections
        What of the review it is shown.
    """

    audience: Audience
    languages: tuple[str, ...]
    sections: Sections = field(default_factory=Sections)


def readers(publication: Publication, derived: Derived, company: str) -> list[Reader]:
    """
    Everyone to whom a review goes on the last day of the period, in the order of its ``audiences``.

    Raises
    ------
    ParamsError
        When ``publications.yaml`` names somebody who does not exist; all of them at once.
    """
    problems = [
        Problem(f"publications.yaml: {publication.name}", what, expected)
        for _, what, expected in unknown([one.to for one in publication.audiences], derived.frames)
    ]
    if problems:
        raise ParamsError(*problems)
    given = dict(_given(publication, derived))
    return [_reader(audience(name, derived, company), publication, entry) for name, entry in given.items()]


def reader(name: str, derived: Derived, company: str, publication: Publication) -> Reader:
    """
    Look up one reader who is asked for by name, with what of the review is given there.

    Returns
    -------
    Reader
        As ``publications.yaml`` says; of somebody to whom the review does not go by itself, the whole review.

    Raises
    ------
    ParamsError
        When there is no such team or person, or the review goes there on other days only.
    """
    who = audience(name, derived, company)
    entries = [entry for entry in publication.audiences if entry.to == name]
    entry = dict(_given(publication, derived)).get(name)
    if entry is None and entries:
        days = ", ".join(_days(one) for one in entries)
        what = f"{name!r} is given {publication.name} {days}, and not on {derived.period.last_on}"
        raise ParamsError(Problem("audience", what, "", "See publications.yaml."))
    return _reader(who, publication, entry)


def audience(name: str, derived: Derived, company: str) -> Audience:
    """
    Look an audience up by ``company`` or the id of a team or a person.

    Raises
    ------
    ParamsError
        When there is no such team or person.
    """
    if name == COMPANY:
        return Audience("company", COMPANY, company)
    for kind, frame, key in (("team", "teams", "team_id"), ("person", "people", "person_id")):
        rows = derived.frames[frame]
        found = rows[rows[key] == name]
        if len(found):
            return Audience(kind, name, named(str(found.iloc[0]["name"])))
    raise ParamsError(Problem("audience", *_nobody(name, derived.frames)))


def unknown(names: Iterable[str], frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[int, str, str]]:
    """
    Give the place of each name that is no word of ``publications.yaml``, no team and no person, and what to say of it.

    Parameters
    ----------
    names : iterable of str
        As they stand in params.
    frames : mapping of DataFrame
        ``teams`` and ``people``.
    """
    known = {COMPANY, TEAMS, PEOPLE, *frames["teams"]["team_id"], *frames["people"]["person_id"]}
    for place, name in enumerate(names):
        if name not in known:
            yield place, *_nobody(name, frames)


def _nobody(name: str, frames: Mapping[str, pd.DataFrame]) -> tuple[str, str]:
    known = [COMPANY, *frames["teams"]["team_id"]]
    return f"{name!r} is neither a team nor a person", nearest(name, known)


def _given(publication: Publication, derived: Derived) -> Iterator[tuple[str, Recipient]]:
    """Give each reader with the entry that is in force; who is named by the own id has no part in the words for all."""
    named = {entry.to for entry in publication.audiences}
    for entry in publication.audiences:
        if not entry.in_force(derived.period.last_on):
            continue
        if entry.to == TEAMS:
            yield from ((team, entry) for team in derived.frames["teams"]["team_id"] if team not in named)
        elif entry.to == PEOPLE:
            yield from ((person, entry) for person in _reps(derived) if person not in named)
        else:
            yield entry.to, entry


def _reader(who: Audience, publication: Publication, entry: Recipient | None) -> Reader:
    if entry is None:
        return Reader(who, publication.languages)
    return Reader(who, entry.languages or publication.languages, entry.chosen)


def _days(entry: Recipient) -> str:
    first, last = entry.starts_on, entry.until
    return " ".join([f"from {first}" if first else "", f"until {last}" if last else ""]).strip()


def _reps(derived: Derived) -> list[str]:
    """Give who was a rep on a day of the period, in the order of the people."""
    people, spans, period = derived.frames["people"], in_teams(derived), derived.period
    hired = people["hired_on"].isna() | (people["hired_on"] < pd.Timestamp(period.end_on))
    stayed = people["left_on"].isna() | (people["left_on"] > pd.Timestamp(period.start_on))
    reps = people["person_id"].isin(spans[spans["role"] == "rep"]["person_id"])
    return list(people[hired & stayed & reps]["person_id"])
