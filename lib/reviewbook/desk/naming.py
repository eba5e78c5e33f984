"""Finding whom an analyst means: by id, by name, or by a part of a name that only one has."""

from __future__ import annotations

from collections.abc import Mapping

from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.schema import COMPANY

__all__ = ["Names", "whom"]

#: Kind and id of an entity, and its name.
Names = Mapping[tuple[str, str], str]

#: So many are named where more than one may be meant.
_MOST = 8


def whom(asked: str, names: Names, where: str) -> tuple[str, str]:
    """
    Give kind and id of who is meant.

    Parameters
    ----------
    asked : str
        Id, name, or a part of a name; case does not matter.
    names : mapping
        Who there is.
    where : str
        What a message names: ``open_review: team``.

    Raises
    ------
    ParamsError
        When nobody or more than one is meant; with the nearest names, or all that may be.
    """
    text = asked.strip().casefold()
    told = {key: (key[1].casefold(), name.casefold()) for key, name in names.items()}
    for fits in (
        lambda both: text == both[0],
        lambda both: text == both[1],
        lambda both: bool(text) and text in both[1],
    ):
        found = [key for key, both in told.items() if fits(both)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ParamsError(Problem(where, f"{asked!r} may be any of {_listed(found, names)}", "", "Give the id."))
    known = [COMPANY, *(word for (kind, entity), name in names.items() if kind == "team" for word in (entity, name))]
    people = [word for (kind, entity), name in names.items() if kind == "person" for word in (entity, name)]
    what = f"{asked!r} is the id or name of nobody here"
    raise ParamsError(Problem(where, what, _nearest(asked, known, people)))


def _nearest(asked: str, known: list[str], people: list[str]) -> str:
    """Name who is alike among all; where nobody is, the teams, which are few."""
    said = nearest(asked, {*known, *people})
    return said if said.startswith("Did") else nearest(asked, set(known))


def _listed(found: list[tuple[str, str]], names: Names) -> str:
    some = ", ".join(f"{names[key]} ({key[1]})" for key in sorted(found)[:_MOST])
    return f"{some} …" if len(found) > _MOST else some
