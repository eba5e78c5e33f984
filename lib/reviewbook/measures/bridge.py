"""The bridge from the previous period's revenue to this one: six parts that add up to the change, to the cent.

Every counted line of the two periods belongs to exactly one of four groups:

- refunds: the refunded lines of both periods;
- new: the confirmed lines, this period, of a customer whose first order ever falls in it;
- lost: the confirmed lines, in the previous period, of a customer who has stopped ordering;
- kept: all other confirmed lines of both periods, those without a customer among them. What changed here is told as
  volume, price and mix; a line without a product is of a product of its own.

New and lost are customers of the company, as in the measure `new_customers`: one that a colleague took over is
neither, and is in the volume of both. Who is silent for a week is not lost: a customer has stopped when the last
order lies in the previous period and the silence since, in the company's working days, is longer than three times
the usual pause between the days of the orders before, and longer than three working days. This takes three days with
orders; those who order rarely are in the volume of the period in which nothing came, since nobody can tell yet.

Volume, price and mix are those of each entity by itself and cannot be added up over teams. Amounts are whole minor
units; price and volume are rounded, and mix is the rest, which makes the sum exact.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Engine, Frame
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.growth import NO_PREVIOUS
from reviewbook.measures.measured import measured, money
from reviewbook.measures.order_lines import thousandths

__all__ = [
    "PARTS",
    "bridge_lost",
    "bridge_mix",
    "bridge_new",
    "bridge_price",
    "bridge_refunds",
    "bridge_volume",
    "company_days",
    "parts",
]

#: The parts in the order in which they are told.
PARTS = ("new", "lost", "volume", "price", "mix", "refunds")

#: A silence so many times the usual pause is an end, for a customer with so many days of orders.
_PAUSES, _ORDER_DAYS = 3, 3

_PERIOD = ["cadence", "period"]
_AMOUNTS = ("now", "then", "units", "units_then", "lines")


def company_days(entity_days: Frame, through: str) -> Frame:
    """
    Number the company's days by its working days.

    Parameters
    ----------
    entity_days : Frame
        `working_days.workdays`.
    through : str
        `working_days.worked_through` of the cut-off.

    Returns
    -------
    Frame
        ``on``, ``number`` (working days up to that day) and ``over`` (1 when the day is); worth keeping.
    """
    own = entity_days.filter(nw.col("entity_kind") == "company")
    number = nw.col("working").cum_sum().over("entity_id", order_by="on")
    over = nw.when(nw.col("on") <= through).then(nw.lit(1)).otherwise(nw.lit(0))
    return own.with_columns(number=number, over=over).select("on", nw.col("number", "over").cast(nw.Int64))


def parts(engine: Engine, counted: Frame, grid: Grid, days: Frame, known: Frame) -> Frame:
    """
    Take the change of revenue apart.

    Parameters
    ----------
    engine : Engine
        Keeps what is read more than once.
    counted : Frame
        `order_lines.lines` of the whole history.
    grid : Grid
        The periods; a day's ``previous`` is the working day before.
    days : Frame
        `company_days`.
    known : Frame
        `BY` of every cell that has revenue, be it zero.

    Returns
    -------
    Frame
        One row per cell whose entity is known in the previous period, too, unless the records begin after that:
        `BY`, the `PARTS` in minor units, which add up to revenue − previous revenue, and ``lines``, of both periods.
    """
    begun = grid.periods.join(counted.select(_begun=nw.col("on").min().cast(nw.String)), how="cross")
    pairs = begun.filter(nw.col("start_on") > nw.col("_begun")).select(*_PERIOD, "previous")
    bought = engine.keep(_bought(counted))
    seen = engine.keep(_seen(bought, grid, days))
    moved = engine.keep(_moved(bought.join(grid.days, on="on"), seen, pairs, _lost(seen, pairs, grid, days)))
    products = _summed(grid.shared(moved), (*BY, "group", "product_id"))
    found = _told(engine.keep(products))
    before = known.select("cadence", "entity_kind", "entity_id", previous=nw.col("period"))
    cells = known.join(pairs, on=_PERIOD).join(before, on=["cadence", "entity_kind", "entity_id", "previous"])
    filled = cells.select(*BY).join(found, on=list(BY), how="left")
    return filled.with_columns(nw.col(*PARTS, "lines").fill_null(0).cast(nw.Int64))


@measure("bridged", absent=NO_PREVIOUS, kept="lines")
def bridge_new(bridged: Frame) -> Frame:
    """Give what customers ordered in the period of their first order ever; `parts`."""
    return _part(bridged, "new")


@measure("bridged", absent=NO_PREVIOUS, kept="lines")
def bridge_lost(bridged: Frame) -> Frame:
    """Give what customers ordered in the previous period who have stopped since, negative; `parts`."""
    return _part(bridged, "lost")


@measure("bridged", absent=NO_PREVIOUS, kept="lines")
def bridge_volume(bridged: Frame) -> Frame:
    """
    Change of the units sold to all other customers, at their average price of the previous period.

    Parameters
    ----------
    bridged : Frame
        `parts`.

    Returns
    -------
    Frame
        One row per cell. Where no unit was sold to them then there is no such price, and volume is the whole change.
    """
    return _part(bridged, "volume")


@measure("bridged", absent=NO_PREVIOUS, kept="lines")
def bridge_price(bridged: Frame) -> Frame:
    """
    Change of each product's average price, times the units of this period, added up.

    Parameters
    ----------
    bridged : Frame
        `parts`.

    Returns
    -------
    Frame
        One row per cell. Products that were not sold in both periods have no part in it; discounts and exchange
        rates do.
    """
    return _part(bridged, "price")


@measure("bridged", absent=NO_PREVIOUS, kept="lines")
def bridge_mix(bridged: Frame) -> Frame:
    """Give what is left after volume and price: dearer products instead of cheaper ones, products that came or went."""
    return _part(bridged, "mix")


@measure("bridged", absent=NO_PREVIOUS, kept="lines")
def bridge_refunds(bridged: Frame) -> Frame:
    """Give the change of the amounts refunded, negative where more was refunded; `parts`."""
    return _part(bridged, "refunds")


def _part(bridged: Frame, part: str) -> Frame:
    return measured(bridged, value=money(part), n=nw.col("lines"))


def _bought(counted: Frame) -> Frame:
    """Add up the lines of each seller, day, customer and product; who or what is not named is the empty text."""
    keys = ("person_id", "team_id", "on", "customer_id", "product_id", "status")
    named = counted.with_columns(nw.col("customer_id", "product_id").fill_null(""), units=thousandths())
    summed = named.group_by(*keys).agg(minor=nw.col("minor").sum(), units=nw.col("units").sum(), lines=nw.len())
    return summed.with_columns(nw.col("minor", "units", "lines").cast(nw.Int64))


def _seen(bought: Frame, grid: Grid, days: Frame) -> Frame:
    """
    The customers of each period.

    Returns
    -------
    Frame
        ``cadence, period, customer_id``; ``first`` and ``last``: the numbers (`company_days`) of the first day with an
        order ever and of the last one in the period; ``earliest`` and ``latest``: which day with an order the first
        and the last one of the period are, 1 for the first ever.
    """
    own = bought.filter(nw.col("status") == "confirmed", nw.col("customer_id") != "")
    ordered = own.select("customer_id", "on").unique().join(days, on="on").with_columns(_one=nw.lit(1))
    counted = ordered.with_columns(
        place=nw.col("_one").cum_sum().over("customer_id", order_by="on"),
        first=nw.col("number").min().over("customer_id"),
    )
    found = (
        counted.join(grid.days, on="on")
        .group_by(*_PERIOD, "customer_id")
        .agg(
            first=nw.col("first").min(),
            last=nw.col("number").max(),
            earliest=nw.col("place").min(),
            latest=nw.col("place").max(),
        )
    )
    return found.with_columns(nw.col("first", "last", "earliest", "latest").cast(nw.Int64))


def _lost(seen: Frame, pairs: Frame, grid: Grid, days: Frame) -> Frame:
    """Give ``cadence, period, customer_id`` of those who have stopped, by the end of the period or the cut-off."""
    ends = grid.days.join(days.filter(nw.col("over") == 1), on="on").group_by(*_PERIOD).agg(end=nw.col("number").max())
    before = seen.rename({"period": "previous"}).join(pairs, on=["cadence", "previous"])
    silent = before.join(seen.select(*_PERIOD, "customer_id"), on=[*_PERIOD, "customer_id"], how="anti")
    silence, pauses = nw.col("end") - nw.col("last"), nw.col("latest") - 1
    usual = nw.col("last") - nw.col("first")
    stopped = silent.join(ends, on=_PERIOD).filter(
        nw.col("latest") >= _ORDER_DAYS, silence * pauses > _PAUSES * usual, silence > _PAUSES
    )
    return stopped.select(*_PERIOD, "customer_id")


def _moved(timed: Frame, seen: Frame, pairs: Frame, lost: Frame) -> Frame:
    """
    Both sides of the change: what was sold in a period and in the one before it.

    Returns
    -------
    Frame
        ``cadence, period, person_id, team_id, product_id, group`` and the sums of `_AMOUNTS`.
    """
    key = [*_PERIOD, "customer_id"]
    new = seen.filter(nw.col("earliest") == 1).select(*key, _group=nw.lit("new"))
    now = timed.join(pairs.select(*_PERIOD), on=_PERIOD).join(new, on=key, how="left")
    earlier = timed.rename({"period": "previous"}).join(pairs, on=["cadence", "previous"])
    then = earlier.join(lost.with_columns(_group=nw.lit("lost")), on=key, how="left")
    group = (
        nw.when(nw.col("status") == "refunded").then(nw.lit("refunds")).otherwise(nw.col("_group").fill_null("kept"))
    )
    keys = (*_PERIOD, "person_id", "team_id", "product_id")
    none = nw.lit(0).cast(nw.Int64)
    sides = [
        now.select(*keys, "units", "lines", group=group, now=nw.col("minor"), then=none, units_then=none),
        then.select(
            *keys, "lines", group=group, now=none, then=nw.col("minor"), units=none, units_then=nw.col("units")
        ),
    ]
    columns = (*keys, "group", *_AMOUNTS)
    return _summed(nw.concat([side.select(*columns) for side in sides], how="vertical"), (*keys, "group"))


def _summed(rows: Frame, keys: tuple[str, ...]) -> Frame:
    summed = rows.group_by(*keys).agg(**{name: nw.col(name).sum() for name in _AMOUNTS})
    return summed.with_columns(nw.col(*_AMOUNTS).cast(nw.Int64))


def _told(products: Frame) -> Frame:
    """Give the `PARTS` and ``lines`` of each cell from the sums of its groups and products."""
    both = (nw.col("group") == "kept") & (nw.col("units") > 0) & (nw.col("units_then") > 0)
    at_old_price = _whole(nw.col("then") * _ratio("units", "units_then"))
    price = nw.when(both).then(nw.col("now") - at_old_price).otherwise(nw.lit(0))
    change = nw.col("now") - nw.col("then")
    kept = {f"kept_{name}": _only("kept", nw.col(name)) for name in _AMOUNTS}
    split = products.with_columns(
        price=price, new=_only("new", change), lost=_only("lost", change), refunds=_only("refunds", change), **kept
    )
    names = ("new", "lost", "price", "refunds", "lines", *kept)
    summed = split.group_by(*BY).agg(**{name: nw.col(name).sum() for name in names})
    whole = summed.with_columns(nw.col(*names).cast(nw.Int64))
    total, more = nw.col("kept_now") - nw.col("kept_then"), nw.col("kept_units") - nw.col("kept_units_then")
    at_old_average = _whole(more * _ratio("kept_then", "kept_units_then"))
    volume = nw.when(nw.col("kept_units_then") > 0).then(at_old_average).otherwise(total)
    rest = whole.with_columns(volume=volume).with_columns(mix=total - nw.col("volume") - nw.col("price"))
    return rest.select(*BY, *PARTS, "lines")


def _only(group: str, amount: nw.Expr) -> nw.Expr:
    return nw.when(nw.col("group") == group).then(amount).otherwise(nw.lit(0))


def _ratio(part: str, whole: str) -> nw.Expr:
    # Nothing is divided by zero, which the engines take differently; the result is not used there.
    some = nw.when(nw.col(whole) != 0).then(nw.col(whole)).otherwise(nw.lit(1))
    return nw.col(part).cast(nw.Float64) / some.cast(nw.Float64)


def _whole(amount: nw.Expr) -> nw.Expr:
    return (amount + 0.5).floor().cast(nw.Int64)
