"""What every part of the simulation stands on: the options, the people, the truths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Roster
from reviewbook.sources.sample.truths import Planted

__all__ = ["Setting"]


@dataclass(frozen=True)
class Setting:
    """The company before anything happens in it."""

    options: SampleOptions
    roster: Roster
    planted: Planted

    def stream(self, *subject: str) -> np.random.Generator:
        """Give the random numbers of one subject."""
        return self.options.stream(*subject)
