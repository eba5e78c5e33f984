"""Who is less, or more, punctual than before: a team where it shifts as a whole, else the persons.

One thing is told once. From the bottom up, a team is looked at without those of its
members, and of the teams below it, who are found by themselves: if the rest has
shifted as well, or most of them are found, it is the team that has shifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.findings.counting import Counts, counted, counts, fact, placed
from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.findings.reporting import DUE, not_reporting
from reviewbook.schema import COMPANY
from reviewbook.statistics.surprise import Shift, Side, dispersion, rate_shift

__all__ = ["less_punctual", "more_punctual"]

#: Company, teams and persons are three families of candidates, each with a third of what chance is allowed.
_FAMILIES = 3

#: Nobody has to be on time more often than this for a finding to be settled.
_HIGHEST = 0.95


def less_punctual(known: Known) -> list[Finding]:
    """
    Find whose reports come on time less often than before.

    Parameters
    ----------
    known : Known
        Of its frames: ``owed``, ``teams`` and ``facts``.

    Returns
    -------
    list of Finding
        Persons, teams and the company whose on-time rate of the last periods chance would not bring so low
        (`statistics.surprise`), and who still are so. Somebody who hands in next to nothing is left to
        `not_reporting`, and does not count in the team either.
    """
    return list(_shifted(known, "below"))


def more_punctual(known: Known) -> list[Finding]:
    """
    Find whose reports come on time more often than before; otherwise as `less_punctual`.

    Parameters
    ----------
    known : Known
        Of its frames: ``owed``, ``teams`` and ``facts``.
    """
    return list(_shifted(known, "above"))


@dataclass(frozen=True)
class _Unit:
    """A person, a team or the company, its reports, and how rarely chance alone moves them so far."""

    kind: str
    id: str
    rows: pd.DataFrame
    whole: Counts
    shift: Shift

    def holds(self, other: _Unit) -> bool:
        """Whether the other one's reports of the period under review belong to it."""
        last = other.rows.index[other.rows["at"] == len(other.whole.wholes) - 1]
        return bool(last.isin(self.rows.index).all())


def _shifted(known: Known, side: Side) -> Iterator[Finding]:
    owed = known.frames["owed"][["person_id", "team_id", "due_on", "status"]]
    every = placed(known, owed[owed["status"].isin(DUE)], "due_on")
    every = every.assign(on_time=every["status"] == "on_time")
    due = every[~every["person_id"].isin([finding.entity_id for finding in not_reporting(known)])]
    found = list(_people(known, due, side))
    units = list(_units(known, due))
    apart = _dispersions([counts(known, rows, "on_time") for _, _, rows in units])
    for named, own in zip(units, apart, strict=True):
        whole = _as_a_whole(known, named, found, (side, float(own)))
        if whole:
            found = [*(other for other in found if not whole.holds(other)), whole]
    all_rows = {(kind, name): rows for kind, name, rows in _units(known, every)}
    for unit in found:
        yield _finding(known, unit, counts(known, all_rows.get((unit.kind, unit.id), unit.rows), "on_time"), side)


def _people(known: Known, due: pd.DataFrame, side: Side) -> Iterator[_Unit]:
    """Give the persons who have shifted, each looked at by herself."""
    rows = {str(person): own for person, own in due.groupby("person_id", sort=True)}
    tallies = {person: counts(known, own, "on_time") for person, own in rows.items()}
    present = {person: tally for person, tally in tallies.items() if tally.wholes[-1]}
    apart = _dispersions(list(present.values()))
    for (person, tally), own in zip(present.items(), apart, strict=True):
        shift = rate_shift(tally.parts, tally.wholes, side, float(own))
        unit = _Unit("person", person, rows[person], tally, _corrected(shift, len(present)))
        if _is_found(known, unit):
            yield unit


def _units(known: Known, due: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Give the reports of the teams with those below them, the lowest first, and of the company."""
    teams = known.frames["teams"]
    parents = {str(team): above for team, above in zip(teams["team_id"], teams["parent_id"], strict=True)}
    inside: dict[str, list[str]] = {team: [team] for team in parents}
    for team, parent in parents.items():
        above = parent
        while isinstance(above, str) and above in inside and team not in inside[above]:
            inside[above].append(team)
            above = parents[above]
    for team in sorted(inside, key=lambda team: (len(inside[team]), team)):
        yield "team", team, due[due["team_id"].isin(inside[team])]
    yield "company", COMPANY, due


def _as_a_whole(
    known: Known, unit: tuple[str, str, pd.DataFrame], found: Sequence[_Unit], judged: tuple[Side, float]
) -> _Unit | None:
    """Give a team or the company if it has shifted, and not only some of those who belong to it."""
    kind, name, rows = unit
    whole = _tested(known, unit, *judged)
    if not _is_found(known, whole):
        return None
    apart = {at for other in found if whole.holds(other) for at in other.rows.index}
    rest = rows[~rows.index.isin(apart)]
    if _most(known, rows, apart):
        return whole
    return whole if _is_found(known, _tested(known, (kind, name, rest), *judged)) else None


def _most(known: Known, rows: pd.DataFrame, apart: set[int]) -> bool:
    """Say whether most teams of a unit are found, or most people of a team; one alone is no whole."""
    lately = rows[rows["at"] == len(known.history) - 1]
    parts = lately["team_id"] if lately["team_id"].nunique() > 1 else lately["person_id"]
    found = pd.Series(lately.index.isin(apart), index=lately.index).groupby(parts).all()
    return bool(1 < len(found) < 2 * found.sum())


def _tested(known: Known, unit: tuple[str, str, pd.DataFrame], side: Side, apart: float) -> _Unit:
    tally = counts(known, unit[2], "on_time")
    candidates = 1 if unit[0] == "company" else known.frames["teams"]["team_id"].nunique()
    return _Unit(*unit, tally, _corrected(rate_shift(tally.parts, tally.wholes, side, apart), candidates))


def _dispersions(tallies: Sequence[Counts]) -> NDArray[Any]:
    if not tallies:
        return np.zeros(0)
    return dispersion(np.array([tally.parts for tally in tallies]), np.array([tally.wholes for tally in tallies]))


def _corrected(shift: Shift, candidates: int) -> Shift:
    return replace(shift, chance=min(1.0, shift.chance * candidates * _FAMILIES))


def _is_found(known: Known, unit: _Unit) -> bool:
    enough = unit.whole.wholes[-1] and unit.whole.since(unit.shift.size)[1] >= known.params.findings.least
    return bool(enough and unit.shift.lasting and unit.shift.chance <= known.allowed)


def _finding(known: Known, unit: _Unit, whole: Counts, side: Side) -> Finding:
    """State the reports of everybody, be it that some of them are told of elsewhere."""
    size, entity = unit.shift.size, (unit.kind, unit.id)
    on_time, due = whole.since(size)
    before = whole.before(size) or 0.0
    numbers: dict[str, Number] = {
        "rate": counted(on_time / due, "share", "owed"),
        "on_time": counted(on_time, "count", "owed"),
        "due": counted(due, "count", "owed"),
        "before": counted(before, "share", "owed"),
    }
    parts = {"rate": "value", "on_time": "numerator", "due": "denominator"}
    facts = {name: fact(known, "on_time_rate", entity, part) for name, part in parts.items()} if size == 1 else {}
    numbers |= {name: number for name, number in facts.items() if number}
    moved = abs(before * unit.whole.wholes[-1] - unit.whole.parts[-1])
    worse = side == "below"
    return Finding(
        "less_punctual" if worse else "more_punctual", *entity, numbers,
        tone="bad" if worse else "good", chance=unit.shift.chance, since=known.history[-size], effect_reports=moved,
        test=f"on_time_rate {_named(*entity)} >= {min(floor(before * 20) / 20, _HIGHEST):g} x2" if worse else "",
    )  # fmt: skip


def _named(kind: str, name: str) -> str:
    return COMPANY if kind == "company" else f"{kind}:{name}"
