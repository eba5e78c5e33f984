"""Which columns of the files of a source came or went between two of its snapshots.

Files are compared by the mapping that means them, the last file of each: of orders that
come as a file a month, that of the last month with the one that was last before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reviewbook.params.mapped import MappedEntry
from reviewbook.params.mappings import Mapping
from reviewbook.params.sources import SourceEntry, WholeEntry
from reviewbook.params.systems.base import SystemEntry
from reviewbook.schema import TABLES
from reviewbook.sources.files import fits, own_table
from reviewbook.sources.snapshots import Kept, Snapshot

__all__ = ["Changed", "changed_columns"]


@dataclass(frozen=True)
class Changed:
    """
    What became of the columns of one table's files.

    Parameters
    ----------
    table : str
        The table that is made of them.
    gone : tuple of str
        Columns that are used and are no longer there.
    others : tuple of str
        Columns that are not used and came or went.
    """

    table: str
    gone: tuple[str, ...]
    others: tuple[str, ...]


def changed_columns(before: Snapshot, now: Snapshot, entry: SourceEntry) -> list[Changed]:
    """
    Compare the columns of two snapshots.

    Parameters
    ----------
    before, now : Snapshot
        Of one source.
    entry : SourceEntry
        Says which columns are used: those that a mapping names, or those of the table a file is named after.

    Returns
    -------
    list of Changed
        One for each table of which the former snapshot has a file; where there is none now all its columns are gone.
        None where the source was of another kind.
    """
    if not before.kind == now.kind == entry.kind:
        return []
    if isinstance(entry, SystemEntry):
        return list(_keys(before, now, entry))
    former, found = _last_files(before, entry), _last_files(now, entry)
    left = {table for table, _ in found}
    changed: dict[str, tuple[list[str], list[str]]] = {}
    for (table, number), (used, earlier) in former.items():
        gone, others = changed.setdefault(table, ([], []))
        named, kept = found.get((table, number), (used, None))
        if kept is None and table in left:  # another file gives the table now
            continue
        then, since = before.columns(earlier), now.columns(kept) if kept else []
        lost = [name for name in then if name not in since]
        gone += [name for name in lost if name in named]
        others += [name for name in lost if name not in named] + [name for name in since if name not in then]
    return [Changed(table, tuple(gone), tuple(others)) for table, (gone, others) in sorted(changed.items())]


def _keys(before: Snapshot, now: Snapshot, entry: SystemEntry) -> Iterator[Changed]:
    """Give the keys of a system's records that came or went; what never came is told of no kind."""
    from reviewbook.sources.increments import vanished
    from reviewbook.sources.systems import system

    uses = system(entry.kind).uses
    for kind in sorted(set(before.fields) | set(now.fields)):
        gone, new = vanished(before, now, kind)
        used = tuple(name for name in gone if name in uses.get(kind, ()))
        others = tuple(name for name in gone if name not in used) + tuple(new)
        if used or others:
            yield Changed(kind, used, others)


_Files = dict[tuple[str, int], tuple[frozenset[str], Kept]]


def _last_files(snapshot: Snapshot, entry: WholeEntry) -> _Files:
    """Give the last file of each mapping, and the columns of it that are used."""
    files: _Files = {}
    for kept in sorted(snapshot.files, key=lambda kept: kept.name):
        for table, number, used in _meant(kept, entry):
            files[table, number] = (used, kept)
    return files


def _meant(kept: Kept, entry: WholeEntry) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give the tables for which a file is read: each with the place of its mapping, and the columns used."""
    if not isinstance(entry, MappedEntry):
        table = kept.file.rpartition(".")[0]
        yield table, 0, frozenset(TABLES[table].names)
        return
    for number, mapping in enumerate(entry.tables, 1):
        if mapping.file and kept.sheet == mapping.sheet and fits(mapping.file, kept.file):
            yield mapping.table, number, _used(mapping)
    own = None if kept.sheet else own_table(kept.file, entry)
    if own:
        yield own, 0, frozenset(TABLES[own].names)


def _used(mapping: Mapping) -> frozenset[str]:
    if not mapping.columns:
        return frozenset(TABLES[mapping.table].names)
    named = {name for rule in mapping.columns.values() for name in rule.needs}
    wide = mapping.unpivot.columns if mapping.unpivot else ()
    return frozenset({*named, *mapping.only, *mapping.filled, *wide})
