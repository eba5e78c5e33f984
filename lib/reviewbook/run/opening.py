"""Opening the ledger of a company: where deliveries.yaml says, by the name of a secret, or beside what is published."""

from __future__ import annotations

from datetime import datetime

from reviewbook.errors import ParamsError
from reviewbook.ledger import Ledger
from reviewbook.params.deliveries import Deliveries
from reviewbook.params.loading import load_deliveries
from reviewbook.places import Places
from reviewbook.web import secret

__all__ = ["opened"]


def opened(places: Places, now: datetime) -> Ledger:
    """
    Open the ledger of a company.

    Parameters
    ----------
    places : Places
        The company.
    now : datetime
        The present instant, for when it is new.

    Raises
    ------
    SourceError
        When its address is a secret that is not set.
    LedgerError
        When it cannot be opened.
    """
    try:
        deliveries = load_deliveries(places)
    except ParamsError:  # told by whoever reads the params next
        deliveries = Deliveries()
    if deliveries.ledger:
        return Ledger(secret(deliveries.ledger), now)
    ledger = Ledger.of_file(places.ledger, now)
    places.keep_private()  # the file may be new
    return ledger
