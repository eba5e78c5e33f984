"""The sentences that people write, by language, and how one of them is filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Phrases", "Teller", "phrases"]


@dataclass(frozen=True)
class Phrases:
    """
    What is written in one language.

    Parameters
    ----------
    frames : dict of str to list of str
        Sentences by what they are for.
    places : dict of str to list of str
        Towns of each region.
    competitors : list of str
        Invented competitors.
    visited : str
        How somebody always ends who names the number of visits.
    blank : str
        What stands between two sentences.
    """

    frames: dict[str, list[str]]
    places: dict[str, list[str]]
    competitors: list[str]
    visited: str
    blank: str


@cache
def phrases(language: str) -> Phrases:
    """Give the sentences of a language."""
    text = files("reviewbook.sources.sample").joinpath("texts", f"{language}.toml").read_text("utf-8")
    known = tomllib.loads(text)
    frames = {name: value for name, value in known.items() if isinstance(value, list)}
    return Phrases(frames, known["place"], known["competitors"]["names"], known["visited"], known["blank"])


class Teller:
    """
    Writes sentences for one person, one draw after the other.

    Parameters
    ----------
    words : Phrases
        In the person's language.
    slots : dict of str to list of str
        What may stand for ``{customer}``, ``{product}`` and ``{place}``.
    draws : iterator of float
        Uniform numbers of the person's own stream; as many as are asked for.
    """

    def __init__(self, words: Phrases, slots: dict[str, list[str]], draws: Iterator[float]) -> None:
        self._words = words
        self._slots = slots
        self._draw: Callable[[], float] = draws.__next__

    def chance(self, share: float) -> bool:
        """Decide something that happens in that share of cases."""
        return self._draw() < share

    def pick(self, choices: list[str]) -> str:
        """Choose one."""
        return choices[int(self._draw() * len(choices))]

    def number(self, low: int, high: int) -> int:
        """Choose a whole number, both ends included."""
        return low + int(self._draw() * (high - low + 1))

    def tell(self, about: str, **known: object) -> str:
        """Write one sentence; what the caller does not give is chosen."""
        customers = self._slots["customer"]
        at = int(self._draw() * len(customers))
        frames = self._words.frames
        return self.pick(frames[about]).format(
            **{
                "customer": customers[at],
                "other": customers[(at + self.number(1, max(1, len(customers) - 1))) % len(customers)],
                "product": self.pick(self._slots["product"]),
                "place": self.pick(self._slots["place"]),
                "contact": self.pick(frames["contact"]),
                "contact2": self.pick(frames["contact"]),
                "weekday": self.pick(frames["weekday"]),
                "n": self.number(4, 48),
                "m": self.number(2, 9),
                **known,
            }
        )

    def tell_all(self, *about: str, **known: object) -> str:
        """Write several sentences."""
        return self._words.blank.join(self.tell(name, **known) for name in about)

    def competitor(self, name: str | None = None) -> str:
        """Write about a competitor, a certain one or any."""
        return self.tell("competitor", competitor=name or self.pick(self._words.competitors))
