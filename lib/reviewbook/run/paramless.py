"""Telling the owner that the params are wrong, as far as it can be read from them who that is."""

from __future__ import annotations

from functools import partial

from reviewbook.errors import ParamsError
from reviewbook.ledger import Delivery
from reviewbook.params.deliveries import OUTBOX, Deliveries
from reviewbook.params.loading import load_deliveries
from reviewbook.run import failing
from reviewbook.run.addressing import ROOM, Addressed, Unreachable
from reviewbook.run.letters import kept, unkept
from reviewbook.run.mailing import channels_of
from reviewbook.run.outbox import Outbox
from reviewbook.run.record import Record
from reviewbook.run.setting import LEASE, Setting

__all__ = ["heard", "tell_of_params"]


def heard(record: Record, state: str, one: Delivery, reason: str) -> None:
    """Log what became of a delivery."""
    record.log("delivery", state=state, delivery=one.id, reason=reason)


def tell_of_params(setting: Setting, record: Record, error: ParamsError) -> None:
    """
    Tell the owner that nothing can be made.

    Parameters
    ----------
    setting : Setting
        Where it runs.
    record : Record
        The run.
    error : ParamsError
        What is wrong.
    """
    try:
        deliveries = load_deliveries(setting.places)
    except ParamsError:
        deliveries = Deliveries()  # then it stands in the folder that is there by itself
    channels = channels_of(deliveries, setting.clock, setting.places)
    lease = (LEASE, setting.holder.name)
    outbox = Outbox(setting.ledger, channels, lease, record.id, setting.clock, partial(heard, record))
    owner = deliveries.owner
    message = failing.of_params(owner.language or "zh", setting.places, error, setting.clock.now())
    # Without params it is not known who is who: whoever is named by an address is told.
    to = [one for one in owner.to if _is_address(one)]
    through = owner.through if to or not owner.to else OUTBOX
    outbox.plan(message, "failure", through, to or [ROOM], kept(message))
    for trouble in outbox.send(lambda one: unkept(one.content), _reached, only=message.id):
        record.log("untold", reason=trouble.reason)


def _reached(one: Delivery) -> Addressed | Unreachable:
    id = one.recipient
    if id == ROOM or _is_address(id):
        return Addressed(id, "" if id == ROOM else id.removeprefix("#"))
    return Unreachable(id, id, "unknown")


def _is_address(text: str) -> bool:
    return "@" in text or text.startswith("#")
