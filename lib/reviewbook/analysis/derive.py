"""Deriving everything once per run, in order, and saying what is missing instead of going on without it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.analysis.stages import derive_frames
from reviewbook.analysis.timeline import timeline
from reviewbook.audiences import Derived
from reviewbook.calendars import Calendar, due_at
from reviewbook.errors import MissingData, Problem
from reviewbook.params.loading import Params
from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.sources import complete_until, never_checked
from reviewbook.warehouse import Warehouse

__all__ = ["derive", "slot", "write"]


def slot(params: Params, publication: Publication, period: Period) -> datetime:
    """Give the cut-off of a scheduled review: the instant at which it is due, in the company's zone."""
    company = params.company
    return due_at(publication.due, period, Calendar.of(company.calendar, company), company.zone)


def derive(places: Places, params: Params, publication: Publication, period: Period, as_of: datetime) -> Derived:
    """
    Derive facts and rows for a review from the warehouse.

    Parameters
    ----------
    places, params
        The company.
    publication : Publication
        The review; it decides how far back is looked.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off, with its zone.

    Raises
    ------
    MissingData
        When a source was never pulled, or one was last pulled before the cut-off: what came in between would look as
        if it had never come.
    WarehouseError
        When the warehouse cannot be read.
    """
    _must_be_complete(places, params, publication.name, period, as_of)
    plan = timeline(publication, period, as_of, params.company.zone)
    with Warehouse.open(places.warehouse) as warehouse:
        frames = derive_frames(warehouse.engine(), warehouse.view(as_of), params, plan)
        frames["rejected"] = _with(warehouse.rejected(), frames.pop("uncounted"))
        frames["origins"] = _origins(warehouse, params)
        frames |= {name: warehouse.frame(name) for name in ("people", "teams", "memberships")}
    return Derived(publication, period, as_of, frames)


def _with(rejected: pd.DataFrame, uncounted: pd.DataFrame) -> pd.DataFrame:
    """Put what could be loaded but not counted beside what could not be loaded."""
    return rejected if uncounted.empty else pd.concat([rejected, uncounted], ignore_index=True)


def _origins(warehouse: Warehouse, params: Params) -> pd.DataFrame:
    """Give what came from the sources of now; one that was taken back has nothing in the review."""
    origins = warehouse.origins()
    named = {entry.name for entry in params.sources.sources}
    return origins[origins["source"].isin(named)].reset_index(drop=True)


def write(derived: Derived, folder: Path) -> list[Path]:
    """Write every frame of a run as Parquet; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, frame in derived.frames.items():
        files.append(folder / f"{name}.parquet")
        frame.to_parquet(files[-1], index=False)
    return files


def _must_be_complete(places: Places, params: Params, review: str, period: Period, as_of: datetime) -> None:
    names = [entry.name for entry in params.sources.sources]
    until, never = complete_until(places, names), never_checked(places, names)
    if until is None or not places.warehouse.is_file():
        some = f"of its sources {', '.join(never)} was never pulled"
        what = some if 0 < len(never) < len(names) else "nothing was pulled yet"
        raise MissingData(Problem(str(places.warehouse), what, "", "Type: reviewbook pull (or run pull_data.ipynb)"))
    if until < as_of:
        zone = ZoneInfo(params.company.zone)
        raise MissingData(
            Problem(
                f"{review} {period}",
                f"its cut-off is {as_of.astimezone(zone):%Y-%m-%d %H:%M}, and the sources were last pulled "
                f"{until.astimezone(zone):%Y-%m-%d %H:%M}",
                "What came in between would look as if it had never come.",
                "Pull after the cut-off, choose an earlier period, or set as_of to an earlier instant.",
            )
        )
