"""What suggestions and problems are about: every sentence under its themes, and none left out."""

from __future__ import annotations

import pandas as pd

from reviewbook.params.market import OTHER, Market
from reviewbook.schema import FRAMES
from reviewbook.text import Names, plain, sentences

__all__ = ["themes"]

_MEANT = ("suggestion", "problem")


def themes(fields: pd.DataFrame, market: Market) -> pd.DataFrame:
    """
    Every sentence of a suggestion or a problem, with what it is about.

    Parameters
    ----------
    fields : DataFrame
        The fields that speak of the market (`heard.heard`).
    market : Market
        The themes and their words.

    Returns
    -------
    DataFrame
        `schema.FRAMES["themes"]` in the analysis' form: one row per sentence and theme; a sentence about two themes
        stands under both, one about none under ``other``. ``place`` counts the sentences of a field from 1.
    """
    names = Names({word: theme.name for theme in market.themes for word in theme.words})
    columns = FRAMES["themes"].names
    known = [name for name in columns if name in fields]
    told = fields[fields["means"].isin(_MEANT)]
    rows = [
        (*row, place, theme, sentence)
        for row, text in zip(told[known].itertuples(index=False, name=None), told["said"], strict=True)
        for place, sentence in enumerate(sentences(text), 1)
        for theme in _themes(sentence, names)
    ]
    return pd.DataFrame(rows, columns=columns)


def _themes(sentence: str, names: Names) -> list[str]:
    return list(dict.fromkeys(found.owner for found in names.found(plain(sentence)))) or [OTHER]
