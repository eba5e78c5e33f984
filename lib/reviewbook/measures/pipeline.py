"""What is on its way: open deals and what they are worth, how they cover the gap, and how deals end.

The table of the deals keeps their latest state alone. Which deals were open at the end
of an earlier period can be told from their days; how likely each was then cannot, and
is not made up.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.measures.attainment import NO_TARGET
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured, money
from reviewbook.measures.rates import rate

__all__ = [
    "NOTHING_CLOSED",
    "NOTHING_WON",
    "coverage",
    "cycle_days",
    "open_pipeline",
    "weighted_pipeline",
    "win_rate",
]

#: Notes of a period in which no deal was closed, and of one in which none was won.
NOTHING_CLOSED, NOTHING_WON = "nothing closed", "nothing won"

#: Note where deals lack what is added up; the value is the sum of the others.
_INCOMPLETE = "deals incomplete"


@measure("underway", absent=None, kept="deals")
def open_pipeline(standing: Frame) -> Frame:
    """
    Sum of the amounts of the deals that are open at the end of the period, or at the cut-off in one that is not over.

    Parameters
    ----------
    standing : Frame
        `deals.standing`.

    Returns
    -------
    Frame
        One row per cell with an open deal: ``value`` in company currency, ``n`` deals. Noted ``deals incomplete``
        where some have no amount; empty where none has.
    """
    sums = standing.group_by(*BY).agg(minor=nw.col("minor").sum(), known=nw.col("priced").sum(), n=nw.len())
    return _summed(sums)


@measure("underway", absent=None, kept="deals")
def weighted_pipeline(standing: Frame) -> Frame:
    """
    Sum of amount × probability of the deals that are open at the end of the period.

    Parameters
    ----------
    standing : Frame
        `deals.standing`.

    Returns
    -------
    Frame
        One row per cell with an open deal: ``value`` in company currency, ``n`` deals. Told of the ``latest`` period
        of each cadence, with the probabilities of the cut-off, of the deals that are open at both; an earlier one is
        empty and noted ``probability of then unknown``. Noted ``deals incomplete`` where some deals have no amount or
        no probability.
    """
    told = (nw.col("latest") == 1) & nw.col("closed_on").is_null()
    counted = nw.when(told).then(1).otherwise(0)
    rows = standing.with_columns(
        _counted=counted, _minor=counted * nw.col("weighted"), _known=counted * nw.col("weighed")
    )
    sums = rows.group_by(*BY).agg(
        minor=nw.col("_minor").sum(), known=nw.col("_known").sum(), n=nw.col("_counted").sum(), latest=nw.col("latest").max()
    )  # fmt: skip
    latest = _summed(sums.filter(nw.col("latest") == 1))
    earlier = measured(sums.filter(nw.col("latest") == 0), note=nw.lit("probability of then unknown"))
    return nw.concat([latest, earlier], how="vertical")


@measure("underway", "gap", "periods", absent=NO_TARGET, kept="deals")
def coverage(standing: Frame, gaps: Frame, periods: Frame) -> Frame:
    """
    Amounts of the open deals that are expected within the period ÷ what is still missing to its target.

    Parameters
    ----------
    standing : Frame
        `deals.standing`.
    gaps : Frame
        The measure `attainment.gap`.
    periods : Frame
        `Grid.periods`.

    Returns
    -------
    Frame
        One row per cell with a target: ``numerator`` and ``denominator`` in company currency, ``n`` deals. Empty for
        a day, for a period that is over (nothing can come in it any more) and where the target is reached already.
        A deal whose expected day lies before the period was expected in another one.
    """
    within = (nw.col("expected_on") >= nw.col("start_on")) & (nw.col("expected_on") < nw.col("end_on"))
    due = standing.filter(within).group_by(*BY).agg(minor=nw.col("minor").sum(), deals=nw.len())
    missing = gaps.filter(~nw.col("value").is_null()).select(*BY, gap=nw.col("value"))
    rows = missing.join(periods.select("cadence", "period", "finished"), on=["cadence", "period"]).join(
        due, on=list(BY), how="left"
    )
    filled = rows.with_columns(
        minor=nw.col("minor").fill_null(0).cast(nw.Int64), deals=nw.col("deals").fill_null(0).cast(nw.Int64)
    )
    note = (
        nw.when(nw.col("cadence") == "daily")
        .then(nw.lit("not measured by day"))
        .when(nw.col("finished") == 1)
        .then(nw.lit("period over"))
        .when(nw.col("gap") <= 0)
        .then(nw.lit("target reached"))
    )
    noted = filled.with_columns(note=note)
    told = nw.col("note").is_null()
    return measured(
        noted,
        value=nw.when(told).then(money("minor") / nw.when(nw.col("gap") > 0).then(nw.col("gap"))),
        numerator=nw.when(told).then(money("minor")),
        denominator=nw.when(told).then(nw.col("gap")),
        n=nw.when(told).then(nw.col("deals")).otherwise(0),
        note=nw.col("note"),
    )


@measure("ended", absent=NOTHING_CLOSED, kept="deals")
def win_rate(spread_closed: Frame) -> Frame:
    """
    Deals won ÷ deals won or lost in the period.

    Parameters
    ----------
    spread_closed : Frame
        The closed ones of `deals.valued`, spread over the grid by ``closed_on``.

    Returns
    -------
    Frame
        One row per cell in which a deal was closed: ``numerator`` won, ``denominator`` and ``n`` closed, 95 % Wilson
        interval. Deals count alike, whatever they are worth.
    """
    return rate(spread_closed, nw.col("outcome") == "won")


@measure("ended", absent=NOTHING_WON, kept="deals")
def cycle_days(spread_closed: Frame) -> Frame:
    """
    Median of the calendar days from opening to winning a deal, over the deals won in the period.

    Parameters
    ----------
    spread_closed : Frame
        The closed ones of `deals.valued`, spread over the grid by ``closed_on``.

    Returns
    -------
    Frame
        One row per cell in which a deal was won: ``n`` deals won.
    """
    won = spread_closed.filter(nw.col("outcome") == "won").group_by(*BY).agg(median=nw.col("days").median(), n=nw.len())
    return measured(won, value=nw.col("median"), n=nw.col("n"))


def _summed(sums: Frame) -> Frame:
    """Give the sum of what is known, and say when that is not all; nothing known of some deals is no sum."""
    none = (nw.col("known") == 0) & (nw.col("n") > 0)
    whole = sums.with_columns(nw.col("minor").cast(nw.Int64))
    note = nw.when(nw.col("known") < nw.col("n")).then(nw.lit(_INCOMPLETE))
    return measured(whole, value=nw.when(~none).then(money("minor")), n=nw.col("n"), note=note)
