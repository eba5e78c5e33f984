"""Order lines as they count: in whole minor units of the company's currency, refunds negative.

Every amount is converted and rounded once, line by line, and only whole numbers are
added up afterwards: so every engine and every order of rows gives the same cent. A
line whose currency has no rate on its day cannot be counted; it is listed with its
reason, never taken at a guessed rate.
"""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from reviewbook.engine import Frame

__all__ = ["by_day", "daily_rates", "every_line", "lines", "minor_units", "thousandths", "uncounted"]

# Half a cent that binary fractions have made a trifle smaller still counts as half a cent.
_HALF = 0.500001


def daily_rates(fx_rates: pd.DataFrame, days: list[str], company_currency: str) -> pd.DataFrame:
    """
    Lay out the exchange rates day by day.

    Parameters
    ----------
    fx_rates : DataFrame
        Table ``fx_rates`` in the analysis' form: a rate holds until the next one of its currency.
    days : list of str
        The days of interest, ISO text.
    company_currency : str
        Worth 1 on every day, whatever the table says.

    Returns
    -------
    DataFrame
        ``currency, on, rate``; a day before a currency's first rate has no row.
    """
    found = [pd.DataFrame({"currency": company_currency, "on": days, "rate": 1.0})]
    wanted = np.array(days, dtype=object)
    foreign = fx_rates[fx_rates["currency"] != company_currency].sort_values("valid_from")
    for currency, dated in foreign.groupby("currency"):
        starts = dated["valid_from"].to_numpy(dtype=object)
        newest = np.searchsorted(starts, wanted, side="right") - 1
        known = newest >= 0
        rates = dated["rate"].to_numpy(dtype="float64")[newest[known]]
        found.append(pd.DataFrame({"currency": str(currency), "on": wanted[known], "rate": rates}))
    return pd.concat(found, ignore_index=True).astype({"currency": "str", "on": "str", "rate": "float64"})


def minor_units(amount: nw.Expr) -> nw.Expr:
    """Give an amount in whole minor units, half a unit away from zero."""
    whole = (amount.abs() * 100 + _HALF).floor()
    return nw.when(amount < 0).then(-whole).otherwise(whole).cast(nw.Int64)


def thousandths() -> nw.Expr:
    """Give the units of a line in whole thousandths, negative for a refunded line: sums of fractions would differ."""
    whole = (nw.col("quantity").abs() * 1000 + 0.5).floor().cast(nw.Int64)
    return nw.when((nw.col("quantity") < 0) | (nw.col("status") == "refunded")).then(-whole).otherwise(whole)


def lines(placed_orders: Frame, rates: Frame) -> Frame:
    """
    The order lines that count, in the company's currency.

    Parameters
    ----------
    placed_orders : Frame
        Table ``orders`` with ``on``, ``team_id`` and ``local_at`` (`roster.Roster.placed`); nothing after the cut-off.
    rates : Frame
        `daily_rates` of the days of the orders.

    Returns
    -------
    Frame
        The rows with ``minor``: the amount in minor units, negative for a refunded line whatever its sign in the
        source. Cancelled lines are left out, and so are those of `uncounted`.
    """
    worth = _rated(placed_orders, rates).filter(~nw.col("rate").is_null())
    amount = nw.col("amount") * nw.col("rate")
    signed = nw.when(nw.col("status") == "refunded").then(-amount.abs()).otherwise(amount)
    return worth.with_columns(minor=minor_units(signed)).drop("rate")


def uncounted(placed_orders: Frame, rates: Frame) -> Frame:
    """Give the order lines that would count but cannot: the rows with their ``reason``, ``no rate``."""
    return (
        _rated(placed_orders, rates)
        .filter(nw.col("rate").is_null())
        .with_columns(reason=nw.lit("no rate"))
        .drop("rate")
    )


def by_day(counted: Frame) -> Frame:
    """
    Add up the counted lines of each seller and day.

    Returns
    -------
    Frame
        ``person_id, team_id, on, minor, lines``. Much smaller than the lines, so that repeating it for every period
        and entity stays cheap.
    """
    summed = counted.group_by("person_id", "team_id", "on").agg(minor=nw.col("minor").sum(), lines=nw.len())
    return summed.with_columns(nw.col("minor", "lines").cast(nw.Int64))


def _rated(placed_orders: Frame, rates: Frame) -> Frame:
    open_lines = placed_orders.filter(nw.col("status") != "cancelled")
    return open_lines.join(rates.select("currency", "on", "rate"), on=["currency", "on"], how="left")


def every_line(placed_orders: Frame, rates: Frame) -> Frame:
    """
    The order lines whatever became of them, in the company's currency, with the instant since which they are known.

    Parameters
    ----------
    placed_orders : Frame
        Table ``orders`` with ``on`` (`roster.Roster.placed`); nothing after the cut-off.
    rates : Frame
        `daily_rates` of the days of the orders.

    Returns
    -------
    Frame
        ``order_id, person_id, customer_id, on, status``, ``minor`` (of a refunded line without its sign) and
        ``known_at`` (``ordered_at`` where ``recorded_at`` is empty); without the lines of a currency that has no rate.
    """
    rated = placed_orders.join(rates.select("currency", "on", "rate"), on=["currency", "on"])
    minor = minor_units(nw.col("amount") * nw.col("rate"))
    return rated.select(
        "order_id",
        "person_id",
        "customer_id",
        "on",
        "status",
        minor=nw.when(nw.col("status") == "refunded").then(minor.abs()).otherwise(minor),
        known_at=nw.coalesce(nw.col("recorded_at"), nw.col("ordered_at")),
    )
