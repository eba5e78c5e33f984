"""A measure over the periods of the history, as the facts give it, and what is read from it.

Products, teams and persons are looked at side by side: whoever finds the one that
stands out has looked at all of them, so each chance is multiplied by their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.findings.counting import Counts
from reviewbook.findings.finding import Known, Number
from reviewbook.statistics.surprise import Shift, Side, dispersion, rate_shift

__all__ = [
    "Series",
    "Share",
    "average",
    "beside",
    "condition",
    "laid_out",
    "lately",
    "made",
    "series_of",
    "shifted",
    "stated",
    "total",
]  # fmt: skip

_PARTS = ("value", "numerator", "denominator", "n")


@dataclass(frozen=True)
class Series:
    """
    A measure of one entity over the history.

    Parameters
    ----------
    measure, kind, id : str
        Whose it is.
    value, numerator, denominator, n : ndarray
        One entry per period of the history, the last is the one under review; NaN for none.
    """

    measure: str
    kind: str
    id: str
    value: NDArray[Any]
    numerator: NDArray[Any]
    denominator: NDArray[Any]
    n: NDArray[Any]

    @property
    def counts(self) -> Counts:
        """Give the numerators and denominators, 0 for none."""
        return Counts(np.nan_to_num(self.numerator), np.nan_to_num(self.denominator))


@dataclass(frozen=True)
class Share:
    """
    Counts of one entity, one of several that are looked at side by side.

    Parameters
    ----------
    kind, id, topic : str
        What is counted, and for whom.
    counts : Counts
        By period.
    """

    kind: str
    id: str
    topic: str
    counts: Counts


def series_of(known: Known, measure: str, *kinds: str) -> list[Series]:
    """
    Give the series of a measure.

    Parameters
    ----------
    known : Known
        Holds the facts.
    measure : str
        Name of the measure.
    *kinds : str
        Kinds of entities.

    Returns
    -------
    list of Series
        Of the entities that have a fact of it in one of the periods, the kinds in the order given.
    """
    rows = known.measured.get(measure)
    if rows is None:
        return []
    rows = rows[rows["entity_kind"].isin(kinds)]
    entities, grids = laid_out(known, rows, ["entity_kind", "entity_id"], _PARTS)
    found = [
        Series(measure, kind, entity, *(grid[place] for grid in grids)) for place, (kind, entity) in enumerate(entities)
    ]
    return sorted(found, key=lambda series: kinds.index(series.kind))


def beside(known: Known, measure: str, like: Series) -> Series:
    """Give another measure of the same entity; a series without any value where there is none."""
    found = next((series for series in series_of(known, measure, like.kind) if series.id == like.id), None)
    nothing = np.full(len(known.history), np.nan)
    return found or Series(measure, like.kind, like.id, nothing, nothing, nothing, nothing)


def laid_out(
    known: Known, rows: pd.DataFrame, by: Sequence[str], columns: Sequence[str]
) -> tuple[list[tuple[str, ...]], list[NDArray[Any]]]:
    """
    Lay rows out by period.

    Parameters
    ----------
    known : Known
        Names the periods.
    rows : DataFrame
        With ``period``, one row for each of them and each entity; those of other periods are left out.
    by, columns : sequence of str
        What names an entity, and what is laid out.

    Returns
    -------
    tuple
        The entities, sorted; and for each column an array with one row per entity and one column per period of the
        history, NaN for none.
    """
    inside = rows[rows["period"].isin(list(known.history))]
    groups = inside.groupby(list(by), sort=True)
    series, at = groups.ngroup().to_numpy(), pd.Index(known.history).get_indexer(pd.Index(inside["period"]))
    grids = []
    for column in columns:
        grid = np.full((groups.ngroups, len(known.history)), np.nan)
        grid[series, at] = inside[column].to_numpy(dtype=np.float64, na_value=np.nan)
        grids.append(grid)
    named = inside[list(by)].drop_duplicates().sort_values(list(by))
    return [tuple(map(str, key)) for key in named.itertuples(index=False)], grids


def stated(known: Known, series: Series, part: str = "value", unit: str = "", back: int = 0) -> Number:
    """
    Give a number that is a fact.

    Parameters
    ----------
    known : Known
        Names the periods.
    series : Series
        Where it stands; it is not empty there.
    part : str
        Which part of the fact.
    unit : str
        That of the measure unless another is given, as a numerator has.
    back : int
        How many periods before the one under review.
    """
    place = len(known.history) - 1 - back
    return Number(
        float(getattr(series, part)[place]), unit or known.params.measures[series.measure].unit,
        measure=series.measure, cadence=known.period.cadence.value, period=known.history[place],
        entity_kind=series.kind, entity_id=series.id, part=part,
    )  # fmt: skip


def made(known: Known, series: Series, value: float, part: str, unit: str = "") -> Number:
    """
    Give a number that is made of several facts.

    Parameters
    ----------
    known : Known
        Names the cadence.
    series : Series
        The facts.
    value : float
        What was made of them.
    part : str
        How: ``sum``, ``mean``, ``share``, ``change`` or ``difference``.
    unit : str
        That of the measure unless another is given.
    """
    return Number(
        float(value), unit or known.params.measures[series.measure].unit, measure=series.measure,
        cadence=known.period.cadence.value, entity_kind=series.kind, entity_id=series.id, part=part,
    )  # fmt: skip


def average(series: Series, periods: slice, part: str = "value", by: str = "n") -> float:
    """Give the mean of some periods, each weighing as much as `by` says; those without a value weigh nothing."""
    value, weight = (getattr(series, name)[periods] for name in (part, by))
    there = ~np.isnan(value) & (weight > 0)
    return float((value[there] * weight[there]).sum() / weight[there].sum())


def lately(known: Known, series: Series, size: int, part: str = "value", **of: str) -> Number:
    """
    Give what the last periods were together: the fact of a single one, else their mean (`average`).

    Parameters
    ----------
    known : Known
        Names the periods.
    series : Series
        The facts.
    size : int
        How many periods.
    part : str
        Which part of the facts.
    **of : str
        ``by``, what each period weighs, and ``unit`` where it is not that of the measure.
    """
    unit = of.get("unit", "")
    if size == 1:
        return stated(known, series, part, unit)
    return made(known, series, average(series, slice(-size, None), part, of.get("by", "n")), "mean", unit)


def total(known: Known, series: Series, size: int, part: str = "value", unit: str = "") -> Number:
    """Give what the last periods add up to: the fact of a single one, else their sum."""
    if size == 1:
        return stated(known, series, part, unit)
    return made(known, series, float(np.nansum(getattr(series, part)[-size:])), "sum", unit)


def condition(series: Series, comparison: str) -> str:
    """Give the condition that its measure is as it should be; none for an id that a condition cannot name."""
    whose = series.kind if series.kind == "company" else f"{series.kind}:{series.id}"
    return "" if len(whose.split()) > 1 else f"{series.measure} {whose} {comparison}"


def shifted(known: Known, shares: Sequence[Share], side: Side, dispersed: bool = True) -> list[tuple[Share, Shift]]:
    """
    Find the shares that chance would hardly move so far, and that still are so.

    Parameters
    ----------
    known : Known
        Says how much chance is allowed.
    shares : sequence of Share
        All that are looked at.
    side : str
        ``above`` or ``below``.
    dispersed : bool
        Whether shares vary besides counting. Where things do not happen together unless something is wrong, they do
        not, and that they do is what is looked for.

    Returns
    -------
    list of tuple
        Each with its shift, the chance corrected for the number of shares.
    """
    present = [share for share in shares if share.counts.wholes[-1]]
    if not present:
        return []
    both = (np.array([getattr(share.counts, part) for share in present]) for part in ("parts", "wholes"))
    apart = dispersion(*both) if dispersed else np.zeros(len(present))
    found = []
    for share, own in zip(present, apart, strict=True):
        shift = rate_shift(share.counts.parts, share.counts.wholes, side, float(own))
        corrected = replace(shift, chance=min(1.0, shift.chance * len(present)))
        if shift.lasting and corrected.chance <= known.allowed:
            found.append((share, corrected))
    return found
