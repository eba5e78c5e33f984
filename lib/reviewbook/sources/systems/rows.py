"""What a mapping makes of records: rows of tables, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.calendars import Calendar, due_at
from reviewbook.params.company import Company
from reviewbook.params.systems.base import SystemEntry
from reviewbook.params.templates import Rule, Template, Templates
from reviewbook.periods import Period

__all__ = ["Contact", "Ground", "LeftOut", "Row", "share"]


@dataclass(frozen=True)
class Row:
    """
    A row of a table.

    Parameters
    ----------
    table : str
        A table of `schema.TABLES`.
    values : Mapping
        Its columns: text, numbers, `Decimal`, days, instants with a zone, None. What the system sent and is no value
        of its column is handed over as text: the checks refuse it and say why.
    origin : str
        The record it comes from, as its system knows it: ``Deals 3652397000000123``.
    line : int
        Which part of the record.
    """

    table: str
    values: Mapping[str, Any]
    origin: str
    line: int = 1


@dataclass(frozen=True)
class LeftOut:
    """
    Records that are not meant, counted.

    Parameters
    ----------
    table : str
        The table they would have been in.
    file : str
        Their list.
    reason : str
        Why not.
    rows : int
        How many.
    """

    table: str
    file: str
    reason: str
    rows: int = 1


@dataclass(frozen=True)
class Contact:
    """
    A person as a system knows him or her.

    Parameters
    ----------
    external_id : str
        The id there.
    name : str
        The name there.
    email : str, optional
        Where the system tells it.
    active : bool
        Whether he or she still uses it.
    """

    external_id: str
    name: str
    email: str | None = None
    active: bool = True

    def __post_init__(self) -> None:
        # A system may send anything: a name that is no text is shown as it is, such an address is none.
        object.__setattr__(self, "external_id", str(self.external_id))
        object.__setattr__(self, "name", "" if self.name is None else str(self.name))
        object.__setattr__(self, "email", self.email if isinstance(self.email, str) else None)


@dataclass(frozen=True)
class Ground:
    """
    What a mapping stands on besides the records.

    Parameters
    ----------
    entry : SystemEntry
        The source.
    templates : Templates
        What reports ask for, and by when.
    company : Company
        Its calendar.
    """

    entry: SystemEntry
    templates: Templates
    company: Company

    def person(self, external_id: object) -> str | None:
        """Name a person: by the company's id where the system's is that, else as ``source:id`` for `identities`."""
        if external_id is None or external_id == "":
            return None
        return str(external_id) if self.entry.person_ids == "own" else f"{self.entry.name}:{external_id}"

    def own_id(self, external_id: object) -> str:
        """Name a thing of which other systems have some as well: ``wecom:4aa…``."""
        return f"{self.entry.name}:{external_id}"

    def template(self, name: str) -> Template:
        """Give a template by its name."""
        return self.templates.template(name)

    def period(self, template: str, at: datetime, zone: str) -> str:
        """
        Give the period that a report is about which says nothing of it: the one whose deadline is nearest.

        Parameters
        ----------
        template : str
            Its template; the rules for it say when it is due. Without one the period in which it was submitted.
        at : datetime
            When it was submitted.
        zone : str
            In which days are counted.
        """
        cadence = self.template(template).cadence
        here = Period.containing(at.astimezone(ZoneInfo(zone)).date(), cadence)
        near = [here.previous, here, here.shift(1)]
        distances = [
            (abs(at - due), period.key)
            for period in near
            for due in self._deadlines(template, period, zone)
            if period.start_at(zone) - timedelta(hours=12) <= at
        ]
        return min(distances)[1] if distances else here.key

    def _deadlines(self, template: str, period: Period, zone: str) -> list[datetime]:
        rules = (rule for rule in self.templates.rules if rule.template == template)
        return [due for rule in rules if (due := self._deadline(rule, period, zone)) is not None]

    def _deadline(self, rule: Rule, period: Period, zone: str) -> datetime | None:
        due_on = self._calendar.due_on(rule.due, period)
        if due_on is None or not rule.in_force(due_on):
            return None
        return due_at(rule.due, period, self._calendar, zone)

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar.of(self.company.calendar, self.company)


def share(percent: Any) -> Decimal | str | None:
    """Read a percentage as a share; what is none is left to the checks."""
    if percent is None or percent == "":
        return None
    try:
        return Decimal(str(percent)) / 100
    except InvalidOperation:
        return str(percent)
