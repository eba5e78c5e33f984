"""Which customers come back: of those who ordered lately, who ordered again.

Nobody announces that he is lost; he only does not order any more. This measure sees it
in the first period in which he would have, before a silence is long enough to be called
an end (`bridge`).
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Engine, Frame, divided
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.growth import NO_PREVIOUS
from reviewbook.measures.rates import rate
from reviewbook.periods import Period

__all__ = ["PERIODS", "expected_back", "returning_rate", "stayed_away"]

#: So many periods before are looked at for customers.
PERIODS = 3


def expected_back(engine: Engine, counted: Frame, grid: Grid, grid_cells: Frame) -> Frame:
    """
    Give for each cell the customers of the three periods before, and whether they ordered in the period.

    Parameters
    ----------
    engine : Engine
        Keeps what is read more than once.
    counted : Frame
        `order_lines.lines` of the whole history.
    grid : Grid
        The periods and entities. A period counts whose three periods before are in it, and lie wholly after the first
        order on record.
    grid_cells : Frame
        `measured.cells`: who is no longer there expects nobody.

    Returns
    -------
    Frame
        `BY`, ``customer_id`` and ``back``: whether the customer ordered in the period, from whomever: one that a
        colleague took over is not lost.
    """
    confirmed = counted.filter(nw.col("status") == "confirmed", ~nw.col("customer_id").is_null())
    days = confirmed.select("person_id", "team_id", "on", "customer_id").unique()
    bought = engine.keep(grid.spread(days).select(*BY, "customer_id").unique())
    anybody = bought.select("cadence", "period", "customer_id").unique().with_columns(back=nw.lit(1))
    pairs = _before(engine, counted, grid)
    earlier = bought.rename({"period": "_then"}).join(pairs, on=["cadence", "_then"])
    base = earlier.select(*BY, "customer_id").unique().join(grid_cells, on=list(BY), how="semi")
    known = base.join(anybody, on=["cadence", "period", "customer_id"], how="left")
    return known.with_columns(back=nw.col("back").fill_null(0) == 1)


@measure("expected", absent=NO_PREVIOUS, kept="lines")
def returning_rate(expected: Frame) -> Frame:
    """
    Share of the customers of the three periods before who ordered again in the period.

    Parameters
    ----------
    expected : Frame
        `expected_back`.

    Returns
    -------
    Frame
        One row per cell with such customers: ``numerator`` ordered again, ``denominator`` and ``n`` customers, 95 %
        Wilson interval. In a period that is not over it is the share so far.
    """
    return rate(expected, nw.col("back"))


def stayed_away(engine: Engine, counted: Frame, grid: Grid, period: Period) -> Frame:
    """
    Give the customers of the three periods before who did not order in a period, with those who had sold to them.

    Parameters
    ----------
    engine : Engine
        Keeps what is read more than once.
    counted : Frame
        `order_lines.lines` of the whole history.
    grid : Grid
        The periods, with those before the one that is looked at.
    period : Period
        The period in which they did not order.

    Returns
    -------
    Frame
        ``customer_id, person_id, team_id, last_order_on, worth``: one row for each seller of the customer and team of
        the sale, as `returning_rate` counts it, so that the customers of the rows of an entity are those whom its
        rate counts as not back. ``worth`` is the mean revenue a period that this seller had with the customer there,
        refunds taken off, in company currency: it adds up over the rows of a customer. No row where the records do
        not reach back so far.
    """
    own = (nw.col("cadence") == period.cadence.value, nw.col("period") == period.key)
    then = _before(engine, counted, grid).filter(*own).select("cadence", "_then")
    dated = grid.days.rename({"period": "_then"}).join(then, on=["cadence", "_then"], how="semi")
    before, now = engine.keep(dated.select("on").unique()), grid.days.filter(*own).select("on")
    known, confirmed = counted.filter(~nw.col("customer_id").is_null()), nw.col("status") == "confirmed"
    back = engine.keep(known.filter(confirmed).join(now, on="on", how="semi").select("customer_id").unique())
    sold = known.join(before, on="on", how="semi").with_columns(_on=nw.when(confirmed).then(nw.col("on")))
    each = sold.group_by("customer_id", "person_id", "team_id").agg(
        last_order_on=nw.col("_on").max(), _minor=nw.col("minor").sum()
    )
    bought = each.filter(~nw.col("last_order_on").is_null()).join(back, on="customer_id", how="anti")
    worth = divided(nw.col("_minor").cast(nw.Int64).cast(nw.Float64), 100 * PERIODS)
    return engine.keep(bought.select("customer_id", "person_id", "team_id", "last_order_on", worth=worth))


def _before(engine: Engine, counted: Frame, grid: Grid) -> Frame:
    """Give ``cadence, period, _then``: each period with each of the three before it."""
    begun = counted.select(_begun=nw.col("on").min().cast(nw.String))
    known = grid.periods.join(begun, how="cross").filter(nw.col("start_on") >= nw.col("_begun"))
    back = grid.periods.select("cadence", "period", _1=nw.col("previous"))
    for n in range(1, PERIODS):
        step = {f"_{n}": nw.col("period"), f"_{n + 1}": nw.col("previous")}
        back = back.join(grid.periods.select("cadence", **step), on=["cadence", f"_{n}"])
    oldest = known.select("cadence", **{f"_{PERIODS}": nw.col("period")})
    # Kept, since DuckDB mistakes the columns of a chain of joins that is read more than once in a union.
    whole = engine.keep(back.join(oldest, on=["cadence", f"_{PERIODS}"], how="semi"))
    ways = [whole.select("cadence", "period", _then=nw.col(f"_{n}")) for n in range(1, PERIODS + 1)]
    return nw.concat(ways, how="vertical")
