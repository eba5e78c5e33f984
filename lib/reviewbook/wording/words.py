"""Looking up words by key and language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from reviewbook.errors import nearest
from reviewbook.wording.numbers import Formats

__all__ = ["LANGUAGES", "Wording", "entries", "questions"]

LANGUAGES = ("zh", "en")


@cache
def entries() -> dict[str, dict[str, str]]:
    """Every entry of ``words/*.toml``: dotted key to the text of each language."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(files("reviewbook.wording").joinpath("words").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name != "questions.toml":
            for key, texts in _flat(tomllib.loads(file.read_text("utf-8"))):
                if key in found:
                    raise KeyError(f"wording: {key!r} stands twice, the second time in {file.name}")
                found[key] = texts
    return found


@cache
def questions() -> dict[str, str]:
    """Headings and prose of the published notebooks: the English that stands there, and its Chinese."""
    text = files("reviewbook.wording").joinpath("words", "questions.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["questions"])


class Wording(Formats):
    """
    The words and formats of one language.

    Parameters
    ----------
    language : str
        ``zh`` or ``en``.

    Examples
    --------
    >>> words = Wording("en")
    >>> words("status.on_time")
    'On time'
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise KeyError(f"language {language!r}: {nearest(str(language), LANGUAGES)}")
        super().__init__(language)

    def __call__(self, key: str, **values: object) -> str:
        """Give the text of a key with its ``{names}`` filled in; values come already written."""
        try:
            text = entries()[key][self.language]
        except KeyError:
            raise KeyError(f"wording: no entry {key!r}. {nearest(key, entries())}") from None
        return text.format(**values) if values else text

    def question(self, english: str) -> str:
        """Give a heading or sentence of a notebook in this language."""
        if self.language == "en":
            return english
        try:
            return questions()[english]
        except KeyError:
            raise KeyError(f"wording: questions.toml has no Chinese for {english!r}") from None

    def value(self, value: float | None, unit: str, currency: str = "") -> str:
        """Write the value of a fact by its unit."""
        match unit:
            case "share":
                return self.percent(value)
            case "change":
                return self.change(value)
            case "money":
                return self.short_money(value, currency)
            case "hours" | "points":
                return self.number(value, 1)
            case "index":
                return self.number(value, 2)
            case _:
                return self.number(value)


def _flat(tree: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, str]]]:
    if tree and all(isinstance(text, str) for text in tree.values()):
        return [(path, tree)]
    found = []
    for name, below in tree.items():
        found += _flat(below, f"{path}.{name}" if path else name)
    return found
