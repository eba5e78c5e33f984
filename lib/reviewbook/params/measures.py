"""``measures.yaml``: what every number means, in words; `reviewbook.measures` holds how it is computed."""

from __future__ import annotations

from typing import Literal

from reviewbook.params.base import Bilingual, Day, Entry

__all__ = ["MeasureEntries", "MeasureEntry"]


class MeasureEntry(Entry):
    """
    What one measure means.

    Parameters
    ----------
    direction : str
        Whether ``up`` or ``down`` is better; ``none`` where neither is.
    owner : str
        Who answers for the definition.
    since : date
        From when on it is defined so.
    """

    name: str
    title: Bilingual
    meaning: Bilingual
    unit: Literal["share", "money", "count", "hours", "points", "index", "change", "days"]
    direction: Literal["up", "down", "none"]
    owner: str
    since: Day


class MeasureEntries(Entry):
    """The whole of ``measures.yaml``."""

    measures: tuple[MeasureEntry, ...]
