"""The faces that come with reviewbook, so that no machine prints boxes for Chinese.

Noto Sans SC (SIL Open Font License, the licence lies beside the faces), Regular
and Bold, cut down to the characters of 通用规范汉字表, GBK's signs, Latin and
punctuation. Figures and PDFs use these faces and no others; a character that
they lack must be shown as its code point by whoever writes it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["FACES", "FAMILY", "FOLDER", "coverage", "register", "width"]

#: The name under which programs know the faces.
FAMILY = "Noto Sans SC"

#: Where the faces lie.
FOLDER = Path(__file__).parent

#: The files of the faces, Regular first.
FACES = (FOLDER / "NotoSansSC-Regular.ttf", FOLDER / "NotoSansSC-Bold.ttf")


@cache
def coverage() -> frozenset[int]:
    """Code points that every face can draw, read once per process."""
    from fontTools.ttLib import TTFont

    covered: list[frozenset[int]] = []
    for face in FACES:
        with TTFont(face, lazy=True) as font:
            covered.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*covered)


def width(text: str) -> float:
    """Give the width of a line of text in ems, set in the bold face, the wider one."""
    return sum(map(_advances().__getitem__, text))


class _Advances(dict[str, float]):
    """Widths of characters in ems; one that the face lacks takes a whole one."""

    def __missing__(self, character: str) -> float:
        return 1.0


@cache
def _advances() -> _Advances:
    from fontTools.ttLib import TTFont

    with TTFont(FACES[1], lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return _Advances((chr(code), metrics[glyph][0] / em) for code, glyph in font.getBestCmap().items())


@cache
def register() -> None:
    """
    Make the faces known to matplotlib under `FAMILY`; further calls do nothing.

    A face of that name that the machine has itself is forgotten: another cut of
    it has other widths, and the same figure must be the same on every machine.
    """
    from matplotlib.font_manager import fontManager

    fontManager.ttflist = [entry for entry in fontManager.ttflist if entry.name != FAMILY]
    for face in FACES:
        fontManager.addfont(face)
