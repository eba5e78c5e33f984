"""Text that somebody else wrote, made fit to be looked at: nothing hidden in it, no secret, and an end.

It comes from hundreds of people and from any program. Control characters and those
that turn the direction of writing can make a name or an amount read as another, and
steer a terminal; they appear as their code point, in brackets. What an address or a
message carries to log in with is masked. A name is one line, and nothing that is
printed is longer than somebody reads; the data files of an edition hold the whole.
"""

from __future__ import annotations

import re

__all__ = ["HIDDEN", "LONGEST", "LONGEST_NAME", "masked", "named", "shortened", "visible"]

#: Characters of a printed text at most.
LONGEST = 4_000

#: Characters of a printed name at most; two of them must still fit into a sentence.
LONGEST_NAME = 48

#: Bidirectional marks, embeddings, overrides and isolates, the tags of plane 14, and non-characters.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff"
    "\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_MASK = "•••"

# Bounded, so that no text makes the search slow.
_LOGIN = re.compile(r"(?<=://)[^\s/?#'\"<>]{1,400}@")
_CREDENTIAL = re.compile(
    r"((?:pass(?:word|wd|phrase)|pwd|secret|token|credentials?|signature|sig|(?:api|access|private)[_-]?key)"
    r"(?:['\"]?\s?=\s?['\"]?|['\"]\s?:\s?['\"]))(?!•)[^\s&,;'\"<>)\]}]{1,500}",
    re.I,
)
_BEARER = re.compile(r"\b(bearer|basic)(\s+)(?=[A-Za-z+/=._~-]{0,500}[0-9])[A-Za-z0-9+/=._~-]{8,}", re.I)


def visible(text: str) -> str:
    """Give the text with characters that hide or turn other text as code points: ``[U+202E]``."""
    if text.isascii() and text.isprintable():
        return text
    return HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", _BREAKS.sub("\n", text).replace("\t", " "))


def masked(text: str) -> str:
    """
    Give a message without what it quotes of logins.

    Parameters
    ----------
    text : str
        What an exception or a log says: it may quote an address with a password or a token, or a header.

    Returns
    -------
    str
        The same with ``•••`` in place of each; a name such as ``password`` or ``token`` before it stays.
    """
    text = _LOGIN.sub(f"{_MASK}@", text)
    text = _BEARER.sub(rf"\1\2{_MASK}", text)
    return _CREDENTIAL.sub(rf"\1{_MASK}", text)


def shortened(text: str, most: int = LONGEST) -> str:
    """Give the beginning of a text that is longer than `most`, and ``…`` where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def named(name: str) -> str:
    """Give a name as it is printed: on one line, and cut where it is longer than a name can be."""
    return shortened(" ".join(shortened(name, 4 * LONGEST_NAME).split()), LONGEST_NAME)
