"""Who was there in the period under review, for how long, and who leads whom."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["STAFF", "staff"]

#: Columns of `staff`.
STAFF = ["person_id", "team_id", "role", "working_days", "manager_id"]


def staff(days: pd.DataFrame, leave: pd.DataFrame, teams: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out the staff of a period.

    Parameters
    ----------
    days : DataFrame
        `roster.Roster.days` of the period: ``person_id, on, team_id, role, working, home``; days as text.
    leave : DataFrame
        Table ``leave``: ``person_id, starts_on, ends_on, portion``, days as text.
    teams : DataFrame
        ``team_id, parent_id``.

    Returns
    -------
    DataFrame
        `STAFF`, one row for each person who was in a team on a day of the period: ``team_id`` and ``role`` as they
        were last; ``working_days`` of the person's calendars in the period without those on leave (a half day is
        half); ``manager_id``, who led the person's team on the last day on which somebody did, or the nearest team
        above it; empty where nobody else does.
    """
    last = days[days["home"] == 1].sort_values(["person_id", "on"]).drop_duplicates("person_id", keep="last")
    worked = days[(days["home"] == 1) & (days["working"] == 1)][["person_id", "on"]]
    present = worked.groupby("person_id").size() - _away(worked, leave)
    parents = dict(zip(teams["team_id"], teams["parent_id"], strict=True))
    leaders = _leaders(days)
    rows = [
        (person, team, role, float(present.get(person, 0.0)), _manager(person, team, parents, leaders))
        for person, team, role in zip(last["person_id"], last["team_id"], last["role"], strict=True)
    ]
    return pd.DataFrame(rows, columns=STAFF).astype({"working_days": "float64"})


def _away(worked: pd.DataFrame, leave: pd.DataFrame) -> pd.Series:
    """Count the working days on leave of everybody who worked; a day that is there twice counts once."""
    both = worked.merge(leave[["person_id", "starts_on", "ends_on", "portion"]], on="person_id")
    on_leave = both[(both["starts_on"] <= both["on"]) & (both["on"] <= both["ends_on"])]
    of_day = on_leave.groupby(["person_id", "on"])["portion"].sum().clip(upper=1.0)
    counted = of_day.groupby("person_id").sum()
    return counted.reindex(worked["person_id"].unique(), fill_value=0.0)


def _leaders(days: pd.DataFrame) -> Mapping[str, list[str]]:
    """Give who led each team, the last of them first."""
    led = days[days["role"] == "manager"].sort_values(["on", "person_id"], ascending=[False, True])
    found: dict[str, list[str]] = {}
    for team, person in zip(led["team_id"], led["person_id"], strict=True):
        if person not in found.setdefault(team, []):
            found[team].append(person)
    return found


def _manager(person: str, team: str, parents: Mapping[str, str | None], leaders: Mapping[str, list[str]]) -> str | None:
    above: str | None = team
    seen: set[str] = set()
    while isinstance(above, str) and above not in seen:
        seen.add(above)
        others = [leader for leader in leaders.get(above, []) if leader != person]
        if others:
            return others[0]
        above = parents.get(above)
    return None
