"""Targets laid out day by day, so that the target of any period is a sum over its days.

Decisions:

- A target is shared out over the working days of its owner's calendar in whole minor
  units; the days add up to the target to the cent. A target without a working day
  stands on its last calendar day.
- On a day covered by several targets of one owner the one of the shortest period
  counts, never both.
- A team without a target on a day has the sum of its teams' and people's; so has the
  company. A team's own target takes the place of theirs.
- A person's target counts, day by day, for the team the person is in on that day; on a
  day without a team it counts for the person and the company.
- A foreign target is converted at the rate of the first day of its period.

Targets are few (owners × periods), so this is plain pandas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reviewbook.measures.order_lines import daily_rates
from reviewbook.periods import Period
from reviewbook.schema import COMPANY

__all__ = ["Owners", "daily_targets", "days_covered", "touching", "unusable"]

_OWNER = ["entity_kind", "entity_id"]
_NO_PARENT = ""


@dataclass(frozen=True)
class Owners:
    """
    Who may own a target, and when they work. All frames in the analysis' form.

    Parameters
    ----------
    teams : DataFrame
        ``team_id, parent_id, calendar``.
    homes : DataFrame
        ``person_id, on, team_id``: one row per person and day with a team.
    days : DataFrame
        ``calendar, on, working``: every day that the targets cover (`days_covered`).
    calendar : str
        Calendar of the company, and of who never was in a team.
    """

    teams: pd.DataFrame
    homes: pd.DataFrame
    days: pd.DataFrame
    calendar: str


def daily_targets(targets: pd.DataFrame, owners: Owners, fx_rates: pd.DataFrame, company_currency: str) -> pd.DataFrame:
    """
    Revenue targets of every person, team and the company, day by day.

    Parameters
    ----------
    targets, fx_rates : DataFrame
        The tables of that name in the analysis' form.
    owners : Owners
        Who is in which team, and which days are worked.
    company_currency : str
        In which the amounts are given; an empty currency of a target means it.

    Returns
    -------
    DataFrame
        ``entity_kind, entity_id, on, minor``: whole minor units; a covered day off has a row of 0.

    Raises
    ------
    ValueError
        When `owners` lacks days that a target covers: its share could not be told.
    """
    worth = _converted(targets, fx_rates, company_currency)
    own = _shortest(_shared(worth[worth["minor"].notna()], owners))
    return _rolled_up(own, owners)


def unusable(targets: pd.DataFrame, fx_rates: pd.DataFrame, company_currency: str) -> pd.DataFrame:
    """Give the revenue targets whose currency has no rate, with their ``reason``, ``no rate``."""
    worth = _converted(targets, fx_rates, company_currency)
    return worth.loc[worth["minor"].isna(), list(targets.columns)].assign(reason="no rate").reset_index(drop=True)


def touching(targets: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Give the revenue targets whose period has a day from `first` to `last`, both ISO text and included."""
    found = _revenue(targets)
    bounds = {key: Period.parse(key) for key in found["period"].unique()}
    hit = {key for key, p in bounds.items() if p.start_on.isoformat() <= last and p.last_on.isoformat() >= first}
    return found[found["period"].isin(hit)].reset_index(drop=True)


def days_covered(targets: pd.DataFrame) -> tuple[str, str] | None:
    """Give the first and last day that revenue targets cover, ISO text; None when there is no target."""
    periods = [Period.parse(key) for key in _revenue(targets)["period"].unique()]
    if not periods:
        return None
    first, last = min(p.start_on for p in periods), max(p.last_on for p in periods)
    return first.isoformat(), last.isoformat()


def _revenue(targets: pd.DataFrame) -> pd.DataFrame:
    return targets[targets["measure"] == "revenue"]


def _converted(targets: pd.DataFrame, fx_rates: pd.DataFrame, company_currency: str) -> pd.DataFrame:
    found = _revenue(targets).copy()
    starts = {key: Period.parse(key).start_on.isoformat() for key in found["period"].unique()}
    found["_start"] = found["period"].map(starts).astype("str")
    found["_money"] = found["currency"].fillna(company_currency).astype("str")
    rates = daily_rates(fx_rates, sorted(set(starts.values())), company_currency)
    found = found.merge(
        rates, left_on=["_money", "_start"], right_on=["currency", "on"], how="left", suffixes=("", "_")
    )
    amount = found["amount"] * found["rate"]
    found["minor"] = np.sign(amount) * np.floor(amount.abs() * 100 + 0.500001)
    found["entity_kind"] = found["owner_kind"]
    found["entity_id"] = found["owner_id"].where(found["owner_kind"] != "company", COMPANY)
    return found


def _shared(worth: pd.DataFrame, owners: Owners) -> pd.DataFrame:
    """One row per target and calendar day of its period: ``on, span, minor``."""
    laid = worth[[*_OWNER, "period", "minor"]].merge(_days_of(worth["period"]), on="period")
    laid = laid.sort_values([*_OWNER, "period", "on"], ignore_index=True)
    laid["calendar"] = _calendars(laid, owners)
    flags = owners.days[["calendar", "on", "working"]].drop_duplicates(["calendar", "on"])
    laid = laid.merge(flags, on=["calendar", "on"], how="left")
    unknown = laid.loc[laid["working"].isna(), ["calendar", "on"]]
    if not unknown.empty:
        calendar, on = unknown.iloc[0]
        raise ValueError(f"calendar {calendar!r} lacks {on}, which a target covers; lay out all of days_covered()")
    of_target = laid.groupby([*_OWNER, "period"], sort=False)
    works = laid["working"].astype("int64")
    total, done = works.groupby(of_target.ngroup()).transform("sum"), works.groupby(of_target.ngroup()).cumsum()
    # Without a working day the last calendar day stands in for the only one.
    last = (~laid.duplicated([*_OWNER, "period"], keep="last")).astype("int64")
    works, done, total = works.where(total > 0, last), done.where(total > 0, last), total.where(total > 0, 1)
    whole = laid["minor"].astype("int64")
    laid["minor"] = whole * done // total - whole * (done - works) // total
    return laid[[*_OWNER, "on", "span", "minor"]]


def _days_of(periods: pd.Series[str]) -> pd.DataFrame:
    rows = [(key, on.isoformat()) for key in sorted(periods.unique()) for on in Period.parse(key).days]
    days = pd.DataFrame(rows, columns=["period", "on"]).astype("str")
    return days.assign(span=days.groupby("period")["on"].transform("size"))


def _calendars(laid: pd.DataFrame, owners: Owners) -> pd.Series[str]:
    """The owner's calendar on each day; on a day without a team that of the team before, or else after."""
    of_team = owners.teams.set_index("team_id")["calendar"]
    homes = owners.homes.assign(entity_kind="person", _home=owners.homes["team_id"].map(of_team).astype("object"))
    at_home = laid.merge(
        homes[["entity_kind", "person_id", "on", "_home"]],
        left_on=[*_OWNER, "on"],
        right_on=["entity_kind", "person_id", "on"],
        how="left",
    )
    people = at_home.groupby([*_OWNER, "period"], sort=False)["_home"]
    filled = people.ffill().fillna(people.bfill())
    of_teams = laid["entity_id"].map(of_team).where(laid["entity_kind"] == "team")
    return filled.fillna(of_teams).fillna(owners.calendar).astype("str")


def _shortest(shared: pd.DataFrame) -> pd.DataFrame:
    ordered = shared.sort_values([*_OWNER, "on", "span"], kind="stable")
    return ordered.drop_duplicates([*_OWNER, "on"])[[*_OWNER, "on", "minor"]]


def _rolled_up(own: pd.DataFrame, owners: Owners) -> pd.DataFrame:
    """Own targets, and for teams and the company without one the sum of what is below, deepest teams first."""
    parents = _parents(owners.teams)
    people = own[own["entity_kind"] == "person"].merge(
        owners.homes[["person_id", "on", "team_id"]],
        left_on=["entity_id", "on"],
        right_on=["person_id", "on"],
        how="left",
    )
    below = people.assign(above=people["team_id"].fillna(_NO_PARENT))[["above", "on", "minor"]]
    found = [own[own["entity_kind"] == "person"]]
    depth = {team: _depth(team, parents) for team in parents}
    for level in sorted(set(depth.values()), reverse=True):
        level_teams = {team for team, at in depth.items() if at == level}
        teams = _own_or_sum(own[own["entity_kind"] == "team"], below, "team", level_teams)
        found.append(teams)
        upward = teams.assign(above=teams["entity_id"].map(parents))[["above", "on", "minor"]]
        below = pd.concat([below, upward], ignore_index=True)
    found.append(_own_or_sum(own[own["entity_kind"] == "company"], _to_company(below), "company", {COMPANY}))
    rows = pd.concat(found, ignore_index=True).astype({"entity_kind": "str", "entity_id": "str", "on": "str"})
    return rows.astype({"minor": "int64"}).sort_values([*_OWNER, "on"], ignore_index=True)


def _own_or_sum(own: pd.DataFrame, below: pd.DataFrame, kind: str, entities: set[str]) -> pd.DataFrame:
    mine = own[own["entity_id"].isin(entities)]
    covered = below[below["above"].isin(entities)].rename(columns={"above": "entity_id"})
    summed = covered.groupby(["entity_id", "on"])[["minor"]].sum().reset_index().assign(entity_kind=kind)
    return pd.concat([mine, summed[list(mine.columns)]]).drop_duplicates(["entity_id", "on"], keep="first")


def _to_company(below: pd.DataFrame) -> pd.DataFrame:
    direct = below[below["above"] == _NO_PARENT]
    return direct.assign(above=COMPANY)


def _parents(teams: pd.DataFrame) -> dict[str, str]:
    """The team above each; none where the parent is unknown or the chain leads back to the team."""
    known = set(teams["team_id"])
    above = dict(zip(teams["team_id"], teams["parent_id"].fillna(_NO_PARENT), strict=True))
    above = {team: parent if parent in known else _NO_PARENT for team, parent in above.items()}
    for team in sorted(above):
        seen, step = {team}, above[team]
        while step != _NO_PARENT and step not in seen:
            seen.add(step)
            step = above[step]
        if step != _NO_PARENT:
            above[team] = _NO_PARENT
    return above


def _depth(team: str, parents: dict[str, str]) -> int:
    return 0 if parents[team] == _NO_PARENT else 1 + _depth(parents[team], parents)
