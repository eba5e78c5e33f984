"""From the sources into the warehouse: fetch, keep as received, map, load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from reviewbook import sources
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.loading import Params, load
from reviewbook.params.sources import SampleEntry, SourceEntry
from reviewbook.places import Places
from reviewbook.warehouse import Loaded, Warehouse

__all__ = ["pull"]

#: The simulated company is simulated until noon of its last day.
_NOON = time(12)


def pull(places: Places, names: Sequence[str], now: datetime) -> Iterator[str]:
    """
    Pull sources and load what is new; what came from a source that is no longer in ``sources.yaml`` is taken back.

    Parameters
    ----------
    places : Places
        Where snapshots and warehouse are.
    names : sequence of str
        Names of sources; all of them when empty, and only then something is taken back.
    now : datetime
        The time of the pull.

    Yields
    ------
    str
        A line for each source: what came, what was rejected, what was taken back.

    Raises
    ------
    ParamsError
        When there is no source of a name.
    SourceError
        When a source cannot be read at all.
    """
    params = load(places)
    chosen = _chosen(params, names)
    with Warehouse.create_or_open(places.warehouse) as warehouse:
        for name in () if names else _abandoned(warehouse, chosen):
            yield _taken_back(warehouse, name)
        for entry in chosen:
            at = _asked_at(places, entry, params, now)
            snapshot = sources.pull(sources.open_source(entry, places), places, at)
            loaded = [_load(warehouse, kept, entry) for kept in _to_load(warehouse, places, entry)]
            sources.note_checked(places, entry.name, at)
            yield _line(snapshot, loaded)


def _chosen(params: Params, names: Sequence[str]) -> list[SourceEntry]:
    known = {entry.name: entry for entry in params.sources.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ParamsError(
            *(Problem("pull", f"there is no source {name!r} in sources.yaml", nearest(name, known)) for name in unknown)
        )
    return [known[name] for name in names] or list(known.values())


def _abandoned(warehouse: Warehouse, entries: Sequence[SourceEntry]) -> list[str]:
    """Give the sources of which rows hold although `sources.yaml` no longer names them: the sample, as a rule."""
    origins = warehouse.origins()
    holding = origins[(origins["rows"] > 0) | (origins["rejected"] > 0)]["source"]
    return sorted(set(holding) - {entry.name for entry in entries})


def _taken_back(warehouse: Warehouse, name: str) -> str:
    # As of its last pull, so that the same snapshot may be loaded again when the source is named again.
    origins = warehouse.origins()
    pulled_at = origins[origins["source"] == name]["pulled_at"].max().to_pydatetime()
    loaded = warehouse.load(name, {}, pulled_at, complete=True)
    rows = sum(table.removed for table in loaded.tables)
    return f"{name}: no longer in sources.yaml; its {rows:,} rows no longer hold"


def _asked_at(places: Places, entry: SourceEntry, params: Params, now: datetime) -> datetime:
    """Give the time of a pull; the simulated company has a clock of its own, on which each pull is a second later."""
    if not isinstance(entry, SampleEntry):
        return now
    noon = datetime.combine(entry.until, _NOON, ZoneInfo(params.company.zone))
    former = sources.snapshots(places, entry.name)
    return max(noon, former[-1].pulled_at + timedelta(seconds=1)) if former else noon


def _to_load(warehouse: Warehouse, places: Places, entry: SourceEntry) -> list[sources.Snapshot]:
    """Give the snapshots that the warehouse lacks, and the newest: its mapping may have been mended."""
    kept = sources.snapshots(places, entry.name)
    origins = warehouse.origins()
    loaded = origins[origins["source"] == entry.name]["pulled_at"].max()  # NaT before the first load
    return [one for one in kept if not one.pulled_at <= loaded or one is kept[-1]]


def _load(warehouse: Warehouse, snapshot: sources.Snapshot, entry: SourceEntry) -> Loaded:
    mapped = sources.canonical(snapshot, entry)
    return warehouse.load(entry.name, mapped.tables, snapshot.pulled_at, complete=True, rejected=mapped.rejected)


def _line(snapshot: sources.Snapshot, loaded: Sequence[Loaded]) -> str:
    news = "new" if snapshot.is_new else "nothing new"
    rows = sum(kept.rows for kept in snapshot.files)
    changes = sum(table.added + table.changed + table.removed for one in loaded for table in one.tables)
    return (
        f"{snapshot.source}: {news}; {rows:,} rows of {len(snapshot.files)} files, "
        f"{changes:,} changed in the warehouse, {loaded[-1].rejected:,} rejected"
    )
