"""Deriving everything once per run, in order, and saying what is missing instead of going on without it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd

from reviewbook import audiences
from reviewbook.analysis.computing import computing
from reviewbook.analysis.gated import Pulled, gated
from reviewbook.analysis.inputs import INPUTS
from reviewbook.analysis.judging import Past, judged
from reviewbook.analysis.kept import Kept
from reviewbook.analysis.owing import owed_frames
from reviewbook.analysis.selling import moved
from reviewbook.analysis.stages import derive_frames
from reviewbook.analysis.timeline import timeline
from reviewbook.audiences import Derived
from reviewbook.calendars import Calendar, due_at, microseconds
from reviewbook.editions import carried, honours_given
from reviewbook.engine import Frame, as_read
from reviewbook.errors import MissingData, Problem
from reviewbook.params.loading import Params
from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.schema import COMPANY, TABLES
from reviewbook.sources import complete_until, never_checked
from reviewbook.warehouse import Moment, Warehouse

__all__ = ["derive", "derive_owed", "slot", "slot_for", "write"]

#: What was submitted so long before or after some days may have been meant for them.
_AROUND = timedelta(days=60)


def slot(params: Params, publication: Publication, period: Period) -> datetime:
    """Give the cut-off of a scheduled review: the instant at which it is due, in the company's zone."""
    company = params.company
    return due_at(publication.due, period, Calendar.of(company.calendar, company), company.zone)


def slot_for(places: Places, params: Params, publication: Publication, period: Period, audience: str) -> datetime:
    """
    Give the cut-off of a scheduled review for one audience: a team is due it in its own zone, on its own working days.

    Raises
    ------
    ParamsError
        When there is no such team or person.
    """
    if audience == COMPANY or not places.warehouse.is_file():
        return slot(params, publication, period)
    with Warehouse.open(places.warehouse) as warehouse:
        staff = {name: warehouse.frame(name) for name in audiences.STAFF}
    name = params.company.name(params.company.languages[0])
    who = audiences.audience(audience, Derived(publication, period, period.end_at(params.company.zone), staff), name)
    return audiences.slot(params.company, publication, period, who, staff)


def derive(
    places: Places,
    params: Params,
    publication: Publication,
    period: Period,
    as_of: datetime,
    kept: Kept | None = None,
) -> Derived:
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
    kept : Kept, optional
        Where facts and rows are looked up and kept; they are derived in any case when not given.

    Raises
    ------
    MissingData
        When a source was never pulled, or one was last pulled before the cut-off: what came in between would look as
        if it had never come.
    WarehouseError
        When the warehouse cannot be read.
    """
    _must_be_complete(places, params, f"{publication.name} {period}", as_of)
    plan = timeline(publication, period, as_of, params.company.zone)
    with Warehouse.open(places.warehouse) as warehouse:
        if kept is not None:
            frames = kept.frames(warehouse, params, plan)
        else:
            frames = derive_frames(*computing(warehouse, warehouse.view(as_of), params.company), params, plan)
        frames["rejected"] = _with(warehouse.rejected(), frames.pop("uncounted"))
        frames["origins"] = _origins(warehouse, params)
        last_time = slot(params, publication, period.previous)
        known_then = warehouse.view(last_time, last_time)["opportunities"]
        frames["deals"] = moved(frames["deals"], warehouse.engine().collect(known_then))
        frames |= {name: warehouse.frame(name) for name in ("people", "teams", "memberships", "products")}
        frames |= gated(Pulled(places, warehouse, Moment(as_of), last_time), frames, params, plan)
    past = Past(carried(places.published, publication.name, period, as_of), honours_given(places.published, as_of))
    frames |= judged(frames, params, plan, past)
    for name in INPUTS:
        del frames[name]
    return Derived(publication, period, as_of, frames)


def derive_owed(
    places: Places, params: Params, span: tuple[date, date], as_of: datetime | None = None
) -> tuple[datetime, Mapping[str, pd.DataFrame]]:
    """
    Derive who owed what on some days and what became of it, without any measure.

    Parameters
    ----------
    places, params
        The company.
    span : tuple of date
        First and last day on which a report was due, or on which the period began that it is for.
    as_of : datetime, optional
        The cut-off, with its zone; until when the sources were pulled when not given.

    Returns
    -------
    tuple
        The cut-off, and ``owed``, ``unowed``, ``voluntary`` and ``rejected`` with the tables ``people``, ``teams``,
        ``memberships`` and ``reports`` as they stood at it; of the reports those submitted around the span.

    Raises
    ------
    MissingData
        When a source was never pulled, or one was last pulled before the cut-off.
    WarehouseError
        When the warehouse cannot be read.
    """
    at = _must_be_complete(places, params, "the answer", as_of)
    with Warehouse.open(places.warehouse) as warehouse:
        engine, tables = computing(warehouse, warehouse.view(at), params.company)
        frames = owed_frames(engine, tables, params, span, at)
        tables = {**tables, "reports": _around(tables["reports"], span)}
        known = ("people", "teams", "memberships", "reports")
        frames |= {name: as_read(engine.collect(tables[name]), TABLES[name]) for name in known}
        frames["rejected"] = warehouse.rejected()
    return at, frames


def _around(reports: Frame, span: tuple[date, date]) -> Frame:
    first, last = (Period.parse(on.isoformat()).start_at("UTC") for on in (span[0] - _AROUND, span[1] + _AROUND))
    return reports.filter(nw.col("submitted_at") >= microseconds(first), nw.col("submitted_at") <= microseconds(last))


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


def _must_be_complete(places: Places, params: Params, asked: str, as_of: datetime | None) -> datetime:
    """Give the cut-off, until when everything was pulled unless another is named; refuse one that is not reached."""
    names = [entry.name for entry in params.sources.sources]
    until, never = complete_until(places, names), never_checked(places, names)
    if until is None or not places.warehouse.is_file():
        some = f"of its sources {', '.join(never)} was never pulled"
        what = some if 0 < len(never) < len(names) else "nothing was pulled yet"
        raise MissingData(Problem(str(places.warehouse), what, "", "Type: reviewbook pull (or run pull_data.ipynb)"))
    zone = ZoneInfo(params.company.zone)
    if as_of is None:
        return until.astimezone(zone)
    if until < as_of:
        raise MissingData(
            Problem(
                asked,
                f"its cut-off is {as_of.astimezone(zone):%Y-%m-%d %H:%M}, and the sources were last pulled "
                f"{until.astimezone(zone):%Y-%m-%d %H:%M}",
                "What came in between would look as if it had never come.",
                "Pull after the cut-off, choose an earlier period, or set as_of to an earlier instant.",
            )
        )
    return as_of
