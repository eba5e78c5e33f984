"""What the follow-ups of a run are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.follow_ups.item import FollowUp, known_rows
from reviewbook.params.conditions import Condition
from reviewbook.periods import Cadence, Period

__all__ = ["Known"]


@dataclass(frozen=True)
class Known:
    """
    The run: what is reviewed, until when, the numbers, and who was there.

    Parameters
    ----------
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    zone : str
        Zone of the company.
    facts : DataFrame
        `schema.FACTS`.
    staff : DataFrame
        ``person_id, team_id, manager_id``.
    """

    period: Period
    as_of: datetime
    zone: str
    facts: pd.DataFrame
    staff: pd.DataFrame

    @property
    def today(self) -> date:
        """The day of the cut-off."""
        return self.day(self.as_of)

    @property
    def decides(self) -> bool:
        """Whether the review opens, tests and escalates: a day is too short to tell anything."""
        return self.period.cadence is not Cadence.DAILY

    @property
    def finished_at(self) -> datetime:
        """When the numbers of the period were complete."""
        return min(self.period.end_at(self.zone), self.as_of)

    def day(self, at: datetime) -> date:
        """Give the day of an instant."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def midnight(self, on: date) -> datetime:
        """Give the instant at which a day begins."""
        return Period(on, Cadence.DAILY).start_at(self.zone)

    def team(self, person: str | None) -> str | None:
        """Give the team of a person who was there in the period."""
        return self._staff.get(person or "", (None, None))[0]

    def manager(self, item: FollowUp) -> str | None:
        """Give who leads the owner, or the team where the owner is gone; None where nobody does."""
        if item.owner_id in self._staff:
            return self._staff[item.owner_id or ""][1]
        return next((leader for team, leader in self._staff.values() if team == item.team_id and leader), None)

    def values(self, condition: Condition) -> Mapping[str, float | None]:
        """Give the values of the measure of a condition by period, of the cadence under review."""
        facts = self.facts
        wanted = (facts["measure"] == condition.measure) & (facts["entity_kind"] == condition.entity_kind)
        wanted &= (facts["entity_id"] == condition.entity_id) & (facts["cadence"] == self.period.cadence.value)
        return {str(row["period"]): row["value"] for row in known_rows(facts[wanted][["period", "value"]])}

    @cached_property
    def _staff(self) -> Mapping[str, tuple[str | None, str | None]]:
        rows = known_rows(self.staff[["person_id", "team_id", "manager_id"]])
        return {str(row["person_id"]): (row["team_id"], row["manager_id"]) for row in rows}
