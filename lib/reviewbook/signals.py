"""Which change of a measure is a signal, and which is routine variation.

The rules stand in `statistics.behaviour`; here they are put to the facts. A period
without a fact is a period without a value, so that an entity may come later than
others, and pause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.engine import as_read, empty
from reviewbook.schema import FRAMES
from reviewbook.statistics import Charts, rate_charts, value_charts

__all__ = ["signals"]

_ENTITY = ["entity_kind", "entity_id"]
_KINDS = ("company", "team", "person")
_NUMBERS = ("value", "centre", "lower", "upper", "baseline")


def signals(facts: pd.DataFrame, charted: Mapping[str, str], cadence: str, periods: Sequence[str]) -> pd.DataFrame:
    """
    Judge the measures of every company, team and person, period after period.

    Parameters
    ----------
    facts : DataFrame
        `schema.FACTS`.
    charted : mapping of str
        The measures that are judged: ``rate`` by their numerators and denominators, which are whole counts,
        ``value``, or ``change``, a value that is judged of teams and companies only: from one period to the next the
        sales of a person multiply, and limits for that tell nothing.
    cadence : str
        The cadence that is judged.
    periods : sequence of str
        Keys of its periods, oldest first, the last is the one under review.

    Returns
    -------
    DataFrame
        `schema.FRAMES["signals"]`: one row for each fact of these measures and periods.

    Raises
    ------
    ValueError
        When a measure that is charted as a rate has numerators that are no counts.
    """
    within = (facts["cadence"] == cadence) & facts["period"].isin(periods) & facts["entity_kind"].isin(_KINDS)
    even = [measure for measure, kind in charted.items() if kind != "change"]
    judgeable = facts["measure"].isin(even) | (facts["entity_kind"] != "person")
    timed = facts[within & facts["measure"].isin(charted) & judgeable]
    groups = timed.reset_index(drop=True).groupby("measure")
    judged = [_judged(rows, charted[str(measure)], periods) for measure, rows in groups]
    table = FRAMES["signals"]
    return as_read(pd.concat(judged, ignore_index=True), table) if judged else empty(table)


def _judged(rows: pd.DataFrame, kind: str, periods: Sequence[str]) -> pd.DataFrame:
    """Judge one measure: every entity is a series, every fact one of its points."""
    series = rows.groupby(_ENTITY, sort=False).ngroup().to_numpy()
    at = pd.Index(periods).get_indexer(pd.Index(rows["period"]))
    charts = _charts(rows, kind, (series, at), (int(series.max()) + 1, len(periods)))
    verdict = charts.verdict[series, at]
    numbers = {name: getattr(charts, name)[series, at] for name in _NUMBERS}
    since = np.array(periods)[charts.since[series, at]]
    told = {"rule": charts.rule[series, at], "side": charts.side[series, at], "since": since}
    only = pd.DataFrame(told, index=rows.index)[verdict == "signal"]
    return rows[["measure", "cadence", "period", *_ENTITY]].assign(verdict=verdict, **numbers).join(only)


def _charts(rows: pd.DataFrame, kind: str, cells: tuple[NDArray[Any], NDArray[Any]], shape: tuple[int, int]) -> Charts:
    def grid(name: str) -> NDArray[Any]:
        filled = np.full(shape, np.nan)
        filled[cells] = rows[name]
        return filled

    return rate_charts(grid("numerator"), grid("denominator")) if kind == "rate" else value_charts(grid("value"))
