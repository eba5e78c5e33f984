"""The reports that were due in the period under review, and the part of the audience each belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reviewbook.slices import Slice

__all__ = ["COUNTED", "asked_in_period", "due_in_period", "part_of"]

#: States of the reports that count for a rate.
COUNTED = ("on_time", "late", "missing")


def due_in_period(review: Slice) -> pd.DataFrame:
    """Give the rows of ``owed`` whose due day lies in the period, with the column ``part`` (`part_of`)."""
    owed = review.frames["owed"]
    due_on = pd.to_datetime(owed["due_on"])
    first, end = pd.Timestamp(review.period.start_on), pd.Timestamp(review.period.end_on)
    rows = owed[(due_on >= first) & (due_on < end)].copy()
    rows["due_on"] = due_on[rows.index]
    rows["part"] = part_of(review, rows)
    return rows


def asked_in_period(review: Slice) -> pd.DataFrame:
    """Give the rows of ``replies`` submitted in the period, without the earlier ones that still wait."""
    replies = review.frames["replies"]
    submitted_on = pd.to_datetime(replies["submitted_on"])
    first, end = pd.Timestamp(review.period.start_on), pd.Timestamp(review.period.end_on)
    return replies[(submitted_on >= first) & (submitted_on < end)]


def part_of(review: Slice, rows: pd.DataFrame) -> pd.Series:
    """
    Give for each row of a person and team the part of the audience it belongs to.

    Returns
    -------
    Series
        Ids out of `Slice.parts`; empty text for a row that belongs to none of them.
    """
    kind, ids = review.parts
    if kind == "person":
        return rows["person_id"].where(rows["person_id"].isin(ids), "")
    teams = review.frames["teams"]
    parents = dict(zip(teams["team_id"].astype(str), teams["parent_id"], strict=True))
    homes = {team: _home(team, parents, frozenset(ids)) for team in rows["team_id"].dropna().unique()}
    return rows["team_id"].map(homes).fillna("")


def _home(team: str, parents: Mapping[str, str | None], parts: frozenset[str]) -> str:
    """Go up from a team to the first team that is a part."""
    seen: set[str] = set()
    above: str | None = team
    while isinstance(above, str) and above not in seen:
        if above in parts:
            return above
        seen.add(above)
        above = parents.get(above)
    return ""
