"""What one audience may see of one run, and nothing else: the only thing that figures and tables read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from reviewbook.params.company import Company
from reviewbook.params.measures import MeasureEntry
from reviewbook.params.publications import Publication
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.wording import Wording

__all__ = ["Audience", "Slice"]


@dataclass(frozen=True)
class Audience:
    """
    Who reads a review.

    Parameters
    ----------
    kind : str
        ``company``, ``team`` or ``person``.
    id : str
        ``company``, or the id of the team or person.
    name : str
        As printed; the company's name for the company.
    """

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Slice:
    """
    The facts and rows of one audience, with what is needed to print them.

    Parameters
    ----------
    publication : Publication
        The review it is made for.
    audience : Audience
        Whose facts these are.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off, with its zone.
    language : str
        ``zh`` or ``en``.
    facts : DataFrame
        `schema.FACTS`: the period, its history, and the shorter and longer periods around it.
    frames : mapping of DataFrame
        `schema.FRAMES` by name, rows of the period under review (``owed`` also of the shorter history), and
        ``people`` (person_id, name), ``teams`` (team_id, name, parent_id), ``days`` (on, working, kind, provisional)
        of the company's calendar.
    company, templates, measures
        The params that the printing needs.
    """

    publication: Publication
    audience: Audience
    period: Period
    as_of: datetime
    language: str
    facts: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]
    company: Company
    templates: Templates
    measures: Mapping[str, MeasureEntry]

    @cached_property
    def words(self) -> Wording:
        """Words and formats of the language."""
        return Wording(self.language)

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """Printed names: ``(entity_kind, entity_id)`` to name."""
        people, teams = self.frames["people"], self.frames["teams"]
        names = {("company", "company"): self.company.name(self.language)}
        names |= {
            ("person", str(who)): str(name) for who, name in zip(people["person_id"], people["name"], strict=True)
        }
        names |= {("team", str(team)): str(name) for team, name in zip(teams["team_id"], teams["name"], strict=True)}
        return names

    def name(self, kind: str, entity: str) -> str:
        """Give the printed name of an entity; its id where it has none."""
        return self.names.get((kind, entity), entity)

    @property
    def zone(self) -> str:
        """The zone in which times are printed."""
        return self.company.zone

    def fact(self, measure: str, kind: str = "", entity: str = "", period: Period | None = None) -> pd.Series | None:
        """
        Give one fact, of the audience itself and the period under review unless said otherwise.

        Returns
        -------
        Series or None
            A row of `facts`; None when there is no such fact.
        """
        period = period or self.period
        found = self.measured(measure, kind or self.audience.kind, period)
        found = found[found["entity_id"] == (entity or self.audience.id)]
        return None if found.empty else found.iloc[0]

    def measured(self, measure: str, kind: str, period: Period | None = None) -> pd.DataFrame:
        """Give the facts of a measure for all entities of a kind in one period (the one under review)."""
        period = period or self.period
        facts = self.facts
        chosen = (facts["measure"] == measure) & (facts["entity_kind"] == kind) & (facts["period"] == period.key)
        return facts[chosen & (facts["cadence"] == period.cadence.value)]

    def history(self, measure: str, kind: str = "", entity: str = "") -> pd.DataFrame:
        """Give the facts of a measure over the periods up to the one under review, oldest first."""
        facts = self.facts
        chosen = (
            (facts["measure"] == measure)
            & (facts["entity_kind"] == (kind or self.audience.kind))
            & (facts["entity_id"] == (entity or self.audience.id))
            & (facts["cadence"] == self.period.cadence.value)
            & (facts["period"] <= self.period.key)
        )
        return facts[chosen].sort_values("period")
