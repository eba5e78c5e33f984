"""Where data comes from: received as it is, kept as a snapshot, made into the tables of `schema`.

::

    snapshot = receive(entry, places, at)            # as received, kept; nothing new when nothing changed
    mapped = meant(snapshot, entry, places, params)  # tables, rejected, left_out

A source is a folder, a database or the sample, which are received whole (`Source`), or
a system that is asked over the network for what changed (`systems`). A further one of
the first kind is a class with `Source.receive`, its entry in ``params.sources``, and a
line in `open_source`; of the second kind a package in `systems`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from reviewbook.params.sources import FilesEntry, SampleEntry, SourceEntry, SqlEntry, WholeEntry
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.sources.checked import complete_until, never_checked, note_checked
from reviewbook.sources.columns import Changed, changed_columns
from reviewbook.sources.files import FilesSource
from reviewbook.sources.mapped import Mapped
from reviewbook.sources.mapping import canonical
from reviewbook.sources.options import PullOptions
from reviewbook.sources.received import Received
from reviewbook.sources.sampled import SampleSource
from reviewbook.sources.snapshots import Kept, Snapshot, pull, snapshots
from reviewbook.sources.source import Source

if TYPE_CHECKING:  # what talks over the network is loaded where somebody does
    from reviewbook.params.loading import Params

__all__ = [
    "Changed",
    "Kept",
    "Mapped",
    "PullOptions",
    "Received",
    "Snapshot",
    "Source",
    "canonical",
    "changed_columns",
    "complete_until",
    "known_until",
    "meant",
    "never_checked",
    "note_checked",
    "open_source",
    "pull",
    "receive",
    "snapshots",
]


def receive(entry: SourceEntry, places: Places, at: datetime, options: PullOptions | None = None) -> Snapshot:
    """
    Receive what a source has, or what changed in it, and keep it.

    Parameters
    ----------
    entry : SourceEntry
        One of `Sources.sources`.
    places : Places
        Where snapshots are kept.
    at : datetime
        The time of the pull, with a zone.
    options : PullOptions, optional
        How systems are asked.

    Returns
    -------
    Snapshot
        The new one, or the newest former one when nothing changed (``is_new`` is False).

    Raises
    ------
    SourceError
        When the source cannot be read to its end.
    """
    if not isinstance(entry, SystemEntry):
        return pull(open_source(entry, places), places, at)
    from reviewbook.sources.increments import pull_changes
    from reviewbook.sources.systems import system
    from reviewbook.web import Clock

    options = options or PullOptions()
    return pull_changes(system(entry.kind).talk(entry, options.clock or Clock()), entry, places, at, options)


def known_until(entry: SourceEntry, places: Places, at: datetime) -> datetime:
    """
    Give until when a source is known after a pull that went well.

    Parameters
    ----------
    entry : SourceEntry
        The source.
    places : Places
        Where its snapshots are kept.
    at : datetime
        The time of the pull. Of one that finished a stopped pull it is the time of that.
    """
    if not isinstance(entry, SystemEntry):
        return at
    from reviewbook.sources.increments import known_until as until

    return until(entry, places) or at


def meant(snapshot: Snapshot, entry: SourceEntry, places: Places, params: Params) -> Mapped:
    """
    Make tables of a snapshot, and of those before it where it holds only what changed.

    Parameters
    ----------
    snapshot : Snapshot
        From `receive` or `snapshots`.
    entry : SourceEntry
        How it is mapped.
    places : Places
        Where the snapshots before it are.
    params : Params
        What reports ask for, and the company's calendar.

    Raises
    ------
    SourceError
        When a mapping cannot work at all.
    """
    if not isinstance(entry, SystemEntry):
        return canonical(snapshot, entry)
    from reviewbook.sources.increments import records_until
    from reviewbook.sources.interpreting import interpreted
    from reviewbook.sources.systems import system
    from reviewbook.sources.systems.rows import Ground

    records = records_until(snapshots(places, entry.name), snapshot)
    return interpreted(system(entry.kind), records, Ground(entry, params.templates, params.company))


def open_source(entry: WholeEntry, places: Places) -> Source:
    """
    Give the source that an entry of ``sources.yaml`` describes.

    Parameters
    ----------
    entry : WholeEntry
        One of `Sources.sources` that is no system.
    places : Places
        The workbook from which its folder is seen.
    """
    match entry:
        case SampleEntry():
            return SampleSource(entry)
        case FilesEntry():
            return FilesSource(entry, places)
        case SqlEntry():
            from reviewbook.sources.queries import QueriesSource

            return QueriesSource(entry, places)
