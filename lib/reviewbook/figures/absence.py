"""What stands in the place of a figure that would be empty."""

from __future__ import annotations

from reviewbook.blocks import Notice, Tone
from reviewbook.slices import Slice

__all__ = ["absent"]


def absent(review: Slice, measure: str, reason: str = "") -> Notice:
    """Say that a measure is not drawn, and why."""
    why = reason or review.reason(measure)
    return Notice(review.words("figures.absent", what=review.title(measure), reason=why), Tone.MUTED)
