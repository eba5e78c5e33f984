"""All measures in one tidy frame: the facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.errors import ParamsError
from reviewbook.measures.declaring import undefined
from reviewbook.measures.grid import BY
from reviewbook.schema import FACTS

__all__ = ["AIMED", "facts"]

#: Whose target stands beside the value, and where it comes from.
AIMED = {"revenue": "target"}

_WHOSE = ("measure", "cadence", "entity_kind", "entity_id")


def facts(
    measured: Mapping[str, Frame], units: Mapping[str, str], periods: Frame, only: Collection[str] | None = None
) -> Frame:
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
    only : collection of str, optional
        The measures of which the facts are wanted; of all when not given. What is joined at once has to fit into memory
        at once.

    Returns
    -------
    Frame
        `schema.FACTS`: with the unit, the value of the previous period, and the target where a measure has one.

    Raises
    ------
    ParamsError
        When ``measures.yaml`` does not define one of them.
    """
    missing = [name for name in measured if name not in units]
    if missing:
        raise ParamsError(*map(undefined, missing))
    wanted = [name for name in measured if only is None or name in only]
    # Joined once for several measures: a join for each would hold all its tables in memory at the same time.
    told = nw.concat([_told(name, measured[name], units[name]) for name in wanted], how="vertical")
    before = told.select(*_WHOSE, _then=nw.col("period"), previous=nw.col("value"))
    timed = told.join(periods.select("cadence", "period", _then=nw.col("previous")), on=["cadence", "period"])
    rows = timed.join(before, on=[*_WHOSE, "_then"], how="left")
    return _with_targets(rows, measured).select(*FACTS.names)


def _told(name: str, frame: Frame, unit: str) -> Frame:
    named = frame.with_columns(measure=nw.lit(name), unit=nw.lit(unit))
    return named.select(*(column for column in FACTS.names if column not in {"previous", "target"}))


def _with_targets(rows: Frame, measured: Mapping[str, Frame]) -> Frame:
    aims = [
        measured[aim].select(*BY, target=nw.col("value")).with_columns(measure=nw.lit(name))
        for name, aim in AIMED.items()
        if name in measured
    ]
    if not aims:
        return rows.with_columns(target=nw.lit(None).cast(nw.Float64))
    return rows.join(nw.concat(aims, how="vertical"), on=["measure", *BY], how="left")
