"""Which reports name which competitor, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reviewbook.params.market import Market
from reviewbook.schema import FRAMES
from reviewbook.text import Names, plain, sentences

__all__ = ["mentions"]

#: The owner of a name that is nobody's competitor.
_NOBODY = ""


def mentions(fields: pd.DataFrame, market: Market, others: Sequence[str] = ()) -> pd.DataFrame:
    """
    Every competitor that a field of a report names.

    Parameters
    ----------
    fields : DataFrame
        The fields that speak of the market (`heard.heard`).
    market : Market
        The competitors and what they are called.
    others : sequence of str
        Names of customers and others. One that contains a competitor's name is no mention of it.

    Returns
    -------
    DataFrame
        `schema.FRAMES["mentions"]` in the analysis' form: one row per report, field and competitor, however often it
        is named there; ``sentence`` holds all sentences of the field that name it, as written.
    """
    called = {plain(name): entry.name for entry in market.competitors for name in (*entry.title.texts, *entry.aliases)}
    longer = [name for name in others if any(alias in plain(name) for alias in called)]
    names = Names(called | {plain(name): _NOBODY for name in longer if plain(name) not in called})
    told = [
        (place, topic, " ".join(sentences_of_it))
        for place, text in enumerate(fields["said"])
        for topic, sentences_of_it in _told(text, names).items()
    ]
    columns = FRAMES["mentions"].names
    rows = fields[[name for name in columns if name in fields]].iloc[[place for place, *_ in told]]
    named = rows.assign(topic=[topic for _, topic, _ in told], sentence=[sentence for *_, sentence in told])
    return named[columns].reset_index(drop=True).astype("str")


def _told(text: str, names: Names) -> dict[str, list[str]]:
    """Give the sentences about each competitor that a text names."""
    told: dict[str, list[str]] = {}
    for sentence in sentences(text) if names.found(plain(text)) else ():  # most fields name nobody
        for topic in dict.fromkeys(found.owner for found in names.found(plain(sentence))):
            if topic != _NOBODY:
                told.setdefault(topic, []).append(sentence)
    return told
