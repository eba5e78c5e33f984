"""How each number is made, and which days were worked."""

from __future__ import annotations

import pandas as pd

from reviewbook.blocks import Definitions, Notice, Tone
from reviewbook.slices import Slice

__all__ = ["calendar_note", "definitions"]


def definitions(review: Slice) -> Definitions:
    """Give title and meaning of every measure that has a value in the review, in the order of ``measures.yaml``."""
    present = set(review.facts.loc[review.facts["value"].notna(), "measure"])
    entries = (entry for name, entry in review.measures.items() if name in present)
    return Definitions(tuple((entry.title(review.language), entry.meaning(review.language)) for entry in entries))


def calendar_note(review: Slice) -> Notice:
    """
    Say how many days of the period were worked, and which differ from Monday to Friday.

    Days beyond the calendar's published years are named provisional, and make the notice a warning.
    """
    words = review.words
    days = review.frames["days"].assign(on=lambda frame: pd.to_datetime(frame["on"]).dt.date)
    days = days[[on in review.period for on in days["on"]]].sort_values("on")
    weekday = pd.Series([on.weekday() < 5 for on in days["on"]], index=days.index, dtype=bool)
    working = days["working"].astype(bool)
    sentences = [
        words("tables.calendar.working", working=int(working.sum()), days=len(days)),
        *_named(review, "tables.calendar.holidays", days[weekday & ~working]),
        *_named(review, "tables.calendar.make_up", days[~weekday & working]),
    ]
    provisional = days[days["provisional"].astype(bool)]
    sentences += _named(review, "tables.calendar.provisional", provisional)
    return Notice(words("tables.space").join(sentences), Tone.NONE if provisional.empty else Tone.WARN)


def _named(review: Slice, key: str, days: pd.DataFrame) -> list[str]:
    if days.empty:
        return []
    return [review.words(key, days=review.words.join([review.words.day(on) for on in days["on"]]))]
