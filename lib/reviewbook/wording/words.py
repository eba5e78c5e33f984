"""Looking up words by key and language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from reviewbook.errors import nearest
from reviewbook.wording.formats import BOTH, LANGUAGES, of
from reviewbook.wording.numbers import Formats

__all__ = ["Wording", "entries", "pairs", "questions"]


@cache
def entries() -> dict[str, dict[str, str]]:
    """Every entry of ``words/*.toml``: dotted key to the text of each language that has one."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(files("reviewbook.wording").joinpath("words").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name != "questions.toml":
            for key, texts in pairs(tomllib.loads(file.read_text("utf-8"))):
                if key in found:
                    raise KeyError(f"wording: {key!r} stands twice, the second time in {file.name}")
                found[key] = texts
    for language in LANGUAGES[len(BOTH) :]:
        for key, text in of(language).words.items():
            if key in found:
                found[key][language] = text
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
        ``zh``, ``en``, or a further one that has a file in ``languages/``: where it lacks a word, the English stands.

    Examples
    --------
    >>> words = Wording("en")
    >>> words("status.on_time")
    'On time'
    """

    def __call__(self, key: str, **values: object) -> str:
        """Give the text of a key with its ``{names}`` filled in; values come already written."""
        try:
            texts = entries()[key]
        except KeyError:
            raise KeyError(f"wording: no entry {key!r}. {nearest(key, entries())}") from None
        text = texts[self.language] if self.language in texts else texts["en"]
        return text.format(**values) if values else text

    def question(self, english: str) -> str:
        """Give a heading or sentence of a notebook in this language."""
        if self.language != "zh":
            return self.written.questions.get(english, english)
        try:
            return questions()[english]
        except KeyError:
            raise KeyError(f"wording: questions.toml has no Chinese for {english!r}") from None

    def language_name(self, code: str) -> str:
        """Name a language: in this one where there is a word for it, else as it calls itself."""
        key = f"archive.language.{code}"
        return self(key) if key in entries() else of(code).name

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


def pairs(tree: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, str]]]:
    """Give the entries of a file of words: dotted key, and its texts by language."""
    if tree and all(isinstance(text, str) for text in tree.values()):
        return [(path, tree)]
    found = []
    for name, below in tree.items():
        found += pairs(below, f"{path}.{name}" if path else name)
    return found
