"""What is known about reports when one asks why: from the warehouse, or from the slice of a review."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.calendars import Calendar, DayKind
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.company import Company
from reviewbook.params.templates import Rule, Templates
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.wording import Wording

__all__ = ["Known", "Row"]

#: A row of a frame, by column.
Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Known:
    """
    The frames from which a status is explained, with what is needed to say it.

    Parameters
    ----------
    words : Wording
        The language of the answer.
    as_of : datetime
        The cut-off, with its zone.
    company, templates
        The params.
    frames : mapping of DataFrame
        ``owed``, ``unowed``, ``voluntary`` (`schema.FRAMES`), ``people`` and ``teams``; where they are known also
        ``memberships`` and ``reports`` (`schema.TABLES`) and ``rejected``. A slice does not hold the latter.
    """

    words: Wording
    as_of: datetime
    company: Company
    templates: Templates
    frames: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, review: Slice) -> Known:
        """Give what the slice of a review holds."""
        return cls(review.words, review.as_of, review.company, review.templates, review.frames)

    def rows(self, name: str, person: str, template: str = "") -> Sequence[Row]:
        """Give the rows of a frame about a person (and a template); none where the frame is not known."""
        frame = self.frames.get(name)
        if frame is None or frame.empty:
            return []
        chosen = frame["person_id"] == person
        return frame[chosen & (frame["template"] == template) if template else chosen].to_dict("records")

    def name(self, person: str) -> str:
        """Give the name of a person, the id where there is none."""
        return str(self._people.get(person, person))

    def team(self, team: str) -> str:
        """Give the name of a team, the id where there is none."""
        return str(self._teams[team].get("name", team)) if team in self._teams else team

    def title(self, template: str) -> str:
        """Give the title of a report."""
        return self.templates.template(template).title(self.words.language)

    def zone(self, team: str) -> str:
        """Give the zone of a team; the company's where it is not known."""
        return str(self._teams.get(team, {}).get("zone") or self.company.zone)

    def calendar(self, team: str) -> Calendar:
        """Give the calendar of a team; the company's where it is not known."""
        return Calendar.of(str(self._teams.get(team, {}).get("calendar") or self.company.calendar), self.company)

    def covers(self, rule: Rule, team: str) -> bool:
        """Say whether a rule names the team or one above it."""
        seen: set[str] = set()
        while team and team not in seen:
            if team in rule.teams:
                return True
            seen.add(team)
            team = str(self._teams.get(team, {}).get("parent_id") or "")
        return "all" in rule.teams

    def full(self, at: pd.Timestamp | datetime, team: str = "") -> str:
        """Write an instant in full, with the zone of the team."""
        return self.words.instant(at, self.zone(team))

    def clock(self, at: pd.Timestamp | datetime, team: str, near: tuple[datetime, ...] = ()) -> str:
        """Write an instant short; with its year where that is not the cut-off's, to the second near a limit."""
        zone = ZoneInfo(self.zone(team))
        local, year = at.astimezone(zone), self.as_of.astimezone(zone).year
        close = any(abs((at - limit).total_seconds()) < 60 for limit in near)
        text = self.words.clock(local, self.zone(team)) + (f":{local:%S}" if close else "")
        return text if local.year == year else f"{local.year}-{text}"

    def day_off(self, calendar: Calendar, period: Period) -> str:
        """Name the day off of a period: a holiday by its name, else what kind of day it is."""
        found = (calendar.name(on) for on in period if calendar.is_day_off(on))
        named = list(dict.fromkeys(name for name in found if name))
        if named:
            key = "explained.kind.holiday" if len(named) == 1 else "explained.kind.holidays"
            return self.words(key, name=self.words.join(named))
        off = any(calendar.kind(on) == DayKind.COMPANY_OFF for on in period)
        return self.words("explained.kind.company_off" if off else "explained.kind.weekend")

    def find_person(self, text: str) -> str:
        """
        Give the id of the person who is meant by an id, a name, or a part of a name that only one has.

        Raises
        ------
        ParamsError
            When nobody or more than one is; with the nearest names, or the ids of all of them.
        """
        names, asked = self._people, text.strip().casefold()
        if text in names:
            return text
        same = [who for who, name in names.items() if name.casefold() == asked]
        found = same or [who for who, name in names.items() if asked and asked in name.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(f"{names[who]} ({who})" for who in sorted(found))
            raise ParamsError(Problem("explain", f"{text!r} may be any of {several}", "", "Give the id."))
        raise ParamsError(
            Problem("explain", f"{text!r} is neither the id nor the name of a person", nearest(text, self._words()))
        )

    def _words(self) -> list[str]:
        return [*self._people, *self._people.values()]

    @cached_property
    def _people(self) -> Mapping[str, str]:
        people = self.frames["people"]
        return dict(zip(people["person_id"].astype(str), people["name"].astype(str), strict=True))

    @cached_property
    def _teams(self) -> Mapping[str, Row]:
        rows = self.frames["teams"]
        return {str(row["team_id"]): row for row in rows.astype("object").where(rows.notna(), None).to_dict("records")}
