"""Who reads a review: the company, a team or a person, looked up by the id that stands in params or was typed."""

from __future__ import annotations

import pandas as pd

from reviewbook.audiences.derived import Derived
from reviewbook.audiences.scope import in_teams
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.publications import Publication
from reviewbook.schema import COMPANY
from reviewbook.slices import Audience

__all__ = ["audience", "audiences"]

#: The words of ``publications.yaml`` for every team, and for every person who was a rep in the period under review.
TEAMS, PEOPLE = "teams", "people"


def audiences(publication: Publication, derived: Derived, company: str) -> list[Audience]:
    """
    Everyone to whom a review goes, in the order of its ``audiences``.

    Raises
    ------
    ParamsError
        When ``publications.yaml`` names somebody who does not exist.
    """
    wanted: list[str] = []
    for entry in publication.audiences:
        if entry == TEAMS:
            wanted += list(derived.frames["teams"]["team_id"])
        elif entry == PEOPLE:
            wanted += _reps(derived)
        else:
            wanted.append(entry)
    return [audience(name, derived, company) for name in dict.fromkeys(wanted)]


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
            return Audience(kind, name, str(found.iloc[0]["name"]))
    known = [COMPANY, *derived.frames["teams"]["team_id"]]
    raise ParamsError(Problem("audience", f"{name!r} is neither a team nor a person", nearest(name, known)))


def _reps(derived: Derived) -> list[str]:
    """Give who was a rep on a day of the period, in the order of the people."""
    people, spans, period = derived.frames["people"], in_teams(derived), derived.period
    hired = people["hired_on"].isna() | (people["hired_on"] < pd.Timestamp(period.end_on))
    stayed = people["left_on"].isna() | (people["left_on"] > pd.Timestamp(period.start_on))
    reps = people["person_id"].isin(spans[spans["role"] == "rep"]["person_id"])
    return list(people[hired & stayed & reps]["person_id"])
