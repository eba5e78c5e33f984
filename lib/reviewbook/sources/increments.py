"""What changed in a system since its last pull, kept as a snapshot of its own.

A snapshot of a system holds what its pull brought that was not known before: records
that are new or other, and those that are gone. All snapshots together are what is
known of it (`records_until`), and each former version of a record stays in them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from filelock import FileLock, Timeout

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.sources.marks import Marks, scope
from reviewbook.sources.options import PullOptions
from reviewbook.sources.received import LINE, Received
from reviewbook.sources.snapshots import Snapshot, check_order, keep, snapshots
from reviewbook.sources.systems.pulling import Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record, Records, Version, Within
from reviewbook.sources.systems.system import Talking, understood

__all__ = ["known_until", "pull_changes", "records_until", "vanished"]

_RECEIVING = ".receiving"


def pull_changes(talking: Talking, entry: SystemEntry, places: Places, at: datetime, options: PullOptions) -> Snapshot:
    """
    Ask a system what changed, and keep it.

    Parameters
    ----------
    talking : Talking
        Asks it.
    entry : SystemEntry
        Its entry in ``sources.yaml``.
    places : Places
        Where snapshots are kept.
    at : datetime
        The time of the pull.
    options : PullOptions
        How it is asked.

    Returns
    -------
    Snapshot
        The new one, or the newest former one when nothing changed (``is_new`` is False).

    Raises
    ------
    SourceError
        When it cannot be asked, or not to the end. What it answered is kept, and the next pull goes on from there.
    """
    folder = places.snapshots / entry.name
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder, entry.name):
        former = snapshots(places, entry.name)
        check_order(former, entry.name, at)
        marks = Marks.read(folder, entry)
        window = marks.window(entry, at, options.whole)
        pulling = Pulling.begun(entry.name, window, folder / _RECEIVING, options.tell, scope(entry))
        received = _received(talking, pulling)
        snapshot = _kept(received, former, (places, entry, at), pulling)
        pulling.done()
        asked = pulling.window
        Marks(asked.until, asked.until if asked.whole else marks.whole_at).write(folder, entry)
    return snapshot


def known_until(entry: SystemEntry, places: Places) -> datetime | None:
    """Give until when the changes in a system are known: not to its last pull, where that finished a stopped one."""
    return Marks.read(places.snapshots / entry.name, entry).until


@contextmanager
def _alone(folder: Path, source: str) -> Iterator[None]:
    """Keep a second pull of the source away: both would write into the pages of one."""
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        what = "it is being pulled by another run"
        raise SourceError(Problem(f"source {source}", what, "", "Pull again when that has ended.")) from None
    try:
        yield
    finally:
        lock.release()


def _received(talking: Talking, pulling: Pulling) -> list[Batch]:
    """Receive everything; of what no longer makes sense no page is kept, so that the next pull asks anew."""
    with understood(pulling.source, "an answer", pulling.done):
        received = list(talking.receive(pulling))
        nameless = {one.kind for batch in received for one in batch.records if not _is_id(one.id)}
        if nameless:
            raise ValueError(f"{', '.join(sorted(nameless))} without an id")
    return received


def _is_id(key: object) -> bool:
    return isinstance(key, str) and key not in ("", "None")  # None as text: all that have none would be one


def _kept(
    received: list[Batch], former: list[Snapshot], source: tuple[Places, SystemEntry, datetime], pulling: Pulling
) -> Snapshot:
    """Keep what was not known; a source that was of another kind before begins with a snapshot of its own."""
    places, entry, at = source
    changed = _changed(received, _known([one for one in former if one.kind == entry.kind]))
    if not changed and former and former[-1].kind == entry.kind:
        return former[-1]
    window = pulling.window
    about = {
        "since": window.since.isoformat() if window.since else None,
        "until": window.until.isoformat(),
        "fields": _fields(received),
    }
    lists = [_list(kind, changed[kind]) for kind in sorted(changed)]
    return keep(places, (entry.name, entry.kind), at, lists, about)


def records_until(kept: Iterable[Snapshot], last: Snapshot | None) -> Records:
    """
    Put together what snapshots know.

    Parameters
    ----------
    kept : iterable of Snapshot
        All of one source, oldest first. Those from before it became a source of its kind are passed over.
    last : Snapshot, optional
        The last one that counts; all of them when not given.
    """
    counting = [one for one in kept if last is None or one.pulled_at <= last.pulled_at]
    ours = [one for one in counting if one.kind == counting[-1].kind]
    return Records.of(
        Version(kind, key, body, datetime.fromisoformat(at) if at else None, snapshot.pulled_at, 0, gone)
        for snapshot in ours
        for kind, key, body, at, gone in _lines(snapshot)
    )


_Line = tuple[str, str, str, str | None, bool]


def _lines(snapshot: Snapshot) -> Iterator[_Line]:
    """Give the records of a snapshot as they are kept: kind, id, body, instant and whether it is gone."""
    for file in snapshot.files:
        rows = snapshot.table(file)
        columns = [rows.column(name).to_pylist() for name in ("id", "body", "at", "gone")]
        yield from ((file.file, *line) for line in zip(*columns, strict=True))


@dataclass(frozen=True)
class _Newest:
    """The newest version of a record as it is kept: to compare it, nobody has to read it."""

    body: str
    at: str | None
    gone: bool


_Known = dict[str, dict[str, _Newest]]


def _known(former: Iterable[Snapshot]) -> _Known:
    found: _Known = {}
    for snapshot in former:
        for kind, key, body, at, gone in _lines(snapshot):
            found.setdefault(kind, {})[key] = _Newest(body, at, gone)
    return found


def _changed(received: list[Batch], known: _Known) -> dict[str, list[Record]]:
    """Give what was not known: kind → records that are new, other or gone, by id."""
    found: dict[str, list[Record]] = {}
    for kind in dict.fromkeys(batch.kind for batch in received):
        batches = [batch for batch in received if batch.kind == kind]
        here = {record.id: record for batch in batches for record in batch.records}
        newest = known.get(kind, {})
        news = [one for one in here.values() if _is_news(one, newest.get(one.id))]
        missing = [key for key, one in newest.items() if not one.gone and key not in here and _absent(one, batches)]
        news += [_gone(kind, key, newest[key]) for key in missing]
        if news:
            found[kind] = sorted(news, key=lambda record: record.id)
    return found


def _is_news(record: Record, former: _Newest | None) -> bool:
    if former is None:
        return not record.gone
    if record.gone or former.gone:
        return record.gone != former.gone
    return _text(record.body) != former.body


def _absent(former: _Newest, batches: list[Batch]) -> bool:
    """Whether a record that did not come would have come if it were still there."""
    at = datetime.fromisoformat(former.at) if former.at else None
    for batch in batches:
        reach = batch.reach
        if reach is Reach.WHOLE or (isinstance(reach, Within) and reach.holds(at)):
            return True
    return False


def _gone(kind: str, key: str, former: _Newest) -> Record:
    return Record(kind, key, json.loads(former.body), datetime.fromisoformat(former.at) if former.at else None, True)


def _list(kind: str, records: list[Record]) -> Received:
    bodies = [_text(one.body) for one in records]
    columns = {
        "id": pa.array([one.id for one in records], pa.string()),
        "at": pa.array([one.at.astimezone(UTC).isoformat() if one.at else None for one in records], pa.string()),
        "gone": pa.array([one.gone for one in records], pa.bool_()),
        "body": pa.array(bodies, pa.string()),
        LINE: pa.array(range(1, len(records) + 1), pa.int64()),
    }
    rows = pa.table(columns)
    text = "\n".join(f"{one.id} {one.gone} {body}" for one, body in zip(records, bodies, strict=True))
    return Received(kind, "", rows, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "records")


def _text(body: object) -> str:
    # Escaped, since a system may send half of a pair of surrogates, which no file can hold.
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def _fields(received: list[Batch]) -> dict[str, list[list[str]]]:
    """Note which keys the records of a pull have, for `vanished`."""
    found: dict[str, list[list[str]]] = {}
    for kind in dict.fromkeys(batch.kind for batch in received):
        keys = [set(one.body) for batch in received if batch.kind == kind for one in batch.records if not one.gone]
        if keys:
            found[kind] = [sorted(set.intersection(*keys)), sorted(set.union(*keys))]
    return found


def vanished(before: Snapshot, now: Snapshot, kind: str) -> tuple[list[str], list[str]]:
    """
    Say which keys of a kind of record went away, and which are new.

    Parameters
    ----------
    before, now : Snapshot
        Of one source.
    kind : str
        Of the records.

    Returns
    -------
    tuple of list
        Keys that every record had and now none has; and keys that now stand where none stood. A key that only some
        records have says nothing by being away from a few.
    """
    former, here = before.fields.get(kind), now.fields.get(kind)
    if not former or not here:
        return [], []
    return sorted(set(former[0]) - set(here[1])), sorted(set(here[1]) - set(former[1]))
