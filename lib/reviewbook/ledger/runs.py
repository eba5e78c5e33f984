"""The runs: when each began and ended, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from reviewbook.ledger.tables import RUNS

__all__ = ["Run", "Runs"]


@dataclass(frozen=True)
class Run:
    """
    A run.

    Parameters
    ----------
    id, command, holder, version : str
        Its folder below ``runs/``, what was typed, which process did it, and of which reviewbook.
    begun_at : datetime
        When it began.
    ended_at : datetime, optional
        None while it is under way, or when it died.
    outcome : str
        ``fine``, ``failed``, ``withheld``, ``died``; empty as long as it has not ended.
    detail : mapping
        What came of it, in counts.
    """

    id: str
    command: str
    holder: str
    version: str
    begun_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: Mapping[str, Any]


class Runs:
    """The runs of a ledger; ``transaction`` opens a transaction."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def begin(self, id: str, command: str, holder: str, version: str, now: datetime) -> None:
        """Note that a run begins; it takes the place of one of another machine that bears the same second and is over."""
        values = {"command": command, "holder": holder, "version": version, "begun_at": now}
        anew = {**values, "ended_at": None, "outcome": None, "detail": None}
        with self._transaction() as connection:
            replaced = connection.execute(update(RUNS).where(RUNS.c.id == id).values(**anew))
            if not replaced.rowcount:
                connection.execute(insert(RUNS).values(id=id, **values))

    def end(self, id: str, outcome: str, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Note how a run ended."""
        text = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, default=str)
        with self._transaction() as connection:
            ended = update(RUNS).where(RUNS.c.id == id).values(ended_at=now, outcome=outcome, detail=text)
            connection.execute(ended)

    def unfinished(self) -> list[Run]:
        """Give the runs that have no end."""
        with self._transaction() as connection:
            rows = connection.execute(select(RUNS).where(RUNS.c.ended_at.is_(None)).order_by(RUNS.c.begun_at))
            return [_run(row) for row in rows.mappings()]

    def last(self, command: str = "") -> Run | None:
        """Give the run that began last, of one command where it is named."""
        wanted = select(RUNS).order_by(RUNS.c.begun_at.desc(), RUNS.c.id.desc()).limit(1)
        with self._transaction() as connection:
            row = connection.execute(wanted.where(RUNS.c.command == command) if command else wanted).mappings().first()
        return _run(row) if row else None

    def remove_before(self, at: datetime) -> None:
        """Forget the runs that ended before an instant."""
        with self._transaction() as connection:
            connection.execute(delete(RUNS).where(RUNS.c.ended_at < at))

    def before(self, id: str, commands: Sequence[str]) -> Run | None:
        """Give the run of some commands that began before another one."""
        wanted = (
            select(RUNS)
            .where(RUNS.c.id != id, RUNS.c.command.in_(commands))
            .order_by(RUNS.c.begun_at.desc(), RUNS.c.id.desc())
            .limit(1)
        )
        with self._transaction() as connection:
            row = connection.execute(wanted).mappings().first()
        return _run(row) if row else None


def _run(row: RowMapping) -> Run:
    detail = json.loads(row["detail"] or "{}")
    return Run(**{**row, "outcome": row["outcome"] or "", "detail": detail})
