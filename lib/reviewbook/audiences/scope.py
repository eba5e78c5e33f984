"""Whose rows an audience may see: its own, those of the teams below it, and those of their people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from reviewbook.audiences.derived import Derived
from reviewbook.periods import Period
from reviewbook.slices import Audience

__all__ = ["Scope", "in_teams", "of_period"]


@dataclass(frozen=True)
class Scope:
    """
    What one audience may see of a run.

    Parameters
    ----------
    derived : Derived
        The whole run.
    who : Audience
        For whom it is cut.
    """

    derived: Derived
    who: Audience

    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame of the run, uncut."""
        return self.derived.frames[name]

    @cached_property
    def teams(self) -> set[str]:
        """The audience's team and those below it; none of a person."""
        teams = self.frame("teams")
        if self.who.kind == "company":
            return set(teams["team_id"])
        if self.who.kind == "person":
            return set()
        below, grew = {self.who.id}, True
        while grew:
            more = set(teams[teams["parent_id"].isin(below)]["team_id"]) - below
            below |= more
            grew = bool(more)
        return below

    @cached_property
    def homes(self) -> list[str]:
        """The teams in which a person was in the period under review, by their beginning; none of others."""
        if self.who.kind != "person":
            return []
        spans = in_teams(self.derived)
        own = spans[spans["person_id"] == self.who.id].sort_values(["valid_from", "team_id"])
        return list(dict.fromkeys(own["team_id"]))

    @cached_property
    def people(self) -> set[str]:
        """Those who were in the teams at some time of the history that is shown; a person alone."""
        if self.who.kind == "company":
            return set(self.frame("people")["person_id"])
        if self.who.kind == "person":
            return {self.who.id}
        spans = in_teams(self.derived, self.derived.publication.history)
        return set(spans[spans["team_id"].isin(self.teams)]["person_id"])

    def mine(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give the rows of the audience: of its people while they were in its teams, of a person wherever she was."""
        if self.who.kind == "company":
            return rows
        if self.who.kind == "person":
            return rows[rows["person_id"] == self.who.id]
        return rows[rows["team_id"].isin(self.teams)]

    def mine_of_period(self, name: str, on: str = "due_on") -> pd.DataFrame:
        """Give the audience's rows of the period under review."""
        return of_period(self.mine(self.frame(name)), on, self.derived.period)

    def about(self, rows: pd.DataFrame) -> pd.Series:
        """Tell which rows are about an entity that the audience may see."""
        kinds = rows["entity_kind"]
        mine = (kinds == "team") & rows["entity_id"].isin(self.teams)
        mine |= (kinds == "person") & rows["entity_id"].isin(self.people) & ~self._elsewhere(rows)
        if self.who.kind == "company":
            mine |= kinds.isin(["company", "product", "customer", "topic"])
        return mine

    def _elsewhere(self, rows: pd.DataFrame) -> pd.Series:
        """Tell which rows are about a period in which a person was in none of the team's: before she came, after she left."""
        if self.who.kind != "team":
            return pd.Series(False, index=rows.index)
        moved = rows[(rows["entity_kind"] == "person") & rows["entity_id"].isin(self._visitors)]
        keys = moved[["entity_id", "cadence", "period"]]
        there = {key for key in keys.drop_duplicates().itertuples(index=False, name=None) if self._was_here(*key)}
        away = [key not in there for key in keys.itertuples(index=False, name=None)]
        return pd.Series(rows.index.isin(moved.index[away]), index=rows.index)

    @cached_property
    def _visitors(self) -> dict[str, list[tuple[date, date]]]:
        """The days of those who were not in the teams all the time that is shown."""
        first = self.derived.period.shift(-self.derived.publication.history).start_on
        spans, stays = in_teams(self.derived, self.derived.publication.history), dict[str, list[tuple[date, date]]]()
        own = spans[spans["team_id"].isin(self.teams)]
        for person, start, end in zip(own["person_id"], own["valid_from"], own["valid_to"], strict=True):
            until = date.max if pd.isna(end) else pd.Timestamp(end).date()
            stays.setdefault(str(person), []).append((pd.Timestamp(start).date(), until))
        last = self.derived.period.end_on
        return {who: days for who, days in stays.items() if not any(a <= first and last <= b for a, b in days)}

    def _was_here(self, person: str, cadence: str, period: str) -> bool:
        told = Period.parse(period, cadence)
        return any(first < told.end_on and told.start_on < until for first, until in self._visitors[person])


def in_teams(derived: Derived, before: int = 0) -> pd.DataFrame:
    """Give the memberships of the period under review, or of so many periods before it too."""
    spans, period = derived.frames["memberships"], derived.period
    begun = spans["valid_from"] < pd.Timestamp(period.end_on)
    first = pd.Timestamp(period.shift(-before).start_on)
    return spans[begun & (spans["valid_to"].isna() | (spans["valid_to"] > first))]


def of_period(rows: pd.DataFrame, on: str, period: Period) -> pd.DataFrame:
    """Give the rows whose day lies in the period."""
    return rows[(rows[on] >= pd.Timestamp(period.start_on)) & (rows[on] < pd.Timestamp(period.end_on))]
