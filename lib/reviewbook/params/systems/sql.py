"""An SQL database as a source: queries, whose rows are mapped as files are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from reviewbook.errors import nearest
from reviewbook.params.base import Day
from reviewbook.params.mapped import MappedEntry
from reviewbook.params.systems.base import SecretName

__all__ = ["SqlEntry"]

_ASKS = re.compile(r"(\s|--.*\n|/\*(.|\n)*?\*/)*(select|with)\b", re.I)


def _asks(query: str) -> str:
    if not _ASKS.match(query):
        raise ValueError("is no question to a database; it begins with SELECT or WITH")
    return query


Query = Annotated[str, AfterValidator(_asks)]
QueryName = Annotated[str, Field(pattern=r"^\w+$")]


class SqlEntry(MappedEntry):
    """
    A PostgreSQL, MySQL, MariaDB, SQLite or SQL Server database, or any other for which SQLAlchemy has a driver.

    A query that is named after a table and gives its columns needs no mapping; otherwise the ``file`` of a mapping
    is the name of a query. Every pull asks for all rows of every query, so that what was deleted is seen.

    Parameters
    ----------
    url_secret : str
        Name of the secret that holds the address: ``postgresql://reader:password@host/database``.
    queries : dict
        Name → query. ``:since`` in it stands for the day of that name below.
    since : date
        The first day of which anything is asked for, by those queries that say ``:since``. It stays the same from
        pull to pull: a day that moved on would make what lies before it look deleted.
    timeout_seconds : int
        How long one query may take.
    """

    kind: Literal["sql"]
    url_secret: SecretName
    queries: dict[QueryName, Query] = Field(min_length=1)
    since: Day | None = None
    timeout_seconds: int = Field(default=600, ge=1)

    @model_validator(mode="after")
    def _has_what_is_mapped(self) -> Self:
        found = [
            f"{file!r} is not the name of a query. {nearest(file, self.queries)}"
            for file in self._named()
            if not any(fnmatchcase(name, file) for name in self.queries)
        ]
        if any(mapping.sheet for mapping in self.tables):
            found.append("a query has no sheet.")
        if found:
            raise ValueError(" ".join(found))
        return self

    def _named(self) -> Iterator[str]:
        for mapping in self.tables:
            if mapping.file:
                yield mapping.file
            yield from (rule.lookup.file for rule in mapping.columns.values() if rule.lookup)
