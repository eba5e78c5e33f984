"""Text that somebody typed, written so that a chat shows it as it was typed: no link, no mention, no bold of its own.

Feishu documents how its signs are escaped (``&#42;``). WeCom and DingTalk document nothing, and their programs
differ between phone and desk. There the signs are kept apart by a space of no width, which breaks each form in
whatever reads it, and the few that mark by themselves are written by a sign that looks the same.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from reviewbook.legible import visible

__all__ = ["address", "apart", "by_entities", "single", "unlinked"]

#: A space of no width.
_GAP = "\u200b"

#: Where a chat would make a link or a mention of its own accord.
_SCHEME = re.compile(r"(?<=[A-Za-z]:)(?=//)|(?<=mailto:)|(?<=tel:)", re.I)
_HOST = re.compile(r"(?<=[\w-]\.)(?=[^\W\d_])")
_AT = re.compile(r"(?<=[@＠])(?=\S)")
_TAG = re.compile(r"(?<=<)(?=[A-Za-z/@!])")

#: Marks of their own, and what looks the same.
_ALIKE = str.maketrans({"*": "∗", "`": "ˋ"})
#: Forms that are broken by what stands behind their sign: ``](``, ``![``, ``&lt;``, ``~~``.
_FORMS = re.compile(r"(?<=[\[\]\\])|(?<=<)$|(?<=!)(?=\[|$)|(?<=&)(?=[#\w])|(?<=~)(?=~)")
_EMPHASIS = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
#: Signs that begin a heading, a quotation, a list or a line where they stand first.
_FIRST = re.compile(r"^(?=[#>+\-=|]|\d+[.)](?:\s|$))")

#: Signs of Feishu's markdown; each may be written by its number.
_SIGNS = re.compile(r"[&<>=~\-!*/\\\[\]():#+\"'`$_@{}|]")


def single(text: str) -> str:
    """Give a text on one line, with nothing hidden in it."""
    return " ".join(visible(text).split())


def unlinked(text: str) -> str:
    """Give a text on one line in which no program finds an address, a mention or a tag."""
    text = _SCHEME.sub(_GAP, single(text))
    for place in (_HOST, _AT, _TAG):
        text = place.sub(_GAP, text)
    return text


def apart(text: str) -> str:
    """Write a text for a chat that documents no escapes: WeCom, DingTalk."""
    text = _FORMS.sub(_GAP, unlinked(text.translate(_ALIKE)))
    return _FIRST.sub(_GAP, _EMPHASIS.sub(lambda run: "＿" * len(run[0]), text))


def by_entities(text: str) -> str:
    """Write a text for Feishu: each sign that could mark something by its number."""
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", unlinked(text))


def address(url: str) -> str:
    """Give an address so that it stands in brackets without ending them; empty where it is none of the web."""
    url = quote(single(url), safe="%/:?#@!$&+,;=~-._")
    parts = urlsplit(url)
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
