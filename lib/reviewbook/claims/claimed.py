"""The stage: every claim of a report that counts, with what is recorded and the cause of the difference."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from reviewbook.claims.booked import CLAIM, around, by_order, elsewhere, readings
from reviewbook.claims.causes import cause, detail
from reviewbook.engine import Engine, Frame, divided, rounded
from reviewbook.params.templates import Templates
from reviewbook.schema import FRAMES

__all__ = ["claims"]


def claims(engine: Engine, filled: Frame, tables: Mapping[str, Frame], lines: Frame, templates: Templates) -> Frame:
    """
    Every field of a submitted report that claims a measure, against what is recorded.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frames.
    filled : Frame
        The fields of the reports that count (`filled.FILLED`).
    tables : mapping of Frame
        ``reports``, for the instant at which the revision that counts was submitted, and ``customers``;
        ``workdays``, the company's working days (``on``).
    lines : Frame
        The order lines up to the cut-off in the company's currency, cancelled ones included: ``order_id, person_id,
        customer_id, on, status, minor`` (without sign), ``known_at``.
    templates : Templates
        Which field reconciles which measure, and how exactly.

    Returns
    -------
    Frame
        `schema.FRAMES["claims"]`, amounts in company currency. ``claimed`` is empty where nothing was written;
        ``difference`` is claimed (0 where empty) less ``recorded_now``; ``tolerance`` the larger of the absolute one
        and the relative one of ``recorded_now``. ``recorded_then`` is what was known when the revision that counts
        was submitted, by ``recorded_at`` (``ordered_at`` where the source does not tell it).

    Notes
    -----
    A customer is the claimant's by ``customers.owner_id``, or by an order of hers in the records. An order counted
    twice must fit to the absolute tolerance: within a share of the whole some order would fit nearly any number.
    """
    asked = engine.frame(_reconciled(templates))
    at = tables["reports"].select("report_id", "revision", "submitted_at").unique()
    claimed = engine.keep(
        filled.join(asked, on=["template", "field"])
        .join(at, on=["report_id", "revision"])
        .with_columns(claimed=nw.col("number"))
    )
    periods = engine.collect(claimed.select("cadence", "period").unique())
    working = sorted(engine.collect(tables["workdays"])["on"])
    days = engine.frame(around(zip(periods["cadence"], periods["period"], strict=True), working))
    orders = by_order(engine, claimed, lines, days)
    read = readings(engine, orders, claimed)
    others = elsewhere(engine, claimed, lines, _owners(engine, tables["customers"], lines), days)
    rows = claimed.join(read, on=list(CLAIM)).join(others, on=list(CLAIM), how="left")
    compared = engine.keep(rows)
    doubled = _doubled(compared, orders)
    told = compared.join(doubled, on=list(CLAIM), how="left").with_columns(cause=cause())
    return engine.keep(_told(engine.keep(told.with_columns(detail=detail()))))


def _reconciled(templates: Templates) -> pd.DataFrame:
    rows = [
        (template.name, field.name, field.reconciles, field.tolerance.absolute, field.tolerance.relative)
        for template in templates.templates
        for field in template.fields
        if field.reconciles
    ]
    types = dict.fromkeys(("template", "field", "measure"), "str") | {"absolute": "float64", "relative": "float64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _owners(engine: Engine, customers: Frame, lines: Frame) -> Frame:
    named = customers.filter(~nw.col("owner_id").is_null()).select("customer_id", person_id=nw.col("owner_id"))
    served = lines.filter(~nw.col("customer_id").is_null()).select("customer_id", "person_id")
    return engine.keep(nw.concat([named, served], how="vertical").unique())


def _doubled(compared: Frame, orders: Frame) -> Frame:
    """Find the order that is in the claim once more (of several the smallest id); only amounts can tell."""
    beyond = compared.filter(nw.col("measure") == "revenue", ~nw.col("claimed").is_null()).select(
        *CLAIM, "absolute", _beyond=nw.col("claimed") - nw.col("now")
    )
    own = orders.filter(nw.col("shift") == 0, nw.col("confirmed") > 0)
    once_more = beyond.join(own.select(*CLAIM, "order_id", "confirmed"), on=list(CLAIM)).filter(
        (nw.col("_beyond") - divided(nw.col("confirmed").cast(nw.Float64), 100)).abs() <= nw.col("absolute") + 1e-9
    )
    return once_more.group_by(*CLAIM).agg(doubled=nw.col("order_id").min())


def _told(rows: Frame) -> Frame:
    difference = nw.col("claimed").fill_null(0.0) - nw.col("now")
    tolerance = nw.max_horizontal(nw.col("absolute"), nw.col("relative") * nw.col("now").abs())
    return rows.with_columns(
        recorded_then=nw.col("then"),
        recorded_now=nw.col("now"),
        difference=divided(rounded(difference * 100), 100),
        tolerance=divided(rounded(tolerance * 100), 100),
        accurate=nw.col("cause") == "match",
    ).select(*FRAMES["claims"].names)
