"""Taking the facts out of the engine: there are more of them than of anything else that is taken out."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reviewbook import measures
from reviewbook.engine import Engine, Frame, as_read
from reviewbook.schema import FACTS

__all__ = ["collected"]

#: So many measures are joined and taken out at once. All of them would have to fit into memory beside their copy.
_AT_ONCE = 8


def collected(engine: Engine, measured: Mapping[str, Frame], units: Mapping[str, str], periods: Frame) -> pd.DataFrame:
    """
    Join the measures into the facts, some measures at a time, and take them out.

    Parameters
    ----------
    engine : Engine
        Of the measures.
    measured, units, periods
        As for `measures.facts`.

    Returns
    -------
    DataFrame
        `schema.FACTS`, as people and files use them, sorted by the key.
    """
    names = sorted(measured)  # the first part of the key, so that the parts follow each other as their rows do
    parts = [
        as_read(engine.collect(measures.facts(measured, units, periods, names[at : at + _AT_ONCE])), FACTS)
        for at in range(0, len(names), _AT_ONCE)
    ]
    return pd.concat(parts, ignore_index=True)
