"""What is about to be sold: the deals under way, what people promised, and the customers who order no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw
import pandas as pd

from reviewbook import measures
from reviewbook.analysis.timeline import Timeline
from reviewbook.engine import Engine, Frame, divided
from reviewbook.periods import Period
from reviewbook.roster import NO_TEAM, Roster
from reviewbook.schema import FRAMES

__all__ = ["Deals", "away", "moved", "reviewed", "sales"]


@dataclass(frozen=True)
class Deals:
    """
    The table ``opportunities``, valued and placed.

    Parameters
    ----------
    engine : Engine
        Keeps the frames.
    tables : mapping of Frame
        ``opportunities``, ``customers`` and ``fx_rates`` as they stood at the cut-off.
    roster : Roster
        Who was in which team.
    currency : str
        Of the company.
    """

    engine: Engine
    tables: Mapping[str, Frame]
    roster: Roster
    currency: str

    @cached_property
    def valued(self) -> Frame:
        """Every deal that can be counted (`measures.valued`)."""
        opportunities, (rates, numbers) = self.tables["opportunities"], self._days
        worth = measures.valued(opportunities, rates, numbers, self.roster.homes, self.currency)
        return self.engine.keep(worth)

    @property
    def uncounted(self) -> dict[str, pd.DataFrame]:
        """The deals that cannot be counted, or not their amount: the column that is to blame to the rows."""
        table, (rates, _) = self.tables["opportunities"], self._days
        found = {"outcome": measures.undated(table), "currency": measures.unrated(table, rates, self.currency)}
        return {column: self.engine.collect(rows) for column, rows in found.items()}

    def under(self, plan: Timeline) -> Frame:
        """
        Give the deals that were open in the period under review, if only for a while.

        Returns
        -------
        Frame
            `schema.FRAMES["deals"]` as they stood at the cut-off, ``amount`` in company currency. A deal that was
            closed in the period counts for the team of its owner on that day; another for the one in which the owner
            was last in the period, or by the cut-off. ``stage_before`` is for `moved` to fill.
        """
        first, last = plan.reviewed.start_on.isoformat(), min(plan.reviewed.last_on, plan.today).isoformat()
        closed_on = nw.col("closed_on")
        there = self.valued.filter(nw.col("created_on") <= last, closed_on.is_null() | (closed_on >= first))
        homes = self.roster.homes.filter(nw.col("on") >= first, nw.col("on") <= last)
        newest = homes.group_by("person_id").agg(on=nw.col("on").max())
        now = homes.join(newest, on=["person_id", "on"]).select("person_id", _team=nw.col("team_id"))
        named = self.tables["customers"].select("customer_id", customer=nw.col("name"))
        rows = there.join(now, on="person_id", how="left").join(named, on="customer_id", how="left")
        ended = ~closed_on.is_null() & (closed_on <= last)
        placed = nw.when(ended).then(nw.col("team_id")).otherwise(nw.col("_team").fill_null(NO_TEAM))
        told = rows.with_columns(
            team_id=placed,
            customer=nw.coalesce(nw.col("customer"), nw.col("customer_id")),
            stage_before=nw.lit(None).cast(nw.String),
            amount=nw.when(nw.col("priced") == 1).then(divided(nw.col("minor"), 100)),
        )
        return told.select(*FRAMES["deals"].names)

    @cached_property
    def _days(self) -> tuple[Frame, Frame]:
        """The exchange rates of the days on which deals were opened, and the numbers of all their days."""
        opportunities = self.tables["opportunities"]
        dates = self.engine.collect(opportunities.select("created_on", "closed_on").unique())
        opened = sorted(set(dates["created_on"]))
        rates = measures.daily_rates(self.engine.collect(self.tables["fx_rates"]), opened, self.currency)
        numbers = measures.numbered_dates([*opened, *dates["closed_on"].dropna()])
        return self.engine.frame(rates), self.engine.frame(numbers)


def away(engine: Engine, tables: Mapping[str, Frame], counted: Frame, grid: measures.Grid, period: Period) -> Frame:
    """
    Give the customers who did not order again in the period under review, by name.

    Parameters
    ----------
    engine : Engine
        Keeps the frames.
    tables : mapping of Frame
        ``customers``, as it stood at the cut-off.
    counted : Frame
        `measures.lines` of the whole history.
    grid : Grid
        The periods that are measured.
    period : Period
        The one under review.

    Returns
    -------
    Frame
        `schema.FRAMES["away"]`; a customer who is not in the table goes by the id.
    """
    named = tables["customers"].select("customer_id", "owner_id", customer=nw.col("name"))
    rows = measures.stayed_away(engine, counted, grid, period).join(named, on="customer_id", how="left")
    told = rows.with_columns(customer=nw.coalesce(nw.col("customer"), nw.col("customer_id")))
    return told.select(*FRAMES["away"].names)


def sales(tables: Mapping[str, Frame], counted: Frame, period: Period) -> Frame:
    """
    Give the order lines of a period, which add up to its revenue.

    Parameters
    ----------
    tables : mapping of Frame
        ``customers`` and ``products``, as they stood at the cut-off.
    counted : Frame
        `measures.lines` of the whole history.
    period : Period
        The one under review.

    Returns
    -------
    Frame
        `schema.FRAMES["sales"]`, ``amount`` in company currency, negative for a refunded line. A customer or product
        that is not in its table goes by the id.
    """
    first, last = period.start_on.isoformat(), period.last_on.isoformat()
    rows = counted.filter(nw.col("on") >= first, nw.col("on") <= last)
    for kind in ("customer", "product"):
        key = f"{kind}_id"
        rows = rows.join(tables[f"{kind}s"].select(key, _name=nw.col("name")), on=key, how="left")
        rows = rows.with_columns(nw.coalesce(nw.col("_name"), nw.col(key)).alias(kind)).drop("_name")
    return rows.with_columns(amount=divided(nw.col("minor"), 100)).select(*FRAMES["sales"].names)


def moved(deals: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """
    Say in which stage each deal was at the review before.

    Parameters
    ----------
    deals : DataFrame
        `schema.FRAMES["deals"]`.
    before : DataFrame
        The table ``opportunities`` as it was known and stood then.

    Returns
    -------
    DataFrame
        The deals with ``stage_before``; empty for one that was not there, or not known, then.
    """
    stages = before.set_index("opportunity_id")["stage"]
    return deals.assign(
        stage_before=deals["opportunity_id"].map(stages).astype("str").where(lambda told: told != "nan")
    )


def reviewed(promises: pd.DataFrame, plan: Timeline) -> pd.DataFrame:
    """Give the promises for the period under review."""
    own = (promises["cadence"] == plan.reviewed.cadence.value) & (promises["period"] == plan.reviewed.key)
    return promises[own].reset_index(drop=True)
