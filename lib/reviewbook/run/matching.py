"""Who is who in the systems: looked at, proposed, and written down when a person has decided.

What is decided stands in ``params/identities.csv``, which is pulled as a source of its
own. Nothing else writes there, and nothing here decides by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Table
from reviewbook.errors import ParamsError, Problem, alike, nearest
from reviewbook.legible import named, visible
from reviewbook.params.loading import Params
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.run import identities
from reviewbook.run.pulling import IDENTITIES
from reviewbook.sources import snapshots
from reviewbook.sources.increments import records_until
from reviewbook.sources.systems import system
from reviewbook.sources.systems.matching import EMAIL, NONE, Person, Proposal, proposals
from reviewbook.sources.systems.rows import Contact
from reviewbook.sources.systems.system import understood
from reviewbook.warehouse import Warehouse
from reviewbook.warehouse.references import NAMING
from reviewbook.wording import Wording

__all__ = ["Known", "accept", "accept_all", "contacts", "match", "systems"]

_HEADS = ("system", "id", "name", "email", "rows", "proposal", "by")
_PULL = "Type: reviewbook pull"
_PULL_NOW = "Now type: reviewbook pull"
_BY_HAND = f"If it is to be otherwise, change {IDENTITIES} by hand and pull"


@dataclass(frozen=True)
class Known:
    """
    What is known of people, here and in the systems.

    Parameters
    ----------
    people : list of Person
        Everybody in the table `people`.
    identities : dict
        System → id there → id of the person; what was written down and not pulled yet, too.
    refused : Counter
        ``system:id`` of somebody unknown → rows that were rejected for that.
    labels : Counter
        The same → rows that are there, and name as their owner whom nobody knows.
    """

    people: list[Person] = field(default_factory=list)
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, places: Places) -> Known:
        """
        Read it from the warehouse and from ``identities.csv``.

        Raises
        ------
        WarehouseError
            When nothing was pulled yet.
        """
        with Warehouse.open(places.warehouse) as warehouse:
            people, held = warehouse.frame("people"), warehouse.frame("identities")
            refused, labels = _refused(warehouse), _labels(warehouse)
        pairs = [*zip(held["system"], held["external_id"], strict=True)]
        known = {**dict(zip(pairs, held["person_id"], strict=True)), **identities.decided(places)}
        matched: dict[str, dict[str, str]] = {}
        for (name, external_id), person_id in known.items():
            matched.setdefault(name, {})[external_id] = person_id
        return cls([_person(row) for row in people.to_dict("records")], matched, refused, labels)

    def proposals(self, name: str, there: Iterable[Contact]) -> list[Proposal]:
        """Propose a person for everybody of a system who has no identity."""
        return proposals(there, self.people, self.identities.get(name, {}))

    def awaited(self, name: str, contact: Contact) -> int:
        """Count the rows that wait for somebody to be known."""
        called = f"{name}:{contact.external_id}"
        return self.refused[called] + self.labels[called]

    def unmatched(self, name: str, rows: Counter[str]) -> Counter[str]:
        """Give of such rows those of one system that wait for a decision, and not only for a pull: id there → rows."""
        known, prefix = self.identities.get(name, {}), f"{name}:"
        called = {key.removeprefix(prefix): count for key, count in rows.items() if key.startswith(prefix)}
        return Counter({key: count for key, count in called.items() if key not in known})


def systems(params: Params, names: Sequence[str]) -> list[SystemEntry]:
    """
    Give the systems of these names, or all of them, in which people have other ids than in the company.

    Raises
    ------
    ParamsError
        When one of the names is no such system.
    """
    found = {
        one.name: one
        for one in params.sources.sources
        if isinstance(one, SystemEntry) and one.person_ids == "identities"
    }
    expected = "A system of sources.yaml is meant whose person_ids are `identities`."
    unknown = [name for name in names if name not in found]
    if unknown:
        what = "is no system in which people are to be matched"
        hints = [nearest(name, found) if found else "There is none." for name in unknown]
        problems = [Problem(name, what, expected, hint) for name, hint in zip(unknown, hints, strict=True)]
        raise ParamsError(*problems)
    return [found[name] for name in names] or list(found.values())


def contacts(places: Places, entry: SystemEntry) -> list[Contact] | None:
    """Give everybody whom a system knows, as of its last pull; None before the first."""
    kept = snapshots(places, entry.name)
    with understood(entry.name, "a record"):
        return list(system(entry.kind).contacts(records_until(kept, None))) if kept else None


def match(places: Places, params: Params, names: Sequence[str], words: Wording) -> tuple[Table, tuple[str, ...]]:
    """
    List everybody in the systems who has no identity, each with whom he or she may be.

    Parameters
    ----------
    places, params
        The company.
    names : sequence of str
        Only these systems; all of them when empty.
    words : Wording
        In which language.

    Returns
    -------
    tuple of Table and tuple of str
        A row for each of them, and what is said below it.
    """
    known = Known.of(places)
    rows: list[tuple[Cell, ...]] = []
    said: list[str] = []
    proposed: Counter[str] = Counter()
    for entry in systems(params, names):
        there = contacts(places, entry)
        if there is None:
            said.append(words("matching.never", system=entry.name))
            continue
        found = known.proposals(entry.name, there)
        proposed.update(one.by for one in found)
        rows += [_row(words, entry.name, one, known.awaited(entry.name, one.contact)) for one in found]
        count = {"people": words.number(len(there)), "lacking": words.number(len(found))}
        said.append(words("matching.count", system=entry.name, **count))
    if proposed[EMAIL]:
        said.append(words("matching.by_email"))
    if proposed.total():
        said.append(words("matching.one_by_one"))
    heads = tuple(Head(words(f"matching.head.{name}")) for name in _HEADS)
    title = words("matching.title", count=words.number(len(rows)))
    return Table("people-without-identity", title, heads, tuple(rows), empty=words("matching.empty")), tuple(said)


def accept(places: Places, params: Params, decided: tuple[str, str, str]) -> str:
    """
    Write down who somebody in a system is.

    Parameters
    ----------
    places, params
        The company.
    decided : tuple of str
        System, id there, and id of the person.

    Returns
    -------
    str
        What was written and what is to be done next.

    Raises
    ------
    ParamsError
        When there is no such system, id or person, or one of the two is matched already.
    """
    name, external_id, person_id = decided
    entry, known = systems(params, [name])[0], Known.of(places)
    there = {one.external_id for one in contacts(places, entry) or ()}
    _refuse_impossible(decided, there, known)
    identities.decide(places, {(name, external_id): person_id})
    return visible(f"{name}: {external_id} is {person_id}, written to {identities.shown(places)}. {_PULL_NOW}")


def _refuse_impossible(decided: tuple[str, str, str], there: Collection[str], known: Known) -> None:
    name, external_id, person_id = decided
    here = {one.person_id for one in known.people}
    taken = known.identities.get(name, {})
    expected, step = "", _PULL
    if external_id in taken:
        what, step = f"{external_id!r} is {taken[external_id]!r} already", _BY_HAND
    elif external_id not in there:
        what, expected = f"{name} knows nobody with the id {external_id!r}", _hint(external_id, there)
    elif person_id not in here:
        what, expected = f"the company has no person {person_id!r}", _hint(person_id, here)
    elif person_id in taken.values():
        other = min(one for one, person in taken.items() if person == person_id)
        what, step = f"{person_id!r} is {other!r} there already", _BY_HAND
    else:
        return
    raise ParamsError(Problem(f"people accept {name}", what, expected, step))


def _hint(word: str, choices: Collection[str]) -> str:
    """Name what is alike; all the others may be thousands."""
    found = alike(word, choices)
    return f"Did you mean {found!r}?" if found else ""


def accept_all(places: Places, params: Params, names: Sequence[str], how: str) -> list[str]:
    """
    Write down everybody whose e-mail in a system is that of one person of the company, and of nobody else there.

    Parameters
    ----------
    places, params
        The company.
    names : sequence of str
        Only these systems; all of them when empty.
    how : str
        ``email``: nothing else is sure enough to be accepted unseen.

    Returns
    -------
    list of str
        A line for each, and what is to be done next.

    Raises
    ------
    ParamsError
        When anything else is to be accepted, or one of the names is no such system.
    """
    if how != EMAIL:
        what = f"{how!r} cannot be accepted all at once"
        step = "Look at the others and type for each: reviewbook people accept SYSTEM ID PERSON"
        raise ParamsError(Problem("people match --accept", what, "Only `email` can.", step))
    known = Known.of(places)
    decided: dict[tuple[str, str], str] = {}
    for entry in systems(params, names):
        for one in known.proposals(entry.name, contacts(places, entry) or ()):
            if one.by == EMAIL and one.person is not None:
                decided[entry.name, one.contact.external_id] = one.person.person_id
    if not decided:
        return ["Nobody was matched: no e-mail is that of one person only, here and there."]
    identities.decide(places, decided)
    lines = [visible(f"{name}: {external_id} is {person_id}") for (name, external_id), person_id in decided.items()]
    return [*lines, f"{len(decided)} written to {identities.shown(places)}. {_PULL_NOW}"]


def _row(words: Wording, name: str, one: Proposal, awaited: int) -> tuple[Cell, ...]:
    contact, person = one.contact, one.person
    who = named(contact.name)
    proposal = f"{person.person_id} {named(person.name)}" if person else ""
    return (
        Cell(name),
        Cell(contact.external_id),
        Cell(who if contact.active else words("matching.left", name=who)),
        Cell(named(contact.email or "")),
        Cell(words.number(awaited), awaited),
        Cell(f"{proposal} <{named(person.email)}>" if person and person.email else proposal),
        Cell(words(f"matching.by.{one.by}") if one.by != NONE else ""),
    )


def _refused(warehouse: Warehouse) -> Counter[str]:
    rejected = warehouse.rejected()
    rows = zip(rejected["table"], rejected["column"], rejected["value"], strict=True)
    naming = {(one.table, one.column) for one in NAMING}
    return Counter(str(value) for table, column, value in rows if (table, column) in naming)


def _labels(warehouse: Warehouse) -> Counter[str]:
    labels = [one for one in NAMING if one.column == "owner_id" and not one.only]
    owners = [warehouse.frame(one.table)[one.column] for one in labels]
    return Counter(str(owner) for column in owners for owner in column.dropna())


def _person(row: Mapping[Hashable, Any]) -> Person:
    email = row["email"]
    return Person(str(row["person_id"]), str(row["name"]), None if pd.isna(email) else str(email))
