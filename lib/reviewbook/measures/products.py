"""What is measured of each product: what was sold of it, at which price, what came back, and who complained.

A product has facts of the whole company, in the periods in which a line or a complaint
names it; of the others there is nothing to say. Days are left out: nobody judges a
product by the day. A complaint has no product of its own: it counts for each product
that its text names, by the full name or by its model number, and for none where it
names none.
"""

from __future__ import annotations

from collections import Counter

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame, divided
from reviewbook.measures.customers import complaints
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import complete, measured, money
from reviewbook.measures.order_lines import thousandths
from reviewbook.measures.refunds import refund_rate, refunds
from reviewbook.measures.revenue import revenue, units
from reviewbook.schema.facts import UNRECORDED
from reviewbook.text import Names, plain

__all__ = ["NOTHING_SOLD", "ONLY_OF_PRODUCTS", "named_products", "price", "product_measures"]

#: Measures that products alone have; their others are those of `registry.MEASURES` of the same name.
ONLY_OF_PRODUCTS = ("price",)

#: Note of the price of a product of which nothing was sold, and of its refund rate.
NOTHING_SOLD = "nothing sold"


def named_products(complaint_texts: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """
    Find the products that complaints name.

    Parameters
    ----------
    complaint_texts : DataFrame
        ``complaint_id, on, text``.
    products : DataFrame
        ``product_id, name``. A word of a name that has letters and digits, and stands in no other name, is the
        product's model number, by which it is found in any language.

    Returns
    -------
    DataFrame
        ``complaint_id, on, product_id``: a row for each product that a complaint names.
    """
    names = Names(_names(products))
    texts = complaint_texts.dropna(subset="text")
    found = [
        (complaint, on, owner)
        for complaint, on, text in zip(texts["complaint_id"], texts["on"], texts["text"], strict=True)
        for owner in sorted({place.owner for place in names.found(plain(text))})
    ]
    return pd.DataFrame(found, columns=["complaint_id", "on", "product_id"]).astype("str")


def product_measures(engine: Engine, counted: Frame, named: Frame, grid: Grid) -> dict[str, Frame]:
    """
    Compute the measures of every product.

    Parameters
    ----------
    engine : Engine
        Keeps what is read more than once.
    counted : Frame
        `order_lines.lines`.
    named : Frame
        `named_products`. Without a single row nobody knows which products are complained of.
    grid : Grid
        The periods.

    Returns
    -------
    dict of Frame
        ``revenue, units, refund_rate, refunds, complaints, price`` in the form of `schema.Measured`, with
        ``entity_kind`` ``product``.
    """
    sold, heard = engine.keep(_spread(_sold(counted), grid)), engine.keep(_spread(named, grid))
    cells = engine.keep(nw.concat([sold.select(*BY), heard.select(*BY)], how="vertical").unique())
    silent = UNRECORDED if engine.collect(named.head(1)).empty else None
    found = {
        "revenue": complete(revenue(sold), None, cells),
        "units": complete(units(sold), None, cells),
        "refund_rate": complete(refund_rate(sold), NOTHING_SOLD, cells),
        "refunds": complete(refunds(sold), None, cells),
        "complaints": complete(complaints(heard), silent, cells),
        "price": complete(price(sold), NOTHING_SOLD, cells),
    }
    return {name: engine.keep(frame) for name, frame in found.items()}


def price(spread_sold: Frame) -> Frame:
    """
    Mean price of a unit: amount ÷ quantity of the confirmed lines.

    Parameters
    ----------
    spread_sold : Frame
        The lines of each product, day and status, spread over the periods: ``gross`` (minor units of the confirmed
        lines), ``gross_units`` (their thousandths), ``gross_lines`` and `BY`.

    Returns
    -------
    Frame
        One row per product and period in which it was sold: ``numerator`` in company currency, ``denominator`` units,
        ``n`` lines. Discounts and exchange rates are in it.
    """
    names = ("gross", "gross_units", "gross_lines")
    summed = spread_sold.group_by(*BY).agg(**{name: nw.col(name).sum() for name in names})
    whole = summed.with_columns(nw.col(*names).cast(nw.Int64)).filter(nw.col("gross_units") > 0)
    amount, quantity = money("gross"), divided(nw.col("gross_units"), 1000)
    return measured(whole, value=amount / quantity, numerator=amount, denominator=quantity, n=nw.col("gross_lines"))


def _names(products: pd.DataFrame) -> dict[str, str]:
    """Give the names and model numbers of the products, and whose they are."""
    full = {str(name): str(owner) for owner, name in zip(products["product_id"], products["name"], strict=True)}
    words = {name: set(plain(name).split()) for name in full}
    common = Counter(word for of_one in words.values() for word in of_one)
    models = {
        word: owner
        for name, owner in full.items()
        for word in sorted(words[name])
        if common[word] == 1 and any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    }
    return full | models


def _sold(counted: Frame) -> Frame:
    """Add up the lines of each product and day, confirmed and refunded ones apart and together."""
    confirmed = nw.col("status") == "confirmed"
    none = nw.lit(0)
    lines = counted.filter(~nw.col("product_id").is_null()).with_columns(thousandths=thousandths())
    parts = lines.with_columns(
        gross=nw.when(confirmed).then(nw.col("minor")).otherwise(none),
        gross_units=nw.when(confirmed).then(nw.col("thousandths")).otherwise(none),
        gross_lines=confirmed.cast(nw.Int64),
        refunded=(~confirmed).cast(nw.Int64),
        back=nw.when(confirmed).then(none).otherwise(-nw.col("minor")),
        lines=nw.lit(1),
    )
    names = ("minor", "thousandths", "lines", "gross", "gross_units", "gross_lines", "refunded", "back")
    summed = parts.group_by("product_id", "on").agg(**{name: nw.col(name).sum() for name in names})
    return summed.with_columns(nw.col(*names).cast(nw.Int64))


def _spread(rows: Frame, grid: Grid) -> Frame:
    """Repeat rows for every period of their day but the day itself."""
    days = grid.days.filter(nw.col("cadence") != "daily")
    return rows.join(days, on="on").with_columns(entity_kind=nw.lit("product"), entity_id=nw.col("product_id"))
