"""Sending what is planned: each part once, noted before and after, and whatever went wrong told to the owner.

The ledger decides who may send: a part is begun in a transaction that only one run can
win, and only while it holds the lease. What a run that died had begun is looked at by the next
one: where the channel tells whether it is there, or drops what it is sent twice, it goes
on by itself; else a person is asked, since two messages are worse than a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Unpack

from reviewbook.delivery import Channel, Doubtful, Message, Prepared, Refused, Result, Sent
from reviewbook.errors import ReviewbookError
from reviewbook.ledger import Delivery, Ledger, Told
from reviewbook.legible import masked
from reviewbook.run.addressing import Addressed, Unreachable
from reviewbook.web import Clock

__all__ = ["Outbox", "Trouble"]

#: Minutes after which a part that was refused so many times is sent again; then it is given up.
_BACKOFF = (1, 5, 15, 60, 240, 720, 1440)

#: What the owner is told, he may be told twice: there is nobody who could be asked whether it has arrived.
_TWICE = "failure"

#: Longest time in seconds that a run waits for a channel that is busy, and how often.
_PATIENCE, _TIMES = 20, 3


Made = Callable[[Delivery], Message]
Reached = Callable[[Delivery], Addressed | Unreachable]


@dataclass(frozen=True)
class Trouble:
    """
    A part that is not there, and why.

    Parameters
    ----------
    delivery : Delivery
        Which.
    what : str
        ``refused`` (it is tried again), ``given_up``, ``doubtful`` or ``unreachable``.
    reason : str
        In plain words.
    advice : str
        Key of what to do, below ``advice``; empty where there is none.
    """

    delivery: Delivery
    what: str
    reason: str
    advice: str = ""


@dataclass
class Outbox:
    """
    Sends what is planned.

    Parameters
    ----------
    ledger : Ledger
        Knows what is planned and what was sent.
    channels : mapping
        Name → channel.
    lease : tuple of str
        Name of the lease under which it is sent, and its holder.
    run : str
        Id of the run.
    clock : Clock
        Time and patience.
    heard : callable
        Told of each part that was sent or not: for the log.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    lease: tuple[str, str]
    run: str
    clock: Clock
    heard: Callable[[str, Delivery, str], None]
    counts: Counter[str] = field(default_factory=Counter)

    def plan(
        self, message: Message, kind: str, through: str, recipients: Iterable[str], content: Mapping[str, object]
    ) -> int:
        """Plan a message for recipients, with what is needed to make it once more; what is planned already stays."""
        now = self.clock.now()
        parts = self.channels[through].parts(message)
        return self.ledger.deliveries.plan(
            Delivery(message.id, kind, through, recipient, part, place, now, now, content=content, run=self.run)
            for recipient in recipients
            for place, part in enumerate(parts)
        )

    def send(self, made: Made, reached: Reached, only: str = "") -> Iterator[Trouble]:
        """
        Send all that may be sent now, after what a run that died had begun was looked after.

        Parameters
        ----------
        made : callable
            Makes the message of a delivery.
        reached : callable
            Looks up its recipient among the people of now.
        only : str
            Id of the only message that is sent; everything when empty.

        Yields
        ------
        Trouble
            What the owner is to know.
        """
        for one in self.ledger.deliveries.begun() if not only else ():
            # Whoever holds a lease, too, may be sending it just now.
            if self.ledger.leases.is_alone(*self.lease, self.clock.now()):
                yield from self._told(self._left_behind(one, made, reached))
        for one in self.ledger.deliveries.waiting(self.clock.now()):
            if only in ("", one.message):
                yield from self._told(self._one(one, made, reached))

    @staticmethod
    def _told(trouble: Trouble | None) -> Iterator[Trouble]:
        if trouble:
            yield trouble

    def _one(self, one: Delivery, made: Made, reached: Reached) -> Trouble | None:
        states = {part.state for part in self.ledger.deliveries.before(one)}
        if states & {"given_up", "dropped"}:
            self._note(one, "dropped", reason="what it belongs to was not delivered")
            return None
        if states - {"sent"}:
            return None  # a file does not come without its message
        ends = one.content.get("expires_at")
        if ends and datetime.fromisoformat(ends) <= self.clock.now():
            self._note(one, "dropped", reason="it is of no use any more")
            return None
        channel = self.channels.get(one.through)
        if channel is None:
            self._note(one, "given_up", reason="the channel is gone")
            return Trouble(one, "given_up", f"deliveries.yaml has no channel {one.through!r} any more")
        to = reached(one)
        if isinstance(to, Unreachable):
            self._note(one, "dropped", reason=f"{to.name}: {to.reason}")
            return Trouble(one, "unreachable", to.name, f"delivery.{to.reason}")
        return self._handed(one, made, channel, to)

    def _handed(self, one: Delivery, made: Made, channel: Channel, to: Addressed) -> Trouble | None:
        for _ in range(_TIMES):
            prepared = _prepared(one, made, channel, to)
            result: Result
            if isinstance(prepared, Refused):
                result = prepared
            elif self.ledger.deliveries.begin(one, self.lease, self.clock.now(), self.run):
                result = _sent(prepared)
            else:
                self.heard("left to another run", one, "")
                return None
            trouble = self._ended(one, result)
            if not isinstance(result, Refused) or not result.again or not 0 < result.after <= _PATIENCE:
                break
            self.clock.sleep(result.after)
        return trouble

    def _left_behind(self, one: Delivery, made: Made, reached: Reached) -> Trouble | None:
        """Look after a part that a run that died had begun."""
        channel, to = self.channels.get(one.through), reached(one)
        if channel is None or isinstance(to, Unreachable):
            return self._ended(one, Doubtful("the run died while it was sent"))
        try:
            there = channel.arrived(made(one), one.part, to.address)
        except Exception:  # noqa: BLE001 - what cannot be looked for is asked of a person
            there = None
        seconds = (self.clock.now() - one.noted_at).total_seconds()
        if there:
            return self._ended(one, Sent(one.reference))
        if there is False or channel.repeatable(seconds, one.part):
            self._note(one, "planned", reason="a run died while it was sent, and it is not there")
            return None
        return self._ended(one, Doubtful("the run died while it was sent"))

    def _ended(self, one: Delivery, result: Result) -> Trouble | None:
        if isinstance(result, Doubtful) and one.kind == _TWICE:
            result = Refused(result.reason)
        match result:
            case Sent(reference):
                self.counts["sent"] += 1
                self._note(one, "sent", reference=reference)
                return None
            case Doubtful(reason):
                self._note(one, "doubtful", reason=reason)
                return Trouble(one, "doubtful", reason)
            case Refused(reason, advice, again, after):
                known = self.ledger.deliveries.one(one.id) or one
                if not again or known.attempts >= len(_BACKOFF):
                    self._note(one, "given_up", reason=reason, advice=advice)
                    return Trouble(one, "given_up", reason, advice)
                wait = max(timedelta(minutes=_BACKOFF[known.attempts]), timedelta(seconds=after))
                self._note(one, "refused", reason=reason, advice=advice, next_at=self.clock.now() + wait)
                return Trouble(one, "refused", reason, advice)

    def _note(self, one: Delivery, state: str, **told: Unpack[Told]) -> None:
        self.ledger.deliveries.end(one, state, self.clock.now(), **told)
        self.heard(state, one, told.get("reason", ""))


def _prepared(one: Delivery, made: Made, channel: Channel, to: Addressed) -> Prepared | Refused:
    try:
        return channel.prepared(made(one), one.part, to.address)
    except ReviewbookError as error:  # a secret is missing, an edition was removed
        return Refused(str(error))
    except Exception as error:  # noqa: BLE001 - of this part; the others are sent all the same
        return Refused(_unforeseen(error))


def _sent(prepared: Prepared) -> Result:
    try:
        return prepared.send()
    except Exception as error:  # noqa: BLE001 - of this part; how far it came nobody knows
        return Doubtful(_unforeseen(error))


def _unforeseen(error: Exception) -> str:
    """Name an error; what other libraries say may quote an address that is a secret."""
    return masked(f"{type(error).__name__}: {error}") if isinstance(error, OSError) else type(error).__name__
