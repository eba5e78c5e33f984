"""What was received, kept as it was received.

A snapshot is one folder: a Parquet file for each file received, and ``origin.json``.
It is written beside and renamed into place, never changed, and the warehouse can
be built again from nothing else. The same content twice is one snapshot.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reviewbook.errors import Problem, SourceError
from reviewbook.places import Places
from reviewbook.sources.received import CELLS, LINE, Received
from reviewbook.sources.source import Source

__all__ = ["Kept", "Snapshot", "check_order", "keep", "pull", "snapshots"]

_STAMP = "%Y%m%dT%H%M%SZ"
_ORIGIN = "origin.json"
#: Of what is kept: raised when a reader of the former form could not read it. The first form does not say that it is.
_FORM = 1
_UNSAFE = re.compile(r"[^\w.-]+")
_PANDAS = {
    **{kind: pd.Int64Dtype() for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64())},
    **{kind: pd.Int64Dtype() for kind in (pa.uint8(), pa.uint16(), pa.uint32())},
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


@dataclass(frozen=True)
class Kept:
    """
    One file of a snapshot.

    Parameters
    ----------
    file, sheet : str
        As in `Received`.
    parquet : str
        Its file in the snapshot.
    sha256 : str
        Checksum of what was received.
    rows : int
        Rows without the header.
    encoding : str
        How its text was encoded, or the kind of file.
    """

    file: str
    sheet: str
    parquet: str
    sha256: str
    rows: int
    encoding: str

    @property
    def name(self) -> str:
        """The name by which people know it: ``book.xlsx#Sheet``."""
        return f"{self.file}#{self.sheet}" if self.sheet else self.file


@dataclass(frozen=True)
class Snapshot:
    """
    What one source held at one time.

    Parameters
    ----------
    source, kind : str
        Name and kind of the source.
    pulled_at : datetime
        When it was first received so, in UTC.
    folder : Path
        Where it is kept.
    files : tuple of Kept
        What it holds, in the order received.
    is_new : bool
        False when `pull` found nothing new and gave the former snapshot.
    fields : dict
        Of a system: kind of record → the keys that all records of the pull had, and those that any had.
    is_increment : bool
        Whether it holds only what was not known from the snapshots before it.
    """

    source: str
    kind: str
    pulled_at: datetime
    folder: Path
    files: tuple[Kept, ...]
    is_new: bool = False
    fields: Mapping[str, list[list[str]]] = field(default_factory=dict)
    is_increment: bool = False

    def table(self, kept: Kept) -> pa.Table:
        """Give one file as received, as Arrow has it."""
        try:
            return pq.read_table(self.folder / kept.parquet)
        except (OSError, pa.ArrowException) as error:
            raise _damaged(self.folder, f"{kept.parquet} cannot be read: {error}") from error

    def frame(self, kept: Kept) -> pd.DataFrame:
        """Give one file as received: text as text, whole numbers exact."""
        frame: pd.DataFrame = _plain(self.table(kept)).to_pandas(types_mapper=_PANDAS.get, date_as_object=False)
        return frame

    def columns(self, kept: Kept) -> list[str]:
        """Give the names of the columns of one file as received, without reading a row."""
        try:
            names = pq.read_schema(self.folder / kept.parquet).names
        except (OSError, pa.ArrowException) as error:
            raise _damaged(self.folder, f"{kept.parquet} cannot be read: {error}") from error
        return [name for name in names if name not in (LINE, CELLS)]

    def frames(self) -> dict[str, pd.DataFrame]:
        """Give every file by its name."""
        return {kept.name: self.frame(kept) for kept in self.files}


def pull(
    source: Source, places: Places, at: datetime, since: datetime | None = None, until: datetime | None = None
) -> Snapshot:
    """
    Receive what a source holds and keep it.

    Parameters
    ----------
    source : Source
        From `open_source`.
    places : Places
        Where snapshots are kept.
    at : datetime
        The time of the pull, with a zone.
    since, until : datetime, optional
        For sources that can tell what changed.

    Returns
    -------
    Snapshot
        The new one, or the newest former one when the content is the same (``is_new`` is False).

    Raises
    ------
    SourceError
        When the source cannot be read at all, or the clock went back and it holds something else than then.
    """
    received = source.receive(since, until)
    former = snapshots(places, source.name)
    if former and _content(former[-1].files) == _content(received):
        return former[-1]
    check_order(former, source.name, at)
    return keep(places, (source.name, source.kind), at, received)


def keep(
    places: Places,
    source: tuple[str, str],
    at: datetime,
    received: list[Received],
    about: Mapping[str, Any] | None = None,
) -> Snapshot:
    """
    Keep what was received as a snapshot.

    Parameters
    ----------
    places : Places
        Where snapshots are kept.
    source : tuple of str
        Name and kind of the source.
    at : datetime
        The time of the pull, with a zone.
    received : list of Received
        What it holds.
    about : Mapping, optional
        What else is to be known of it.

    Raises
    ------
    SourceError
        When there is one of that second already.
    """
    folder = places.snapshots / source[0] / at.astimezone(UTC).strftime(_STAMP)
    if folder.exists():
        raise SourceError(
            Problem(
                f"source {source[0]}",
                f"the snapshot {folder.name} exists with other content",
                "A snapshot is never changed.",
                "Pull again a second later.",
            )
        )
    _write(folder, source, received, about or {})
    return replace(_opened(folder), is_new=True)


def snapshots(places: Places, source: str) -> list[Snapshot]:
    """Give the snapshots of the source of that name, oldest first."""
    folder = places.snapshots / source
    if not folder.is_dir():
        return []
    return [_opened(path) for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]


def check_order(former: list[Snapshot], source: str, at: datetime) -> None:
    """
    Refuse a pull that would stand before the last one: what it brings would count as older.

    Raises
    ------
    SourceError
        When the clock went back since the last snapshot.
    """
    if former and at < former[-1].pulled_at:
        what = f"its last snapshot was made on {former[-1].pulled_at:%Y-%m-%d at %H:%M} UTC, which is yet to come"
        step = f"Set the clock right. If it was wrong then, delete the folder {former[-1].folder.name} and pull again."
        raise SourceError(Problem(f"source {source}", what, f"It is {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.", step))


def _content(files: Any) -> list[tuple[str, str, str]]:
    return sorted((file.file, file.sheet, file.sha256) for file in files)


def _write(folder: Path, source: tuple[str, str], received: list[Received], about: Mapping[str, Any]) -> None:
    beside = folder.with_name(f".{folder.name}.partial")
    if beside.exists():  # left by a run that was killed
        shutil.rmtree(beside)
    beside.mkdir(parents=True)
    try:
        _fill(beside, folder.name, source, received, about)
        beside.replace(folder)
    except BaseException:  # on a full disk the next ones would have even less room
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _fill(
    beside: Path, stamp: str, source: tuple[str, str], received: list[Received], about: Mapping[str, Any]
) -> None:
    files = []
    for number, one in enumerate(received, start=1):
        parquet = f"{number:03}_{_UNSAFE.sub('_', one.name)[:60]}.parquet"
        pq.write_table(one.rows, beside / parquet, compression="zstd")
        files.append(
            {
                "file": one.file,
                "sheet": one.sheet,
                "parquet": parquet,
                "sha256": one.sha256,
                "rows": one.rows.num_rows,
                "encoding": one.encoding,
            }
        )
    pulled_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC).isoformat()
    origin = {"form": _FORM, "source": source[0], "kind": source[1], "pulled_at": pulled_at, "files": files, **about}
    (beside / _ORIGIN).write_text(json.dumps(origin, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _opened(folder: Path) -> Snapshot:
    try:
        origin = json.loads((folder / _ORIGIN).read_text(encoding="utf-8"))
        if origin.get("form", 1) > _FORM:
            what, here = f"a newer reviewbook received it, in form {origin['form']}", f"Here form {_FORM} is known."
            raise SourceError(Problem(str(folder), what, here, "Use that reviewbook, or a newer one."))
        return Snapshot(
            source=origin["source"],
            kind=origin["kind"],
            pulled_at=datetime.fromisoformat(origin["pulled_at"]),
            folder=folder,
            files=tuple(Kept(**file) for file in origin["files"]),
            fields=origin.get("fields", {}),
            is_increment="fields" in origin,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"{_ORIGIN} cannot be read: {error}") from error


def _damaged(folder: Path, what: str) -> SourceError:
    return SourceError(
        Problem(str(folder), what, "A snapshot is written whole or not at all.", "Delete the folder and pull again.")
    )


def _plain(table: pa.Table) -> pa.Table:
    """Turn what pandas has no exact type for into text, and dictionaries into their values."""
    for place, column in enumerate(table.schema):
        kind = column.type
        if pa.types.is_dictionary(kind):
            table = table.set_column(place, column.name, table.column(place).cast(kind.value_type))
        elif pa.types.is_decimal(kind) or pa.types.is_time(kind):
            table = table.set_column(place, column.name, table.column(place).cast(pa.string()))
    return table
