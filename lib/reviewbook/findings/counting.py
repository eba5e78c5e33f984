"""What detectors count: rows by period, and the facts that say the same.

Rows of periods after the one under review, or from before its history, are never
counted. A number that is a fact is taken from the facts, so that a reader finds it there.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.findings.finding import Known, Number
from reviewbook.periods import Period

__all__ = ["Counts", "Stretch", "counted", "counts", "fact", "period_of", "placed", "stretches"]


@dataclass(frozen=True)
class Counts:
    """
    How many rows of each period are so, and how many there are.

    Parameters
    ----------
    parts, wholes : ndarray
        One entry per period of the history, the last is the one under review.
    """

    parts: NDArray[Any]
    wholes: NDArray[Any]

    def since(self, size: int) -> tuple[int, int]:
        """Give both, added up over the last periods."""
        return int(self.parts[-size:].sum()), int(self.wholes[-size:].sum())

    def before(self, size: int) -> float | None:
        """Give the share of all periods before the last ones; None where nothing was."""
        whole = self.wholes[:-size].sum()
        return float(self.parts[:-size].sum() / whole) if whole else None


@dataclass(frozen=True)
class Stretch:
    """
    Weeks in a row in most of whose rows something was so.

    Parameters
    ----------
    since : str
        Key of the period, of the reviewed cadence, in which it began.
    hits, rows : int
        How many rows of these weeks are so, and how many there are.
    lately : int
        Those of them that are so and lie in the period under review.
    before : float, optional
        The share that was so before; None where nothing was.
    """

    since: str
    hits: int
    rows: int
    lately: int
    before: float | None


def period_of(known: Known, on: date) -> str:
    """Give the key of the period, of the reviewed cadence, in which a day lies."""
    return Period.containing(on, known.period.cadence).key


def placed(known: Known, rows: pd.DataFrame, on: str) -> pd.DataFrame:
    """
    Place rows in the history.

    Parameters
    ----------
    known : Known
        Names the periods.
    rows : DataFrame
        Any frame with a date.
    on : str
        Its column.

    Returns
    -------
    DataFrame
        The rows of these periods, with ``on`` and ``at``: the number of their period in `Known.history`.
    """
    first = Period.parse(known.history[0], known.period.cadence).start_on
    inside = rows[(rows[on] >= pd.Timestamp(first)) & (rows[on] <= pd.Timestamp(known.period.last_on))]
    place = {key: number for number, key in enumerate(known.history)}
    at = {day: place[period_of(known, day.date())] for day in inside[on].unique()}
    return inside.assign(on=inside[on], at=inside[on].map(at).astype("int64"))


def counts(known: Known, rows: pd.DataFrame, so: str) -> Counts:
    """
    Count by period.

    Parameters
    ----------
    known : Known
        Names the periods.
    rows : DataFrame
        `placed`.
    so : str
        The column of flags that is counted.
    """
    length = len(known.history)
    flags = rows[so].to_numpy(dtype=float)
    return Counts(np.bincount(rows["at"], flags, minlength=length), np.bincount(rows["at"], minlength=length))


def stretches(known: Known, rows: pd.DataFrame, by: str, so: str, more_than: float = 0.5) -> dict[Hashable, Stretch]:
    """
    Find for whom something was so in most rows of a week or longer, in the period under review.

    Parameters
    ----------
    known : Known
        The params say of how many rows one can speak.
    rows : DataFrame
        `placed`.
    by : str
        The column that says for whom.
    so : str
        A column of flags.
    more_than : float
        What most is: more than this share of the rows.

    Returns
    -------
    dict
        Those for whom it was so in a week of the period, the latest one, together with the weeks before it that
        were like it. A week of fewer rows than `FindingRules.least` is judged together with the weeks before it.
    """
    dated = rows[[by, "on", "at", so]].assign(monday=rows["on"] - pd.to_timedelta(rows["on"].dt.day_of_week, unit="D"))
    weekly = dated.groupby([by, "monday"])[so].agg(["sum", "size"])
    weekly["is_so"] = weekly["sum"] > more_than * weekly["size"]
    start = known.period.start_on
    reviewed = weekly.index.get_level_values("monday") >= pd.Timestamp(start - timedelta(days=start.weekday()))
    found: dict[Hashable, Stretch] = {}
    for who in weekly[reviewed & weekly["is_so"]].index.unique(by):
        span = _span(known, weekly.loc[who], more_than)
        told = _told(known, dated[dated[by] == who], span, so) if span else None
        if told and told.lately:
            found[who] = told
    return found


def _span(known: Known, weeks: pd.DataFrame, more_than: float) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Give the first and the last of the latest weeks in a row in which it was so."""
    is_so, enough = weeks["is_so"].tolist(), known.params.findings.least
    for last in reversed(range(len(weeks))):
        backward = weeks.iloc[last::-1][["sum", "size"]].cumsum()
        reached = backward[backward["size"] >= enough]
        if is_so[last] and len(reached) and reached["sum"].iloc[0] > more_than * reached["size"].iloc[0]:
            begun = last
            while begun and is_so[begun - 1]:
                begun -= 1
            return weeks.index[begun], weeks.index[last]
    return None


def _told(known: Known, rows: pd.DataFrame, weeks: tuple[pd.Timestamp, pd.Timestamp], so: str) -> Stretch:
    within, earlier = rows[rows["monday"].between(*weeks)], rows[rows["monday"] < weeks[0]]
    lately = within[within["at"] == len(known.history) - 1]
    first = within["on"][within[so]].min()
    return Stretch(
        since=period_of(known, first.date()),
        hits=int(within[so].sum()),
        rows=len(within),
        lately=int(lately[so].sum()),
        before=float(earlier[so].mean()) if len(earlier) else None,
    )


def fact(known: Known, measure: str, entity: tuple[str, str], part: str = "value") -> Number | None:
    """
    Give a number of the period under review from the facts.

    Parameters
    ----------
    known : Known
        Holds them.
    measure : str
        Name of the measure.
    entity : tuple of str
        Kind and id.
    part : str
        Which part of the fact: ``value``, ``numerator``, ``previous`` … A numerator or denominator is a count.

    Returns
    -------
    Number or None
        None where there is no such fact, or it is empty.
    """
    facts, cadence = known.frames["facts"], known.period.cadence.value
    chosen = (facts["period"] == known.period.key) & (facts["measure"] == measure) & (facts["cadence"] == cadence)
    rows = facts[chosen & (facts["entity_kind"] == entity[0]) & (facts["entity_id"] == entity[1])]
    if rows.empty or pd.isna(rows[part].iloc[0]):
        return None
    unit = "count" if part in ("numerator", "denominator", "n") else str(rows["unit"].iloc[0])
    return Number(
        float(rows[part].iloc[0]), unit, measure=measure, cadence=cadence, period=known.period.key,
        entity_kind=entity[0], entity_id=entity[1], part=part,
    )  # fmt: skip


def counted(value: float, unit: str, frame: str) -> Number:
    """Give a number that was counted in, or added up from, the rows of a frame."""
    return Number(float(value), unit, source=frame)
