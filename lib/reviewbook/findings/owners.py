"""Who sees to a finding, and by when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.findings.finding import Finding, Known
from reviewbook.periods import Cadence

__all__ = ["due_on", "owner", "team_of"]


def owner(known: Known, finding: Finding) -> str | None:
    """
    Say who sees to a finding.

    Parameters
    ----------
    known : Known
        Of its frames: ``staff``, ``memberships`` and ``teams``.
    finding : Finding
        What was found.

    Returns
    -------
    str or None
        Of a person whoever leads her, so of a manager the one above; of a team its manager, or the nearest above it;
        of anything else the head: whoever leads the most of the topmost teams. The head of all sees to her own. None
        in a company of which nobody is known to lead anything.
    """
    staff = known.frames["staff"].set_index("person_id")
    if finding.entity_kind == "person" and finding.entity_id in staff.index:
        manager = staff["manager_id"][finding.entity_id]
        return str(manager) if isinstance(manager, str) else _head(known) or finding.entity_id
    if finding.entity_kind == "team":
        return _leader(known, finding.entity_id) or _head(known)
    return _head(known)


def team_of(known: Known, finding: Finding) -> str | None:
    """Give the team to which a finding belongs: a person's, or the team itself."""
    if finding.entity_kind == "team":
        return finding.entity_id
    staff = known.frames["staff"]
    own = staff["team_id"][staff["person_id"] == finding.entity_id]
    return str(own.iloc[0]) if finding.entity_kind == "person" and len(own) else None


def due_on(known: Known) -> date:
    """
    Say by when what follows from the findings of the period is due.

    Parameters
    ----------
    known : Known
        Of its frames: ``days``, of which the first calendar is the company's; the params say how many working days.

    Returns
    -------
    date
        After a day or week the last working day of the period that comes next and has one; after a longer period so
        many working days after the cut-off's day. The last day that the calendar knows where it ends before.
    """
    days = known.frames["days"]
    own = days[days["calendar"] == days["calendar"].iloc[0]]
    working: list[date] = [day.date() for day in own["on"][own["working"].astype(bool)].sort_values()]
    today = known.as_of.astimezone(ZoneInfo(known.params.company.zone)).date()
    if known.period.cadence not in (Cadence.DAILY, Cadence.WEEKLY):
        ahead = [on for on in working if on > today]
        return ahead[min(known.params.findings.due_working_days, len(ahead)) - 1] if ahead else today
    later = [on for on in working if on > known.period.last_on and on >= today]
    if not later:
        return max(today, known.period.last_on + timedelta(days=1))
    return [on for on in later if _same(known, on, later[0])][-1]


def _same(known: Known, on: date, other: date) -> bool:
    """Say whether two days are of the same period."""
    return known.period.containing(on, known.period.cadence) == known.period.containing(other, known.period.cadence)


def _head(known: Known) -> str | None:
    """Give who leads most of the topmost teams; the first by id where several do."""
    teams = known.frames["teams"]
    top = teams["team_id"][~teams["parent_id"].isin(teams["team_id"])]
    leading = [leader for team in top if (leader := _leader(known, str(team)))]
    return min(leading, key=lambda person: (-leading.count(person), person), default=None)


def _leader(known: Known, team: str) -> str | None:
    """Give who leads a team on the last day of the period, or the nearest team above it."""
    rows, last = known.frames["memberships"], pd.Timestamp(known.period.last_on)
    open_then = (rows["valid_from"] <= last) & (rows["valid_to"].isna() | (rows["valid_to"] > last))
    leads = rows[open_then & (rows["role"] == "manager") & rows["person_id"].isin(known.frames["staff"]["person_id"])]
    teams = known.frames["teams"]
    parents: dict[Any, Any] = dict(zip(teams["team_id"], teams["parent_id"], strict=True))
    above: Any = team
    seen: set[Any] = set()
    while isinstance(above, str) and above not in seen:
        seen.add(above)
        own = leads[leads["team_id"] == above].sort_values(["valid_from", "person_id"])
        if len(own):
            return str(own["person_id"].iloc[-1])
        above = parents.get(above)
    return None
