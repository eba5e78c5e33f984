"""``market.yaml``: whom the reports may name as competitors, and what suggestions and problems are about.

A company without this file has no section on its market: nothing is looked for.
"""

from __future__ import annotations

import unicodedata

from reviewbook.params.base import Bilingual, Entry
from reviewbook.params.reading import Keys, YamlFile

__all__ = ["OTHER", "Competitor", "Market", "Theme", "check_market"]

#: What no theme has a word for; no theme may be called so.
OTHER = "other"

#: A shorter word would be found inside half of all sentences.
_SHORTEST = 2


class Competitor(Entry):
    """
    A company that sells to the same customers.

    Parameters
    ----------
    title : Bilingual
        Its name as printed; found in reports of either language.
    aliases : tuple of str
        What else it is called, in any language.
    """

    name: str
    title: Bilingual
    aliases: tuple[str, ...] = ()


class Theme(Entry):
    """
    What suggestions and problems are about.

    Parameters
    ----------
    words : tuple of str
        A sentence with one of them belongs to the theme; English ones are whole words.
    """

    name: str
    title: Bilingual
    words: tuple[str, ...]


class Market(Entry):
    """
    The whole of ``market.yaml``.

    Parameters
    ----------
    words : tuple of str
        Words of the trade that a general dictionary would take apart.
    stop_words : tuple of str
        Words that never are terms of the market.
    """

    competitors: tuple[Competitor, ...] = ()
    themes: tuple[Theme, ...] = ()
    words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether anything is looked for in the reports."""
        return bool(self.competitors or self.themes)

    def title(self, topic: str, language: str) -> str:
        """Give the printed name of a competitor; its key where it stands in the file no longer."""
        return next((entry.title(language) for entry in self.competitors if entry.name == topic), topic)


def check_market(file: YamlFile, market: Market) -> None:
    """Refuse names that are there twice, empty or too short, and a word that would stand for two things."""
    for place, theme in enumerate(market.themes):
        if theme.name == OTHER:
            file.problem(("themes", place, "name"), f"{OTHER!r} is where the rest goes", "Give it another name.")
        if not theme.words:
            file.problem(("themes", place, "words"), "is empty", "Nothing would ever belong to this theme.")
    _differ(file, [(("competitors", n, "name"), entry.name) for n, entry in enumerate(market.competitors)], 1)
    _differ(file, [(("themes", n, "name"), entry.name) for n, entry in enumerate(market.themes)], 1)
    _differ(file, [called for n, entry in enumerate(market.competitors) for called in _called(n, entry)])
    words = [(n, place, word) for n, entry in enumerate(market.themes) for place, word in enumerate(entry.words)]
    _differ(file, [(("themes", n, "words", place), _plain(word)) for n, place, word in words])


def _called(place: int, competitor: Competitor) -> list[tuple[Keys, str]]:
    """Give what a competitor is called, and where it stands; a title that is the same in both languages once."""
    titles = {_plain(text): ("competitors", place, "title") for text in competitor.title.texts}
    aliases = [(("competitors", place, "aliases", n), _plain(alias)) for n, alias in enumerate(competitor.aliases)]
    return [*((keys, title) for title, keys in titles.items()), *aliases]


def _differ(file: YamlFile, words: list[tuple[Keys, str]], shortest: int = _SHORTEST) -> None:
    """Refuse what is empty, too short, or stands in an earlier place."""
    first: dict[str, Keys] = {}
    for keys, word in words:
        if not word:
            file.problem(keys, "is empty")
        elif len(word) < shortest:
            file.problem(keys, f"{word!r} is too short to be found", f"It needs {shortest} characters or more.")
        elif word in first:
            place = file.where(first[word]).rpartition(" ")[2]
            file.problem(keys, f"{word!r} stands in {place} already", "Keep one of the two.")
        first.setdefault(word, keys)


def _plain(text: str) -> str:
    """Give a word as it is compared: without capitals and full-width forms."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
