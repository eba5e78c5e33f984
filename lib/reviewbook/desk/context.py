"""What a review that was opened by hand remembers: all that it takes to derive it again under another rule."""

from __future__ import annotations

from dataclasses import dataclass

from reviewbook import analysis
from reviewbook.audiences import Derived
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run.code import library_digest
from reviewbook.slices import Audience

__all__ = ["Desk", "kept_for"]


@dataclass(frozen=True)
class Desk:
    """
    Behind one review.

    Parameters
    ----------
    places, params
        The company.
    derived : Derived
        The facts and rows of everybody; a review shows its audience's alone.
    who : Audience
        For whom the review was opened.
    """

    places: Places
    params: Params
    derived: Derived
    who: Audience


def kept_for(places: Places) -> analysis.Kept | None:
    """
    Give where results are kept; None where the code on the disk is no longer what this process has loaded.

    Nobody can tell then which of the two a result is of, so it is derived in any case.
    """
    loaded, now = library_digest(), library_digest.__wrapped__()
    return analysis.Kept(places.derived / "desk", now) if now == loaded else None
