"""Whether anybody still runs reviewbook: looked at by another scheduler, from another machine where there is one."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from reviewbook.editions import Shelf
from reviewbook.params.loading import Params
from reviewbook.run import failing
from reviewbook.run.mailing import Mailing, channels_of
from reviewbook.run.outbox import Outbox
from reviewbook.run.paramless import heard
from reviewbook.run.record import Record
from reviewbook.run.setting import LEASE, Setting
from reviewbook.run.staff import staff
from reviewbook.run.standing import Standing, standing

__all__ = ["watch"]

#: Its own lease: a run that hangs holds the other one.
_OWN, _SPAN = "watch", timedelta(minutes=5)

#: A run that takes longer is told of.
_TOO_LONG = timedelta(hours=3)


def watch(setting: Setting, params: Params) -> tuple[Standing, list[str]]:
    """
    Look whether somebody runs what is due, and tell the owner when nobody does.

    Parameters
    ----------
    setting : Setting
        Where it is looked.
    params : Params
        The company.

    Returns
    -------
    tuple
        How things stand, and what was found to be wrong with the scheduler; empty when it runs.
    """
    now, places, ledger = setting.clock.now(), setting.places, setting.ledger
    found = standing(places, params, ledger, now)
    missing = [one for one, slot, _ in found.editions if slot is None]
    held = ledger.leases.held(LEASE)
    is_under_way = held is not None and held.until > now
    letters = [None if is_under_way else failing.silence(params, ledger, "", missing, now)]
    letters += [
        failing.of_stuck(params, run, now) for run in ledger.runs.unfinished() if run.begun_at + _TOO_LONG <= now
    ]
    told = [letter for letter in letters if letter]
    if told and ledger.leases.take(_OWN, setting.holder, now, _SPAN) is None:
        record = Record(places.runs, setting.clock.now, "watch")
        channels = channels_of(params.deliveries, setting.clock, places)
        lease = (_OWN, setting.holder.name)
        outbox = Outbox(ledger, channels, lease, record.id, setting.clock, partial(heard, record))
        mailing = Mailing(params, outbox, Shelf(places.published), staff(places, "identities"))
        for letter in told:
            mailing.plan_owner(letter)
            mailing.send(only=letter.id)
        ledger.leases.give_back(_OWN, setting.holder)
    return found, [line.text for letter in told for section in letter.sections[:1] for line in section.lines]
