"""From the sources into the warehouse: fetch, keep as received, map, load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from reviewbook import sources
from reviewbook.errors import ParamsError, Problem, SourceError, nearest
from reviewbook.params.loading import Params, load
from reviewbook.params.mappings import Mapping
from reviewbook.params.sources import FilesEntry, SampleEntry, SourceEntry
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.warehouse import Loaded, Warehouse

__all__ = ["IDENTITIES", "pull"]

#: File beside the params in which people of systems are matched with those of the company.
IDENTITIES = "identities.csv"

#: The simulated company is simulated until noon of its last day.
_NOON = time(12)


def pull(
    places: Places, names: Sequence[str], now: datetime, options: sources.PullOptions | None = None
) -> Iterator[str]:
    """
    Pull sources and load what is new; what came from a source that is no longer in ``sources.yaml`` is taken back.

    A source that cannot be read keeps no other one from being pulled.

    Parameters
    ----------
    places : Places
        Where snapshots and warehouse are.
    names : sequence of str
        Names of sources; all of them when empty, and only then something is taken back.
    now : datetime
        The time of the pull.
    options : PullOptions, optional
        How systems are asked.

    Yields
    ------
    str
        A line for each source: what came, what was rejected, what was taken back.

    Raises
    ------
    ParamsError
        When there is no source of a name.
    SourceError
        After all the others were loaded: which sources could not be read, and why.
    """
    params = load(places)
    places.keep_private()
    chosen = [*_chosen(params, names), *_identities(places)]
    problems: list[Problem | str] = []
    with Warehouse.create_or_open(places.warehouse) as warehouse:
        for name in () if names else _abandoned(warehouse, chosen):
            yield _taken_back(warehouse, name)
        loading = _Loading(places, params, warehouse)
        for entry in _all_that_are_lacking(warehouse, places, params, chosen):
            if entry not in chosen:
                yield from loading.kept(entry)
                continue
            at = _asked_at(places, entry, params, now)
            try:
                snapshot = sources.receive(entry, places, at, options)
                yield loading.line(entry, snapshot)
            except SourceError as error:
                problems += error.problems
                yield f"{entry.name}: not pulled; what is known of it is from its last pull"
                yield from loading.kept(entry)
                continue
            sources.note_checked(places, entry.name, sources.known_until(entry, places, at))
        yield from loading.again(chosen)
    if problems:
        raise SourceError(*problems)


@dataclass
class _Loading:
    """What is loaded in one pull."""

    places: Places
    params: Params
    warehouse: Warehouse
    lines: dict[str, str] = field(default_factory=dict)
    _is_known_better: bool = False

    def line(self, entry: SourceEntry, snapshot: sources.Snapshot) -> str:
        """Load what the warehouse lacks of a source, and say what came."""
        loaded = [self._load(kept, entry) for kept in _to_load(self.warehouse, self.places, entry)]
        changed = [table.table for one in loaded for table in one.tables if table.added + table.changed + table.removed]
        self._is_known_better |= bool({"people", "teams", "identities"} & set(changed))
        self.lines[entry.name] = _line(snapshot, loaded)
        return self.lines[entry.name]

    def kept(self, entry: SourceEntry) -> Iterator[str]:
        """Load what was received of a source of which the warehouse holds nothing: it was deleted, or set aside."""
        if _knows(self.warehouse, entry):
            return
        for snapshot in _to_load(self.warehouse, self.places, entry):
            self._load(snapshot, entry)
            yield f"{entry.name}: loaded from the snapshot {snapshot.folder.name}"

    def again(self, entries: Sequence[SourceEntry]) -> Iterator[str]:
        """Load once more what was loaded before the people were known of whom it speaks."""
        if not self._is_known_better:
            return
        for entry in entries:
            kept = sources.snapshots(self.places, entry.name)
            if entry.name in self.lines and isinstance(entry, SystemEntry) and kept:
                line = _line(kept[-1], [self._load(kept[-1], entry)])
                if line.rpartition(", ")[2] != self.lines[entry.name].rpartition(", ")[2]:
                    yield f"{line} (people are known better now)"

    def _load(self, snapshot: sources.Snapshot, entry: SourceEntry) -> Loaded:
        mapped = sources.meant(snapshot, entry, self.places, self.params)
        return self.warehouse.load(
            entry.name, mapped.tables, snapshot.pulled_at, complete=True, rejected=mapped.rejected
        )


def _identities(places: Places) -> list[FilesEntry]:
    """Give the source of what `reviewbook people` wrote down: who is who in the systems."""
    file = places.params / IDENTITIES
    if not file.is_file():
        return []
    folder = places.params.relative_to(places.root).as_posix()
    mapping = Mapping(table="identities", file=IDENTITIES)
    return [FilesEntry(kind="files", name="identities", folder=folder, tables=(mapping,))]


def _chosen(params: Params, names: Sequence[str]) -> list[SourceEntry]:
    known = {entry.name: entry for entry in params.sources.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ParamsError(
            *(Problem("pull", f"there is no source {name!r} in sources.yaml", nearest(name, known)) for name in unknown)
        )
    return [known[name] for name in names] or list(known.values())


def _all_that_are_lacking(
    warehouse: Warehouse, places: Places, params: Params, chosen: Sequence[SourceEntry]
) -> list[SourceEntry]:
    """Give what is to be pulled and, in its place, what was received before and is not in the warehouse: all of a new one."""
    every = [*params.sources.sources, *_identities(places)]
    return [entry for entry in every if entry in chosen or not _knows(warehouse, entry)]


def _knows(warehouse: Warehouse, entry: SourceEntry) -> bool:
    return bool((warehouse.origins()["source"] == entry.name).any())


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
    wanted = [one for one in kept if not one.pulled_at <= loaded or one is kept[-1]]
    return [one for one in wanted if one.kind == entry.kind]  # it may have been a source of another kind before


def _line(snapshot: sources.Snapshot, loaded: Sequence[Loaded]) -> str:
    news = "new" if snapshot.is_new else "nothing new"
    rows = sum(kept.rows for kept in snapshot.files)
    changes = sum(table.added + table.changed + table.removed for one in loaded for table in one.tables)
    came = "records of" if snapshot.is_increment else "rows of"
    lists = "lists" if snapshot.is_increment else "files"
    return (
        f"{snapshot.source}: {news}; {rows:,} {came} {len(snapshot.files)} {lists}, "
        f"{changes:,} changed in the warehouse, {loaded[-1].rejected:,} rejected"
    )
