"""Who is away when: a few short absences a year for everybody, and now and then a long one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from reviewbook.sources.sample.days import Days, day
from reviewbook.sources.sample.names import material
from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Person, Roster, Spell
from reviewbook.sources.sample.truths import seat_spans

__all__ = ["grant_leave"]

SPELLS_PER_MONTH = 0.25
LENGTHS = (1, 1, 2, 3, 5)
PORTIONS = (1.0, 1.0, 1.0, 0.5)
#: Every so many reps one is away for long.
LONG_EVERY, LONG_DAYS = 24, 98


def grant_leave(options: SampleOptions, roster: Roster) -> Roster:
    """
    Give the same people with their leave.

    Nobody is away in the stretch for which the plan needs them.
    """
    return replace(roster, people=[_with_leave(options, roster, person) for person in roster.people])


def _with_leave(options: SampleOptions, roster: Roster, person: Person) -> Person:
    rng = options.stream("leave", person.person_id)
    working = roster.working(person, options)
    spells = []
    for _ in range(int(rng.poisson(SPELLS_PER_MONTH * options.months))):
        at, length = int(rng.integers(0, max(1, len(working)))), int(rng.choice(LENGTHS))
        kind, portion = str(rng.choice(material()["leave"])), float(rng.choice(PORTIONS))
        taken = working[at : at + (length if portion == 1 else 1)].tolist()
        if taken:
            spells.append(Spell(taken[0], taken[-1], kind, portion))
    spans = seat_spans().get(person.seat, [])
    if not spans and person.is_rep and int(person.person_id[1:]) % LONG_EVERY == LONG_EVERY - 1:
        spells += _long_spell(options, person)
    return _taking(person, [spell for spell in spells if not _needed(spell, spans)], working)


def _long_spell(options: SampleOptions, person: Person) -> list[Spell]:
    begins = options.start + timedelta(days=45)
    ends = begins + timedelta(days=LONG_DAYS - 1)
    stays = person.hired_on < begins and ends < (person.left_on or date.max) and ends <= options.until
    return [Spell(begins, ends, "parental", 1.0)] if stays else []


def _needed(spell: Spell, spans: list[tuple[date, date]]) -> bool:
    return any(spell.starts_on <= last and spell.ends_on >= first for first, last in spans)


def _taking(person: Person, spells: list[Spell], working: Days) -> Person:
    kept: list[Spell] = []
    for spell in sorted(spells, key=lambda spell: (spell.starts_on, spell.ends_on)):
        if not kept or spell.starts_on > kept[-1].ends_on:
            kept.append(spell)
    taken = {1.0: np.zeros(len(working), bool), 0.5: np.zeros(len(working), bool)}
    for spell in kept:
        taken[spell.portion] |= (working >= day(spell.starts_on)) & (working <= day(spell.ends_on))
    return replace(person, spells=tuple(kept), away=working[taken[1.0]], half_away=working[taken[0.5]])
