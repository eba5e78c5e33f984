"""How things stand: what should be there, what is, what was sent; for a person in lines, for monitoring in one of JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reviewbook import sources
from reviewbook.audiences import Expected
from reviewbook.editions import Shelf
from reviewbook.ledger import Delivery, Ledger, Run, Slot
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run.scheduling import Schedule, key
from reviewbook.run.staff import staff

__all__ = ["Standing", "standing"]

#: How far is looked back for what is told, and ahead for what is next.
_BACK, _AHEAD = timedelta(days=14), timedelta(days=40)

#: States of an expected edition, the best first.
_STATES = ("published", "caveated", "due", "late", "withheld", "failed")


@dataclass(frozen=True)
class Standing:
    """
    How things stand at an instant.

    Parameters
    ----------
    now : datetime
        The instant.
    zone : str
        Zone of the company.
    editions : list
        What should be there by now, of the last two weeks, with its slot where it was tried, and its state.
    deliveries : list of Delivery
        Every part of what was planned for these, and of other messages that are not there.
    next_due : Expected, optional
        What is due next.
    last_run : Run, optional
        The run that began last.
    data_until : datetime, optional
        Until when every source was pulled.
    """

    now: datetime
    zone: str
    editions: list[tuple[Expected, Slot | None, str]]
    deliveries: list[Delivery]
    next_due: Expected | None
    last_run: Run | None
    data_until: datetime | None

    @property
    def state(self) -> str:
        """The worst that is to be said: ``failed``, ``late``, ``undelivered``, ``withheld`` or ``fine``."""
        states = Counter(state for *_, state in self.editions)
        for state in ("failed", "late"):
            if states[state]:
                return state
        if self._count("given_up", "doubtful"):
            return "undelivered"
        return "withheld" if states["withheld"] else "fine"

    def line(self) -> str:
        """Tell it in one line of JSON."""
        states = Counter(state for *_, state in self.editions)
        told = {
            "at": self.now.isoformat(timespec="seconds"),
            "state": self.state,
            "expected": len(self.editions),
            **{state: states[state] for state in _STATES},
            "delivered": self._count("sent"),
            "waiting": self._count("planned", "refused", "sending"),
            "doubtful": self._count("doubtful"),
            "undelivered": self._count("given_up"),
            "last_run": self.last_run.begun_at.isoformat(timespec="seconds") if self.last_run else None,
            "last_outcome": (self.last_run.outcome or "under way") if self.last_run else None,
            "next_due": self.next_due.due_at.isoformat(timespec="seconds") if self.next_due else None,
            "data_until": self.data_until.isoformat(timespec="seconds") if self.data_until else None,
        }
        return json.dumps(told, ensure_ascii=False)

    def lines(self) -> Iterator[str]:
        """Tell it in lines for a person."""
        if self.last_run:
            outcome = self.last_run.outcome or "under way, or broken off"
            yield f"last run: {self._shown(self.last_run.begun_at)}, {outcome}"
        together: dict[tuple[str, str, datetime], list[tuple[Expected, Slot | None, str]]] = {}
        for one in self.editions:
            expected = one[0]
            together.setdefault((expected.publication.name, expected.period.key, expected.due_at), []).append(one)
        for (review, period, due_at), some in together.items():
            states = Counter(state for *_, state in some)
            told = ", ".join(f"{states[state]} {state.replace('_', ' ')}" for state in _STATES if states[state])
            yield f"{review} {period}, due {self._shown(due_at)}: {told}{self._delivered(some)}"
            for expected, slot, state in some:
                if state in ("withheld", "failed") and slot:
                    again = f"; tried again from {self._shown(slot.next_at)}" if slot.next_at else ""
                    yield f"  {expected.audience.id}: {state} {slot.attempts} times{again}: {slot.reason}"
        for part in self.deliveries:
            if part.state in ("doubtful", "given_up"):
                yield f"{part.state.replace('_', ' ')}: {part.id}: {part.reason}"
        if self.next_due:
            name, period = self.next_due.publication.name, self.next_due.period.key
            yield f"next: {name} {period}, due {self._shown(self.next_due.due_at)}"

    def _delivered(self, some: Sequence[tuple[Expected, Slot | None, str]]) -> str:
        addresses = tuple(f"{slot.edition}/" for _, slot, _ in some if slot and slot.edition)
        own = [one for one in self.deliveries if addresses and one.message.startswith(addresses)]
        sent = sum(one.state == "sent" for one in own)
        return f"; {sent} of {len(own)} deliveries made" if own else ""

    def _count(self, *states: str) -> int:
        return sum(one.state in states for one in self.deliveries)

    def _shown(self, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"


def standing(places: Places, params: Params, ledger: Ledger, now: datetime) -> Standing:
    """
    Look how things stand.

    Parameters
    ----------
    places, params
        The company.
    ledger : Ledger
        Knows what was tried and sent.
    now : datetime
        The present instant.
    """
    schedule = Schedule(params, ledger, staff(places), Shelf(places.published))
    known, editions, begin = ledger.slots.all(), [], schedule.begin()
    for one in schedule.expected(now, now - _BACK):
        slot = known.get(key(one))
        # A team that came later has no edition of a slot that is settled, and is to have none.
        if one.due_at > begin or slot:
            editions.append((one, slot, _state(one, slot, params, now)))
    shown = {slot.edition for _, slot, _ in editions if slot and slot.edition}
    deliveries = [one for one in ledger.deliveries.all() if one.state != "sent" or _edition_of(one) in shown]
    ahead = schedule.expected(now + _AHEAD, now)
    return Standing(
        now=now,
        zone=params.company.zone,
        editions=editions,
        deliveries=[one for one in deliveries if one.state != "dropped"],
        next_due=min(ahead, key=lambda one: one.due_at, default=None),
        last_run=ledger.runs.last(),
        data_until=sources.complete_until(places, [entry.name for entry in params.sources.sources]),
    )


def _state(one: Expected, slot: Slot | None, params: Params, now: datetime) -> str:
    if slot and slot.state == "published":
        return "caveated" if slot.caveats else "published"
    if slot:
        return slot.state
    late = timedelta(minutes=params.deliveries.late_after_minutes)
    return "late" if one.due_at + late <= now else "due"


def _edition_of(one: Delivery) -> str:
    return str(one.content.get("edition", ""))
