"""How wide the columns of a printed table are, from the words that stand in them.

A typesetter that measures columns itself must set a table twice, and gives the
longest text all the room. When a table does not fit, letters get smaller
first, then the page is turned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from reviewbook.fonts import width

__all__ = ["Fit", "breakable", "fit", "least_widths"]

_PORTRAIT_EMS = 56.0  # text width of an A4 page in letters of a table (476 / 8.5 points)
_LANDSCAPE_EMS = 85.0
_PADDING_EMS = 1.25
_MARK_EMS = 1.3
_WIDEST_EMS = 26.0
_WIDEST_ON_SCREEN_EMS = 12.0
_SCALES = (1.0, 0.9, 0.8)
_SCALES_FOR_LOOKING_UP = (0.8, 0.7)
_LEAST_SCALE = 0.7
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
    """

    widths: tuple[float, ...]
    scale: float
    landscape: bool


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
        The widths add up to the width of the page when the words ask for it.
    """
    columns = [_needs(index, table) for index in range(len(table["heads"]))]
    least, wanted = [c[0] for c in columns], [c[1] for c in columns]
    for landscape, ems in ((False, _PORTRAIT_EMS), (True, _LANDSCAPE_EMS)):
        for scale in _SCALES_FOR_LOOKING_UP if table["folded"] else _SCALES:
            room = ems / scale
            if _comfortable(least, wanted, room):
                return Fit(_shared(least, wanted, room, table["heads"]), scale, landscape)
    room = _LANDSCAPE_EMS / _LEAST_SCALE
    squeeze = min(1.0, room / sum(least))
    return Fit(_shared([w * squeeze for w in least], wanted, room, table["heads"]), _LEAST_SCALE, True)


def least_widths(table: dict[str, Any]) -> list[float]:
    """Give for each column the ems below which it would be tiresome to read on a narrow screen."""
    needs = (_needs(index, table) for index in range(len(table["heads"])))
    return [round(min(max(least, wanted), _WIDEST_ON_SCREEN_EMS) + 0.5, 1) for least, wanted in needs]


def breakable(text: str, ems: float) -> str:
    """Give the text with places to break inside words that are wider than their column."""
    most = max(int((ems - _PADDING_EMS) / 0.6), 4)
    return re.sub(rf"[\x21-\x7e]{{{most}}}(?=[\x21-\x7e])", lambda run: run[0] + _ZERO_WIDTH_SPACE, text)


def _needs(index: int, table: dict[str, Any]) -> tuple[float, float]:
    """Least and wanted width of one column in ems."""
    head = table["heads"][index]
    cells = [row[index] for row in (*table["rows"], *table["totals"])]
    marks = _MARK_EMS if any(cell["tone"] in ("good", "warn", "bad") for cell in cells) else 0.0
    lines = [line for cell in cells for line in cell["text"].split("\n")]
    widest = max(map(width, lines), default=0.0)
    if head["align"] == "left":
        longest = max((width(word) for line in lines for word in _words(line)), default=0.0)
        longest = max(longest, min(widest, 5.0))
    else:
        longest = widest
    heading = max(width(head["text"]), width(head["unit"]))
    heading_word = max(map(width, _words(head["text"])), default=0.0)
    least = max(longest + marks, heading_word, min(heading, 6.5))
    wanted = max(widest + marks, min(heading, 9.0))
    return min(least, _WIDEST_EMS) + _PADDING_EMS, min(wanted, _WIDEST_EMS) + _PADDING_EMS


def _words(line: str) -> list[str]:
    """The runs that cannot be broken: Latin words whole, Chinese by the character."""
    return re.findall(r"[\u0000-\u2e7f]+?(?=\s|[\u2e80-\uffff]|\Z)|[\u2e80-\U0010ffff]", line)


def _comfortable(least: list[float], wanted: list[float], room: float) -> bool:
    """Whether all words fit, and texts that want to wrap need not wrap into many lines."""
    return sum(least) <= room and sum(wanted) <= 1.6 * room


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
