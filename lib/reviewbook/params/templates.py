"""``templates.yaml``: what a report asks for, and who owes one by when."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from reviewbook.params.base import Bilingual, Clock, Day, Entry
from reviewbook.periods import Cadence

__all__ = ["MEANINGS", "RECONCILED", "Copied", "Due", "Rule", "Template", "TemplateField", "Templates", "Tolerance"]

#: What a field may be about; `measures` and `findings` look fields up by it.
MEANINGS = (
    "commitment",
    "competitor",
    "complaint",
    "customer",
    "lesson",
    "news",
    "plan",
    "problem",
    "sales",
    "suggestion",
    "trend",
    "win",
)

#: Measures that `claims` can look up for one person and period, at any instant.
RECONCILED = ("revenue", "orders")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Tolerance(Entry):
    """
    How far a claim may be from what is recorded and still be accurate: the larger of both.

    Parameters
    ----------
    absolute : float
        In units of the measure: half a unit is what rounding to whole ones makes.
    relative : float
        Share of the recorded value.
    """

    absolute: float = Field(default=0.5, ge=0)
    relative: float = Field(default=0.005, ge=0, le=1)


class TemplateField(Entry):
    """
    A field of a template.

    Parameters
    ----------
    type : str
        ``number``, ``text`` or ``choice``.
    means : str
        What the field is about, for the analysis: one of `MEANINGS`.
    reconciles : str
        Measure whose recorded value the field claims, for a number.
    tolerance : Tolerance
        How exact the claim has to be.
    valid_from, valid_to : date, optional
        Reports that are due from the first day on, and before the second, are asked for it. A field that is added
        today is not one that nobody has filled all the year.
    """

    name: str
    title: Bilingual
    type: Literal["number", "text", "choice"] = "text"
    required: bool = False
    min: float | None = None
    max: float | None = None
    min_chars: int = 1
    choices: tuple[str, ...] = ()
    means: str | None = None
    reconciles: str | None = None
    tolerance: Tolerance = Tolerance()
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be later than valid_from")
        return self

    @model_validator(mode="after")
    def _choices_belong(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices go with type choice, and with no other")
        return self


class Template(Entry):
    """A form that is filled in for a period."""

    name: str
    title: Bilingual
    cadence: Cadence
    fields: tuple[TemplateField, ...]


class Due(Entry):
    """
    When a report is due: a time of day on one day.

    Parameters
    ----------
    time : time
        Time of day in the zone of the team.
    weekday : str
        For weekly reports: that day of the week.
    working_day : int
        The n-th working day after the period (1 is the first).
    last_working_day : bool
        The last working day of the period.
    on : str
        For yearly and quarterly reports: a fixed day ``MM-DD`` after the period.
    """

    time: Clock
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = None
    working_day: int | None = Field(default=None, ge=1, le=23)
    last_working_day: bool = False
    on: str | None = Field(default=None, pattern=r"^\d\d-\d\d$")

    @field_validator("on")
    @classmethod
    def _every_year(cls, value: str | None) -> str | None:
        try:
            date.fromisoformat(f"2001-{value or '01-01'}")
        except ValueError:
            raise ValueError("is not a day that every year has; write it like '01-15'") from None
        return value


class Rule(Entry):
    """
    Who owes which report by when, from a day on.

    Rules of the same name are versions of one rule; the one valid on the due date counts.

    Parameters
    ----------
    teams : tuple of str
        Ids of the covered teams with everything below them; ``all`` for every team.
    roles : tuple of str
        Covered roles.
    closes_after : int
        Working days after the due day at whose due time the report closes.
    reply_within : float, optional
        Working hours in which a manager answers; none when no answer is asked for.
    valid_from, valid_to : date, optional
        The first due day on which the version holds, and the first on which it does no more. A version without a
        beginning asks for nothing before the first period that anybody reported on.
    """

    name: str
    template: str
    teams: tuple[str, ...] = ("all",)
    roles: tuple[Literal["rep", "manager"], ...] = ("rep",)
    due: Due
    grace_minutes: int = Field(default=0, ge=0)
    closes_after: int = Field(default=3, ge=0)
    reply_within: float | None = Field(default=None, gt=0)
    valid_from: Day | None = None
    valid_to: Day | None = None

    def in_force(self, on: date) -> bool:
        """Say whether this version is valid on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


class Copied(Entry):
    """
    When the free text of a report counts as copied from an earlier one of the same person.

    Parameters
    ----------
    similar : float
        Likeness from which it does, 0 to 1.
    previous : int
        How many earlier reports on the same template it is compared with.
    enough : int
        Chinese characters, words and numbers below which a text says too little to be compared.
    """

    similar: float = Field(default=0.9, gt=0, le=1)
    previous: int = Field(default=10, ge=1, le=60)
    enough: int = Field(default=20, ge=1)


class Templates(Entry):
    """The whole of ``templates.yaml``."""

    templates: tuple[Template, ...] = ()
    rules: tuple[Rule, ...] = ()
    copied: Copied = Copied()

    def template(self, name: str) -> Template:
        """Give the template of that name."""
        return next(template for template in self.templates if template.name == name)
