"""In how many reports each competitor is named, period after period, and whether a change is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.market.heard import Span, spread
from reviewbook.schema import FRAMES
from reviewbook.statistics import Charts, rate_charts, wilson

__all__ = ["shares"]

_ENTITY = ["entity_kind", "entity_id"]
_SERIES = [*_ENTITY, "topic"]


def shares(
    fields: pd.DataFrame, named: pd.DataFrame, topics: Sequence[str], entities: pd.DataFrame, span: Span
) -> pd.DataFrame:
    """
    Share of the reports that name a competitor.

    Parameters
    ----------
    fields : DataFrame
        The fields that speak of the market, filled or not (`heard.heard`): their reports are those that could have
        named it.
    named : DataFrame
        `mentions.mentions`.
    topics : sequence of str
        All competitors, also those whom nobody names.
    entities : DataFrame
        ``team_id, entity_kind, entity_id``.
    span : Span
        The periods; the charts rest on all of them.

    Returns
    -------
    DataFrame
        `schema.FRAMES["market"]` in the analysis' form: one row per competitor, company, team or person, and period
        with such a report. ``reports`` name it, of ``submitted``; ``lower`` and ``upper`` are the 95 % Wilson
        interval, ``previous`` the share in the latest earlier period with a report. The verdict is that of a p-chart
        (`statistics.behaviour`) over the periods before.
    """
    counts = _counts(fields, named, topics, entities, span)
    if counts.empty:
        return pd.DataFrame(columns=FRAMES["market"].names)
    series = counts.groupby(_SERIES, sort=False).ngroup().to_numpy()
    at = pd.Index(span.periods).get_indexer(pd.Index(counts["period"]))
    grids = [np.full((int(series.max()) + 1, len(span.periods)), np.nan) for _ in range(2)]
    for grid, name in zip(grids, ("reports", "submitted"), strict=True):
        grid[series, at] = counts[name]
    charts = rate_charts(*grids)
    told = _told(charts, series, at, span)
    n, k = nw.col("submitted"), nw.col("reports")
    lower, upper = wilson(k, n)
    known = nw.from_native(counts).with_columns(share=k / n, lower=lower, upper=upper).to_native()
    out = known.assign(cadence=span.cadence.value, previous=_previous(charts.value)[series, at], **told)
    return out[FRAMES["market"].names]


def _counts(
    fields: pd.DataFrame, named: pd.DataFrame, topics: Sequence[str], entities: pd.DataFrame, span: Span
) -> pd.DataFrame:
    """Count the reports of every entity and period, and those that name each competitor."""
    reports = fields.drop_duplicates("report_id")[["report_id", "person_id", "team_id", "due_on"]]
    timed = reports.assign(period=span.of(reports["due_on"])).dropna(subset="period")
    placed = spread(timed, entities)
    cell = [*_ENTITY, "period"]
    submitted = placed.groupby(cell).size().rename("submitted").reset_index()
    every = submitted.merge(pd.DataFrame({"topic": list(topics)}), how="cross")
    pairs = placed.merge(named[["report_id", "topic"]].drop_duplicates(), on="report_id")
    counted = pairs.groupby([*cell, "topic"]).size().rename("reports").reset_index()
    both = every.merge(counted, on=[*cell, "topic"], how="left")
    return both.assign(reports=both["reports"].fillna(0).astype("int64"))


def _told(charts: Charts, series: NDArray[Any], at: NDArray[Any], span: Span) -> dict[str, Any]:
    """Say of each row what its chart says; the rule, side and beginning of a signal alone."""
    verdict = charts.verdict[series, at]
    loud = verdict == "signal"
    words = {
        "rule": charts.rule[series, at],
        "side": charts.side[series, at],
        "since": np.array(span.periods)[charts.since[series, at]],
    }
    numbers = {
        "centre": charts.centre[series, at],
        "limit_lower": charts.lower[series, at],
        "limit_upper": charts.upper[series, at],
        "baseline": charts.baseline[series, at],
    }
    said = {name: pd.Series(values).where(loud, None).array for name, values in words.items()}
    return {"verdict": verdict, **said, **numbers}


def _previous(values: NDArray[Any]) -> NDArray[Any]:
    """Give for each point the latest earlier one that has a value."""
    before = pd.DataFrame(values).ffill(axis=1).shift(axis=1)
    return before.to_numpy(dtype=float)
