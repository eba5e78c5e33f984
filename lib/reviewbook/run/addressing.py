"""Who is sent something, looked up among the people of now: who has left, or has no address, is told of and not sent to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.engine import empty
from reviewbook.legible import named
from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.company import Company
from reviewbook.params.deliveries import DeliveryEntry
from reviewbook.schema import TABLES
from reviewbook.slices import Audience

__all__ = ["ROOM", "Addressed", "Addresses", "Unreachable"]

#: The recipient of a channel that leads to one room.
ROOM = "room"


@dataclass(frozen=True)
class Addressed:
    """
    A recipient with an address on a channel.

    Parameters
    ----------
    id : str
        Id of a person, `ROOM`, or what stands in params: a mail address, a room of Slack.
    address : str
        On the channel; empty where it leads to one room.
    """

    id: str
    address: str


@dataclass(frozen=True)
class Unreachable:
    """
    Somebody who is named and cannot be sent anything.

    Parameters
    ----------
    id : str
        As in params, or the id of a person.
    name : str
        As people know him.
    reason : str
        ``left``, ``unknown``, ``no_address``.
    """

    id: str
    name: str
    reason: str


@dataclass(frozen=True)
class Addresses:
    """
    The people of a company at an instant.

    Parameters
    ----------
    company : Company
        In whose zone the day is counted.
    staff : mapping of DataFrame
        ``people``, ``teams``, ``memberships`` and ``identities``; nothing while nothing was pulled.
    now : datetime
        The instant.
    """

    company: Company
    staff: Mapping[str, pd.DataFrame]
    now: datetime

    def of_entry(
        self, entry: DeliveryEntry, channel: ChannelEntry, audience: Audience
    ) -> Iterator[Addressed | Unreachable]:
        """Give everybody to whom an entry sends the edition of an audience, each once."""
        if channel.reaches == "room":
            yield Addressed(ROOM, "")
            return
        named_ids = [id for one in entry.to for id in self._meant(one, audience)]
        given: set[str] = set()
        for found in self.of_ids(dict.fromkeys(named_ids), channel):
            # Somebody may be named by his id and by his address.
            if isinstance(found, Unreachable) or found.address not in given:
                yield found
            if isinstance(found, Addressed):
                given.add(found.address)

    def of_ids(
        self, ids: Sequence[str] | Mapping[str, None], channel: ChannelEntry
    ) -> Iterator[Addressed | Unreachable]:
        """Give the addresses of persons; what stands as an address in params is one."""
        for id in ids:
            if "@" in id or id.startswith("#"):
                yield Addressed(id, id.removeprefix("#"))
            else:
                yield self.of_person(id, channel)

    def of_person(self, person: str, channel: ChannelEntry) -> Addressed | Unreachable:
        """Give the address of one person on a channel."""
        if person not in self._people.index:
            return Unreachable(person, person, "unknown")
        row = cast(pd.Series, self._people.loc[person])
        name = named(str(row["name"]))
        if not pd.isna(row["left_on"]) and row["left_on"] <= self._today:
            return Unreachable(person, name, "left")
        address = self._address(person, row, channel)
        return Addressed(person, address) if address else Unreachable(person, name, "no_address")

    def leaders(self, team: str) -> list[str]:
        """Give who leads a team now; where nobody does, who leads the team above."""
        seen: set[str] = set()
        while team and team not in seen:
            seen.add(team)
            own = self._now[(self._now["team_id"] == team) & (self._now["role"] == "manager")]
            if len(own):
                return list(own["person_id"])
            team = self._above.get(team, "")
        return []

    def _meant(self, word: str, audience: Audience) -> list[str]:
        match word, audience.kind:
            case "managers", "company":
                return [who for team, above in self._above.items() if not above for who in self.leaders(team)]
            case "managers", "team":
                return self.leaders(audience.id)
            case "managers", _:
                teams = self._now[self._now["person_id"] == audience.id]["team_id"]
                return [who for team in teams for who in self.leaders(str(team))]
            case "members", "company":
                return list(self._now["person_id"])
            case "members", "team":
                return list(self._now[self._now["team_id"].isin(self._below(audience.id))]["person_id"])
            case "members", _:
                return []
            case "self", kind:
                return [audience.id] if kind == "person" else []
        return [word]

    def _address(self, person: str, row: pd.Series, channel: ChannelEntry) -> str:
        if channel.kind == "email":
            return "" if pd.isna(row["email"]) else str(row["email"])
        identities = self._table("identities")
        system = getattr(channel, "system", "")
        found = identities[(identities["system"] == system) & (identities["person_id"] == person)]
        return str(found.iloc[0]["external_id"]) if len(found) else ""

    def _table(self, name: str) -> pd.DataFrame:
        """Give a table; without a row while nothing was pulled."""
        return self.staff[name] if name in self.staff else empty(TABLES[name])

    def _below(self, team: str) -> set[str]:
        below, more = {team}, {team}
        while more:
            more = {id for id, above in self._above.items() if above in more} - below
            below |= more
        return below

    @cached_property
    def _people(self) -> pd.DataFrame:
        return self._table("people").set_index("person_id")

    @cached_property
    def _above(self) -> dict[str, str]:
        teams = self._table("teams")
        return {
            str(team): "" if pd.isna(above) else str(above)
            for team, above in zip(teams["team_id"], teams["parent_id"], strict=True)
        }

    @cached_property
    def _today(self) -> pd.Timestamp:
        return pd.Timestamp(self.now.astimezone(ZoneInfo(self.company.zone)).date())

    @cached_property
    def _now(self) -> pd.DataFrame:
        """The memberships of today, of people who are still there."""
        spans, today, people = self._table("memberships"), self._today, self._table("people")
        left = people["left_on"].notna() & (people["left_on"] <= today)
        there = spans[(spans["valid_from"] <= today) & (spans["valid_to"].isna() | (spans["valid_to"] > today))]
        return there[~there["person_id"].isin(people[left]["person_id"])]
