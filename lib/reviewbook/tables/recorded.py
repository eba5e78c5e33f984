"""Tables of what not every company keeps: they give way to one sentence where there is none of it at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from reviewbook.blocks import Notice, Table, Tone
from reviewbook.slices import Slice

__all__ = ["where_recorded"]

_Shown = Callable[[Slice], Table]


def where_recorded(measure: str, absent: str) -> Callable[[_Shown], Callable[[Slice], Table | Notice]]:
    """
    Let a table give way to a sentence where the rows of a measure are not kept.

    Parameters
    ----------
    measure : str
        The measure that is noted ``none on record`` then.
    absent : str
        Key of the sentence.
    """

    def kept(shown: _Shown) -> Callable[[Slice], Table | Notice]:
        @wraps(shown)
        def told(review: Slice) -> Table | Notice:
            return shown(review) if review.recorded(measure) else Notice(review.words(absent), Tone.MUTED)

        return told

    return kept
