"""A language: how it writes numbers, dates and spans, and what it has of the words.

A language is one file, ``languages/<code>.toml``. Chinese and English have every word,
side by side in ``words/*.toml``; a further language brings those it has in its own
file, and English stands for the others until they are written (`lacking`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from reviewbook.errors import nearest

__all__ = ["BOTH", "LANGUAGES", "Language", "flat", "of"]

#: The languages in which every word stands.
BOTH = ("zh", "en")

_FOLDER = files("reviewbook.wording").joinpath("languages")

#: Has every key that a language needs.
_COMPLETE: Mapping[str, Any] = tomllib.loads(_FOLDER.joinpath(f"{BOTH[1]}.toml").read_text("utf-8"))

#: What a further language brings beside its formats: its words by key, and the headings of the notebooks.
_WORDS = ("words", "questions")

#: Every language that has a file: the two first, then the others by their code.
LANGUAGES = (
    *BOTH,
    *sorted({file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")} - {*BOTH}),
)


@dataclass(frozen=True)
class Language:
    """
    How one language is written.

    Parameters
    ----------
    code : str
        ``zh``.
    name : str
        What it calls itself.
    locale, tag, mail, region, face : str
        What babel, a page, a mail and the typesetter call it, and the face of its workbooks.
    thousands, decimal : str
        The marks of a number.
    percent, points : str
        A percentage and a difference of two, with ``{number}``.
    scales : sequence
        What large numbers are written in: size and name, the largest first.
    between_words, between_sentences : str
        What stands there.
    dates, periods, zones, spans : mapping
        The patterns of these tables of the file.
    words, questions : mapping
        What a further language has of the words by key, and of the headings by their English.
    """

    code: str
    name: str
    locale: str
    tag: str
    mail: str
    region: str
    face: str
    thousands: str
    decimal: str
    percent: str
    points: str
    scales: tuple[tuple[float, str], ...]
    between_words: str
    between_sentences: str
    dates: Mapping[str, str]
    periods: Mapping[str, Any]
    zones: Mapping[str, Any]
    spans: Mapping[str, str]
    words: Mapping[str, str]
    questions: Mapping[str, str]


@cache
def of(code: str) -> Language:
    """
    Read the file of a language.

    Raises
    ------
    KeyError
        When there is no such language, or its file lacks something.
    """
    if code not in LANGUAGES:
        raise KeyError(f"language {code!r}: {nearest(str(code), LANGUAGES)}")
    where = f"lib/reviewbook/wording/languages/{code}.toml"
    told = tomllib.loads(_FOLDER.joinpath(f"{code}.toml").read_text("utf-8"))
    known = [field.name for field in fields(Language) if field.name != "code"]
    strange = [f"has {name!r}, which is unknown: {nearest(name, known)}" for name in told if name not in known]
    wrong = strange + [f"lacks {name}" for name in _lacked(told, known)]
    if wrong:
        raise KeyError(f"{where}: {'; '.join(wrong)}. {BOTH[1]}.toml beside it has everything.")
    told["scales"] = tuple((float(size), str(name)) for size, name in told["scales"])
    told["words"] = dict(flat(told.get("words", {})))
    return Language(code=code, **{"questions": {}, **told})


def flat(tree: Mapping[str, Any], path: str = "") -> list[tuple[str, str]]:
    """Give the texts of nested tables, each with its dotted key."""
    found = []
    for name, below in tree.items():
        key = f"{path}.{name}" if path else name
        found += [(key, below)] if isinstance(below, str) else flat(below, key)
    return found


def _lacked(told: Mapping[str, Any], known: list[str]) -> list[str]:
    lacked = [name for name in known if name not in told and name not in _WORDS]
    for table in ("dates", "periods", "zones", "spans"):
        lacked += [f"{table}.{name}" for name in _COMPLETE[table] if name not in told.get(table, _COMPLETE[table])]
    return lacked
