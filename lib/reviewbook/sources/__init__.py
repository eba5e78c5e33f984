"""Where data comes from: received as it is, kept as a snapshot, made into the tables of `schema`.

::

    source = open_source(entry, places)        # an entry of sources.yaml
    snapshot = pull(source, places, at)        # as received, kept; nothing new when nothing changed
    mapped = canonical(snapshot, entry)        # tables, rejected, left_out

A further kind of source is a class with `Source.receive`, its entry in
``params.sources``, and a line in `open_source`.
"""

from __future__ import annotations

from reviewbook.params.sources import FilesEntry, SampleEntry, SourceEntry
from reviewbook.places import Places
from reviewbook.sources.checked import complete_until, never_checked, note_checked
from reviewbook.sources.columns import Changed, changed_columns
from reviewbook.sources.files import FilesSource
from reviewbook.sources.mapping import Mapped, canonical
from reviewbook.sources.received import Received
from reviewbook.sources.sampled import SampleSource
from reviewbook.sources.snapshots import Kept, Snapshot, pull, snapshots
from reviewbook.sources.source import Source

__all__ = [
    "Changed",
    "Kept",
    "Mapped",
    "Received",
    "Snapshot",
    "Source",
    "canonical",
    "changed_columns",
    "complete_until",
    "never_checked",
    "note_checked",
    "open_source",
    "pull",
    "snapshots",
]


def open_source(entry: SourceEntry, places: Places) -> Source:
    """
    Give the source that an entry of ``sources.yaml`` describes.

    Parameters
    ----------
    entry : SourceEntry
        One of `Sources.sources`.
    places : Places
        The workbook from which its folder is seen.
    """
    match entry:
        case SampleEntry():
            return SampleSource(entry)
        case FilesEntry():
            return FilesSource(entry, places)
