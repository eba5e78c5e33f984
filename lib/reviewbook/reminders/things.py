"""What is told: one report each, and those that are told together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd

from reviewbook.params.reminders import Reminding
from reviewbook.reminders.hours import Place

__all__ = ["Bundle", "Thing", "asked_for", "submitted"]


@dataclass(frozen=True)
class Thing:
    """
    A report of which somebody is told.

    Parameters
    ----------
    person_id : str
        Its author.
    team_id : str
        The team for which it is owed.
    template, period : str
        Which report.
    due_at : datetime, optional
        Its deadline; None for what is in.
    limit_at : datetime, optional
        Until when it is on time, grace included; None for what is in.
    submitted_at : datetime, optional
        When it first came; None for what is not in.
    hours : float
        Working hours for which it has waited at the cut-off.
    within : float
        Working hours in which it is to be answered; 0 for what is not in.
    status : str
        As in ``owed`` or ``replies``.
    away : bool
        Whether the author of something missing is on leave today.
    """

    person_id: str
    team_id: str
    template: str
    period: str
    status: str
    due_at: datetime | None = None
    limit_at: datetime | None = None
    submitted_at: datetime | None = None
    hours: float = 0.0
    within: float = 0.0
    away: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether its time has run out and it is not in; what came after closing is in."""
        return self.status == "missing" and self.submitted_at is None

    @property
    def order(self) -> tuple[float | str, ...]:
        """What has waited longest first, then by template, period, team and author."""
        return -self.hours, self.template, self.period, self.team_id, self.person_id


@dataclass(frozen=True)
class Bundle:
    """
    What one person is told at once by one rule.

    Parameters
    ----------
    rule : Reminding
        Why.
    reader : str
        Id of who is told; `staff.OWNER` for whoever looks after the workbook.
    place : Place
        Where she works.
    named : str
        What tells it apart from the other bundles of the rule and reader: a day, or the instant of a deadline.
    things : tuple of Thing
        The reports.
    expires_at : datetime
        From then on it is of no use.
    """

    rule: Reminding
    reader: str
    place: Place
    named: str
    things: tuple[Thing, ...]
    expires_at: datetime

    @property
    def key(self) -> str:
        """The same whenever the same is told."""
        return f"remind/{self.rule.name}/{self.reader or 'owner'}/{self.named}"


def asked_for(owed: pd.DataFrame) -> list[Thing]:
    """Give the reports that are owed, in or not, without those that are excused."""
    rows = owed[owed["status"] != "exempt"].to_dict("records")
    return [
        Thing(
            row["person_id"],
            row["team_id"],
            row["template"],
            row["period"],
            row["status"],
            due_at=_instant(row["due_at"]),
            limit_at=_instant(row["due_at"]) + timedelta(minutes=int(row["grace_minutes"])),
            submitted_at=None if pd.isna(row["submitted_at"]) else _instant(row["submitted_at"]),
        )
        for row in rows
    ]


def submitted(replies: pd.DataFrame) -> list[Thing]:
    """Give the reports that wait for an answer, within their limit or beyond; not those of which nothing is known."""
    rows = replies[replies["status"].isin(["waiting", "unanswered"])].to_dict("records")
    return [
        Thing(
            row["person_id"],
            row["team_id"],
            row["template"],
            row["period"],
            row["status"],
            submitted_at=_instant(row["submitted_at"]),
            hours=float(row["age_hours"]),
            within=float(row["reply_within_hours"]),
        )
        for row in rows
    ]


def _instant(at: pd.Timestamp) -> datetime:
    return at.to_pydatetime().astimezone(UTC)
