"""Opening the ledger: a SQLite file of the workbook, or a PostgreSQL that several machines share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, insert, inspect, select, update
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, ProgrammingError, SQLAlchemyError

from reviewbook import __version__
from reviewbook.errors import LedgerError, Problem, of_the_machine
from reviewbook.ledger.deliveries import Deliveries
from reviewbook.ledger.leases import Leases
from reviewbook.ledger.migrations import migrate
from reviewbook.ledger.runs import Runs
from reviewbook.ledger.slots import Slots
from reviewbook.ledger.tables import KNOWN, META, VERSION
from reviewbook.legible import masked

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["Ledger"]

#: Seconds that are waited for somebody who writes.
_PATIENCE = 30


class Ledger:
    """
    What was run, published and sent, so that nothing is done twice.

    Every method is one transaction: it is wholly there or not at all, whenever the machine stops.

    Parameters
    ----------
    url : str
        Of SQLAlchemy; it may hold a password and is never told.
    now : datetime
        The present instant, for when the ledger is new.

    Raises
    ------
    LedgerError
        When it cannot be opened, or is of a newer version; one of an older version gets the tables of this one.
    """

    def __init__(self, url: str, now: datetime) -> None:
        self._engine = _engine(url)
        try:
            with self._told():
                self._begin(now)
        except BaseException:
            self.close()
            raise
        self.leases = Leases(self._transaction)
        self.runs = Runs(self._transaction)
        self.slots = Slots(self._transaction)
        self.deliveries = Deliveries(self._transaction)

    @classmethod
    def of_file(cls, path: Path, now: datetime) -> Ledger:
        """Open a SQLite file, which is made where there is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{path}", now)

    def close(self) -> None:
        """Give back what it holds of the database."""
        self._engine.dispose()

    @property
    def begun_at(self) -> datetime:
        """Since when it is kept."""
        return datetime.fromisoformat(self.known("begun_at"))

    def known(self, name: str) -> str:
        """Give what was noted under a name; empty where nothing was."""
        with self._transaction() as connection:
            return connection.execute(select(KNOWN.c.value).where(KNOWN.c.name == name)).scalar() or ""

    def note(self, name: str, value: str) -> None:
        """Note something under a name in place of what stood there."""
        with self._transaction() as connection:
            changed = connection.execute(update(KNOWN).where(KNOWN.c.name == name).values(value=value))
            if changed.rowcount:
                return
            try:
                with connection.begin_nested():
                    connection.execute(insert(KNOWN).values(name=name, value=value))
            except IntegrityError:  # somebody else noted it just now
                connection.execute(update(KNOWN).where(KNOWN.c.name == name).values(value=value))

    def _begin(self, now: datetime) -> None:
        found = self._found()
        version = found.get("version")
        if version is not None and not (version.isdecimal() and 0 < int(version) <= VERSION):
            made = f"reviewbook {found['reviewbook']}" if "reviewbook" in found else "another reviewbook"
            what = f"{made} made it, of version {version}"
            here = f"Here is reviewbook {__version__}, which knows version {VERSION} and older ones."
            raise LedgerError(Problem("the ledger", what, here, "Use the reviewbook that made it, or a newer one."))
        try:
            META.create_all(self._engine)
        except (IntegrityError, ProgrammingError):  # another run made some of them at the same time
            META.create_all(self._engine)
        if version is not None:
            migrate(self._engine, int(version))
            return
        known = {"version": str(VERSION), "reviewbook": __version__, "begun_at": now.isoformat()}
        rows = [{"name": name, "value": value} for name, value in known.items()]
        with suppress(IntegrityError), self._engine.begin() as connection:  # another run may have begun it
            connection.execute(insert(KNOWN), rows)

    def _found(self) -> dict[str, str]:
        """Give what it says of itself; nothing where it is new."""
        with self._engine.begin() as connection:
            if not inspect(connection).has_table(KNOWN.name):
                return {}
            about = KNOWN.c.name.in_(("version", "reviewbook"))
            rows = connection.execute(select(KNOWN.c.name, KNOWN.c.value).where(about))
            return {row.name: row.value for row in rows}

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            url = self._engine.url
            if url.get_backend_name() == "sqlite" and (problem := _of_the_machine(Path(url.database or ""))):
                raise LedgerError(problem) from None
            said = masked(str(getattr(error, "orig", None) or error).splitlines()[0])
            step = "Look whether its disk is full, its file is damaged or its server is away."
            raise LedgerError(Problem("the ledger", f"it cannot be used: {said}", "", step)) from None


def _of_the_machine(file: Path) -> Problem | None:
    # SQLite says "unable to open database file" whatever the reason is: the machine is asked for it.
    try:
        with TemporaryFile(dir=file.parent) as tried:
            tried.write(bytes(4096))
        if file.is_file():
            file.open("ab").close()
    except OSError as refused:
        return of_the_machine(refused)
    return None


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        what = f"its address cannot be used: {masked(type(error).__name__)}"
        # No example: whatever looks like a login is masked when it is told.
        expected = "An address begins with postgresql+psycopg:// and names a user, a host and a database."
        raise LedgerError(
            Problem("the ledger", what, expected, "Mend the secret that deliveries.yaml names.")
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite)
        event.listen(engine, "begin", _immediately)
    return engine


def _sqlite(connection: Any, _: Any) -> None:
    # The driver's own way to begin would let two who read both go on to write.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
    connection.execute("PRAGMA synchronous = FULL")


def _immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
