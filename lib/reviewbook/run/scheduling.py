"""Which editions should be there by now, and which of them are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.audiences import STAFF, Expected, expected
from reviewbook.editions import Edition, Shelf, address
from reviewbook.editions.carried import precedence
from reviewbook.engine import empty
from reviewbook.ledger import Ledger, Slot
from reviewbook.params.loading import Params
from reviewbook.params.publications import Publication
from reviewbook.params.recipients import Recipient
from reviewbook.run.orders import Order
from reviewbook.schema import COMPANY, TABLES
from reviewbook.schema.gate import NAMED

__all__ = ["Schedule", "key", "orders_of", "published", "published_by_hand", "since"]

#: How long an edition that nobody noted is news to its recipients.
_NEWS = timedelta(days=2)

#: Where the ledger keeps the instant up to which everything is there.
_SETTLED = "settled_until"


def key(one: Expected) -> tuple[str, str, str]:
    """Give what tells an expected edition apart in the ledger."""
    return one.publication.name, one.period.key, one.audience.id


def since(params: Params, ledger: Ledger) -> datetime:
    """Give the instant from which on editions are expected."""
    if params.deliveries.since:
        return datetime.combine(params.deliveries.since, time(), ZoneInfo(params.company.zone))
    return ledger.begun_at


@dataclass
class Schedule:
    """
    What should be there, and what became of it.

    Parameters
    ----------
    params : Params
        The company.
    ledger : Ledger
        Knows what was tried.
    staff : mapping of DataFrame
        ``people``, ``teams`` and ``memberships``.
    shelf : Shelf
        The editions.
    """

    params: Params
    ledger: Ledger
    staff: Mapping[str, pd.DataFrame]
    shelf: Shelf

    def expected(self, until: datetime, after: datetime | None = None) -> list[Expected]:
        """Give the editions that should be there at an instant, in the order in which they are to be made."""
        begin = after or self.begin()
        found = [
            one
            for publication in self.params.publications.values()
            if publication.scheduled
            for one in self._of(publication, begin, until)
        ]
        return sorted(found, key=_order)

    def _of(self, publication: Publication, begin: datetime, until: datetime) -> Iterator[Expected]:
        """Give the editions of a review; as long as nothing was pulled, that of the company is what is known of."""
        if self.staff:
            return expected(self.params.company, publication, self.staff, begin, until)
        nobody = {name: empty(TABLES[name]) for name in STAFF}
        whole = publication.model_copy(update={"audiences": (Recipient(to=COMPANY),)})
        return expected(self.params.company, whole, nobody, begin, until)

    def missing(self, until: datetime) -> list[Expected]:
        """
        Give the editions that should be there and are not.

        One that stands on the shelf and is not noted was published by a run that died right after it: it is noted.
        """
        known, missing = self.ledger.slots.all(), []
        for one in self.expected(until):
            slot = known.get(key(one))
            if slot and slot.is_done:
                continue
            edition = self._on_the_shelf(one)
            if edition:
                # One that has lain there for days was made before anybody was to be sent it, or the ledger was lost.
                noted = published(one, edition, until, slot.run if slot else "")
                self.ledger.slots.note([replace(noted, planned=until - one.due_at > _NEWS)])
            else:
                missing.append(one)
        return missing

    def settle(self, now: datetime, missing: Sequence[Expected]) -> None:
        """Note up to when everything is there, so that the next run looks no farther back."""
        first = min((one.due_at for one in missing), default=now)
        # The slot of the first that is missing lies after what is noted.
        self.ledger.note(_SETTLED, min(first, now).astimezone(UTC).isoformat())

    def begin(self) -> datetime:
        """Give the instant from which on is looked what is missing: before it everything is there."""
        begin, text = since(self.params, self.ledger), self.ledger.known(_SETTLED)
        return max(begin, _just_before(datetime.fromisoformat(text))) if text else begin

    def _on_the_shelf(self, one: Expected) -> Edition | None:
        for edition in self.shelf.editions(one.publication.name, one.period, one.audience):
            # In UTC: an hour that a zone has twice equals none of another zone.
            if datetime.fromisoformat(edition.record.as_of).astimezone(UTC) == one.due_at.astimezone(UTC):
                return edition
        return None


def published(one: Expected, edition: Edition, now: datetime, run: str) -> Slot:
    """Give the slot of an edition that is there."""
    return Slot(*key(one), one.due_at, "published", now, address(edition), _caveats_of(edition), run=run)


def published_by_hand(edition: Edition, now: datetime) -> Slot:
    """Give the slot of an edition as its record tells it."""
    record = edition.record
    as_of = datetime.fromisoformat(record.as_of)
    where = address(edition)
    return Slot(record.review, record.period, record.audience.id, as_of, "published", now, where, _caveats_of(edition))


def _caveats_of(edition: Edition) -> int:
    """Count the caveats of an edition."""
    gate = edition.folder / "gate.parquet"
    return int((pd.read_parquet(gate, columns=["outcome"])["outcome"] == NAMED).sum()) if gate.is_file() else 0


def orders_of(missing: Sequence[Expected]) -> Iterator[tuple[Order, list[Expected]]]:
    """Give the orders for editions, one for all audiences of a review, a period and a slot."""
    together = groupby(sorted(missing, key=_order), key=lambda one: (one.due_at, one.publication.name, one.period.key))
    for _, group in together:
        some = list(group)
        first = some[0]
        yield Order(first.publication, first.period, first.due_at, tuple(one.audience.id for one in some)), some


def _order(one: Expected) -> tuple[tuple[datetime, int], str, str]:
    return precedence(one.due_at, one.publication.cadence), one.publication.name, one.period.key


def _just_before(at: datetime) -> datetime:
    return at - timedelta(microseconds=1)
