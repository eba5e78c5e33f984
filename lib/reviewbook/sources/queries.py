"""An SQL database as a source: what its queries give, received as it is.

Every pull asks for all rows in one transaction, in which all queries see the same
moment: so what was deleted there is not here. Values are kept as text without loss,
instants in UTC; only numbers that are floating there stay so, since an id that went
through one is no sure id any more.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.sql import SqlEntry
from reviewbook.places import Places
from reviewbook.sources.databases import Database
from reviewbook.sources.files import inline
from reviewbook.sources.received import CELLS, LINE, Received
from reviewbook.sources.systems import Probe

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

__all__ = ["QueriesSource"]

_CHUNK = 5_000


class QueriesSource:
    """
    The queries that are put to one database.

    Parameters
    ----------
    entry : SqlEntry
        Its entry in ``sources.yaml``.
    places : Places
        The workbook from which the file of an SQLite database is seen.
    """

    kind = "sql"

    def __init__(self, entry: SqlEntry, places: Places) -> None:
        self._entry = entry
        self._database = Database(entry, places.root)

    @property
    def name(self) -> str:
        """Name in ``sources.yaml``."""
        return self._entry.name

    def receive(self, since: datetime | None = None, until: datetime | None = None) -> list[Received]:
        """
        Put every query.

        A database does not tell what was deleted: it is asked for everything, whatever ``since`` and ``until`` are.
        """
        received: list[Received] = []
        refused: list[SourceError] = []
        with self._database.session() as connection:
            for query in self._entry.queries:
                try:
                    received.append(self._received(connection, query))
                except SourceError as error:
                    refused.append(error)
                    if connection.invalidated:
                        break
                    connection.rollback()
        if len(refused) == 1:
            raise refused[0]
        if refused:
            raise SourceError(*(problem for error in refused for problem in error.problems))
        return received + inline(self._entry)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs: the login, and the first row of each query."""
        yield Probe("the database", self._connect)
        for query in self._entry.queries:
            yield Probe(self._what(query), partial(self._first_row, query))

    def _connect(self) -> None:
        with self._database.session():
            pass

    def _first_row(self, query: str) -> None:
        with self._database.session() as connection:
            self._received(connection, query, only_first=True)

    def _what(self, query: str) -> str:
        return f"the query {query}"

    def _received(self, connection: Connection, query: str, *, only_first: bool = False) -> Received:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._asked(connection, query) as result:
                names = self._names(query, result)
                chunks = [result.fetchmany(1)] if only_first else result.partitions(_CHUNK)
                return self._table(query, names, chunks)
        except SQLAlchemyError as error:
            raise self._database.refusal(self._what(query), error) from None

    def _asked(self, connection: Connection, query: str) -> CursorResult[Any]:
        from sqlalchemy import text

        statement = text(self._entry.queries[query])
        wanted = statement.compile().params
        values = {"since": self._entry.since}
        for name in wanted:
            if values.get(name) is None:
                known = "Only :since is, and it needs `since` in sources.yaml."
                raise self._unusable(query, f":{name} stands in it and is not known", known)
        options = {"stream_results": True, "max_row_buffer": _CHUNK}
        return connection.execute(statement, {name: values[name] for name in wanted}, execution_options=options)

    def _names(self, query: str, result: CursorResult[Any]) -> list[str]:
        names = list(result.keys())
        twice = [name for name, times in Counter([*names, LINE, CELLS]).items() if times > 1]
        if twice:
            expected = "Each needs its own name, and _line and _cells are taken."
            raise self._unusable(query, f"two columns are called {', '.join(twice)}", expected, "Name them with AS.")
        return names

    def _table(self, query: str, names: list[str], chunks: Any) -> Received:
        columns: list[list[pa.Array]] = [[] for _ in names]
        rows, total = 0, 0
        for chunk in chunks:
            plain = [self._row(query, names, row) for row in chunk]
            rows += len(plain)
            # A sum, since a database gives the same rows in another order tomorrow.
            total += sum(int.from_bytes(hashlib.sha256(json.dumps(row).encode()).digest()) for row in plain)
            for arrays, cells in zip(columns, zip(*plain, strict=True), strict=plain != []):
                arrays.append(_array(cells))
        table = {name: _joined(arrays) for name, arrays in zip(names, columns, strict=True)}
        table[LINE] = pa.chunked_array([pa.array(range(1, rows + 1), pa.int64())])
        content = json.dumps([names, rows, total % 2**256])
        return Received(query, "", pa.table(table), hashlib.sha256(content.encode()).hexdigest(), "sql")

    def _row(self, query: str, names: list[str], row: Sequence[Any]) -> list[str | float | None]:
        for name, cell in zip(names, row, strict=True):
            if isinstance(cell, bytes | bytearray | memoryview):
                raise self._unusable(
                    query,
                    f"column {name!r} holds bytes",
                    "No table has a place for them.",
                    "Leave the column out, or let the database write it as text.",
                )
        return [_plain(cell) for cell in row]

    def _unusable(self, query: str, what: str, expected: str, step: str = "") -> SourceError:
        return SourceError(Problem(f"source {self.name}: {self._what(query)}", what, expected, step))


def _plain(cell: Any) -> str | float | None:
    match cell:
        case None | str() | float():
            return cell
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return format(cell, "f")
        case datetime():
            return (cell.astimezone(UTC) if cell.tzinfo else cell).isoformat()
        case date() | time():
            return cell.isoformat()
        case dict() | list():
            return json.dumps(cell, ensure_ascii=False, default=str)
        case _:
            return str(cell)


def _array(cells: Sequence[str | float | None]) -> pa.Array:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {float}:
        return pa.array(cells, pa.float64())
    return pa.array([cell if cell is None else str(cell) for cell in cells], pa.string())


def _joined(arrays: list[pa.Array]) -> pa.ChunkedArray:
    """Put the parts of a column together; where only some of them are floating, it is text."""
    kinds = {array.type for array in arrays if array.null_count < len(array)}
    kind = kinds.pop() if len(kinds) == 1 else pa.string()
    return pa.chunked_array([array.cast(kind) for array in arrays], kind)
