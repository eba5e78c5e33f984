"""What a run yields for everybody, and the part of it that one audience may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.slices import Audience

__all__ = ["Cut", "Derived"]


@dataclass(frozen=True)
class Derived:
    """
    What the analysis yields once per run, for everybody.

    Parameters
    ----------
    publication : Publication
        The review it was derived for.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        ``facts`` and the frames of `schema.FRAMES`, with ``people``, ``teams``, ``memberships``, ``products`` and
        ``days``.
    """

    publication: Publication
    period: Period
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Cut:
    """
    The part of a run that one audience may see.

    Parameters
    ----------
    audience : Audience
        Who may see it.
    publication : str
        Name of the review.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        The frames of `Derived`, cut.
    """

    audience: Audience
    publication: str
    period: Period
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]
