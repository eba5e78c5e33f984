"""Making a message so short that a channel takes it: the least important goes first, and a word is never cut.

The limits of chats are bytes of what is sent, escapes and marks included. So a message
is made shorter, written once more and measured, until it fits. Long lines are made
shorter before lines are left out; how many are missing is said, and the links, which
lead to the whole, stay to the last.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

from reviewbook.delivery.message import Line, Message, Section
from reviewbook.wording import Wording

__all__ = ["fitted", "in_bytes", "shorter"]

#: Bytes to which the longest lines are made shorter, before the last ones are left out.
_LINES = (900, 450, 240)
#: Bytes of the only line that is left, and of a title.
_LINE, _TITLES = 120, (240, 120, 60, 20)

#: What is so many times too long is not written to be measured: of a thousand lines few will stay.
_TIMES = 4

#: What is left off at an end: pauses, and spaces.
_PAUSES = "。！？；，、：.!?;,: \n"
#: What belongs to the number before it.
_UNITS = "%‰°℃"
#: What holds two words together: ``2026-W47``, ``and/or``, ``don't``.
_HYPHENS = "-/_'’@"


def in_bytes(text: str) -> int:
    """Give the length that most channels count: bytes of UTF-8."""
    return len(text.encode("utf-8", "replace"))


def fitted(message: Message, most: int, write: Callable[[Message], str], size: Callable[[str], int] = in_bytes) -> str:
    """
    Write a message so that it is not longer than a channel takes.

    Parameters
    ----------
    message : Message
        The whole.
    most : int
        What the channel takes at most.
    write : callable
        Writes a message as the channel wants it.
    size : callable
        How the channel counts.

    Returns
    -------
    str
        The whole where it fits; else without its last lines, and it says how many are missing.

    Raises
    ------
    ValueError
        When not even the title fits.
    """

    def fits(smaller: Message) -> bool:
        return _bare(smaller) <= _TIMES * most and size(write(smaller)) <= most

    terse = [message, *(_terse(message, line) for line in _LINES)]
    for smaller in terse:
        if fits(smaller):
            return write(smaller)
    low, high = 0, _count(message) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(_first(terse[-1], middle)) else (low, middle - 1)
    for smaller in (*([_first(terse[-1], low)] if low else []), *_least(message)):
        if fits(smaller):
            return write(smaller)
    raise ValueError(f"a message of {most} has no room for a title")


def shorter(text: str, most: int, size: Callable[[str], int] = in_bytes) -> str:
    """Give the beginning of a text up to the last word that fits, with ``…`` where something is missing."""
    if size(text) <= most:
        return text
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle] + "…") <= most else (low, middle - 1)
    while low and not _may_end(text, low):
        low -= 1
    kept = text[:low].rstrip(_PAUSES)
    return f"{kept}…" if kept or size("…") <= most else ""


def _may_end(text: str, at: int) -> bool:
    """Whether a text may be cut before a place: not within a word, a number with its unit, or a sign of several parts."""
    before, behind = text[at - 1], text[at]
    if _joins(behind) or before == "\u200d" or (_is_flag(before) and _is_flag(behind)):
        return False
    if before.isdigit() or (before in ".,:" and text[at - 2 : at - 1].isdigit()):
        return behind.isspace() or (before.isdigit() and _ends_number(text, at))
    if before in _HYPHENS and _in_word(text[at - 2 : at - 1]):
        return not _in_word(behind)
    return not (_in_word(before) and (_in_word(behind) or (behind in _HYPHENS and _in_word(text[at + 1 : at + 2]))))


def _ends_number(text: str, at: int) -> bool:
    """Whether a pause stands behind a number that does not go on after it."""
    behind, then = text[at], text[at + 1 : at + 2]
    goes_on = (behind in ".,:" and then.isdigit()) or (behind in _HYPHENS and then.isalnum())
    return not goes_on and behind not in _UNITS and not behind.isalnum()


def _joins(letter: str) -> bool:
    """Whether it changes the letter before it: an accent, a colour of skin, a tag of a flag."""
    is_of_sign = letter == "\u200d" or "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f"
    return is_of_sign or unicodedata.category(letter).startswith("M")


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _in_word(letter: str) -> bool:
    """Whether it is a letter of a language that puts spaces between words."""
    return letter.isalnum() and not ("\u2e80" <= letter <= "\u9fff" or "\U00020000" <= letter <= "\U0003ffff")


def _count(message: Message) -> int:
    return sum(len(section.lines) for section in message.sections)


def _bare(message: Message) -> int:
    """Count the letters of all lines, without what a channel writes around them."""
    return sum(len(line.text) + len(line.note) for section in message.sections for line in section.lines)


def _more(message: Message, missing: int) -> tuple[Line, ...]:
    words = Wording(message.language)
    return (Line(words("delivery.more", count=words.number(missing))),) if missing else ()


def _terse(message: Message, most: int) -> Message:
    """Give the message with none of its lines longer than so many bytes."""
    sections = (replace(one, lines=tuple(_line(line, most) for line in one.lines)) for one in message.sections)
    return replace(message, sections=tuple(sections))


def _line(line: Line, most: int) -> Line:
    return replace(line, text=shorter(line.text, most), note=shorter(line.note, most // 2))


def _first(message: Message, count: int) -> Message:
    """Give the message with its first lines only, and how many are missing."""
    sections, left = [], count
    for section in message.sections:
        kept = section.lines[:left]
        left -= len(kept)
        if kept:
            sections.append(replace(section, lines=kept))
    last = sections[-1]
    sections[-1] = replace(last, lines=(*last.lines, *_more(message, _count(message) - count)))
    return replace(message, sections=tuple(sections))


def _least(message: Message) -> Iterator[Message]:
    """Give what is still said where next to nothing fits, the most first."""
    count = _count(message)
    bare = replace(message, foot="", sections=())
    if count:
        line = next(line for section in message.sections for line in section.lines)
        lines = (replace(_line(line, _LINE), note=""), *_more(message, count - 1))
        yield replace(bare, sections=(Section("", lines),))
    none = replace(bare, sections=(Section("", _more(message, count)),) if count else ())
    yield none
    for most in _TITLES:
        yield replace(none, lead="", title=shorter(message.title, most))
    first = tuple(replace(link, text=shorter(link.text, _LINE)) for link in message.links[:1])
    for small in (replace(none, links=first), replace(none, links=()), replace(bare, links=())):
        yield replace(small, lead="", title=shorter(message.title, _TITLES[-1]))
