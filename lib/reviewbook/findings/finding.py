"""A finding as the detectors make it: what stands out, the numbers it may state, and how much it weighs.

A detector never writes a sentence. It names a kind (`KINDS`), whom it is about and the
numbers that the sentences of this kind state; each number points to the fact, or to the
rows, it comes from. The sentences stand with the words, in both languages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

import pandas as pd

from reviewbook.params.loading import Params
from reviewbook.periods import Period

__all__ = ["Finding", "Known", "Number"]


@dataclass(frozen=True)
class Known:
    """
    What the detectors read.

    Parameters
    ----------
    period : Period
        The period under review.
    history : sequence of str
        Keys of the periods of its cadence that are measured, without a gap, oldest first; the last is `period`.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        ``facts`` and the row-level frames over their whole history, ``staff`` (`analysis.staff`), ``people``,
        ``teams``, ``memberships``, ``trainings``, ``products`` and ``days`` (of all calendars, the company's first).
    params : Params
        The company.
    allowed : float
        How many findings of a period one detector may make by chance alone; `stage` sets it.
    followed : collection of str
        Ids of the findings that an open follow-up was made from: they are no news.
    """

    period: Period
    history: Sequence[str]
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]
    params: Params
    allowed: float = 0.01
    followed: Collection[str] = ()

    @cached_property
    def measured(self) -> Mapping[str, pd.DataFrame]:
        """Give the facts of the reviewed cadence over the history by measure: detectors ask for many of them."""
        facts = self.frames["facts"]
        own = facts[facts["cadence"] == self.period.cadence.value]
        groups = own[own["period"].isin(list(self.history))].groupby("measure", sort=False)
        return {str(measure): rows for measure, rows in groups}


@dataclass(frozen=True)
class Number:
    """
    A number that a finding states, and where it stands.

    Parameters
    ----------
    value : float
        As it is in the facts, or counted in the rows; never empty.
    unit : str
        How it is printed: ``share``, ``money``, ``count``, ``hours``, ``points``, ``index``, ``change`` or ``days``.
    source : str
        ``facts``, or the frame whose rows were counted or added up.
    measure, cadence, period, entity_kind, entity_id, part : str
        Of a number from the facts: its key, and which of its parts it is (``value``, ``numerator``, ``previous`` …).
    """

    value: float
    unit: str
    source: str = "facts"
    measure: str = ""
    cadence: str = ""
    period: str = ""
    entity_kind: str = ""
    entity_id: str = ""
    part: str = ""


@dataclass(frozen=True)
class Finding:
    """
    What changed or stands out in the period under review.

    Parameters
    ----------
    kind : str
        One of `KINDS`: which sentences tell it.
    entity_kind, entity_id : str
        Whom it is about: ``company``, ``team``, ``person``, ``product`` …
    topic : str
        What else: a competitor, a product, a skill, ``template.field``, a cause; empty for nothing.
    numbers : mapping of Number
        By the name under which the sentences state them.
    verdict : str
        ``signal``, more than chance; ``routine``, no more than it; ``certain``, a count that needs no judgement.
    tone : str
        ``good``, ``bad`` or ``plain``.
    chance : float, optional
        How likely chance alone would do this to any of those whom its detector looked at; empty where it is certain.
    since : str
        Key of the period in which it began, of the reviewed cadence; empty for the period itself.
    effect_money, effect_reports : float, optional
        How much is at stake in the period, in company currency or in reports.
    test : str
        A condition that closes a follow-up of it (`follow_ups`): ``on_time_rate team:south-2 >= 0.95 x2``.
    """

    kind: str
    entity_kind: str
    entity_id: str
    numbers: Mapping[str, Number]
    topic: str = ""
    verdict: Literal["signal", "routine", "certain"] = "signal"
    tone: Literal["good", "bad", "plain"] = "bad"
    chance: float | None = None
    since: str = ""
    effect_money: float | None = None
    effect_reports: float | None = None
    test: str = ""

    @property
    def id(self) -> str:
        """Stays the same as long as the same thing is found, so that follow-ups can refer to it."""
        return ".".join(part for part in (self.kind, self.entity_kind, self.entity_id, self.topic) if part)
