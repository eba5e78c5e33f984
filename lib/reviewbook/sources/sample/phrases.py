"""The sentences that people write, by language, and how one of them is filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

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
    subjects : dict of str to list of str
        What may stand for ``{customer}``, ``{product}`` and ``{place}``.
    draws : iterator of float
        Uniform numbers of the person's own stream; as many as are asked for.
    """

    def __init__(self, words: Phrases, subjects: dict[str, list[str]], draws: Iterator[float]) -> None:
        self._words = words
        self._draw: Callable[[], float] = draws.__next__
        self._customers = subjects["customer"]
        self._customer = 0
        self._choices = {
            "product": subjects["product"],
            "place": subjects["place"],
            "contact": words.frames["contact"],
            "contact2": words.frames["contact"],
            "weekday": words.frames["weekday"],
        }

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
        frame = self.pick(self._words.frames[about])
        return frame.format(**{slot: known[slot] if slot in known else self._fill(slot) for slot in _slots(frame)})

    def tell_all(self, *about: str, **known: object) -> str:
        """Write several sentences."""
        return self._words.blank.join(self.tell(name, **known) for name in about)

    def competitor(self, name: str | None = None) -> str:
        """Write about a competitor, a certain one or any."""
        return self.tell("competitor", competitor=name or self.pick(self._words.competitors))

    def _fill(self, slot: str) -> object:
        match slot:
            case "customer":
                self._customer = self.number(0, len(self._customers) - 1)
                return self._customers[self._customer]
            case "other":
                # Another customer than the one that was mentioned last.
                step = self.number(1, max(1, len(self._customers) - 1))
                return self._customers[(self._customer + step) % len(self._customers)]
            case "n":
                return self.number(4, 48)
            case "m":
                return self.number(2, 9)
        return self.pick(self._choices[slot])


@cache
def _slots(frame: str) -> tuple[str, ...]:
    """Names in braces, in order of the alphabet: ``customer`` before ``other``."""
    return tuple(sorted({name for _, name, _, _ in Formatter().parse(frame) if name}))
