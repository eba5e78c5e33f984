"""What every page of the archive shares: its template, its languages and its name."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reviewbook.legible import visible
from reviewbook.wording import LANGUAGES, Wording, language

__all__ = ["TAGS", "drawn_with", "named", "page", "rendered"]

TAGS = {one: language(one).tag for one in LANGUAGES}

#: The language whose pages have no language in their names.
_FIRST = LANGUAGES[0]


def named(stem: str, language: str, ending: str = "html") -> str:
    """Name a page: ``index.html`` in the first language, ``index.en.html`` in the other."""
    return f"{stem}.{ending}" if language == _FIRST else f"{stem}.{language}.{ending}"


def page(template: str, stem: str, words: Wording, up: str, **values: Any) -> tuple[str, str]:
    """
    Draw a page in one language.

    Parameters
    ----------
    template : str
        Name of the template, without its ending.
    stem : str
        Name of the page, without language and ending.
    words : Wording
        The language.
    up : str
        The way from the page's folder to the start of its pages, ``../``; empty when it stands there.
    **values
        What the template shows.

    Returns
    -------
    tuple of str
        The page's name and its HTML.
    """
    other = next(one for one in LANGUAGES if one != words.language)
    shared = {"words": words, "tag": TAGS[words.language], "tags": TAGS, "other": other, "up": up}
    values |= shared | {
        "other_page": named(stem, other),
        "to": lambda stem, end="html": named(stem, words.language, end),
    }
    return named(stem, words.language), rendered(f"{template}.html.j2", **values)


def rendered(template: str, **values: Any) -> str:
    """Fill in a template; every text is escaped, and what hides other text is shown as its code point."""
    return _environment().get_template(template).render(**values)


@cache
def drawn_with() -> str:
    """Give a checksum of the code, templates and words that pages are drawn with."""
    own = files("reviewbook.editions")
    parts = [own, own.joinpath("site"), own.joinpath("templates"), files("reviewbook.wording")]
    parts += [files("reviewbook.wording").joinpath(folder) for folder in ("words", "languages")]
    content = [file for part in parts for file in sorted(part.iterdir(), key=lambda file: file.name) if file.is_file()]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in content)).hexdigest()


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reviewbook.editions"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
