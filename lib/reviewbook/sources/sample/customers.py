"""Who buys: each rep's customers, since when, until when, and how much of the rep's business they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.sources.sample.days import Days, day
from reviewbook.sources.sample.names import customer_names, material
from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Person, Roster
from reviewbook.sources.sample.phrases import phrases
from reviewbook.sources.sample.truths import Planted

__all__ = ["Clientele", "acquire_customers"]

FEWEST, MOST = 14, 25
NEW_SHARE = 0.35
FOREVER = np.datetime64("9999-12-31", "D")


@dataclass(frozen=True)
class Clientele:
    """
    The customers of one rep, one position each.

    Parameters
    ----------
    person : Person
        The rep who won them.
    owner_id : str
        Who looks after them today.
    ids, names, short_names, segments : list of str
        `short_names` as reports call them.
    created : array of datetime64[D]
        When they entered the CRM; they buy from then on.
    lost : array of datetime64[D]
        From when on they buy nothing.
    weight : array
        Relative number of orders.
    """

    person: Person
    owner_id: str
    ids: list[str]
    names: list[str]
    short_names: list[str]
    segments: list[str]
    created: Days
    lost: Days
    weight: NDArray[Any]

    def known(self, days: Days) -> NDArray[Any]:
        """Tell of each day and customer whether it is one already."""
        known: NDArray[Any] = self.created[None, :] <= days[:, None]
        return known


def acquire_customers(options: SampleOptions, roster: Roster, planted: Planted) -> dict[str, Clientele]:
    """Give the customers of each rep, by the rep's id."""
    found = {person.person_id: _clientele(options, roster, person) for person in roster.reps}
    for truth in planted.of("lost_customers"):
        for person in roster.reps:
            if person.home.team_id in truth.teams and truth.starts_on and truth.size:
                clientele = found[person.person_id]
                lost = clientele.lost.copy()
                # The large ones go, in every rep's list alike: that is what the team's revenue shows.
                lost[: round(len(lost) * truth.size)] = day(truth.starts_on)
                found[person.person_id] = replace(clientele, lost=lost)
    return found


def _clientele(options: SampleOptions, roster: Roster, person: Person) -> Clientele:
    rng = options.stream("customers", person.person_id)
    words, language = material(), person.home.language
    count = int(rng.integers(FEWEST, MOST + 1))
    places = phrases(language).places[person.home.parent_id]
    names = customer_names(places, language, count, rng)
    segments = words["segments" if language == "zh" else "export_segments"]
    first = max(day(options.start), day(person.hired_on))
    age = rng.integers(30, 900, count)
    room = max(1, int((day(options.until) - first).astype(int)))
    arrives = first + rng.integers(0, room, count)
    is_new = rng.random(count) < NEW_SHARE
    is_new[:8] = False
    return Clientele(
        person=person,
        owner_id=_owner(roster, person),
        ids=[f"c{person.person_id[1:]}-{number:02}" for number in range(1, count + 1)],
        names=[full for full, _ in names],
        short_names=[short for _, short in names],
        segments=[str(segment) for segment in rng.choice(segments, count)],
        created=np.where(is_new, arrives, first - age),
        lost=np.full(count, FOREVER),
        weight=1.0 / (3.0 + np.arange(count)),
    )


def _owner(roster: Roster, person: Person) -> str:
    """Whoever left hands the customers to a colleague of the same team, or to its manager."""
    if person.left_on is None:
        return person.person_id
    heirs = [rep for rep in roster.reps if rep.left_on is None and rep.home == person.home]
    heir = heirs[0] if heirs else roster.managers[person.home.team_id]
    return heir.person_id
