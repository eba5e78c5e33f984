"""What one audience may see of one run, and nothing else: the only thing that figures and tables read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from math import isnan, nan
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.blocks import Block, Cell, Head, Notice, Tone
from reviewbook.legible import named
from reviewbook.params.appraisal import Appraisal
from reviewbook.params.company import Company
from reviewbook.params.development import Development
from reviewbook.params.market import Market
from reviewbook.params.measures import MeasureEntry
from reviewbook.params.publications import Publication
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.schema.columns import Kind
from reviewbook.schema.facts import FACTS, FRAMES, UNRECORDED
from reviewbook.schema.keys import Keys
from reviewbook.wording import Wording, entries

__all__ = ["Audience", "Slice", "about_customers", "about_reports"]

#: Columns of the facts that hold numbers.
_NUMBERS = tuple(column.name for column in FACTS.columns if column.kind in (Kind.NUMBER, Kind.INTEGER))

_Shown = TypeVar("_Shown", bound=Block)

#: How the workbook writes the numbers of each unit.
_FORMATS = {
    "share": "0.0%",
    "change": "+0.0%;-0.0%;0.0%",
    "money": "#,##0",
    "count": "#,##0",
    "hours": "0.0",
    "points": "0.0",
    "index": "0.00",
    "days": "#,##0",
}


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
        ``people`` (person_id, name), ``teams`` (team_id, name, parent_id, zone, calendar), ``products``
        (product_id, name), ``days`` (on, working, kind, provisional) of the calendar of the company or the team.
    company, templates, measures, market, appraisal, development
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
    market: Market = field(default_factory=Market)
    appraisal: Appraisal = field(default_factory=Appraisal)
    development: Development = field(default_factory=Development)

    @cached_property
    def words(self) -> Wording:
        """Words and formats of the language."""
        return Wording(self.language)

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """Printed names: ``(entity_kind, entity_id)`` to name."""
        names = {("company", "company"): named(self.company.name(self.language))}
        for kind, frame in (("person", "people"), ("team", "teams"), ("product", "products")):
            rows = self.frames[frame]
            both = zip(rows[f"{kind}_id"], rows["name"], strict=True)
            names |= {(kind, str(one)): named(str(name)) for one, name in both}
        return names

    def name(self, kind: str, entity: str) -> str:
        """Give the printed name of an entity; its id where it has none."""
        return self.names.get((kind, entity)) or named(entity)

    @cached_property
    def parts(self) -> tuple[str, tuple[str, ...]]:
        """
        What the audience consists of: a company and a team of teams of teams, another team of people.

        Returns
        -------
        tuple
            ``team`` or ``person``, and the ids of those that have facts in the period under review, by name. A level
            with a single team is skipped; a person consists of himself.
        """
        if self.audience.kind == "person":
            return "person", (self.audience.id,)
        above = None if self.audience.kind == "company" else self.audience.id
        teams = self._teams_below(above)
        while len(teams) == 1 and self._teams_below(teams[0]):
            teams = self._teams_below(teams[0])
        if teams or above is None:
            return "team", self._by_name("team", teams)
        return "person", self._by_name("person", self._members())

    def _by_name(self, kind: str, entities: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(entities, key=lambda entity: (self.name(kind, entity), entity)))

    def _members(self) -> set[str]:
        """Give who owed a report in the period; facts of who has left the team for another are here as history."""
        owed = self.frames["owed"]
        due_on = pd.to_datetime(owed["due_on"])
        now = owed[(due_on >= pd.Timestamp(self.period.start_on)) & (due_on < pd.Timestamp(self.period.end_on))]
        return self._present("person") & set(now["person_id"]) or self._present("person")

    def _teams_below(self, above: str | None) -> list[str]:
        teams = self.frames["teams"]
        rows = [(str(team), parent) for team, parent in zip(teams["team_id"], teams["parent_id"], strict=True)]
        known = {team for team, _ in rows}
        under = [team for team, parent in rows if (parent if parent in known else None) == above]
        return [team for team in under if team in self._present("team")]

    def team_and_below(self, team: str) -> set[str]:
        """Give a team and all teams below it, at any depth."""
        teams, found, grew = self.frames["teams"], {team}, True
        while grew:
            more = set(teams[teams["parent_id"].isin(found)]["team_id"]) - found
            found |= more
            grew = bool(more)
        return found

    def _present(self, kind: str) -> set[str]:
        facts = self.facts
        here = (facts["entity_kind"] == kind) & (facts["period"] == self.period.key)
        return set(facts["entity_id"][here & (facts["cadence"] == self.period.cadence.value)].astype(str))

    @cached_property
    def _keys(self) -> Keys:
        return Keys(self.facts, FACTS.key)

    @cached_property
    def _columns(self) -> Mapping[str, NDArray[np.float64]]:
        """The numbers of the facts: a frame gives one of them a hundred times as slowly."""
        return {name: pd.to_numeric(self.facts[name]).to_numpy(float, na_value=nan) for name in _NUMBERS}

    @cached_property
    def charted(self) -> Keys:
        """Where in ``signals`` each point stands: by measure, cadence, period, entity kind and id."""
        return Keys(self.frames["signals"], FRAMES["signals"].key)

    def value(
        self, measure: str, kind: str = "", entity: str = "", period: Period | None = None, part: str = "value"
    ) -> float | None:
        """Give one number of a fact (`fact`): its value, or that part of it (``numerator``, ``lower`` …)."""
        place = self._place(measure, kind, entity, period)
        found = nan if place is None else float(self._columns[part][place])
        return None if isnan(found) else found

    def holds(self, measure: str, kind: str = "", entity: str = "", period: Period | None = None) -> bool:
        """Whether there is such a fact, with a value or without."""
        return self._place(measure, kind, entity, period) is not None

    def note(self, measure: str, kind: str = "", entity: str = "", period: Period | None = None) -> str:
        """Give the note of a fact in the language of the reader; empty when it has none."""
        place = self._place(measure, kind, entity, period)
        note = None if place is None else self.facts["note"].iloc[place]
        key = f"note.{str(note).replace(' ', '_')}"
        return self.words(key) if key in entries() else ""

    def reason(self, measure: str, kind: str = "", entity: str = "", period: Period | None = None) -> str:
        """Say why a fact has no value: its note, or that there are no figures."""
        return self.note(measure, kind, entity, period) or self.words("note.none")

    def recorded(self, measure: str) -> bool:
        """Whether the company keeps the rows of a measure at all."""
        place = self._place(measure, "", "", None)
        return place is None or self.facts["note"].iloc[place] != UNRECORDED

    @property
    def unasked(self) -> Notice | None:
        """Say that no reports are asked for; nothing where a rule asks for some."""
        return None if self.templates.rules else Notice(self.words("absent.unasked"), Tone.MUTED)

    @property
    def unheard(self) -> Notice | None:
        """Say that neither survey answers nor complaints are on record; nothing where there are some."""
        if any(self.recorded(measure) for measure in ("satisfaction_score", "complaints")):
            return None
        return Notice(self.words("absent.unheard"), Tone.MUTED)

    def _place(self, measure: str, kind: str, entity: str, period: Period | None) -> int | None:
        period = period or self.period
        whose = (kind or self.audience.kind, entity or self.audience.id)
        return self._keys.place((measure, period.cadence.value, period.key, *whose))

    def title(self, measure: str) -> str:
        """Give the printed name of a measure."""
        return named(self.measures[measure].title(self.language))

    def head(self, measure: str, share: float = 1.0) -> Head:
        """Give the head of a column of that measure; money names its currency there, not in each cell."""
        unit = self.measures[measure].unit
        sign = self.words.symbol(self.company.currency) if unit == "money" else ""
        return Head(self.title(measure), sign, "right", share, _FORMATS[unit])

    def cell(self, measure: str, value: float | None, tone: Tone = Tone.NONE, bar: float | None = None) -> Cell:
        """Give a cell below `head`, money in full; a dash where there is no value."""
        unit = self.measures[measure].unit
        text = self.words.number(value) if unit == "money" else self.words.value(value, unit)
        return Cell(text, value, tone if value is not None else Tone.MUTED, bar)

    @property
    def zone(self) -> str:
        """The zone in which times are printed: of a person that of the own team, where there is one, else the company's."""
        zones = set(self.frames["teams"]["zone"]) if self.audience.kind == "person" else set()
        return str(zones.pop()) if len(zones) == 1 else self.company.zone

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


def about_reports(shown: Callable[[Slice], _Shown]) -> Callable[[Slice], _Shown | Notice]:
    """Let what is shown of reports give way to one sentence (`Slice.unasked`) where none are asked for."""

    @wraps(shown)
    def told(review: Slice) -> _Shown | Notice:
        return review.unasked or shown(review)

    return told


def about_customers(shown: Callable[[Slice], _Shown]) -> Callable[[Slice], _Shown | Notice]:
    """Let what is shown of customers give way to one sentence (`Slice.unheard`) where nothing is on record."""

    @wraps(shown)
    def told(review: Slice) -> _Shown | Notice:
        return review.unheard or shown(review)

    return told
