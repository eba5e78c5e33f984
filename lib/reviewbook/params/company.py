"""``company.yaml``: who the company is and how its time and money are counted."""

from __future__ import annotations

from datetime import time
from typing import Literal

from pydantic import Field, model_validator

from reviewbook.params.base import Bilingual, Clock, Day, Entry, Zone

__all__ = ["Company", "WorkHours"]


class WorkHours(Entry):
    """The part of a working day that counts as working time."""

    start: Clock = time(9)
    end: Clock = time(18)

    @model_validator(mode="after")
    def _in_order(self) -> WorkHours:
        if self.end <= self.start:
            raise ValueError("end must be later than start")
        return self


class Company(Entry):
    """
    The company.

    Parameters
    ----------
    name : Bilingual
        As printed on page one.
    zone : str
        Zone of company rows; teams have their own in the table ``teams``.
    calendar : str
        Country code of the public holidays (``CN``), or ``none``: Monday to Friday without holidays.
    currency : str
        Currency of all amounts that are compared.
    work_hours : WorkHours
        Working time of a working day.
    days_off, working_days : tuple of date
        What the company changes in its calendar.
    languages : tuple of str
        Languages in which it publishes.
    """

    name: Bilingual
    zone: Zone
    calendar: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    work_hours: WorkHours = WorkHours()
    days_off: tuple[Day, ...] = ()
    working_days: tuple[Day, ...] = ()
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
