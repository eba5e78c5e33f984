"""The slots: which expected edition was made, withheld or failed, and when it is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from reviewbook.ledger.tables import SLOTS

__all__ = ["Slot", "Slots"]

#: Minutes after which a slot is tried again that failed so many times; then once a day.
_BACKOFF = (5, 15, 30, 60, 120, 240, 480, 720)
_A_DAY = 1440


@dataclass(frozen=True)
class Slot:
    """
    What became of an expected edition.

    Parameters
    ----------
    review, period, audience : str
        Which one: name of the review, key of the period, id of the audience.
    due_at : datetime
        When it is due.
    state : str
        ``published``, ``withheld`` or ``failed``.
    edition : str
        Its address, once it is published.
    caveats : int
        How many caveats stand on its page one.
    attempts : int
        How often it was tried.
    noted_at : datetime
        When that was noted.
    next_at : datetime, optional
        Before which it is not tried again.
    reason : str
        Why it is not published.
    run : str
        The run that tried it last.
    planned : bool
        Whether it is planned to whom it is sent.
    """

    review: str
    period: str
    audience: str
    due_at: datetime
    state: str
    noted_at: datetime
    edition: str = ""
    caveats: int = 0
    attempts: int = 1
    next_at: datetime | None = None
    reason: str = ""
    run: str = ""
    planned: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it apart."""
        return self.review, self.period, self.audience

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to do."""
        return self.state == "published"


class Slots:
    """The slots of a ledger; ``transaction`` opens a transaction."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def all(self) -> dict[tuple[str, str, str], Slot]:
        """Give every slot that was tried."""
        with self._transaction() as connection:
            rows = connection.execute(select(SLOTS).order_by(SLOTS.c.due_at, SLOTS.c.review, SLOTS.c.audience))
            return {slot.key: slot for slot in (_slot(row) for row in rows.mappings())}

    def note(self, slots: Iterable[Slot]) -> None:
        """
        Note what became of slots, all of them or none.

        One that is published stays published whatever is noted later; of others the attempts are counted, and each
        failure lets the next attempt wait longer.
        """
        with self._transaction() as connection:
            for slot in slots:
                self._note(connection, slot)

    def unplanned(self) -> list[Slot]:
        """Give the published slots of which it is not planned yet to whom they are sent, the earliest first."""
        where = and_(SLOTS.c.state == "published", SLOTS.c.planned == 0)
        with self._transaction() as connection:
            rows = connection.execute(
                select(SLOTS).where(where).order_by(SLOTS.c.due_at, SLOTS.c.review, SLOTS.c.audience)
            )
            return [_slot(row) for row in rows.mappings()]

    def plan(self, slot: Slot) -> None:
        """Note that it is planned to whom an edition is sent."""
        with self._transaction() as connection:
            connection.execute(update(SLOTS).where(_is(slot)).values(planned=1))

    def _note(self, connection: Connection, slot: Slot) -> None:
        where = _is(slot)
        # Nobody else changes it between the look and the note.
        known = select(SLOTS).where(where).with_for_update()
        row = connection.execute(known).mappings().first()
        if row is None:
            try:
                with connection.begin_nested():
                    connection.execute(insert(SLOTS).values(**asdict(_waiting(slot, 1))))
                return
            except IntegrityError:
                row = connection.execute(known).mappings().one()
        former = _slot(row)
        if former.state == "published" and slot.state != "published":
            return
        noted = replace(_waiting(slot, former.attempts + 1), planned=former.planned)
        connection.execute(update(SLOTS).where(where).values(**asdict(noted)))


def _is(slot: Slot) -> ColumnElement[bool]:
    return and_(SLOTS.c.review == slot.review, SLOTS.c.period == slot.period, SLOTS.c.audience == slot.audience)


def _waiting(slot: Slot, attempts: int) -> Slot:
    minutes = _BACKOFF[attempts - 1] if attempts <= len(_BACKOFF) else _A_DAY
    next_at = None if slot.is_done else slot.noted_at + timedelta(minutes=minutes)
    return replace(slot, attempts=attempts, next_at=next_at)


def _slot(row: RowMapping) -> Slot:
    texts = {name: row[name] or "" for name in ("edition", "reason", "run")}
    return Slot(**{**row, **texts, "caveats": row["caveats"] or 0, "planned": bool(row["planned"])})
