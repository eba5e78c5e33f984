from __future__ import annotations

import pytest

from reviewbook import fonts


def test_the_faces_have_what_reviews_are_written_in() -> None:
    covered = fonts.coverage()
    assert {ord(c) for c in "永和九年，岁在癸丑。¥€%–−“”、（）·→▲●AZaz09"} <= covered
    assert 0x1F600 not in covered


def test_the_licence_lies_beside_the_faces() -> None:
    assert "SIL Open Font License" in (fonts.FOLDER / "OFL.txt").read_text("utf-8")
    assert [face.suffix for face in fonts.FACES] == [".ttf", ".ttf"]


def test_matplotlib_finds_the_faces_under_their_name() -> None:
    from matplotlib.font_manager import fontManager

    fonts.register()
    known = {(entry.name, entry.weight, str(entry.fname)) for entry in fontManager.ttflist}
    assert {(fonts.FAMILY, weight, str(face)) for weight, face in zip((400, 700), fonts.FACES, strict=True)} <= known


def test_widths_are_in_ems() -> None:
    assert fonts.width("永和") == pytest.approx(2.0)
    assert fonts.width("1111") == pytest.approx(fonts.width("8888"))
    assert fonts.width("i") < fonts.width("W") < 1.0
