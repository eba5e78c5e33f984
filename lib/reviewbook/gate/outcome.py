"""What becomes of a review: the worst that any rule says of it."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from reviewbook.schema.gate import HELD, NAMED

__all__ = ["despite", "outcome"]


def outcome(frame: pd.DataFrame) -> Literal["published", "caveats", "withheld"]:
    """
    Say what becomes of the review of one audience.

    Parameters
    ----------
    frame : DataFrame
        Frame ``gate``, cut for the audience.
    """
    outcomes = set(frame["outcome"])
    return "withheld" if HELD in outcomes else "caveats" if NAMED in outcomes else "published"


def despite(frame: pd.DataFrame, reason: str) -> pd.DataFrame:
    """
    Let a review go out in spite of what withholds it: each such rule becomes a caveat that names the reason.

    Parameters
    ----------
    frame : DataFrame
        Frame ``gate``.
    reason : str
        Why, in the words of whoever answers for it.

    Raises
    ------
    ValueError
        When no reason is given.
    """
    if not reason.strip():
        raise ValueError("a review that is withheld goes out only with a reason")
    held = frame["outcome"] == HELD
    return frame.assign(outcome=frame["outcome"].mask(held, NAMED), despite=frame["despite"].mask(held, reason.strip()))
