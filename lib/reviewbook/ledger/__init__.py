"""What was run, published and sent: one small transactional store, so that nothing is done twice.

SQLite in ``output/ledger.sqlite`` by default; PostgreSQL where several machines run.
Every change is a transaction that only one can win: whatever stops a run, and however
many run at once, the next one knows what is left to do.
"""

from __future__ import annotations

from reviewbook.ledger.deliveries import OPEN, Deliveries, Delivery, Told, delivery_id
from reviewbook.ledger.leases import Held, Holder, Leases, this_process
from reviewbook.ledger.ledger import Ledger
from reviewbook.ledger.runs import Run, Runs
from reviewbook.ledger.slots import Slot, Slots

__all__ = [
    "OPEN",
    "Deliveries",
    "Delivery",
    "Held",
    "Holder",
    "Leases",
    "Ledger",
    "Run",
    "Runs",
    "Slot",
    "Slots",
    "Told",
    "delivery_id",
    "this_process",
]
