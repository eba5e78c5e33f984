"""How wide the columns of a printed table are and how tall its rows, from the words that stand in them.

A typesetter that measures columns itself must set a table twice, and gives the
longest text all the room. When a table does not fit, letters get smaller
first, then the page is turned; they also get smaller where that keeps rows on
one line that would run over two.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import starmap, zip_longest
from math import ceil
from typing import Any

from reviewbook.fonts import width

__all__ = ["Fit", "breakable", "fit", "least_widths", "set_width"]

_POINTS = 8.5  # size of a table's letters
_PORTRAIT_EMS = 56.0  # text width of an A4 page in letters of a table (476 / 8.5 points)
_LANDSCAPE_EMS = 85.0
_PADDING_EMS = 1.25
_MARK_EMS = 1.3
_MARKED = frozenset(["good", "warn", "bad"])  # tones
_WIDEST_EMS = 26.0
_WIDEST_ON_SCREEN_EMS = 12.0
_LONGEST_WHOLE_EMS = 12.0  # a longer number or address may be broken where its parts meet
_SCALES = (1.0, 0.9, 0.8)
_SCALES_FOR_LOOKING_UP = (0.8, 0.7)
_LEAST_SCALE = 0.7
_WORTH_SHRINKING = 0.75  # letters get a little smaller when the table then takes no more than this of its height
_LEAST_SHRUNK = 0.9
_AIRIEST, _NARROWEST = 1.7, 0.55  # how much wider than its words a table may be, and the least part of a page
_LINE_EMS, _FURTHER_LINE_EMS, _BAR_POINTS = 1.83, 1.23, 5.0
_BETWEEN_EMS = 0.25  # what stands between Chinese and Latin letters
_CHINESE = "\u2e80-\u2fff\u3040-\ufeff"  # but for punctuation, which brings its own room
_MEETING = re.compile(rf"(?<=[{_CHINESE}])(?=[0-9A-Za-z¥$%+\u2212-])|(?<=[0-9A-Za-z%])(?=[{_CHINESE}])")
_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True)
class Fit:
    """
    How a table fits on a page.

    Parameters
    ----------
    widths : tuple of float
        Width of each column in ems of the table's letters.
    scale : float
        Size of the table's letters, 1 for the usual one.
    landscape : bool
        Whether the page must be turned.
    heights : tuple of float
        About how tall each row is, totals last, in points.
    """

    widths: tuple[float, ...]
    scale: float
    landscape: bool
    heights: tuple[float, ...]


def fit(table: dict[str, Any]) -> Fit:
    """
    Find widths, letter size and page for a table.

    Parameters
    ----------
    table : dict
        A `Table` block as plain data.

    Returns
    -------
    Fit
        The widths add up to the width of the page, unless so few words would
        stand so far apart that the eye loses the row.
    """
    heads, cells = table["heads"], _measured(table)
    columns = [_needs(head, [row[index] for row in cells]) for index, head in enumerate(heads)]
    least, wanted = [c[0] for c in columns], [c[1] for c in columns]
    for landscape, ems in ((False, _PORTRAIT_EMS), (True, _LANDSCAPE_EMS)):
        rooms = [(scale, ems / scale) for scale in (_SCALES_FOR_LOOKING_UP if table["folded"] else _SCALES)]
        fits = [
            _fitted(_shared(least, wanted, _airy(wanted, room), heads), scale, landscape, cells)
            for scale, room in rooms
            if _comfortable(least, wanted, room)
        ]
        if fits:
            return _largest_that_pays(fits)
    room = _LANDSCAPE_EMS / _LEAST_SCALE
    squeeze = min(1.0, room / sum(least))
    return _fitted(_shared([w * squeeze for w in least], wanted, room, heads), _LEAST_SCALE, True, cells)


def least_widths(table: dict[str, Any]) -> list[float]:
    """Give for each column the ems below which it would be tiresome to read on a narrow screen."""
    columns = (set(column) for column in zip(*_measured(table), strict=True))
    needs = starmap(_needs, zip_longest(table["heads"], columns, fillvalue=()))
    return [round(min(max(least, wanted), _WIDEST_ON_SCREEN_EMS) + 0.5, 1) for least, wanted in needs]


def breakable(text: str, ems: float) -> str:
    """Give the text with places to break inside words that are wider than their column."""
    room = max(ems - _PADDING_EMS, 2.4)
    return re.sub(r"[\x21-\x7e]{4,}", lambda run: run[0] if width(run[0]) <= room else _broken(run[0], room), text)


def set_width(line: str) -> float:
    """Give the width of a line in ems as it is set: Chinese and Latin letters stand a little apart."""
    return width(line) if line.isascii() else width(line) + _BETWEEN_EMS * len(_MEETING.findall(line))


@dataclass(frozen=True)
class _Words:
    """What must be known of a cell to give it room: widths in ems."""

    lines: tuple[float, ...]
    longest: float
    marked: bool
    barred: bool

    @classmethod
    def of(cls, text: str, marked: bool, barred: bool) -> _Words:
        lines = text.split("\n")
        longest = max((_unbroken(word) for line in lines for word in _words(line)), default=0.0)
        return cls(tuple(map(set_width, lines)), longest, marked, barred)

    def height(self, ems: float) -> float:
        """How many lines it takes in so much room."""
        room = ems - _PADDING_EMS - _MARK_EMS * self.marked
        return sum(max(ceil(line / max(room, 1.0)), 1) for line in self.lines)


def _measured(table: dict[str, Any]) -> list[list[_Words]]:
    """Measure every cell; the same words, of which long tables are full, but once."""
    found: dict[tuple[str, bool, bool], _Words] = {}
    return [
        [
            found.get(key) or found.setdefault(key, _Words.of(*key))
            for key in [(cell["text"], cell["tone"] in _MARKED, cell["bar"] is not None) for cell in row]
        ]
        for row in (*table["rows"], *table["totals"])
    ]


def _needs(head: dict[str, Any], cells: Collection[_Words]) -> tuple[float, float]:
    """Least and wanted width of one column in ems."""
    marks = _MARK_EMS if any(cell.marked for cell in cells) else 0.0
    widest = max((line for cell in cells for line in cell.lines), default=0.0)
    longest = widest
    if head["align"] == "left":
        longest = max(max((cell.longest for cell in cells), default=0.0), min(widest, 5.0))
    heading = max(width(head["text"]), width(head["unit"]))
    heading_word = max(map(width, _words(head["text"])), default=0.0)
    least = max(longest + marks, heading_word, min(heading, 6.5))
    wanted = max(widest + marks, min(heading, 9.0))
    return min(least, _WIDEST_EMS) + _PADDING_EMS, min(wanted, _WIDEST_EMS) + _PADDING_EMS


def _words(line: str) -> list[str]:
    """The runs that cannot be broken: Latin words whole, Chinese by the character."""
    return re.findall(r"[\u0000-\u2e7f]+?(?=\s|[\u2e80-\uffff]|\Z)|[\u2e80-\U0010ffff]", line)


def _unbroken(word: str) -> float:
    """Width of a word that is kept whole; a long one may be broken where its parts meet."""
    whole = width(word)
    return whole if whole <= _LONGEST_WHOLE_EMS else max(_LONGEST_WHOLE_EMS, *map(width, _parts(word)))


def _parts(word: str) -> list[str]:
    return re.findall(r"[^-._/@]+[-._/@]*|[-._/@]+", word)


def _broken(run: str, room: float) -> str:
    most = int(room / 0.6)
    pieces = [part[at : at + most] for part in _parts(run) for at in range(0, len(part), most)]
    return _ZERO_WIDTH_SPACE.join(pieces)


def _comfortable(least: list[float], wanted: list[float], room: float) -> bool:
    """Whether all words fit, and texts that want to wrap need not wrap into many lines."""
    return sum(least) <= room and sum(wanted) <= 1.6 * room


def _airy(wanted: list[float], room: float) -> float:
    """Give as much of the room as does not part the words of a row too far."""
    return min(room, max(_AIRIEST * sum(wanted), _NARROWEST * room))


def _fitted(widths: tuple[float, ...], scale: float, landscape: bool, rows: list[list[_Words]]) -> Fit:
    return Fit(widths, scale, landscape, tuple(_height(row, widths, scale) for row in rows))


def _height(row: list[_Words], widths: tuple[float, ...], scale: float) -> float:
    lines = max(cell.height(ems) for cell, ems in zip(row, widths, strict=True))
    letters = _LINE_EMS + (lines - 1) * _FURTHER_LINE_EMS
    return round(_POINTS * scale * letters + _BAR_POINTS * any(cell.barred for cell in row), 1)


def _largest_that_pays(fits: list[Fit]) -> Fit:
    """The largest letters, unless smaller ones save much of the height because rows run over fewer lines."""
    best = fits[0]
    for smaller in fits[1:]:
        if smaller.scale >= _LEAST_SHRUNK and sum(smaller.heights) <= _WORTH_SHRINKING * sum(best.heights):
            best = smaller
    return best


def _shared(least: list[float], wanted: list[float], room: float, heads: list[dict[str, Any]]) -> tuple[float, ...]:
    """Give every column its least, then what it wants as far as there is room, then a fair part of the rest."""
    widths = list(least)
    spare = max(room - sum(widths), 0.0)
    # Columns that want little are served in full before those that want much: a name should not
    # wrap so that a remark of three lines becomes one of two.
    order = sorted(range(len(widths)), key=lambda n: (wanted[n] - least[n]) / heads[n]["share"])
    for place, column in enumerate(order):
        claims = sum(heads[n]["share"] for n in order[place:])
        given = min(max(wanted[column] - least[column], 0.0), spare * heads[column]["share"] / claims)
        widths[column] += given
        spare -= given
    weights = [w * head["share"] for w, head in zip(widths, heads, strict=True)]
    return tuple(round(w + spare * part / sum(weights), 3) for w, part in zip(widths, weights, strict=True))
