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


def test_matplotlib_takes_our_faces_and_not_the_machines() -> None:
    from matplotlib.font_manager import FontEntry, FontProperties, fontManager

    fontManager.ttflist.insert(0, FontEntry(fname="/gone/NotoSansSC.otf", name=fonts.FAMILY, weight=400))
    fonts.register.cache_clear()
    fonts.register()
    for weight, face in zip(("regular", "bold"), fonts.FACES, strict=True):
        found = fontManager.findfont(FontProperties(family=fonts.FAMILY, weight=weight), fallback_to_default=False)
        assert str(found) == str(face)


def test_widths_are_in_ems() -> None:
    assert fonts.width("永和") == pytest.approx(2.0)
    assert fonts.width("1111") == pytest.approx(fonts.width("8888"))
    assert fonts.width("i") < fonts.width("W") < 1.0
