"""The small company of `tests/unit`, opened as an analyst has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from reviewbook.desk.holding import Frames, Measures
from reviewbook.review import Review


@pytest.fixture
def opened(sliced) -> Callable[..., Review]:
    """Give the week as a review in a language for an audience; parts may be replaced."""

    def made(language: str = "en", audience: str = "company", **parts: object) -> Review:
        part = sliced(language, audience, **parts)
        plain = Review(**{one.name: getattr(part, one.name) for one in fields(part)})
        return replace(plain, frames=Frames(plain.frames, plain), measures=Measures(plain.measures, plain))

    return made
