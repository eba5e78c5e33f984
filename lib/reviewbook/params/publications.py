"""``publications.yaml``: which reviews are published, when, and for whom."""

from __future__ import annotations

from reviewbook.params.base import Bilingual, Entry, Language
from reviewbook.params.recipients import Recipient
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
    audiences : tuple of Recipient
        Who is given it: a word, or a mapping that says in which languages, which sections and for how long.
    languages : tuple of str
        Each edition holds one document in each, unless its audience is given others.
    history : int
        Periods before the reviewed one that the review may look back to.
    scheduled : bool
        Whether it is expected at each slot; one that is not is published when asked for by name.
    """

    name: str
    title: Bilingual
    cadence: Cadence
    due: Due
    audiences: tuple[Recipient, ...] = (Recipient(to="company"),)
    languages: tuple[Language, ...] = ("zh", "en")
    history: int = 13
    scheduled: bool = True


class Publications(Entry):
    """
    The whole of ``publications.yaml``.

    Parameters
    ----------
    site : str
        Address at which the published folder is served, for the links of its feeds: ``https://reviews.example.com``.
        Without it they are relative.
    """

    publications: tuple[Publication, ...]
    site: str = ""
