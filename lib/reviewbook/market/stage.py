"""The stage as it is put to the laid-out fields of the reports."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame, as_analysed
from reviewbook.market.heard import READ, Known, Span, heard, speaking
from reviewbook.market.mentions import mentions
from reviewbook.market.shares import shares
from reviewbook.market.terms import terms
from reviewbook.market.themes import themes
from reviewbook.params.loading import Params
from reviewbook.params.templates import Templates
from reviewbook.schema import FRAMES

__all__ = ["market"]


def market(engine: Engine, filled: Frame, tables: Mapping[str, Frame], params: Params, span: Span) -> dict[str, Frame]:
    """
    Derive what the reports say of the market.

    Parameters
    ----------
    engine : Engine
        Brings the rows out and in.
    filled : Frame
        The fields of the reports that count (`filled.FILLED`), over the whole history.
    tables : mapping of Frame
        ``people``, ``customers`` and ``products``, whose names are no news; ``entities`` of the roster
        (`roster.Roster.entities`).
    params : Params
        The templates, and ``market.yaml``; without it every frame is empty.
    span : Span
        The period under review and those before it.

    Returns
    -------
    dict of Frame
        ``mentions``, ``market``, ``terms`` and ``themes`` of `schema.FRAMES`.
    """
    asked = params.market
    found = {name: pd.DataFrame(columns=FRAMES[name].names) for name in ("mentions", "market", "terms", "themes")}
    if asked.asked:
        fields = heard(_read(engine, filled, params.templates, span), params.templates)
        entities = engine.collect(tables["entities"])
        names = Known(*(_names(engine, tables[table]) for table in ("people", "customers", "products")))
        named = mentions(fields, asked, names.names)
        topics = [entry.name for entry in asked.competitors]
        found = {
            "mentions": named,
            "market": shares(fields, named, topics, entities, span),
            "terms": terms(fields, asked, names.names, entities, span),
            "themes": themes(fields[span.of(fields["due_on"]) == span.periods[-1]], asked),
        }
    return {name: engine.frame(as_analysed(rows, FRAMES[name])) for name, rows in found.items()}


def _read(engine: Engine, filled: Frame, templates: Templates, span: Span) -> pd.DataFrame:
    """Take out the fields of the span that may speak of the market: a few of the many that there are."""
    first, last = span.ends
    fields = engine.frame(speaking(templates).drop(columns="means"))
    within = filled.filter(nw.col("due_on") >= first, nw.col("due_on") <= last)
    return engine.collect(within.join(fields, on=["template", "field"], how="semi").select(*READ))


def _names(engine: Engine, table: Frame) -> list[str]:
    return sorted(set(engine.collect(table.select("name"))["name"].dropna()))
