"""Who is there, as far as was pulled: before anything is derived, and whether or not it will be."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reviewbook.audiences import STAFF
from reviewbook.places import Places
from reviewbook.warehouse import Warehouse

__all__ = ["staff"]


def staff(places: Places, *further: str) -> Mapping[str, pd.DataFrame]:
    """
    Give the people, the teams and who was in which.

    Parameters
    ----------
    places : Places
        The company.
    further : str
        Tables beside these.

    Returns
    -------
    mapping of DataFrame
        Tables of `schema.TABLES` as they stand; nothing while nothing was pulled.
    """
    if not places.warehouse.is_file():
        return {}
    with Warehouse.open(places.warehouse) as warehouse:
        return {table: warehouse.frame(table) for table in (*STAFF, *further)}
