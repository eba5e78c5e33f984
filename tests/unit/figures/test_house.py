"""Whatever people and teams are called, a figure can be drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from reviewbook.figures.house import beside_axis, drawn, text_width

MARGINS = (3.0, 1.0, 0.2, 0.2)


@pytest.mark.parametrize("name", ["$x$", "$\\frac$", "$", "a_b^{c}", "\\alpha", "<b>&amp;]]>", "_nolegend_", "%s{0}"])
def test_a_name_is_drawn_as_it_is_written(name: str) -> None:
    svg = drawn(lambda axes: axes.set_yticks([0.5], [name]), 2.0, MARGINS)
    assert name in "".join(ElementTree.fromstring(svg).itertext())


@pytest.mark.filterwarnings("ignore:Glyph")  # it is measured before it is replaced
def test_a_control_character_is_drawn_as_its_code_point() -> None:
    svg = drawn(lambda axes: axes.annotate("a\x00\u202eb", (0.5, 0.5)), 2.0, MARGINS)
    assert "a[U+0000][U+202E]b" in "".join(ElementTree.fromstring(svg).itertext())


@pytest.mark.parametrize(
    ("name", "cut"), [("华东一部", False), ("Export Team 1", False), ("W" * 48, True), ("很" * 48, True)]
)
def test_a_name_leaves_room_for_its_figure(name: str, cut: bool) -> None:
    written = beside_axis(name)
    assert text_width(written) <= 6.0
    assert (written != name) == cut == written.endswith("…")
