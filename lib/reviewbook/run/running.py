"""A scheduled run: whatever is due is pulled, published and sent, and whoever has to know is told.

It may be started as often as one likes, on several machines at once, and may be stopped at any
moment: the lease lets one go on at a time, the ledger knows what is done, and every step
finds out by itself what of it is left.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property, partial

import pandas as pd

from reviewbook import __version__
from reviewbook.audiences import Derived, Expected, audience
from reviewbook.editions import Shelf, edition_at
from reviewbook.errors import EditionError, LedgerError, MissingData, ParamsError, ReviewbookError
from reviewbook.ledger import Ledger, Slot
from reviewbook.legible import masked
from reviewbook.params.loading import Params, load
from reviewbook.places import Places
from reviewbook.run import failing, reminding, retention
from reviewbook.run.mailing import Mailing, channels_of
from reviewbook.run.orders import Order
from reviewbook.run.outbox import Outbox
from reviewbook.run.paramless import heard, tell_of_params
from reviewbook.run.publishing import Outcome
from reviewbook.run.record import Record
from reviewbook.run.scheduling import Schedule, key, orders_of, published, published_by_hand
from reviewbook.run.setting import LEASE, Asked, Ran, Setting, alone
from reviewbook.run.staff import staff
from reviewbook.warehouse.opening import is_readable
from reviewbook.web import Clock

__all__ = ["run"]


#: What a run says that had nothing to do.
_NOTHING = "Nothing is due."


def run(setting: Setting, asked: Asked) -> Ran:
    """
    Make and send whatever is due.

    Parameters
    ----------
    setting : Setting
        Where it runs.
    asked : Asked
        What is to be done.

    Raises
    ------
    ParamsError
        When the params are wrong. The owner was told, where that is possible.
    LedgerError
        When the ledger cannot be used.
    """
    with alone(setting) as other:
        if other:
            since = f"since {other.taken_at:%Y-%m-%d %H:%M} UTC ({other.holder})"
            return Ran([f"Another run is under way {since}; nothing to do here."], "elsewhere")
        now = setting.clock.now
        record = Record(setting.places.runs, now, asked.command)
        setting.ledger.runs.begin(record.id, asked.command, setting.holder.name, __version__, now())
        try:
            params = load(setting.places)
        except ParamsError as error:
            tell_of_params(setting, record, error)
            setting.ledger.runs.end(record.id, "failed", now(), {"reason": "params"})
            raise
        return _Running(setting, params, asked, record).whole()


@dataclass
class _Running:
    """One run under its lease."""

    setting: Setting
    params: Params
    asked: Asked
    record: Record
    ran: Ran = field(default_factory=Ran)
    away: list[str] = field(default_factory=list)

    def whole(self) -> Ran:
        """Do everything, and note how it ended, however it ends."""
        try:
            self._all()
        except Exception as error:
            self.record.log("failed", reason=masked(str(error)), traceback=masked(traceback.format_exc()))
            if not isinstance(error, LedgerError):
                self._tell_of(error)
            raise
        self.ran.lines += self.mailing.untold
        if self.ran.lines == [_NOTHING] and not self.outbox.counts:
            self.record.remove()  # it had nothing to do, and there is nothing to understand
        self.ledger.runs.end(self.record.id, self.ran.outcome, self.clock.now(), dict(self.outbox.counts))
        return self.ran

    def _tell_of(self, error: Exception) -> None:
        try:
            self.mailing.plan_owner(failing.of_run(self.params, self.record, self.places, error))
            self.mailing.send()
        except Exception:  # noqa: BLE001 - what was met first is told by whoever called
            self.record.log("untold", traceback=masked(traceback.format_exc()))
        self.ledger.runs.end(self.record.id, "failed", self.clock.now(), {"reason": masked(str(error))})

    @property
    def places(self) -> Places:
        """The company."""
        return self.setting.places

    @property
    def ledger(self) -> Ledger:
        """What was done."""
        return self.setting.ledger

    @property
    def clock(self) -> Clock:
        """Time and patience."""
        return self.setting.clock

    def _all(self) -> None:
        self._tell_of_the_dead()
        if self._needs_data():
            self._pull()
        if self.asked.makes:
            missing = self._make()
            self._tell_of_the_late(missing)
            self.schedule.settle(self.clock.now(), missing)
        for order in self.asked.orders:
            self._publish(order, self._expected(order))
        if self.asked.reminds:
            self._remind()
        for named in self.asked.editions:
            edition = edition_at(self.places.published, named)
            self.mailing.plan_edition(published_by_hand(edition, self.clock.now()), edition)
        if self.asked.sends:
            self._plan_editions()
            self._send()
        self._tidy()

    @cached_property
    def shelf(self) -> Shelf:
        """The editions."""
        return Shelf(self.places.published, self.params.site)

    @property
    def schedule(self) -> Schedule:
        """What should be there, for the people of now."""
        return Schedule(self.params, self.ledger, self.people, self.shelf)

    @cached_property
    def people(self) -> Mapping[str, pd.DataFrame]:
        """Who is there, as far as was pulled."""
        return staff(self.places, "identities")

    @cached_property
    def outbox(self) -> Outbox:
        """What is sent."""
        return Outbox(
            self.ledger,
            channels_of(self.params.deliveries, self.clock, self.places),
            (LEASE, self.setting.holder.name),
            self.record.id,
            self.clock,
            partial(heard, self.record),
        )

    @cached_property
    def mailing(self) -> Mailing:
        """The letters."""
        return Mailing(self.params, self.outbox, self.shelf, self.people)

    def _tell_of_the_dead(self) -> None:
        """Tell of runs that began and did not end: nobody else holds the lease, so they do nothing any more."""
        for dead in self.ledger.runs.unfinished():
            if dead.id != self.record.id:
                self.mailing.plan_owner(failing.of_dead(self.params, dead, self.clock.now()))
                self.ledger.runs.end(dead.id, "died", self.clock.now())

    def _needs_data(self) -> bool:
        """Whether anything is to be made or looked for; a run that has nothing to do leaves the systems alone."""
        if not self.asked.makes and not self.asked.reminds:
            return False
        if not is_readable(self.places.warehouse):
            return True
        due = self.asked.makes and bool(self._due(self.schedule.missing(self.clock.now())))
        return due or (self.asked.reminds and bool(self._usual_ways()))

    def _usual_ways(self) -> tuple[str, ...]:
        """Give the channels on which somebody may be reminded."""
        return tuple(one.name for one in self.params.deliveries.channels if one.reaches == "people")

    def _pull(self) -> None:
        with self.record.timed("pull"):
            problems = self.setting.making.pull(self.clock.now())
        for known in ("people", "mailing"):
            self.__dict__.pop(known, None)  # somebody may have come or gone
        for problem in problems:
            self.record.log("not pulled", reason=problem)
            self.ran.lines.append(problem)
        self.away = problems

    def _make(self) -> list[Expected]:
        """Make the editions that are due; give those that are still missing."""
        now = self.clock.now()
        missing = self.schedule.missing(now)
        silent = failing.silence(self.params, self.ledger, self.record.id, missing, now)
        if silent:
            self.mailing.plan_owner(silent)
        due = self._due(missing)
        for order, some in orders_of(due):
            if self.setting.take():
                self.ran.lines.append("Another run took over; the rest is left to it.")
                break
            self._publish(order, some)
            if self.asked.sends:
                self._plan_editions()
                self._send()
        if not due and not missing:
            self.ran.lines.append(_NOTHING)
        return self.schedule.missing(self.clock.now())

    def _due(self, missing: Sequence[Expected]) -> list[Expected]:
        """Give what is missing and is to be tried now: what failed waits a while."""
        now, tried = self.clock.now(), self.ledger.slots.all()
        slots = [(one, tried.get(key(one))) for one in missing]
        return [
            one
            for one, slot in slots
            if slot is None or self.asked.at_once or slot.next_at is None or slot.next_at <= now
        ]

    def _publish(self, order: Order, some: Sequence[Expected]) -> None:
        name = f"{order.publication.name} {order.period.key}"
        try:
            with self.record.timed(name):
                outcome = self.setting.making.publish(self.params, order)
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - of this review; the others are made all the same
            told = str(error) if isinstance(error, ReviewbookError) else f"{type(error).__name__}: {error}"
            self.record.log("failed", review=name, reason=masked(told), traceback=masked(traceback.format_exc()))
            outcome = Outcome(order, self.record.folder, failures={one.audience.id: told for one in some})
        slots = list(self._slots(outcome, some))
        self.ledger.slots.note(slots)
        self.ran.lines += list(outcome.lines())
        for letter in failing.of_order(self.params, self.places, outcome, slots, self.away, self.clock.now()):
            self.mailing.plan_owner(letter)
        if outcome.failures or outcome.withheld:
            self.ran.outcome = "failed" if outcome.failures else "withheld"

    def _expected(self, order: Order) -> list[Expected]:
        """Give the editions of an order that is not looked up in the schedule."""
        name = self.params.company.name(self.params.company.languages[0])
        known = Derived(order.publication, order.period, order.as_of, self.schedule.staff)
        return [
            Expected(order.publication, order.period, audience(one, known, name), order.as_of)
            for one in order.audiences
        ]

    def _slots(self, outcome: Outcome, some: Sequence[Expected]) -> Iterator[Slot]:
        now, made = self.clock.now(), {edition.record.audience.id: edition for edition in outcome.editions}
        for one in some:
            id = one.audience.id
            if id in made:
                # What is made afterwards is sent only when that is asked for.
                slot = published(one, made[id], now, self.record.id)
                yield replace(slot, planned=not self.asked.sends)
            elif id in outcome.withheld:
                yield Slot(
                    *key(one),
                    one.due_at,
                    "withheld",
                    now,
                    reason=" ".join(outcome.withheld[id][1]),
                    run=outcome.evidence.name,
                )
            else:
                reason = outcome.failures.get(id, "it was not made")
                yield Slot(*key(one), one.due_at, "failed", now, reason=reason, run=outcome.evidence.name)

    def _tell_of_the_late(self, missing: Sequence[Expected]) -> None:
        after = timedelta(minutes=self.params.deliveries.late_after_minutes)
        for one in missing:
            if one.due_at + after <= self.clock.now():
                self.mailing.plan_late(one)

    def _plan_editions(self) -> None:
        for slot in self.ledger.slots.unplanned():
            try:
                edition = edition_at(self.places.published, slot.edition)
            except EditionError:  # it stands on another machine, which sends it
                continue
            self.mailing.plan_edition(slot, edition)

    def _remind(self) -> None:
        usual = self._usual_ways()
        if not usual:
            if self.asked.command == "remind":
                self.ran.lines.append("Nobody is reminded: deliveries.yaml has no channel that reaches people.")
            return
        try:
            found = reminding.due(self.places, self.params, self.clock.now(), self.asked.cadences)
        except MissingData as error:
            if self.asked.command == "remind":
                raise
            # What was published is sent all the same.
            self.ran.lines.append(f"Nobody is reminded: {error}")
            return
        for reminder in found:
            through = reminder.through or usual
            self.mailing.plan_reminder(reminder.message, reminder.person_id, through, reminder.expires_at)

    def _send(self) -> None:
        for trouble in self.mailing.send():
            self.ran.outcome = "failed"
            self.ran.lines.append(f"{trouble.delivery.id}: {trouble.what}: {trouble.reason}")

    def _tidy(self) -> None:
        gone = retention.remove_old(self.places, self.params.deliveries.keep_runs_days, self.ledger, self.clock.now())
        if gone:
            self.record.log("removed old runs", runs=gone)
