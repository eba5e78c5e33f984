"""The tables of the ledger. Instants are ISO text in UTC with six digits, so that they sort as text on any database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

from reviewbook.legible import visible

__all__ = ["DELIVERIES", "KNOWN", "LEASES", "META", "RUNS", "SLOTS", "VERSION"]

#: Of the tables; raised with each change of them, for which `migrations` has a step.
VERSION = 2

META = MetaData()


class _Instant(TypeDecorator[datetime]):
    """An instant with its zone, kept as text."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Write it."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """Read it."""
        return None if value is None else datetime.fromisoformat(value)


class _Said(TypeDecorator[str]):
    """What somebody or some program said, without the characters that no database or terminal takes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Write it."""
        return None if value is None else visible(value)


KNOWN = Table(
    "known",
    META,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What is known of the ledger itself: its version, since when it is kept, when somebody last looked."""

LEASES = Table(
    "leases",
    META,
    Column("name", String(100), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("taken_at", _Instant, nullable=False),
    Column("until", _Instant, nullable=False),
)
"""Who alone may do something for a while."""

RUNS = Table(
    "runs",
    META,
    Column("id", String(120), primary_key=True),
    Column("command", String(200), nullable=False),
    Column("holder", String(200), nullable=False),
    Column("version", String(40), nullable=False),
    Column("begun_at", _Instant, nullable=False),
    Column("ended_at", _Instant),
    Column("outcome", String(20)),
    Column("detail", Text),
)
"""One row for each run; one that has a beginning and no end is under way, or died."""

SLOTS = Table(
    "slots",
    META,
    Column("review", String(80), primary_key=True),
    Column("period", String(20), primary_key=True),
    Column("audience", String(200), primary_key=True),
    Column("due_at", _Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("edition", String(400)),
    Column("caveats", Integer),
    Column("attempts", Integer, nullable=False),
    Column("noted_at", _Instant, nullable=False),
    Column("next_at", _Instant),
    Column("reason", _Said),
    Column("run", String(120)),
    Column("planned", Integer, nullable=False),
)
"""One row for each edition that was expected and tried: published, withheld or failed; what became of it."""

DELIVERIES = Table(
    "deliveries",
    META,
    Column("id", String(1200), primary_key=True),
    Column("message", String(800), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("through", String(80), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("part", String(40), nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("planned_at", _Instant, nullable=False),
    Column("noted_at", _Instant, nullable=False),
    Column("next_at", _Instant),
    Column("reason", _Said),
    Column("advice", String(100)),
    Column("reference", _Said),
    Column("content", Text),
    Column("run", String(120)),
)
"""One row for each part of a message to a recipient through a channel. ``recipient`` is a person's id, ``room``, or a
mail address that stands in params; ``content`` is the message where it cannot be made once more from an edition."""
