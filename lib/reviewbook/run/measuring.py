"""The facts of a period as files, for those who compute on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reviewbook import analysis
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run.code import library_digest
from reviewbook.run.orders import Order
from reviewbook.schema import FACTS, FRAMES
from reviewbook.schema.changed import CHANGED

__all__ = ["measure"]


def measure(places: Places, params: Params, order: Order, out: Path) -> Iterator[str]:
    """
    Write the facts that a review rests upon, and the rows behind them, as Parquet and CSV.

    Parameters
    ----------
    places, params
        The company.
    order : Order
        Which review, period and cut-off.
    out : Path
        The folder; files of the same names are replaced.

    Yields
    ------
    str
        A line for each frame. CSV is UTF-8 with a mark at its head, so that Excel opens it rightly.
    """
    kept = analysis.Kept(places.derived, library_digest())
    derived = analysis.derive(places, params, order.publication, order.period, order.as_of, kept)
    out.mkdir(parents=True, exist_ok=True)
    # What tells of the edition before is none of it: a measurement has none.
    for table in (FACTS, *(table for table in FRAMES.values() if table not in CHANGED)):
        frame = derived.frames[table.name]
        frame.to_parquet(out / f"{table.name}.parquet", index=False)
        frame.to_csv(out / f"{table.name}.csv", index=False, encoding="utf-8-sig", date_format="%Y-%m-%dT%H:%M:%S%z")
        yield f"{table.name}: {len(frame):,} rows in {out / table.name}.parquet and .csv"
