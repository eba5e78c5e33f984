"""All measures in one tidy frame: the facts."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.measures.grid import BY
from reviewbook.schema import FACTS

__all__ = ["AIMED", "facts"]

#: Whose target stands beside the value, and where it comes from.
AIMED = {"revenue": "target"}


def facts(measured: Mapping[str, Frame], units: Mapping[str, str], periods: Frame) -> Frame:
    """
    Join the measures into the facts.

    Parameters
    ----------
    measured : mapping of Frame
        Measures by name in the form of `schema.Measured`; kept, since each is read twice.
    units : mapping of str
        Unit of each measure, from ``measures.yaml``.
    periods : Frame
        `Grid.periods`: ``cadence, period, previous``.

    Returns
    -------
    Frame
        `schema.FACTS`: with the unit, the value of the previous period, and the target where a measure has one.
    """
    rows = [_beside(name, frame, measured, periods, units[name]) for name, frame in measured.items()]
    return nw.concat(rows, how="vertical")


def _beside(name: str, frame: Frame, measured: Mapping[str, Frame], periods: Frame, unit: str) -> Frame:
    before = frame.select("cadence", "entity_kind", "entity_id", _then=nw.col("period"), previous=nw.col("value"))
    timed = frame.join(periods.select("cadence", "period", _then=nw.col("previous")), on=["cadence", "period"])
    rows = timed.join(before, on=["cadence", "entity_kind", "entity_id", "_then"], how="left")
    if name in AIMED:
        aim = measured[AIMED[name]].select(*BY, target=nw.col("value"))
        rows = rows.join(aim, on=list(BY), how="left")
    else:
        rows = rows.with_columns(target=nw.lit(None).cast(nw.Float64))
    return rows.with_columns(measure=nw.lit(name), unit=nw.lit(unit)).select(*FACTS.names)
