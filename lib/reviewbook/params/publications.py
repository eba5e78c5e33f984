"""``publications.yaml``: which reviews are published, when, and for whom."""

from __future__ import annotations

from typing import Literal

from reviewbook.params.base import Bilingual, Entry
from reviewbook.params.templates import Due
from reviewbook.periods import Cadence

__all__ = ["Publication", "Publications"]


class Publication(Entry):
    """
    A review that is published again and again.

    Parameters
    ----------
    name : str
        Name of the notebook and of the published folder: ``weekly_review``.
    due : Due
        The slot: its instant is the cut-off of a scheduled review.
    audiences : tuple of str
        ``company``, ``teams`` (every team), ``people`` (every person who was a rep in the period), or ids of teams
        and persons.
    languages : tuple of str
        Each edition holds one document in each.
    history : int
        Periods before the reviewed one that the review may look back to.
    """

    name: str
    title: Bilingual
    cadence: Cadence
    due: Due
    audiences: tuple[str, ...] = ("company",)
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    history: int = 13


class Publications(Entry):
    """The whole of ``publications.yaml``."""

    publications: tuple[Publication, ...]
