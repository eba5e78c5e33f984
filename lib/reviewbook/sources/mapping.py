"""A snapshot becomes tables: mapped, typed and checked row by row.

Nothing is dropped silently: a row is in its table, or in ``rejected`` with every
reason, or counted in ``left_out`` because the mapping says that it is not meant.
The same snapshot and params give the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reviewbook.errors import Problem, SourceError
from reviewbook.params.mapped import MappedEntry
from reviewbook.params.mappings import ColumnRule, Lookup, Mapping
from reviewbook.params.sources import SampleEntry, WholeEntry
from reviewbook.schema import TABLES
from reviewbook.sources.files import INLINE, fits, own_table
from reviewbook.sources.filling import filled
from reviewbook.sources.fitting import absent, unfit
from reviewbook.sources.mapped import Mapped, Yield
from reviewbook.sources.received import LINE
from reviewbook.sources.rules import FILE, impossible
from reviewbook.sources.shaping import blank, shaped
from reviewbook.sources.snapshots import Kept, Snapshot

__all__ = ["canonical"]


@dataclass(frozen=True)
class _Step:
    """A mapping and one file that it means."""

    mapping: Mapping
    kept: Kept
    by_name: bool = False  # the file is named after its table and has no mapping


def canonical(snapshot: Snapshot, entry: WholeEntry) -> Mapped:
    """
    Make tables of a snapshot.

    Parameters
    ----------
    snapshot : Snapshot
        From `pull` or `snapshots`.
    entry : WholeEntry
        How it is mapped.

    Returns
    -------
    Mapped
        Only tables of which the snapshot speaks.

    Raises
    ------
    SourceError
        When a mapping cannot work at all: a column that the file does not have, times without a zone. All at once.
    """
    files = entry if isinstance(entry, MappedEntry) else _as_files(snapshot, entry)
    made = Yield()
    problems: list[Problem | str] = []
    for step in _plan(snapshot, files, made):
        try:
            _map(snapshot, files, step, made)
        except SourceError as error:
            problems.extend(error.problems)
    if problems:
        raise SourceError(*problems)
    return made.mapped(snapshot.source)


def _as_files(snapshot: Snapshot, entry: SampleEntry) -> MappedEntry:
    # The simulated tables are already as they should be; they pass the same checks all the same.
    tables = tuple(Mapping(table=kept.file.removesuffix(".parquet"), file=kept.file) for kept in snapshot.files)
    return MappedEntry(name=entry.name, tables=tables)


def _plan(snapshot: Snapshot, entry: MappedEntry, made: Yield) -> list[_Step]:
    """Pair each mapping with its files, in the order in which later rows replace earlier ones."""
    plan = []
    for mapping in entry.tables:
        found = [_Step(mapping, kept) for kept in snapshot.files if _means(mapping, kept)]
        plan += found
        if not found:  # an old snapshot read by a newer mapping
            made.left_out.append((mapping.table, mapping.file or INLINE, 0, "the snapshot holds no such file"))
    for kept in snapshot.files:
        table = None if kept.sheet else own_table(kept.file, entry)
        if table:
            plan.append(_Step(Mapping(table=table, file=kept.file), kept, by_name=True))
    return plan


def _means(mapping: Mapping, kept: Kept) -> bool:
    if mapping.file is None:
        return (kept.file, kept.sheet) == (INLINE, mapping.table)
    return kept.sheet == mapping.sheet and kept.file != INLINE and fits(mapping.file, kept.file)


def _map(snapshot: Snapshot, entry: MappedEntry, step: _Step, made: Yield) -> None:
    mapping, name = step.mapping, step.kept.name
    table = TABLES[mapping.table]
    frame = snapshot.frame(step.kept)
    rules = mapping.columns or {one: ColumnRule(**{"from": one}) for one in table.names if one in frame}
    problems = unfit(
        frame, mapping, rules, where=f"source {entry.name}: {table.name} from {name}", by_name=step.by_name
    )
    if problems:
        raise SourceError(*problems)

    def look(lookup: Lookup) -> pd.DataFrame:
        return _second_file(snapshot, lookup, mapping, f"source {entry.name}: {table.name} from {name}")

    shape = shaped(frame, mapping)
    result = filled(shape.rows, table, rules, entry, look)
    contradictions = impossible(result.rows, table)
    lines = result.rows[LINE].loc[contradictions.index]
    made.reject(table.name, name, shape.ragged)
    made.reject(table.name, name, result.refused)
    made.reject(table.name, name, contradictions.assign(line=lines))
    made.left_out += [(table.name, name, count, reason) for reason, count in shape.left_out.items()]
    usable = result.rows.drop(index=contradictions.index.unique())
    made.parts.setdefault(table.name, []).append(usable.assign(**{FILE: pd.Series(name, usable.index, dtype="str")}))


def _second_file(snapshot: Snapshot, lookup: Lookup, mapping: Mapping, where: str) -> pd.DataFrame:
    for kept in snapshot.files:
        if kept.sheet == lookup.sheet and fits(lookup.file, kept.file):
            frame = snapshot.frame(kept)
            problems = absent(frame, (lookup.key, lookup.value), f"{where}: lookup in {kept.name}")
            if problems:
                raise SourceError(*problems)
            return frame.assign(**{name: blank(frame[name], mapping.empty) for name in (lookup.key, lookup.value)})
    raise SourceError(Problem(where, f"the snapshot holds no {lookup.file!r} to look up in", "", "Pull again."))
