"""Honours of earlier months come back as data: from the editions that gave them, not from a calculation made anew.

What was published was given. Data that changed later changes nothing of it, unless the
month was published again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd

from reviewbook.editions.edition import Edition
from reviewbook.editions.shelf import Shelf
from reviewbook.engine import as_read, empty
from reviewbook.schema import COMPANY, FRAMES

__all__ = ["honours_given"]

_FRAME = FRAMES["honoured"]
_FILE = "honoured.parquet"


def honours_given(published: Path, before: datetime) -> pd.DataFrame:
    """
    Give the honours that company editions have given so far.

    Parameters
    ----------
    published : Path
        The folder in which the editions stand; it need not exist.
    before : datetime
        Only editions whose cut-off is earlier.

    Returns
    -------
    DataFrame
        ``honoured`` of `schema.FRAMES`, with the edition that says so: ``monthly_review/2026-09/company/2``. Of each
        review and period the newest edition counts, with what it says of that period.
    """
    newest: dict[tuple[str, str], Edition] = {}
    for edition in _of_the_company(published, before):
        key = (edition.record.review, edition.record.period)
        if key not in newest or newest[key].number < edition.number:
            newest[key] = edition
    found = [rows for _, edition in sorted(newest.items()) if len(rows := _given(edition))]
    return as_read(pd.concat(found, ignore_index=True), _FRAME) if found else empty(_FRAME)


def _of_the_company(published: Path, before: datetime) -> Iterator[Edition]:
    for edition in Shelf(published):
        earlier = datetime.fromisoformat(edition.record.as_of) < before
        if edition.record.audience.kind == COMPANY and earlier and _FILE in edition.files:
            yield edition


def _given(edition: Edition) -> pd.DataFrame:
    """Give what an edition says of its own period; what it repeats of others stands in theirs."""
    record = edition.record
    rows = pd.read_parquet(edition.files[_FILE])
    own = rows[rows["period"] == record.period]
    return own.assign(edition=f"{record.review}/{record.period}/{record.audience.id}/{record.number}")
