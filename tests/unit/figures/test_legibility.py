"""The colours of the house tell things apart in black and white, and to readers who are colour-blind."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from reviewbook.figures.house import ACCENT, CONTEXT, INK, MUTED

#: Linear light as a reader without red or without green cones sees it (Viénot, Brettel and Mollon 1999).
_SEEN = {
    "deuteranopia": np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
    "protanopia": np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
    "greyscale": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
    "ordinary": np.eye(3),
}


def _light(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _luminance(light: np.ndarray) -> float:
    return float(np.clip(light, 0, 1) @ [0.2126, 0.7152, 0.0722])


def _contrast(one: float, other: float) -> float:
    bright, dark = max(one, other), min(one, other)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", _SEEN)
def test_the_point_stands_out_from_its_context_to_every_reader(eyes):
    accent, context = (_luminance(_SEEN[eyes] @ _light(colour)) for colour in (ACCENT, CONTEXT))
    assert _contrast(accent, context) > 3  # WCAG 1.4.11 for what must be told apart


@pytest.mark.parametrize("eyes", _SEEN)
@pytest.mark.parametrize("colour", [INK, MUTED, ACCENT])
def test_text_is_legible_on_white_to_every_reader(eyes, colour):
    assert _contrast(1.0, _luminance(_SEEN[eyes] @ _light(colour))) > 4.5  # WCAG 1.4.3


def test_no_two_colours_of_the_house_are_the_same_grey():
    greys = {colour: round(_luminance(_light(colour)), 3) for colour in (ACCENT, CONTEXT, INK, MUTED)}
    assert all(abs(greys[one] - greys[other]) > 0.02 for one, other in combinations(greys, 2))
