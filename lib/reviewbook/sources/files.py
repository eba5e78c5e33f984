"""A folder of files as a source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

import pyarrow as pa

from reviewbook.errors import Problem, SourceError
from reviewbook.params.mapped import MappedEntry
from reviewbook.params.mappings import Mapping
from reviewbook.params.sources import FilesEntry, SqlEntry
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources.reading import SUFFIXES, read
from reviewbook.sources.received import LINE, Received
from reviewbook.sources.storage import opened

__all__ = ["INLINE", "FilesSource", "fits", "inline", "own_table"]

#: The file under which rows that are written in the params are known.
INLINE = "sources.yaml"


def fits(pattern: str, file: str) -> bool:
    """Whether a file, by its path in the folder, is one that the pattern means."""
    wanted, found = pattern.split("/"), file.split("/")
    return len(wanted) == len(found) and all(map(fnmatchcase, found, wanted))


def own_table(file: str, entry: MappedEntry) -> str | None:
    """Give the table after which a file or query is named, when no mapping speaks of that table."""
    stem, dot, suffix = file.rpartition(".")
    if isinstance(entry, SqlEntry):
        stem = file
    elif (dot + suffix).lower() not in SUFFIXES:
        return None
    mapped = {mapping.table for mapping in entry.tables}
    return stem if stem in TABLES and stem not in mapped else None


def inline(entry: MappedEntry) -> list[Received]:
    """Give the rows that are written in the params, as if they had been received."""
    return [_inline(mapping) for mapping in entry.tables if mapping.rows]


class FilesSource:
    """
    A folder of files.

    Parameters
    ----------
    entry : FilesEntry
        Its entry in ``sources.yaml``.
    places : Places
        The workbook from which the folder is seen.
    """

    kind = "files"

    def __init__(self, entry: FilesEntry, places: Places) -> None:
        self._entry = entry
        self._folder = opened(entry, places)

    @property
    def name(self) -> str:
        """Name in ``sources.yaml``."""
        return self._entry.name

    def receive(self, since: datetime | None = None, until: datetime | None = None) -> list[Received]:
        """
        Read every file that a mapping names, and those that are named after a table.

        Files know nothing of ``since`` and ``until``: they are received whole.
        """
        received: list[Received] = []
        problems: list[Problem | str] = []
        for file, sheet in self._wanted(problems):
            try:
                received.append(read(self._folder.data(file), file, sheet))
            except SourceError as error:
                problems.extend(error.problems)
        if problems:
            raise SourceError(*problems)
        return received + inline(self._entry)

    def _wanted(self, problems: list[Problem | str]) -> list[tuple[str, str]]:
        wanted: dict[tuple[str, str], None] = {}
        named = list(_named(self._entry))
        there = self._there(max([1, *(pattern.count("/") + 1 for _, pattern, _ in named)]))
        for where, pattern, sheet in named:
            found = [file for file in there if fits(pattern, file)]
            wanted |= dict.fromkeys((file, sheet) for file in found)
            if not found:
                problems.append(
                    Problem(
                        f"source {self.name}: {where}",
                        f"no file {pattern!r} in {self._entry.folder}",
                        f"There are: {', '.join(file for file in there if '/' not in file) or 'none'}.",
                    )
                )
        wanted |= dict.fromkeys((file, "") for file in there if own_table(file, self._entry))
        if not (wanted or problems or any(mapping.rows for mapping in self._entry.tables)):
            problems.append(
                Problem(
                    f"source {self.name}",
                    f"{self._entry.folder} has no file that is named after a table",
                    f"Tables are: {', '.join(sorted(TABLES))}.",
                    "Rename the files, or map them in sources.yaml.",
                )
            )
        return list(wanted)

    def _there(self, deep: int) -> list[str]:
        # Excel's lock files and hidden files are nobody's data.
        found = self._folder.files(deep)
        return sorted(file for file in found if not file.rpartition("/")[2].startswith((".", "~$")))


def _named(entry: FilesEntry) -> Iterator[tuple[str, str, str]]:
    """Yield every file that the mappings name: where it is named, its pattern and sheet."""
    for mapping in entry.tables:
        if mapping.file:
            yield mapping.table, mapping.file, mapping.sheet
        for column, rule in mapping.columns.items():
            if rule.lookup:
                yield f"{mapping.table}.{column}.lookup", rule.lookup.file, rule.lookup.sheet


def _inline(mapping: Mapping) -> Received:
    # Kept with the rest, so that a changed row is a new snapshot and an old one still tells what was known.
    names = list(dict.fromkeys(name for row in mapping.rows for name in row))
    columns: dict[str, Any] = {name: pa.array([row.get(name) for row in mapping.rows], pa.string()) for name in names}
    columns[LINE] = pa.array(range(1, len(mapping.rows) + 1), pa.int64())
    text = json.dumps([dict(row) for row in mapping.rows], ensure_ascii=False, sort_keys=True)
    return Received(INLINE, mapping.table, pa.table(columns), hashlib.sha256(text.encode()).hexdigest(), "rows")
