"""Deals as they count: in the company's currency, and in the team of their owner.

An amount is taken at the rate of the day on which the deal was opened. So it is the
same in every review, and what is on its way now is what was before, with what came
and without what was closed. The table of the deals keeps their latest state alone: a
deal that has an outcome and no day of it was closed nobody knows when, and is listed
with that reason instead of being counted.
"""

from __future__ import annotations

from collections.abc import Iterable

import narwhals as nw
import pandas as pd

from reviewbook.engine import Frame, divided
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.order_lines import minor_units
from reviewbook.roster import NO_TEAM

__all__ = ["numbered_dates", "standing", "undated", "unrated", "valued"]


def numbered_dates(dates: Iterable[str]) -> pd.DataFrame:
    """Number some dates, so that days between two can be counted on every engine: ``on, number``."""
    known = pd.Series(sorted(set(dates)), dtype="str")
    numbers = pd.to_datetime(known, format="%Y-%m-%d").astype("datetime64[s]").astype("int64") // 86_400
    return pd.DataFrame({"on": known, "number": numbers})


def valued(opportunities: Frame, rates: Frame, numbers: Frame, homes: Frame, currency: str) -> Frame:
    """
    The deals with what they are worth.

    Parameters
    ----------
    opportunities : Frame
        The table as it stood at the cut-off.
    rates : Frame
        `order_lines.daily_rates` of the days on which deals were opened.
    numbers : Frame
        `numbered_dates` of all days of the table.
    homes : Frame
        One row per person and day: ``person_id, on, team_id`` (`roster.Roster.homes`).
    currency : str
        Of the company; an empty one of a deal means it.

    Returns
    -------
    Frame
        The deals that are open or were closed on a known day, with ``minor``, the amount in minor units of the
        company's currency, and ``weighted``, that times the probability; ``priced`` and ``weighed`` are 1 where they
        are known, otherwise the amounts are 0. ``days`` from opening to closing, and ``team_id``, that of the owner
        on the day of closing; without one of a deal that is open.
    """
    named = opportunities.with_columns(nw.col("currency").fill_null(currency))
    rated = named.filter(~_undated()).join(
        rates.select("currency", "rate", created_on=nw.col("on")), on=["currency", "created_on"], how="left"
    )
    closed = nw.when(nw.col("outcome") != "open").then(nw.col("closed_on"))
    worth = rated.with_columns(closed_on=closed, _worth=nw.col("amount") * nw.col("rate"))
    priced = worth.with_columns(minor=minor_units(nw.col("_worth").fill_null(0.0)), priced=_one(~_missing("_worth")))
    likely = divided(nw.col("minor") * nw.col("probability").fill_null(0.0), 100)
    weighed = priced.with_columns(
        weighted=minor_units(likely), weighed=nw.col("priced") * _one(~_missing("probability"))
    )
    return _at_home(_lasting(weighed, numbers), homes).drop("rate", "_worth")


def undated(opportunities: Frame) -> Frame:
    """Give the deals that were closed nobody knows when, with their ``reason``, ``closed on no day``."""
    return opportunities.filter(_undated()).with_columns(reason=nw.lit("closed on no day"))


def unrated(opportunities: Frame, rates: Frame, currency: str) -> Frame:
    """Give the deals whose amount cannot be counted, with their ``reason``, ``no rate``."""
    named = opportunities.filter(~_missing("amount")).with_columns(nw.col("currency").fill_null(currency))
    known = rates.select("currency", created_on=nw.col("on"))
    return named.join(known, on=["currency", "created_on"], how="anti").with_columns(reason=nw.lit("no rate"))


def standing(deals: Frame, members: Frame, grid: Grid, grid_cells: Frame) -> Frame:
    """
    Repeat each deal for every period at whose end it is open, and every entity it counts for.

    Parameters
    ----------
    deals : Frame
        `valued`.
    members : Frame
        `people.members`: a deal counts for the team in which its owner was last in the period, and for the company
        alone when he was in none.
    grid : Grid
        The periods; of one that is not over the cut-off is the end.
    grid_cells : Frame
        `measured.cells`: who has left before the period has no deals any more.

    Returns
    -------
    Frame
        The deals with `BY`, ``start_on, end_on`` of the period, and ``latest``: 1 for the newest of its cadence, at
        whose end nearly everything was as it is at the cut-off.
    """
    newest = grid.periods.group_by("cadence").agg(_newest=nw.col("end_on").max())
    spans = grid.periods.select("cadence", "period", "start_on", "end_on").join(newest, on="cadence")
    periods = spans.with_columns(latest=_one(nw.col("end_on") == nw.col("_newest"))).drop("_newest")
    rows = deals.drop("team_id").join(periods, how="cross")
    still = nw.col("closed_on").is_null() | (nw.col("closed_on") >= nw.col("end_on"))
    there = rows.filter(nw.col("created_on") < nw.col("end_on"), still)
    teams = members.select("cadence", "period", "person_id", "team_id")
    placed = there.join(teams, on=["cadence", "period", "person_id"], how="left")
    homed = placed.with_columns(nw.col("team_id").fill_null(NO_TEAM))
    return grid.shared(homed).join(grid_cells, on=list(BY), how="semi")


def _undated() -> nw.Expr:
    return (nw.col("outcome") != "open") & nw.col("closed_on").is_null()


def _missing(name: str) -> nw.Expr:
    return nw.col(name).is_null()


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0)


def _lasting(rows: Frame, numbers: Frame) -> Frame:
    """Count the days from opening to closing."""
    begun = numbers.select(created_on=nw.col("on"), _begun=nw.col("number"))
    ended = numbers.select(closed_on=nw.col("on"), _ended=nw.col("number"))
    known = rows.join(begun, on="created_on", how="left").join(ended, on="closed_on", how="left")
    return known.with_columns(days=nw.col("_ended") - nw.col("_begun")).drop("_begun", "_ended")


def _at_home(rows: Frame, homes: Frame) -> Frame:
    """Add the team of the owner on the day of closing."""
    teams = homes.select("person_id", "team_id", closed_on=nw.col("on"))
    placed = rows.join(teams, on=["person_id", "closed_on"], how="left")
    return placed.with_columns(nw.col("team_id").fill_null(NO_TEAM))
