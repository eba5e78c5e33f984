"""How disciplined each rep is from month to month; the one thing behind both reporting and, a little, selling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.sources.sample.options import SampleOptions
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.truths import Planted

__all__ = ["discipline", "on_time_chance"]

ON_TIME, SWING = 0.97, 0.022
LOWEST, HIGHEST = 0.86, 0.998
#: Kinds whose people are otherwise without fault, so that the listed days are all there is.
STEADY = ("late_rep", "missing_rep", "copier", "near_copier")


def discipline(options: SampleOptions, person: Person, planted: Planted) -> NDArray[Any]:
    """
    Give a rep's discipline, in standard deviations, of each month.

    The first entry belongs to the month before the history. It is 0 throughout
    where reporting does not pay; equal reps are equal in this, too.
    """
    if not planted.of("reporting_pays"):
        return np.zeros(options.months + 1)
    equal = planted.of("equal_reps", person.person_id)
    subject = equal[0].people[0] if equal else person.person_id
    return options.stream("discipline", subject).normal(0, 1, options.months + 1)


def on_time_chance(options: SampleOptions, person: Person, planted: Planted) -> NDArray[Any]:
    """Give the chance of an on-time report in each month of the history."""
    if any(planted.of(kind, person.person_id) for kind in STEADY):
        return np.ones(options.months)
    return np.clip(ON_TIME + SWING * discipline(options, person, planted)[1:], LOWEST, HIGHEST)
