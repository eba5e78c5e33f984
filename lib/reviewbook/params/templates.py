"""``templates.yaml``: what a report asks for, and who owes one by when."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from reviewbook.params.base import Bilingual, Clock, Day, Entry
from reviewbook.periods import Cadence

__all__ = ["Due", "Rule", "Template", "TemplateField", "Templates"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class TemplateField(Entry):
    """
    A field of a template.

    Parameters
    ----------
    type : str
        ``number``, ``text`` or ``choice``.
    means : str
        What the field is about, for the analysis: ``sales``, ``commitment``, ``competitor``, ``problem`` …
    reconciles : str
        Measure whose recorded value the field claims.
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


class Templates(Entry):
    """The whole of ``templates.yaml``."""

    templates: tuple[Template, ...] = ()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _fit(self) -> Self:
        cadences = {template.name: template.cadence for template in self.templates}
        for rule in self.rules:
            if rule.template not in cadences:
                raise ValueError(f"rule {rule.name!r} asks for template {rule.template!r}, which does not exist")
            ways = [rule.due.weekday, rule.due.working_day, rule.due.last_working_day or None, rule.due.on]
            given = sum(way is not None for way in ways)
            if cadences[rule.template] is Cadence.DAILY and given:
                raise ValueError(f"rule {rule.name!r}: a daily report is due on its own day; give only the time")
            if cadences[rule.template] is not Cadence.DAILY and given != 1:
                raise ValueError(f"rule {rule.name!r}: due needs one of weekday, working_day, last_working_day, on")
        return self

    def template(self, name: str) -> Template:
        """Give the template of that name."""
        return next(template for template in self.templates if template.name == name)
