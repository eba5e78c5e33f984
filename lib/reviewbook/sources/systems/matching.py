"""Who somebody in a system probably is: proposed for a person to decide, and never decided here.

A proposal must be the only one from both sides. Of two people with one name, or two
accounts with one address, nobody is proposed, not even when the other one has found
his match: that would be a guess by exclusion.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from reviewbook.sources.systems.rows import Contact

__all__ = ["ALIKE", "EMAIL", "NAME", "NONE", "Person", "Proposal", "proposals"]

EMAIL, NAME, ALIKE, NONE = "email", "name", "alike", "none"

#: Names are alike from so many hundredths on, whatever the order of their parts.
_ALIKE = 90


@dataclass(frozen=True)
class Person:
    """
    A person of the company.

    Parameters
    ----------
    person_id : str
        The company's id.
    name : str
        The name there.
    email : str, optional
        The address there.
    """

    person_id: str
    name: str
    email: str | None = None


@dataclass(frozen=True)
class Proposal:
    """
    Somebody in a system without an identity, and who that may be.

    Parameters
    ----------
    contact : Contact
        As the system knows him or her.
    person : Person, optional
        None where nobody can be proposed.
    by : str
        ``email`` or ``name`` where they are the same, ``alike`` where the names nearly are, else ``none``.
    """

    contact: Contact
    person: Person | None = None
    by: str = NONE


def proposals(contacts: Iterable[Contact], people: Iterable[Person], identities: Mapping[str, str]) -> list[Proposal]:
    """
    Propose a person for everybody in a system who has no identity.

    Parameters
    ----------
    contacts : iterable of Contact
        Everybody in one system, those with an identity too.
    people : iterable of Person
        Everybody in the company.
    identities : Mapping
        Id in the system → id of the person, as far as it is known.

    Returns
    -------
    list of Proposal
        The surest first, then by id. A person who has an identity in this system is not proposed again.
    """
    here, known = list(contacts), list(people)
    free = {one.person_id for one in known} - set(identities.values())
    found: dict[str, tuple[Person, str]] = {}
    for by, pairs in (
        (EMAIL, _same(here, known, lambda one: (one.email or "").strip().casefold())),
        (NAME, _same(here, known, lambda one: _folded(one.name))),
        (ALIKE, _alike(here, known)),
    ):
        for contact, person in pairs:
            if person.person_id in free and contact.external_id not in {*identities, *found}:
                free.remove(person.person_id)
                found[contact.external_id] = person, by
    lacking = [one for one in here if one.external_id not in identities]
    proposed = [Proposal(one, *found.get(one.external_id, (None, NONE))) for one in lacking]
    return sorted(proposed, key=lambda one: ((EMAIL, NAME, ALIKE, NONE).index(one.by), one.contact.external_id))


def _same(
    contacts: Sequence[Contact], people: Sequence[Person], key: Callable[[Contact | Person], str]
) -> list[tuple[Contact, Person]]:
    """Give those who have the same and whom nobody else has."""
    theirs: defaultdict[str, list[Contact]] = defaultdict(list)
    ours: defaultdict[str, list[Person]] = defaultdict(list)
    for contact in contacts:
        theirs[key(contact)].append(contact)
    for person in people:
        ours[key(person)].append(person)
    return [
        (those[0], ours[text][0])
        for text, those in theirs.items()
        if text and len(those) == 1 and len(ours.get(text, ())) == 1
    ]


def _alike(contacts: Sequence[Contact], people: Sequence[Person]) -> list[tuple[Contact, Person]]:
    """Give those whose names are like that of one other only, from both sides."""
    theirs = [one for one in contacts if one.name.strip()]
    ours = [one for one in people if one.name.strip()]
    if not theirs or not ours:
        return []
    names = [[_folded(one.name) for one in some] for some in (theirs, ours)]
    near = process.cdist(*names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE) > 0
    only = near & (near.sum(axis=1, keepdims=True) == 1) & (near.sum(axis=0, keepdims=True) == 1)
    return [(theirs[row], ours[column]) for row, column in zip(*only.nonzero(), strict=True)]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
