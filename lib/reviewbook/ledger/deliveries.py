"""The deliveries: each part of a message to a recipient, from being planned to being there.

::

    planned ──begin──► sending ──sent──────► sent
       ▲                  │ ──refused─────► refused ──(waits)──► begin
       │                  │ ──doubtful────► doubtful ──settled by a person──► sent, planned
       └──── recovered ───┘ (the run died)
    planned, refused ──► dropped (nobody is to have it any more) · given_up (refused for good)

Whoever sends has begun it before, in a transaction that only one can win and only the
holder of the lease. So a part that nobody began was sent by nobody, and what was begun
and never ended is looked after by the next run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from reviewbook.ledger.tables import DELIVERIES, LEASES

__all__ = ["Deliveries", "Delivery", "Told", "delivery_id"]

#: States in which somebody still has to do something.
OPEN = ("planned", "refused", "sending")


def delivery_id(message: str, through: str, recipient: str, part: str) -> str:
    """Give the id of one part of a message to a recipient through a channel."""
    return " > ".join((message, through, recipient, part))


@dataclass(frozen=True)
class Delivery:
    """
    One part of a message to one recipient.

    Parameters
    ----------
    message : str
        Id of the message; of an edition its address.
    kind : str
        ``edition``, ``late``, ``failure``, ``reminder`` …
    through : str
        Name of the channel.
    recipient : str
        Id of a person, ``room``, or a mail address that stands in params.
    part : str
        Which part.
    place : int
        Its place among the parts of the message: one is sent when those before it are there.
    planned_at, noted_at : datetime
        When it was planned, and when its state was noted.
    state : str
        See the drawing above.
    attempts : int
        How often it was refused.
    next_at : datetime, optional
        Before which it is not begun again.
    reason : str
        Why it is not there.
    advice : str
        Key of what to do about it, below ``advice``.
    reference : str
        What the channel calls it.
    content : mapping
        The message, where it cannot be made once more from an edition.
    run : str
        The run that noted it last.
    """

    message: str
    kind: str
    through: str
    recipient: str
    part: str
    place: int
    planned_at: datetime
    noted_at: datetime
    state: str = "planned"
    attempts: int = 0
    next_at: datetime | None = None
    reason: str = ""
    advice: str = ""
    reference: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""

    @property
    def id(self) -> str:
        """What tells it apart."""
        return delivery_id(self.message, self.through, self.recipient, self.part)


class Told(TypedDict, total=False):
    """What is told of what became of a delivery; as in `Delivery`."""

    reason: str
    advice: str
    reference: str
    next_at: datetime | None


class Deliveries:
    """The deliveries of a ledger; ``transaction`` opens a transaction."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def plan(self, deliveries: Iterable[Delivery]) -> int:
        """Plan deliveries, all or none; those that are known already are left as they are. Gives how many are new."""
        new = 0
        with self._transaction() as connection:
            for one in deliveries:
                known = connection.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.id == one.id)).first()
                if known is None:
                    try:
                        with connection.begin_nested():
                            connection.execute(insert(DELIVERIES).values(**_row(one)))
                        new += 1
                    except IntegrityError:  # somebody else planned it just now
                        continue
        return new

    def begin(self, one: Delivery, lease: tuple[str, str], now: datetime, run: str) -> bool:
        """
        Begin a delivery, if it is still to be begun and the lease is still held.

        Parameters
        ----------
        one : Delivery
            Which.
        lease : tuple of str
            Name of the lease and its holder.
        now : datetime
            The present instant.
        run : str
            The run that begins it.

        Returns
        -------
        bool
            False when somebody else has begun it, or the lease is another's: then nothing may be sent.
        """
        name, holder = lease
        mine = exists().where(LEASES.c.name == name, LEASES.c.holder == holder, LEASES.c.until > now)
        with self._transaction() as connection:
            begun = connection.execute(
                update(DELIVERIES)
                .where(DELIVERIES.c.id == one.id, DELIVERIES.c.state.in_(("planned", "refused")), mine)
                .values(state="sending", noted_at=now, run=run)
            )
        return begun.rowcount == 1

    def end(self, one: Delivery, state: str, now: datetime, **told: Unpack[Told]) -> None:
        """Note what became of a delivery; what is there already stays so."""
        values = {
            "state": state,
            "noted_at": now,
            **{name: told.get(name) for name in Told.__annotations__},
            # Who settles it by hand lets it begin anew.
            "attempts": 0 if state == "planned" else DELIVERIES.c.attempts + (1 if state == "refused" else 0),
        }
        with self._transaction() as connection:
            connection.execute(
                update(DELIVERIES).where(DELIVERIES.c.id == one.id, DELIVERIES.c.state != "sent").values(**values)
            )

    def waiting(self, now: datetime) -> list[Delivery]:
        """Give the deliveries that may be begun, in the order in which they were planned."""
        ready = or_(DELIVERIES.c.next_at.is_(None), DELIVERIES.c.next_at <= now)
        return self._found(and_(DELIVERIES.c.state.in_(("planned", "refused")), ready))

    def begun(self) -> list[Delivery]:
        """Give the deliveries that were begun and not ended: those of a run that goes on, or that died."""
        return self._found(DELIVERIES.c.state == "sending")

    def of(self, messages: Sequence[str]) -> list[Delivery]:
        """Give the deliveries of messages."""
        return self._found(DELIVERIES.c.message.in_(list(messages)))

    def before(self, one: Delivery) -> list[Delivery]:
        """Give the parts of the same message to the same recipient that stand before a part."""
        return self._found(and_(_same_message(one), DELIVERIES.c.place < one.place))

    def behind(self, one: Delivery) -> list[Delivery]:
        """Give the parts of the same message to the same recipient that stand behind a part."""
        return self._found(and_(_same_message(one), DELIVERIES.c.place > one.place))

    def in_state(self, *states: str) -> list[Delivery]:
        """Give the deliveries in these states."""
        return self._found(DELIVERIES.c.state.in_(states))

    def all(self) -> list[Delivery]:
        """Give every delivery."""
        return self._found(DELIVERIES.c.id != "")

    def one(self, id: str) -> Delivery | None:
        """Give a delivery by its id."""
        found = self._found(DELIVERIES.c.id == id)
        return found[0] if found else None

    def _found(self, where: Any) -> list[Delivery]:
        wanted = (
            select(DELIVERIES)
            .where(where)
            .order_by(DELIVERIES.c.planned_at, DELIVERIES.c.message, DELIVERIES.c.recipient, DELIVERIES.c.place)
        )
        with self._transaction() as connection:
            return [_delivery(row) for row in connection.execute(wanted).mappings()]


def _same_message(one: Delivery) -> ColumnElement[bool]:
    same = [getattr(DELIVERIES.c, name) == getattr(one, name) for name in ("message", "through", "recipient")]
    return and_(*same)


def _row(one: Delivery) -> dict[str, Any]:
    content = json.dumps(dict(one.content), ensure_ascii=False, sort_keys=True) if one.content else None
    return {"id": one.id, **asdict(one), "content": content}


def _delivery(row: RowMapping) -> Delivery:
    texts = {name: row[name] or "" for name in ("reason", "advice", "reference", "run")}
    named = {name: value for name, value in row.items() if name != "id"}
    return Delivery(**{**named, **texts, "content": json.loads(row["content"] or "{}")})
