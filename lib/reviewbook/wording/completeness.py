"""What a further language has not said yet, and what it says that nobody asks for."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from reviewbook.errors import Problem, nearest
from reviewbook.wording.formats import BOTH, of
from reviewbook.wording.words import entries, pairs, questions

__all__ = ["lacking"]

_STAND_IN = "English stands in their place"


def lacking(code: str) -> list[Problem]:
    """
    List the words that a language lacks, one problem for each file of words; none for Chinese and English.

    Parameters
    ----------
    code : str
        The language.

    Returns
    -------
    list of Problem
        Beside what is lacking: words under a key that does not exist, and those with other ``{names}`` in them than
        the English has.
    """
    if code in BOTH:
        return []
    told, where = of(code), f"lib/reviewbook/wording/languages/{code}.toml"
    problems = [
        Problem(f"{where}: words", f"{len(keys)} of {name} are missing: {', '.join(keys)}", "", _STAND_IN)
        for name, keys in _missing(code)
    ]
    asked = [english for english in questions() if english not in told.questions]
    if asked:
        listed = "; ".join(asked)
        what = f"{len(asked)} headings and sentences of the notebooks are missing: {listed}"
        problems.append(Problem(f"{where}: questions", what, "", _STAND_IN))
    for table, given, known in (
        ("words", told.words, list(entries())),
        ("questions", told.questions, list(questions())),
    ):
        unknown = [key for key in given if key not in known]
        problems += [Problem(f"{where}: {table}: {key}", "nobody asks for it", nearest(key, known)) for key in unknown]
    for key, text in told.words.items():
        if key in entries() and _filled(text) != _filled(entries()[key]["en"]):
            names = ", ".join(f"{{{name}}}" for name in sorted(_filled(entries()[key]["en"]))) or "nothing"
            problems.append(Problem(f"{where}: words: {key}", "is not filled in as the English is", f"It has {names}."))
    return problems


def _missing(code: str) -> Iterator[tuple[str, list[str]]]:
    for file in sorted(files("reviewbook.wording").joinpath("words").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and file.name != "questions.toml":
            keys = [key for key, _ in pairs(tomllib.loads(file.read_text("utf-8")))]
            without = [key for key in keys if code not in entries()[key]]
            if without:
                yield file.name, without


def _filled(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
