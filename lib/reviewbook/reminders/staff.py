"""Who is there, where, and who leads whom, at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from reviewbook.calendars import Calendar
from reviewbook.params.company import Company
from reviewbook.reminders.hours import Place

__all__ = ["OWNER", "Staff"]

#: Stands for whoever looks after the workbook, when nobody else is there to be told.
OWNER = ""


@dataclass(frozen=True)
class _Stay:
    """Somebody in a team, from a day on and until before another."""

    person: str
    team: str
    role: str
    first: date
    end: date

    @property
    def rank(self) -> tuple[bool, date, str]:
        """Of several teams that counts in which she is a rep, then the one to which she came last."""
        return self.role == "rep", self.first, self.team


class Staff:
    """
    The people of a company.

    Parameters
    ----------
    frames : mapping of DataFrame
        ``people``, ``teams``, ``memberships`` and ``leave`` (`schema.TABLES`), as they stood at the cut-off.
    company : Company
        Its zone and calendar count for who is in no team.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], company: Company) -> None:
        self.company = company
        self.home = Place(company.zone, Calendar.of(company.calendar, company))
        teams = _records(frames["teams"])
        self._places = {row["team_id"]: Place(row["zone"], Calendar.of(row["calendar"], company)) for row in teams}
        self._parents = {row["team_id"]: row["parent_id"] for row in teams}
        self._of_person: dict[str, list[_Stay]] = defaultdict(list)
        self._of_team: dict[str, list[_Stay]] = defaultdict(list)
        for stay in _stays(frames):
            self._of_person[stay.person].append(stay)
            self._of_team[stay.team].append(stay)
        self._leave: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for row in _records(frames["leave"]):
            if row["portion"] >= 1:
                self._leave[row["person_id"]].append((row["starts_on"].date(), row["ends_on"].date()))

    def is_away(self, person: str, on: date) -> bool:
        """Say whether somebody is on leave for the whole day."""
        return any(first <= on <= last for first, last in self._leave.get(person, ()))

    def is_there(self, person: str, at: datetime) -> bool:
        """Say whether somebody is in any team."""
        return any(self._holds(stay, at) for stay in self._of_person.get(person, ()))

    def place(self, person: str, at: datetime) -> Place:
        """Give where somebody works: the place of the team that counts, the company's of who is in none."""
        stays = [stay for stay in self._of_person.get(person, ()) if self._holds(stay, at)]
        return self.of_team(max(stays, key=lambda stay: stay.rank).team) if stays else self.home

    def of_team(self, team: str) -> Place:
        """Give where a team works; the company's place where the team is not known."""
        return self._places.get(team, self.home)

    def leaders(self, team: str, at: datetime, author: str) -> list[Sequence[str]]:
        """
        Give who leads a team and the teams above it, the nearest first; each once, and never the author.

        Parameters
        ----------
        team : str
            Where to begin.
        at : datetime
            When.
        author : str
            Nobody leads herself.
        """
        found: list[Sequence[str]] = []
        seen = {author}
        for one in self._upwards(team):
            stays = self._of_team.get(one, ())
            led_by = sorted({stay.person for stay in stays if stay.role == "manager" and self._holds(stay, at)} - seen)
            seen.update(led_by)
            if led_by:
                found.append(led_by)
        return found

    def _upwards(self, team: str | None) -> Iterator[str]:
        seen: set[str] = set()
        while team is not None and team not in seen:
            seen.add(team)
            yield team
            team = self._parents.get(team)

    def _holds(self, stay: _Stay, at: datetime) -> bool:
        return stay.first <= self.of_team(stay.team).day(at) < stay.end


def _stays(frames: Mapping[str, pd.DataFrame]) -> Iterator[_Stay]:
    """Give every membership, no longer than its person is in the company."""
    people = {row["person_id"]: row for row in _records(frames["people"])}
    for row in _records(frames["memberships"]):
        person = people.get(row["person_id"], {})
        first = max(_day(row["valid_from"], date.min), _day(person.get("hired_on"), date.min))
        end = min(_day(row["valid_to"], date.max), _day(person.get("left_on"), date.max))
        yield _Stay(row["person_id"], row["team_id"], row["role"], first, end)


def _day(value: pd.Timestamp | None, otherwise: date) -> date:
    return otherwise if value is None else value.date()


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Give the rows, with None for what is empty."""
    whole = frame.astype("object")
    return whole.where(whole.notna(), None).to_dict("records")
