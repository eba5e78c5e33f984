"""The warehouse as the rest of the workbook sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType

import duckdb
import narwhals as nw
import pandas as pd

from reviewbook.engine import Frame, as_read
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.schema import FRAMES, TABLES, Table
from reviewbook.warehouse import spilling
from reviewbook.warehouse.arrivals import compared, differing
from reviewbook.warehouse.cutoff import CUTOFFS, NONE, as_it_stood
from reviewbook.warehouse.layout import analysed, listed, quoted
from reviewbook.warehouse.loading import Loaded, Pull, load
from reviewbook.warehouse.moments import Known, Moment, held_at
from reviewbook.warehouse.opening import connect, create_or_connect
from reviewbook.warehouse.volumes import doubled, volumes

__all__ = ["Warehouse"]


class Warehouse:
    """
    The file of everything that was pulled, open on one connection.

    One process writes alone; several may read at once. Use it as a context, so
    that it is given back.

    Parameters
    ----------
    connection : DuckDBPyConnection
        An open warehouse; use `create_or_open` or `open`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._engine = DuckDBEngine(connection)
        self._views = 0

    @classmethod
    def create_or_open(cls, path: Path) -> Warehouse:
        """
        Open the warehouse for writing; create it when there is none.

        Raises
        ------
        WarehouseError
            When another process has it open, or it is of another version.
        """
        return cls(create_or_connect(path))

    @classmethod
    def open(cls, path: Path, *, read_only: bool = True) -> Warehouse:
        """
        Open the warehouse that is there.

        Raises
        ------
        WarehouseError
            When there is none, another process writes it, or it is of another version.
        """
        return cls(connect(path, read_only))

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; frames of it cannot be read afterwards."""
        spilling.close(self._connection)

    def load(
        self,
        source: str,
        tables: Mapping[str, pd.DataFrame],
        at: datetime,
        *,
        complete: bool = False,
        rejected: pd.DataFrame | None = None,
    ) -> Loaded:
        """
        Load what a source gave, all of it or nothing.

        Parameters
        ----------
        source : str
            Name of the source; it owns the history of the rows it gives.
        tables : mapping of DataFrame
            By table: its columns as pandas holds them (see `schema.Kind`), and ``_file`` and ``_line``, where the row
            stands. Rows with the same key: the last one holds, an earlier one that differs is rejected.
        at : datetime
            When it was pulled, with its zone; not before an earlier pull of the source.
        complete : bool
            The source gave all it has. What it gave before and gives no longer, in any table, was deleted there (or
            can no longer be loaded) and is closed.
        rejected : DataFrame, optional
            Rows that the mapping refused (`FRAMES["rejected"]`). With those that are refused here they replace what
            was rejected of this source before.

        Returns
        -------
        Loaded
            What changed.

        Raises
        ------
        WarehouseError
            When a table is unknown, or the pull is older than one that was loaded.

        Notes
        -----
        People and teams come first. A row that names a person or team known to no source is rejected, so a source of
        people is loaded before those that speak of them; an unknown customer, product or owner is kept.
        """
        return load(self._connection, Pull(source, at, complete), tables, rejected)

    def view(self, as_of: datetime, known_at: Known = None) -> dict[str, Frame]:
        """
        Give every table as it stood at a cut-off, in the form that the analysis works on.

        Parameters
        ----------
        as_of : datetime
            Nothing that happened later is in it (`CUTOFFS` says what that means for each table). Its zone says which
            day is the last.
        known_at : datetime or mapping of datetime, optional
            With what was known then, of every source at one instant or, by source, at its own; what is known now when
            not given.

        Returns
        -------
        dict of Frame
            By table; computed when they are collected, as long as the warehouse is open.
        """
        self._views += 1
        frames = {}
        for table in TABLES.values():
            name = f"view_{self._views}_{table.name}"
            selection = self._stood(table, Moment(as_of, known_at))
            self._connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS {selection}")
            frames[table.name] = _lazy(self._connection.table(name))
        return frames

    def differences(self, former: Moment, now: Moment, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """
        Give the rows that are new, other or gone between two moments.

        Parameters
        ----------
        former, now : Moment
            What is compared: two cut-offs, each with what was known.
        names : iterable of str
            Of which tables.

        Returns
        -------
        dict of DataFrame
            By table, in the shape of `arrivals.compared`, as people and files use them; a table without any is there
            without rows.
        """
        found = {}
        for name in names:
            table = TABLES[name]
            query = differing(table, (self._stood(table, former), self._stood(table, now)), held_at(now.known))
            found[name] = as_read(self._connection.sql(query).df(), compared(table))
        return found

    def frame(self, name: str) -> pd.DataFrame:
        """Give all rows of a table that hold now, whenever they happened, as people and files use them."""
        table = TABLES[name]
        return self._read(table, self._held(table, None))

    def rejected(self) -> pd.DataFrame:
        """Give the rows that could not be loaded at the last pull of their source."""
        return self._read(FRAMES["rejected"], "FROM rejected")

    def origins(self) -> pd.DataFrame:
        """Give what came from where: one row per source and table; rows are those that hold now."""
        return self._read(FRAMES["origins"], "FROM origins")

    def volumes(self, moment: Moment, zone: str) -> pd.DataFrame:
        """Give how many rows each source gave of each table and day: ``source, table, on, rows, newest_at``."""
        found: pd.DataFrame = self._connection.sql(volumes(moment, zone)).df()
        found["newest_at"] = pd.to_datetime(found["newest_at"], unit="us", utc=True)
        return found.sort_values(["source", "table", "on"], ignore_index=True)

    def doubled(self, moment: Moment, first: datetime, end: datetime) -> tuple[int, int]:
        """Give how many order lines there are of a span, and how many stand under a further order number."""
        rows, again = self._connection.sql(doubled(moment, first, end)).fetchall()[0]
        return int(rows), int(again)

    def counts(self) -> dict[str, int]:
        """Give the number of rows of each table that hold now."""
        query = " UNION ALL ".join(
            f"SELECT '{table.name}', count(*) FROM ({self._held(table, None)})" for table in TABLES.values()
        )
        return dict(self._connection.sql(query).fetchall())

    def checksum(self) -> str:
        """Give a checksum of every version of every row; equal for equal contents, in whatever order they stand."""
        query = " UNION ALL ".join(
            f"SELECT '{table.name}', count(*), sum(hash(rows)) FROM (SELECT * FROM {quoted(table.name)}) rows"
            for table in TABLES.values()
        )
        # The sources say which of several versions holds, and two of a table are read in another way than one.
        sources = 'SELECT DISTINCT "table", source FROM origins ORDER BY ALL'
        rows = [*self._connection.sql(query).fetchall(), *self._connection.sql(sources).fetchall()]
        return sha256(repr(rows).encode()).hexdigest()

    def engine(self) -> DuckDBEngine:
        """Give the engine that computes on the frames of `view`; always the same, for its tables are numbered."""
        return self._engine

    def folder_beside(self) -> Path:
        """Make a folder beside the file, for its owner alone; whoever wants it removes it, after a kill the next pull."""
        query = "SELECT path FROM duckdb_databases() WHERE NOT internal"
        ((file,),) = self._connection.sql(query).fetchall()
        return spilling.beside(Path(file))

    def _read(self, table: Table, rows: str) -> pd.DataFrame:
        columns = ", ".join(analysed(column) for column in table.columns)
        return as_read(self._connection.sql(f"SELECT {columns} FROM ({rows})").df(), table)

    def _stood(self, table: Table, moment: Moment) -> str:
        """Select a table as it stood at a moment, in the analysis' form."""
        follows = CUTOFFS.get(table.name, NONE).follows
        parent = self._held(TABLES[follows], moment.known) if follows else ""
        return as_it_stood(table, self._held(table, moment.known), moment.as_of, parent)

    def _held(self, table: Table, known: Known) -> str:
        """Select the versions that held: of several sources the one that said something new last."""
        held = f"SELECT {listed(table.names)} FROM {quoted(table.name)} WHERE {held_at(known)}"
        if len(self._sources(table)) < 2:
            return held
        order = "ORDER BY known_from DESC, pulled_from DESC"
        return f"{held} QUALIFY row_number() OVER (PARTITION BY {listed(table.key)} {order}) = 1"

    def _sources(self, table: Table) -> list[str]:
        rows = self._connection.execute(
            'SELECT source FROM origins WHERE "table" = $table', {"table": table.name}
        ).fetchall()
        return [source for (source,) in rows]


def _lazy(relation: duckdb.DuckDBPyRelation) -> Frame:
    frame: Frame = nw.from_native(relation)
    return frame
