"""A draft that a test changes where it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from reviewbook.editions import Code, Draft, Shelf
from reviewbook.periods import Period
from reviewbook.slices import Audience

DRAFT = Draft(
    review="weekly_review",
    title={"zh": "销售周度复盘", "en": "Weekly sales review"},
    period=Period.parse("2026-W47"),
    audience=Audience("team", "east", "华东"),
    as_of=datetime.fromisoformat("2026-11-23T01:00:00+00:00"),
    zone="Asia/Shanghai",
    parameters={"language": "zh", "audience": "east"},
    code=Code(version="0.1.0", digest="c0de"),
    inputs="da7a",
    rules="4a1e5",
    params="9a4a",
    files={"review.zh.html": "<p>好</p>".encode(), "review.en.html": b"<p>good</p>", "review.en.pdf": b"%PDF"},
    figures=({"measure": "on_time_rate", "value": 0.92},),
)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "published")


@pytest.fixture
def draft():
    """Give a draft: ``draft(inputs="other")`` says only what differs."""
    return lambda **changes: replace(DRAFT, **changes)
