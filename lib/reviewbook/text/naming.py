"""Finding names in what people write: of competitors, customers, products, in Chinese and English.

Capitals, full-width forms and the number of blanks do not count. A name in a script
that parts its words is found as whole words alone: ``Apex`` is not in ``apexes``. Of
names that overlap the longest is meant: who writes ``恒锐机械`` has not named ``恒锐``
a second time. Whether a sentence affirms or denies makes no difference: it speaks of
the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Found", "Names", "plain", "sentences"]

#: Chinese and Japanese, which do not part their words.
_UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")

#: Where a sentence ends: a full stop of English only before a blank, since 3.5 has one too.
_END = re.compile(r"(?<=[。！？!?])|(?<=\.)(?=\s)|[\r\n]+")

#: Names are looked up by their first characters.
_START = 2


@dataclass(frozen=True, order=True)
class Found:
    """
    A name in a plain text.

    Parameters
    ----------
    start, end : int
        Where it stands.
    owner : str
        Whose name it is.
    """

    start: int
    end: int
    owner: str


class Names:
    """
    Names to be found.

    Parameters
    ----------
    owners : mapping of str
        Each name, and whose it is. Of names that are the same but for capitals the first counts; one of a single
        character is not looked for.
    """

    def __init__(self, owners: Mapping[str, str]) -> None:
        self._index: dict[str, dict[str, str]] = {}
        for name, owner in owners.items():
            said = plain(name)
            if len(said) >= _START:
                self._index.setdefault(said[:_START], {}).setdefault(said, owner)
        seconds: dict[str, str] = {}
        for start in sorted(self._index):
            seconds[start[0]] = seconds.get(start[0], "") + re.escape(start[1])
        starts = "|".join(f"{re.escape(first)}[{second}]" for first, second in seconds.items())
        self._start = re.compile(f"(?={starts})" if starts else "(?!)")  # one name may begin inside another

    def found(self, said: str) -> list[Found]:
        """Give the names in a text (`plain`), in their order; none overlaps another."""
        taken: list[Found] = []
        for place in sorted(self._all(said), key=lambda place: (place.start - place.end, place.start)):
            if all(place.end <= other.start or other.end <= place.start for other in taken):
                taken.append(place)
        return sorted(taken)

    def _all(self, said: str) -> Iterable[Found]:
        for start in (found.start() for found in self._start.finditer(said)):
            for name, owner in self._index[said[start : start + _START]].items():
                end = start + len(name)
                if said.startswith(name, start) and _whole(said, start, end):
                    yield Found(start, end, owner)

    def without(self, said: str) -> str:
        """Give a text (`plain`) with a blank in the place of each name."""
        parts, last = [], 0
        for place in self.found(said):
            parts.append(said[last : place.start])
            last = place.end
        return " ".join([*parts, said[last:]])


def plain(text: str) -> str:
    """Give a text as names are looked for in it: to be compared, not to be read."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sentences(text: str) -> list[str]:
    """Take a text apart into its sentences, as written; the parts together are the text but for its blanks."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def _whole(said: str, start: int, end: int) -> bool:
    """Whether a name does not begin or end inside a word."""
    inside_before = start > 0 and _parted(said[start - 1]) and _parted(said[start])
    inside_after = end < len(said) and _parted(said[end - 1]) and _parted(said[end])
    return not (inside_before or inside_after)


def _parted(character: str) -> bool:
    return character.isalnum() and not _UNPARTED.match(character)
