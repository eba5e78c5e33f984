"""What a run yields for everybody, and the part of it that one audience may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from reviewbook.params.publications import Publication
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Audience

__all__ = ["Cut", "Derived"]


@dataclass(frozen=True)
class Derived:
    """
    What the analysis yields once per run, for everybody.

    Parameters
    ----------
    publication : Publication
        The review it was derived for.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        ``facts`` and the frames of `schema.FRAMES`, with ``people``, ``teams``, ``memberships``, ``products`` and
        ``days``.
    """

    publication: Publication
    period: Period
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]

    @cached_property
    def history(self) -> set[str]:
        """Keys of the periods of the review's own cadence that it looks back to."""
        return {period.key for period in self.period.last(self.publication.history + 1)}

    @cached_property
    def facts_spoken_of(self) -> pd.DataFrame:
        """
        The facts of the periods of which the review speaks, whoever reads it; cut from them is cut from few.

        These are the history of the review's own cadence, and of the others what lies in the month of the period.
        """
        facts, month = self.frames["facts"], Period.containing(self.period.last_on, Cadence.MONTHLY)
        spoken_of = {
            cadence: {p.key for p in month.within(cadence) if p.start_on <= self.period.last_on}
            for cadence in (Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY)
        }
        spoken_of[self.period.cadence] = spoken_of.get(self.period.cadence, set()) | self.history
        shown = pd.Series(False, index=facts.index)
        for cadence, keys in spoken_of.items():
            shown |= (facts["cadence"] == cadence.value) & facts["period"].isin(keys)
        return facts[shown]

    @cached_property
    def charts(self) -> Mapping[str, pd.DataFrame]:
        """The charts of the history that is shown, by frame; what their limits rest upon reaches further back."""
        frames = {name: self.frames[name] for name in ("market", "signals")}
        return {name: rows[rows["period"].isin(self.history)] for name, rows in frames.items()}


@dataclass(frozen=True)
class Cut:
    """
    The part of a run that one audience may see.

    Parameters
    ----------
    audience : Audience
        Who may see it.
    publication : str
        Name of the review.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        The frames of `Derived`, cut.
    """

    audience: Audience
    publication: str
    period: Period
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]
