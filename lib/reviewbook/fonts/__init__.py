"""The faces that come with reviewbook, so that no machine prints boxes for Chinese.

Noto Sans SC (SIL Open Font License, the licence lies beside the faces), Regular
and Bold, cut down to the characters of 通用规范汉字表, GBK's signs, Latin and
punctuation. Figures and PDFs use these faces and no others; a character that
they lack must be shown as its code point by whoever writes it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["FACES", "FAMILY", "FOLDER", "coverage", "register"]

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


@cache
def register() -> None:
    """Make the faces known to matplotlib under `FAMILY`; further calls do nothing."""
    from matplotlib.font_manager import fontManager

    for face in FACES:
        fontManager.addfont(face)
