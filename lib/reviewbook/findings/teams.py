"""Which teams belong to which, so that one thing is told of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reviewbook.findings.finding import Known
from reviewbook.schema import COMPANY

__all__ = ["inside", "largest", "leaves"]


def inside(known: Known) -> Mapping[str, set[str]]:
    """Give the teams below each team, without itself; those below the company are all."""
    teams = known.frames["teams"]
    parents = {str(team): above for team, above in zip(teams["team_id"], teams["parent_id"], strict=True)}
    below: dict[str, set[str]] = {team: set() for team in parents} | {COMPANY: set(parents)}
    for team, parent in parents.items():
        above, passed = parent, {team}
        while isinstance(above, str) and above in parents and above not in passed:
            below[above].add(team)
            passed.add(above)
            above = parents[above]
    return below


def leaves(known: Known) -> set[str]:
    """Give the teams without a team below them."""
    return {team for team, below in inside(known).items() if not below}


def largest(known: Known, found: Sequence[Any], unit: Callable[[Any], str]) -> list[Any]:
    """
    Leave out what is told of a team or the company that it belongs to.

    Parameters
    ----------
    known : Known
        Knows the teams.
    found : sequence
        What was found.
    unit : callable
        Gives the team, or the company, that something was found of.
    """
    below = inside(known)
    told = {unit(one) for one in found}
    return [one for one in found if not any(unit(one) in below.get(other, ()) for other in told)]
