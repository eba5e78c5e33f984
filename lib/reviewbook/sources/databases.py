"""Talking with an SQL database: one transaction that can only read, with limits, and what its refusals mean.

SQLAlchemy knows the databases. Here stands only what differs between them for a
reader: how a session is forbidden to write, how long a query may take and in which
zone times are given. Nothing is ever committed, whatever a database allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from reviewbook.errors import Problem
from reviewbook.legible import shortened
from reviewbook.params.secrets import asks_for_secret
from reviewbook.params.systems.sql import SqlEntry
from reviewbook.web import Refused, secret
from reviewbook.wording import Wording

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

__all__ = ["Database"]

_LONGEST_QUOTE = 300
_MASK = "•••"
#: Seconds that the network may keep silent.
_SILENCE = 60

#: What a session is told first, by database. SQL Server can only be told by the rights of its user.
_MANNERS = {
    "postgresql": (
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        "SET statement_timeout = {milliseconds}",
        "SET TIME ZONE '{zone}'",
    ),
    "mysql": (
        "SET SESSION TRANSACTION READ ONLY",
        "SET SESSION max_execution_time = {milliseconds}",
        "SET SESSION time_zone = '{zone}'",
    ),
    "mariadb": (
        "SET SESSION TRANSACTION READ ONLY",
        "SET SESSION max_statement_time = {seconds}",
        "SET SESSION time_zone = '{zone}'",
    ),
}

#: What a driver is told about the network.
_NETWORK: dict[str, dict[str, Any]] = {
    "psycopg": {
        "connect_timeout": _SILENCE,
        "keepalives_idle": _SILENCE,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    },
    "pymysql": {"connect_timeout": _SILENCE},
    "pyodbc": {"timeout": _SILENCE},
}

#: Codes of PostgreSQL (SQLSTATE), of MySQL and MariaDB (numbers) and of ODBC, and the advice for them.
_BY_CODE = {
    **dict.fromkeys(("28P01", "28000", "1045", "18456"), "sql.password"),
    **dict.fromkeys(("42501", "1142", "1143", "1044"), "sql.rights"),
    **dict.fromkeys(("42P01", "42703", "1146", "1054", "42S02", "42S22"), "sql.table"),
    **dict.fromkeys(("57014", "3024", "1969", "HYT00"), "sql.timeout"),
    **dict.fromkeys(("25006", "1792"), "sql.writes"),
    "1298": "sql.zone",
}
#: Where a driver gives no code; PostgreSQL refuses a login before it can say in which form.
_BY_WORDS = {
    "password": "sql.password",
    "no such table": "sql.table",
    "no such column": "sql.table",
    "readonly database": "sql.writes",
}


class Database:
    """
    The database of one source.

    Parameters
    ----------
    entry : SqlEntry
        Its entry in ``sources.yaml``.
    root : Path
        The workbook, from which the file of an SQLite database is seen.
    """

    def __init__(self, entry: SqlEntry, root: Path) -> None:
        self._entry, self._root = entry, root
        self._hidden: list[str] = []

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """
        Give a connection on which a transaction that only reads can begin.

        Raises
        ------
        SourceError
            When the database cannot be reached, or not so.
        """
        from sqlalchemy.exc import SQLAlchemyError

        engine = self._engine()
        try:
            connection = engine.connect()
        except SQLAlchemyError as error:
            raise self.refusal("the database", error, otherwise="sql.unreachable") from None
        with connection:
            try:
                self._behave(connection)
            except SQLAlchemyError as error:
                raise self.refusal("the database", error) from None
            yield connection

    def refusal(self, what: str, error: Exception, otherwise: str = "sql.query") -> Refused:
        """Say what was refused, in the words of the database without any secret, and what to do."""
        said = getattr(error, "orig", None) or error
        code, advice = _meaning(said)
        return self._refused(what, f"was refused: {str(said).strip()}", advice or otherwise, code)

    def _refused(self, what: str, how: str, advice: str, code: str = "") -> Refused:
        for text in self._hidden:
            how = how.replace(text, _MASK)
        step = Wording("en")(f"advice.{advice}")
        problem = Problem(f"source {self._entry.name}: {what}", shortened(how, _LONGEST_QUOTE), "", step)
        return Refused(problem, advice, code)

    def _engine(self) -> Engine:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError
        from sqlalchemy.pool import NullPool

        address = self._address()
        try:
            network = _NETWORK.get(address.get_dialect().driver, {})
            return create_engine(address, poolclass=NullPool, hide_parameters=True, connect_args=network)
        except NoSuchModuleError:
            how = f"there is no driver for addresses that begin with {address.drivername}://"
            raise self._refused("the database", how, "sql.driver") from None
        except ImportError as error:
            how = f"the driver of {address.drivername} is not installed: {error.name}"
            raise self._refused("the database", how, "sql.driver") from None
        except (ArgumentError, TypeError) as error:
            raise self._refused("the database", f"cannot be asked: {error}", "sql.address") from None

    def _address(self) -> URL:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        text = secret(self._entry.url_secret)
        try:
            address = make_url(text)
        except (ArgumentError, ValueError):  # what it says may quote a part of the password
            how = f"the secret {self._entry.url_secret} is no address of a database"
            raise self._refused("the database", how, "sql.address") from None
        self._hidden = [text, *_secrets(address)]
        if address.get_backend_name() == "sqlite" and address.database:
            # By itself SQLite would make an empty database of a name that is misspelt.
            file = quote(str(self._root / address.database))
            address = address.set(database=f"file:{file}").update_query_dict({"mode": "ro", "uri": "true"})
        return address

    def _behave(self, connection: Connection) -> None:
        dialect = connection.dialect
        name = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
        values = {
            "seconds": self._entry.timeout_seconds,
            "milliseconds": self._entry.timeout_seconds * 1000,
            "zone": (self._entry.zone or "UTC") if name == "postgresql" else _known_to_mysql(self._entry.zone),
        }
        for statement in _MANNERS.get(name, ()):
            connection.exec_driver_sql(statement.format(**values))
        connection.commit()  # a session keeps only what was committed; nothing else ever is


def _secrets(address: URL) -> list[str]:
    password = address.password or ""
    named: Mapping[str, Any] = address.query
    further = [str(value) for name, value in named.items() if asks_for_secret(name)]
    return [text for one in (password, *further) if one for text in (one, quote(one, safe=""))]


def _meaning(error: BaseException) -> tuple[str, str]:
    """Give the code of a driver's error, and the advice for it; empty where there is none."""
    for code in map(str, (*error.args[:1], getattr(error, "sqlstate", None))):
        if code in _BY_CODE:
            return code, _BY_CODE[code]
    words = str(error).lower()
    return "", next((advice for text, advice in _BY_WORDS.items() if text in words), "")


def _known_to_mysql(zone: str | None) -> str:
    """Name a zone by its offset, if it has but one: few servers have been told the names of zones."""
    years, place = range(2000, 2038), ZoneInfo(zone or "UTC")
    offsets = {datetime(year, month, 1, tzinfo=place).isoformat()[19:] for year in years for month in (1, 7)}
    return offsets.pop() if len(offsets) == 1 else str(zone)
