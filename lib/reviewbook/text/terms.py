"""Taking a text apart into the words that may be terms of a market.

Chinese is segmented by a dictionary, to which the words of the trade are added;
languages that part their words need none. Numbers, single characters and stop words
are no terms. A word that no dictionary has stays as the segmenter guesses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rjieba import Jieba

from reviewbook.text.naming import plain

__all__ = ["Terms"]

_UNPARTED = "\u3400-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_UNPARTED}]+|[^\W_{_UNPARTED}]+(?:[-'’.][^\W_{_UNPARTED}]+)*")
_CHINESE = re.compile(rf"[{_UNPARTED}]")


class Terms:
    """
    Gives the terms of a text.

    Parameters
    ----------
    words : iterable of str
        Words of the trade, which are not taken apart.
    stop_words : iterable of str
        Words that are no terms.
    """

    def __init__(self, words: Iterable[str], stop_words: Iterable[str]) -> None:
        self._segmenter = Jieba()
        for word in words:
            if _CHINESE.search(word):
                self._segmenter.add_word(plain(word), None, None)
        self._stop = frozenset(plain(word) for word in stop_words)

    def of(self, said: str) -> list[str]:
        """Give the terms of a text (`naming.plain`) in their order, each time they stand there."""
        found: list[str] = []
        for run in _RUN.findall(said):
            found += self._segmenter.cut(run) if _CHINESE.match(run) else [run]
        return [word for word in found if self._is_term(word)]

    def _is_term(self, word: str) -> bool:
        return len(word) > 1 and word not in self._stop and any(letter.isalpha() for letter in word)
